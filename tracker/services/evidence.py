"""Files that prove a figure."""

from __future__ import annotations

import datetime as dt
from typing import Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.documents.evidence import EvidenceError, EvidenceFile, read_evidence
from tracker.labels import evidence_problem
from tracker.models import Assignment, Evidence, Period

from . import audit
from .reports import UnableToReport, check_entering, check_unsettled, report_locked


def evidence_add(
    *, assignment: Assignment, period: Period, name: str, content: BinaryIO, by: Any, at: dt.datetime
) -> Evidence:
    """Keep a file beside a figure, under a name of ours; the same file twice is kept once.

    Raises `UnableToReport` when the file is not what it says or not allowed, or when the figure cannot be
    entered by this person now.
    """
    try:
        file = read_evidence(name, content)
    except EvidenceError as error:
        raise UnableToReport(evidence_problem(error)) from error
    with transaction.atomic():
        period = Period.objects.locked().get(pk=period.pk)
        today = timezone.localtime(at).date()
        check_entering(assignment, period, by, today)
        report = report_locked(assignment, period)
        check_unsettled(report, today)
        known = report.evidence.filter(sha256=file.sha256, withdrawn_at__isnull=True).first()
        if known:
            return known
        evidence = Evidence(
            report=report,
            name=file.name,
            size=file.size,
            media_type=file.media_type,
            sha256=file.sha256,
            author=by,
            recorded_at=at,
        )
        evidence.file.save(f"{file.sha256[:32]}.{file.kind.value}", File(content), save=True)
        _record("evidence.added", evidence, by=by, at=at, file=file)
    return evidence


def evidence_withdraw(*, evidence: Evidence, reason: str, by: Any, at: dt.datetime) -> bool:
    """Mark a file as uploaded by mistake; it stays in the store. False when it was marked before.

    Raises `UnableToReport` without a reason, or when the figure cannot be entered by this person now.
    """
    if not reason.strip():
        raise UnableToReport(_("Say why the file is withdrawn."))
    assignment = evidence.report.assignment
    with transaction.atomic():
        period = Period.objects.locked().get(pk=evidence.report.period_id)
        today = timezone.localtime(at).date()
        check_entering(assignment, period, by, today)
        check_unsettled(report_locked(assignment, period), today)
        current = Evidence.objects.select_for_update().get(pk=evidence.pk)
        if current.withdrawn_at:
            return False
        current.withdrawn_at = at
        current.save(update_fields=["withdrawn_at"])
        _record("evidence.withdrawn", current, by=by, at=at, reason=reason.strip())
    return True


def _record(
    action: str,
    evidence: Evidence,
    *,
    by: Any,
    at: dt.datetime,
    reason: str = "",
    file: EvidenceFile | None = None,
) -> None:
    audit.record_report(
        action=action,
        assignment=evidence.report.assignment,
        period=evidence.report.period,
        by=by,
        at=at,
        reason=reason,
        details={"name": evidence.name, "sha256": evidence.sha256} | ({"size": file.size} if file else {}),
    )
