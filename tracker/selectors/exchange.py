"""Files on their way in."""

from __future__ import annotations

from typing import Any

from tracker.models import Period, ReportingUnit, Upload, UploadState


def upload_waiting(*, unit: ReportingUnit, period: Period, author: Any) -> Upload | None:
    """The author's file for this unit and quarter that was read and is not imported yet."""
    return (
        Upload.objects.filter(unit=unit, period=period, author=author, state=UploadState.CHECKED)
        .select_related("unit", "period")
        .first()
    )


def upload_of(*, pk: str, unit: ReportingUnit, period: Period, author: Any) -> Upload:
    """A file by the key in a form. Raises `Upload.DoesNotExist`, also for one that is another's."""
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        raise Upload.DoesNotExist
    return Upload.objects.select_related("unit", "period").get(pk=pk, unit=unit, period=period, author=author)
