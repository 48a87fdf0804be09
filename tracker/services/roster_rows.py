"""One row of a file of names: what it says, and what is wrong with it by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from sys import intern
from typing import Any

from tracker.calculations.rosters import (
    FlagKind,
    clean_code,
    clean_name,
    code_flag,
    holds_identity_number,
    name_key,
)
from tracker.documents.spreadsheet_problems import Finding
from tracker.documents.spreadsheet_records import Record

# What a row says about a recognition; by the rest of it one knows which recognition is meant.
KEPT = ("batch", "withdrawn_on", "withdrawal_reason", "source")
KNOWN_BY = ("item", "unit", "kind", "level", "recognised_on")


class NameProblem(StrEnum):
    """What can be wrong with a row of names, or with a file of them. The values are stable."""

    OTHER_ROSTER = "other_roster"  # code
    SECOND_TABLE = "second_table"
    COLUMN_ABSENT = "column_absent"  # heading
    CELL_EMPTY = "cell_empty"  # heading
    DAY_AHEAD = "day_ahead"
    IDENTITY_NUMBER = "identity_number"
    WITHDRAWN_EARLY = "withdrawn_early"
    REASON_MISSING = "reason_missing"
    REASON_ALONE = "reason_alone"
    ROW_TWICE = "row_twice"  # row
    TWO_NAMES = "two_names"  # row, name
    # Can be lived with; a person is asked to look.
    NAME_HAS_CODE = "name_has_code"  # code
    NAME_HAS_NO_CODE = "name_has_no_code"
    SIMILAR_NAME = "similar_name"  # name
    SIMILAR_ROW = "similar_row"  # row
    OTHER_UNIT = "other_unit"  # unit: its code
    RENAMED = "renamed"  # old, new
    FORMER_NAME = "former_name"  # old, new
    SHARED_NAME = "shared_name"  # old, new
    SHARED_CODE = "shared_code"
    NAME_GIVEN_UP = "name_given_up"  # name: the one that its enterprise has now
    REINSTATED = "reinstated"  # day


@dataclass(slots=True)
class NameRow:
    """A row as it is kept with its upload: what stands in it, what it would change, and what there is to say.

    `who` is the identity of its enterprise: its valid code, or without one its exact name.
    """

    row: int
    who: str
    key: str
    values: dict[str, Any]
    cells: Mapping[str, str] = field(default_factory=dict)
    is_unread: bool = False  # some cell could not be read; why has been said by whoever tried
    change: str = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_faulty(self) -> bool:
        return self.is_unread or any(finding.is_error for finding in self.findings)

    @property
    def recognition(self) -> tuple[str, ...]:
        """Which recognition is meant, beside whose. Remembered for each row of a file, so few texts must do."""
        return tuple(intern(self.values[name]) for name in KNOWN_BY)

    def say(self, problem: str, sheet: str, column: str, *, is_error: bool = True, **params: Any) -> None:
        cell = self.cells.get(column, "")
        self.findings.append(Finding(str(problem), sheet, self.row, cell, params, is_error))

    def stored(self) -> dict[str, Any]:
        """What is kept of the row, blanks left out; nothing of one that holds personal data."""
        remarks = [[found.code, found.cell, found.params, found.is_error] for found in self.findings]
        extra = {"remarks": remarks} if remarks else {}
        if any(found.code == NameProblem.IDENTITY_NUMBER for found in self.findings):
            return extra
        return {name: value for name, value in self.values.items() if value} | extra


def row_of(record: Record, needed: Mapping[str, str], sheet: str, *, today: str) -> NameRow:
    """A record as a row of names, with what is wrong with it by itself. `needed` are the headings of the columns that
    have something in every row, `today` is a day such as 2026-03-31.
    """
    texts = record.values
    name, stated = clean_name(texts.get("name", "")), clean_code(texts.get("uscc", ""))
    flag = code_flag(stated, name)
    code = "" if flag else stated
    values: dict[str, Any] = {"name": name, "uscc": code, "faulty": "" if code else stated[:40]}
    values |= {key: " ".join(texts.get(key, "").split()) for key in (*KNOWN_BY, *KEPT)}
    values["item"] = clean_name(values["item"])
    is_unread = len(texts) < len(record.cells)
    row = NameRow(record.row, code or name, name_key(name), values, record.cells, is_unread)
    for key, heading in needed.items():
        # Of a cell that could not be read it has been said why.
        if key not in texts and key not in record.cells:
            row.say(NameProblem.CELL_EMPTY, sheet, key, heading=heading)
    for cell in _identity_numbers(record):
        row.findings.append(Finding(NameProblem.IDENTITY_NUMBER.value, sheet, row.row, cell))
    if values["recognised_on"] > today:
        row.say(NameProblem.DAY_AHEAD, sheet, "recognised_on")
    if flag and name:
        row.say(flag, sheet, "uscc", is_error=False)
    return row


def check_withdrawal(row: NameRow, sheet: str) -> None:
    """A withdrawal has a day, not before the recognition, and a reason."""
    day, reason = row.values["withdrawn_on"], row.values["withdrawal_reason"]
    if day and day < row.values["recognised_on"]:
        row.say(NameProblem.WITHDRAWN_EARLY, sheet, "withdrawn_on")
    if day and not reason:
        row.say(NameProblem.REASON_MISSING, sheet, "withdrawn_on")
    if reason and not day:
        row.say(NameProblem.REASON_ALONE, sheet, "withdrawal_reason")


def is_flag(code: str) -> bool:
    """Whether a remark on a row becomes a flag of the name once it is on the roster."""
    return code in _FLAGS


_FLAGS = {kind.value for kind in FlagKind}
_FLAGS |= {
    NameProblem.NAME_HAS_CODE,
    NameProblem.NAME_HAS_NO_CODE,
    NameProblem.SIMILAR_NAME,
    NameProblem.SIMILAR_ROW,
    NameProblem.OTHER_UNIT,
    NameProblem.NAME_GIVEN_UP,
}


def _identity_numbers(record: Record) -> Sequence[str]:
    """The cells, read or not, that hold the number of an identity card."""
    texts = [*record.values.items(), *record.beside.items()]
    if not holds_identity_number("\n".join(text for _place, text in texts)):
        return ()
    return [record.cells.get(place, place) for place, text in texts if holds_identity_number(text)]
