"""Who is asked for what, and how the units' own targets stand to the city's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tracker.calculations.progress import Aggregation, Comparator
from tracker.models import Assignment, Plan, Report, ReportingUnit, Target

from .setup import units_offered

# Where the units' own targets add up to the city's.
ADDING_UP = (Aggregation.SUM, Aggregation.ROSTER)


@dataclass(frozen=True)
class MatrixPlace:
    """One unit and one target; without an assignment the unit is not asked. `is_settled` when it has figures
    already and so stays asked.
    """

    unit: ReportingUnit
    target: Target
    assignment: Assignment | None
    is_settled: bool

    @property
    def key(self) -> tuple[int, int]:
        return self.unit.pk, self.target.pk


@dataclass(frozen=True)
class OwnTargets:
    """The own targets of the units that count toward the city's total, held against the city's target.

    `total` is None where nothing adds up (`adds_up` False) or where no unit was given a target.
    """

    target: Target
    asked: int
    given: int
    total: Decimal | None

    @property
    def adds_up(self) -> bool:
        return self.target.aggregation in ADDING_UP

    @property
    def is_rate(self) -> bool:
        return self.target.aggregation == Aggregation.RATIO

    @property
    def difference(self) -> Decimal | None:
        """What the units' targets have more (negative: less) than the city's."""
        return None if self.total is None else self.total - self.target.value

    @property
    def falls_short(self) -> bool:
        """Whether the city would miss its target though every unit met its own: 40 is not "more than 40"."""
        if self.total is None or self.given < self.asked:
            return False
        return not Comparator(self.target.comparator).holds(self.total, self.target.value)


@dataclass(frozen=True)
class AssignmentMatrix:
    """Every unit in the official order against every target of a plan."""

    plan: Plan
    targets: tuple[Target, ...]
    rows: tuple[tuple[ReportingUnit, tuple[MatrixPlace, ...]], ...]

    @property
    def places(self) -> tuple[MatrixPlace, ...]:
        return tuple(place for _unit, places in self.rows for place in places)

    @property
    def sums(self) -> tuple[OwnTargets, ...]:
        """What stands under each target."""
        return tuple(_own_targets(target, self.places) for target in self.targets)


def assignment_matrix(code: str) -> AssignmentMatrix:
    """The matrix of the plan with this code. A fixed number of queries; raises `Plan.DoesNotExist`."""
    plan = Plan.objects.get(code=code)
    targets = tuple(Target.objects.filter(theme__plan=plan))
    units = tuple(units_offered())
    assigned = {(row.unit_id, row.target_id): row for row in Assignment.objects.filter(target__in=targets)}
    reported = set(
        Report.objects.filter(assignment__target__theme__plan=plan)
        .order_by()
        .values_list("assignment", flat=True)
        .distinct()
    )
    return AssignmentMatrix(
        plan, targets, tuple((unit, _places(unit, targets, assigned, reported)) for unit in units)
    )


def _places(
    unit: ReportingUnit,
    targets: tuple[Target, ...],
    assigned: Mapping[tuple[int, int], Assignment],
    reported: set[int],
) -> tuple[MatrixPlace, ...]:
    rows = [(target, assigned.get((unit.pk, target.pk))) for target in targets]
    return tuple(
        MatrixPlace(unit, target, row, row is not None and row.pk in reported) for target, row in rows
    )


def _own_targets(target: Target, places: tuple[MatrixPlace, ...]) -> OwnTargets:
    counting = [
        place.assignment
        for place in places
        if place.target == target
        and place.assignment
        and place.unit.is_area
        and place.unit.counts_toward_total
    ]
    given = [row.own_target for row in counting if row.own_target is not None]
    adds_up = target.aggregation in ADDING_UP
    return OwnTargets(
        target=target,
        asked=len(counting),
        given=len(given),
        total=sum(given, Decimal(0)) if given and adds_up else None,
    )
