"""Files of names for the tests, and the way of one of them to its roster."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.documents.spreadsheet_files import saved
from tests.factories import NOW, City
from tracker.documents.spreadsheets import recognised
from tracker.models import Roster, RosterUpload
from tracker.services.roster_reading import LIMITS, Missing
from tracker.services.roster_upload_work import upload_apply, upload_check
from tracker.services.roster_uploads import upload_confirm, upload_create

HEADINGS = {
    "name": "企业名称",
    "uscc": "统一社会信用代码",
    "unit": "所属板块",
    "kind": "名录类型",
    "level": "等级",
    "batch": "批次",
    "recognised_on": "认定日期",
    "withdrawn_on": "撤销日期",
    "withdrawal_reason": "撤销原因",
    "source": "认定文件",
}


def line(name: str, code: str = "", unit: str = "east单位", **changes: Any) -> dict[str, Any]:
    """A row of a file, by the columns' keys."""
    return {"name": name, "uscc": code, "unit": unit, "recognised_on": "2025-01-15"} | changes


def workbook(
    *lines: Mapping[str, Any],
    headings: Mapping[str, str] = HEADINGS,
    spoil: Callable[[Worksheet], None] | None = None,
) -> bytes:
    """A workbook of these rows below the headings, in row 1."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名录"
    sheet.append(list(headings.values()))
    for values in lines:
        sheet.append([values.get(key) or None for key in headings])
    if spoil:
        spoil(sheet)
    return saved(book)


def text_file(*lines: Mapping[str, Any], headings: Mapping[str, str] = HEADINGS) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(headings.values())
    writer.writerows([values.get(key, "") for key in headings] for values in lines)
    return buffer.getvalue()


def sent(
    city: City,
    roster: Roster,
    content: bytes | str,
    *,
    name: str = "",
    missing: Missing | None = None,
    by: str = "coordinator",
) -> RosterUpload:
    """A file that was uploaded and waits for the worker."""
    name = name or ("名录.csv" if isinstance(content, str) else "名录.xlsx")
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return upload_create(
        roster=roster,
        file=recognised(name, file, LIMITS),
        content=file,
        missing=missing,
        by=city.people[by],
        at=NOW,
    )


def checked(city: City, roster: Roster, *lines: Mapping[str, Any], **how: Any) -> RosterUpload:
    """A file of these rows that was read and compared."""
    return checked_file(city, roster, text_file(*lines), **how)


def checked_file(city: City, roster: Roster, content: bytes | str, **how: Any) -> RosterUpload:
    upload = sent(city, roster, content, **how)
    upload_check(upload=upload, at=NOW)
    return fresh(upload)


def written(
    city: City, upload: RosterUpload, *, is_sure: bool = False, by: str = "coordinator"
) -> RosterUpload:
    """The upload after it was confirmed as it was shown, and worked on."""
    upload_confirm(upload=upload, revision=upload.revision, is_sure=is_sure, by=city.people[by], at=NOW)
    upload_apply(upload=fresh(upload), at=NOW)
    return fresh(upload)


def fresh(upload: RosterUpload) -> RosterUpload:
    return RosterUpload.objects.select_related("roster", "author").get(pk=upload.pk)


def found(upload: RosterUpload) -> list[tuple[str, str]]:
    """What was found in the file: each finding's code and cell."""
    return [(finding["code"], finding["cell"]) for finding in upload.findings]


def changes(upload: RosterUpload) -> dict[int, str]:
    """What each row does."""
    return dict(upload.rows.values_list("row", "change"))


def names(roster: Roster) -> list[tuple[Any, ...]]:
    """What stands on a roster: name, code, unit and since when, in this order."""
    fields = ("enterprise__name", "enterprise__uscc", "unit__code", "recognised_on")
    rows: Iterable[tuple[Any, ...]] = roster.entries.order_by(*fields).values_list(*fields)
    return [(name, code, unit, str(day)) for name, code, unit, day in rows]
