"""The columns of a table that goes out as a form and comes back filled in.

One list of columns makes the template, reads the import and writes the export. Headings and choices are given by
the caller, in its language; what else they may be called when a file comes back stands beside them.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ColumnKind(StrEnum):
    """What stands in the cells of a column."""

    TEXT = "text"  # codes too: never a number, so that no digit is lost
    FIGURE = "figure"
    CHOICE = "choice"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a drop-down list; `names` are its other labels, in other languages."""

    code: str
    label: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its key. A locked one is shown and not read back, unless it is what the rows are known by."""

    key: str
    heading: str
    names: tuple[str, ...] = ()  # other headings under which it is found
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 12
    is_locked: bool = False
    is_key: bool = False
    is_required: bool = False  # without it a file cannot be read
    choices: tuple[Choice, ...] = ()
    max_length: int = 1000
    hint: str = ""  # shown when the cell is chosen

    @property
    def is_read(self) -> bool:
        return self.is_key or not self.is_locked

    def code_of(self, text: str) -> str | None:
        """The code of a choice by its label in any language, or by itself; None for what is no choice."""
        wanted = folded(text)
        for choice in self.choices:
            if wanted in {folded(name) for name in (choice.code, choice.label, *choice.names)}:
                return choice.code
        return None


def folded(text: str) -> str:
    """A heading or label as it is compared: without spaces and line breaks, full width as half width, in one
    case, and without the star or colon that people put behind it: " 完成 值＊" is "完成值".
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(plain.split()).rstrip("*:")


def columns_by_name(columns: Iterable[Column]) -> dict[str, Column]:
    """Each column under every folded heading by which it is found."""
    return {folded(name): column for column in columns for name in (column.heading, *column.names)}
