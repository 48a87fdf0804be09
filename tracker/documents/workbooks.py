"""Forms as workbooks: what is known stands in grey and locked, what is asked for is open and checked as it is typed.

The protection has no password: it keeps an official from typing beside the cell, not from working with the file.
What comes back is read by `spreadsheets` and trusted in nothing.
"""

import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

import xlsxwriter

from tracker.documents.cells import FORMULA_STARTS, width_of
from tracker.documents.columns import Column, ColumnKind
from tracker.documents.days import YEARS

KEY_SHEET, LIST_SHEET = "_key", "_lists"
INK, MUTED, LINE, GREY, OPEN, HEAD, HEAD_OPEN = (
    "#1d2733", "#556270", "#c5ccd4", "#eef1f5", "#fffdf2", "#dfe5ec", "#f6dfa4",
)  # fmt: skip
FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "font_color": INK}
A4 = 9  # the number Excel has for the paper size
LINE_HEIGHT = 16  # points
MOST_LINES = 8  # of a cell: the rest is read by opening the row
_HINT = 255  # characters, more makes Excel repair the file

Value = Decimal | str | None
Format = Any  # XlsxWriter's, which it does not export as a type


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a form: its values by the keys of the columns, and the open columns that are locked here."""

    values: Mapping[str, Value] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    decimals: int = 0


@dataclass(frozen=True)
class Form:
    """A sheet to be filled in. `notes` stand below the title, `code` says in one cell what the form is about."""

    name: str
    title: str
    notes: Sequence[str]
    code: str
    columns: Sequence[Column]
    lines: Iterable[Line]
    fixed: int = 0  # columns that stay when one scrolls to the right


@dataclass(frozen=True)
class Instructions:
    """A sheet of sentences, one below the other."""

    name: str
    title: str
    lines: Sequence[str]


def write_form(
    form: Form, instructions: Instructions, keys: Iterable[Sequence[str]], *, many_rows: bool = False
) -> bytes:
    """The workbook. `keys` are the rows of a hidden sheet that says what the form knows of itself, all of it text.

    With `many_rows` each row is written as it comes, and the memory does not grow with them.
    """
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": not many_rows, "constant_memory": many_rows})
    workbook.set_properties({"title": form.title})

    @cache
    def formats(**properties: Any) -> Format:
        return workbook.add_format(FONT | {"valign": "vcenter"} | properties)

    _write_form(workbook.add_worksheet(form.name), form, formats)
    _write_instructions(workbook.add_worksheet(instructions.name), instructions, formats)
    _write_hidden(workbook.add_worksheet(LIST_SHEET), _lists(form.columns))
    _write_hidden(workbook.add_worksheet(KEY_SHEET), keys)
    workbook.close()
    return file.getvalue()


def _write_form(sheet: Any, form: Form, formats: Callable[..., Format]) -> None:
    head = len(form.notes) + 3
    for index, column in enumerate(form.columns):
        sheet.set_column(index, index, column.width)
    _write_text(sheet, 0, 0, form.title, formats, bold=True, font_size=14)
    for row, note in enumerate(form.notes, start=1):
        _write_text(sheet, row, 0, note, formats, font_color=MUTED)
    _write_text(sheet, head - 2, 0, form.code, formats, font_color=MUTED, font_size=8)
    sheet.set_row(head - 1, 2 * LINE_HEIGHT)
    for index, column in enumerate(form.columns):
        colour = HEAD if column.is_locked else HEAD_OPEN
        properties = {"bold": True, "text_wrap": True, "bg_color": colour, "border": 1, "border_color": LINE}
        _write_text(sheet, head - 1, index, column.heading, formats, **properties)
    end = head
    for end, line in enumerate(form.lines, start=head + 1):
        _write_line(sheet, end - 1, form.columns, line, formats)
    for index, column in enumerate(form.columns):
        if end > head and (rule := _rule(column, index)):
            sheet.data_validation(head, index, end - 1, index, rule)
    sheet.freeze_panes(head, form.fixed)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head - 1)


def _write_line(
    sheet: Any, row: int, columns: Sequence[Column], line: Line, formats: Callable[..., Format]
) -> None:
    texts = [(line.values.get(column.key), column.width) for column in columns]
    lines = max(
        (-(-width_of(text) // max(width - 2, 1)) for text, width in texts if isinstance(text, str)), default=1
    )
    sheet.set_row(row, LINE_HEIGHT * min(max(lines, 1), MOST_LINES) + 4)
    for index, column in enumerate(columns):
        value = line.values.get(column.key)
        is_locked = column.is_locked or column.key in line.locked
        properties: dict[str, Any] = {"border": 1, "border_color": LINE, "locked": is_locked}
        properties |= {"bg_color": GREY, "font_color": MUTED} if is_locked else {"bg_color": OPEN}
        if column.kind is ColumnKind.FIGURE:
            shown = _number_format(column, value, line.decimals)
            properties |= {"num_format": shown, "align": "right"}
        elif column.kind is ColumnKind.DATE:
            properties |= {"num_format": "yyyy-mm-dd", "align": "left"}
        else:
            properties |= {"num_format": "@", "text_wrap": True}
        if isinstance(value, Decimal):
            sheet.write_number(row, index, float(value), formats(**properties))
        elif value:
            _write_text(sheet, row, index, value, formats, **properties)
        else:
            sheet.write_blank(row, index, None, formats(**properties))


def _number_format(column: Column, value: Value, decimals: int) -> str:
    """A figure that is asked for shows every digit that was typed; one that is known those of its target, and a
    planned one between two whole numbers one more."""
    if not column.is_locked:
        return "General" if decimals else "#,##0"
    is_between = isinstance(value, Decimal) and value != value.to_integral_value()
    places = max(decimals, int(is_between))
    return "#,##0" + (f".{'0' * places}" if places else "")


def _write_text(
    sheet: Any, row: int, column: int, text: str, formats: Callable[..., Format], **properties: Any
) -> None:
    """A text, never a formula. One that looks like a formula carries the mark that Excel itself sets for an
    apostrophe typed before it: it stays what it is, also when somebody opens the cell, and comes back unchanged.
    """
    quoted = {"quote_prefix": True} if text.startswith(FORMULA_STARTS) else {}
    sheet.write_string(row, column, text, formats(**properties, **quoted))


def _rule(column: Column, index: int) -> dict[str, Any] | None:
    """What a program checks while one types: choices strictly; figures and days with a warning, because full-width
    digits, a % sign or 2026年3月31日 are understood when the file comes in.
    """
    if column.is_locked:
        return None
    hint = {"input_title": column.heading[:32], "input_message": column.hint[:_HINT]} if column.hint else {}
    if column.choices:
        place = xlsxwriter.utility.xl_range_abs(0, index, len(column.choices) - 1, index)
        return {"validate": "list", "source": f"='{LIST_SHEET}'!{place}", **hint}
    if column.kind is ColumnKind.FIGURE:
        limit = 10**11
        rule = {"validate": "decimal", "criteria": "between", "minimum": -limit, "maximum": limit}
        return {**rule, "error_type": "warning", **hint}
    if column.kind is ColumnKind.DATE:
        first, last = dt.date(YEARS[0], 1, 1), dt.date(YEARS[-1], 12, 31)
        rule = {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
        return {**rule, "error_type": "warning", **hint}
    return {"validate": "any", **hint} if hint else None


def _lists(columns: Sequence[Column]) -> list[list[str]]:
    """The choices of every column below each other, in the place of their column."""
    depth = max((len(column.choices) for column in columns), default=0)
    return [
        [column.choices[row].label if row < len(column.choices) else "" for column in columns]
        for row in range(depth)
    ]


def _write_instructions(sheet: Any, page: Instructions, formats: Callable[..., Format]) -> None:
    sheet.set_column(0, 0, 100)
    sheet.hide_gridlines(2)
    _write_text(sheet, 0, 0, page.title, formats, bold=True, font_size=14)
    for row, text in enumerate(page.lines, start=2):
        sheet.set_row(row, LINE_HEIGHT * (1 + width_of(text) // 98) + 4)
        _write_text(sheet, row, 0, text, formats, text_wrap=True)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.protect()


def _write_hidden(sheet: Any, rows: Iterable[Sequence[str]]) -> None:
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text)
    sheet.very_hidden()
    sheet.protect()
