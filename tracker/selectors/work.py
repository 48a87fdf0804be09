"""What is each person's to do: figures that are due, figures that came back, figures to review."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from tracker.calculations.working_days import working_days_between
from tracker.models import (
    Assignment,
    Period,
    Release,
    ReleaseState,
    Reminder,
    Report,
    ReportingUnit,
    ReportState,
    Role,
)
from tracker.permissions import Permission, Rights

WAITING = [ReportState.SUBMITTED, ReportState.APPROVED]


@dataclass(frozen=True)
class Counts:
    """What the navigation shows beside "my work"."""

    due: int = 0
    returned: int = 0
    reopened: int = 0
    to_review: int = 0

    @property
    def total(self) -> int:
        """Figures still to be entered are one's work as are those that came back, and those to review."""
        return self.due + self.returned + self.reopened + self.to_review


@dataclass(frozen=True)
class Task:
    """One sheet: a unit and a quarter, and how far it is."""

    unit: ReportingUnit
    period: Period
    asked: int
    submitted: int
    returned: int
    drafts: int  # of the person's own, not submitted
    working_days_left: int

    @property
    def open(self) -> int:
        return self.asked - self.submitted

    @property
    def is_overdue(self) -> bool:
        return self.working_days_left < 0 and self.open > 0


@dataclass(frozen=True)
class Review:
    """The figures of one quarter that wait for the person's decision."""

    period: Period
    waiting: int
    units: int


@dataclass(frozen=True)
class Work:
    """Everything on a person's page; `newest` is the latest quarter that is open, for whoever only reads."""

    newest: Period | None
    tasks: tuple[Task, ...]
    returned: tuple[Report, ...]
    reviews: tuple[Review, ...]
    reminders: tuple[Reminder, ...]
    windows: tuple[Release, ...]  # drafts that are shown to the units, who can object today

    @property
    def is_empty(self) -> bool:
        return not (self.tasks or self.returned or self.reviews or self.windows)


def reviewable(rights: Rights) -> Q:
    """The reports on which a person has a word, their own figures among them."""
    return Q(assignment__unit__in=rights.unit_ids(Role.REVIEWER)) | Q(
        assignment__target__lead_unit__in=rights.unit_ids(Role.BUREAU_REVIEWER)
    )


def work_counts(rights: Rights, *, on: dt.date) -> Counts:
    """How much waits for a person, in one query; nothing for somebody who neither reports nor reviews."""
    reporting = [unit.pk for unit in rights.units(Permission.REPORT)]
    if not reporting and not rights.may(Permission.REVIEW):
        return Counts()
    mine = Q(assignment__unit__in=reporting)
    rows = (
        Period.objects.open(on)
        .annotate(
            asked=_count(_asked(reporting)),
            done=_count_reports(mine & Q(state__in=WAITING)),
            returned=_count_reports(mine & Q(state=ReportState.RETURNED)),
            reopened=_count_reports(mine & reopened(on)),
            to_review=_count_reports(reviewable(rights) & Q(state=ReportState.SUBMITTED), not_of=rights.user),
        )
        .values_list("asked", "done", "returned", "reopened", "to_review")
    )
    totals = [sum(column) for column in zip(*rows, strict=True)] or [0, 0, 0, 0, 0]
    asked, done, returned, again, to_review = totals
    return Counts(due=asked - done - returned, returned=returned, reopened=again, to_review=to_review)


def reopened(on: dt.date) -> Q:
    """Approved figures that may be replaced on this day."""
    return Q(state=ReportState.APPROVED, decision__until__gte=on)


def _asked(units: list[int]) -> object:
    """The assignments of these units whose plan asks for the outer query's quarter."""
    until = Coalesce("target__theme__plan__followed_until", "target__theme__plan__last")
    return Assignment.objects.annotate(until=until).filter(
        unit__in=units, target__theme__plan__first__lte=OuterRef("quarter"), until__gte=OuterRef("quarter")
    )


def _count_reports(which: Q, *, not_of: object = None) -> Coalesce:
    rows = Report.objects.filter(which, period=OuterRef("pk"))
    if not_of is not None:
        rows = rows.exclude(latest__author=not_of).exclude(latest__on_behalf_of=not_of)
    return _count(rows)


def _count(rows: object) -> Coalesce:
    counted = rows.order_by().annotate(one=F("pk") * 0).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def work(rights: Rights, *, on: dt.date) -> Work:
    """Everything on a person's "my work" page. A fixed number of queries."""
    periods = list(Period.objects.open(on).order_by("due"))
    reporting = rights.units(Permission.REPORT)
    tasks = _tasks(rights, reporting, periods, on) if reporting else ()
    unfinished = {task.period.pk for task in tasks if task.open}
    return Work(
        newest=max(periods, key=lambda period: period.quarter, default=None),
        tasks=tasks,
        returned=tuple(
            Report.objects.filter(
                Q(state=ReportState.RETURNED) | reopened(on),
                assignment__unit__in=reporting,
                period__in=periods,
            )
            .select_related("period", "assignment__unit", "assignment__target", "latest", "decision__author")
            .order_by("period__due", "assignment__unit__position", "assignment__target__position")
        )
        if reporting
        else (),
        reviews=_reviews(rights, periods) if rights.may(Permission.REVIEW) else (),
        reminders=tuple(
            Reminder.objects.filter(user=rights.user, period__in=unfinished)
            .select_related("period")
            .order_by("period", "-step")
        ),
        windows=_windows(rights, on),
    )


def _windows(rights: Rights, on: dt.date) -> tuple[Release, ...]:
    """The drafts to which somebody can object for a unit, the window that ends first at the top."""
    if not rights.unit_ids(Role.REPORTER) | rights.unit_ids(Role.REVIEWER):
        return ()
    shown = Release.objects.filter(
        state__in=[ReleaseState.WINDOW, ReleaseState.SCHEDULED], window_closes__gte=on
    )
    return tuple(shown.select_related("period").order_by("window_closes", "period__quarter"))


def _tasks(
    rights: Rights, units: list[ReportingUnit], periods: list[Period], on: dt.date
) -> tuple[Task, ...]:
    """The sheets of these units that can be filled in, the one that is due first at the top."""
    asked = list(
        Assignment.objects.filter(unit__in=units)
        .annotate(until=Coalesce("target__theme__plan__followed_until", "target__theme__plan__last"))
        .values_list("unit_id", "target__theme__plan__first", "until")
        .order_by()
    )
    reports = Report.objects.filter(assignment__unit__in=units, period__in=periods).order_by()
    states = {
        (unit, period, state): count
        for unit, period, state, count in reports.values_list(
            "assignment__unit_id", "period_id", "state"
        ).annotate(count=Count("pk"))
    }
    drafted = reports.filter(~Q(state=ReportState.APPROVED) | reopened(on), drafts__author=rights.user)
    drafts = Counter(drafted.values_list("assignment__unit_id", "period_id"))
    tasks = []
    for period in periods:
        for unit in units:
            count = sum(u == unit.pk and first <= period.quarter <= last for u, first, last in asked)
            if count:
                tasks.append(
                    Task(
                        unit=unit,
                        period=period,
                        asked=count,
                        submitted=sum(states.get((unit.pk, period.pk, state), 0) for state in WAITING),
                        returned=states.get((unit.pk, period.pk, ReportState.RETURNED), 0),
                        drafts=drafts[unit.pk, period.pk],
                        working_days_left=working_days_between(on, period.due),
                    )
                )
    return tuple(tasks)


def _reviews(rights: Rights, periods: list[Period]) -> tuple[Review, ...]:
    waiting = dict.fromkeys((period.pk for period in periods), ())
    rows = (
        Report.objects.filter(reviewable(rights), period__in=periods, state=ReportState.SUBMITTED)
        .exclude(latest__author=rights.user)
        .exclude(latest__on_behalf_of=rights.user)
        .values_list("period_id", "assignment__unit_id")
    )
    for period, unit in rows.order_by():
        waiting[period] = (*waiting[period], unit)
    return tuple(
        Review(period=period, waiting=len(waiting[period.pk]), units=len(set(waiting[period.pk])))
        for period in periods
        if waiting[period.pk]
    )
