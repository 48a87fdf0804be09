"""What units stated beside what a roster counts, for one target and quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tracker.calculations.aggregation import Total
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Aggregation
from tracker.models import (
    Assignment,
    CountDecision,
    Period,
    ReportingUnit,
    Roster,
    RosterCount,
    RosterKind,
    RosterLevel,
    RosterUse,
    Target,
)
from tracker.permissions import Rights

from .figures import TargetFigures, figures_of, roster_counts


@dataclass(frozen=True)
class UnitCount:
    """How many names a unit has on the roster at a quarter's end, and whether that is its official figure."""

    value: Decimal
    is_official: bool
    roster: str  # its code, for the way to the names
    target: str  # likewise the target's, where it does not count every name on the roster
    on: dt.date

    def difference(self, stated: Decimal | None) -> Decimal | None:
        """Stated − counted; None when nothing was stated."""
        return None if stated is None else stated - self.value


@dataclass(frozen=True)
class UnitComparison:
    """One unit's figure and its names on the roster; `difference` is stated − counted, None without both."""

    unit: ReportingUnit
    stated: Decimal | None
    counted: Decimal

    @property
    def difference(self) -> Decimal | None:
        return None if self.stated is None else self.stated - self.counted


@dataclass(frozen=True)
class CountComparison:
    """A roster's count at a quarter's end beside what the units stated, and which of the two is official.

    `levels` and `kinds` are names with their numbers of distinct entries, the highest level first. List types can
    add up to more than the count: a name may stand on several.
    """

    roster: Roster
    counting: str  # the target's code, where it does not count every name on the roster
    quarter: Quarter
    is_official: bool
    counted: Decimal
    stated: Total
    rows: tuple[UnitComparison, ...]
    levels: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    decisions: tuple[CountDecision, ...]

    @property
    def on(self) -> dt.date:
        """The day at whose end the roster is counted."""
        return self.quarter.last_day

    @property
    def difference(self) -> Decimal | None:
        """Stated − counted over the units that stated something: a unit that has not is no difference. None when none
        of them has.
        """
        found = [row.difference for row in self.rows if row.difference is not None]
        return sum(found, Decimal(0)) if found else None

    @property
    def shared(self) -> Decimal:
        """How often names are counted again in a further unit: the units of the total together − the city."""
        together = (row.counted for row in self.rows if row.unit.counts_toward_total)
        return max(sum(together, Decimal(0)) - self.counted, Decimal(0))

    @property
    def differing(self) -> int:
        """How many units stated something else than the roster counts."""
        return sum(bool(row.difference) for row in self.rows)

    @property
    def decision(self) -> CountDecision | None:
        """The coordinator's last word on it."""
        return self.decisions[0] if self.decisions else None


def roster_of(target: Target) -> Roster | None:
    """The roster from which a target is counted, with its targets, list types and levels; None without one."""
    if target.aggregation != Aggregation.ROSTER:
        return None
    rosters = Roster.objects.filter(uses__target=target).prefetch_related("targets", "kinds", "levels")
    return rosters.first()


def unit_counts(assignments: Iterable[Assignment], quarter: Quarter) -> dict[int, UnitCount]:
    """What rosters count for the areas among these assignments, by the assignment's id. At most two queries."""
    areas = [assignment for assignment in assignments if assignment.unit.is_area]
    counts = roster_counts([assignment.target for assignment in areas], quarters=[quarter])
    if not counts:
        return {}
    codes = dict(RosterUse.objects.filter(target__in=counts).values_list("target_id", "roster__code"))
    found = {}
    for assignment in areas:
        of_quarter = counts.get(assignment.target_id, {}).get(quarter)
        if of_quarter and assignment.target_id in codes:
            value, code = of_quarter.of_unit(assignment.unit).value, codes[assignment.target_id]
            target = assignment.target.code if assignment.target.counts_from_start else ""
            found[assignment.pk] = UnitCount(value, of_quarter.is_official, code, target, quarter.last_day)
    return found


def count_comparison(figures: TargetFigures, roster: Roster, quarter: Quarter) -> CountComparison | None:
    """The comparison for a quarter; None when the roster held no name at its end. Two queries."""
    counts = figures.counts.get(quarter)
    if counts is None:
        return None
    target = figures.target
    city = RosterCount.objects.get(target=target, period__quarter=quarter, unit=None)
    asked = {assignment.unit_id for assignment in figures.assignments}
    others = set(counts.units) - asked
    unasked = ReportingUnit.objects.filter(pk__in=others).order_by("position", "pk") if others else ()
    decisions = CountDecision.objects.filter(target=target, period__quarter=quarter).select_related("author")
    return comparison_of(
        figures,
        roster,
        quarter,
        levels=city.levels,
        kinds=city.kinds,
        unasked=unasked,
        decisions=decisions,
    )


def comparison_of(
    figures: TargetFigures,
    roster: Roster,
    quarter: Quarter,
    *,
    levels: Mapping[str, int],
    kinds: Mapping[str, int],
    unasked: Iterable[ReportingUnit],
    decisions: Iterable[CountDecision],
) -> CountComparison | None:
    """The comparison from what is at hand: the names of the city by level and list type, units that hold names
    without being asked, the decisions on the count, the latest first.
    """
    counts = figures.counts.get(quarter)
    if counts is None:
        return None
    stated = figures.stated.get(quarter, {})
    asked = [assignment.unit for assignment in figures.assignments if assignment.unit.is_area]
    return CountComparison(
        roster=roster,
        counting=figures.target.code if figures.target.counts_from_start else "",
        quarter=quarter,
        is_official=counts.is_official,
        counted=Decimal(counts.city),
        stated=figures.stated_total(quarter),
        rows=tuple(
            UnitComparison(
                unit=unit,
                stated=stated[unit.pk].value if unit.pk in stated else None,
                counted=counts.of_unit(unit).value,
            )
            for unit in (*asked, *unasked)
        ),
        levels=_named(reversed(list(roster.levels.all())), levels),
        kinds=_named(roster.kinds.all(), kinds),
        decisions=tuple(decisions),
    )


def _named(
    parts: Iterable[RosterLevel | RosterKind], counts: Mapping[str, int]
) -> tuple[tuple[str, int], ...]:
    return tuple((part.name, counts.get(part.code, 0)) for part in parts)


@dataclass(frozen=True)
class Names:
    """Which counts a person may open to the names behind them."""

    roster: bool  # the whole list, or the part of it that is theirs
    units: frozenset[str]
    decides: bool


def names_for(rights: Rights, comparison: CountComparison | None) -> Names:
    """What stands behind a comparison and may be opened. Costs no query of its own."""
    if comparison is None:
        return Names(rights.sees_sheets, frozenset(), rights.decides_counts)
    units = {row.unit.code for row in comparison.rows if rights.may_read_names(comparison.roster, row.unit)}
    return Names(rights.sees_sheets, frozenset(units), rights.decides_counts)


@dataclass(frozen=True)
class CountPage:
    """The comparison before the person who decides on it."""

    target: Target
    period: Period
    comparison: CountComparison
    names: Names

    @property
    def is_open(self) -> bool:
        return self.period.closed_at is None


def count_page(*, code: str, quarter: str, rights: Rights) -> CountPage:
    """The comparison for a target and quarter. Raises `Target.DoesNotExist` where no roster counts any name, and
    `Period.DoesNotExist`.
    """
    target = Target.objects.select_related("theme__plan").get(code=code)
    try:
        period = Period.objects.get(quarter=Quarter.parse(quarter))
    except ValueError as error:
        raise Period.DoesNotExist from error
    roster = roster_of(target)
    figures = figures_of([target], quarters=[period.quarter])[target.pk]
    comparison = count_comparison(figures, roster, period.quarter) if roster else None
    if comparison is None:
        raise Target.DoesNotExist
    return CountPage(target, period, comparison, names_for(rights, comparison))
