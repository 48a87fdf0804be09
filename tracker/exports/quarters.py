"""A quarter as a file: every unit's figure for every target, and how far each figure is."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.documents.tables import Book, Cell, Column, Kind, Number, Sheet
from tracker.labels import REPORT_STATE_LABELS, STATUS_LABELS, quarter_name
from tracker.models import ReportState, Target
from tracker.selectors.matrices import Matrix, MatrixRow
from tracker.selectors.quarters import Cell as State
from tracker.selectors.quarters import QuarterPage
from tracker.sentences import TOTAL_PROBLEMS

from .parts import Origin, figures, notes, number, sources_sheet


def quarter_book(page: Matrix, states: QuarterPage | None, origin: Origin) -> Book:
    """The figures unit by unit in the official order; with `states`, where each of them is on its way."""
    title = _("Figures of %(quarter)s, unit by unit") % {"quarter": quarter_name(page.quarter)}
    head = notes(origin, quarter=page.quarter, running=page.running)
    sheets = [
        Sheet(
            name=_("Figures"),
            title=title,
            notes=(*head, _("An empty cell: the unit is not asked for this figure.")),
            columns=(
                Column(_("Code"), 24, Kind.CODE),
                Column(_("Unit"), 20),
                *(figures(target.name, target.unit, width=16) for target in page.targets),
            ),
            rows=(_totals(page), *_coverage(page), *(_cells(row, page) for row in page.rows)),
            fixed=2,
            totals=3,
        )
    ]
    if states:
        sheets.append(_states_sheet(states, head))
    sheets.append(sources_sheet(page.targets, head))
    return Book(title=title, sheets=tuple(sheets), made_at=origin.at, mark=origin.mark)


def _totals(page: Matrix) -> tuple[Cell, ...]:
    values = (
        str(TOTAL_PROBLEMS[total.problem]) if total.problem else _figure(total.value, target, page)
        for target, total in zip(page.targets, page.totals, strict=True)
    )
    return (None, _("The whole city"), *values)


def _coverage(page: Matrix) -> list[tuple[Cell, ...]]:
    """How many units stand behind each figure of the city. In two rows: "5/12" would be read as a date."""
    reported = (Number(Decimal(total.reported)) for total in page.totals)
    expected = (Number(Decimal(total.expected)) for total in page.totals)
    return [(None, _("Units that reported"), *reported), (None, _("Units asked"), *expected)]


def _cells(row: MatrixRow, page: Matrix) -> tuple[Cell, ...]:
    figures = (
        _figure(figure.value if figure else None, target, page) if asked else None
        for target, figure, asked in zip(page.targets, row.figures, row.asked, strict=True)
    )
    return (row.unit.code, row.unit.name, *figures)


def _figure(value: Decimal | None, target: Target, page: Matrix) -> Cell:
    """A figure, or the word for one that is not there."""
    return str(STATUS_LABELS[page.absent]) if value is None else number(value, target.decimals)


def _states_sheet(page: QuarterPage, head: tuple[str, ...]) -> Sheet:
    return Sheet(
        name=_("Who has reported"),
        title=_("Who has reported"),
        notes=head,
        columns=(
            Column(_("Code"), 24, Kind.CODE),
            Column(_("Unit"), 20),
            *(Column(target.name, 16, Kind.LONG) for target in page.targets),
        ),
        rows=tuple(
            (row.unit.code, row.unit.name, *(_state_words(cell) if cell else None for cell in row.cells))
            for row in page.rows
        ),
        fixed=2,
    )


def _state_words(cell: State) -> str:
    """The state of a figure; whether it came late, and why a unit states that there is none."""
    words = [
        pgettext("report", "not submitted")
        if cell.state == ReportState.DRAFT
        else str(REPORT_STATE_LABELS[cell.state])
    ]
    if cell.is_late:
        words.append(pgettext("report", "late"))
    if cell.blank_words:
        words.append(cell.blank_words)
    return " · ".join(words)
