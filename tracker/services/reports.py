"""Submitting figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.calculations.checks import CheckKind, Finding, Severity
from tracker.calculations.rounding import plain_text
from tracker.labels import exact_text
from tracker.models import Assignment, DecisionKind, Draft, Period, Report, ReportState, ReportVersion
from tracker.permissions import Permission, Rights
from tracker.selectors.checks import checker_for

from . import audit


class UnableToReport(Exception):
    """The figure cannot be taken; the message is for the person who typed it."""


class FigureMoved(UnableToReport):
    """Somebody submitted another figure since the page was shown; `current` is what stands now."""

    def __init__(self, current: ReportVersion) -> None:
        self.current = current
        super().__init__(
            _(
                "%(author)s saved %(value)s here in the meantime. Compare the two, then save again to replace it."
            )
            % {
                "author": audit.person_name(current.author),
                "value": exact_text(current.value) or _("no figure"),
            }
        )


class DraftMoved(UnableToReport):
    """The same person typed something else here in another window; `current` is what stands there."""

    def __init__(self, current: Draft) -> None:
        self.current = current
        super().__init__(
            _(
                "In another window you typed “%(typed)s” here. Type again to replace it with what stands below."
            )
            % {"typed": current.text}
        )


class ChecksFired(UnableToReport):
    """The checks found something: an error, or a warning that has not been answered.

    `missing` names the fields whose answer is asked for: reason, note, next_step, promise_outcome.
    """

    def __init__(self, findings: tuple[Finding, ...], missing: tuple[str, ...]) -> None:
        self.findings = findings
        self.missing = missing
        super().__init__(_("The checks below have to be answered before the figure can be submitted."))


@dataclass(frozen=True)
class StatedFigure:
    """A figure as its author states it: the value, what it is made of, how sure it is, and what explains it.

    Without a value it says that there is no figure; `reason` then says why. Zero is a value like any other.
    """

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    qualifier: str = "exact"
    as_of: dt.date | None = None
    note: str = ""
    reason: str = ""
    next_step: str = ""
    promise_outcome: str = ""


def figure_of(version: ReportVersion) -> StatedFigure:
    return StatedFigure(**{field: getattr(version, field) for field in StatedFigure.__dataclass_fields__})


def counted_version(report: Report, *, is_closed: bool) -> ReportVersion | None:
    """The version that pages add up: in a closed quarter the approved one alone; while it runs the latest one,
    unless a reviewer has returned it.
    """
    if is_closed or report.state == ReportState.RETURNED:
        return report.approved
    return report.latest


def report_submit(
    *,
    assignment: Assignment,
    period: Period,
    figure: StatedFigure,
    seen: int,
    by: Any,
    at: dt.datetime,
    on_behalf_of: Any = None,
    beside: Mapping[str, Decimal] | None = None,
    draft: tuple[int, str] | None = None,
) -> ReportVersion:
    """Store a figure as the next version of its report, for review. Its author's draft has then done its duty.

    `seen` is the number of the version the author had before their eyes (0 for none): when another one has
    been stored since, nothing is written and `FigureMoved` tells which. Submitting what already stands writes
    nothing and returns it, so that a form sent twice counts once. `beside` holds the unit's figures for other
    targets that are submitted with this one, by code, for the checks that compare targets. `draft` is the number
    and the window of the draft that the author sees: one that another window has saved since is not thrown away.

    Raises `UnableToReport` when the unit is not the author's, the quarter is not open or the figure is approved
    and not re-opened; `DraftMoved` for such a draft; `ChecksFired` when a check finds an error or asks for an answer
    that is not given.
    """
    if on_behalf_of and not (
        on_behalf_of.is_active and Rights(on_behalf_of).may(Permission.REPORT, assignment.unit)
    ):
        raise UnableToReport(
            _("%(name)s does not report for %(unit)s.")
            % {"name": audit.person_name(on_behalf_of), "unit": assignment.unit}
        )
    today = timezone.localtime(at).date()
    with transaction.atomic():
        # Locked, so that the quarter cannot be closed between this look and the write.
        period = Period.objects.locked().get(pk=period.pk)
        check_entering(assignment, period, by, today)
        report = report_locked(assignment, period)
        latest = report.latest
        if own := Draft.objects.filter(report=report, author=by).first():
            if draft:
                check_window(own, *draft)
            own.delete()  # with all else this is undone when the figure is refused below
        if latest and figure_of(latest) == figure and report.state != ReportState.RETURNED:
            return latest
        if latest and latest.number != seen:
            raise FigureMoved(latest)
        _check_replaceable(report, figure, seen, today)
        findings = _checked(assignment, period, figure, beside or {})
        version = ReportVersion.objects.create(
            report=report,
            number=seen + 1,
            author=by,
            on_behalf_of=on_behalf_of,
            recorded_at=at,
            findings=[finding.as_json() for finding in findings],
            **asdict(figure),
        )
        report.is_late = report.is_late or (latest is None and period.is_due(today))
        report.latest, report.state, report.decision = version, ReportState.SUBMITTED, None
        report.counted = counted_version(report, is_closed=False)
        report.save()
        audit.record_report(
            action="report.submitted",
            assignment=assignment,
            period=period,
            by=by,
            at=at,
            reason=figure.reason,
            details=_details(version, latest, on_behalf_of),
        )
    return version


def report_locked(assignment: Assignment, period: Period) -> Report:
    """The report of an assignment and quarter, made when it is the first time, locked until the transaction ends."""
    Report.objects.get_or_create(assignment=assignment, period=period)
    # Nothing is joined: what a row points to is looked up after the wait for its lock, not before.
    return Report.objects.select_for_update(no_key=True).get(assignment=assignment, period=period)


def _details(version: ReportVersion, latest: ReportVersion | None, on_behalf_of: Any) -> dict[str, Any]:
    def text(value: Decimal | None) -> str | None:
        return None if value is None else plain_text(value)

    details = {
        "version": version.number,
        "changes": {"value": [text(latest.value) if latest else None, text(version.value)]},
    }
    if on_behalf_of:
        details["on_behalf_of"] = audit.person_name(on_behalf_of)
    return details


def check_entering(assignment: Assignment, period: Period, by: Any, on: dt.date) -> None:
    """Whether this person may enter a figure for this assignment and quarter today; raises `UnableToReport`."""
    if not Rights(by).may(Permission.REPORT, assignment.unit):
        raise UnableToReport(_("You may not enter figures for %(unit)s.") % {"unit": assignment.unit})
    plan = assignment.target.plan
    if not plan.first <= period.quarter <= plan.reported_until:
        raise UnableToReport(_("%(quarter)s is outside the plan's time.") % {"quarter": period})
    if not period.is_begun(on):
        raise UnableToReport(
            _("%(quarter)s cannot be reported before %(date)s.") % {"quarter": period, "date": period.opens}
        )
    if not period.is_open(on):
        raise UnableToReport(
            _("%(quarter)s is closed. Ask the coordinator to re-open it.") % {"quarter": period}
        )


def _check_replaceable(report: Report, figure: StatedFigure, seen: int, on: dt.date) -> None:
    """Whether a new version may follow what stands."""
    if report.latest is None:
        if seen:
            raise UnableToReport(_("This page is out of date. Reload it and enter the figure again."))
        return
    check_unsettled(report, on)
    if report.state == ReportState.SUBMITTED and report.approved and not _still_reopened(report, on):
        raise UnableToReport(_("The time for the new figure is over. Ask its reviewer to re-open it."))
    if figure_of(report.latest) == figure and not _evidence_since(report):
        raise UnableToReport(_("It was returned. Change the figure, explain it in the note, or add a file."))


def _evidence_since(report: Report) -> bool:
    """Whether a file has been added since the figure was returned: that may be all that was asked for."""
    files = report.evidence.filter(withdrawn_at__isnull=True)
    return report.decision is not None and files.filter(recorded_at__gte=report.decision.recorded_at).exists()


def _still_reopened(report: Report, on: dt.date) -> bool:
    """Whether the approved version that is being replaced may still be; the first replacement uses nothing up."""
    reopening = report.approved.decisions.filter(kind=DecisionKind.REOPENED).order_by("-pk").first()
    return reopening is None or on <= reopening.until


def check_window(draft: Draft, number: int, window: str) -> None:
    """Raise `DraftMoved` when another window than this one has saved the draft since this one saw it."""
    if draft.number != number and draft.window != window:
        raise DraftMoved(draft)


def check_unsettled(report: Report, on: dt.date) -> None:
    """Whether what belongs to a figure may still change: not while it is approved; raises `UnableToReport`."""
    if report.state == ReportState.APPROVED and not report.is_reopened(on):
        raise UnableToReport(_("This figure is approved. Ask its reviewer to re-open it."))


def _checked(
    assignment: Assignment, period: Period, figure: StatedFigure, beside: Mapping[str, Decimal]
) -> tuple[Finding, ...]:
    """What the checks find; raises `ChecksFired` while an error stands or a question is not answered."""
    checker = checker_for([assignment], period)
    findings = checker.findings(assignment, figure.value, beside)
    missing = answers_missing(figure, findings, promise=checker.promise(assignment))
    if missing or any(finding.severity == Severity.ERROR for finding in findings):
        raise ChecksFired(findings, missing)
    return findings


def answers_missing(
    figure: StatedFigure, findings: tuple[Finding, ...], *, promise: str = ""
) -> tuple[str, ...]:
    """The fields that still have to be filled in: a warning wants a reason, "other" a note beside it, being
    behind a next step, and last quarter's next step a word on what came of it.
    """
    missing = []
    if figure.value is None or any(finding.severity == Severity.WARNING for finding in findings):
        if not figure.reason:
            missing.append("reason")
        elif figure.reason == "other" and not figure.note:
            missing.append("note")
    if any(finding.kind == CheckKind.BEHIND for finding in findings) and not figure.next_step:
        missing.append("next_step")
    if promise and not figure.promise_outcome:
        missing.append("promise_outcome")
    return tuple(missing)
