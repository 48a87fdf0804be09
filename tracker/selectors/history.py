"""One figure's history: its versions, what was decided on each, and the files beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from tracker.calculations.periods import Quarter
from tracker.models import (
    Assignment,
    Decision,
    Evidence,
    Period,
    Report,
    ReportState,
    ReportVersion,
)
from tracker.permissions import Permission, Rights


@dataclass(frozen=True)
class VersionRow:
    """A version, what it changed against the one before it, and what was decided on it."""

    version: ReportVersion
    before: ReportVersion | None
    decisions: tuple[Decision, ...]
    is_approved: bool

    @property
    def difference(self) -> Decimal | None:
        if self.before is None or self.before.value is None or self.version.value is None:
            return None
        return self.version.value - self.before.value


@dataclass(frozen=True)
class History:
    """A figure with everything that was said about it, the newest version first."""

    assignment: Assignment
    period: Period
    report: Report | None
    versions: tuple[VersionRow, ...]
    evidence: tuple[Evidence, ...]
    may_enter: bool
    may_decide: bool
    may_reopen: bool
    is_own: bool
    may_see_sheet: bool

    @property
    def state(self) -> str:
        return self.report.state if self.report else ReportState.DRAFT

    @property
    def latest(self) -> ReportVersion | None:
        return self.versions[0].version if self.versions else None


def history(*, quarter: str, unit: str, target: str, rights: Rights, on: dt.date) -> History:
    """A unit's figure for a target and quarter. A fixed number of queries.

    Raises `Report.DoesNotExist` when there is no such figure to be asked for, and for somebody who has nothing to
    do with it.
    """
    try:
        period = Period.objects.get(quarter=Quarter.parse(quarter))
        assignment = Assignment.objects.select_related(
            "unit", "target__theme__plan", "target__lead_unit"
        ).get(unit__code=unit, target__code=target)
    except (ValueError, Period.DoesNotExist, Assignment.DoesNotExist) as error:
        raise Report.DoesNotExist from error
    if not rights.may_see(assignment):
        raise Report.DoesNotExist
    report = (
        Report.objects.filter(assignment=assignment, period=period)
        .select_related("approved", "decision__author")
        .first()
    )
    versions = _versions(report) if report else ()
    is_open, state = period.is_open(on), report.state if report else ReportState.DRAFT
    is_own = bool(versions) and rights.user.pk in versions[0].version.people
    return History(
        assignment=assignment,
        period=period,
        report=report,
        versions=versions,
        evidence=tuple(report.evidence.select_related("author")) if report else (),
        may_enter=is_open and rights.may(Permission.REPORT, assignment.unit),
        may_decide=is_open
        and state == ReportState.SUBMITTED
        and rights.may_review(assignment)
        and not is_own,
        may_reopen=is_open and state == ReportState.APPROVED and rights.may_reopen(assignment) and not is_own,
        is_own=is_own,
        may_see_sheet=rights.may(Permission.VIEW_SHEET, assignment.unit),
    )


def _versions(report: Report) -> tuple[VersionRow, ...]:
    versions = list(
        report.versions.select_related("author", "on_behalf_of")
        .prefetch_related("decisions__author")
        .order_by("number")
    )
    rows = [
        VersionRow(
            version=version,
            before=versions[index - 1] if index else None,
            decisions=tuple(version.decisions.all()),
            is_approved=version.pk == report.approved_id,
        )
        for index, version in enumerate(versions)
    ]
    return tuple(reversed(rows))


def evidence_of(*, pk: int, rights: Rights) -> Evidence:
    """A file that the person may open. Raises `Evidence.DoesNotExist`, also for one that is none of theirs."""
    evidence = Evidence.objects.select_related(
        "report__period", "report__assignment__unit", "report__assignment__target"
    ).get(pk=pk)
    if not rights.may_see(evidence.report.assignment):
        raise Evidence.DoesNotExist
    return evidence
