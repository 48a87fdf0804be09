"""Changing what was promised: a target, its baseline, its definitions, its planned values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Aggregation, Comparator, Measure
from tracker.labels import exact_text
from tracker.models import Baseline, Definition, Milestone, Plan, RosterCount, Target

from .changes import row_delete, row_save
from .editing import CellsRefused, ChangedMeanwhile, UnableToChange, cells_touched, lock_as_seen

# One planned value: the target's id and the quarter. None is no planned value.
Cell = tuple[int, Quarter]
PlannedValues = Mapping[Cell, Decimal | None]


def target_change(*, target: Target, seen: str, reason: str, by: Any, at: dt.datetime) -> bool:
    """Store a target as it now is. False when nothing changed.

    Raises `ChangedMeanwhile`, and `UnableToChange` when closed quarters would change from what was counted to what
    was stated, or back.
    """
    with transaction.atomic():
        before = Target.objects.values_list("aggregation", flat=True).get(pk=target.pk)
        closed = RosterCount.objects.filter(target=target, period__closed_at__isnull=False)
        if (
            Aggregation.ROSTER in {before, target.aggregation}
            and before != target.aggregation
            and closed.exists()
        ):
            raise UnableToChange(
                _("Closed quarters hold counts from the roster, and stay as they were published."),
                "aggregation",
            )
        return _store(target, seen=seen, reason=reason, by=by, at=at)


def baseline_change(*, baseline: Baseline, seen: str, reason: str, by: Any, at: dt.datetime) -> bool:
    """Store a target's baseline as it now is, the first one too. Raises `ChangedMeanwhile`."""
    with transaction.atomic():
        if baseline.pk is None:
            stored = Baseline.objects.filter(target=baseline.target).first()
            if stored:
                raise ChangedMeanwhile(stored)
        return _store(baseline, seen=seen, reason=reason, by=by, at=at)


def definition_save(*, definition: Definition, seen: str, reason: str, by: Any, at: dt.datetime) -> bool:
    """Store a definition of a target, new or changed. Raises `ChangedMeanwhile`, and `UnableToChange` when
    another one takes effect on the same day.
    """
    with transaction.atomic():
        others = Definition.objects.filter(target=definition.target).exclude(pk=definition.pk)
        if others.filter(effective_on=definition.effective_on).exists():
            raise UnableToChange(
                _("Another definition takes effect on this day already. Change that one."), "effective_on"
            )
        return _store(definition, seen=seen, reason=reason, by=by, at=at)


@transaction.atomic
def definition_remove(*, definition: Definition, seen: str, reason: str, by: Any, at: dt.datetime) -> None:
    """Take a definition away. Raises `ChangedMeanwhile`, and `UnableToChange` when it is the only one."""
    lock_as_seen(definition, seen)
    target = definition.target
    if not target.definitions.exclude(pk=definition.pk).exists():
        raise UnableToChange(_("This is the target's only definition: change it instead."))
    row_delete(definition, reason=reason, by=by, at=at)


@transaction.atomic
def milestones_set(
    *, plan: Plan, wanted: PlannedValues, seen: PlannedValues, reason: str, by: Any, at: dt.datetime
) -> int:
    """Store the planned values of a plan that differ from what their author saw: all of them or none. Returns how
    many were changed.

    Raises `CellsRefused` where somebody else has stored another value meanwhile, and where a cumulative target
    would be planned to fall or to pass its end.
    """
    Plan.objects.select_for_update().get(pk=plan.pk)
    targets = {target.pk: target for target in Target.objects.filter(theme__plan=plan)}
    rows = {(row.target_id, row.quarter): row for row in Milestone.objects.filter(target__in=targets)}
    stored = {cell: row.value for cell, row in rows.items()}
    touched, conflicts = cells_touched(wanted, seen=seen, stored=stored)
    problems = {cell: _meanwhile(value) for cell, value in conflicts.items()}
    after = {cell: value for cell, value in {**stored, **touched}.items() if value is not None}
    for pk in {pk for pk, _quarter in touched}:
        planned = {quarter: value for (owner, quarter), value in after.items() if owner == pk}
        for quarter, problem in _planned_problems(targets[pk], planned, plan.last).items():
            problems.setdefault((pk, quarter), problem)
    if problems:
        raise CellsRefused(problems, conflicts)
    changed = 0
    event = {"reason": reason, "by": by, "at": at}
    for (pk, quarter), value in touched.items():
        row = rows.get((pk, quarter)) or Milestone(target=targets[pk], quarter=quarter)
        if value is not None:
            row.value = value
            changed += row_save(row, **event)
        elif row.pk:
            row_delete(row, **event)
            changed += 1
    return changed


def _store(row: models.Model, *, seen: str, reason: str, by: Any, at: dt.datetime) -> bool:
    with transaction.atomic():
        if row.pk is not None:
            lock_as_seen(row, seen)
        return row_save(row, reason=reason, by=by, at=at)


def _meanwhile(value: Decimal | None) -> str:
    if value is None:
        return _("Cleared meanwhile by somebody else. Save again to store yours.")
    return _("%(value)s was stored here meanwhile. Save again to store yours.") % {"value": exact_text(value)}


def _planned_problems(
    target: Target, planned: Mapping[Quarter, Decimal], last: Quarter
) -> dict[Quarter, str]:
    """What cannot be planned: what only adds up neither falls nor comes back from beyond the target."""
    if target.measure != Measure.CUMULATIVE or not Comparator(target.comparator).more_is_better:
        return {}
    highest = target.value if target.upper is None else target.upper
    problems: dict[Quarter, str] = {}
    before = None
    for quarter in sorted(q for q in planned if q < last):
        value = planned[quarter]
        if value > highest:
            problems[quarter] = _(
                "More than the target (%(value)s): a cumulative figure does not come back."
            ) % {"value": exact_text(highest)}
        elif before is not None and value < before:
            problems[quarter] = _("Less than the %(value)s before: a cumulative figure does not fall.") % {
                "value": exact_text(before)
            }
        before = value
    return problems
