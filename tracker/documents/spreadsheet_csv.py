"""Reading CSV files as Excel, WPS and LibreOffice write them in China: UTF-8 with and without mark, GB18030."""

import codecs
import csv
import io
from collections.abc import Iterator

from tracker.documents.cells import as_meant
from tracker.documents.spreadsheet_cells import MOST_ROWS, Cell, CellKind, Limits, Range, Row
from tracker.documents.spreadsheet_problems import Problem, SpreadsheetError

DELIMITERS = ",\t;"
_LOOKED_AT = 20  # lines by which the delimiter is told


class CsvSheet:
    """A CSV file as the one sheet that it is; it has no name and hides nothing."""

    name = ""
    is_hidden = False
    is_text = True

    def __init__(self, content: bytes, limits: Limits) -> None:
        self.merged: list[Range] = []
        self.hidden_columns: set[int] = set()
        # What was formatted once and is empty comes as lines of commas, a million of them sometimes.
        self._text = decoded(content).rstrip(DELIMITERS + "\r\n ")
        self._delimiter = _delimiter(self._text)
        self._limits = limits
        # Before anything is taken apart: a field costs much more memory than the comma before it.
        if self._text.count(self._delimiter) > limits.rows * limits.columns:
            raise SpreadsheetError(Problem.TOO_MUCH)
        if self._text.count("\n") > MOST_ROWS:
            raise SpreadsheetError(Problem.TOO_MANY_ROWS, limit=limits.rows)

    def count_rows(self) -> int:
        return self._text.count("\n") + 1

    def rows(self) -> Iterator[Row]:
        lines = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._delimiter)
        try:
            for number, fields in enumerate(lines, start=1):
                cells = {column: _cell(text) for column, text in enumerate(fields, 1) if text.strip()}
                if not cells:
                    continue
                if number > self._limits.rows:
                    raise SpreadsheetError(Problem.TOO_MANY_ROWS, limit=self._limits.rows)
                if max(cells) > self._limits.columns:
                    raise SpreadsheetError(Problem.TOO_MANY_COLUMNS, limit=self._limits.columns)
                yield Row(number, cells)
        except csv.Error as error:  # a quotation that never ends
            raise SpreadsheetError(Problem.DAMAGED) from error


def decoded(content: bytes) -> str:
    """The text of a file that is known to be in one of the two encodings."""
    if content.startswith(codecs.BOM_UTF8):
        return content.decode("utf-8-sig")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _delimiter(text: str) -> str:
    """What stands between the fields: whichever of the three the first lines have most of."""
    start = "\n".join(text.split("\n", _LOOKED_AT)[:_LOOKED_AT])
    return max(DELIMITERS, key=start.count)


def _cell(text: str) -> Cell:
    """A text that was made harmless on its way out is what it was; a formula is one."""
    return Cell(CellKind.FORMULA if text.startswith("=") else CellKind.TEXT, as_meant(text))
