"""Reported figures, read in one query and added up by the calculations layer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from tracker.calculations.aggregation import Part, Reconciliation, Total, reconcile, total
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Aggregation, Comparator, Goal, Measure
from tracker.models import Assignment, Report, ReportingUnit, ReportVersion, Target


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
class TargetFigures:
    """Everything reported for one target: who is asked, in the official order, and what they stated."""

    target: Target
    assignments: tuple[Assignment, ...]
    by_quarter: Mapping[Quarter, Mapping[int, UnitFigure]] = field(default_factory=dict)

    def of_unit(self, unit: ReportingUnit, quarter: Quarter) -> UnitFigure | None:
        return self.by_quarter.get(quarter, {}).get(unit.pk)

    def city(self, quarter: Quarter) -> Total:
        """The city's official figure for a quarter with its coverage: the figure of record where the target
        takes it from there, else what the areas add up to.
        """
        if self.target.aggregation == Aggregation.DIRECT:
            return self.record(quarter)
        return self._total(self.parts(quarter), Aggregation(self.target.aggregation))

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
        """Whether the city's figures of two quarters may be compared: the same units stand behind both, and
        one definition counted them. Otherwise a late report would look like growth.
        """
        before, after = self.city(earlier), self.city(later)
        same_units = (before.missing, before.left_out) == (after.missing, after.left_out)
        return same_units and same_definition(self.target, earlier, later)

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


def own_figures(assignments: Iterable[Assignment], *, until: Quarter) -> dict[int, dict[Quarter, UnitFigure]]:
    """What was counted for each assignment up to a quarter, by the assignment's id. One query."""
    found: dict[int, dict[Quarter, UnitFigure]] = {assignment.pk: {} for assignment in assignments}
    rows = Report.objects.filter(
        counted__value__isnull=False, assignment__in=list(found), period__quarter__lte=until
    ).values_list("assignment_id", "period__quarter", *COUNTED, "counted__next_step")
    for assignment_id, quarter, *figure in rows.order_by():
        found[assignment_id][quarter] = UnitFigure(*figure)
    return found


def breaks_of(target: Target) -> list[Quarter]:
    """The quarters from which another definition counts; the first definition is the beginning, no break.
    Reads the target's definitions: prefetch them.
    """
    return [Quarter.of(definition.effective_on) for definition in target.definitions.all()][1:]


def same_definition(target: Target, earlier: Quarter, later: Quarter) -> bool:
    return not any(earlier < quarter <= later for quarter in breaks_of(target))


def figures_of(targets: Iterable[Target], *, quarters: Iterable[Quarter]) -> dict[int, TargetFigures]:
    """The figures of these targets in these quarters, by the target's id. Two queries, whatever their number.

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
    return {
        target.pk: TargetFigures(target, tuple(assignments[target.pk]), figures[target.pk])
        for target in targets
    }


def goal_of(target: Target) -> Goal:
    """The city's goal. Reads the target's baseline and milestones: prefetch them."""
    baseline = getattr(target, "baseline", None)
    return Goal(
        target=target.value,
        upper=target.upper,
        comparator=Comparator(target.comparator),
        measure=Measure(target.measure),
        first=target.plan.first,
        last=target.plan.last,
        baseline=baseline.value if baseline else None,
        counts_from_start=target.counts_from_start,
        milestones={m.quarter: m.value for m in target.milestones.all()},
    )


def states_for_city(assignment: Assignment) -> bool:
    """Whether this unit's figure is the city's: stated directly by the bureau of record."""
    return assignment.target.aggregation == Aggregation.DIRECT and not assignment.unit.is_area


def own_goal_of(assignment: Assignment) -> Goal | None:
    """The unit's own goal for the target, None where it was given none. Milestones are the city's, not its; but the
    bureau that states the city's figure itself has the city's goal, whose milestones this then reads.
    """
    target = assignment.target
    if assignment.own_target is None:
        return goal_of(target) if states_for_city(assignment) else None
    return Goal(
        target=assignment.own_target,
        comparator=Comparator(target.comparator),
        measure=Measure(target.measure),
        first=target.plan.first,
        last=target.plan.last,
        baseline=assignment.own_baseline,
        counts_from_start=target.counts_from_start,
    )
