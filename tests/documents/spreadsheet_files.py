"""Spreadsheets for the tests, built in memory: a small table as officials send it, for the tests to spoil."""

import io
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.documents.evidence_files import content_types, override, zipped
from tracker.documents.columns import Choice, Column, ColumnKind
from tracker.documents.spreadsheet_cells import Limits
from tracker.documents.spreadsheet_problems import Finding
from tracker.documents.spreadsheet_records import Record, Records, find_table
from tracker.documents.spreadsheets import read_book

COLUMNS = (
    Column("code", "指标代码", ("Target code",), is_key=True, is_locked=True, is_required=True),
    Column("previous", "上季度", kind=ColumnKind.FIGURE, is_locked=True),
    Column("value", "完成值", ("Figure",), kind=ColumnKind.FIGURE, is_required=True),
    Column(
        "qualifier",
        "限定",
        kind=ColumnKind.CHOICE,
        choices=(Choice("about", "约", ("About",)), Choice("more-than", "超", ("More than",))),
    ),
    Column("note", "说明", max_length=20),
    Column("day", "日期", kind=ColumnKind.DATE),
)
HEADER = [column.heading for column in COLUMNS]
ROW = ["factories", 30, 33, "约", "并入两家", None]
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(workbook: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def xlsx(*rows: Iterable[Any], spoil: Callable[[Worksheet], None] | None = None) -> bytes:
    """A workbook of one sheet "填报" with these rows; without any, the header and one row."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "填报"
    for row in rows or (HEADER, ROW):
        sheet.append(list(row))
    if spoil:
        spoil(sheet)
    return saved(workbook)


def with_part(content: bytes, name: str, text: str | bytes) -> bytes:
    """The package with one part added, or in the place of what it had."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {member: package.read(member) for member in package.namelist()}
    return zipped(parts | {name: text})


def raw_xlsx(sheet: bytes, **parts: str | bytes) -> bytes:
    """A package around the bytes of one sheet ("__" in the name of a further part is a slash)."""
    types = content_types(
        override("xl/workbook.xml", MAIN), '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{NAMESPACE}" xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="填报" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
            ),
            "xl/worksheets/sheet1.xml": sheet,
        }
        | {name.replace("__", "/"): text for name, text in parts.items()}
    )


def relations(*targets: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="x">{lines}</Relationships>'


def sheet_xml(rows: str) -> bytes:
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def inline(*texts: str, row: int = 1) -> str:
    """A row of texts that stand in the sheet itself."""
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{row}">{cells}</row>'


def read(
    content: bytes, name: str = "a.xlsx", *, limits: Limits | None = None
) -> tuple[list[Record], list[Finding]]:
    """The records of a file and what was found in it."""
    book = read_book(name, io.BytesIO(content), limits=limits)
    records = Records(find_table(book.sheets, COLUMNS))
    return list(records), records.findings


def codes(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Each finding's code and its place."""
    return [(finding.code, finding.cell) for finding in findings]
