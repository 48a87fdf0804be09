"""What rosters count at the end of each quarter, kept beside them so that pages count nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from tracker.calculations.roster_counts import NameCount
from tracker.models import CountDecision, Period, Plan, Roster, RosterCount, Target
from tracker.selectors.roster_counts import counts_at


def rosters_locked(rosters: Iterable[Roster] | None = None) -> list[Roster]:
    """These rosters (all, by default) held until the transaction ends, with what counting reads of them.

    Whoever changes a roster holds it first, then its quarters, and several rosters in this order: so nobody waits
    for somebody who waits for them. Rows that point to the roster can still be written by others.
    """
    held = Roster.objects.select_for_update(no_key=True).order_by("pk")
    if rosters is not None:
        held = held.filter(pk__in=[roster.pk for roster in rosters])
    return list(held.prefetch_related("levels", "kinds", "targets__theme__plan"))


@transaction.atomic
def recount(roster: Roster) -> None:
    """Count a roster's targets anew in every quarter of their plans that is not closed."""
    [held] = rosters_locked([roster])
    _recount(held, Period.objects.all())


@transaction.atomic
def recount_all() -> None:
    """Count every roster anew: what belongs to the city's total or to a plan's time is not what it was."""
    for roster in rosters_locked():
        _recount(roster, Period.objects.all())


@transaction.atomic
def recount_for(period: Period) -> None:
    """Count every roster anew in one quarter, which has been opened again."""
    for roster in rosters_locked():
        _recount(roster, Period.objects.filter(pk=period.pk))


@transaction.atomic
def recount_plan(plan: Plan) -> None:
    """Count the rosters of a plan's targets anew, whose first or last quarter has moved."""
    for roster in rosters_locked(Roster.objects.filter(targets__theme__plan=plan)):
        _recount(roster, Period.objects.all())


def counts_keep(roster: Roster, target: Target, period: Period) -> None:
    """Put what a target counts at a quarter's end in the place of what was counted before. Reads the roster's
    levels and list types and the target's plan: have them at hand.
    """
    RosterCount.objects.filter(target=target, period=period).delete()
    on = period.quarter.last_day
    if not roster.entries.in_force(on).exists():
        return
    tally = counts_at(roster, target, on)
    official = is_roster_official(target, period)

    def row(unit: int | None, counted: NameCount) -> RosterCount:
        return RosterCount(
            target=target,
            period=period,
            unit_id=unit,
            count=counted.count,
            levels=counted.levels,
            kinds=counted.kinds,
            is_official=official,
        )

    units = [row(unit, counted) for unit, counted in sorted(tally.units.items())]
    RosterCount.objects.bulk_create([row(None, tally.city), *units])


def is_roster_official(target: Target, period: Period) -> bool:
    """The coordinator's last word on it; without one the roster is official as soon as it has names."""
    decision = CountDecision.objects.filter(target=target, period=period).order_by("-pk").first()
    return decision is None or decision.takes_roster


def _recount(roster: Roster, periods: Iterable[Period]) -> None:
    for target in roster.targets.all():
        plan = target.plan
        asked = Period.objects.filter(
            pk__in=periods, quarter__gte=plan.first, quarter__lte=plan.reported_until
        )
        # Nothing is counted any more for quarters that have left the plan; what was closed stays as it was.
        stale = RosterCount.objects.filter(target=target, period__closed_at__isnull=True)
        stale.filter(period__in=periods).exclude(period__in=asked).delete()
        # Held, so that a quarter is not closed with half of its counts.
        for period in asked.filter(closed_at__isnull=True).locked().order_by("quarter"):
            counts_keep(roster, target, period)
