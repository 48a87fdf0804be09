"""Cells, rows and sheets as they stand in a file, before anybody asks what they mean."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, Protocol

MOST_ROWS = 1_048_576  # of a sheet, in every program


class CellKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ERROR = "error"
    FORMULA = "formula"


class Cell(NamedTuple):
    """What a cell holds, as text. A number has the digits that a spreadsheet shows, and a % where it shows one."""

    kind: CellKind
    text: str


class Range(NamedTuple):
    """A rectangle of cells, its edges included; columns and rows count from 1."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(slots=True)
class Row:
    """A row with the cells that hold something, by their column."""

    number: int
    cells: dict[int, Cell] = field(default_factory=dict)
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read before a file is refused. The defaults are ample for a form; a list of names needs more.

    `elements` bounds the time, `unpacked` the memory: cells that are only formatted count for neither.
    """

    size: int = 20 * 1024 * 1024
    unpacked: int = 120 * 1024 * 1024
    rows: int = 2_000
    columns: int = 100
    elements: int = 400_000


class Sheet(Protocol):
    """One sheet. `merged` and `hidden_columns` are known once the rows have been read to their end."""

    name: str
    is_hidden: bool
    is_text: bool  # a CSV file, in which every cell is text
    merged: list[Range]
    hidden_columns: set[int]

    def rows(self) -> Iterator[Row]:
        """The rows that hold something, from the first one each time it is asked."""
        ...

    def count_rows(self) -> int:
        """About how many rows there are, told without reading them: enough for a progress bar."""
        ...


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """column_letters(28) is "AB"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """column_number("AB") is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def address(column: int, row: int) -> str:
    return f"{column_letters(column)}{row}"
