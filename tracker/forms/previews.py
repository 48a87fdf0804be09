"""What an uploaded sheet would change, judged against what stands now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tracker.documents.spreadsheet_problems import Finding
from tracker.findings import FindingWords, finding_words
from tracker.labels import exact_text
from tracker.models import Upload
from tracker.selectors.checks import Checker, checker_for
from tracker.selectors.reports import Sheet, SheetRow, row_as_seen
from tracker.services.audit import person_name
from tracker.services.uploads import ImportedRow

from .comparisons import Comparison, Step
from .sheet_columns import CHOICES, HEADINGS
from .sheet_files import FileRow
from .upload_words import STEP_LABELS, finding_sentence


@dataclass(frozen=True)
class Remark:
    """A sentence about a row or the file, with the place that it speaks of."""

    text: str
    is_error: bool
    sheet: str = ""
    row: int = 0
    cell: str = ""


@dataclass(frozen=True)
class FieldChange:
    """One field as it stands and as the file has it; an empty text where there is nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class PreviewRow:
    """One target of the sheet and what the file does with it; `number` is its row in the file."""

    row: SheetRow
    step: Step
    number: int = 0
    changes: tuple[FieldChange, ...] = ()
    remarks: tuple[Remark, ...] = ()
    imported: ImportedRow | None = None

    @property
    def step_label(self) -> str:
        return str(STEP_LABELS[self.step])


@dataclass(frozen=True)
class Preview:
    """A file before it is imported: every target of the unit in its order, and what there is to say.

    `stands` changes whenever something else stands on the sheet: a confirmation is of what was shown.
    """

    upload: Upload
    remarks: tuple[Remark, ...]
    rows: tuple[PreviewRow, ...]
    stands: str

    @property
    def errors(self) -> int:
        remarks = [*self.remarks, *(remark for row in self.rows for remark in row.remarks)]
        return sum(remark.is_error for remark in remarks)

    @property
    def imported(self) -> list[ImportedRow]:
        return [row.imported for row in self.rows if row.imported]

    @property
    def may_be_confirmed(self) -> bool:
        return not self.errors and bool(self.imported)

    @property
    def tally(self) -> list[tuple[Step, str, int]]:
        """How many rows of each step there are, those of which there is none left out."""
        counts = [(step, sum(row.step == step for row in self.rows)) for step in Step]
        return [(step, str(STEP_LABELS[step]), count) for step, count in counts if count]


def preview(page: Sheet, upload: Upload) -> Preview:
    """Compare an upload with the sheet as it stands now."""
    in_file = {row["target"]: FileRow(**row) for row in upload.rows}
    findings = [Finding(**finding) for finding in upload.findings]
    compared = {row.code: Comparison(row, in_file[row.code]) for row in page.rows if row.code in in_file}
    of_row, of_file = _by_row(findings, in_file.values())
    checker = checker_for([row.assignment for row in page.rows], page.period)
    beside = {code: found.value for code, found in compared.items() if found.value is not None}
    asked = _asked(compared.values(), checker, beside)
    is_foreign = any(finding.is_error for finding in findings) and not upload.rows
    return Preview(
        upload=upload,
        remarks=tuple(
            Remark(finding_sentence(finding), finding.is_error, finding.sheet, finding.row, finding.cell)
            for finding in of_file
        ),
        rows=tuple(
            _preview_row(compared[row.code], of_row[row.code], asked.get(row.code, []))
            if row.code in compared
            else PreviewRow(row, Step.ABSENT)
            for row in (() if is_foreign else page.rows)
        ),
        stands=_stands(page.rows),
    )


def _by_row(
    findings: Sequence[Finding], rows: Iterable[FileRow]
) -> tuple[dict[str, list[Finding]], list[Finding]]:
    """The findings by the target in whose row they were made, and those that belong to none."""
    targets = {row.row: row.target for row in rows}
    of_row: dict[str, list[Finding]] = {target: [] for target in targets.values()}
    of_file: list[Finding] = []
    for finding in findings:
        target = targets.get(finding.row)
        (of_row[target] if target else of_file).append(finding)
    return of_row, of_file


def _asked(
    compared: Iterable[Comparison], checker: Checker, beside: Mapping[str, Decimal]
) -> dict[str, list[FindingWords]]:
    """What the checks will ask, by the target in whose row the file has something new."""
    forms = [found.form for found in compared if found.changes and found.form.is_valid()]
    for form in forms:
        form.judge(checker, {code: value for code, value in beside.items() if code != form.row.code})
    return {form.row.code: words for form, words in zip(forms, finding_words(forms), strict=True)}


def _preview_row(found: Comparison, findings: Sequence[Finding], asked: Sequence[FindingWords]) -> PreviewRow:
    remarks = [Remark(finding_sentence(f), f.is_error, cell=f.cell) for f in findings]
    if found.changes:
        remarks += _remarks(found, asked)
    return PreviewRow(
        row=found.row,
        step=Step.FAULTY if any(remark.is_error for remark in remarks) else found.step,
        number=found.file.row,
        changes=tuple(_change(name, *texts) for name, texts in found.changes.items()),
        remarks=tuple(remarks),
        imported=found.imported,
    )


def _remarks(found: Comparison, asked: Sequence[FindingWords]) -> Iterator[Remark]:
    """Why the row cannot be imported, what was submitted meanwhile, and what the checks will ask."""
    row, form = found.row, found.form
    if not row.editable:
        words = _("This figure is approved, or the quarter is not open: it cannot be changed here.")
        yield Remark(words, True)
    if found.seen < found.standing:
        yield Remark(_superseded_words(row, found.seen), False)
    for name, errors in form.errors.items():
        for error in errors:
            yield Remark(str(error), True, cell=found.file.cells.get(name, ""))
    for finding in asked:
        yield Remark(finding.text, False)


def _superseded_words(row: SheetRow, seen: int) -> str:
    """Both values: the one with which the template went out, and the one that somebody submitted since."""
    before = row_as_seen(row, seen).latest
    return _(
        "When the file was downloaded, %(before)s stood here; %(author)s has submitted %(now)s since."
    ) % {
        "before": _value_words(before.value if before else None),
        "now": _value_words(row.latest.value),
        "author": person_name(row.latest.author),
    }


def _value_words(value: Decimal | None) -> str:
    return exact_text(value) or _("no figure")


def _change(name: str, old: str, new: str) -> FieldChange:
    labels = CHOICES.get(name, {})
    return FieldChange(capfirst(str(HEADINGS[name])), str(labels.get(old, old)), str(labels.get(new, new)))


def _stands(rows: Iterable[SheetRow]) -> str:
    parts = [
        f"{row.code}:{row.latest.number if row.latest else 0}:{row.draft.number if row.draft else 0}:{row.editable}"
        for row in rows
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
