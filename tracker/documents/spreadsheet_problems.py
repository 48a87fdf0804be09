"""What can be wrong with a spreadsheet that comes in. The words are chosen by the forms."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Problem(StrEnum):
    """The values are stable: stored findings and translations refer to them."""

    # The file cannot be read as a table.
    NOT_A_TABLE = "not_a_table"
    OLD_FORMAT = "old_format"  # .xls, whatever it is called
    EXTERNAL_LINKS = "external_links"
    TOO_MANY_ROWS = "too_many_rows"  # limit
    TOO_MANY_COLUMNS = "too_many_columns"  # limit
    TOO_MUCH = "too_much"
    DAMAGED = "damaged"
    NO_HEADER = "no_header"  # headings: those that were looked for

    # The header.
    COLUMN_MISSING = "column_missing"  # heading
    COLUMN_TWICE = "column_twice"  # heading
    COLUMN_UNKNOWN = "column_unknown"  # heading
    HEADER_TWO_ROWS = "header_two_rows"
    HEADER_REPEATED = "header_repeated"

    # What lies outside the eye.
    ROW_HIDDEN = "row_hidden"
    COLUMN_HIDDEN = "column_hidden"  # heading
    SHEET_IGNORED = "sheet_ignored"

    # One cell.
    MERGED = "merged"
    FORMULA = "formula"
    ERROR_VALUE = "error_value"  # text
    DATE_FOR_FIGURE = "date_for_figure"  # text
    DATE_FOR_TEXT = "date_for_text"  # text
    NO_DATE = "no_date"  # text
    DIGITS_LOST = "digits_lost"  # text
    NUMBER_AS_TEXT = "number_as_text"  # text
    NO_CHOICE = "no_choice"  # text, choices
    TOO_LONG = "too_long"  # limit


WARNINGS = {
    Problem.COLUMN_UNKNOWN,
    Problem.HEADER_TWO_ROWS,
    Problem.HEADER_REPEATED,
    Problem.ROW_HIDDEN,
    Problem.COLUMN_HIDDEN,
    Problem.SHEET_IGNORED,
    Problem.NUMBER_AS_TEXT,
    Problem.DATE_FOR_TEXT,
}


class SpreadsheetError(ValueError):
    """A file that cannot be read as a table: a stable `code`, and `params` for the sentence about it."""

    def __init__(self, code: Problem, **params: Any) -> None:
        super().__init__(code.value, params)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a sheet, a row of it (`row` above 0) or a cell (`cell` "C7"). An error stops an import."""

    code: str
    sheet: str = ""
    row: int = 0
    cell: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    is_error: bool = True

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def found(
    problem: Problem, sheet: str = "", row: int = 0, cell: str = "", params: dict[str, Any] | None = None
) -> Finding:
    """A finding, which is an error unless its problem is one that can be lived with."""
    return Finding(problem.value, sheet, row, cell, params or {}, is_error=problem not in WARNINGS)
