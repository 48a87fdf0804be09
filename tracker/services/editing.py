"""Two people at one set-up page: nobody overwrites unawares what the other has stored meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models

from tracker.calculations.rounding import plain_text

Key = TypeVar("Key")
Value = TypeVar("Value")


class UnableToChange(Exception):
    """The change cannot stand. The message is for the coordinator; `field` is where it belongs, if anywhere."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class ChangedMeanwhile(Exception):
    """The row is not as its author saw it; `stored` is how it stands now."""

    def __init__(self, stored: models.Model) -> None:
        super().__init__()
        self.stored = stored


class CellsRefused(Exception):
    """A table cannot be stored: what is wrong with each cell, and what stands now in those that somebody else
    has changed meanwhile. Nothing of it was stored.
    """

    def __init__(self, problems: Mapping[Any, str], stored: Mapping[Any, Any] | None = None) -> None:
        super().__init__()
        self.problems = problems
        self.stored = stored or {}


def fingerprint(row: models.Model) -> str:
    """A short text that differs whenever a stored field does; empty for a row that is not stored yet."""
    if row.pk is None:
        return ""
    values = [_text(field.value_from_object(row)) for field in type(row)._meta.concrete_fields]
    return hashlib.sha256("\0".join(values).encode()).hexdigest()[:16]


def _text(value: Any) -> str:
    """A stored value in one spelling: 80 and 80.0000 are the same."""
    return plain_text(value) if isinstance(value, Decimal) else str(value)


def lock_as_seen(row: models.Model, seen: str) -> None:
    """Lock a row until the transaction's end. Raises `ChangedMeanwhile` unless it still has this fingerprint.

    Rows that point to it can still be written by others: whoever counts a roster would otherwise wait for whoever
    changes its target, who waits for the roster.
    """
    stored = type(row)._base_manager.select_for_update(no_key=True).get(pk=row.pk)
    if fingerprint(stored) != seen:
        raise ChangedMeanwhile(stored)


def cells_touched(
    wanted: Mapping[Key, Value], *, seen: Mapping[Key, Value], stored: Mapping[Key, Value]
) -> tuple[dict[Key, Value], dict[Key, Value | None]]:
    """What the author of a table changed against what they saw, and of these cells the ones in which something
    else has been stored meanwhile, with what stands there. A cell that nobody touched keeps what is stored.
    """
    touched = {key: value for key, value in wanted.items() if value != seen.get(key)}
    conflicts = {
        key: stored.get(key)
        for key, value in touched.items()
        if stored.get(key) != seen.get(key) and stored.get(key) != value
    }
    return touched, conflicts
