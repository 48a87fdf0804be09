"""What a roster counts at the ends of quarters: kept, counted anew, and beside what the units stated."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tracker.calculations.periods import Quarter
from tracker.models import Period, Roster, RosterCount, Target

from .counts import UnitComparison
from .figures import TargetFigures, figures_of
from .roster_counts import city_counts


@dataclass(frozen=True)
class QuarterCount:
    """A quarter's end as a day to look at: the count that is kept of it (None without names), and what the roster as
    it stands now counts for that day.
    """

    target: Target
    quarter: Quarter
    kept: int | None
    now: int | None

    @property
    def differs(self) -> bool:
        """Whether the roster was changed, for a day that lies before, after the quarter was closed."""
        return (self.kept or 0) != (self.now or 0)


@dataclass(frozen=True)
class CountDifference:
    """What each unit stated for a quarter beside its names on the roster, and which of the two is official."""

    target: Target
    quarter: Quarter
    is_official: bool
    counted: int
    rows: tuple[UnitComparison, ...]

    @property
    def differing(self) -> int:
        """How many units stated something else than the roster counts."""
        return sum(bool(row.difference) for row in self.rows)


def differences(roster: Roster, *, on: dt.date) -> tuple[CountDifference, ...]:
    """What the units stated beside what the roster counts, for each of its targets and each quarter that is being
    reported on this day, the latest first. Four queries, whatever their number.
    """
    quarters = [period.quarter for period in Period.objects.open(on).order_by("-quarter")]
    figures = figures_of(roster.targets.all(), quarters=quarters)
    return tuple(
        _difference(figures[target.pk], quarter)
        for target in roster.targets.all()
        for quarter in quarters
        if quarter in figures[target.pk].counts
    )


def _difference(figures: TargetFigures, quarter: Quarter) -> CountDifference:
    counts, stated = figures.counts[quarter], figures.stated.get(quarter, {})
    areas = [assignment.unit for assignment in figures.assignments if assignment.unit.is_area]
    return CountDifference(
        target=figures.target,
        quarter=quarter,
        is_official=counts.is_official,
        counted=counts.city,
        rows=tuple(
            UnitComparison(
                unit, stated[unit.pk].value if unit.pk in stated else None, counts.of_unit(unit).value
            )
            for unit in areas
        ),
    )


def quarter_counts(roster: Roster, today: dt.date) -> tuple[QuarterCount, ...]:
    """The quarters that have ended, the latest first, with what each target counts at their ends."""
    ended = [period for period in Period.objects.order_by("-quarter") if period.quarter.last_day <= today]
    rows = RosterCount.objects.filter(target__in=roster.targets.all(), period__in=ended, unit=None)
    kept = {
        (target, period): count
        for target, period, count in rows.values_list("target_id", "period_id", "count")
    }
    found = []
    for target in roster.targets.all():
        plan = target.plan
        asked = [period for period in ended if plan.first <= period.quarter <= plan.reported_until]
        # What is kept of an open quarter follows every change; only of closed ones it may be another number.
        closed = [period.quarter.last_day for period in asked if period.closed_at]
        now = city_counts(roster, target, closed) if closed else {}
        for period in asked:
            count = kept.get((target.pk, period.pk))
            found.append(QuarterCount(target, period.quarter, count, now.get(period.quarter.last_day, count)))
    return tuple(found)
