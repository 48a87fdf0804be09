"""Quarters as tasks: how far each is, and who has yet to report. States only: no figure is read here."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Coalesce

from tracker.calculations.periods import Quarter
from tracker.calculations.working_days import is_official, working_days_between
from tracker.labels import REASON_LABELS, REPORT_STATE_LABELS
from tracker.models import Assignment, Period, Plan, Release, Report, ReportingUnit, ReportState, Target
from tracker.permissions import Permission, Rights

from .objections import SHOWN, works_on_releases
from .reminders import ReminderRow, reminder_rows
from .work import WAITING


@dataclass(frozen=True)
class Progress:
    """How many figures are asked for, and in which state they are: each in exactly one."""

    asked: int = 0
    submitted: int = 0
    returned: int = 0
    approved: int = 0
    late: int = 0

    @property
    def missing(self) -> int:
        """Never submitted."""
        return self.asked - self.submitted - self.returned - self.approved

    @property
    def done(self) -> int:
        return self.submitted + self.approved

    @property
    def open(self) -> int:
        """Still to be submitted, for the first time or again."""
        return self.missing + self.returned

    @property
    def not_approved(self) -> int:
        """Submitted once, and not published if the quarter were closed now."""
        return self.submitted + self.returned


@dataclass(frozen=True)
class QuarterRow:
    """A quarter and how far it is, seen on a day."""

    period: Period
    progress: Progress
    on: dt.date

    @property
    def is_begun(self) -> bool:
        return self.period.is_begun(self.on)

    @property
    def is_open(self) -> bool:
        return self.period.is_open(self.on)

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.period.is_due(self.on) and self.progress.open > 0

    @property
    def working_days_left(self) -> int:
        return working_days_between(self.on, self.period.due)

    @property
    def working_days_over(self) -> int:
        return -self.working_days_left

    @property
    def is_provisional(self) -> bool:
        """Whether the due date may still move, because the holidays of its year have not been announced."""
        return self.period.closed_at is None and not is_official(self.period.due)


@dataclass(frozen=True)
class Cell:
    """Where one unit's figure for one target is on its way."""

    assignment: Assignment
    state: str
    is_late: bool
    blank_reason: str
    may_see: bool

    @property
    def state_words(self) -> str:
        return str(REPORT_STATE_LABELS[self.state])

    @property
    def blank_words(self) -> str:
        """Why the unit states that there is no figure; empty where it stated one, or nothing yet."""
        return str(REASON_LABELS[self.blank_reason]) if self.blank_reason else ""


@dataclass(frozen=True)
class UnitRow:
    """A unit's figures in the order of the page's targets; None where it is not asked."""

    unit: ReportingUnit
    cells: tuple[Cell | None, ...]
    progress: Progress
    may_open: bool

    @property
    def is_silent(self) -> bool:
        """Whether the unit has not submitted anything."""
        return self.progress.missing == self.progress.asked


@dataclass(frozen=True)
class QuarterPage(QuarterRow):
    """Who has reported what in a quarter, unit by unit in the official order."""

    targets: tuple[Target, ...]
    rows: tuple[UnitRow, ...]
    kept: int  # not approved, but with an earlier approved version that would be published instead
    reminders: tuple[ReminderRow, ...]
    release: Release | None
    may_release: bool

    @property
    def is_shown(self) -> bool:
        """Whether every member may open the draft of the release, and the objections to it."""
        return self.release is not None and self.release.state in SHOWN

    @property
    def plans(self) -> tuple[tuple[Plan, int], ...]:
        """The plans above the columns, and over how many each stands."""
        return tuple(Counter(target.plan for target in self.targets).items())

    @property
    def silent(self) -> tuple[UnitRow, ...]:
        return tuple(row for row in self.rows if row.is_silent)

    @property
    def incomplete(self) -> tuple[UnitRow, ...]:
        """The units that have submitted something, but not everything."""
        return tuple(row for row in self.rows if row.progress.open and not row.is_silent)


def quarters(*, on: dt.date) -> list[QuarterRow]:
    """Every quarter, the newest first, with its progress. Three queries."""
    asked = [
        *_with_plan(Assignment.objects.all(), "target")
        .order_by()
        .values_list("first", "until")
        .annotate(count=Count("pk"))
    ]
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for period, state, is_late, count in (
        _with_plan(Report.objects.all(), "assignment__target")
        .filter(first__lte=F("period__quarter"), until__gte=F("period__quarter"))
        .order_by()
        .values_list("period_id", "state", "is_late")
        .annotate(count=Count("pk"))
    ):
        counts[period][state] += count
        counts[period]["late"] += count if is_late else 0
    return [
        QuarterRow(
            period=period,
            progress=_progress(
                sum(count for first, last, count in asked if first <= period.quarter <= last),
                counts[period.pk],
            ),
            on=on,
        )
        for period in Period.objects.order_by("-quarter")
    ]


def quarter(*, code: str, rights: Rights, on: dt.date) -> QuarterPage:
    """Who has reported what in a quarter. A fixed number of queries. Raises `Period.DoesNotExist`."""
    try:
        period = Period.objects.get(quarter=Quarter.parse(code))
    except ValueError as error:
        raise Period.DoesNotExist from error
    assignments = list(
        _asked(period)
        .select_related("unit", "target__theme__plan")
        .order_by("unit__position", "unit_id", "target__theme__plan__position", "target__theme__position")
    )
    targets = sorted({assignment.target for assignment in assignments}, key=_place)
    stated = {
        assignment: rest
        for assignment, *rest in Report.objects.filter(period=period, assignment__in=assignments)
        .annotate(blank=Case(When(latest__value__isnull=True, then=F("latest__reason")), default=Value("")))
        .values_list("assignment_id", "state", "is_late", "blank", "approved_id")
    }
    cells: dict[ReportingUnit, dict[int, Cell]] = defaultdict(dict)
    for assignment in assignments:
        state, is_late, blank, _approved = stated.get(
            assignment.pk, (ReportState.DRAFT.value, False, "", None)
        )
        cells[assignment.unit][assignment.target_id] = Cell(
            assignment, state, is_late, blank or "", rights.may_see(assignment)
        )
    return QuarterPage(
        period=period,
        progress=_progress_of(cell for row in cells.values() for cell in row.values()),
        on=on,
        targets=tuple(targets),
        rows=tuple(
            UnitRow(
                unit=unit,
                cells=tuple(row.get(target.pk) for target in targets),
                progress=_progress_of(row.values()),
                may_open=rights.may(Permission.VIEW_SHEET, unit),
            )
            for unit, row in cells.items()
        ),
        kept=sum(
            bool(approved) and state != ReportState.APPROVED for state, _, _, approved in stated.values()
        ),
        reminders=reminder_rows(period) if rights.manages else (),
        release=Release.objects.filter(period=period).first(),
        may_release=works_on_releases(rights),
    )


def units_missing(period: Period, units: Iterable[ReportingUnit] | None = None) -> dict[ReportingUnit, int]:
    """The units that have not submitted everything that a quarter asks of them, in the official order, and how
    many figures each still owes: those never submitted and those that came back. One query.
    """
    submitted = Report.objects.filter(assignment=OuterRef("pk"), period=period, state__in=WAITING)
    asked = _asked(period).filter(~Exists(submitted))
    if units is not None:
        asked = asked.filter(unit__in=units)
    rows = asked.select_related("unit").order_by("unit__position", "unit_id")
    return dict(Counter(assignment.unit for assignment in rows))


def _asked(period: Period) -> QuerySet[Assignment]:
    """The assignments whose plan asks for this quarter."""
    rows = _with_plan(Assignment.objects.all(), "target")
    return rows.filter(first__lte=period.quarter, until__gte=period.quarter)


def _with_plan(rows: QuerySet, target: str) -> QuerySet:
    """The rows with the first and the last quarter that the plan of their target asks for."""
    plan = f"{target}__theme__plan"
    return rows.annotate(
        first=F(f"{plan}__first"), until=Coalesce(f"{plan}__followed_until", f"{plan}__last")
    )


def _place(target: Target) -> tuple[int, int, int, int]:
    return target.plan.position, target.theme.position, target.position, target.pk


def _progress_of(cells: Iterable[Cell]) -> Progress:
    cells = list(cells)
    counts = Counter(cell.state for cell in cells)
    counts["late"] = sum(cell.is_late for cell in cells)
    return _progress(len(cells), counts)


def _progress(asked: int, counts: Counter[str]) -> Progress:
    return Progress(
        asked=asked,
        submitted=counts[ReportState.SUBMITTED],
        returned=counts[ReportState.RETURNED],
        approved=counts[ReportState.APPROVED],
        late=counts["late"],
    )
