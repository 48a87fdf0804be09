"""The words for what is wrong with a file that was uploaded: what it is, and what to do instead."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.documents.evidence_kinds import EvidenceError
from tracker.documents.spreadsheet_problems import Finding, Problem, SpreadsheetError
from tracker.labels import evidence_problem, separator

from .sheet_files import SheetProblem

SENTENCES = {
    Problem.NOT_A_TABLE: _(
        "Only Excel workbooks (.xlsx) and CSV files can be imported. Save the table as one of them."
    ),
    Problem.OLD_FORMAT: _(
        "This is an old Excel file (.xls). Open it, save it as “Excel workbook (.xlsx)” and upload that."
    ),
    Problem.EXTERNAL_LINKS: _(
        "The workbook is linked to other files. Break the links (in Excel: Data, Edit links), save it and upload it "
        "again."
    ),
    Problem.TOO_MANY_ROWS: _(
        "There is something below row %(limit)s; so many rows are not read. Delete what does not belong to the table."
    ),
    Problem.TOO_MANY_COLUMNS: _(
        "There is something to the right of column %(limit)s. Delete what does not belong to the sheet."
    ),
    Problem.TOO_MUCH: _(
        "The file holds far more than such a table. Copy what is asked for into a new template and upload that."
    ),
    Problem.DAMAGED: _("The file is damaged. Open it, save it again and upload it once more."),
    Problem.NO_HEADER: _(
        "No sheet of the file has the headings of the template. Needed are at least: %(headings)s."
    ),
    Problem.COLUMN_MISSING: _("The column “%(heading)s” is missing, or its heading was changed."),
    Problem.COLUMN_TWICE: _("The column “%(heading)s” is there twice. Delete the one that does not count."),
    Problem.COLUMN_UNKNOWN: _("The column “%(heading)s” is not one of the template's; it was not read."),
    Problem.HEADER_TWO_ROWS: _("The headings stand in two rows; both were read."),
    Problem.HEADER_REPEATED: _("The headings are repeated here; the row was left out."),
    Problem.ROW_HIDDEN: _("This row is hidden in the file. It was read all the same."),
    Problem.COLUMN_HIDDEN: _("The column “%(heading)s” is hidden in the file. It was read all the same."),
    Problem.SHEET_IGNORED: _("This sheet was not read."),
    Problem.MERGED: _(
        "These cells are merged: only the first of them holds something. Unmerge them and fill in each."
    ),
    Problem.FORMULA: _("Here stands a formula. What it last showed may be out of date: paste it as a value."),
    Problem.ERROR_VALUE: _(
        "Here stands the error %(text)s. Enter what belongs here, or leave the cell empty."
    ),
    Problem.DATE_FOR_FIGURE: _(
        "Here stands the date %(text)s instead of a number. Spreadsheets make dates of 5/10 and the like: format the "
        "cell as a number and enter it again."
    ),
    Problem.DATE_FOR_TEXT: _(
        "Here stands the date %(text)s; it was read as this text. Spreadsheets make dates of 5/10 and the like: if "
        "that was meant, format the cell as text and enter it again."
    ),
    Problem.NO_DATE: _("%(text)s is no date with year, month and day. Write it as 2026-03-31."),
    Problem.DIGITS_LOST: _(
        "The number %(text)s is too long for a spreadsheet: its last digits are lost. Format the cell as text and "
        "enter it again."
    ),
    Problem.NUMBER_AS_TEXT: _("“%(text)s” is stored as text; it was read as %(value)s."),
    Problem.NO_CHOICE: _("“%(text)s” is not in the list. Choose one of: %(choices)s."),
    Problem.TOO_LONG: _("The text is longer than %(limit)s characters."),
    SheetProblem.OTHER_FORMAT: _(
        "The template is of an older or newer form. Download a new one and fill that in."
    ),
    SheetProblem.OTHER_SITE: _(
        "The file comes from another installation of this system. Download the template here."
    ),
    SheetProblem.OTHER_SHEET: _(
        "The file is for another unit or quarter (%(code)s). Upload it there, or download the template of this sheet."
    ),
    SheetProblem.NO_KEY: _(
        "The file does not say for which unit and quarter it is. Make sure that it is for this sheet."
    ),
    SheetProblem.NO_TARGET: _("In this row the target code is missing. Copy it from the template."),
    SheetProblem.UNKNOWN_TARGET: _("The unit is not asked for “%(text)s” in this quarter."),
    SheetProblem.TARGET_TWICE: _("“%(text)s” stands in row %(row)s already. Delete one of the two rows."),
    SheetProblem.CELL_NOT_ASKED: _(
        "Numerator and denominator are asked for rates only. Leave this cell empty."
    ),
}
STEP_LABELS = {
    "faulty": pgettext_lazy("import", "with an error"),
    "new": pgettext_lazy("import", "new"),
    "changed": pgettext_lazy("import", "changed"),
    "unchanged": pgettext_lazy("import", "unchanged"),
    "empty": pgettext_lazy("import", "empty: left as it is"),
    "absent": pgettext_lazy("import", "not in the file: left as it is"),
}


def finding_sentence(finding: Finding) -> str:
    """A stored finding in the reader's language. Of a problem that is not known any more the code is left."""
    sentence = SENTENCES.get(finding.code)
    return str(sentence) % _params(finding.params) if sentence else finding.code


def refusal_sentence(error: SpreadsheetError | EvidenceError) -> str:
    """Why a file could not be read at all."""
    if isinstance(error, EvidenceError):
        return evidence_problem(error)
    return str(SENTENCES[error.code]) % _params(error.params)


def _params(params: dict[str, Any]) -> dict[str, Any]:
    return {
        name: separator().join(value) if isinstance(value, list) else value for name, value in params.items()
    }
