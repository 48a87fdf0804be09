"""A file of names in words: what is found in it, what its rows would change, why the work on it ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from tracker.calculations.rosters import FlagKind
from tracker.documents.columns import Column
from tracker.documents.spreadsheet_problems import Finding
from tracker.labels import ROSTER_CHANGE_LABELS
from tracker.models import RosterUpload, RosterUploadRow, RosterUploadState
from tracker.selectors.roster_columns import roster_columns
from tracker.services.roster_reading import CHANGES
from tracker.services.roster_rows import KEPT, NameProblem, is_flag
from tracker.services.roster_upload_work import ENDED, ENDED_OFTEN, LOST, MOVED
from tracker.services.roster_uploads import REPLACED

from .previews import FieldChange, Remark
from .upload_words import finding_sentence

SENTENCES = {
    NameProblem.OTHER_ROSTER: _(
        "The file is for another roster (%(code)s). Upload it there, or download the template of this one."
    ),
    NameProblem.SECOND_TABLE: _(
        "This sheet has the headings of the roster too, and only one sheet is read. Put all names into one."
    ),
    NameProblem.COLUMN_ABSENT: _("There is no column “%(heading)s”; it counts as empty in every row."),
    NameProblem.CELL_EMPTY: _("“%(heading)s” is needed in every row."),
    NameProblem.IDENTITY_NUMBER: _(
        "Here stands the number of an identity card. Personal data has no place on a roster: delete it and upload the "
        "file again."
    ),
    NameProblem.DAY_AHEAD: _("This day is still to come."),
    NameProblem.WITHDRAWN_EARLY: _("A name cannot be withdrawn before it was recognised."),
    NameProblem.REASON_MISSING: _("Say why the name is withdrawn."),
    NameProblem.REASON_ALONE: _(
        "There is a reason for a withdrawal, but no day. Enter it, or delete the reason."
    ),
    NameProblem.ROW_TWICE: _(
        "The same stands in row %(row)s already: name, unit, list type, level and day. Delete one of the two rows."
    ),
    NameProblem.TWO_NAMES: _(
        "In row %(row)s the enterprise of this code is called %(name)s. Mend one of the two."
    ),
    FlagKind.CODE_MISSING: _("There is no code. The name is taken and flagged."),
    FlagKind.CODE_INVALID: _(
        "The code fails its check: compare it with the business licence. The name is taken and flagged."
    ),
    FlagKind.BRANCH: _(
        "A branch without a code of its own; its enterprise may count already. It is flagged."
    ),
    NameProblem.NAME_HAS_CODE: _(
        "The enterprise of this name has the code %(code)s. Without a code the name would count a second time: enter "
        "it. Otherwise it is flagged."
    ),
    NameProblem.NAME_HAS_NO_CODE: _(
        "This name is known without a code and would count a second time. Enter the code on its page first, or join "
        "the two later. It is flagged."
    ),
    NameProblem.SIMILAR_NAME: _("%(name)s is nearly the same name. Both are kept and flagged."),
    NameProblem.SIMILAR_ROW: _("Nearly the same name stands in row %(row)s. Both are kept and flagged."),
    NameProblem.OTHER_UNIT: _(
        "The same name stands in %(unit)s too: it counts there and here, and once in the city. It is flagged."
    ),
    NameProblem.RENAMED: _("The enterprise of this code is called %(old)s. It gets the name of the file."),
    NameProblem.FORMER_NAME: _("%(new)s is a former name. The enterprise keeps the name %(old)s."),
    NameProblem.SHARED_NAME: _(
        "The enterprise of this code is called %(old)s and stands on rosters that are not yours. It keeps that name; "
        "ask the coordinator to change it."
    ),
    NameProblem.SHARED_CODE: _(
        "This enterprise stands on rosters that are not yours. It keeps the code that is noted for it; ask the "
        "coordinator to change it."
    ),
    NameProblem.NAME_GIVEN_UP: _(
        "An enterprise that is now called %(name)s had this name before. If it is the same one, give its new name or "
        "its code; otherwise it counts as another one. It is flagged."
    ),
    NameProblem.REINSTATED: _("This name was withdrawn on %(day)s. The file puts it back on the list."),
    ENDED: _("The work on this file ended unexpectedly. Nothing of it is on the roster; try it once more."),
    ENDED_OFTEN: _(
        "The work on this file ended unexpectedly several times. Nothing of it is on the roster; tell the "
        "administrator."
    ),
    LOST: _("The file is lost from the store. Upload it again, and tell the administrator."),
    MOVED: _(
        "The roster has changed since it was compared with the file; nothing was written. Compare them again."
    ),
    REPLACED: _("Replaced by a later file."),
}
SHOWN = 100  # remarks of one kind; how many there are is said


@dataclass(frozen=True)
class RowWords:
    """A row of the file and what it would change: fields as they stand and as the file has them. `number` 0 is a name
    that the file lacks; `entry` is where it stands on the roster.
    """

    number: int
    change: str
    label: str
    name: str
    facts: str
    changes: tuple[FieldChange, ...]
    remarks: tuple[Remark, ...]
    entry: int | None


@dataclass(frozen=True)
class RemarkGroup:
    """Remarks of one kind: the first of them, and how many there are."""

    is_error: bool
    count: int
    remarks: tuple[Remark, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.remarks)


class UploadWords:
    """Puts one file into words; the names of its units, list types and levels are read once."""

    def __init__(self, upload: RosterUpload) -> None:
        self.upload = upload

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Three queries, which a line in a list of files does without."""
        return {column.key: column for column in roster_columns(self.upload.roster)}

    @property
    def problem(self) -> str:
        """Why the work on it ended; empty when nothing did."""
        problem = self.upload.problem
        return self._sentence(Finding(problem["code"], params=problem["params"])) if problem else ""

    @property
    def tally(self) -> list[tuple[str, str, int]]:
        """How many rows there are of each change, those of which there is none left out."""
        counts = self.upload.counts
        return [
            (change, self._change_label(change), counts[change]) for change in CHANGES if counts.get(change)
        ]

    @property
    def flags(self) -> bool:
        """Whether names of the file were flagged when it was written."""
        return any(is_flag(code) for code in self.upload.counts.get("said", ()))

    def groups(self) -> list[RemarkGroup]:
        """What was found, kind by kind, errors first."""
        said = self.upload.counts.get("said", {})
        findings = [Finding(**stored) for stored in self.upload.findings]
        findings.sort(key=lambda finding: (not finding.is_error, finding.code))
        groups = []
        for (is_error, code), alike in groupby(findings, key=lambda found: (found.is_error, found.code)):
            remarks = tuple(self._remark(finding) for finding in alike)
            groups.append(RemarkGroup(is_error, max(said.get(code, 0), len(remarks)), remarks[:SHOWN]))
        return groups

    def rows(self, rows: Iterable[RosterUploadRow]) -> list[RowWords]:
        return [self._row(row) for row in rows]

    def _row(self, row: RosterUploadRow) -> RowWords:
        values = row.values
        return RowWords(
            number=row.row,
            change=row.change,
            label=self._change_label(row.change),
            name=values.get("name", ""),
            facts=" · ".join(self._facts(values)),
            changes=tuple(self._changes(values)),
            remarks=tuple(
                self._remark(Finding(code, cell=cell, params=params, is_error=is_error))
                for code, cell, params, is_error in values.get("remarks", ())
            ),
            entry=values.get("entry"),
        )

    def _change_label(self, change: str) -> str:
        if change == "withdrawn" and self.upload.state == RosterUploadState.APPLIED:
            return pgettext("import", "withdrawn")
        return str(ROSTER_CHANGE_LABELS[change])

    def _facts(self, values: Mapping[str, Any]) -> Iterator[str]:
        """What stands in the row beside the name."""
        for key in ("uscc", "faulty", "item", "unit", "kind", "level", "recognised_on", "batch"):
            if text := values.get(key):
                yield self._shown(key, text)

    def _changes(self, values: Mapping[str, Any]) -> Iterator[FieldChange]:
        before = values.get("before", {})
        for key in filter(before.__contains__, ("name", "faulty", *KEPT)):
            old = before[key]
            yield FieldChange(self._label(key), self._shown(key, old), self._shown(key, values.get(key, "")))

    def _label(self, key: str) -> str:
        if key == "faulty":
            return gettext("Code that fails its check")
        return self.columns[key].heading

    def _shown(self, key: str, text: str) -> str:
        """A value as one reads it; a choice that is not offered any more stays a code."""
        column = self.columns.get(key)
        choices: Sequence[Any] = column.choices if column else ()
        return next((choice.label for choice in choices if choice.code == text), text)

    def _remark(self, finding: Finding) -> Remark:
        return Remark(self._sentence(finding), finding.is_error, finding.sheet, finding.row, finding.cell)

    def _sentence(self, finding: Finding) -> str:
        sentence = SENTENCES.get(finding.code)
        if sentence is None:
            return finding_sentence(finding)
        params = finding.params | (
            {"unit": self._shown("unit", finding.params["unit"])} if "unit" in finding.params else {}
        )
        return capfirst(str(sentence) % params)
