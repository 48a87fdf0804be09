"""Rosters come into the database from plan files: with their plan, or after it where an older version loaded it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from tracker.calculations.progress import Aggregation
from tracker.documents import plan_files
from tracker.models import Plan, Roster, RosterCount, RosterKind, RosterLevel, RosterUse, Target

from . import audit
from .roster_counts import recount_plan


class UnableToLoad(Exception):
    """The file is sound, but what it says cannot stand in this database."""


@transaction.atomic
def rosters_load(*, file: plan_files.PlanFile, plan: Plan, by: Any, at: dt.datetime) -> None:
    """Make the rosters of the file be what it says, and count all of the plan's again: a target may count from
    another one, or from another day.

    Raises `UnableToLoad` when a roster's code belongs to another plan, or when names have a list type or level that
    the file no longer names. A roster that the file no longer names stays.
    """
    targets = {target.code: target for target in Target.objects.filter(theme__plan=plan)}
    for row in file.rosters:
        _roster(row, [targets[code] for code in row.targets], plan, by=by, at=at)
    _put_in_order()
    recount_plan(plan)


@transaction.atomic
def rosters_add(*, file: plan_files.PlanFile, plan: Plan, by: Any, at: dt.datetime) -> list[str]:
    """Give a plan that is in the database already the rosters of its file that it lacks; nothing else changes.

    A roster is added when its code is free and all its targets are still there, count names and have no roster.
    Returns the codes of those that were added.
    """
    taken = set(Roster.objects.values_list("code", flat=True))
    waiting = {
        target.code: target
        for target in Target.objects.filter(
            theme__plan=plan, aggregation=Aggregation.ROSTER, roster_use__isnull=True
        )
    }
    lacking = [row for row in file.rosters if row.code not in taken and waiting.keys() >= set(row.targets)]
    for row in lacking:
        _roster(row, [waiting[code] for code in row.targets], plan, by=by, at=at)
    if lacking:
        _put_in_order()
    return [row.code for row in lacking]


def _roster(row: plan_files.Roster, targets: list[Target], plan: Plan, *, by: Any, at: dt.datetime) -> None:
    taken = Target.objects.filter(rosters__code=row.code).exclude(theme__plan=plan).first()
    if taken:
        raise UnableToLoad(f"{row.code}: this code already belongs to a roster of '{taken.plan.name_zh}'")
    roster, created = Roster.objects.update_or_create(
        code=row.code,
        defaults={
            "name_zh": row.name.zh,
            "name_en": row.name.en,
            "item_zh": row.item.zh if row.item else "",
            "item_en": row.item.en if row.item else "",
            "position": 0,  # until all of them are put in order
        },
    )
    _grades(RosterKind, roster, row.kinds)
    _grades(RosterLevel, roster, row.levels)
    for target in targets:
        RosterUse.objects.update_or_create(target=target, defaults={"roster": roster})
    # A target that the file takes off the roster has no count any more; closed quarters keep what they showed.
    gone = roster.uses.exclude(target__in=targets)
    RosterCount.objects.filter(target__in=gone.values("target"), period__closed_at__isnull=True).delete()
    gone.delete()
    if created:
        audit.record(
            action="roster.added",
            subject=f"roster:{roster.code}",
            by=by,
            at=at,
            details={"targets": [target.code for target in targets]},
        )


def _grades(
    model: type[RosterKind] | type[RosterLevel], roster: Roster, rows: Iterable[plan_files.RosterGrade]
) -> None:
    """Bring a roster's list types or levels in line with the file; those that names have cannot go."""
    codes = [row.code for row in rows]
    for grade in model.objects.filter(roster=roster).exclude(code__in=codes):
        try:
            grade.delete()
        except ProtectedError as error:
            raise UnableToLoad(
                f"{roster.code}: names on the roster have '{grade.code}', which the file no longer names"
            ) from error
    for position, row in enumerate(rows, start=1):
        model.objects.update_or_create(
            roster=roster,
            code=row.code,
            defaults={"name_zh": row.name.zh, "name_en": row.name.en, "position": position},
        )


def _put_in_order() -> None:
    """Rosters stand in the order of the targets they count for, whichever file came first."""
    uses = RosterUse.objects.select_related("roster").order_by(
        "target__theme__plan__position", "target__position", "target"
    )
    for position, roster in enumerate(dict.fromkeys(use.roster for use in uses), start=1):
        if roster.position != position:
            roster.position = position
            roster.save(update_fields=["position"])
