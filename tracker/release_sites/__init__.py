"""A release as a static site: the views' own pages, written to files that need no server."""
