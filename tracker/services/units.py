"""Reporting units from a unit file, and who is asked for what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from tracker.documents import unit_files
from tracker.models import Assignment, ReportingUnit, Target

from . import audit


@transaction.atomic
def units_load(*, file: unit_files.UnitFile, by: Any, at: dt.datetime) -> int:
    """Make the database hold the units of the file, found by their codes; others stay. Returns how many."""
    units: dict[str, ReportingUnit] = {}
    for row in file.units:
        units[row.code], _ = ReportingUnit.objects.update_or_create(
            code=row.code,
            defaults={
                "kind": row.kind,
                "name_zh": row.name.zh,
                "name_en": row.name.en,
                "gb_code": row.gb_code or "",
                "position": row.position,
                "counts_toward_total": row.counts,
                "note": row.note.zh if row.note else "",
            },
        )
    # Parents in a second pass: a file may name a child before its parent.
    for row in file.units:
        units[row.code].parent = units[row.parent] if row.parent else None
    ReportingUnit.objects.bulk_update(units.values(), ["parent"])
    audit.record(action="units.loaded", subject="units", by=by, at=at, details={"units": list(units)})
    return len(units)


@transaction.atomic
def assignments_create(
    *, targets: Iterable[Target], units: Iterable[ReportingUnit], by: Any, at: dt.datetime
) -> int:
    """Ask each of these units for each of these targets; what is already asked stays. Returns how many are new."""
    units = list(units)
    made = 0
    for target in targets:
        asked = set(target.assignments.values_list("unit_id", flat=True))
        new = [unit for unit in units if unit.pk not in asked]
        Assignment.objects.bulk_create(Assignment(target=target, unit=unit) for unit in new)
        if new:
            audit.record(
                action="assignments.created",
                subject=f"target:{target.code}",
                by=by,
                at=at,
                details={"units": [unit.code for unit in new]},
            )
        made += len(new)
    return made
