"""The figures of a quarter that wait for a reviewer: what is stated now, beside what stood before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from tracker.calculations.periods import Quarter
from tracker.models import (
    Assignment,
    Evidence,
    Period,
    Report,
    ReportingUnit,
    ReportState,
    ReportVersion,
    Target,
)
from tracker.permissions import Rights

from .counts import UnitCount, unit_counts
from .figures import UnitFigure, own_figures
from .work import reviewable


@dataclass(frozen=True)
class ReviewRow:
    """One submitted figure, with everything a decision rests on."""

    report: Report
    past: Mapping[Quarter, UnitFigure]
    counted: UnitCount | None  # by the roster
    is_own: bool

    @property
    def assignment(self) -> Assignment:
        return self.report.assignment

    @property
    def target(self) -> Target:
        return self.report.assignment.target

    @property
    def version(self) -> ReportVersion:
        return self.report.latest

    @property
    def approved(self) -> ReportVersion | None:
        """The version that was approved last, if there was one: what the new one would replace."""
        return self.report.approved

    @property
    def previous(self) -> Decimal | None:
        figure = self.past.get(self.report.period.quarter.shift(-1))
        return figure.value if figure else None

    @property
    def count_difference(self) -> Decimal | None:
        """What is stated − what the roster counts; None without either."""
        return self.counted.difference(self.version.value) if self.counted else None

    @property
    def change(self) -> Decimal | None:
        """Against the approved version, or without one against the quarter before."""
        before = self.approved.value if self.approved else self.previous
        return None if before is None or self.version.value is None else self.version.value - before


@dataclass(frozen=True)
class UnitReviews:
    unit: ReportingUnit
    rows: tuple[ReviewRow, ...]


@dataclass(frozen=True)
class ReviewPage:
    """What waits in one quarter, unit by unit in the official order."""

    period: Period
    is_open: bool
    units: tuple[UnitReviews, ...]

    @property
    def rows(self) -> tuple[ReviewRow, ...]:
        return tuple(row for unit in self.units for row in unit.rows)

    @property
    def decidable(self) -> int:
        return sum(not row.is_own for row in self.rows)

    def version(self, pk: str) -> ReportVersion | None:
        """The waiting version with this id; None for one that does not wait here."""
        return next((row.version for row in self.rows if str(row.version.pk) == pk), None)


def reviews(*, quarter: str, rights: Rights) -> ReviewPage:
    """Everything of a quarter that waits for this person's decision, their own figures marked. A fixed number of
    queries. Raises `Period.DoesNotExist`.
    """
    try:
        period = Period.objects.get(quarter=Quarter.parse(quarter))
    except ValueError as error:
        raise Period.DoesNotExist from error
    reports = list(
        Report.objects.filter(reviewable(rights), period=period, state=ReportState.SUBMITTED)
        .select_related(
            "period",
            "assignment__unit",
            "assignment__target__theme__plan",
            "latest__author",
            "latest__on_behalf_of",
            "approved__author",
        )
        .prefetch_related(Prefetch("evidence", Evidence.objects.filter(withdrawn_at__isnull=True)))
        .order_by(
            "assignment__unit__position",
            "assignment__unit",
            "assignment__target__theme__plan__position",
            "assignment__target__theme__position",
            "assignment__target__position",
        )
    )
    assignments = [report.assignment for report in reports]
    past = own_figures(assignments, until=period.quarter.shift(-1))
    counts = unit_counts(assignments, period.quarter)
    units: dict[ReportingUnit, list[ReviewRow]] = {}
    for report in reports:
        row = ReviewRow(
            report=report,
            past=past[report.assignment_id],
            counted=counts.get(report.assignment_id),
            is_own=rights.user.pk in report.latest.people,
        )
        units.setdefault(report.assignment.unit, []).append(row)
    return ReviewPage(
        period=period,
        is_open=period.closed_at is None,
        units=tuple(UnitReviews(unit, tuple(rows)) for unit, rows in units.items()),
    )
