"""A board as pictures: what each score is made of, and how places moved from quarter to quarter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tracker.calculations.periods import Quarter
from tracker.charts import theme
from tracker.charts.scales import number, quarter_axis, value_axis
from tracker.charts.text import HOVER_COLUMNS, columns, plain, wrapped
from tracker.charts.theme import Figure, label
from tracker.charts.units import COLUMN_WIDTH, NAME_COLUMNS

LABEL_COLUMNS = 18  # nine Chinese characters a line beside the last place
# Twelve lines that are told apart by colour, dash and marker together; every one carries its name at its end.
LINE_COLOURS = ("#1f4e8c", "#c27a1a", "#0b5d4e", "#6b4a86", "#4d8fc4", "#7d5a00")
DASHES = ("solid", "dot")
MARKERS = ("circle", "square", "diamond", "triangle-up", "pentagon", "hexagon")
# From deep to pale, neighbours well apart; the pattern tells them apart without colour.
PART_COLOURS = ("#1f4e8c", "#8fb4dc", "#c27a1a", "#e8cf9f", "#0b5d4e", "#9ccbc0", "#6b4a86", "#c9b8d8")
PART_PATTERNS = ("", "/", "", ".", "", "\\", "", "x")
Trace = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBar:
    """A ranked unit's score and the weighted points it is made of, in the order of the criteria."""

    name: str
    score: Decimal
    parts: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """A unit's place in each quarter; None where it had none."""

    name: str
    places: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardWords:
    axis_title: str  # 加权得分（分）, or 名次
    no_data: str  # in the middle of a figure without any row
    place: Callable[[int], str]  # 3 -> 第3名
    quarter: Callable[[Quarter], str]


def score_bars(
    rows: Sequence[ScoreBar], criteria: Sequence[str], words: BoardWords, mark: str | None = None
) -> Figure:
    """Ranked bars from zero, stacked by weighted points; the score stands at the right in a column."""
    axis = value_axis([row.score for row in rows], decimals=0, from_zero=True, room=0.03)
    traces = [_part(rows, index, name) for index, name in enumerate(criteria)]
    scores = [
        label(f"<b>{row.score}</b>", xref="paper", x=1, xanchor="left", xshift=8, y=place)
        for place, row in enumerate(rows)
    ]
    layout = theme.base_layout(
        plain(words.axis_title),
        xaxis=axis,
        yaxis={
            "tickvals": list(range(len(rows))),
            "ticktext": [wrapped(row.name, NAME_COLUMNS, lines=2) for row in rows],
            "range": [len(rows) - 0.4, -0.6] if rows else [0, 1],
            "fixedrange": True,
            "automargin": True,
            "showgrid": False,
            "zeroline": False,
        },
        barmode="stack",
        bargap=0.42,
        annotations=scores if rows else [theme.centred(plain(words.no_data))],
    )
    layout["margin"]["r"] += round(COLUMN_WIDTH * max((len(str(row.score)) for row in rows), default=0)) + 8
    layout["legend"]["traceorder"] = "normal"
    return theme.finish(traces if rows else [], layout, mark)


def places_over_quarters(
    lines: Sequence[PlaceLine], quarters: Sequence[Quarter], words: BoardWords, mark: str | None = None
) -> Figure:
    """Places quarter by quarter, the first on top, each line with its name beside its last place. A quarter without a
    place leaves a gap.
    """
    known = [place for line in lines for place in line.places if place is not None]
    lowest = max(known, default=1)
    ends = _ends(lines, quarters)
    layout = theme.base_layout(
        plain(words.axis_title),
        xaxis=quarter_axis(quarters, None, ""),
        yaxis={
            "range": [lowest + 0.6, 0.4],
            "tickvals": list(range(1, lowest + 1)),
            "tickfont": {"size": theme.SMALL, "color": theme.MUTED},
            "gridcolor": theme.GRID,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
        annotations=ends if known else [theme.centred(plain(words.no_data))],
    )
    widest = max((columns(row) for end in ends for row in end["text"].split("<br>")), default=0)
    layout["margin"]["r"] += round(COLUMN_WIDTH * widest)
    traces = [_line(line, index, quarters, words) for index, line in enumerate(lines)] if known else []
    return theme.finish(traces, layout, mark)


def _part(rows: Sequence[ScoreBar], index: int, criterion: str) -> Trace:
    """One criterion's part of every bar."""
    colour = PART_COLOURS[index % len(PART_COLOURS)]
    return {
        "type": "bar",
        "orientation": "h",
        "name": wrapped(criterion, HOVER_COLUMNS),
        "x": [number(row.parts[index]) for row in rows],
        "y": list(range(len(rows))),
        "marker": {
            "color": colour,
            "line": {"color": "#ffffff", "width": 1},
            "pattern": {
                "shape": PART_PATTERNS[index % len(PART_PATTERNS)],
                "fillmode": "overlay",
                "fgcolor": "#ffffff",
                "size": 7,
                "solidity": 0.3,
            },
        },
        "showlegend": True,
        "hoverinfo": "text",
        "hovertext": [
            f"<b>{wrapped(row.name, HOVER_COLUMNS)}</b><br>{wrapped(criterion, HOVER_COLUMNS)}"
            f" {row.parts[index]:,f}<br>{row.score}"
            for row in rows
        ],
    }


def _line(line: PlaceLine, index: int, quarters: Sequence[Quarter], words: BoardWords) -> Trace:
    colour = LINE_COLOURS[index % len(LINE_COLOURS)]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": wrapped(line.name, HOVER_COLUMNS),
        "x": [quarter.code for quarter in quarters],
        "y": list(line.places),
        "connectgaps": False,
        "line": {
            "color": colour,
            "width": 2.5,
            "dash": DASHES[index // len(LINE_COLOURS) % len(DASHES)],
        },
        "marker": {"size": 9, "color": colour, "symbol": MARKERS[index % len(MARKERS)]},
        "cliponaxis": False,
        "showlegend": False,
        "hoverinfo": "text",
        "hovertext": [
            ""
            if place is None
            else f"<b>{wrapped(line.name, HOVER_COLUMNS)}</b><br>{plain(words.quarter(quarter))}"
            f" {plain(words.place(place))}"
            for quarter, place in zip(quarters, line.places, strict=True)
        ],
    }


def _ends(lines: Sequence[PlaceLine], quarters: Sequence[Quarter]) -> list[dict[str, Any]]:
    """The names beside the places of the last quarter; those that share a place share a label."""
    at: dict[int, list[str]] = {}
    for line in lines:
        if line.places and line.places[-1] is not None:
            at.setdefault(line.places[-1], []).append(line.name)
    return [
        label(
            # Below a shared place as many stay empty: there is room for a line for each of the names.
            wrapped("、".join(names), LABEL_COLUMNS, lines=len(names) if len(names) > 1 else 2),
            xref="paper",
            x=1,
            xanchor="left",
            xshift=6,
            y=place,
            align="left",
            font={"size": theme.SMALL},
        )
        for place, names in sorted(at.items())
    ]
