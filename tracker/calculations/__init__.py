"""The arithmetic of targets: plain Python, exact decimals, no Django (docs/calculations.md)."""
