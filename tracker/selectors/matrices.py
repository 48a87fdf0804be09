"""A quarter as one table: every unit's counted figure for every target."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.calculations.aggregation import Total
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Status
from tracker.models import Period, ReportingUnit, Target

from .figures import UnitFigure, figures_of
from .periods import Horizon


@dataclass(frozen=True)
class MatrixRow:
    """A unit's figures in the order of the targets; `asked` says which of them it was asked for."""

    unit: ReportingUnit
    figures: tuple[UnitFigure | None, ...]
    asked: tuple[bool, ...]


@dataclass(frozen=True)
class Matrix:
    """The targets that are asked for in a quarter, the city's figure for each, and the units' in the official
    order. `absent` is what a figure is called that is not there.
    """

    quarter: Quarter
    running: bool
    absent: Status
    targets: tuple[Target, ...]
    totals: tuple[Total, ...]
    rows: tuple[MatrixRow, ...]


def matrix(*, quarter: str, horizon: Horizon) -> Matrix:
    """The figures of a quarter that the horizon lets its reader see. A fixed number of queries.

    Raises `Period.DoesNotExist` for a quarter that there is not, or not for this reader.
    """
    period = horizon.period(quarter)
    if period is None:
        raise Period.DoesNotExist
    asked_for = [target for target in targets_with_sources() if _asks(target, period.quarter)]
    found = figures_of(asked_for, quarters=[period.quarter])
    targets = tuple(target for target in asked_for if found[target.pk].assignments)
    figures = [found[target.pk] for target in targets]
    units = {assignment.unit for of_target in figures for assignment in of_target.assignments}
    asked = {
        (assignment.unit_id, assignment.target_id)
        for of_target in figures
        for assignment in of_target.assignments
    }
    return Matrix(
        quarter=period.quarter,
        running=horizon.is_running(period.quarter),
        absent=horizon.absent(period.quarter),
        targets=targets,
        totals=tuple(of_target.city(period.quarter) for of_target in figures),
        rows=tuple(
            MatrixRow(
                unit=unit,
                figures=tuple(of_target.of_unit(unit, period.quarter) for of_target in figures),
                asked=tuple((unit.pk, target.pk) in asked for target in targets),
            )
            for unit in sorted(units, key=lambda unit: (unit.position, unit.pk))
        ),
    )


def targets_with_sources() -> list[Target]:
    """Every target in the plans' own order, with all that says where its numbers come from. At most five queries."""
    return list(
        Target.objects.select_related(
            "theme__plan__source", "lead_unit", "baseline__source"
        ).prefetch_related("definitions__source", "remarks__source")
    )


def _asks(target: Target, quarter: Quarter) -> bool:
    return target.plan.first <= quarter <= target.plan.reported_until
