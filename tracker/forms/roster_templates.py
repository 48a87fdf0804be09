"""An empty form for the names of a roster, as an Excel file to be filled in away from the site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.documents.columns import Column
from tracker.documents.workbooks import Form, Instructions, Line, write_form
from tracker.labels import separator
from tracker.models import Roster
from tracker.selectors.roster_columns import roster_columns, roster_mark

from .sheet_columns import INSTRUCTIONS_NAME, site_key

FORMAT = "1"  # of the file, for whoever reads it later
OPEN_ROWS = 2_000  # prepared for typing; a file that is imported may have many more
FIXED_COLUMNS = 2


def roster_template(roster: Roster, *, mark: str | None, at: dt.datetime) -> bytes:
    """The workbook: open rows below locked headings, drop-down lists, days as days and codes as text.

    `mark` is what a demonstration writes on everything that leaves it. Reads the roster's targets.
    """
    columns = roster_columns(roster)
    issued = timezone.localtime(at)
    targets = separator().join(target.name for target in roster.targets.all())
    notes = [mark] if mark else []
    notes += [
        _("For: %(targets)s. Downloaded %(issued)s.")
        % {"targets": targets, "issued": f"{issued:%Y-%m-%d %H:%M}"},
        _(
            "Classified material and personal data, such as numbers of identity cards, must not be entered or "
            "uploaded here."
        ),
    ]
    form = Form(
        name=pgettext("sheet of a workbook", "Names"),
        title=roster.name,
        notes=notes,
        code=roster_mark(roster),
        columns=columns,
        lines=[Line()] * OPEN_ROWS,
        fixed=FIXED_COLUMNS,
    )
    instructions = Instructions(
        name=str(INSTRUCTIONS_NAME), title=roster.name, lines=list(_instructions(roster, columns))
    )
    keys = [["format", FORMAT], ["site", site_key()], ["roster", roster.code], ["issued", at.isoformat()]]
    return write_form(form, instructions, keys)


def _instructions(roster: Roster, columns: list[Column]) -> Iterator[str]:
    """The sentences of the sheet of instructions, numbered."""
    needed = separator().join(column.heading for column in columns if column.is_required)
    chosen = separator().join(column.heading for column in columns if column.choices)
    lines = [
        _("Each row is one recognition. In every row these are needed: %(needed)s.") % {"needed": needed},
        _counted(roster),
        _(
            "Codes are text of 18 characters; where they come from another file, paste them as text. A name without "
            "a code, or with one that fails its check, is taken and flagged until somebody has looked at it."
        ),
        _("Chosen from the list in the cell: %(headings)s.") % {"headings": chosen},
        _("Days are written with year, month and day, such as 2026-03-31."),
        _(
            "A name that is withdrawn keeps its row, with the day from which it counts no longer and the reason."
        ),
        _(
            "Write values, not formulas, and merge no cells. In Excel or WPS copy the cells and paste them as values."
        ),
        _(
            "%(rows)s rows are prepared. For more names use any workbook or CSV file whose headings are these, in any "
            "order: the import takes more rows than the template has."
        )
        % {"rows": OPEN_ROWS},
        _(
            "Save the file as an Excel workbook (.xlsx) and upload it on the site: the roster's page, “Import a list”. "
            "Nothing is stored before you have seen and confirmed every change. Names that stand on the roster and not "
            "in the file stay on it, unless you say that the file is the whole list."
        ),
    ]
    for number, line in enumerate(lines, start=1):
        yield f"{number}. {line}"


def _counted(roster: Roster) -> str:
    if roster.counts_items:
        return _(
            "What counts is each %(item)s: an enterprise with several has a row for each, and one that is recognised "
            "again under the same name counts once."
        ) % {"item": roster.item}
    return _(
        "What counts is the enterprise: one that climbs a level or stands on several lists has a row for each "
        "recognition, and counts once."
    )
