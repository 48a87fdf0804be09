"""Changes of set-up data: every one leaves what stood before, what stands now, who, when and why."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from tracker.calculations.rounding import plain_text
from tracker.models import Plan, ReportingUnit, Target

from . import audit
from .roster_counts import recount_all
from .trails import is_filed, named_in, trail_of

# For each field its old and its new value as text; None for a blank one.
Changes = dict[str, list[str | None]]
# What rosters count follows from these fields.
COUNTING: dict[type[models.Model], set[str]] = {
    ReportingUnit: {"counts_toward_total"},
    Target: {"counts_from_start"},
    Plan: {"first", "last", "followed_until"},
}


def row_save(row: models.Model, *, by: Any, at: dt.datetime, reason: str = "") -> bool:
    """Store a row as it now is, with an event that says what changed. False when nothing did.

    Raises `KeyError` for a row that is no set-up.
    """
    with transaction.atomic():
        model = type(row)
        before = model._base_manager.filter(pk=row.pk).first() if row.pk else None
        changes = _changes(before, row)
        if not changes:
            return False
        row.save()
        audit.record(
            action=f"{model._meta.model_name}.{'changed' if before else 'created'}",
            details={"changes": changes, **named_in(row)},
            by=by,
            at=at,
            reason=reason,
            **trail_of(row),
        )
        if before and COUNTING.get(model, set()) & changes.keys():
            recount_all()
    return True


def row_delete(row: models.Model, *, by: Any, at: dt.datetime, reason: str = "") -> None:
    """Remove a row; the event keeps what it said. Raises `KeyError` for a row that is no set-up."""
    with transaction.atomic():
        changes = {field: [value, None] for field, (_, value) in _changes(None, row).items()}
        trail, named = trail_of(row), named_in(row)
        row.delete()
        audit.record(
            action=f"{row._meta.model_name}.deleted",
            details={"changes": changes, **named},
            by=by,
            at=at,
            reason=reason,
            **trail,
        )


@transaction.atomic
def branch_delete(row: models.Model, *, by: Any, at: dt.datetime, reason: str) -> None:
    """Remove a set-up row and the rows that belong to it, each with an event that keeps what it said: what the
    database takes along by itself would leave no trace.
    """
    for relation in type(row)._meta.related_objects:
        if relation.on_delete is models.CASCADE and is_filed(relation.related_model):
            for part in relation.related_model._base_manager.filter(**{relation.field.name: row}):
                branch_delete(part, by=by, at=at, reason=reason)
    row_delete(row, by=by, at=at, reason=reason)


def _changes(before: models.Model | None, after: models.Model) -> Changes:
    changes = {}
    for field in after._meta.concrete_fields:
        if field.primary_key:
            continue
        old, new = _text(field, before), _text(field, after)
        if old != new:
            changes[field.name] = [old, new]
    return changes


def _text(field: models.Field, row: models.Model | None) -> str | None:
    """A value as one would read it. A decimal without trailing zeros: 80 and 80.0000 are no change."""
    value = getattr(row, field.name) if row else None
    if value is None or value == "":
        return None
    return plain_text(value) if isinstance(value, Decimal) else str(value)
