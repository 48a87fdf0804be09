"""Tables as files that leave the house: what is in them, and the CSV form. The workbook: table_workbooks.py.

A cell is a text, a `Number`, a day, or None (or an empty text) for nothing. Nothing stays nothing: an empty cell,
never a zero.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from tracker.calculations.rounding import plain_text

from .cells import neutral

BOM = "\ufeff"  # without it Excel reads UTF-8 as the office's old code page


class Number(NamedTuple):
    """A figure, and with how many decimals it is shown; the file keeps all that it has."""

    value: Decimal
    decimals: int = 0


Cell = str | Number | dt.date | None


class Kind(StrEnum):
    """What a column holds, which decides how its cells are written."""

    TEXT = "text"
    LONG = "long"  # a sentence: wrapped
    CODE = "code"  # stays the text it is, also when somebody edits the cell
    FIGURE = "figure"  # numbers, and where one is missing a word for it


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    width: int = 12  # in half-width characters: a Chinese one takes two
    kind: Kind = Kind.TEXT


class Style(StrEnum):
    """How a row of figures is drawn."""

    LINE = "line"  # with a mark at each figure
    DASHED = "dashed"
    LEVEL = "level"  # a thin line without marks
    DOTS = "dots"  # joined to nothing
    BARS = "bars"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A column of the chart's data, drawn under this name; a later piece of the same line is named once only."""

    name: str
    column: int
    style: Style
    colour: str
    in_legend: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture the spreadsheet itself draws, from the first `rows` rows of the sheet called `data`.

    Bars run across, in the order of the rows from top to bottom.
    """

    title: str
    data: str
    rows: int
    categories: int  # the column that names the points
    series: tuple[Series, ...]
    decimals: int
    from_zero: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table. Its rows may be a generator, then they are read once, while they are written."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    notes: tuple[str, ...] = ()  # lines between the title and the table
    fixed: int = 1  # columns that stay when the table is moved sideways
    totals: int = 0  # the first rows, in bold
    chart: Chart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The sheets of a file, the main table first. `mark` says on each of them that the figures are invented."""

    title: str
    sheets: tuple[Sheet, ...]
    made_at: dt.datetime
    mark: str | None = None


class _Line:
    """A file that keeps only the line that was written last."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def csv_text(book: Book) -> Iterator[str]:
    """The main table line by line. In a demonstration a last column says so in every row, for whoever takes rows
    out of the file.
    """
    sheet = book.sheets[0]
    mark = [book.mark] if book.mark else []
    header = [column.heading for column in sheet.columns]
    return csv_rows([*row, *mark] for row in chain([header], sheet.rows))


def csv_rows(rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """The lines of a CSV file while the rows are read, the first with its byte order mark."""
    line = _Line()
    writer = csv.writer(line)
    before = BOM
    for row in rows:
        writer.writerow([csv_cell(cell) for cell in row])
        yield before + line.text
        before = ""


def csv_cell(cell: Cell) -> str:
    """A number without thousands commas and with every decimal it has: 1234.5; a text harmless."""
    if cell is None:
        return ""
    if isinstance(cell, Number):
        return plain_text(cell.value)
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return neutral(cell)
