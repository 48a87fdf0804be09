"""The units' bars: from zero, in the order given, with the word where there is no figure."""

from decimal import Decimal

import pytest

from tests.charts.examples import figure as text_of
from tests.charts.examples import labels, traces, unit_words
from tracker.charts import STATUS_COLOURS, Contribution, UnitFigure, growth_contribution, units_bar
from tracker.charts.theme import ACTUAL
from tracker.charts.units import signed

ROWS = [
    UnitFigure(
        name="示例A区", value=Decimal(1231), target=Decimal(1260), status="behind", status_word="▼ 滞后"
    ),
    UnitFigure(name="示例B区", value=None, target=Decimal(90)),
    UnitFigure(name="示例C区", value=Decimal(0), remark="快报"),
]


def test_bars_start_at_zero_and_keep_the_official_order() -> None:
    layout = units_bar(ROWS, unit_words())["layout"]
    assert layout["xaxis"]["range"][0] == 0
    assert layout["yaxis"]["ticktext"] == ["示例A区", "示例B区", "示例C区"]
    assert layout["yaxis"]["range"] == [2.6, -0.6]  # the first one on top


def test_a_unit_that_has_not_reported_has_the_word_and_no_bar_while_zero_is_a_figure() -> None:
    figure = units_bar(ROWS, unit_words())
    assert figure["data"][0]["x"] == [1231, None, 0]
    assert [note["y"] for note in labels(figure, "未报")] == [1]
    assert "未报" in figure["data"][0]["hovertext"][1]


def test_figures_stand_in_a_column_padded_to_one_width_with_their_status() -> None:
    notes = units_bar(ROWS, unit_words())["layout"]["annotations"]
    assert [note["text"] for note in notes] == [
        "<b>1,231</b> ▼ 滞后",
        "<b></b> 未报",
        "<b>\u2007\u2007\u2007\u20070</b> ",
    ]
    assert {(note["xref"], note["x"], note["xanchor"]) for note in notes} == {("paper", 1, "left")}


def test_the_margin_makes_room_for_the_column() -> None:
    narrow = units_bar(ROWS[1:], unit_words())["layout"]["margin"]["r"]
    wide = units_bar(ROWS, unit_words())["layout"]["margin"]["r"]
    assert wide > narrow + 50


def test_own_targets_are_uprights_where_a_unit_has_one_and_seen_on_dark_bars_too() -> None:
    halo, marks = units_bar(ROWS, unit_words())["data"][1:]
    assert (marks["name"], marks["x"], marks["y"]) == ("本单位目标", [1260, 90], [0, 1])
    assert marks["marker"]["symbol"] == "line-ns"
    assert (halo["x"], halo["marker"]["line"]["color"]) == (marks["x"], "#ffffff")
    assert halo["marker"]["line"]["width"] > marks["marker"]["line"]["width"]


def test_without_own_targets_there_is_nothing_to_explain() -> None:
    figure = units_bar([UnitFigure(name="示例A区", value=Decimal(5))], unit_words())
    assert traces(figure, "本单位目标") == []


def test_the_axis_holds_a_target_beyond_every_figure() -> None:
    rows = [UnitFigure(name="示例A区", value=Decimal(5), target=Decimal(400))]
    assert units_bar(rows, unit_words())["layout"]["xaxis"]["range"][1] >= 400


def test_a_status_colours_its_bar_and_no_status_leaves_the_accent() -> None:
    colours = units_bar(ROWS, unit_words())["data"][0]["marker"]["color"]
    assert colours == [STATUS_COLOURS["behind"], ACTUAL, ACTUAL]


def test_a_long_name_takes_two_lines_and_stands_whole_in_the_hover_text() -> None:
    name = "南京江北新区产业技术研创园管理办公室"
    figure = units_bar([UnitFigure(name=name, value=Decimal(5), remark="2026年二季度")], unit_words())
    assert figure["layout"]["yaxis"]["ticktext"] == ["南京江北新区产业技术<br>研创园管理办公室"]
    assert figure["data"][0]["hovertext"] == [f"<b>{name}</b><br>完成值 5 家<br>2026年二季度"]


def test_contributions_are_signed_and_losses_are_hatched() -> None:
    values = [Decimal(12), Decimal(-3), None, Decimal(0)]
    rows = [Contribution(name=f"示例{c}区", value=value) for c, value in zip("ABCD", values, strict=True)]
    figure = growth_contribution(rows, unit_words())
    (bars,) = figure["data"]
    assert bars["x"] == [12, -3, None, 0]
    assert bars["text"] == ["<b>+12</b>", "<b>−3</b>", "", "<b>0</b>"]
    assert bars["marker"]["pattern"]["shape"] == ["", "/", "", ""]
    assert [note["y"] for note in labels(figure, "未报")] == [2]
    low, high = figure["layout"]["xaxis"]["range"]
    assert low < -3
    assert high > 12


@pytest.mark.parametrize(("value", "anchor"), [("12", "left"), ("-12", "right")])
def test_the_word_for_a_missing_contribution_stays_in_the_picture(value: str, anchor: str) -> None:
    rows = [Contribution(name="示例A区", value=Decimal(value)), Contribution(name="示例B区", value=None)]
    assert labels(growth_contribution(rows, unit_words()), "未报")[0]["xanchor"] == anchor


@pytest.mark.parametrize(
    ("value", "text"), [("12.5", "+12.5"), ("-3", "−3.0"), ("0", "0.0"), ("-0.0", "0.0")]
)
def test_signed(value: str, text: str) -> None:
    assert signed(Decimal(value), text_of(1)) == text
