"""Boards as pictures: scores made of parts, places from quarter to quarter."""

from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import pytest

from tests.charts.examples import MARK
from tracker.calculations.periods import Quarter
from tracker.charts import BoardWords, PlaceLine, ScoreBar, places_over_quarters, score_bars

LONG_NAME = "南京江北新区产业技术研创园管理办公室"
QUARTERS = (Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 2))
WORDS = BoardWords(
    axis_title="加权得分",
    no_data="无人列名次",
    place=lambda place: f"第{place}名",
    quarter=lambda quarter: quarter.code,
)
BARS = [
    ScoreBar(name=LONG_NAME, score=Decimal("96.40"), parts=(Decimal("56.40"), Decimal("40.00"))),
    ScoreBar(name="<b>示例B区</b>", score=Decimal("60.00"), parts=(Decimal("60.00"), Decimal("0.00"))),
]
LINES = [
    PlaceLine(name=LONG_NAME, places=(2, None, 1)),
    PlaceLine(name="示例B区", places=(1, 1, 2)),
    PlaceLine(name="示例C区", places=(3, 2, 2)),
    PlaceLine(name="示例D区", places=(4, 3, None)),
]
CASES: dict[str, dict[str, Any]] = {
    "scores: nobody": score_bars([], ["甲", "乙"], WORDS, MARK),
    "scores: two": score_bars(BARS, ["甲", "乙"], WORDS, MARK),
    "scores: all zero": score_bars(
        [ScoreBar(name="示例A区", score=Decimal(0), parts=(Decimal(0),))], ["甲"], WORDS, MARK
    ),
    "scores: ten criteria": score_bars(
        [ScoreBar(name="示例A区", score=Decimal(10), parts=(Decimal(1),) * 10)],
        [f"指标{number}" for number in range(10)],
        WORDS,
        MARK,
    ),
    "places: nobody": places_over_quarters([], QUARTERS, WORDS, MARK),
    "places: never ranked": places_over_quarters(
        [PlaceLine(name="示例A区", places=(None,) * 3)], QUARTERS, WORDS, MARK
    ),
    "places: four": places_over_quarters(LINES, QUARTERS, WORDS, MARK),
    "places: twenty": places_over_quarters(
        [PlaceLine(name=f"示例{n}区", places=(n, n, n)) for n in range(1, 21)], QUARTERS, WORDS, MARK
    ),
    "places: one quarter": places_over_quarters(
        [PlaceLine(name="示例A区", places=(1,))], QUARTERS[:1], WORDS, MARK
    ),
}


@pytest.mark.parametrize("figure", CASES.values(), ids=CASES.keys())
def test_plotly_takes_every_figure_and_the_demo_mark_stands_in_it(figure: dict[str, Any]) -> None:
    go.Figure(figure)
    assert MARK in [note["text"] for note in figure["layout"]["annotations"]]


@pytest.mark.parametrize("name", ["scores: nobody", "places: nobody", "places: never ranked"])
def test_a_figure_without_anybody_says_so(name: str) -> None:
    figure = CASES[name]
    assert figure["data"] == []
    assert "无人列名次" in [note["text"] for note in figure["layout"]["annotations"]]


def test_parts_are_stacked_from_zero_in_the_order_of_the_board_and_of_the_criteria() -> None:
    figure = score_bars(BARS, ["甲", "乙"], WORDS)
    assert [(trace["name"], trace["x"]) for trace in figure["data"]] == [("甲", [56.4, 60]), ("乙", [40, 0])]
    assert figure["layout"]["barmode"] == "stack"
    assert figure["layout"]["xaxis"]["range"][0] == 0
    assert figure["layout"]["yaxis"]["range"] == [1.6, -0.6]  # the first on top
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["<b>96.40</b>", "<b>60.00</b>"]


def test_typed_names_are_no_html() -> None:
    figure = score_bars(BARS, ["<i>甲</i>", "乙"], WORDS)
    assert figure["layout"]["yaxis"]["ticktext"][1] == "&lt;b&gt;示例B区&lt;/b&gt;"
    assert figure["data"][0]["name"] == "&lt;i&gt;甲&lt;/i&gt;"


def test_the_first_place_is_on_top_and_a_quarter_without_a_place_is_a_gap() -> None:
    figure = places_over_quarters(LINES, QUARTERS, WORDS)
    assert figure["layout"]["yaxis"]["range"] == [4.6, 0.4]
    assert figure["data"][0]["y"] == [2, None, 1]
    assert figure["data"][0]["connectgaps"] is False
    assert figure["data"][0]["hovertext"][1] == ""
    assert figure["data"][1]["hovertext"][0] == "<b>示例B区</b><br>2025Q4 第1名"


def test_names_stand_beside_the_last_place_and_those_that_share_it_share_a_label() -> None:
    notes = places_over_quarters(LINES, QUARTERS, WORDS)["layout"]["annotations"]
    assert [(note["y"], note["text"]) for note in notes] == [
        (1, "南京江北新区产业技<br>术研创园管理办公室"),
        (2, "示例B区、示例C区"),
    ]


def test_lines_are_told_apart_without_colour_too() -> None:
    traces = CASES["places: twenty"]["data"][:12]
    looks = {(trace["line"]["dash"], trace["marker"]["symbol"]) for trace in traces}
    assert len(looks) == 12
