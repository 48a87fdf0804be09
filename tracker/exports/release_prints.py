"""The districts' tables of a release as they are printed: unit by target, theme by theme, in the official order."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.selectors.plans import Filters
from tracker.selectors.release_reading import Released
from tracker.selectors.targets import TargetPage, UnitRow

Cell = tuple[TargetPage, UnitRow | None]


@dataclass(frozen=True)
class UnitTable:
    """The targets of one theme that area units report. A cell is a target with the unit's row, which is None where the
    unit is not asked for it.
    """

    name: str
    pages: tuple[TargetPage, ...]
    rows: tuple[tuple[UnitRow, tuple[Cell, ...]], ...]

    @property
    def has_parts(self) -> bool:
        """Whether there is a unit whose figures are inside another's."""
        return any(not unit.counts for unit, _cells in self.rows)


def unit_tables(released: Released) -> tuple[UnitTable, ...]:
    """A table for each theme with such targets, in the plans' order."""
    tables = []
    for plan in released.overview(Filters()).plans:
        for theme in plan.themes:
            pages = tuple(released.target_page(row.code) for row in theme.rows)
            pages = tuple(page for page in pages if page.areas and page.quarter)
            if pages:
                tables.append(UnitTable(theme.name, pages, _rows(pages, released)))
    return tuple(tables)


def _rows(pages: tuple[TargetPage, ...], released: Released) -> tuple[tuple[UnitRow, tuple[Cell, ...]], ...]:
    of_page = [(page, {row.code: row for row in page.areas}) for page in pages]
    areas = {code: row for _page, rows in of_page for code, row in rows.items()}
    return tuple(
        (areas[code], tuple((page, rows.get(code)) for page, rows in of_page))
        for code in released.units
        if code in areas
    )
