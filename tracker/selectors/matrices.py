"""A quarter as one table: every unit's counted figure for every target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.calculations.aggregation import Total
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Status
from tracker.models import Period, ReportingUnit, Target

from .figures import TargetFigures, UnitFigure, figures_of
from .periods import Horizon
from .plans import targets_with_sources


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


def live_matrix(quarter: Quarter | None, horizon: Horizon) -> Matrix:
    """The figures of a quarter as they stand in the tables. A fixed number of queries.

    Raises `Period.DoesNotExist` for a quarter that the horizon does not let its reader see.
    """
    if quarter not in horizon.quarters:
        raise Period.DoesNotExist
    asked_for = [target for target in targets_with_sources() if _asks(target, quarter)]
    return matrix_of(figures_of(asked_for, quarters=[quarter]).values(), quarter, horizon)


def matrix_of(found: Iterable[TargetFigures], quarter: Quarter, horizon: Horizon) -> Matrix:
    """The table of these targets' figures, without those that nobody is asked for in the quarter. No queries."""
    figures = [of_target for of_target in found if of_target.assignments and _asks(of_target.target, quarter)]
    targets = tuple(of_target.target for of_target in figures)
    units = {assignment.unit for of_target in figures for assignment in of_target.assignments}
    asked = {
        (assignment.unit_id, assignment.target_id)
        for of_target in figures
        for assignment in of_target.assignments
    }
    return Matrix(
        quarter=quarter,
        running=horizon.is_running(quarter),
        absent=horizon.absent(quarter),
        targets=targets,
        totals=tuple(of_target.city(quarter) for of_target in figures),
        rows=tuple(
            MatrixRow(
                unit=unit,
                figures=tuple(of_target.of_unit(unit, quarter) for of_target in figures),
                asked=tuple((unit.pk, target.pk) in asked for target in targets),
            )
            for unit in sorted(units, key=lambda unit: (unit.position, unit.pk))
        ),
    )


def _asks(target: Target, quarter: Quarter) -> bool:
    return target.plan.first <= quarter <= target.plan.reported_until
