"""Deciding on submitted figures: approve, return, re-open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.models import Decision, DecisionKind, Period, Report, ReportState, ReportVersion
from tracker.permissions import Rights

from . import audit
from .reports import counted_version, report_locked


class UnableToReview(Exception):
    """The decision cannot be taken; the message is for the reviewer."""


@dataclass(frozen=True)
class Outcome:
    """What became of one version in a bulk approval; `problem` is empty where it was approved."""

    version: ReportVersion
    problem: str = ""


def report_approve(*, version: ReportVersion, by: Any, at: dt.datetime) -> Decision:
    """Approve exactly this version. Approving what is approved already returns that decision.

    Raises `UnableToReview` when another version has been submitted since, when it is not the reviewer's to
    decide, when it is the reviewer's own, or when the quarter is closed.
    """
    with transaction.atomic():
        report = _locked(version, by)
        approvals = version.decisions.filter(kind=DecisionKind.APPROVED).order_by("pk")
        # Figures from before there were reviews are approved by nobody.
        if report.approved_id == version.pk and (before := approvals.last()):
            return before
        _check_waiting(report, version)
        report.state, report.approved = ReportState.APPROVED, version
        return _decide(report, version, DecisionKind.APPROVED, by=by, at=at)


def reports_approve(*, versions: Iterable[ReportVersion], by: Any, at: dt.datetime) -> list[Outcome]:
    """Approve each of these as `report_approve` does, in a transaction of its own: one that cannot be approved
    keeps none of the others back.
    """
    outcomes = []
    for version in versions:
        try:
            report_approve(version=version, by=by, at=at)
        except UnableToReview as error:
            outcomes.append(Outcome(version, str(error)))
        else:
            outcomes.append(Outcome(version))
    return outcomes


def report_return(*, version: ReportVersion, comment: str, by: Any, at: dt.datetime) -> Decision:
    """Give exactly this version back to its unit with a comment. Raises `UnableToReview` as approving does."""
    if not comment.strip():
        raise UnableToReview(_("Say what is to be mended: a figure is returned with a comment."))
    with transaction.atomic():
        report = _locked(version, by)
        _check_waiting(report, version)
        report.state = ReportState.RETURNED
        return _decide(report, version, DecisionKind.RETURNED, by=by, at=at, comment=comment.strip())


def report_reopen(
    *, version: ReportVersion, until: dt.date, reason: str, by: Any, at: dt.datetime
) -> Decision:
    """Let an approved version be replaced until a day, that day included; until then it counts as it is.

    Raises `UnableToReview` when there is no reason, when the day is past, when it is not approved any more, or
    when the quarter is closed.
    """
    if not reason.strip():
        raise UnableToReview(_("Say why the figure is re-opened."))
    if until < timezone.localtime(at).date():
        raise UnableToReview(_("The last day for the new figure is past. Choose today or a later day."))
    assignment = version.report.assignment
    if not Rights(by).may_reopen(assignment):
        raise UnableToReview(_("You may not re-open figures of %(unit)s.") % {"unit": assignment.unit})
    if by.pk in version.people:
        raise UnableToReview(_("This is your own figure: another reviewer has to decide on it."))
    with transaction.atomic():
        report = _locked_open(version)
        if report.state != ReportState.APPROVED or report.approved_id != version.pk:
            raise UnableToReview(_("This version is not the approved one any more. Reload the page."))
        return _decide(
            report, version, DecisionKind.REOPENED, by=by, at=at, comment=reason.strip(), until=until
        )


def _locked(version: ReportVersion, by: Any) -> Report:
    """The version's report, locked, after asking whether this person has a word on it."""
    assignment = version.report.assignment
    if not Rights(by).may_review(assignment):
        raise UnableToReview(_("Figures of %(unit)s are not yours to review.") % {"unit": assignment.unit})
    if by.pk in version.people:
        raise UnableToReview(_("This is your own figure: another reviewer has to decide on it."))
    return _locked_open(version)


def _locked_open(version: ReportVersion) -> Report:
    # The same order of locks as in submitting: quarter first, then report.
    period = Period.objects.locked().get(pk=version.report.period_id)
    if period.closed_at:
        raise UnableToReview(
            _("%(quarter)s is closed. Ask the coordinator to re-open it.") % {"quarter": period}
        )
    return report_locked(version.report.assignment, period)


def _check_waiting(report: Report, version: ReportVersion) -> None:
    if report.latest_id != version.pk:
        raise UnableToReview(
            _("%(author)s has submitted another figure since. Look at version %(number)d first.")
            % {"author": audit.person_name(report.latest.author), "number": report.latest.number}
        )
    if report.state != ReportState.SUBMITTED:
        raise UnableToReview(_("This version has been decided on already. Reload the page."))


def _decide(
    report: Report,
    version: ReportVersion,
    kind: DecisionKind,
    *,
    by: Any,
    at: dt.datetime,
    comment: str = "",
    until: dt.date | None = None,
) -> Decision:
    decision = Decision.objects.create(
        version=version, kind=kind, comment=comment, until=until, author=by, recorded_at=at
    )
    report.decision = decision
    report.counted = counted_version(report, is_closed=False)
    report.save()
    audit.record_report(
        action=f"report.{kind.value}",
        assignment=report.assignment,
        period=report.period,
        by=by,
        at=at,
        reason=comment,
        details={"version": version.number, **({"until": until.isoformat()} if until else {})},
    )
    return decision
