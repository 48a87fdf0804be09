"""Reading exported files the way an official does: sheet by sheet, row by row, under their headings."""

from __future__ import annotations

import csv
import io
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet


def content(response: Any) -> bytes:
    assert response.status_code == 200, response.status_code
    return b"".join(response)


def workbook(response: Any) -> Workbook:
    return load_workbook(io.BytesIO(content(response)))


def headings(sheet: Worksheet) -> dict[str, int]:
    """The columns by their headings; the header is the last row that stays in sight."""
    row = sheet[sheet[sheet.freeze_panes].row - 1]
    return {cell.value: index for index, cell in enumerate(row) if cell.value}


def rows(sheet: Worksheet) -> dict[str, dict[str, Cell]]:
    """The cells of each row by their headings, the rows by what stands in their first column that has something."""
    columns = headings(sheet)
    found = {}
    for row in sheet.iter_rows(min_row=sheet[sheet.freeze_panes].row):
        name = next((cell.value for cell in row if cell.value is not None), None)
        if name is not None:
            found[name] = {heading: row[index] for heading, index in columns.items()}
    return found


def head(sheet: Worksheet) -> list[str]:
    """The lines above the table."""
    last = sheet[sheet.freeze_panes].row - 2
    return [cell.value for (cell,) in sheet.iter_rows(max_row=last, max_col=1) if cell.value]


def texts(book: Workbook) -> list[str]:
    """Everything that stands anywhere in the book, as text."""
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]


def csv_rows(response: Any) -> list[dict[str, str]]:
    text = content(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def shown(cell: Cell) -> str:
    """What a spreadsheet shows of a figure in our number formats."""
    if not isinstance(cell.value, int | float):
        return cell.value or ""
    decimals = len(cell.number_format.partition(".")[2])
    return f"{cell.value:,.{decimals}f}"
