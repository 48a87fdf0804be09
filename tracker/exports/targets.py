"""One target as a file: its quarters, its units, and both together, drawn by the spreadsheet itself."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.calculations.progress import Aggregation
from tracker.documents.tables import Book, Cell, Column, Kind, Number, Sheet
from tracker.labels import QUALIFIER_LABELS, STATUS_LABELS
from tracker.selectors.targets import QuarterRow, TargetPage, UnitCell, UnitRow
from tracker.sentences import change_unit, coverage_sentence, target_label, target_sentences

from .parts import Origin, figures, notes, number, percent, sources_sheet
from .pictures import Pictures, pictures


def target_book(page: TargetPage, origin: Origin) -> Book:
    """The tables of the target's page in the page's order, then sources and what the charts are drawn from."""
    target = page.target
    head = notes(
        origin,
        quarter=page.quarter,
        running=page.row.running,
        more=(target_label(target), *target_sentences(page)),
    )
    drawn = pictures(page, origin.mark)
    sheets = [_quarters_sheet(page, head, drawn)]
    if page.units:
        sheets += [_units_sheet(page, head, drawn), _heat_sheet(page, head)]
    sheets.append(sources_sheet([target], head))
    sheets.append(drawn.data)
    return Book(title=target.name, sheets=tuple(sheets), made_at=origin.at, mark=origin.mark)


def _quarters_sheet(page: TargetPage, head: tuple[str, ...], drawn: Pictures) -> Sheet:
    target = page.target
    return Sheet(
        name=_("Quarters"),
        title=_("%(target)s: actuals and plan by quarter") % {"target": target.name},
        notes=head,
        columns=(
            Column(_("Quarter"), 12, Kind.CODE),
            figures(_("Planned"), target.unit),
            figures(_("Actual"), target.unit),
            figures(_("Added in the quarter"), change_unit(target), width=16),
            figures(_("Completion rate"), "%"),
            figures(_("Share of the way"), "%"),
            Column(_("Status"), 14),
            Column(_("Being reported"), 12),
            Column(_("Coverage"), 44, Kind.LONG),
        ),
        rows=tuple(_quarter_cells(row, page) for row in page.quarters),
        chart=drawn.way,
    )


def _quarter_cells(row: QuarterRow, page: TargetPage) -> tuple[Cell, ...]:
    """The figures' columns hold figures only; that there is none is said under the status."""
    decimals = page.target.decimals
    # A straight line has more decimals than anybody plans with: shown as on the page.
    planned = number(row.planned, decimals or 1)
    if not row.seen or row.total is None or row.standing is None:
        return (row.quarter.code, planned, *[None] * 4, _("not published yet"), None, None)
    added: Cell = number(row.increment, decimals)
    if added is None and row.actual is not None and row is not page.quarters[0]:
        added = _("not comparable")
    return (
        row.quarter.code,
        planned,
        number(row.actual, decimals),
        added,
        percent(row.standing.completion),
        percent(row.standing.share),
        str(STATUS_LABELS[row.standing.status]),
        _("Being reported") if row.running else None,
        coverage_sentence(row.total),
    )


def _units_sheet(page: TargetPage, head: tuple[str, ...], drawn: Pictures) -> Sheet:
    target = page.target
    return Sheet(
        name=_("Units"),
        title=_("%(target)s: the units' figures") % {"target": target.name},
        notes=head,
        columns=(
            Column(_("Code"), 24, Kind.CODE),
            Column(_("Unit"), 20),
            figures(_("Quarter before"), target.unit),
            figures(_("Figure"), target.unit),
            Column(_("About the figure"), 28, Kind.LONG),
            *_part_columns(page),
            figures(_("Own target"), target.unit, width=18),
            Column(_("Against its own target"), 16),
            Column(_("In the city total"), 12),
        ),
        rows=tuple(_unit_cells(unit, page) for unit in page.units),
        fixed=2,
        chart=drawn.units,
    )


def _part_columns(page: TargetPage) -> tuple[Column, ...]:
    """What a figure is made of: a rate's two parts, or what was stated beside what the roster counts."""
    unit = page.target.unit
    if page.target.aggregation == Aggregation.RATIO:
        return figures(_("Numerator")), figures(_("Denominator"))
    if page.comparison:
        return (
            figures(_("Stated by the unit"), unit),
            figures(_("On the roster"), unit),
            figures(_("Difference"), unit),
        )
    return ()


def _part_cells(unit: UnitRow, page: TargetPage) -> tuple[Cell, ...]:
    figure, compared = unit.figure, unit.compared
    if page.target.aggregation == Aggregation.RATIO:
        return (number(figure.numerator, 0), number(figure.denominator, 0)) if figure else (None, None)
    if page.comparison is None:
        return ()
    if compared is None:  # the bureau of record's own figure
        return None, None, None
    return number(compared.stated, 0), number(compared.counted, 0), number(compared.difference, 0)


def _unit_cells(unit: UnitRow, page: TargetPage) -> tuple[Cell, ...]:
    decimals, figure = page.target.decimals, unit.figure
    return (
        unit.code,
        unit.name,
        number(unit.previous, decimals),
        number(unit.value, decimals),
        _about(unit),
        *_part_cells(unit, page),
        number(unit.own_target, decimals),
        str(STATUS_LABELS[unit.standing.status]) if unit.standing and figure else None,
        pgettext("answer", "yes") if unit.is_area and unit.counts else pgettext("answer", "no"),
    )


def _about(unit: UnitRow) -> str:
    """That there is no figure, or what qualifies it."""
    if unit.figure is None:
        return str(STATUS_LABELS[unit.absent])
    if unit.figure.is_counted:
        return _("by roster")
    return "" if unit.figure.qualifier == "exact" else str(QUALIFIER_LABELS[unit.figure.qualifier])


def _heat_sheet(page: TargetPage, head: tuple[str, ...]) -> Sheet:
    target = page.target
    return Sheet(
        name=_("Units and quarters"),
        title=_("%(target)s: units and quarters (%(unit)s)") % {"target": target.name, "unit": target.unit},
        notes=head,
        columns=(
            Column(_("Code"), 24, Kind.CODE),
            Column(_("Unit"), 20),
            *(figures(row.quarter.code) for row in page.seen_quarters),
        ),
        rows=tuple(
            (unit.code, unit.name, *(_heat_cell(cell, target.decimals) for cell in unit.cells))
            for unit in page.units
        ),
        fixed=2,
    )


def _heat_cell(cell: UnitCell, decimals: int) -> Number | str:
    if cell.figure is None:
        return str(STATUS_LABELS[cell.absent])
    return Number(cell.figure.value, decimals)
