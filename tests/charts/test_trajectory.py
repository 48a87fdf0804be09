"""What the trajectory of a target says: plan, target, figures, gaps, breaks, notes and the forecast."""

from decimal import Decimal

import pytest

from tests.charts.examples import PLAN, actuals, labels, series, straight, traces, words
from tracker.calculations.periods import Quarter
from tracker.charts import Actual, Baseline, Forecast, Note, Target, trajectory

BASELINE = Baseline(value=Decimal(2000), label="基期 超 2,000（2024-05）", remark="示例来源，B 级")


def test_a_missing_quarter_is_null_and_the_line_has_a_gap_there() -> None:
    figure = trajectory(series(actuals=actuals(0, None, 7)), words())
    (line,) = traces(figure, "实际值")
    assert (line["x"], line["y"]) == (["2024Q1", "2024Q2", "2024Q3"], [0, None, 7])
    assert line["connectgaps"] is False


def test_a_quarter_that_is_not_due_yet_is_neither_drawn_nor_called_missing() -> None:
    figure = trajectory(series(actuals=actuals(1, 2)), words())
    assert len(traces(figure, "实际值")[0]["x"]) == 2
    assert labels(figure, "未报") == []


def test_a_run_of_missing_quarters_carries_one_word_at_its_middle() -> None:
    figure = trajectory(series(actuals=actuals(1, None, None, None, 5, None)), words())
    assert [note["x"] for note in labels(figure, "未报")] == [2, 5]


def test_the_axis_keeps_a_place_for_every_quarter_and_names_each_year_once() -> None:
    axis = trajectory(series(), words())["layout"]["xaxis"]
    assert axis["categoryarray"] == [quarter.code for quarter in PLAN]
    assert axis["ticktext"][:5] == ["Q1<br>2024", "Q2", "Q3", "Q4", "Q1<br>2025"]


def test_a_baseline_opens_a_place_before_the_first_quarter() -> None:
    figure = trajectory(series(baseline=BASELINE), words())
    (mark,) = traces(figure, "基期 超 2,000（2024-05）")
    assert (mark["x"], mark["y"], mark["marker"]["symbol"]) == (["2023Q4"], [2000], "diamond-open")
    assert figure["layout"]["xaxis"]["ticktext"][0] == "基期"
    assert figure["layout"]["title"]["subtitle"]["text"] == "◇ 基期 超 2,000（2024-05）"
    assert mark["hovertext"] == ["<b>基期 超 2,000（2024-05）</b><br>示例来源，B 级"]


def test_without_a_baseline_there_is_no_such_place() -> None:
    layout = trajectory(series(planned=straight(0, 12)[1:]), words())["layout"]
    assert layout["xaxis"]["categoryarray"][0] == "2024Q1"
    assert "subtitle" not in layout["title"]


def test_the_planned_line_is_dashed_and_stands_only_where_it_is_known() -> None:
    planned = ((Quarter(2024, 2), Decimal(10)), (Quarter(2024, 4), Decimal(30)))
    (line,) = traces(trajectory(series(planned=planned), words()), "计划进度")
    assert (line["x"], line["y"]) == (["2024Q1", "2024Q2", "2024Q3", "2024Q4"], [None, 10, None, 30])
    assert (line["line"]["dash"], line["connectgaps"]) == ("dash", True)


def test_a_single_planned_quarter_is_a_mark_for_it_has_no_line() -> None:
    (line,) = traces(trajectory(series(planned=((Quarter(2026, 4), Decimal(100)),)), words()), "计划进度")
    assert line["mode"] == "markers"


def test_the_target_is_a_line_from_edge_to_edge_with_its_comparator() -> None:
    figure = trajectory(series(baseline=BASELINE), words())
    (line,) = figure["layout"]["shapes"]
    assert (line["y0"], line["y1"], [line["x0"], line["x1"]]) == (
        3000,
        3000,
        figure["layout"]["xaxis"]["range"],
    )
    assert [note["y"] for note in labels(figure, "目标 ≥ 3,000 家")] == [3000]


@pytest.mark.parametrize(
    ("early", "side"),
    [((1000, 1100), "bottom"), ((3010, 3050), "top"), ((3010, 2990), "bottom")],
    ids=["far below", "just above", "on both sides"],
)
def test_the_label_of_the_target_gives_way_to_early_points(early: tuple[int, int], side: str) -> None:
    figure = trajectory(series(actuals=actuals(*early, 1000)), words())
    assert labels(figure, "目标")[0]["yanchor"] == side


def test_partial_figures_are_hollow_and_joined_to_nothing() -> None:
    running = Actual(quarter=Quarter(2024, 3), value=Decimal(8), partial=True, remark="9/12 个单位已报")
    figure = trajectory(series(actuals=(*actuals(5, 6), running)), words())
    (hollow,) = traces(figure, "未报齐")
    assert (hollow["mode"], hollow["marker"]["symbol"]) == ("markers", "circle-open")
    assert hollow["hovertext"] == ["<b>2024年三季度</b><br>未报齐 <b>8 家</b><br>9/12 个单位已报"]
    assert traces(figure, "实际值")[0]["y"] == [5, 6]


def test_the_newest_figure_is_written_beside_its_point_away_from_the_plan() -> None:
    figure = trajectory(series(actuals=actuals(1300, 1310), planned=straight(1200, 3000)), words())
    (label,) = labels(figure, "<b>1,310</b>")
    assert (label["x"], label["yanchor"], label["xanchor"]) == ("2024Q2", "top", "left")


@pytest.mark.parametrize(
    ("newest", "side"),
    [(2000, "bottom"), (2900, "top"), (3000, "bottom"), (3100, "bottom")],
    ids=["far below the target", "just below it", "on it", "above it"],
)
def test_the_newest_figure_never_lies_across_the_target(newest: int, side: str) -> None:
    figure = trajectory(series(actuals=actuals(1300, newest)), words())
    assert labels(figure, f"<b>{newest:,}</b>")[0]["yanchor"] == side


@pytest.mark.parametrize(
    ("count", "value", "anchor"),
    [
        (12, 7, "right"),
        (11, 7, "center"),
        (11, 31234567890, "right"),
        (6, 31234567890, "center"),
        (1, 7, "left"),
    ],
)
def test_a_label_near_the_edge_leans_into_the_picture(count: int, value: int, anchor: str) -> None:
    figure = trajectory(series(actuals=actuals(*[value] * count)), words())
    assert labels(figure, f"<b>{value:,}</b>")[0]["xanchor"] == anchor


def test_a_new_definition_cuts_the_line_and_stands_upright_before_its_quarter() -> None:
    notes = (Note(quarter=Quarter(2024, 3), text="新口径", is_break=True),)
    figure = trajectory(series(actuals=actuals(1, 2, 3, 4), notes=notes), words())
    pieces = traces(figure, "实际值")
    assert [piece["y"] for piece in pieces] == [[1, 2], [3, 4]]
    assert [piece["showlegend"] for piece in pieces] == [True, False]
    upright = figure["layout"]["shapes"][0]
    assert (upright["x0"], upright["x1"], upright["line"]["dash"]) == (1.5, 1.5, "dot")
    assert [note["x"] for note in labels(figure, "①")] == [1.5]


def test_a_flow_within_the_year_begins_again_each_january() -> None:
    flow = series(actuals=actuals(1, 2, 3, 4, 1, 2), planned=straight(0, 12), yearly=True)
    figure = trajectory(flow, words())
    assert [line["y"] for line in traces(figure, "实际值")] == [[1, 2, 3, 4], [1, 2]]
    assert [line["x"][0] for line in traces(figure, "计划进度")] == ["2023Q4", "2025Q1", "2026Q1"]
    assert [line["showlegend"] for line in traces(figure, "计划进度")] == [True, False, False]


def test_notes_are_numbered_in_the_order_given_and_share_a_place() -> None:
    notes = tuple(Note(quarter=Quarter(2024, number), text=f"说明{number}") for number in (2, 1, 2))
    figure = trajectory(series(actuals=actuals(1, 2), notes=notes), words())
    assert [(note["x"], note["text"]) for note in figure["layout"]["annotations"][-2:]] == [
        (1, "①③"),
        (0, "②"),
    ]
    assert "① 说明2<br>③ 说明2" in traces(figure, "实际值")[0]["hovertext"][1]


def test_the_pointer_finds_every_quarter_once() -> None:
    """Where a figure stands, it answers, with the plan; elsewhere the planned line says that nothing came."""
    figure = trajectory(series(actuals=actuals(1310, None), planned=straight(1200, 3000)), words())
    (actual,), (planned,) = traces(figure, "实际值"), traces(figure, "计划进度")
    assert actual["hovertext"] == ["<b>2024年一季度</b><br>实际值 <b>1,310 家</b><br>计划进度 1,350 家", ""]
    assert planned["hoverinfo"][:3] == ["text", "skip", "text"]
    assert planned["hovertext"][2] == "<b>2024年二季度</b><br>实际值 未报<br>计划进度 1,500 家"


def test_the_fan_opens_from_the_last_complete_figure() -> None:
    ahead = Forecast(quarter=Quarter(2024, 3), mean=Decimal(9), low=Decimal(7), high=Decimal(11))
    running = Actual(quarter=Quarter(2024, 3), value=Decimal(4), partial=True)
    figure = trajectory(series(actuals=(*actuals(5, 6), running), forecast=(ahead,)), words())
    low, high, mean = figure["data"][:3]
    assert (low["y"], high["y"], mean["y"]) == ([6, 7], [6, 11], [6, 9])
    assert (high["fill"], mean["line"]["dash"]) == ("tonexty", "dot")
    assert mean["hovertext"][1].endswith("按目前节奏 9 家<br>80% 区间 7 – 11 家")


def test_a_figure_without_any_actual_says_so() -> None:
    assert len(labels(trajectory(series(actuals=actuals(None, None)), words()), "暂无填报数据")) == 1
    assert labels(trajectory(series(actuals=actuals(None, 0)), words()), "暂无填报数据") == []


def test_a_percentage_carries_its_sign_without_a_space() -> None:
    target = Target(value=Decimal(75), label="目标 ≥ 75%")
    figure = trajectory(series(unit="%", decimals=1, actuals=actuals("62.7"), target=target), words(1))
    assert "<b>62.7%</b>" in traces(figure, "实际值")[0]["hovertext"][0]
