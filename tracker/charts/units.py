"""The units beside each other, in the official order as given: their figures, and what each added."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tracker.charts import theme
from tracker.charts.scales import number, value_axis
from tracker.charts.text import HOVER_COLUMNS, columns, plain, with_unit, wrapped
from tracker.charts.theme import Figure, label

NAME_COLUMNS = 20  # ten Chinese characters a line: 南京江北新区产业技术 / 研创园管理办公室
FIGURE_SPACE = "\u2007"  # as wide as a digit
COLUMN_WIDTH = 7.5  # px of a half-width character, with some air
Trace = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFigure:
    name: str
    value: Decimal | None  # None: not reported
    target: Decimal | None = None  # the unit's own
    remark: str = ""  # quarter, qualifier: one line for the hover text
    status: str = ""  # a code of STATUS_COLOURS, or empty
    status_word: str = ""  # with its sign: "▲ 超序时"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    name: str
    value: Decimal | None  # what the unit added to the quarter's growth; None: cannot be known


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWords:
    axis_title: str  # with the unit: "2026年二季度完成值（家）"
    unit: str
    decimals: int
    value: str  # names the bars in the hover text: 完成值
    target: str  # names the units' own targets: 本单位目标
    missing: str  # 未报
    no_data: str  # in the middle of a figure without any row
    figure: Callable[[Decimal], str]  # Decimal(2310) -> 2,310


def units_bar(rows: Sequence[UnitFigure], words: UnitWords, mark: str | None = None) -> Figure:
    """The latest figure of each unit as a bar from zero, with an upright mark at the unit's own target.

    The figures, or the word that nothing was reported, stand in a column at the right: at the end of a bar
    they would lie on the marks.
    """
    known = [value for row in rows for value in (row.value, row.target) if value is not None]
    axis = value_axis(known, decimals=words.decimals, from_zero=True, unit=words.unit, room=0.03)
    bars = _bars([row.value for row in rows], [_unit_hover(row, words) for row in rows])
    bars["marker"] = {"color": [theme.STATUS_COLOURS.get(row.status, theme.ACTUAL) for row in rows]}
    column = _column(rows, words)
    labels = [
        label(f"<b>{plain(figure)}</b> {plain(word)}", xref="paper", x=1, xanchor="left", xshift=8, y=place)
        for place, (figure, word) in enumerate(column)
    ]
    layout = _layout(rows, axis, words, labels)
    layout["margin"]["r"] += round(COLUMN_WIDTH * max((columns(f"{f} {w}") for f, w in column), default=0))
    return theme.finish([bars, *_own_targets(rows, words)], layout, mark)


def growth_contribution(rows: Sequence[Contribution], words: UnitWords, mark: str | None = None) -> Figure:
    """What each unit added to the quarter's growth, or took from it: bars around zero, losses hatched."""
    values = [row.value for row in rows]
    axis = value_axis(values, decimals=words.decimals, from_zero=True, unit=words.unit, room=0.2)
    falls = [value is not None and value < 0 for value in values]
    colours = [theme.DECREASE if fall else theme.INCREASE for fall in falls]
    hovers = [
        f"<b>{wrapped(row.name, HOVER_COLUMNS)}</b><br>{plain(words.value)} {_change(row.value, words)}"
        for row in rows
    ]
    bars = _bars(values, hovers)
    bars |= {
        "text": ["" if value is None else f"<b>{plain(signed(value, words.figure))}</b>" for value in values],
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "marker": {
            "color": colours,
            "line": {"color": colours, "width": 1},
            "pattern": {"shape": ["/" if fall else "" for fall in falls], "size": 7, "solidity": 0.5},
        },
    }
    # The word lies where the plot goes on: left of zero when there are only losses.
    side = {"xanchor": "left", "xshift": 4} if axis["range"][1] > 0 else {"xanchor": "right", "xshift": -4}
    missing = [
        label(plain(words.missing), x=0, y=place, font={"color": theme.MUTED}, **side)
        for place, value in enumerate(values)
        if value is None
    ]
    return theme.finish([bars], _layout(rows, axis, words, missing), mark)


def signed(value: Decimal, figure: Callable[[Decimal], str]) -> str:
    """A change with its sign: +12, −3 (the minus sign, not a hyphen), 0."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + figure(abs(value))


def _bars(values: Sequence[Decimal | None], hovers: list[str]) -> Trace:
    """One bar a row, by the row's place: two units may carry the same name."""
    return {
        "type": "bar",
        "orientation": "h",
        "x": [number(value) for value in values],
        "y": list(range(len(values))),
        "showlegend": False,
        "hoverinfo": "text",
        "hovertext": hovers,
    }


def _own_targets(rows: Sequence[UnitFigure], words: UnitWords) -> list[Trace]:
    """An upright mark at each unit's own target, on a white one: it must be seen on a dark bar too."""
    aims = [(place, row) for place, row in enumerate(rows) if row.target is not None]
    if not aims:
        return []

    def uprights(size: int, width: int, colour: str, **parts: Any) -> Trace:
        return {
            "type": "scatter",
            "mode": "markers",
            "x": [number(row.target) for _, row in aims],
            "y": [place for place, _ in aims],
            "marker": {"symbol": "line-ns", "size": size, "line": {"width": width, "color": colour}},
            "cliponaxis": False,
            **parts,
        }

    hovers = [_unit_hover(row, words) for _, row in aims]
    return [
        uprights(20, 6, "#ffffff", showlegend=False, hoverinfo="skip"),
        uprights(
            20, 3, theme.TARGET, name=plain(words.target), showlegend=True, hoverinfo="text", hovertext=hovers
        ),
    ]


def _layout(
    rows: Sequence[UnitFigure] | Sequence[Contribution],
    axis: dict[str, Any],
    words: UnitWords,
    labels: list[dict[str, Any]],
) -> dict[str, Any]:
    """Rows from top to bottom, each with its name at the left."""
    names = {
        "tickvals": list(range(len(rows))),
        "ticktext": [wrapped(row.name, NAME_COLUMNS, lines=2) for row in rows],
        "range": [len(rows) - 0.4, -0.6] if rows else [0, 1],
        "fixedrange": True,
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
    }
    return theme.base_layout(
        plain(words.axis_title),
        xaxis=axis,
        yaxis=names,
        bargap=0.42,
        annotations=labels if rows else [theme.centred(plain(words.no_data))],
    )


def _column(rows: Sequence[UnitFigure], words: UnitWords) -> list[tuple[str, str]]:
    """Each unit's figure and its status: figures padded to one width, or the word that there is none."""
    figures = ["" if row.value is None else words.figure(row.value) for row in rows]
    width = max(map(len, figures), default=0)
    return [
        (figure.rjust(width, FIGURE_SPACE), row.status_word) if figure else ("", words.missing)
        for figure, row in zip(figures, rows, strict=True)
    ]


def _change(value: Decimal | None, words: UnitWords) -> str:
    return plain(words.missing) if value is None else with_unit(signed(value, words.figure), words.unit)


def _unit_hover(row: UnitFigure, words: UnitWords) -> str:
    value = plain(words.missing) if row.value is None else with_unit(words.figure(row.value), words.unit)
    lines = [f"<b>{wrapped(row.name, HOVER_COLUMNS)}</b>", f"{plain(words.value)} {value}"]
    if row.target is not None:
        lines.append(f"{plain(words.target)} {with_unit(words.figure(row.target), words.unit)}")
    if row.status_word:
        lines.append(plain(row.status_word))
    if row.remark:
        lines.append(wrapped(row.remark, HOVER_COLUMNS))
    return "<br>".join(lines)
