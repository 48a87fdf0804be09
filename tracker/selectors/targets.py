"""One target, opened: its way quarter by quarter, and the units behind it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tracker.calculations.aggregation import Total
from tracker.calculations.periods import Quarter, quarter_range
from tracker.calculations.progress import Standing, assess, planned_value
from tracker.models import AREA_KINDS, Assignment, Baseline, Definition, Remark, Target

from .figures import TargetFigures, UnitFigure, figures_of, goal_of, own_goal_of
from .periods import Horizon
from .plans import TargetRow, target_row


@dataclass(frozen=True)
class QuarterRow:
    """One quarter of a target: what was planned, what was reached, and who has reported."""

    quarter: Quarter
    planned: Decimal | None
    total: Total | None
    standing: Standing | None
    running: bool
    seen: bool

    @property
    def actual(self) -> Decimal | None:
        return self.total.value if self.total else None


@dataclass(frozen=True)
class UnitRow:
    """One unit's figure for a quarter, with the quarter before and its own target where it has one."""

    name: str
    code: str
    is_area: bool
    counts: bool
    figure: UnitFigure | None
    previous: Decimal | None
    own_target: Decimal | None
    standing: Standing | None

    @property
    def value(self) -> Decimal | None:
        return self.figure.value if self.figure else None


@dataclass(frozen=True)
class TargetPage:
    """Everything the detail page says."""

    target: Target
    row: TargetRow
    baseline: Baseline | None
    definitions: tuple[Definition, ...]
    remarks: tuple[Remark, ...]
    quarters: tuple[QuarterRow, ...]
    units_quarter: Quarter | None
    units: tuple[UnitRow, ...]

    @property
    def areas(self) -> tuple[UnitRow, ...]:
        return tuple(unit for unit in self.units if unit.is_area)


def target_page(*, code: str, horizon: Horizon, quarter: Quarter | None) -> TargetPage:
    """The page of one target at `quarter`. Raises `Target.DoesNotExist`."""
    target = (
        Target.objects.select_related("theme__plan__source", "lead_unit", "baseline__source")
        .prefetch_related("milestones", "definitions__source", "remarks__source")
        .get(code=code)
    )
    figures = figures_of([target], quarters=horizon.quarters)[target.pk]
    row = target_row(figures, horizon, quarter)
    return TargetPage(
        target=target,
        row=row,
        baseline=getattr(target, "baseline", None),
        definitions=tuple(target.definitions.all()),
        remarks=tuple(target.remarks.all()),
        quarters=quarter_rows(figures, horizon),
        units_quarter=row.quarter,
        units=_unit_rows(figures, row.quarter),
    )


def quarter_rows(figures: TargetFigures, horizon: Horizon) -> tuple[QuarterRow, ...]:
    """Every quarter of the plan; those the reader may not see, or that have not begun, carry the plan alone."""
    goal = goal_of(figures.target)
    rows = []
    for quarter in quarter_range(goal.first, goal.last):
        seen = quarter in horizon.quarters
        total = figures.city(quarter) if seen else None
        rows.append(
            QuarterRow(
                quarter=quarter,
                planned=planned_value(goal, quarter),
                total=total,
                standing=assess(goal, quarter, total.value, is_due=horizon.is_due(quarter))
                if total
                else None,
                running=seen and horizon.is_running(quarter),
                seen=seen,
            )
        )
    return tuple(rows)


def _unit_rows(figures: TargetFigures, quarter: Quarter | None) -> tuple[UnitRow, ...]:
    if quarter is None:
        return ()
    return tuple(_unit_row(figures, assignment, quarter) for assignment in figures.assignments)


def _unit_row(figures: TargetFigures, assignment: Assignment, quarter: Quarter) -> UnitRow:
    unit = assignment.unit
    figure = figures.of_unit(unit, quarter)
    previous = figures.of_unit(unit, quarter.shift(-1))
    # The figures' own target has its plan and milestones at hand; the assignment's would be read again.
    assignment.target = figures.target
    goal = own_goal_of(assignment)
    return UnitRow(
        name=unit.name,
        code=unit.code,
        is_area=unit.kind in AREA_KINDS,
        counts=unit.counts_toward_total,
        figure=figure,
        previous=previous.value if previous else None,
        own_target=assignment.own_target,
        standing=assess(goal, quarter, figure.value if figure else None) if goal else None,
    )
