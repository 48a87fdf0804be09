from datetime import date
from decimal import Decimal

import pytest

from tracker.calculations.periods import (
    Quarter,
    elapsed_share,
    months_elapsed_share,
    quarter_range,
)


@pytest.mark.parametrize("text", ["2025Q3", "2025q3", " 2025Q3 ", "\u30002025Q3"])
def test_a_quarter_is_read(text: str) -> None:
    assert Quarter.parse(text) == Quarter(2025, 3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025",
        "2025Q0",
        "2025Q5",
        "2025Q33",
        "25Q3",
        "0999Q1",
        "2025-Q3",
        "Q3 2025",
        "2025Q3x",
        "x2025Q3",
        "２０２５Q3",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a quarter like 2025Q3"):
        Quarter.parse(text)


@pytest.mark.parametrize(("year", "number"), [(2025, 0), (2025, 5), (2025, -1), (999, 1), (10000, 1)])
def test_no_such_quarter(year: int, number: int) -> None:
    with pytest.raises(ValueError, match="no such quarter"):
        Quarter(year, number)


@pytest.mark.parametrize("quarter", [Quarter(1000, 1), Quarter(9999, 4)])
def test_the_first_and_the_last_quarter_there_are(quarter: Quarter) -> None:
    assert Quarter.parse(quarter.code) == quarter


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        ("2024Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024Q2", date(2024, 4, 1), date(2024, 6, 30)),
        ("2025Q3", date(2025, 7, 1), date(2025, 9, 30)),
        ("2025Q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("9999Q4", date(9999, 10, 1), date(9999, 12, 31)),
    ],
)
def test_the_days_of_a_quarter(quarter: str, first: date, last: date) -> None:
    found = Quarter.parse(quarter)
    assert (found.first_day, found.last_day) == (first, last)
    assert Quarter.of(first) == Quarter.of(last) == found


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_lies_in_its_quarter(month: int) -> None:
    assert Quarter.of(date(2025, month, 15)) == Quarter(2025, (month - 1) // 3 + 1)


@pytest.mark.parametrize(
    ("quarters", "code"),
    [
        (0, "2025Q3"),
        (1, "2025Q4"),
        (2, "2026Q1"),
        (6, "2027Q1"),
        (-2, "2025Q1"),
        (-3, "2024Q4"),
        (-7, "2023Q4"),
    ],
)
def test_shifting_and_counting_back(quarters: int, code: str) -> None:
    shifted = Quarter(2025, 3).shift(quarters)
    assert shifted.code == str(shifted) == code
    assert shifted.quarters_since(Quarter(2025, 3)) == quarters


def test_quarters_sort_by_time() -> None:
    codes = ["2024Q4", "2023Q4", "2024Q1", "2025Q2"]
    assert [q.code for q in sorted(map(Quarter.parse, codes))] == ["2023Q4", "2024Q1", "2024Q4", "2025Q2"]


def test_a_range_has_both_ends() -> None:
    assert [q.code for q in quarter_range(Quarter(2024, 3), Quarter(2025, 2))] == [
        "2024Q3",
        "2024Q4",
        "2025Q1",
        "2025Q2",
    ]
    assert quarter_range(Quarter(2024, 3), Quarter(2024, 3)) == (Quarter(2024, 3),)
    assert quarter_range(Quarter(2024, 3), Quarter(2024, 2)) == ()
    assert quarter_range(Quarter(2024, 3), Quarter(2023, 1)) == ()


@pytest.mark.parametrize(
    ("quarter", "share"),
    [
        ("2020Q1", "0"),
        ("2023Q4", "0"),
        ("2024Q1", "0.083333"),
        ("2024Q2", "0.166667"),
        ("2026Q4", "1"),
        ("2027Q1", "1"),
        ("2030Q1", "1"),
    ],
)
def test_elapsed_share_of_a_plan(quarter: str, share: str) -> None:
    assert elapsed_share(Quarter.parse(quarter), Quarter(2024, 1), Quarter(2026, 4)) == Decimal(share)


def test_a_plan_of_one_quarter_has_gone_by_at_its_end() -> None:
    only = Quarter(2024, 1)
    assert elapsed_share(only, only, only) == 1
    assert elapsed_share(only.shift(-1), only, only) == 0


def test_a_plan_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match=r"cannot end \(2024Q1\) before it begins \(2024Q2\)"):
        elapsed_share(Quarter(2024, 1), Quarter(2024, 2), Quarter(2024, 1))


@pytest.mark.parametrize("months", [-1, 13])
def test_a_year_has_twelve_months(months: int) -> None:
    with pytest.raises(ValueError, match=f"12 months, not {months}"):
        months_elapsed_share(months)


def test_shares_of_a_year() -> None:
    assert [months_elapsed_share(months) for months in (0, 5, 6, 12)] == [
        Decimal("0"),
        Decimal("0.416667"),
        Decimal("0.5"),
        Decimal("1"),
    ]
