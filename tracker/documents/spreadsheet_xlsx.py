"""Reading the sheets of an .xlsx file, row by row."""

import datetime as dt
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from tracker.calculations.rounding import plain_text
from tracker.documents.cells import as_meant
from tracker.documents.spreadsheet_cells import Cell, CellKind, Limits, Range, Row, column_number
from tracker.documents.spreadsheet_parts import (
    DATE,
    PERCENT,
    Attributes,
    Meter,
    Package,
    SheetPart,
    chunks_of,
    damage_said,
    number_formats,
    parse,
    part_of,
    shared_texts,
    sheet_parts,
    unescaped,
    workbook_part,
)
from tracker.documents.spreadsheet_problems import Problem, SpreadsheetError

# Cells and rows that hold nothing but a format, as bytes: a sheet may have a million of them, and taking them out
# before the XML is parsed costs a hundredth of looking at each.
_EMPTY_CELL = re.compile(rb'<c [^<>]*?\br="[A-Z]{1,3}[0-9]{1,7}"[^<>]*?/>')
_EMPTY_ROW = re.compile(rb'<row [^<>]*?\br="[0-9]{1,7}"[^<>]*?(?:/>|></row>)')
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_LETTERS, _FIGURES = re.compile(r"[A-Z]{1,3}"), "0123456789"
# Excel calculates with fifteen digits and shows no more: 0.1 + 0.2, stored as 0.30000000000000004, is its 0.3.
_DIGITS = ".15g"
_EPOCH_1900, _EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)


class Workbook:
    """What the sheets of one file have in common."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        with damage_said():
            self.meter = Meter(limits)
            self.package = Package(io.BytesIO(content), self.meter)
            workbook = workbook_part(self.package)
            parts, counts_from_1904 = sheet_parts(self.package, workbook)
            self.epoch = _EPOCH_1904 if counts_from_1904 else _EPOCH_1900
            self.texts = shared_texts(self.package, part_of(self.package, workbook, "sharedStrings"))
            self.formats = number_formats(self.package, part_of(self.package, workbook, "styles"))
            self.sheets = [XlsxSheet(self, part) for part in parts]


class XlsxSheet:
    """One sheet; every look at its rows reads them anew, so that only the row looked at is held."""

    is_text = False

    def __init__(self, workbook: Workbook, part: SheetPart) -> None:
        self.name, self.is_hidden = part.name, part.is_hidden
        self.merged: list[Range] = []
        self.hidden_columns: set[int] = set()
        self._workbook, self._part = workbook, part.part

    def count_rows(self) -> int:
        with damage_said(), self._workbook.package.open(self._part) as part:
            return sum(chunk.count(b"<row ") for chunk in chunks_of(part))

    def rows(self) -> Iterator[Row]:
        reader = _SheetReader(self._workbook)
        self.merged, self.hidden_columns = reader.merged, reader.hidden_columns
        with damage_said(), self._workbook.package.open(self._part) as part:
            pieces = _without_empty_cells(chunks_of(part))
            for _piece in parse(
                pieces, self._workbook.meter, start=reader.start, end=reader.end, text=reader.text
            ):
                yield from reader.take()


def _without_empty_cells(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same XML without what holds nothing. Only cells that say where they stand are taken out, so that no
    other one moves."""
    rest = b""
    for chunk in chunks:
        whole, row, rest = (rest + chunk).rpartition(b"<row ")
        rest = row + rest
        yield _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", whole))
    yield _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", rest))


class _SheetReader:
    """Makes rows of the elements of a sheet."""

    def __init__(self, workbook: Workbook) -> None:
        self.merged: list[Range] = []
        self.hidden_columns: set[int] = set()
        self._workbook = workbook
        self._limits = workbook.meter.limits
        self._done: list[Row] = []
        self._row = Row(0)
        self._column = 0
        self._cell: Attributes = {}
        self._pieces: list[str] = []
        self._is_formula = self._is_reading = self._is_phonetic = False

    def take(self) -> list[Row]:
        """The rows that are complete since the last time."""
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._start_cell(attributes)
        elif tag in ("v", "t"):
            self._is_reading = not self._is_phonetic
        elif tag == "f":
            self._is_formula = True
        elif tag == "rPh":
            self._is_phonetic = True
        elif tag == "row":
            number = int(attributes.get("r", self._row.number + 1))
            self._row = Row(number, is_hidden=attributes.get("hidden") in ("1", "true"))
            self._column = 0
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            last = min(int(attributes["max"]), self._limits.columns)
            self.hidden_columns.update(range(int(attributes["min"]), last + 1))
        elif tag == "mergeCell":
            first, _colon, last = attributes["ref"].partition(":")
            self.merged.append(Range(*_place(first), *_place(last or first)))

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._is_reading = False
        elif tag == "rPh":
            self._is_phonetic = False
        elif tag == "c":
            self._end_cell()
        elif tag == "row" and self._row.cells:
            self._done.append(self._row)

    def text(self, data: str) -> None:
        if self._is_reading:
            self._pieces.append(data)

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        self._column = _column(reference.rstrip(_FIGURES)) if reference else self._column + 1
        self._cell = attributes
        self._pieces.clear()
        self._is_formula = False

    def _end_cell(self) -> None:
        cell = self._content("".join(self._pieces))
        if cell is None:
            return
        if self._row.number > self._limits.rows:
            raise SpreadsheetError(Problem.TOO_MANY_ROWS, limit=self._limits.rows)
        if self._column > self._limits.columns:
            raise SpreadsheetError(Problem.TOO_MANY_COLUMNS, limit=self._limits.columns)
        self._row.cells[self._column] = cell

    def _content(self, text: str) -> Cell | None:
        """What the cell holds; None when nothing is to be seen in it."""
        kind = self._cell.get("t", "n")
        if self._is_formula:
            return Cell(CellKind.FORMULA, text)
        if kind == "s" and text:
            text = self._workbook.texts[int(text)]
        elif kind == "inlineStr":
            text = unescaped(text)
        if not text.strip():
            return None
        if kind in ("s", "str", "inlineStr"):
            return Cell(CellKind.TEXT, as_meant(text))
        if kind == "n":
            return self._number(float(text))
        if kind == "b":
            return Cell(CellKind.TEXT, "FALSE" if text == "0" else "TRUE")  # 1 would pass for a number
        return Cell({"e": CellKind.ERROR, "d": CellKind.DATE}[kind], text)

    def _number(self, value: float) -> Cell:
        style = int(self._cell.get("s", "0"))
        formats = self._workbook.formats
        shown_as = formats[style] if style < len(formats) else ""
        if shown_as == DATE:
            return Cell(CellKind.DATE, self._date(value))
        digits = Decimal(format(value, _DIGITS))
        if not digits.is_finite():
            raise SpreadsheetError(Problem.DAMAGED)
        if shown_as == PERCENT:
            return Cell(CellKind.NUMBER, f"{plain_text(digits * 100)}%")
        return Cell(CellKind.NUMBER, plain_text(digits))

    def _date(self, value: float) -> str:
        """The day, with the time where there is one; the time alone for a part of the first day."""
        days, seconds = divmod(round(value * 86400), 86400)
        time = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
        if 0 <= value < 1:
            return time
        day = (self._workbook.epoch + dt.timedelta(days=days)).isoformat()
        return f"{day} {time}" if seconds else day


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    """The column of a cell; it is the row's element that says which row it is."""
    if not _LETTERS.fullmatch(letters):
        raise SpreadsheetError(Problem.DAMAGED)
    return column_number(letters)


def _place(reference: str) -> tuple[int, int]:
    """Column and row of a reference such as C7."""
    match = _PLACE.fullmatch(reference.replace("$", ""))
    if match is None:
        raise SpreadsheetError(Problem.DAMAGED)
    return column_number(match[1]), int(match[2])
