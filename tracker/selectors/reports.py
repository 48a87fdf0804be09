"""The reporting sheet: what one unit is asked for in one quarter, with what is known already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, prefetch_related_objects

from tracker.calculations.aggregation import Total
from tracker.calculations.increments import Change, quarter_on_quarter, year_on_year
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Aggregation, Measure, Standing, planned_value
from tracker.models import (
    Assignment,
    Draft,
    Evidence,
    Period,
    Report,
    ReportingUnit,
    ReportState,
    ReportVersion,
    Role,
    Target,
)
from tracker.permissions import Permission, Rights

from .checks import promise_of
from .counts import UnitCount, unit_counts
from .figures import UnitFigure, figures_of, own_figures
from .goals import goal_of, own_goal_of, same_definition, states_for_city
from .periods import Horizon


@dataclass(frozen=True)
class SheetRow:
    """One figure to be entered, with its past and its plan beside it.

    `report` is None as long as nobody has typed anything; `latest` is its newest version, or the one that the
    author of a form had before their eyes.
    """

    assignment: Assignment
    target: Target
    report: Report | None
    latest: ReportVersion | None
    draft: Draft | None
    drafts_of_others: tuple[Draft, ...]
    evidence: tuple[Evidence, ...]
    past: Mapping[Quarter, UnitFigure]
    counted: UnitCount | None  # by the roster
    planned: Decimal | None
    definition: str
    promise: str
    editable: bool
    quarter: Quarter

    @property
    def code(self) -> str:
        return self.target.code

    @property
    def is_ratio(self) -> bool:
        return self.target.aggregation == Aggregation.RATIO

    @property
    def state(self) -> str:
        return self.report.state if self.report else ReportState.DRAFT

    @property
    def previous(self) -> Decimal | None:
        return self._value(self.quarter.shift(-1))

    @property
    def year_before(self) -> Decimal | None:
        return self._value(self.quarter.shift(-4))

    def _value(self, quarter: Quarter) -> Decimal | None:
        figure = self.past.get(quarter)
        return figure.value if figure else None


@dataclass(frozen=True)
class Sheet:
    """All figures of one unit and quarter, with what else its head offers: other units, other quarters."""

    unit: ReportingUnit
    period: Period
    rows: tuple[SheetRow, ...]
    is_open: bool
    may_report: bool
    is_overdue: bool
    units: tuple[ReportingUnit, ...]
    periods: tuple[Period, ...]
    colleagues: tuple[Any, ...]  # in whose name figures can be submitted

    def colleague(self, key: str) -> Any:
        """The colleague chosen in the form, None for oneself or for somebody who is none."""
        return next((person for person in self.colleagues if str(person.pk) == key), None)

    @property
    def editable(self) -> bool:
        return any(row.editable for row in self.rows)

    @property
    def submitted(self) -> int:
        return sum(row.state in (ReportState.SUBMITTED, ReportState.APPROVED) for row in self.rows)

    @property
    def returned(self) -> int:
        return sum(row.state == ReportState.RETURNED for row in self.rows)

    @property
    def drafted(self) -> int:
        return sum(row.draft is not None for row in self.rows)

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
    figures = figures_of([target], quarters=[quarter])[target.pk]
    rest = {pk: f for pk, f in figures.by_quarter.get(quarter, {}).items() if pk != unit.pk}
    before = replace(figures, by_quarter={quarter: rest})
    past = {q: f.value for q, f in row.past.items() if same_definition(target, q, quarter)}
    past[quarter] = figure.value
    own_goal = own_goal_of(row.assignment)
    city = before.with_figure(unit, quarter, figure).city(quarter)
    return Impact(
        own=horizon.standing(own_goal, quarter, figure.value) if own_goal else None,
        on_quarter=quarter_on_quarter(past, quarter, Measure(target.measure)),
        on_year=year_on_year(past, quarter),
        city_before=before.city(quarter),
        city=city,
        city_standing=horizon.standing(goal_of(target), quarter, city.value),
        counts=_is_part_of_city(unit, target) and not figures.is_counted(quarter),
    )


def _is_part_of_city(unit: ReportingUnit, target: Target) -> bool:
    """Whether the unit's figure moves the city's official one."""
    if target.aggregation == Aggregation.DIRECT:
        return not unit.is_area
    return unit.is_area and unit.counts_toward_total


def row_as_seen(row: SheetRow, number: int) -> SheetRow:
    """The row as it stood at an earlier version: what the author of a form had before their eyes."""
    if number == (row.latest.number if row.latest else 0):
        return row
    versions = row.report.versions.filter(number=number) if row.report else ReportVersion.objects.none()
    return replace(row, latest=versions.first())


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
        asked = Quarter.parse(quarter)
    except ValueError as error:
        raise Period.DoesNotExist from error
    periods = list(Period.objects.filter(Q(opens__lte=on, closed_at__isnull=True) | Q(quarter=asked)))
    period = next((period for period in periods if period.quarter == asked), None)
    if period is None:
        raise Period.DoesNotExist
    # Asking for the units that report is worth a query only where a person may open them all.
    units = sheet_units(rights) if rights.sees_every_sheet else rights.units(Permission.VIEW_SHEET)
    found = next((row for row in units if row.code == unit), None) or ReportingUnit.objects.get(code=unit)
    if not rights.may(Permission.VIEW_SHEET, found) and not rights.belongs_to(found):
        raise ReportingUnit.DoesNotExist
    is_open, may_report = period.is_open(on), rights.may(Permission.REPORT, found)
    return Sheet(
        unit=found,
        period=period,
        rows=_rows(found, period, rights, on if is_open and may_report else None),
        is_open=is_open,
        may_report=may_report,
        is_overdue=is_open and period.is_due(on),
        units=tuple(units),
        periods=tuple(period for period in reversed(periods) if period.is_open(on)),
        colleagues=_colleagues(found, rights.user) if is_open and may_report else (),
    )


def _colleagues(unit: ReportingUnit, user: Any) -> tuple[Any, ...]:
    members = unit.memberships.filter(role=Role.REPORTER, user__is_active=True).exclude(user=user)
    return tuple(membership.user for membership in members.select_related("user"))


def _rows(
    unit: ReportingUnit, period: Period, rights: Rights, entering_on: dt.date | None
) -> tuple[SheetRow, ...]:
    """The sheet's rows; they can be filled in on `entering_on`, without a day they can only be read."""
    assignments = [
        assignment
        for assignment in Assignment.objects.filter(unit=unit)
        .select_related("unit", "target__theme__plan", "target__baseline")
        .prefetch_related("target__definitions")
        .order_by("target__theme__plan__position", "target__theme__position", "target__position", "pk")
        if assignment.target.plan.first <= period.quarter <= assignment.target.plan.reported_until
    ]
    stated = [assignment.target for assignment in assignments if states_for_city(assignment)]
    if stated:  # their way is the city's, with its planned values
        prefetch_related_objects(stated, "milestones")
    past = own_figures(assignments, until=period.quarter)
    counts = unit_counts(assignments, period.quarter)
    reports = {
        report.assignment_id: report
        for report in Report.objects.filter(assignment__in=assignments, period=period)
        .select_related("latest__author", "latest__on_behalf_of", "approved", "counted", "decision__author")
        .prefetch_related(
            Prefetch("drafts", Draft.objects.select_related("author")),
            Prefetch("evidence", Evidence.objects.filter(withdrawn_at__isnull=True)),
        )
    }
    return tuple(
        _row(a, reports.get(a.pk), past[a.pk], counts.get(a.pk), period, rights.user, entering_on)
        for a in assignments
    )


def _row(
    assignment: Assignment,
    report: Report | None,
    past: Mapping[Quarter, UnitFigure],
    counted: UnitCount | None,
    period: Period,
    user: Any,
    entering_on: dt.date | None,
) -> SheetRow:
    goal = own_goal_of(assignment)
    in_force = [d for d in assignment.target.definitions.all() if d.effective_on <= period.quarter.last_day]
    drafts = tuple(report.drafts.all()) if report else ()
    is_settled = report is not None and report.state == ReportState.APPROVED
    return SheetRow(
        assignment=assignment,
        target=assignment.target,
        report=report,
        latest=report.latest if report else None,
        draft=next((draft for draft in drafts if draft.author_id == user.pk), None),
        # Colleagues see each other typing; nobody else is shown what is no statement yet.
        drafts_of_others=tuple(d for d in drafts if d.author_id != user.pk) if entering_on else (),
        evidence=tuple(report.evidence.all()) if report else (),
        past=past,
        counted=counted,
        planned=planned_value(goal, period.quarter) if goal else None,
        definition=in_force[-1].text if in_force else "",
        promise=promise_of(past, period.quarter),
        editable=entering_on is not None and (not is_settled or report.is_reopened(entering_on)),
        quarter=period.quarter,
    )
