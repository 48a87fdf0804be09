"""What a list's criteria look at: each unit's figure for a quarter, or why it has none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tracker.calculations.criteria import Absence
from tracker.calculations.goals import Measure
from tracker.calculations.increments import increment, year_on_year
from tracker.calculations.periods import Quarter
from tracker.calculations.rounding import EXACT, HUNDRED, STORED_PLACES, quotient
from tracker.calculations.scoring_rules import Figure, RuleKind
from tracker.documents.release_content import CriterionFacts
from tracker.models import Assignment, CompetitionFigure, CompetitionList, Quantity, ReportingUnit

from .figures import TargetFigures
from .goals import own_goal_of, same_definition
from .periods import Horizon

Reading = Figure | Absence


@dataclass(frozen=True)
class EnteredFigure:
    """What was approved for the competition alone. No value: it was entered that there is none."""

    value: Decimal | None
    own_target: Decimal | None = None


def criterion_figures(
    criterion: CriterionFacts,
    figures: TargetFigures | None,
    entered: Mapping[str, EnteredFigure],
    *,
    quarter: Quarter,
    horizon: Horizon,
    units: Iterable[ReportingUnit],
) -> dict[str, Reading]:
    """Every unit's figure for one criterion, or why it has none, by the unit's code. No queries, when the target's
    plan is at hand.

    `figures` are those of the criterion's target: live ones, or a release's own when it is corrected. `entered` are
    the approved figures of the quarter for a criterion that has no target.
    """
    if criterion.quantity == Quantity.ENTERED:
        return {unit.code: _entered(criterion, entered.get(unit.code)) for unit in units}
    if figures is None:
        return {unit.code: Absence.NOT_REPORTED for unit in units}
    assignments = {assignment.unit_id: assignment for assignment in figures.assignments}
    return {
        unit.code: _of_target(criterion, figures, assignments.get(unit.pk), quarter, horizon)
        for unit in units
    }


def entered_figures(
    lists: Iterable[CompetitionList], *, quarters: Iterable[Quarter]
) -> dict[tuple[int, str, Quarter], dict[str, EnteredFigure]]:
    """The approved figures of these lists in these quarters, by list, criterion and quarter, then unit. One query."""
    found: dict[tuple[int, str, Quarter], dict[str, EnteredFigure]] = {}
    rows = CompetitionFigure.objects.filter(
        criterion__list__in=list(lists), period__quarter__in=list(quarters), approved__isnull=False
    ).values_list(
        "criterion__list_id",
        "criterion__code",
        "period__quarter",
        "unit__code",
        "approved__value",
        "approved__own_target",
    )
    for list_id, criterion, quarter, unit, value, own_target in rows.order_by():
        found.setdefault((list_id, criterion, quarter), {})[unit] = EnteredFigure(value, own_target)
    return found


def quarters_looked_at(quarter: Quarter) -> tuple[Quarter, ...]:
    """The quarters whose figures a quarter's criteria can need: itself, the one before, the same one of last year."""
    return (quarter.shift(-4), quarter.shift(-1), quarter)


def _entered(criterion: CriterionFacts, figure: EnteredFigure | None) -> Reading:
    if figure is None or figure.value is None:
        return Absence.NOT_REPORTED
    return _figure(criterion, figure.value, figure.own_target)


def _of_target(
    criterion: CriterionFacts,
    figures: TargetFigures,
    assignment: Assignment | None,
    quarter: Quarter,
    horizon: Horizon,
) -> Reading:
    own = figures.of_unit(assignment.unit, quarter) if assignment else None
    if assignment is None or own is None:
        return Absence.NOT_REPORTED
    # The figures' own target has its plan at hand; the assignment's would be read again.
    assignment.target = figures.target
    match criterion.quantity:
        case Quantity.RATIO:
            goal = own_goal_of(assignment)
            ratio = horizon.standing(goal, quarter, own.value).ratio if goal else None
            return Absence.NO_SCHEDULE if ratio is None else Figure(ratio)
        case Quantity.COMPLETION if criterion.rule != RuleKind.COMPLETION:
            return _completion_rate(own.value, assignment.own_target)
        case Quantity.INCREMENT:
            return _compared(_increment(figures, assignment, quarter))
        case Quantity.GROWTH:
            return _compared(_growth(figures, assignment, quarter))
        case _:
            return _figure(criterion, own.value, assignment.own_target)


def _figure(criterion: CriterionFacts, value: Decimal, own_target: Decimal | None) -> Figure:
    """A figure, with the unit's own target where the rule holds it against that."""
    return Figure(value, own_target if criterion.rule == RuleKind.COMPLETION else None)


def _completion_rate(value: Decimal, own_target: Decimal | None) -> Reading:
    """In per cent, four places half up: what rules other than completion compare, never large and small units."""
    if own_target is None or own_target <= 0:
        return Absence.NO_TARGET
    return Figure(quotient(EXACT.multiply(value, HUNDRED), own_target, STORED_PLACES))


def _compared(value: Decimal | None) -> Reading:
    return Absence.NOT_COMPARABLE if value is None else Figure(value)


def _increment(figures: TargetFigures, assignment: Assignment, quarter: Quarter) -> Decimal | None:
    before = quarter.shift(-1)
    measure = Measure(figures.target.measure)
    starts_anew = measure == Measure.ANNUAL_FLOW and quarter.number == 1
    if quarter > figures.target.plan.first and not starts_anew and not _same_basis(figures, before, quarter):
        return None
    goal = own_goal_of(assignment)
    return increment(
        _actuals(figures, assignment, before, quarter), quarter, measure, goal.start if goal else None
    )


def _growth(figures: TargetFigures, assignment: Assignment, quarter: Quarter) -> Decimal | None:
    before = quarter.shift(-4)
    if not _same_basis(figures, before, quarter):
        return None
    change = year_on_year(_actuals(figures, assignment, before, quarter), quarter)
    return change.rate if change else None


def _same_basis(figures: TargetFigures, earlier: Quarter, later: Quarter) -> bool:
    """Whether a unit's own figures of two quarters may be compared: one definition, both stated or both counted."""
    same_kind = figures.is_counted(earlier) == figures.is_counted(later)
    return same_kind and same_definition(figures.target, earlier, later)


def _actuals(
    figures: TargetFigures, assignment: Assignment, *quarters: Quarter
) -> dict[Quarter, Decimal | None]:
    found = {quarter: figures.of_unit(assignment.unit, quarter) for quarter in quarters}
    return {quarter: figure.value if figure else None for quarter, figure in found.items()}
