"""Forecasts beyond the table of docs/calculations.md, and what the backtest promises."""

import runpy
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.calculations.forecast import T_90, Forecast, NoForecast, Point, forecast
from tracker.calculations.goals import Comparator, Goal, Measure
from tracker.calculations.periods import Quarter

D = Decimal
FIRST, LAST = Quarter(2025, 1), Quarter(2026, 4)
ROOT = Path(__file__).parents[2]


def goal(**changes: object) -> Goal:
    return Goal(
        **{"target": D(30), "comparator": Comparator.AT_LEAST, "first": FIRST, "last": LAST, **changes}
    )


def series(*values: object, first: Quarter = FIRST) -> dict[Quarter, Decimal | None]:
    return {
        first.shift(index): None if value is None else D(str(value)) for index, value in enumerate(values)
    }


def test_a_forecast_tells_its_inputs() -> None:
    result = forecast(goal(last=Quarter(2026, 1)), series(10, 12, None, 13, 17))
    assert result == Forecast(
        basis=((FIRST, D(10)), (FIRST.shift(1), D(12)), (FIRST.shift(3), D(13)), (FIRST.shift(4), D(17))),
        drift=D("1.75"),
        spread=D("2.0310"),
        met_in=Quarter(2028, 1),
    )


def test_the_points_run_from_the_quarter_after_the_last_figure_to_the_deadline() -> None:
    result = forecast(goal(), series(10, 12, 13, 17))
    assert [point.quarter.code for point in result.points] == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    assert result.points[0] == Point(Quarter(2026, 1), D("19.3333"), D("16.0074"), D("22.6592"))
    assert result.problem is None


@pytest.mark.parametrize("values", [(), (10,), (10, 12, 13), (10, None, 12, None, 13)])
def test_fewer_than_four_reported_quarters_are_too_few(values: tuple[object, ...]) -> None:
    result = forecast(goal(), series(*values))
    assert (result.problem, result.points, result.met_in) == (NoForecast.TOO_FEW_QUARTERS, (), None)
    assert len(result.basis) == sum(value is not None for value in values)


def test_a_reported_zero_is_a_figure() -> None:
    assert forecast(goal(), series(0, 0, 0, 0)).problem is None


def test_the_order_in_which_figures_arrive_does_not_matter() -> None:
    figures = series(10, 12, 13, 17)
    assert forecast(goal(), dict(reversed(figures.items()))) == forecast(goal(), figures)


def test_what_is_possible_bounds_the_values_and_the_interval() -> None:
    result = forecast(goal(target=D(99)), series(80, 90, 91, 97), minimum=D(93), maximum=D(100))
    assert [(point.value, point.low, point.high) for point in result.points[:2]] == [
        (D(100), D(93), D(100)),
        (D(100), D(93), D(100)),
    ]
    assert result.met_in == Quarter(2026, 1)
    assert forecast(goal(target=D(101)), series(80, 90, 91, 97), maximum=D(100)).met_in is None


def test_bounds_of_zero_bound_too() -> None:
    falling = goal(target=D(-9), comparator=Comparator.AT_MOST)
    assert {p.value for p in forecast(falling, series(9, 7, 4, 2), minimum=D(0)).points[1:]} == {D(0)}
    rising = goal()
    assert {p.value for p in forecast(rising, series(-9, -7, -4, -2), maximum=D(0)).points[1:]} == {D(0)}


def test_a_target_that_is_met_already_is_met_in_the_latest_quarter() -> None:
    assert forecast(goal(), series(10, 31, 33, 35)).met_in == Quarter(2025, 4)


def test_a_target_beyond_ten_years_at_this_pace_has_no_quarter() -> None:
    ten_years = series(0, 1, 2, 3)
    assert forecast(goal(target=D(43)), ten_years).met_in == Quarter(2035, 4)
    assert forecast(goal(target=D(44)), ten_years).met_in is None


def test_a_strict_target_is_met_a_quarter_later() -> None:
    figures = series(0, 1, 2, 3)
    assert forecast(goal(target=D(5)), figures).met_in == Quarter(2026, 2)
    assert forecast(goal(target=D(5), comparator=Comparator.MORE_THAN), figures).met_in == Quarter(2026, 3)


def test_after_the_deadline_there_are_no_points_but_the_quarter_is_still_told() -> None:
    result = forecast(goal(last=Quarter(2025, 4)), series(0, 1, 2, 3))
    assert (result.points, result.problem, result.met_in) == ((), None, Quarter(2032, 3))


FLOW = {"measure": Measure.ANNUAL_FLOW, "target": D(130)}


def test_an_annual_flow_is_forecast_from_its_rolling_years() -> None:
    figures = series(20, 45, 60, 100, 26, 51, 70, 115, first=Quarter(2024, 1))
    result = forecast(goal(**FLOW), figures)
    assert [value for _, value in result.basis] == [100, 106, 106, 110, 115]
    assert (result.drift, result.points[3].value) == (D("3.75"), D(130))
    assert result.met_in == Quarter(2026, 4)


def test_an_annual_flow_is_met_only_by_a_whole_year() -> None:
    figures = series(20, 45, 60, 100, 36, 71, 96, first=Quarter(2024, 1))
    result = forecast(goal(**{**FLOW, "target": D(105)}), figures)
    assert [value for _, value in result.basis] == [100, 116, 126, 136]
    assert result.met_in == Quarter(2025, 4)


def test_an_annual_flow_needs_four_rolling_years() -> None:
    figures = series(20, 45, 60, 100, 26, 51, first=Quarter(2024, 1))
    assert forecast(goal(**FLOW), figures).problem is NoForecast.TOO_FEW_QUARTERS


def test_an_annual_flow_whose_plan_ends_within_a_year_is_not_forecast() -> None:
    figures = series(20, 45, 60, 100, 26, 51, 70, 115, first=Quarter(2024, 1))
    result = forecast(goal(**FLOW, last=Quarter(2026, 2)), figures)
    assert (result.problem, result.points) == (NoForecast.ENDS_WITHIN_YEAR, ())
    assert len(result.basis) == 5


def test_the_callers_decimal_context_changes_nothing() -> None:
    figures = series("10.1234", "12.2345", "13.3456", "17.4567")
    expected = forecast(goal(), figures)
    with localcontext(prec=3):
        assert forecast(goal(), figures) == expected


def test_the_t_quantiles_fall_towards_the_normal_one() -> None:
    assert len(T_90) == 29
    assert sorted(T_90, reverse=True) == list(T_90)
    # by the expansion in powers of 1/v, which is good to four digits from v = 10 on
    z = 1.2815515655
    for freedom in range(10, 31):
        expansion = z + (z**3 + z) / 4 / freedom + (5 * z**5 + 16 * z**3 + 3 * z) / 96 / freedom**2
        assert abs(float(T_90[freedom - 2]) - expansion) < 0.0004


@pytest.mark.parametrize(("known", "quantile"), [(4, T_90[0]), (5, T_90[1]), (32, T_90[28]), (40, T_90[28])])
def test_the_quantile_goes_with_the_number_of_figures(known: int, quantile: Decimal) -> None:
    values = [index + (index % 2) for index in range(known)]
    result = forecast(goal(last=Quarter(2040, 4)), series(*values))
    point = result.points[0]
    assert point.high is not None
    assert result.spread is not None
    width = float(point.high - point.value) / float(result.spread) / (1 + 1 / (known - 1)) ** 0.5
    assert width == pytest.approx(float(quantile), abs=0.0005)


figure = st.decimals(min_value=-(10**14), max_value=10**14, places=4)


@given(st.lists(st.none() | figure, max_size=14), st.sampled_from(Measure))
def test_any_series_has_a_forecast_or_a_word_for_why_not(
    values: list[Decimal | None], measure: Measure
) -> None:
    result = forecast(goal(measure=measure), series(*values))
    assert (result.drift is None) == (result.problem is not None)
    for point in result.points:
        assert point.value.is_finite()
        assert (point.low is None) == (point.high is None)
        if point.low is not None and point.high is not None:
            assert point.low <= point.value <= point.high


@given(st.lists(figure, min_size=4, max_size=12))
def test_the_interval_widens_with_time(values: list[Decimal]) -> None:
    points = forecast(goal(last=Quarter(2030, 4)), series(*values)).points
    widths = [point.high - point.low for point in points if point.high is not None and point.low is not None]
    assert widths == sorted(widths)


BACKTEST = runpy.run_path(str(ROOT / "bench" / "forecast_backtest.py"))


def published() -> list[list[str]]:
    text = (ROOT / "docs" / "calculations.md").read_text(encoding="utf-8")
    lines = text.split("<!-- backtest -->\n")[1].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


@pytest.mark.parametrize("index", [0, 1])
def test_the_published_backtest_is_what_the_bench_prints(index: int) -> None:
    scenario = BACKTEST["SCENARIOS"][index]
    known = scenario.known[1]
    cells = BACKTEST["backtest"](scenario, known, 4, 1000).cells()
    assert [scenario.name, str(known - len(scenario.lost)), "4", *cells] in published()


def test_the_published_backtest_keeps_its_promises() -> None:
    rows = published()
    assert len(rows) == 4 * len(BACKTEST["SCENARIOS"])
    for name, _known, _ahead, covered, normal, error in rows:
        by_t, by_normal = float(covered.rstrip("%")), float(normal.rstrip("%"))
        assert by_t > by_normal
        if name.startswith(("drifting", "no drift", "cumulative")):
            assert 76 <= by_t <= 84, f"{name} covers {covered}"
        if not name.startswith("no drift"):
            assert float(error) < 1, f"{name} is no better than the last value"
    rolling = [float(row[3].rstrip("%")) for row in rows if row[0].startswith("seasonal")]
    assert f"{min(rolling):.0f} to {max(rolling):.0f} %" in (ROOT / "docs" / "calculations.md").read_text(
        "utf-8"
    )
