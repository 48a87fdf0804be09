"""A table by its headings: which sheet it is on, where it begins, and what stands in each of its rows."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from tracker.calculations.figures import LIMIT, FigureError, read_figure
from tracker.calculations.rounding import STORED_PLACES, plain_text
from tracker.documents.columns import Column, ColumnKind, columns_by_name, folded
from tracker.documents.days import read_day
from tracker.documents.spreadsheet_cells import Cell, CellKind, Range, Row, Sheet, address
from tracker.documents.spreadsheet_problems import Finding, Problem, SpreadsheetError, found

HEADER_ROWS = 20  # a header that stands further down is none
MOST_FINDINGS = 500  # nobody mends more at once
_REPEATED = 3  # headings in a row below the header that make it a header again
_LOST_DIGITS = 15  # of a number: from the sixteenth digit on a spreadsheet writes zeros
_SHORTENED = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+1[5-9]")
_ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")


@dataclass(frozen=True, slots=True)
class Record:
    """One row: texts by the keys of the columns, codes for choices, blanks left out; and where each stands.

    `beside` are the texts that are no value of it, by their places: of columns that are none of the table's, and of
    cells that could not be read.
    """

    row: int
    values: Mapping[str, str]
    cells: Mapping[str, str]
    beside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Header:
    """Where the columns were found; `above` are the texts before them. `last` is the header's last row."""

    sheet: Sheet
    columns: Mapping[int, Column]
    first: int
    last: int
    above: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass
class Records:
    """The rows of a table, read one by one; what was found on the way stands in `findings` afterwards."""

    header: Header
    findings: list[Finding] = field(default_factory=list)
    _said: Counter[bool] = field(default_factory=Counter)
    _codes: dict[tuple[str, str], str] = field(default_factory=dict)  # choices that were understood before

    def __iter__(self) -> Iterator[Record]:
        sheet, columns = self.header.sheet, self.header.columns
        self.findings = list(self.header.findings)
        headings = {
            at: {folded(name) for name in (column.heading, *column.names)} for at, column in columns.items()
        }
        initials = {name[:1] for names in headings.values() for name in names}
        last = self.header.last
        for row in sheet.rows():
            if row.number <= self.header.last:
                continue
            if _headings_in(row, headings, initials) >= _REPEATED:
                self._say(Problem.HEADER_REPEATED, row=row.number)
                continue
            last = row.number
            record = self._record(row)
            if record.values or record.cells:
                if row.is_hidden:
                    self._say(Problem.ROW_HIDDEN, row=row.number)
                yield record
        self._look_around(last)

    def _record(self, row: Row) -> Record:
        """What stands in the columns that are read. A cell that cannot be is found, and has no value."""
        values: dict[str, str] = {}
        cells: dict[str, str] = {}
        beside: dict[str, str] = {}
        for at, cell in row.cells.items():
            place = address(at, row.number)
            column = self.header.columns.get(at)
            if column is None or not column.is_read:
                beside[place] = cell.text
                continue
            cells[column.key] = place
            if cell.kind is CellKind.TEXT and (code := self._codes.get((column.key, cell.text))):
                values[column.key] = code
                continue
            value, problem, params = _value(cell, column, is_text_file=self.header.sheet.is_text)
            if problem:
                self._say(problem, row=row.number, cell=place, **params)
            if value:
                values[column.key] = value
                if column.kind is ColumnKind.CHOICE and cell.kind is CellKind.TEXT:
                    self._codes[column.key, cell.text] = value
            else:
                beside[place] = cell.text
        return Record(row.number, values, cells, beside)

    def _look_around(self, last: int) -> None:
        """Merged cells and hidden columns, which are known when all rows have been read."""
        sheet, read = self.header.sheet, {at for at, column in self.header.columns.items() if column.is_read}
        for area in sheet.merged:
            if _touches(area, self.header.last + 1, last, read):
                self._say(Problem.MERGED, row=area.top, cell=_name(area))
        for at in sorted(sheet.hidden_columns & read):
            self._say(Problem.COLUMN_HIDDEN, heading=self.header.columns[at].heading)

    def _say(self, problem: Problem, *, row: int = 0, cell: str = "", **params: object) -> None:
        """Note a finding. Those that can be lived with never crowd out an error."""
        finding = found(problem, self.header.sheet.name, row, cell, params)
        self._said[finding.is_error] += 1
        if self._said[finding.is_error] <= MOST_FINDINGS:
            self.findings.append(finding)


def find_table(sheets: Sequence[Sheet], columns: Sequence[Column]) -> Header:
    """The sheet and the rows in which most of the columns have their headings; visible sheets first.

    Columns may stand in any order, and their headings in two rows. Raises SpreadsheetError(NO_HEADER).
    """
    names = columns_by_name(columns)
    best: Header | None = None
    for sheet in sorted(sheets, key=lambda sheet: sheet.is_hidden):
        header = _header(sheet, names, columns)
        if header and (best is None or len(header.columns) > len(best.columns)):
            best = header
    if best is None:
        wanted = [column.heading for column in columns if column.is_required]
        raise SpreadsheetError(Problem.NO_HEADER, headings=wanted)
    return best


def _header(sheet: Sheet, names: Mapping[str, Column], columns: Sequence[Column]) -> Header | None:
    top = list(islice(sheet.rows(), HEADER_ROWS))
    places = [_headings(row, names) for row in top]
    at = max(range(len(top)), key=lambda index: (len(places[index]), -index), default=None)
    if at is None or len(places[at]) < 2:
        return None
    headings, rows = dict(places[at]), [top[at]]
    for near in (at - 1, at + 1):
        if 0 <= near < len(top) and abs(top[near].number - top[at].number) == 1:
            others = {c: column for c, column in places[near].items() if column not in headings.values()}
            if others and not others.keys() & headings.keys():
                headings |= others
                rows.append(top[near])
    first, last = min(row.number for row in rows), max(row.number for row in rows)
    return Header(
        sheet=sheet,
        columns=headings,
        first=first,
        last=last,
        above=tuple(cell.text for row in top if row.number < first for cell in row.cells.values()),
        findings=tuple(_header_findings(sheet.name, headings, rows, names, columns)),
    )


def _headings(row: Row, names: Mapping[str, Column]) -> dict[int, Column]:
    """The columns whose headings stand in a row, by their place."""
    places = {at: names.get(folded(cell.text)) for at, cell in row.cells.items()}
    return {at: column for at, column in places.items() if column}


def _header_findings(
    sheet: str,
    headings: Mapping[int, Column],
    rows: Sequence[Row],
    names: Mapping[str, Column],
    columns: Sequence[Column],
) -> Iterator[Finding]:
    keys = [column.key for column in headings.values()]
    number = max(row.number for row in rows)
    for column in columns:
        if column.is_required and column.key not in keys:
            yield found(Problem.COLUMN_MISSING, sheet, number, params={"heading": column.heading})
        elif column.is_read and keys.count(column.key) > 1:
            yield found(Problem.COLUMN_TWICE, sheet, number, params={"heading": column.heading})
    for row in rows:
        for at, cell in row.cells.items():
            if at not in headings and folded(cell.text) not in names:
                place = address(at, row.number)
                yield found(Problem.COLUMN_UNKNOWN, sheet, row.number, place, {"heading": cell.text})
    if len(rows) > 1:
        yield found(Problem.HEADER_TWO_ROWS, sheet, number)


def _headings_in(row: Row, headings: Mapping[int, Set[str]], initials: Set[str]) -> int:
    """How many cells of a row repeat their headings. Most are told by their first letter: folding costs more."""
    return sum(
        _initial(cell.text.lstrip()[:1]) in initials and folded(cell.text) in headings[at]
        for at, cell in row.cells.items()
        if at in headings
    )


@lru_cache(maxsize=4096)
def _initial(letter: str) -> str:
    return folded(letter)[:1]


def _value(
    cell: Cell, column: Column, *, is_text_file: bool
) -> tuple[str, Problem | None, Mapping[str, object]]:
    """The text of a cell as this column means it, and what is to be said about it."""
    text = cell.text.strip()
    if cell.kind is CellKind.FORMULA:
        return "", Problem.FORMULA, {}
    if cell.kind is CellKind.ERROR or (text[:1] == "#" and text.upper() in _ERRORS):
        return "", Problem.ERROR_VALUE, {"text": text}
    if column.kind is ColumnKind.FIGURE:
        return _figure(cell, text, is_text_file)
    if column.kind is ColumnKind.DATE:
        day = read_day(text)
        return (day.isoformat(), None, {}) if day else ("", Problem.NO_DATE, {"text": text})
    if column.kind is ColumnKind.CHOICE:
        code = column.code_of(text)
        offered = [choice.label for choice in column.choices]
        return code or "", None if code else Problem.NO_CHOICE, {"text": text, "choices": offered}
    if _has_lost_digits(cell.kind, text):
        return "", Problem.DIGITS_LOST, {"text": text}
    if len(text) > column.max_length:
        return "", Problem.TOO_LONG, {"limit": column.max_length}
    if cell.kind is CellKind.DATE:
        return text, Problem.DATE_FOR_TEXT, {"text": text}
    return text, None, {}


def _has_lost_digits(kind: CellKind, text: str) -> bool:
    """A number of more digits than a spreadsheet keeps, or what is left of one as text: 9.1320E+17."""
    if kind is CellKind.NUMBER:
        return len(text.lstrip("-").partition(".")[0]) > _LOST_DIGITS
    return bool(_SHORTENED.fullmatch(text))


def _figure(cell: Cell, text: str, is_text_file: bool) -> tuple[str, Problem | None, Mapping[str, object]]:
    """A number stays the text of its digits: whether the target takes it is not decided here."""
    if cell.kind is CellKind.DATE:
        return "", Problem.DATE_FOR_FIGURE, {"text": text}
    value = _number(text) if cell.kind is CellKind.TEXT else None
    if value is not None and not (is_text_file and _is_typed_plainly(text)):
        return text, Problem.NUMBER_AS_TEXT, {"text": text, "value": plain_text(value)}
    return text, None, {}


def _number(text: str) -> Decimal | None:
    """A text as the forms read it; None for what is no number to them either."""
    try:
        return read_figure(text, decimals=STORED_PLACES, percent=True, maximum=LIMIT)
    except FigureError:
        return None


def _is_typed_plainly(text: str) -> bool:
    digits = text.removesuffix("%").removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdecimal()


def _touches(area: Range, first: int, last: int, columns: set[int]) -> bool:
    """Whether a merged area lies in the rows of the table and in a column that is read."""
    return (
        area.top <= last
        and area.bottom >= first
        and any(area.left <= column <= area.right for column in columns)
    )


def _name(area: Range) -> str:
    return f"{address(area.left, area.top)}:{address(area.right, area.bottom)}"
