"""Sheets to sign and seal: what was printed is kept, so that the code on the paper finds it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.documents.release_files import sha256_of
from tracker.documents.seal_sheets import seal_code, seal_text
from tracker.models import Period, ReportingUnit, SealSheet
from tracker.permissions import Permission, Rights
from tracker.selectors.seal_sheets import seal_page

from . import audit


class UnableToSeal(Exception):
    """No sheet can be made; the message is for whoever tried."""


@transaction.atomic
def seal_sheet_make(*, unit: ReportingUnit, period: Period, by: Any, at: dt.datetime) -> SealSheet:
    """Keep what stands on a unit's sheet now. The same figures give the same sheet: nothing is kept twice."""
    if not Rights(by).may(Permission.VIEW_SHEET, unit):
        raise UnableToSeal(_("Your role in %(unit)s does not include its sheet.") % {"unit": unit})
    locked = Period.objects.locked().get(pk=period.pk)
    content = seal_page(unit, locked).content
    if not content.figures:
        raise UnableToSeal(_("Nothing has been submitted yet: submit the figures, then print the sheet."))
    text = seal_text(content)
    digest = sha256_of(text)
    found = SealSheet.objects.filter(unit=unit, period=locked, sha256=digest).first()
    if found:
        return found
    sheet = SealSheet.objects.create(
        code=seal_code(text),
        unit=unit,
        period=locked,
        content=text,
        sha256=digest,
        author=by,
        recorded_at=at,
    )
    audit.record(
        action="seal-sheet.made",
        subject=f"unit:{unit.code}",
        by=by,
        at=at,
        unit=unit.code,
        quarter=locked.quarter.code,
        details={"code": sheet.code, "sha256": digest},
    )
    return sheet
