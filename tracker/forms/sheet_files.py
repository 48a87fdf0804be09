"""Reading a reporting sheet that comes back as a file: which rows it has, and whether it belongs here at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, BinaryIO

from tracker.documents.evidence import EvidenceFile
from tracker.documents.spreadsheet_cells import Sheet as FileSheet
from tracker.documents.spreadsheet_problems import Finding, Problem, found
from tracker.documents.spreadsheet_records import Record, Records, find_table
from tracker.documents.spreadsheets import read_book
from tracker.documents.workbooks import KEY_SHEET, LIST_SHEET
from tracker.selectors.reports import Sheet

from .sheet_columns import ENTERED, FORMAT, INSTRUCTIONS_NAME, names_of, sheet_code, sheet_columns, site_key

_CODE = re.compile(r"[a-z0-9_-]+/[0-9]{4}Q[1-4]", re.IGNORECASE)
_OWN_SHEETS = {KEY_SHEET, LIST_SHEET}


class SheetProblem(StrEnum):
    """What can be wrong with a file as this unit's sheet of this quarter. The values are stable."""

    OTHER_FORMAT = "other_format"
    OTHER_SITE = "other_site"
    OTHER_SHEET = "other_sheet"  # code: unit/quarter
    NO_KEY = "no_key"
    NO_TARGET = "no_target"
    UNKNOWN_TARGET = "unknown_target"  # text
    TARGET_TWICE = "target_twice"  # text, row
    CELL_NOT_ASKED = "cell_not_asked"  # heading


@dataclass(frozen=True)
class FileKey:
    """What a file says of itself. `rows` are, by target, the version it was handed out with and the texts in it."""

    format: str = ""
    site: str = ""
    code: str = ""
    rows: Mapping[str, tuple[int, Mapping[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class FileRow:
    """One target's row: what stands in the columns that the file has, where, and what the template had there.

    `seen` is the version with which the template was handed out; None where the file does not say.
    """

    target: str
    row: int
    values: Mapping[str, str]
    cells: Mapping[str, str]
    seen: int | None = None
    given: Mapping[str, str] | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def is_empty(self) -> bool:
        """Nothing is said here; a qualifier alone qualifies nothing."""
        return not any(text for name, text in self.values.items() if name != "qualifier")


@dataclass(frozen=True)
class SheetFile:
    """A file with its rows, in its own order, and everything that there is to say about it."""

    file: EvidenceFile
    rows: tuple[FileRow, ...]
    findings: tuple[Finding, ...]


def read_sheet_file(name: str, content: BinaryIO, page: Sheet) -> SheetFile:
    """Read a file as the sheet of this unit and quarter.

    Raises `SpreadsheetError` and `EvidenceError` when it cannot be read as a table. A file that belongs elsewhere
    is read no further than to say so.
    """
    book = read_book(name, content)
    header = find_table(book.sheets, sheet_columns())
    key = _key(book.sheets, header.above)
    foreign = _foreign(key, page)
    if any(finding.is_error for finding in foreign):
        return SheetFile(book.file, (), tuple(foreign))
    records = Records(header)
    present = [column.key for column in header.columns.values() if column.key in ENTERED]
    rows, findings = _rows(records, key, present, page)
    ignored = _ignored(book.sheets, header.sheet)
    return SheetFile(book.file, tuple(rows), (*foreign, *ignored, *records.findings, *findings))


def _key(sheets: Sequence[FileSheet], above: Sequence[str]) -> FileKey:
    """The hidden sheet's word; without one (CSV, or a sheet that was copied) the code above the table."""
    sheet = next((sheet for sheet in sheets if sheet.name == KEY_SHEET), None)
    said: dict[str, str] = {}
    rows: dict[str, tuple[int, Mapping[str, str]]] = {}
    for row in sheet.rows() if sheet else ():
        texts = [row.cells[at].text if at in row.cells else "" for at in range(1, len(ENTERED) + 4)]
        if texts[0] != "row":
            said[texts[0]] = texts[1]
        elif texts[2].isascii() and texts[2].isdecimal() and len(texts[2]) < 10:
            rows[texts[1]] = int(texts[2]), dict(zip(ENTERED, texts[3:], strict=True))
    code = sheet_code(said.get("unit", ""), said.get("quarter", "")) if said else ""
    if not code:
        code = next((text.strip() for text in above if _CODE.fullmatch(text.strip())), "")
    return FileKey(said.get("format", ""), said.get("site", ""), code, rows)


def _foreign(key: FileKey, page: Sheet) -> list[Finding]:
    """Why the file is none of this sheet, or a warning when it does not say whose it is."""
    own = sheet_code(page.unit.code, page.period.quarter.code)
    if not key.code:
        return [Finding(SheetProblem.NO_KEY.value, is_error=False)]
    reasons = []
    if key.site and key.site != site_key():
        reasons.append(Finding(SheetProblem.OTHER_SITE.value))
    if key.format and key.format != FORMAT:
        reasons.append(Finding(SheetProblem.OTHER_FORMAT.value))
    if key.code.casefold() != own.casefold():
        reasons.append(Finding(SheetProblem.OTHER_SHEET.value, params={"code": key.code}))
    return reasons


def _ignored(sheets: Sequence[FileSheet], read: FileSheet) -> Iterator[Finding]:
    """Sheets that hold something and are not looked at."""
    own = _OWN_SHEETS | set(names_of(INSTRUCTIONS_NAME))
    for sheet in sheets:
        if sheet is not read and sheet.name not in own and next(sheet.rows(), None):
            yield found(Problem.SHEET_IGNORED, sheet.name)


def _rows(
    records: Records, key: FileKey, present: Sequence[str], page: Sheet
) -> tuple[list[FileRow], list[Finding]]:
    """The rows of targets that are asked from the unit; for every other row that says something, why not."""
    rows: dict[str, FileRow] = {}
    findings: list[Finding] = []
    sheet = records.header.sheet.name

    def say(problem: SheetProblem, record: Record, column: str = "code", **params: Any) -> None:
        cell = record.cells.get(column, "")
        findings.append(Finding(problem.value, sheet, record.row, cell, params))

    for record in records:
        code = record.values.get("code", "").casefold()
        says_something = any(name in record.cells for name in present)
        if not code:
            if says_something:
                say(SheetProblem.NO_TARGET, record)
        elif page.row(code) is None:
            say(SheetProblem.UNKNOWN_TARGET, record, text=code)
        elif code in rows:
            say(SheetProblem.TARGET_TWICE, record, text=code, row=rows[code].row)
        else:
            seen, given = key.rows.get(code, (None, None))
            values = {name: record.values.get(name, "") for name in present}
            rows[code] = FileRow(code, record.row, values, dict(record.cells), seen, given)
            if not page.row(code).is_ratio:
                for part in ("numerator", "denominator"):
                    if values.pop(part, ""):
                        say(SheetProblem.CELL_NOT_ASKED, record, part)
    return list(rows.values()), findings
