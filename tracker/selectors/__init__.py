"""Reads: finished rows (frozen dataclasses) for a screen, a file, an endpoint."""
