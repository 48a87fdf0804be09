"""The settings package: settings, addresses, WSGI entry."""
