"""The reporting sheet as an Excel file to be filled in away from the site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.documents.workbooks import Form, Instructions, Line, Value, write_form
from tracker.labels import quarter_name
from tracker.selectors.reports import Sheet, SheetRow

from .figures import FigureForm
from .sheet_columns import (
    CHOICES,
    ENTERED,
    FORMAT,
    INSTRUCTIONS_NAME,
    NUMBERS,
    SHEET_NAME,
    sheet_code,
    sheet_columns,
    site_key,
)

FIXED_COLUMNS = 2


def sheet_template(page: Sheet, *, mark: str | None, at: dt.datetime) -> bytes:
    """The workbook of a unit and quarter, with what stands on the sheet already filled in.

    `mark` is what a demonstration writes on everything that leaves it.
    """
    title = f"{page.unit.name} · {quarter_name(page.period.quarter)}"
    issued = timezone.localtime(at)
    notes = [mark] if mark else []
    notes.append(
        _("Due %(due)s. Downloaded %(issued)s. Classified material must not be entered or uploaded here.")
        % {"due": page.period.due, "issued": f"{issued:%Y-%m-%d %H:%M}"}
    )
    if not page.editable:
        notes.append(_("This sheet can only be read: the quarter is not open, or everything is approved."))
    entered = {row.code: _entered(row) for row in page.rows}
    form = Form(
        name=str(SHEET_NAME),
        title=title,
        notes=notes,
        code=sheet_code(page.unit.code, page.period.quarter.code),
        columns=sheet_columns(),
        lines=[_line(row, entered[row.code]) for row in page.rows],
        fixed=FIXED_COLUMNS,
    )
    instructions = Instructions(name=str(INSTRUCTIONS_NAME), title=title, lines=list(_instructions()))
    return write_form(form, instructions, list(_keys(page, entered, at)))


def _entered(row: SheetRow) -> dict[str, str]:
    """What stands in the row's fields on the site: the draft, else what was submitted."""
    form = FigureForm(row)
    return {name: str(form.initial.get(name, "")) for name in ENTERED if name in form.fields}


def _line(row: SheetRow, entered: dict[str, str]) -> Line:
    known: dict[str, Value] = {
        "code": row.code,
        "name": row.target.name,
        "unit": row.target.unit,
        "previous": row.previous,
        "year_before": row.year_before,
        "planned": row.planned,
        "definition": row.definition,
    }
    typed = {name: _cell(name, text) for name, text in entered.items()}
    closed = set(ENTERED) - (entered.keys() if row.editable else set())
    return Line(known | typed, locked=frozenset(closed), decimals=row.target.decimals)


def _cell(name: str, text: str) -> Value:
    """What stands in a field as it stands in its cell: a word for a choice, and none for the usual "exact"."""
    if name in CHOICES:
        return "" if text == "exact" else str(CHOICES[name].get(text, ""))
    return _number(text) if name in NUMBERS else text


def _number(text: str) -> Value:
    """A figure as a number; what is typed in a draft and is none stays the text that it is."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return value if value.is_finite() and abs(value) < Decimal(10) ** 15 else text


def _keys(page: Sheet, entered: dict[str, dict[str, str]], at: dt.datetime) -> Iterator[list[str]]:
    """What the file knows of itself: where it comes from, and what it was handed out with."""
    yield ["format", FORMAT]
    yield ["site", site_key()]
    yield ["unit", page.unit.code]
    yield ["quarter", page.period.quarter.code]
    yield ["issued", at.isoformat()]
    for row in page.rows:
        texts = [entered[row.code].get(name, "") for name in ENTERED]
        yield ["row", row.code, str(row.latest.number if row.latest else 0), *texts]


def _instructions() -> Iterator[str]:
    yield _(
        "1. Fill in the yellow cells. The grey ones are known already; they are locked and not read back."
    )
    yield _(
        "2. For a rate enter numerator and denominator and leave the figure empty: it follows from the two."
    )
    yield _("3. Zero is 0. An empty row says nothing and leaves what stands on the site as it is.")
    yield _("4. Where there is no figure, choose the reason and leave the figure empty.")
    yield _(
        "5. Write values, not formulas: what a formula showed may be out of date. In Excel or WPS copy the cells and "
        "paste them as values."
    )
    yield _(
        "6. Save the file as an Excel workbook (.xlsx) and upload it on the site: reporting sheet, “Import from "
        "Excel”. Nothing is stored before you have seen and confirmed every change."
    )
    yield _(
        "7. What is imported are your drafts. Submit them on the sheet, where the checks are answered and reasons "
        "are given."
    )
    yield _("8. Each file is for one unit and one quarter. Download a new one for every quarter.")
