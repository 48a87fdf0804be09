"""Spreadsheets that come in: kept as they are, and on their author's word turned into drafts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.documents.evidence import EvidenceFile
from tracker.models import Assignment, Period, ReportingUnit, Upload, UploadState
from tracker.permissions import Permission, Rights

from . import audit
from .drafts import draft_save
from .reports import FigureMoved, UnableToReport, report_locked


@dataclass(frozen=True)
class ImportedRow:
    """A row that is to become a draft: what it says, and what stood there when its author looked at it.

    `seen` is the version that the author of the file had before their eyes, `version` and `draft` are the version
    and the draft that the preview showed (0 for none).
    """

    assignment: Assignment
    content: Mapping[str, str]
    seen: int
    version: int
    draft: int


def upload_keep(
    *,
    unit: ReportingUnit,
    period: Period,
    file: EvidenceFile,
    content: BinaryIO,
    findings: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    by: Any,
    at: dt.datetime,
) -> Upload:
    """Keep a file with what was read in it; nothing is imported yet. It takes the place of the author's file that
    still waited for this unit and quarter.

    Raises `UnableToReport` when the unit is not the author's or the quarter is not open.
    """
    with transaction.atomic():
        # Locked, so that of two files sent at once one is the later.
        period = Period.objects.locked().get(pk=period.pk)
        _check(unit, period, by, at)
        Upload.objects.filter(unit=unit, period=period, author=by, state=UploadState.CHECKED).update(
            state=UploadState.SUPERSEDED
        )
        upload = Upload(
            unit=unit,
            period=period,
            name=file.name,
            size=file.size,
            sha256=file.sha256,
            findings=list(findings),
            rows=list(rows),
            author=by,
            recorded_at=at,
        )
        upload.file.save(f"{file.sha256[:32]}.{file.kind.value}", File(content), save=True)
        _record("upload.checked", upload, by=by, at=at)
    return upload


def upload_confirm(*, upload: Upload, rows: Iterable[ImportedRow], by: Any, at: dt.datetime) -> int:
    """Make drafts of the rows, all of them or none; returns how many. Their author then submits them on the sheet.

    Confirming twice imports once. Raises `FigureMoved` and `DraftMoved` when something else stands there than the
    preview showed, `UnableToReport` when the file was replaced or discarded, or a figure cannot be entered now.
    """
    rows = list(rows)
    with transaction.atomic():
        current = Upload.objects.select_for_update().get(pk=upload.pk, author=by)
        if current.state == UploadState.CONFIRMED:
            return 0
        if current.state != UploadState.CHECKED:
            raise UnableToReport(
                _("This file was replaced or discarded. Look at what stands here now, or upload it again.")
            )
        # The same order of locks as in submitting: quarter first.
        period = Period.objects.locked().get(pk=current.period_id)
        for row in rows:
            latest = report_locked(row.assignment, period).latest
            if (latest.number if latest else 0) != row.version:
                raise FigureMoved(latest)
            draft_save(
                assignment=row.assignment,
                period=period,
                content=row.content,
                seen=row.seen,
                number=row.draft,
                window=f"upload-{current.pk}",
                by=by,
                at=at,
            )
        current.state, current.confirmed_at = UploadState.CONFIRMED, at
        current.save(update_fields=["state", "confirmed_at"])
        targets = [row.assignment.target.code for row in rows]
        _record("upload.confirmed", current, by=by, at=at, targets=targets)
    return len(rows)


def upload_discard(*, upload: Upload, by: Any, at: dt.datetime) -> bool:
    """Put a file aside that waits to be imported. False when it does not wait any more."""
    with transaction.atomic():
        current = Upload.objects.select_for_update().get(pk=upload.pk, author=by)
        if current.state != UploadState.CHECKED:
            return False
        current.state = UploadState.DISCARDED
        current.save(update_fields=["state"])
        _record("upload.discarded", current, by=by, at=at)
    return True


def _check(unit: ReportingUnit, period: Period, by: Any, at: dt.datetime) -> None:
    if not Rights(by).may(Permission.REPORT, unit):
        raise UnableToReport(_("You may not enter figures for %(unit)s.") % {"unit": unit})
    if not period.is_open(timezone.localtime(at).date()):
        raise UnableToReport(
            _("%(quarter)s is closed. Ask the coordinator to re-open it.") % {"quarter": period}
        )


def _record(action: str, upload: Upload, *, by: Any, at: dt.datetime, **details: Any) -> None:
    unit, quarter = upload.unit.code, upload.period.quarter.code
    audit.record(
        action=action,
        subject=f"unit:{unit}",
        by=by,
        at=at,
        unit=unit,
        quarter=quarter,
        details={"name": upload.name, "sha256": upload.sha256, "size": upload.size, **details},
    )
