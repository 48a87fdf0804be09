"""Reporting units from a unit file, and who is asked for what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.documents import unit_files
from tracker.labels import exact_text
from tracker.models import Assignment, Plan, Report, ReportingUnit, Target

from . import audit
from .changes import row_delete, row_save
from .editing import CellsRefused, cells_touched
from .roster_counts import recount_all


class UnableToAssign(Exception):
    """The unit cannot be asked; the message is for the coordinator."""


@dataclass(frozen=True)
class OwnGoal:
    """What an assignment says of the unit's own way: its own target and baseline, where it has them."""

    target: Decimal | None = None
    baseline: Decimal | None = None


# One place of the matrix: the unit's and the target's id. None is not asked.
Cell = tuple[int, int]
Matrix = Mapping[Cell, OwnGoal | None]


@transaction.atomic
def units_load(*, file: unit_files.UnitFile, by: Any, at: dt.datetime) -> int:
    """Make the database hold the units of the file, found by their codes; others stay. Returns how many."""
    units: dict[str, ReportingUnit] = {}
    for row in file.units:
        units[row.code], _made = ReportingUnit.objects.update_or_create(
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
    recount_all()  # which units count toward the city's total may have changed
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
                target=target.code,
                by=by,
                at=at,
                details={"units": [unit.code for unit in new]},
            )
        made += len(new)
    return made


@transaction.atomic
def assignment_create(
    *,
    target: Target,
    unit: ReportingUnit,
    own: OwnGoal | None = None,
    by: Any,
    at: dt.datetime,
    reason: str = "",
) -> Assignment:
    """Ask a unit for a target, in every quarter of its plan. Nobody is asked twice for the same figure: raises
    `UnableToAssign` when it is asked already.
    """
    if Assignment.objects.filter(target=target, unit=unit).exists():
        raise UnableToAssign(
            _("%(unit)s is asked for this target already, once in every quarter: %(target)s.")
            % {"unit": unit, "target": target}
        )
    own = own or OwnGoal()
    assignment = Assignment(target=target, unit=unit, own_target=own.target, own_baseline=own.baseline)
    row_save(assignment, by=by, at=at, reason=reason)
    return assignment


@transaction.atomic
def assignments_set(
    *, plan: Plan, wanted: Matrix, seen: Matrix, reason: str, by: Any, at: dt.datetime
) -> int:
    """Store the places of a plan's matrix that differ from what their author saw: all of them or none. Returns
    how many were changed.

    Raises `CellsRefused` where somebody else has stored something else meanwhile, and where a unit that has
    begun to report would no longer be asked.
    """
    Plan.objects.select_for_update().get(pk=plan.pk)
    rows = {
        (row.unit_id, row.target_id): row
        for row in Assignment.objects.filter(target__theme__plan=plan).select_related("unit", "target")
    }
    stored = {cell: OwnGoal(row.own_target, row.own_baseline) for cell, row in rows.items()}
    touched, conflicts = cells_touched(wanted, seen=seen, stored=stored)
    problems = {cell: _meanwhile(own) for cell, own in conflicts.items()}
    reported = set(
        Report.objects.filter(assignment__target__theme__plan=plan).values_list("assignment", flat=True)
    )
    for cell, own in touched.items():
        if own is None and cell in rows and rows[cell].pk in reported:
            problems.setdefault(cell, _("This unit has figures for this target already: it stays asked."))
    if problems:
        raise CellsRefused(problems, conflicts)
    units = ReportingUnit.objects.in_bulk([unit for unit, _target in touched])
    targets = Target.objects.in_bulk([target for _unit, target in touched])
    event = {"reason": reason, "by": by, "at": at}
    changed = 0
    for (unit, target), own in touched.items():
        row = rows.get((unit, target))
        if row is None and own is not None:
            assignment_create(target=targets[target], unit=units[unit], own=own, **event)
            changed += 1
        elif row and own is not None:
            row.own_target, row.own_baseline = own.target, own.baseline
            changed += row_save(row, **event)
        elif row:
            row_delete(row, **event)
            changed += 1
    return changed


def _meanwhile(own: OwnGoal | None) -> str:
    if own is None:
        return _("Taken away meanwhile by somebody else. Save again to store yours.")
    return _(
        "Stored here meanwhile: own target %(target)s, own baseline %(baseline)s. Save again to store yours."
    ) % {
        "target": exact_text(own.target) or "–",
        "baseline": exact_text(own.baseline) or "–",
    }
