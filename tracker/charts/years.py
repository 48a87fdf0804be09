"""A flow within the year, year beside year: each quarter's year-to-date figure against the year before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tracker.charts import theme
from tracker.charts.scales import number, value_axis
from tracker.charts.text import plain, with_unit, wrapped
from tracker.charts.theme import Figure, label

MISSING_SIZE = 10  # px: two Chinese characters are no wider than a bar on a phone
MISSING_COLUMNS = 8  # "not / reported"
BAR_GAP = 0.25  # of a quarter's place; the years share the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    year: int
    values: tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]
    due: int = 4  # how many quarters of the year were due: only these can be missing


@dataclass(frozen=True, slots=True, kw_only=True)
class YearWords:
    axis_title: str  # with the unit: "年内累计（亿元）"
    unit: str
    decimals: int
    missing: str
    no_data: str
    figure: Callable[[Decimal], str]


def year_on_year(years: Sequence[Year], words: YearWords, mark: str | None = None) -> Figure:
    """Quarters along the axis, years as neighbouring bars from zero, the newest darkest."""
    known = [value for year in years for value in year.values if value is not None]
    notes = _missing(years, words)
    if not known:
        notes = [theme.centred(plain(words.no_data))]
    layout = theme.base_layout(
        plain(words.axis_title),
        xaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": ["Q1", "Q2", "Q3", "Q4"],
            "range": [-0.5, 3.5],
            "fixedrange": True,
            "showline": True,
            "linecolor": theme.AXIS,
        },
        yaxis=value_axis(known, decimals=words.decimals, from_zero=True, unit=words.unit, room=0.06),
        barmode="group",
        bargap=BAR_GAP,
        annotations=notes,
    )
    ages = reversed(range(len(years)))
    return theme.finish(
        [_bars(year, age, words) for year, age in zip(years, ages, strict=True)], layout, mark
    )


def _bars(year: Year, age: int, words: YearWords) -> dict[str, Any]:
    """One year's bars; its age says how many newer ones stand beside it."""
    hovers = [
        f"<b>{year.year} Q{index}</b><br>{with_unit(words.figure(value), words.unit)}"
        if value is not None
        else ""
        for index, value in enumerate(year.values, 1)
    ]
    return {
        "type": "bar",
        "name": str(year.year),
        "x": ["Q1", "Q2", "Q3", "Q4"],
        "y": [number(value) for value in year.values],
        "marker": {
            "color": theme.YEARS[max(-1 - age, -len(theme.YEARS))],
            "line": {"color": theme.ACTUAL, "width": 1},
        },
        "showlegend": True,
        "hoverinfo": "text",
        "hovertext": hovers,
    }


def _missing(years: Sequence[Year], words: YearWords) -> list[dict[str, Any]]:
    """The word where a bar that was due would stand."""
    width = (1 - BAR_GAP) / max(len(years), 1)
    return [
        label(
            wrapped(words.missing, MISSING_COLUMNS),
            x=round(quarter + (place - (len(years) - 1) / 2) * width, 3),
            y=0,
            yanchor="bottom",
            font={"size": MISSING_SIZE, "color": theme.MUTED},
        )
        for place, year in enumerate(years)
        for quarter, value in enumerate(year.values)
        if value is None and quarter < year.due
    ]
