from decimal import Decimal

import pytest

from tracker.calculations.annual import rolling_years, schedule_gap
from tracker.calculations.periods import Quarter

D = Decimal


@pytest.mark.parametrize("plan", [0, -5])
def test_a_plan_of_nothing_has_no_completion_rate(plan: int) -> None:
    assert schedule_gap(D(10), D(plan), 6) is None


def test_the_months_must_be_those_of_a_year() -> None:
    with pytest.raises(ValueError, match="12 months, not 13"):
        schedule_gap(D(10), D(20), 13)


def test_the_gap_of_a_large_value_is_exact() -> None:
    gap = schedule_gap(D("99999999999.9999"), D("0.0001"), 12)
    assert gap is not None
    assert gap.completion == D("99999999999999900.0000")
    assert gap.gap == D("99999999999999800.0000")


def year_to_date(**values: int | None) -> dict[Quarter, Decimal | None]:
    return {Quarter.parse(code): None if value is None else D(value) for code, value in values.items()}


def test_rolling_years_leave_the_seasons_out() -> None:
    figures = year_to_date(
        **{"2024Q1": 20, "2024Q2": 45, "2024Q3": 60, "2024Q4": 100},
        **{"2025Q1": 26, "2025Q2": 51, "2025Q3": 70, "2025Q4": 115},
    )
    assert {quarter.code: value for quarter, value in rolling_years(figures).items()} == {
        "2024Q4": 100,
        "2025Q1": 106,
        "2025Q2": 106,
        "2025Q3": 110,
        "2025Q4": 115,
    }


@pytest.mark.parametrize("missing", ["2024Q1", "2024Q4", "2025Q1"])
def test_a_rolling_year_needs_all_three_of_its_figures(missing: str) -> None:
    figures = year_to_date(**{"2024Q1": 20, "2024Q4": 100, "2025Q1": 26})
    assert Quarter(2025, 1) in rolling_years(figures)
    assert Quarter(2025, 1) not in rolling_years({**figures, Quarter.parse(missing): None})
    del figures[Quarter.parse(missing)]
    assert Quarter(2025, 1) not in rolling_years(figures)


def test_a_quarter_that_was_not_reported_leaves_the_later_ones_alone() -> None:
    figures = year_to_date(**{"2024Q3": None, "2024Q4": 100, "2025Q2": None, "2025Q4": 115})
    assert list(rolling_years(figures).values()) == [100, 115]


def test_rolling_years_come_in_order_of_time() -> None:
    figures = year_to_date(**{"2026Q4": 3, "2024Q4": 1, "2025Q4": 2})
    assert list(rolling_years(figures).values()) == [1, 2, 3]


def test_a_reported_zero_counts_in_a_rolling_year() -> None:
    figures = year_to_date(**{"2024Q1": 0, "2024Q4": 0, "2025Q1": 0})
    assert rolling_years(figures) == {Quarter(2024, 4): 0, Quarter(2025, 1): 0}
