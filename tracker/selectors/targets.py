"""One target, opened: its way quarter by quarter, and the units behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tracker.calculations.aggregation import Reconciliation, Total
from tracker.calculations.contributions import Contributions, contributions
from tracker.calculations.forecast import Forecast, forecast
from tracker.calculations.increments import Change, increment, year_on_year
from tracker.calculations.pace import Pace, pace
from tracker.calculations.periods import Quarter, quarter_range
from tracker.calculations.progress import Aggregation, Goal, Measure, Standing, Status, planned_value
from tracker.models import Assignment, Baseline, Definition, Recognition, Remark, Roster, Target

from .counts import CountComparison, UnitComparison, count_comparison, roster_of
from .figures import TargetFigures, UnitFigure, figures_of
from .goals import breaks_of, goal_of, own_goal_of, same_definition
from .periods import Horizon
from .plans import TargetRow, target_row


@dataclass(frozen=True)
class QuarterRow:
    """One quarter of a target: what was planned, what was reached, and who has reported."""

    quarter: Quarter
    planned: Decimal | None
    total: Total | None
    standing: Standing | None
    increment: Decimal | None
    running: bool
    seen: bool

    @property
    def actual(self) -> Decimal | None:
        return self.total.value if self.total else None


@dataclass(frozen=True)
class UnitCell:
    """One unit in one quarter of the heat table."""

    quarter: Quarter
    figure: UnitFigure | None
    standing: Standing | None
    absent: Status  # what a missing figure is called: not reported, or not yet due


@dataclass(frozen=True)
class UnitRow:
    """One unit's figure for a quarter, the quarter before, its own target, and its history."""

    name: str
    code: str
    is_area: bool
    counts: bool
    figure: UnitFigure | None
    compared: UnitComparison | None
    absent: Status
    previous: Decimal | None
    own_target: Decimal | None
    standing: Standing | None
    cells: tuple[UnitCell, ...]

    @property
    def value(self) -> Decimal | None:
        return self.figure.value if self.figure else None


@dataclass(frozen=True)
class TargetPage:
    """Everything the detail page says. `quarter` is the one it speaks of, None when there is none to see."""

    target: Target
    goal: Goal
    row: TargetRow
    quarter: Quarter | None
    baseline: Baseline | None
    definitions: tuple[Definition, ...]
    remarks: tuple[Remark, ...]
    recognitions: tuple[Recognition, ...]
    quarters: tuple[QuarterRow, ...]
    units: tuple[UnitRow, ...]
    pace: Pace | None
    forecast: Forecast
    growth: Contributions | None
    year_change: Change | None
    reconciliation: Reconciliation | None
    record_note: str
    roster: Roster | None
    comparison: CountComparison | None

    @property
    def areas(self) -> tuple[UnitRow, ...]:
        return tuple(unit for unit in self.units if unit.is_area)

    @property
    def seen_quarters(self) -> tuple[QuarterRow, ...]:
        return tuple(row for row in self.quarters if row.seen)


def target_page(*, code: str, horizon: Horizon, quarter: Quarter | None) -> TargetPage:
    """The page of one target at `quarter`. Raises `Target.DoesNotExist`."""
    target = (
        Target.objects.select_related(
            "theme__plan__source", "lead_unit", "baseline__source", "roster_use__roster"
        )
        .prefetch_related("milestones", "definitions__source", "remarks__source", "recognitions__source")
        .get(code=code)
    )
    figures = figures_of([target], quarters=horizon.quarters)[target.pk]
    roster = roster_of(target)

    def compare(shown: Quarter) -> CountComparison | None:
        return count_comparison(figures, roster, shown) if roster else None

    return target_page_of(figures, horizon=horizon, quarter=quarter, roster=roster, compare=compare)


def target_page_of(
    figures: TargetFigures,
    *,
    horizon: Horizon,
    quarter: Quarter | None,
    roster: Roster | None,
    compare: Callable[[Quarter], CountComparison | None],
) -> TargetPage:
    """The page of a target whose figures are at hand; `compare` finds what a roster counts beside them. The target
    has its baseline, definitions, milestones, remarks and recognitions at hand.
    """
    target = figures.target
    row = target_row(figures, horizon, quarter)
    goal, shown = goal_of(target), row.quarter
    rows = quarter_rows(figures, horizon)
    comparison = compare(shown) if shown else None
    # A quarter still being reported is no basis for a pace or a forecast: half of its units are missing.
    final = shown is not None and not horizon.is_running(shown)
    actual = row.standing.actual
    return TargetPage(
        target=target,
        goal=goal,
        row=row,
        quarter=shown,
        baseline=getattr(target, "baseline", None),
        definitions=tuple(target.definitions.all()),
        remarks=tuple(target.remarks.all()),
        recognitions=tuple(target.recognitions.all()),
        quarters=rows,
        units=_unit_rows(figures, horizon, shown, comparison) if shown else (),
        pace=pace(goal, shown, actual) if final and actual is not None else None,
        forecast=forecast(
            goal, _basis(figures, rows, shown), minimum=_floor(target), maximum=_ceiling(target)
        ),
        growth=_growth(figures, shown) if shown else None,
        year_change=_year_change(figures, shown) if shown else None,
        reconciliation=figures.reconciliation(shown) if shown else None,
        record_note=figures.record_note(shown) if shown else "",
        roster=roster,
        comparison=comparison,
    )


def _basis(
    figures: TargetFigures, rows: tuple[QuarterRow, ...], shown: Quarter | None
) -> dict[Quarter, Decimal | None]:
    """What a forecast may rest on: the final quarters up to the one shown that compare with the last of them."""
    final = [r for r in rows if r.actual is not None and not r.running and shown and r.quarter <= shown]
    return {r.quarter: r.actual for r in final if figures.comparable(r.quarter, final[-1].quarter)}


def _increment(figures: TargetFigures, goal: Goal, quarter: Quarter) -> Decimal | None:
    """What the quarter added; None where the quarter before does not compare with it. The first quarter grows
    from the published baseline, which is the whole city's: so must the quarter's figure be.
    """
    before = quarter.shift(-1)
    now = figures.city(quarter)
    starts_anew = goal.measure == Measure.ANNUAL_FLOW and quarter.number == 1
    if quarter == goal.first and now.reported < now.expected and not starts_anew:
        return None
    if quarter > goal.first and not starts_anew and not figures.comparable(before, quarter):
        return None
    actuals = {before: figures.city(before).value, quarter: now.value}
    return increment(actuals, quarter, goal.measure, goal.start)


def _year_change(figures: TargetFigures, quarter: Quarter) -> Change | None:
    before = quarter.shift(-4)
    if not figures.comparable(before, quarter):
        return None
    return year_on_year({q: figures.city(q).value for q in (before, quarter)}, quarter)


def quarter_rows(figures: TargetFigures, horizon: Horizon) -> tuple[QuarterRow, ...]:
    """Every quarter of the plan; those the reader may not see, or that have not begun, carry the plan alone."""
    goal = goal_of(figures.target)
    until = figures.target.plan.reported_until
    late = [q for q in horizon.quarters if goal.last < q <= until]
    totals = {
        q: figures.city(q) if q in horizon.quarters else None
        for q in (*quarter_range(goal.first, goal.last), *late)
    }
    return tuple(
        QuarterRow(
            quarter=q,
            planned=planned_value(goal, q),
            total=total,
            standing=figures.standing(goal, q, horizon) if total else None,
            increment=_increment(figures, goal, q) if total else None,
            running=total is not None and horizon.is_running(q),
            seen=total is not None,
        )
        for q, total in totals.items()
    )


def _unit_rows(
    figures: TargetFigures, horizon: Horizon, quarter: Quarter, comparison: CountComparison | None
) -> tuple[UnitRow, ...]:
    compared = {row.unit.pk: row for row in comparison.rows} if comparison else {}
    return tuple(
        _unit_row(figures, assignment, horizon, quarter, compared.get(assignment.unit_id))
        for assignment in figures.assignments
    )


def _unit_row(
    figures: TargetFigures,
    assignment: Assignment,
    horizon: Horizon,
    quarter: Quarter,
    compared: UnitComparison | None,
) -> UnitRow:
    unit = assignment.unit
    # The figures' own target has its plan and milestones at hand; the assignment's would be read again.
    assignment.target = figures.target
    goal = own_goal_of(assignment)

    def cell(of: Quarter) -> UnitCell:
        figure = figures.of_unit(unit, of)
        standing = horizon.standing(goal, of, figure.value if figure else None) if goal else None
        return UnitCell(of, figure, standing, horizon.absent(of))

    plan = figures.target.plan
    cells = tuple(cell(q) for q in horizon.quarters if plan.first <= q <= plan.reported_until)
    now = next((c for c in cells if c.quarter == quarter), cell(quarter))
    before = quarter.shift(-1)
    same_basis = figures.is_counted(before) == figures.is_counted(quarter)
    comparable = same_basis and same_definition(figures.target, before, quarter)
    previous = figures.of_unit(unit, before) if comparable else None
    return UnitRow(
        name=unit.name,
        code=unit.code,
        is_area=unit.is_area,
        counts=unit.counts_toward_total,
        figure=now.figure,
        compared=compared,
        absent=now.absent,
        previous=previous.value if previous else None,
        own_target=assignment.own_target,
        standing=now.standing,
        cells=cells,
    )


def _growth(figures: TargetFigures, quarter: Quarter) -> Contributions | None:
    """What each unit added in the quarter. A flow within the year begins each January from nothing, so its
    first quarter has no quarter before it to grow from; nor has the first one after a change of definition.
    """
    how = Aggregation(figures.target.aggregation)
    starts_anew = figures.target.measure == Measure.ANNUAL_FLOW and quarter.number == 1
    if how is Aggregation.DIRECT or starts_anew or quarter in breaks_of(figures.target):
        return None
    return contributions(
        figures.parts(quarter.shift(-1)),
        figures.parts(quarter),
        how,
        percent=figures.target.is_percent,
    )


def _floor(target: Target) -> Decimal | None:
    return None if target.may_be_negative else Decimal(0)


def _ceiling(target: Target) -> Decimal | None:
    return Decimal(100) if target.is_percent else None
