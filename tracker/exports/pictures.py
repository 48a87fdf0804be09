"""What the charts of a target's file are drawn from, on a sheet of its own that everybody can look at.

A line is cut where figures do not compare, and a missing figure is an empty cell: a word there would be drawn
as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from django.utils.translation import gettext as _

from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Measure
from tracker.charts import theme
from tracker.documents.tables import Cell, Chart, Column, Kind, Series, Sheet, Style
from tracker.labels import quarter_name
from tracker.selectors.goals import breaks_of
from tracker.selectors.targets import TargetPage
from tracker.sentences import target_label

from .parts import figures, headed, number

Points = dict[Quarter, Decimal]
OWN_TARGET = "#c9d6e6"  # behind the units' figures, paler than they


@dataclass(frozen=True)
class Pictures:
    """The sheet with the data, and the two charts over it."""

    data: Sheet
    way: Chart
    units: Chart | None


@dataclass(frozen=True)
class _Line:
    """One piece of a line of the chart."""

    name: str
    points: Points
    style: Style
    colour: str
    in_legend: bool = True


def pictures(page: TargetPage, mark: str | None) -> Pictures:
    """The way by quarter and the areas' figures in the official order. A demonstration says so in both."""
    target, name = page.target, _("Chart data")
    lines = _lines(page)
    quarters = sorted({quarter for line in lines for quarter in line.points})
    way_columns = [Column(_("Quarter"), 12, Kind.CODE), *(figures(line.name) for line in lines)]
    way_rows = [(q.code, *(number(line.points.get(q), target.decimals) for line in lines)) for q in quarters]
    has_own = any(area.own_target is not None for area in page.areas)
    unit_columns = [Column(_("Unit"), 20), figures(_("Reported figure"), target.unit)]
    unit_columns += [figures(_("Own target"), target.unit, width=18)] if has_own else []
    unit_rows = [
        (area.name, number(area.value, target.decimals), number(area.own_target, target.decimals))
        for area in page.areas
    ]
    first = len(way_columns) + 1  # an empty column lies between the two tables
    return Pictures(
        data=Sheet(
            name=name,
            title=_("What the charts are drawn from"),
            notes=(_("A figure that is missing leaves its cell empty: it is never zero."),),
            columns=(*way_columns, Column("", 4), *unit_columns),
            rows=tuple(_side_by_side(way_rows, unit_rows, first, len(unit_columns))),
        ),
        way=Chart(
            title=_title(target.name, target.unit, mark),
            data=name,
            rows=len(way_rows),
            categories=0,
            series=tuple(
                Series(
                    name=line.name,
                    column=index,
                    style=line.style,
                    colour=line.colour,
                    in_legend=line.in_legend,
                )
                for index, line in enumerate(lines, 1)
            ),
            decimals=target.decimals,
        ),
        units=_units_chart(page, mark, name, first, has_own=has_own),
    )


def _units_chart(page: TargetPage, mark: str | None, data: str, first: int, *, has_own: bool) -> Chart | None:
    if not page.areas or page.quarter is None:
        return None
    target = page.target
    bars = [(_("Reported figure"), theme.ACTUAL)] + ([(_("Own target"), OWN_TARGET)] if has_own else [])
    values = [value for area in page.areas for value in (area.value, area.own_target) if value is not None]
    return Chart(
        title=_title(f"{target.name} · {quarter_name(page.quarter)}", target.unit, mark),
        data=data,
        rows=len(page.areas),
        categories=first,
        series=tuple(
            Series(name=name, column=first + index, style=Style.BARS, colour=colour)
            for index, (name, colour) in enumerate(bars, 1)
        ),
        decimals=target.decimals,
        from_zero=all(value >= 0 for value in values),
    )


def _lines(page: TargetPage) -> list[_Line]:
    """As on the page: the plan dashed, the actuals solid, a quarter being reported apart, the target across."""
    goal, yearly = page.goal, page.target.measure == Measure.ANNUAL_FLOW
    planned = {row.quarter: row.planned for row in page.quarters if row.planned is not None}
    # A yearly flow begins at nothing each January, which is no point of the plan.
    if planned and not yearly and goal.start is not None and goal.start.quarter < min(planned):
        planned[goal.start.quarter] = goal.start.value
    actual = {r.quarter: r.actual for r in page.quarters if r.actual is not None and not r.running}
    partial = {r.quarter: r.actual for r in page.quarters if r.actual is not None and r.running}
    years = {row.quarter for row in page.quarters if row.quarter.number == 1} if yearly else set()
    everywhere = sorted({row.quarter for row in page.quarters} | set(planned))
    lines = _pieces(_("Planned"), planned, years, Style.DASHED, theme.PLANNED)
    lines += _pieces(_("Actual"), actual, years | set(breaks_of(page.target)), Style.LINE, theme.ACTUAL)
    if partial:
        lines.append(_Line(_("Being reported"), partial, Style.DOTS, theme.FORECAST))
    ends = [end for end in (page.target.value, page.target.upper) if end is not None]
    for index, end in enumerate(ends):
        level = dict.fromkeys(everywhere, end)
        lines.append(_Line(target_label(page.target), level, Style.LEVEL, theme.TARGET, in_legend=index == 0))
    return lines


def _pieces(name: str, points: Points, cuts: Iterable[Quarter], style: Style, colour: str) -> list[_Line]:
    """The line cut before each of these quarters. Without any points it still has its place in the legend."""
    cuts = sorted(cuts)
    pieces: dict[int, Points] = {}
    for quarter, value in points.items():
        pieces.setdefault(sum(cut <= quarter for cut in cuts), {})[quarter] = value
    return [
        _Line(name, piece, style, colour, in_legend=index == 0)
        for index, piece in enumerate([pieces[key] for key in sorted(pieces)] or [{}])
    ]


def _side_by_side(
    left: Sequence[Sequence[Cell]], right: Sequence[Sequence[Cell]], first: int, width: int
) -> Iterable[tuple[Cell, ...]]:
    """Two tables beside each other, the second from column `first` on."""
    for one, other in zip_longest(left, right):
        yield (*(one or [None] * (first - 1)), None, *(other[:width] if other else []))


def _title(text: str, unit: str, mark: str | None) -> str:
    title = headed(text, unit)
    return f"{mark} · {title}" if mark else title
