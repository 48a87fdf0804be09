"""One row of an uploaded sheet against what stands on the site, by the rules of the form on the page."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from tracker.calculations.figures import LIMIT, FigureError, read_figure
from tracker.calculations.rounding import STORED_PLACES
from tracker.selectors.reports import SheetRow
from tracker.services.uploads import ImportedRow

from .figures import TYPED, FigureForm
from .sheet_columns import NUMBERS
from .sheet_files import FileRow


class Step(StrEnum):
    """What an import does with a row; the words are in `upload_words.STEP_LABELS`."""

    FAULTY = "faulty"
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    ABSENT = "absent"


class Comparison:
    """What the file says for a target, what stands there, and what would come of it.

    `form` is the row as the form on the page would get it: a column that the file does not have keeps what stands.
    """

    def __init__(self, row: SheetRow, file: FileRow) -> None:
        self.row, self.file = row, file
        before = FigureForm(row)
        self.stands = {name: str(before.initial.get(name, "")) for name in TYPED if name in before.fields}
        typed = self.stands | {name: text for name, text in file.values.items() if name in self.stands}
        self.typed = typed | {"qualifier": typed["qualifier"] or "exact"}
        kept = {"seen": self.seen, "draft": before.initial["draft"]}
        self.form = FigureForm(row, data={f"{row.code}-{n}": str(v) for n, v in (self.typed | kept).items()})

    @property
    def standing(self) -> int:
        """The version that stands now, 0 for none."""
        return self.row.latest.number if self.row.latest else 0

    @property
    def seen(self) -> int:
        """The version its author had before their eyes: the template's, else the one that the preview shows."""
        return self.standing if self.file.seen is None else min(self.file.seen, self.standing)

    @cached_property
    def step(self) -> Step:
        if self.file.is_empty:
            return Step.EMPTY
        if self._is_as_handed_out or not self._differences:
            return Step.UNCHANGED
        return Step.NEW if self._is_new else Step.CHANGED

    @property
    def changes(self) -> Mapping[str, tuple[str, str]]:
        """The fields that an import would change, with what stands and what the file has."""
        return self._differences if self.step in (Step.NEW, Step.CHANGED) else {}

    @property
    def value(self) -> Decimal | None:
        """The figure that the row states; None where it states none, or none that can be read."""
        return self.form.cleaned_data["figure"].value if self.form.is_valid() else None

    @property
    def imported(self) -> ImportedRow | None:
        if not self.changes:
            return None
        return ImportedRow(
            self.row.assignment, self.form.typed, self.seen, self.standing, self.form.draft_number
        )

    @property
    def _is_new(self) -> bool:
        return self.row.latest is None and self.row.draft is None

    @property
    def _is_as_handed_out(self) -> bool:
        """The row is as in the template, whatever has been stored since: nothing of it is the author's."""
        given = self.file.given
        return given is not None and all(
            _same(name, given.get(name, ""), text) for name, text in self.file.values.items()
        )

    @cached_property
    def _differences(self) -> dict[str, tuple[str, str]]:
        return {
            # The "exact" that a new row begins with is nobody's word.
            name: ("" if self._is_new else self.stands[name], text)
            for name, text in self.typed.items()
            if not _same(name, self.stands[name], text)
        }


def _same(name: str, one: str, other: str) -> bool:
    """Whether two texts of a field say the same: 25.30 and 25.3 do."""
    if name in NUMBERS:
        return _comparable(one) == _comparable(other)
    if name == "qualifier":
        return (one or "exact") == (other or "exact")
    return one.split() == other.split()


def _comparable(text: str) -> Decimal | str | None:
    try:
        return read_figure(text, decimals=STORED_PLACES, percent=True, maximum=LIMIT)
    except FigureError:
        return text.strip()
