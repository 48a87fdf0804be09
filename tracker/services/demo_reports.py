"""The invented figures as reports: submitted, reviewed, and the finished quarters closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from tracker.calculations.periods import Quarter
from tracker.models import Assignment, Decision, DecisionKind, Period, Report, ReportState, ReportVersion

from .demo_figures import DemoFigure

Key = tuple[str, str, str]  # target, unit, quarter


def demo_reports(
    spec: dict[str, Any],
    assignments: dict[tuple[str, str], Assignment],
    figures: list[DemoFigure],
    author: Any,
    reviewer: Any,
) -> None:
    """Store every invented figure with its versions, and what was decided on it.

    In bulk and not through the services: a demonstration has to be there within seconds. What results is what
    the services would have left.
    """
    periods = {period.quarter: period for period in Period.objects.all()}
    running = Quarter.parse(spec["running"])
    reports = Report.objects.bulk_create(
        Report(assignment=assignments[f.target, f.unit], period=periods[f.quarter]) for f in figures
    )
    last = {}
    for version in ReportVersion.objects.bulk_create(_versions(spec, reports, figures, author)):
        last[version.report_id] = version
    made = Decision.objects.bulk_create(_decisions(spec, reports, last, running, reviewer))
    decisions = {decision.version.report_id: decision for decision in made}
    for report in reports:
        _settle(report, last[report.pk], decisions.get(report.pk))
    finished = [period for period in periods.values() if period.quarter < running]
    for period in finished:
        period.closed_at = _noon(period.due + dt.timedelta(days=10))
    Period.objects.bulk_update(finished, ["closed_at"])


def _settle(report: Report, version: ReportVersion, decision: Decision | None) -> None:
    """Give a report the state that its last version and the decision on it amount to."""
    kind = decision.kind if decision else None
    report.state = kind or ReportState.SUBMITTED
    report.latest, report.decision = version, decision
    report.approved = version if kind == DecisionKind.APPROVED else None
    report.counted = None if kind == DecisionKind.RETURNED else version
    report.save(update_fields=["state", "latest", "decision", "approved", "counted"])


def _versions(
    spec: dict[str, Any], reports: list[Report], figures: list[DemoFigure], author: Any
) -> list[ReportVersion]:
    promises = {tuple(key): (reason, step) for *key, reason, step in spec["promises"]}
    versions = []
    for report, figure in zip(reports, figures, strict=True):
        key = _key(report)
        slip = list(key) == spec["correction"]
        stated = [figure.value * 10, figure.value] if slip else [figure.value]
        reason, next_step = promises.get(key, ("", ""))
        for number, value in enumerate(stated, start=1):
            versions.append(
                ReportVersion(
                    report=report,
                    number=number,
                    value=value,
                    numerator=figure.numerator,
                    denominator=figure.denominator,
                    note="更正：上一版多写了一个零。" if number > 1 else figure.note,
                    reason=reason,
                    next_step=next_step,
                    author=author,
                    recorded_at=_noon(report.period.due - dt.timedelta(days=6 - number)),
                )
            )
    return versions


def _decisions(
    spec: dict[str, Any],
    reports: list[Report],
    last: dict[int, ReportVersion],
    running: Quarter,
    reviewer: Any,
) -> list[Decision]:
    """Finished quarters were approved; of the running one the units named have been, and some came back."""
    returned = {tuple(key): comment for *key, comment in spec["returned"]}
    made = []
    for report in reports:
        comment = returned.get(_key(report), "")
        approved = report.period.quarter < running or report.assignment.unit.code in spec["approved"]
        if comment or approved:
            made.append(
                Decision(
                    version=last[report.pk],
                    kind=DecisionKind.RETURNED if comment else DecisionKind.APPROVED,
                    comment=comment,
                    author=reviewer,
                    recorded_at=_noon(report.period.due - dt.timedelta(days=2)),
                )
            )
    return made


def _key(report: Report) -> Key:
    return report.assignment.target.code, report.assignment.unit.code, report.period.quarter.code


def _noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
