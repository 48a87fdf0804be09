"""Changes of set-up data: every one leaves what stood before, what stands now, who, when and why."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from . import audit


def row_save(
    row: models.Model,
    *,
    subject: str,
    by: Any,
    at: dt.datetime,
    reason: str = "",
    unit: str = "",
    target: str = "",
    quarter: str = "",
) -> bool:
    """Store a row as it now is, with an event that says what changed. False when nothing did."""
    with transaction.atomic():
        model = type(row)
        before = model._base_manager.filter(pk=row.pk).first() if row.pk else None
        changes = _changes(before, row)
        if not changes:
            return False
        row.save()
        audit.record(
            action=f"{model._meta.model_name}.{'changed' if before else 'created'}",
            subject=subject,
            by=by,
            at=at,
            details={"changes": changes},
            unit=unit,
            target=target,
            quarter=quarter,
            reason=reason,
        )
    return True


def row_delete(
    row: models.Model,
    *,
    subject: str,
    by: Any,
    at: dt.datetime,
    reason: str = "",
    unit: str = "",
    target: str = "",
    quarter: str = "",
) -> None:
    """Remove a row; the event keeps what it said."""
    with transaction.atomic():
        changes = {field: [value, None] for field, (_, value) in _changes(None, row).items()}
        model = type(row)
        row.delete()
        audit.record(
            action=f"{model._meta.model_name}.deleted",
            subject=subject,
            by=by,
            at=at,
            details={"changes": changes},
            unit=unit,
            target=target,
            quarter=quarter,
            reason=reason,
        )


def _changes(before: models.Model | None, after: models.Model) -> dict[str, list[str | None]]:
    """For each field that differs its old and its new value as text; None for a blank one."""
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
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
