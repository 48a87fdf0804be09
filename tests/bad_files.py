"""Files that officials send and that are not what was asked for: each is a valid table of one of the imports, spoilt.

Both imports, of figures and of names, are held against the same list.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.documents.evidence_files import PDF, compound, workbook
from tests.documents.spreadsheet_files import saved, with_part
from tests.roster_files import HEADINGS, line
from tests.rosters import CODES

MILLION = 1_048_576  # rows of a sheet, in every program
LIMIT = 20 * 1024 * 1024
FINE, WARNED, FAULTY, REFUSED = "fine", "warned", "faulty", "refused"


@dataclass(frozen=True)
class Layout:
    """Where a valid file has what the list spoils: the row of the headings, a row that says something, and columns
    by their letters. In `value` stands what the import is about: a figure, or the day of a recognition.
    """

    header: int
    row: int
    last: str
    text: str
    choice: str
    value: str

    def cell(self, column: str) -> str:
        return f"{column}{self.row}"


@dataclass(frozen=True)
class BadFile:
    """One way to spoil a file. What becomes of it: nothing, a warning, an error of a cell that stops the import, or
    a refusal of the whole file; `words` are in the English sentence that says so.
    """

    name: str
    outcome: str
    words: str
    make: Callable[[bytes, Layout], bytes]
    file: str = "list.xlsx"


# The reporting sheet of the tests' city, and the list below.
OF_FIGURES = Layout(header=4, row=5, last="N", text="K", choice="J", value="I")
OF_NAMES = Layout(header=3, row=4, last="J", text="F", choice="C", value="G")


def list_of_names() -> bytes:
    """Two names under a title, as bureaus write them."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["示例市智能工厂名录"])
    sheet.append([])
    sheet.append(list(HEADINGS.values()))
    for number in range(2):
        row = line(f"示例{number}号公司", CODES[number], batch="第一批", source="示例文件")
        sheet.append([row.get(key) for key in HEADINGS])
    return saved(book)


def in_sheet(spoil: Callable[[Worksheet, Layout], None]) -> Callable[[bytes, Layout], bytes]:
    """The same workbook with its first sheet spoilt."""

    def make(content: bytes, layout: Layout) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(content))
        spoil(book.worksheets[0], layout)
        return saved(book)

    return make


def writing(column: str, value: object, number_format: str | None = None) -> Callable[[bytes, Layout], bytes]:
    """Something else in one cell; `column` is a field of the layout."""

    def spoil(sheet: Worksheet, layout: Layout) -> None:
        cell = sheet[layout.cell(getattr(layout, column))]
        cell.value = value
        if number_format:
            cell.number_format = number_format

    return in_sheet(spoil)


def merge(sheet: Worksheet, layout: Layout) -> None:
    sheet.merge_cells(f"{layout.choice}{layout.row}:{layout.choice}{layout.row + 1}")


def add_column(sheet: Worksheet, layout: Layout) -> None:
    column = get_column_letter(column_index_from_string(layout.last) + 1)
    sheet[f"{column}{layout.header}"], sheet[f"{column}{layout.row}"] = "联系人", "示例"


def turn_round(sheet: Worksheet, layout: Layout) -> None:
    """The columns from the last to the first."""
    for cells in sheet.iter_rows(
        min_row=layout.header, max_row=layout.row + 5, max_col=column_index_from_string(layout.last)
    ):
        values = [(cell.value, cell.number_format) for cell in cells]
        for cell, (value, number_format) in zip(cells, reversed(values), strict=True):
            cell.value, cell.number_format = value, number_format


def rename(sheet: Worksheet, layout: Layout) -> None:
    sheet[f"{layout.value}{layout.header}"] = "数据"


def split_header(sheet: Worksheet, layout: Layout) -> None:
    """One heading a row higher than the others, under a title that spans some of them."""
    heading = sheet[f"{layout.text}{layout.header}"]
    sheet[f"{layout.text}{layout.header - 1}"], heading.value = heading.value, None


def hide(sheet: Worksheet, layout: Layout) -> None:
    sheet.row_dimensions[layout.row].hidden = True


def spaces(sheet: Worksheet, layout: Layout) -> None:
    for column in (layout.text, layout.choice):
        cell = sheet[layout.cell(column)]
        cell.value = f" {cell.value}　\n" if cell.value else None


def blank_lines(sheet: Worksheet, layout: Layout) -> None:
    for row in range(layout.row + 50, layout.row + 60):
        sheet[f"{layout.text}{row}"], sheet[f"{layout.choice}{row}"] = " ", "　"


def formatted_rows(content: bytes, _layout: Layout) -> bytes:
    """Rows to the end of the sheet that hold nothing but a format."""
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = package.read(part)
    rows, last = xml.split(b"</sheetData>", 1), xml.count(b"<row ")
    empty = (
        b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (row, row)
        for row in range(last + 1, MILLION + 1)
    )
    return with_part(content, part, b"".join([rows[0], *empty, b"</sheetData>", rows[1]]))


def zip_bomb(content: bytes, _layout: Layout) -> bytes:
    return with_part(content, "xl/media/zeros.bin", bytes(260 * 1024 * 1024))


def too_large(_content: bytes, _layout: Layout) -> bytes:
    """So large that the site does not take it up at all."""
    return bytes(LIMIT + 300 * 1024)


def replaced(content: bytes) -> Callable[[bytes, Layout], bytes]:
    """Another file altogether."""
    return lambda _content, _layout: content


def added(part: str, content: bytes) -> Callable[[bytes, Layout], bytes]:
    return lambda file, _layout: with_part(file, part, content)


XLS = compound({"Workbook": workbook()})
ENCRYPTED = compound({"EncryptedPackage": bytes(100), "EncryptionInfo": bytes(100)})

# The same for every import.
BAD_FILES = [
    BadFile("merged cells", FAULTY, "merged", in_sheet(merge)),
    BadFile("a further column", WARNED, "not one of the template's", in_sheet(add_column)),
    BadFile("columns in another order", FINE, "", in_sheet(turn_round)),
    BadFile("a renamed heading", FAULTY, "is missing, or its heading was changed", in_sheet(rename)),
    BadFile("headings in two rows", WARNED, "in two rows", in_sheet(split_header)),
    BadFile("a hidden row", WARNED, "hidden", in_sheet(hide)),
    BadFile("a formula", FAULTY, "formula", writing("value", "=1+1")),
    BadFile("an error value", FAULTY, "#N/A", writing("value", "#N/A")),
    BadFile("a choice that is none", FAULTY, "not in the list", writing("choice", "大概")),
    BadFile("a date among texts", WARNED, "the date 2026-05-10", writing("text", 46152, "m月d日")),
    BadFile(
        "a long number that lost digits", FAULTY, "last digits are lost", writing("text", 913201000000100430)
    ),
    BadFile("spaces around texts", FINE, "", in_sheet(spaces)),
    BadFile("blank last lines", FINE, "", in_sheet(blank_lines)),
    BadFile("a million formatted rows", FINE, "", formatted_rows),
    BadFile("a zip bomb", REFUSED, "unpacks to", zip_bomb),
    BadFile("encrypted", REFUSED, "protected by a password", replaced(ENCRYPTED)),
    BadFile("an old file under a new name", REFUSED, "old Excel file", replaced(XLS)),
    BadFile("an old file", REFUSED, "old Excel file", replaced(XLS), "list.xls"),
    BadFile("empty", REFUSED, "empty", replaced(b"")),
    BadFile("too large", REFUSED, "larger than 20 MB", too_large),
    BadFile("macros", REFUSED, "macros", added("xl/vbaProject.bin", b"x")),
    BadFile(
        "links to other files",
        REFUSED,
        "linked to other files",
        added("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
    ),
    BadFile(
        "no table at all", REFUSED, "headings of the template", replaced("一,二\n1,2\n".encode()), "list.csv"
    ),
    BadFile("a damaged file", REFUSED, "damaged", replaced(b"PK\x03\x04 no")),
    BadFile("another kind of file", REFUSED, "Only Excel workbooks", replaced(PDF), "list.pdf"),
]
