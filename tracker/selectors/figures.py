"""Reported figures, read in one query and added up by the calculations layer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from tracker.calculations.aggregation import Part, Reconciliation, Total, counted_total, reconcile, total
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Aggregation, Goal, Standing
from tracker.models import Assignment, Report, ReportingUnit, ReportVersion, RosterCount, Target

from .goals import same_definition
from .periods import Horizon


@dataclass(frozen=True)
class UnitFigure:
    """The counted figure of one unit for one quarter."""

    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    qualifier: str
    note: str
    version: int
    next_step: str = ""  # read by `own_figures` alone
    is_counted: bool = False  # names on a roster; nobody stated it


# The columns of a `UnitFigure`, in its order.
COUNTED = [
    f"counted__{field}" for field in ("value", "numerator", "denominator", "qualifier", "note", "number")
]


def figure_of_version(version: ReportVersion) -> UnitFigure:
    return UnitFigure(
        value=version.value,
        numerator=version.numerator,
        denominator=version.denominator,
        qualifier=version.qualifier,
        note=version.note,
        version=version.number,
    )


@dataclass(frozen=True)
class RosterCounts:
    """What a roster counts at a quarter's end: the city's distinct names, and those of each unit by its id."""

    city: int
    units: Mapping[int, int]
    is_official: bool

    def of_unit(self, unit: ReportingUnit) -> UnitFigure:
        """A unit's count as its figure. None of its names on a roster that has others is a count of zero."""
        count = Decimal(self.units.get(unit.pk, 0))
        return UnitFigure(count, None, None, "exact", "", version=0, is_counted=True)


@dataclass(frozen=True)
class TargetFigures:
    """Everything known for one target: who is asked, in the official order, and their figures.

    `by_quarter` are the official ones: what units stated, or what the roster counts where that is official.
    `stated` is what they stated either way, `counts` what the roster counts, official or not.
    """

    target: Target
    assignments: tuple[Assignment, ...]
    by_quarter: Mapping[Quarter, Mapping[int, UnitFigure]] = field(default_factory=dict)
    stated: Mapping[Quarter, Mapping[int, UnitFigure]] = field(default_factory=dict)
    counts: Mapping[Quarter, RosterCounts] = field(default_factory=dict)

    def of_unit(self, unit: ReportingUnit, quarter: Quarter) -> UnitFigure | None:
        return self.by_quarter.get(quarter, {}).get(unit.pk)

    def city(self, quarter: Quarter) -> Total:
        """The city's official figure for a quarter with its coverage: the figure of record where the target
        takes it from there, else what the areas add up to.
        """
        if self.target.aggregation == Aggregation.DIRECT:
            return self.record(quarter)
        if self.is_counted(quarter):
            return counted_total(self.counts[quarter].city, self.parts(quarter))
        return self._total(self.parts(quarter), Aggregation(self.target.aggregation))

    def standing(self, goal: Goal, quarter: Quarter, horizon: Horizon) -> Standing:
        """Where the city stands in a quarter, by its figure and that quarter's thresholds."""
        running = horizon.is_running(quarter)
        return horizon.standing(goal, quarter, judged_value(self.city(quarter), running=running))

    def is_counted(self, quarter: Quarter) -> bool:
        """Whether the official figures of a quarter are the roster's."""
        counts = self.counts.get(quarter)
        return counts is not None and counts.is_official

    def stated_total(self, quarter: Quarter) -> Total:
        """What the areas' own figures add up to, also where the roster's are official."""
        stated = replace(self, by_quarter=self.stated)
        return stated._total(stated.parts(quarter), Aggregation(self.target.aggregation))

    def record(self, quarter: Quarter) -> Total:
        """What the city or its bureau states itself (the figure of record)."""
        return self._total(self.parts(quarter, of_record=True), Aggregation.DIRECT)

    def reconciliation(self, quarter: Quarter) -> Reconciliation | None:
        """The figure of record against what the areas add up to, where both were reported. None for a target
        that is only stated directly: nobody has said that its areas add up (an index does not).
        """
        if self.target.aggregation == Aggregation.DIRECT:
            return None
        return reconcile(self.record(quarter).value, self.city(quarter))

    def comparable(self, earlier: Quarter, later: Quarter) -> bool:
        """Whether the city's figures of two quarters may be compared: the same units stand behind both, one
        definition counted them, and both were stated or both counted. Otherwise a late report, or the change to
        a roster, would look like growth.
        """
        before, after = self.city(earlier), self.city(later)
        same_units = (before.missing, before.left_out) == (after.missing, after.left_out)
        same_basis = before.is_counted == after.is_counted or None in (before.value, after.value)
        return same_units and same_basis and same_definition(self.target, earlier, later)

    def record_note(self, quarter: Quarter) -> str:
        """What the bureau of record said about its figure."""
        figures = self.by_quarter.get(quarter, {})
        notes = (
            figures[a.unit.pk].note for a in self.assignments if not a.unit.is_area and a.unit.pk in figures
        )
        return next(notes, "")

    def parts(self, quarter: Quarter, *, of_record: bool = False) -> list[Part]:
        """Every unit's part in the official order; only areas that count toward the total count, or for the
        figure of record only the city and its bureaus.
        """
        figures = self.by_quarter.get(quarter, {})
        return [
            Part(
                unit=name,
                value=figure.value if (figure := figures.get(pk)) else None,
                numerator=figure.numerator if figure else None,
                denominator=figure.denominator if figure else None,
                counts=not is_area if of_record else in_total,
            )
            for pk, name, is_area, in_total in self._units
        ]

    @cached_property
    def _units(self) -> list[tuple[int, str, bool, bool]]:
        """Id, name, whether an area, whether part of the total: asked for once, used for every quarter."""
        units = [assignment.unit for assignment in self.assignments]
        return [(u.pk, u.name, u.is_area, u.is_area and u.counts_toward_total) for u in units]

    def with_figure(self, unit: ReportingUnit, quarter: Quarter, figure: UnitFigure) -> TargetFigures:
        """The same figures as if this one had been reported: what a preview adds up."""
        changed = {**self.by_quarter.get(quarter, {}), unit.pk: figure}
        return replace(self, by_quarter={**self.by_quarter, quarter: changed})

    def _total(self, parts: list[Part], how: Aggregation) -> Total:
        return total(parts, how, percent=self.target.is_percent)


def judged_value(total: Total, *, running: bool) -> Decimal | None:
    """The value that a status may rest on. While a quarter is being reported only a complete total counts: a
    sum of the first few units would look like a fall.
    """
    return None if running and total.reported < total.expected else total.value


def own_figures(assignments: Iterable[Assignment], *, until: Quarter) -> dict[int, dict[Quarter, UnitFigure]]:
    """What was counted for each assignment up to a quarter, by the assignment's id. One query."""
    found: dict[int, dict[Quarter, UnitFigure]] = {assignment.pk: {} for assignment in assignments}
    rows = Report.objects.filter(
        counted__value__isnull=False, assignment__in=list(found), period__quarter__lte=until
    ).values_list("assignment_id", "period__quarter", *COUNTED, "counted__next_step")
    for assignment_id, quarter, *figure in rows.order_by():
        found[assignment_id][quarter] = UnitFigure(*figure)
    return found


def figures_of(targets: Iterable[Target], *, quarters: Iterable[Quarter]) -> dict[int, TargetFigures]:
    """The figures of these targets in these quarters, by the target's id. Two queries, whatever their number, and a
    third where rosters count.

    A quarter that is not asked for does not leave the database: that is how unpublished figures stay inside.
    """
    targets = list(targets)
    assignments: dict[int, list[Assignment]] = {target.pk: [] for target in targets}
    figures: dict[int, dict[Quarter, dict[int, UnitFigure]]] = {target.pk: {} for target in targets}
    for assignment in (
        Assignment.objects.filter(target__in=targets)
        .select_related("unit")
        .order_by("unit__position", "unit__pk")
    ):
        assignments[assignment.target_id].append(assignment)
    rows = Report.objects.filter(
        counted__value__isnull=False,  # a stated blank is no figure
        assignment__target__in=targets,
        period__quarter__in=list(quarters),
    ).values_list("assignment__target_id", "period__quarter", "assignment__unit_id", *COUNTED)
    for target_id, quarter, unit_id, *figure in rows.order_by():
        figures[target_id].setdefault(quarter, {})[unit_id] = UnitFigure(*figure)
    counts = roster_counts(targets, quarters=quarters)
    return {
        target.pk: official(
            TargetFigures(
                target,
                tuple(assignments[target.pk]),
                by_quarter=figures[target.pk],
                stated=figures[target.pk],
                counts=counts.get(target.pk, {}),
            )
        )
        for target in targets
    }


def official(figures: TargetFigures) -> TargetFigures:
    """The same figures with the roster's in the place of what areas stated, where those are official."""
    areas = [assignment.unit for assignment in figures.assignments if assignment.unit.is_area]
    counted = {
        quarter: {
            **figures.stated.get(quarter, {}),
            **{unit.pk: counts.of_unit(unit) for unit in areas},
        }
        for quarter, counts in figures.counts.items()
        if counts.is_official
    }
    return replace(figures, by_quarter={**figures.by_quarter, **counted}) if counted else figures


def roster_counts(
    targets: Iterable[Target], *, quarters: Iterable[Quarter]
) -> dict[int, dict[Quarter, RosterCounts]]:
    """What rosters count for these targets in these quarters, by the target's id. One query, or none where no target
    counts names.
    """
    counting = [target.pk for target in targets if target.aggregation == Aggregation.ROSTER]
    if not counting:
        return {}
    rows = RosterCount.objects.filter(target__in=counting, period__quarter__in=list(quarters)).order_by()
    units: dict[tuple[int, Quarter], dict[int, int]] = {}
    cities: dict[tuple[int, Quarter], tuple[int, bool]] = {}
    for target, quarter, unit, count, official in rows.values_list(
        "target_id", "period__quarter", "unit_id", "count", "is_official"
    ):
        if unit is None:
            cities[target, quarter] = count, official
        else:
            units.setdefault((target, quarter), {})[unit] = count
    found: dict[int, dict[Quarter, RosterCounts]] = {}
    for (target, quarter), (city, official) in cities.items():
        of_units = units.get((target, quarter), {})
        found.setdefault(target, {})[quarter] = RosterCounts(city, of_units, official)
    return found
