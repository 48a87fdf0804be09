"""What holds for every figure, whatever it is drawn from: a table of situations, each checked by Plotly itself."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import pytest

from tests.charts.examples import MARK, actuals, series, straight, unit_words, words, year_words
from tracker.calculations.periods import Quarter
from tracker.charts import (
    Actual,
    Baseline,
    Contribution,
    Forecast,
    Note,
    Target,
    UnitFigure,
    Year,
    growth_contribution,
    trajectory,
    units_bar,
    year_on_year,
)

LONG_NAME = "南京江北新区产业技术研创园管理办公室"
FORECAST = tuple(
    Forecast(
        quarter=Quarter(2025, 4).shift(k), mean=Decimal(2000 + 100 * k), low=Decimal(1900), high=Decimal(2500)
    )
    for k in range(1, 5)
)
NOTES = (
    Note(quarter=Quarter(2024, 4), text="口径调整：" + "先进级如何计入尚无公开说明，" * 6, is_break=True),
    Note(quarter=Quarter(2024, 4), text="同季更正"),
    Note(quarter=Quarter(2030, 1), text="计划期外"),
)
BASELINE = Baseline(value=Decimal(1200), label="基期 1,200（2023）", remark="示例来源，B 级")
FULL = {
    "actuals": (
        *actuals(1310, 1422, None, 1702, 1838),
        Actual(quarter=Quarter(2025, 2), value=Decimal(1900), partial=True, remark="9/12 个单位已报"),
    ),
    "planned": straight(1200, 3000),
    "baseline": BASELINE,
    "notes": NOTES,
    "forecast": FORECAST,
}

TRAJECTORIES: dict[str, dict[str, Any]] = {
    "nothing at all": {"target": None},
    "no quarters": {"quarters": (), "actuals": actuals(1), "baseline": BASELINE},
    "a target alone": {},
    "one point": {"actuals": actuals(1310)},
    "one planned quarter": {"planned": straight(1200, 3000)[-1:]},
    "all missing": {"actuals": actuals(*[None] * 10)},
    "a gap": {"actuals": actuals(1310, None, None, 1702)},
    "everything": FULL,
    "all alike": {"actuals": actuals(5, 5, 5), "target": None},
    "all zero": {"actuals": actuals(0, 0), "target": Target(value=Decimal(0), label="目标 ≤ 0")},
    "tens of billions": {"actuals": actuals(31234567890, 33234567890.1234)},
    "negative": {"actuals": actuals(-5, -7, 3), "target": Target(value=Decimal(-2), label="目标 ≥ −2")},
    "not a number": {"actuals": (Actual(quarter=Quarter(2024, 1), value=Decimal("NaN")),)},
    "percent": {"unit": "%", "decimals": 1, "actuals": actuals("99.9", 100)},
    "typed html": {
        "axis_title": "<a href='x'>家</a>",
        "notes": (Note(quarter=Quarter(2024, 1), text="<b>&"),),
    },
}
UNITS: dict[str, list[UnitFigure]] = {
    "no units": [],
    "one unit": [UnitFigure(name="示例A区", value=Decimal(5))],
    "none reported": [UnitFigure(name=f"示例{c}区", value=None) for c in "ABC"],
    "mixed": [
        UnitFigure(
            name="示例A区", value=Decimal(231), target=Decimal(260), status="behind", status_word="▼ 滞后"
        ),
        UnitFigure(name="示例B区", value=None, target=Decimal(90)),
        UnitFigure(name=LONG_NAME, value=Decimal(10) ** 10, remark="快报"),
        UnitFigure(name="示例D区", value=Decimal(-3), status="no such status"),
    ],
}
GROWTH: dict[str, list[Contribution]] = {
    "no units": [],
    "mixed": [
        Contribution(name="示例A区", value=Decimal(12)),
        Contribution(name=LONG_NAME, value=Decimal(-3)),
        Contribution(name="示例C区", value=None),
        Contribution(name="示例D区", value=Decimal(0)),
    ],
    "all fall": [Contribution(name="示例A区", value=Decimal(-12))],
}
YEARS: dict[str, list[Year]] = {
    "no years": [],
    "all missing": [Year(year=2025, values=(None,) * 4)],
    "four years": [
        Year(year=year, values=(Decimal(10), None, Decimal(-1), Decimal("30.5")))
        for year in range(2023, 2027)
    ],
}

Drawing = Callable[[str | None], dict[str, Any]]
CASES: dict[str, Drawing] = (
    {
        f"trajectory: {name}": lambda mark, given=given: trajectory(series(**given), words(1), mark)
        for name, given in TRAJECTORIES.items()
    }
    | {
        f"units: {name}": lambda mark, rows=rows: units_bar(rows, unit_words(), mark)
        for name, rows in UNITS.items()
    }
    | {
        f"growth: {name}": lambda mark, rows=rows: growth_contribution(rows, unit_words(), mark)
        for name, rows in GROWTH.items()
    }
    | {
        f"years: {name}": lambda mark, rows=rows: year_on_year(rows, year_words(), mark)
        for name, rows in YEARS.items()
    }
)


@pytest.fixture(params=CASES.values(), ids=CASES.keys())
def draw(request: pytest.FixtureRequest) -> Drawing:
    return request.param


def test_plotly_knows_every_key_and_value(draw: Drawing) -> None:
    go.Figure(draw(MARK))


def test_only_scatter_and_bar_are_drawn_for_the_basic_bundle_has_no_more(draw: Drawing) -> None:
    assert {trace["type"] for trace in draw(None)["data"]} <= {"scatter", "bar"}


def test_no_default_template_travels_with_a_figure(draw: Drawing) -> None:
    assert "template" not in draw(MARK)["layout"]


def test_a_figure_is_valid_json_without_nan(draw: Drawing) -> None:
    assert json.loads(json.dumps(draw(MARK), allow_nan=False)).keys() == {"data", "layout"}


def test_the_demonstration_is_marked_inside_the_picture_and_nothing_else_is(draw: Drawing) -> None:
    marks = [note for note in draw(MARK)["layout"]["annotations"] if MARK in note["text"]]
    assert [(note["name"], note["xref"], note["yref"], note["opacity"] > 0) for note in marks] == [
        ("demo", "paper", "paper", True)
    ]
    assert MARK not in json.dumps(draw(None), ensure_ascii=False)


def test_the_title_of_the_value_axis_names_its_unit(draw: Drawing) -> None:
    assert any(unit in draw(None)["layout"]["title"]["text"] for unit in ("家", "亿元"))


def test_nothing_zooms_or_drags(draw: Drawing) -> None:
    layout = draw(None)["layout"]
    assert (layout["dragmode"], layout["xaxis"]["fixedrange"], layout["yaxis"]["fixedrange"]) == (
        False,
        True,
        True,
    )


def test_no_typed_text_becomes_html() -> None:
    figure = trajectory(series(**TRAJECTORIES["typed html"]), words(), None)
    assert figure["layout"]["title"]["text"] == "&lt;a href='x'&gt;家&lt;/a&gt;"
    assert figure["layout"]["annotations"][-2]["hovertext"] == "&lt;b&gt;&amp;"


@pytest.mark.parametrize(
    ("figure", "limit"),
    [
        (
            trajectory(
                series(actuals=actuals(*range(1000, 2200, 100)), planned=straight(900, 3000)), words(), MARK
            ),
            4600,
        ),
        (trajectory(series(**FULL), words(), MARK), 6900),
        (
            units_bar(
                [UnitFigure(name=f"示例{c}区", value=Decimal(100)) for c in "ABCDEFGHIJKL"],
                unit_words(),
                MARK,
            ),
            4300,
        ),
        (year_on_year(YEARS["four years"], year_words(), MARK), 3900),
    ],
    ids=["trajectory of 12 quarters", "trajectory with everything", "12 units", "4 years"],
)
def test_figures_stay_small(figure: dict[str, Any], limit: int) -> None:
    """Bytes of compact UTF-8. Plotly's default template alone would add 6.5 kB."""
    assert len(json.dumps(figure, ensure_ascii=False, separators=(",", ":")).encode()) < limit
