"""The districts' figures in the notice: unit by target, a table for each theme, in the official order."""

from __future__ import annotations

from tracker.documents.notice_tables import Block, Blocks, Column, Table
from tracker.labels import STATUS_LABELS, figure_text, quarter_name
from tracker.selectors.release_reading import Released
from tracker.selectors.targets import TargetPage, UnitRow

from .release_prints import UnitTable, unit_tables

WIDEST = 4  # columns of figures that a sheet of A4 takes beside the units' names
NOTE = "未报即未报送，不以零计；“—”为不承担该指标；标*的板块不计入全市合计。"
NAME_WIDTH, FIGURE_WIDTH = 28, 32


def unit_blocks(released: Released) -> Blocks:
    """Every target that area units report, theme by theme; a theme too wide for the sheet goes on in a second table."""
    blocks = [
        Block(
            title=table.name + ("（续）" if start else ""),
            table=_table(table, slice(start, start + WIDEST), released),
        )
        for table in unit_tables(released)
        for start in range(0, len(table.pages), WIDEST)
    ]
    if not blocks:
        return Blocks([Block(lines=("本期无板块分解数据。",))])
    return Blocks([*blocks, Block(notes=(NOTE,))])


def _table(table: UnitTable, part: slice, released: Released) -> Table:
    pages = table.pages[part]
    rows = [
        (
            unit.name + ("" if unit.counts else "*"),
            *(_figure(page, row) for page, row in cells[part]),
        )
        for unit, cells in table.rows
    ]
    columns = (
        Column("板块", NAME_WIDTH),
        *(Column(_heading(page, released), FIGURE_WIDTH, is_number=True) for page in pages),
    )
    return Table(columns, (*rows, ("全市", *(_city(page) for page in pages))), is_whole=True)


def _heading(page: TargetPage, released: Released) -> str:
    """The target with its unit, and its quarter where its plan ended before the release's."""
    words = f"{page.target.name}（{page.target.unit}）"
    if page.quarter and page.quarter != released.quarter:
        words += quarter_name(page.quarter)
    return words


def _figure(page: TargetPage, row: UnitRow | None) -> str:
    if row is None:
        return "—"
    if row.value is None:
        return str(STATUS_LABELS[row.absent])
    return figure_text(row.value, page.target.decimals)


def _city(page: TargetPage) -> str:
    """The city's figure of the same quarter; never that of an earlier one."""
    total = page.row.quarter_total
    if total is None or total.value is None:
        return str(STATUS_LABELS["not-reported"])
    return figure_text(total.value, page.target.decimals)
