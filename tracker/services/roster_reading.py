"""Reading a file of names: its rows, what is wrong with them, and what they would change."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any, BinaryIO, TypeVar

from tracker.calculations.rosters import holds_identity_number
from tracker.documents.columns import Column
from tracker.documents.spreadsheet_cells import Limits, Row, Sheet, address
from tracker.documents.spreadsheet_problems import Finding, Problem, SpreadsheetError
from tracker.documents.spreadsheet_records import MOST_FINDINGS, Header, Records, find_table
from tracker.documents.spreadsheets import read_book
from tracker.models import Roster
from tracker.selectors.roster_columns import roster_columns, roster_named

from .roster_comparing import Comparison
from .roster_rows import NameProblem, NameRow, row_of

LIMITS = Limits(
    size=20 * 1024 * 1024, unpacked=250 * 1024 * 1024, rows=200_100, columns=100, elements=6_000_000
)
BATCH = 1_000  # rows that are compared, kept and reported together
CHANGES = ("faulty", "new", "changed", "unchanged", "withdrawn")
# What a list says differently from others, and misses when it has no column for it.
WANTED = ("uscc", "kind", "level")
Item = TypeVar("Item")


@dataclass(frozen=True)
class Missing:
    """What becomes of the names that a file lacks which says that it is the whole list."""

    on: dt.date
    reason: str


@dataclass
class Reading:
    """What is known of a file when it has been read: how many rows there are of each change, and what was found.

    Of errors and of warnings the first ones are kept, `said` counts all of them by their code.
    """

    changes: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)
    errors: int = 0
    warnings: int = 0

    def say(self, finding: Finding) -> None:
        self.said[finding.code] += 1
        self.errors += finding.is_error
        self.warnings += not finding.is_error
        if (self.errors if finding.is_error else self.warnings) <= MOST_FINDINGS:
            self.findings.append(_impersonal(finding))

    @property
    def counts(self) -> dict[str, Any]:
        changes = {name: self.changes[name] for name in CHANGES}
        return changes | {"errors": self.errors, "warnings": self.warnings, "said": dict(self.said)}

    @property
    def is_personal(self) -> bool:
        """Whether the file holds personal data, and must not be kept."""
        return bool(self.said[NameProblem.IDENTITY_NUMBER])


class Stopped(Exception):
    """Whoever keeps the rows wants no more of them."""


def read_names(
    roster: Roster,
    name: str,
    file: BinaryIO,
    *,
    by: Any,
    today: dt.date,
    missing: Missing | None,
    keep: Callable[[Sequence[NameRow], int], bool],
) -> Reading:
    """Read a file of names against the roster as it stands. Writes nothing itself: `keep` is given the rows, a batch
    after the other, with how many there are about, and answers whether to go on.

    With `missing` the names in force that the file lacks come last. Raises what `read_book` and `find_table` raise,
    and `Stopped`.
    """
    book = read_book(name, file, limits=LIMITS)
    columns = roster_columns(roster)
    header = find_table(book.sheets, columns)
    reading = Reading()
    for finding in _of_file(roster, header, book.sheets, columns):
        reading.say(finding)
    watched = _Watched(header.sheet)
    records, present = Records(replace(header, sheet=watched)), _present(header)
    needed = {key: column.heading for key, column in present.items() if column.is_required}
    sheet, total = header.sheet.name, header.sheet.count_rows()
    whole_on = missing.on if missing else None
    comparison = Comparison(roster, present=present, sheet=sheet, by=by, whole_on=whole_on)
    for batch in _batches(records):
        rows = [row_of(record, needed, sheet, today=today.isoformat()) for record in batch]
        for row in rows:
            watched.noticed.pop(row.row, None)  # which the row says itself
        comparison.compare(rows)
        _take(rows, total, reading, keep)
    for finding in (*records.findings, *chain.from_iterable(watched.noticed.values())):
        reading.say(finding)
    if missing and not reading.errors:
        for lacking in _batches(comparison.missing(missing.on, missing.reason)):
            _take(lacking, total, reading, keep)
    reading.findings.sort(key=lambda finding: (not finding.is_error, finding.row))
    return reading


def _take(
    rows: Sequence[NameRow], total: int, reading: Reading, keep: Callable[[Sequence[NameRow], int], bool]
) -> None:
    for row in rows:
        reading.changes[row.change] += 1
        for finding in row.findings:
            reading.say(finding)
    if not keep(rows, total):
        raise Stopped


def _present(header: Header) -> Mapping[str, Column]:
    return {column.key: column for column in header.columns.values()}


def _of_file(
    roster: Roster, header: Header, sheets: Sequence[Sheet], columns: Sequence[Column]
) -> Iterator[Finding]:
    """What is to be said about the file as a whole, before its rows are read."""
    sheet = header.sheet.name
    code = roster_named(header.above)
    if code and code != roster.code:
        yield Finding(NameProblem.OTHER_ROSTER.value, sheet, params={"code": code})
    present = _present(header)
    for column in columns:
        if column.key in WANTED and column.key not in present:
            params = {"heading": column.heading}
            yield Finding(NameProblem.COLUMN_ABSENT.value, sheet, header.last, params=params, is_error=False)
    for other in sheets:
        if other is not header.sheet and _is_table(other, columns):
            yield Finding(NameProblem.SECOND_TABLE.value, other.name)
    for other in sheets:
        if other is not header.sheet:
            for row in other.rows():
                yield from _identity_numbers(row, other.name)


def _is_table(sheet: Sheet, columns: Sequence[Column]) -> bool:
    """Whether a sheet has all headings that are needed, and something below them."""
    try:
        header = find_table([sheet], columns)
    except SpreadsheetError as error:
        if error.code is Problem.NO_HEADER:
            return False
        raise
    if any(finding.code == Problem.COLUMN_MISSING for finding in header.findings):
        return False
    return any(row.number > header.last for row in sheet.rows())


class _Watched:
    """A sheet that notes the numbers of identity cards in all its rows, also in those that are no names: above the
    headings, repeated headings, notes beside and below. `noticed` has them by the number of the row.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.noticed: dict[int, list[Finding]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sheet, name)

    def rows(self) -> Iterator[Row]:
        for row in self._sheet.rows():
            if noticed := _identity_numbers(row, self._sheet.name):
                self.noticed[row.number] = noticed
            yield row


def _identity_numbers(row: Row, sheet: str) -> list[Finding]:
    if not holds_identity_number("\n".join(cell.text for cell in row.cells.values())):
        return []
    return [
        Finding(NameProblem.IDENTITY_NUMBER.value, sheet, row.number, address(at, row.number))
        for at, cell in row.cells.items()
        if holds_identity_number(cell.text)
    ]


def _impersonal(finding: Finding) -> Finding:
    """The finding without the number of an identity card that its cell holds."""
    personal = [
        name for name, text in finding.params.items() if isinstance(text, str) and holds_identity_number(text)
    ]
    if personal:
        return replace(finding, params=finding.params | dict.fromkeys(personal, "…"))
    return finding


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
