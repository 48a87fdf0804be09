"""The reporting sheet: what one unit is asked for in one quarter, with what is known already."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from tracker.calculations.aggregation import Total
from tracker.calculations.increments import Change, quarter_on_quarter, year_on_year
from tracker.calculations.periods import Quarter, quarter_range
from tracker.calculations.progress import Aggregation, Measure, Standing, planned_value
from tracker.models import Assignment, Period, ReportingUnit, ReportVersion, Target
from tracker.permissions import Permission, Rights

from .figures import (
    TargetFigures,
    UnitFigure,
    figure_of_version,
    figures_of,
    goal_of,
    own_goal_of,
    same_definition,
)
from .periods import Horizon


@dataclass(frozen=True)
class SheetRow:
    """One figure to be entered, with its past and its plan beside it."""

    assignment: Assignment
    target: Target
    figures: TargetFigures
    current: UnitFigure | None
    previous: Decimal | None
    year_before: Decimal | None
    planned: Decimal | None
    definition: str

    @property
    def code(self) -> str:
        return self.target.code

    @property
    def is_ratio(self) -> bool:
        return self.target.aggregation == Aggregation.RATIO


@dataclass(frozen=True)
class Sheet:
    """All figures of one unit and quarter."""

    unit: ReportingUnit
    period: Period
    rows: tuple[SheetRow, ...]
    is_open: bool
    may_report: bool

    @property
    def editable(self) -> bool:
        return self.is_open and self.may_report

    @property
    def entered(self) -> int:
        return sum(row.current is not None for row in self.rows)

    def row(self, code: str) -> SheetRow | None:
        return next((row for row in self.rows if row.code == code), None)


@dataclass(frozen=True)
class Impact:
    """What a figure means: for the unit's own way, against its past, and for the city's total."""

    own: Standing | None
    on_quarter: Change | None
    on_year: Change | None
    city_before: Total
    city: Total
    city_standing: Standing
    counts: bool


def impact(row: SheetRow, period: Period, figure: UnitFigure, horizon: Horizon) -> Impact:
    """What `figure` would mean as the row's figure. What is stored is judged by the same function, so that a
    preview and the saved figure cannot disagree.
    """
    unit, quarter, target = row.assignment.unit, period.quarter, row.target
    others = {q: units for q, units in row.figures.by_quarter.items() if q != quarter}
    rest = {pk: f for pk, f in row.figures.by_quarter.get(quarter, {}).items() if pk != unit.pk}
    before = replace(row.figures, by_quarter={**others, quarter: rest})
    after = before.with_figure(unit, quarter, figure)
    past = {
        q: units[unit.pk].value
        for q, units in after.by_quarter.items()
        if unit.pk in units and same_definition(target, q, quarter)
    }
    own_goal = own_goal_of(row.assignment)
    city = after.city(quarter)
    return Impact(
        own=horizon.standing(own_goal, quarter, figure.value) if own_goal else None,
        on_quarter=quarter_on_quarter(past, quarter, Measure(target.measure)),
        on_year=year_on_year(past, quarter),
        city_before=before.city(quarter),
        city=city,
        city_standing=horizon.standing(goal_of(target), quarter, city.value),
        counts=_is_part_of_city(unit, target),
    )


def _is_part_of_city(unit: ReportingUnit, target: Target) -> bool:
    """Whether the unit's figure moves the city's official one."""
    if target.aggregation == Aggregation.DIRECT:
        return not unit.is_area
    return unit.is_area and unit.counts_toward_total


def row_as_seen(row: SheetRow, period: Period, number: int) -> SheetRow:
    """The row as it stood at an earlier version: what the author of a form had before their eyes."""
    if number == (row.current.version if row.current else 0):
        return row
    seen = ReportVersion.objects.filter(
        report__assignment=row.assignment, report__period=period, number=number
    ).first()
    return replace(row, current=seen and figure_of_version(seen))


def sheet_units(rights: Rights) -> list[ReportingUnit]:
    """The units whose sheets a person may open, in the official order: every unit that reports for a
    coordinator, else the person's own.
    """
    asked = ReportingUnit.objects.filter(assignments__isnull=False).distinct()
    if rights.sees_every_sheet:
        return list(asked)
    return list(asked.filter(pk__in=[unit.pk for unit in rights.units(Permission.VIEW_SHEET)]))


def sheet(*, quarter: str, unit: str, rights: Rights, on: dt.date) -> Sheet:
    """The sheet of a unit and quarter, its targets in plan order. A fixed number of queries.

    Raises `Period.DoesNotExist` and `ReportingUnit.DoesNotExist`, also for a unit that the person has nothing
    to do with: a stranger learns nothing. Whether a colleague may write is in `may_report`.
    """
    try:
        period = Period.objects.get(quarter=Quarter.parse(quarter))
    except ValueError as error:
        raise Period.DoesNotExist from error
    found = ReportingUnit.objects.get(code=unit)
    if not rights.may(Permission.VIEW_SHEET, found) and not rights.belongs_to(found):
        raise ReportingUnit.DoesNotExist
    assignments = [
        assignment
        for assignment in Assignment.objects.filter(unit=found)
        .select_related("unit", "target__theme__plan", "target__baseline")
        .prefetch_related("target__milestones", "target__definitions")
        .order_by("target__theme__plan__position", "target__theme__position", "target__position", "pk")
        if assignment.target.plan.first <= period.quarter <= assignment.target.plan.reported_until
    ]
    # The past as far back as the plans go, and nothing after the quarter itself.
    first = min((a.target.plan.first for a in assignments), default=period.quarter)
    figures = figures_of([a.target for a in assignments], quarters=quarter_range(first, period.quarter))
    return Sheet(
        unit=found,
        period=period,
        rows=tuple(_row(a, figures[a.target_id], period) for a in assignments),
        is_open=period.is_open(on),
        may_report=rights.may(Permission.REPORT, found),
    )


def _row(assignment: Assignment, figures: TargetFigures, period: Period) -> SheetRow:
    def past(quarter: Quarter) -> Decimal | None:
        figure = figures.of_unit(assignment.unit, quarter)
        return figure.value if figure else None

    goal = own_goal_of(assignment)
    in_force = [d for d in assignment.target.definitions.all() if d.effective_on <= period.quarter.last_day]
    return SheetRow(
        assignment=assignment,
        target=assignment.target,
        figures=figures,
        current=figures.of_unit(assignment.unit, period.quarter),
        previous=past(period.quarter.shift(-1)),
        year_before=past(period.quarter.shift(-4)),
        planned=planned_value(goal, period.quarter) if goal else None,
        definition=in_force[-1].text if in_force else "",
    )
