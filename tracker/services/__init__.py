"""Writes: one use case, one function, one transaction, with its audit event."""
