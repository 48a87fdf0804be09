"""Increments and changes beyond the tables of docs/calculations.md."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.calculations.goals import Measure, Start, StartKind
from tracker.calculations.increments import (
    Change,
    change,
    increment,
    increments,
    quarter_on_quarter,
    year_on_year,
)
from tracker.calculations.periods import Quarter

D = Decimal
FIRST = Quarter(2025, 1)


def series(*values: int | None, first: Quarter = FIRST) -> dict[Quarter, Decimal | None]:
    return {first.shift(index): None if value is None else D(value) for index, value in enumerate(values)}


def test_a_correction_leaves_the_other_figures_as_reported() -> None:
    before, after = series(90, 200, 330), series(95, 200, 330)
    assert after[FIRST.shift(1)] == before[FIRST.shift(1)]
    assert list(increments(before, Measure.ANNUAL_FLOW).values()) == [90, 110, 130]
    assert list(increments(after, Measure.ANNUAL_FLOW).values()) == [95, 105, 130]


def test_year_to_date_figures_begin_anew_each_january() -> None:
    two_years = series(90, 200, 330, 500, 80, 210)
    assert list(increments(two_years, Measure.ANNUAL_FLOW).values()) == [90, 110, 130, 170, 80, 130]
    assert list(increments(two_years, Measure.LEVEL).values()) == [None, 110, 130, 170, -420, 130]


def test_increments_come_in_order_of_time() -> None:
    figures = {FIRST.shift(1): D(5), FIRST: D(3)}
    assert list(increments(figures, Measure.LEVEL).items()) == [(FIRST, None), (FIRST.shift(1), D(2))]


@pytest.mark.parametrize(
    ("kind", "derived"),
    [(StartKind.BASELINE, D(4)), (StartKind.PLAN_START, D(4)), (StartKind.FIRST_MILESTONE, None)],
)
def test_a_start_stands_in_for_the_quarter_before_unless_it_is_only_planned(
    kind: StartKind, derived: Decimal | None
) -> None:
    start = Start(D(20), FIRST.shift(-1), kind)
    assert increment(series(24), FIRST, Measure.CUMULATIVE, start) == derived


def test_a_start_stands_in_only_right_before_its_quarter_and_only_for_a_missing_figure() -> None:
    start = Start(D(20), FIRST.shift(-1), StartKind.BASELINE)
    assert increment(series(24, 30), FIRST.shift(1), Measure.CUMULATIVE, start) == 6
    assert increment(series(None, 30), FIRST.shift(1), Measure.CUMULATIVE, start) is None
    assert increment(series(22, 24, first=FIRST.shift(-1)), FIRST, Measure.CUMULATIVE, start) == 2


def test_a_quarter_that_was_not_reported_added_nothing_known() -> None:
    assert increment({}, FIRST, Measure.ANNUAL_FLOW) is None
    assert increment(series(None), FIRST, Measure.ANNUAL_FLOW) is None
    assert increment(series(0), FIRST, Measure.ANNUAL_FLOW) == 0


def test_year_on_year_compares_the_same_quarters() -> None:
    figures = series(80, 160, None, 330, 100, 150, 240)
    assert year_on_year(figures, Quarter(2026, 1)) == Change(D(100), D(80), D(20), D(25))
    assert year_on_year(figures, Quarter(2026, 2)) == Change(D(150), D(160), D(-10), D("-6.25"))
    assert year_on_year(figures, Quarter(2026, 3)) is None
    assert year_on_year(figures, Quarter(2025, 1)) is None


def test_quarter_on_quarter_compares_figures_or_for_a_flow_increments() -> None:
    figures = series(90, 200, 330, 500, 80)
    assert quarter_on_quarter(figures, Quarter(2025, 2), Measure.LEVEL) == Change(
        D(200), D(90), D(110), D("122.2222")
    )
    assert quarter_on_quarter(figures, Quarter(2025, 3), Measure.ANNUAL_FLOW) == Change(
        D(130), D(110), D(20), D("18.1818")
    )
    assert quarter_on_quarter(
        {**figures, Quarter(2024, 4): D(7)}, Quarter(2025, 2), Measure.ANNUAL_FLOW
    ) == Change(D(110), D(90), D(20), D("22.2222"))
    assert quarter_on_quarter(figures, Quarter(2026, 1), Measure.ANNUAL_FLOW) == Change(
        D(80), D(170), D(-90), D("-52.9412")
    )
    assert quarter_on_quarter(figures, Quarter(2025, 1), Measure.ANNUAL_FLOW) is None


def test_a_rate_needs_a_base_above_zero() -> None:
    assert change(D(5), D(0)) == Change(D(5), D(0), D(5), None)
    assert change(D(5), D("0.0001")) == Change(D(5), D("0.0001"), D("4.9999"), D(4999900))
    assert change(D(0), D(5)) == Change(D(0), D(5), D(-5), D(-100))
    assert change(None, D(5)) is None


figure = st.decimals(min_value=-(10**10), max_value=10**10, places=4)


@given(st.lists(figure, min_size=1, max_size=12))
def test_increments_add_up_to_the_cumulative_figure_again(values: list[Decimal]) -> None:
    actuals = {FIRST.shift(index): value for index, value in enumerate(values)}
    start = Start(D(7), FIRST.shift(-1), StartKind.BASELINE)
    derived = increments(actuals, Measure.CUMULATIVE, start).values()
    assert sum((value for value in derived if value is not None), D(7)) == values[-1]


@given(st.lists(figure, min_size=2, max_size=12), st.data())
def test_correcting_one_quarter_moves_at_most_two_increments(
    values: list[Decimal], data: st.DataObject
) -> None:
    actuals = {FIRST.shift(index): value for index, value in enumerate(values)}
    corrected = data.draw(st.sampled_from(sorted(actuals)))
    before = increments(actuals, Measure.CUMULATIVE)
    after = increments({**actuals, corrected: actuals[corrected] + 1}, Measure.CUMULATIVE)
    moved = {quarter for quarter in before if before[quarter] != after[quarter]}
    assert moved <= {corrected, corrected.shift(1)}
