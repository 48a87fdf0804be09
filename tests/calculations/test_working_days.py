"""Working days against the State Council's notices for 2024, 2025 and 2026."""

from datetime import date, timedelta

import pytest
from chinese_calendar import holidays
from hypothesis import given
from hypothesis import strategies as st

from tracker.calculations.working_days import (
    is_official,
    is_working_day,
    working_day_after,
    working_days_between,
)

LAST_KNOWN_YEAR = max(holidays).year
days = st.dates(date(2003, 1, 1), date(LAST_KNOWN_YEAR + 2, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "worked"),
    [
        ("2025-01-26", True),  # Sunday before the Spring Festival
        ("2025-01-28", False),  # New Year's Eve of the lunar calendar, a holiday since 2025
        ("2025-02-04", False),
        ("2025-02-08", True),  # Saturday after it
        ("2025-02-09", False),
        ("2025-09-26", True),
        ("2025-09-27", False),
        ("2025-09-28", True),  # Sunday before the National Day
        ("2025-09-30", True),
        *((f"2025-10-0{number}", False) for number in range(1, 9)),
        ("2025-10-09", True),
        ("2025-10-11", True),  # Saturday after it
        ("2025-10-12", False),
        ("2024-02-04", True),  # Sunday before the Spring Festival
        ("2024-02-18", True),  # Sunday after it
        ("2026-01-01", False),
        ("2026-01-02", False),
        ("2026-01-04", True),  # Sunday after the New Year
        ("2026-02-23", False),
        ("2026-10-10", True),
    ],
)
def test_days_of_the_notices(text: str, worked: bool) -> None:
    assert is_working_day(day(text)) is worked
    assert is_official(day(text))


@pytest.mark.parametrize(
    ("after", "count", "found"),
    [
        ("2025-09-26", 1, "2025-09-28"),
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-09-30", 3, "2025-10-11"),
        ("2025-09-30", 4, "2025-10-13"),
        ("2025-10-04", 1, "2025-10-09"),  # from within the holiday
        ("2025-12-31", 1, "2026-01-04"),  # into a year with its own notice
        # The 15th working day after each quarter's end, by which a quarter is due.
        ("2024-03-31", 15, "2024-04-22"),
        ("2024-06-30", 15, "2024-07-19"),
        ("2024-09-30", 15, "2024-10-25"),
        ("2024-12-31", 15, "2025-01-22"),
        ("2025-03-31", 15, "2025-04-22"),
        ("2025-06-30", 15, "2025-07-21"),
        ("2025-09-30", 15, "2025-10-28"),
        ("2025-12-31", 15, "2026-01-22"),
    ],
)
def test_counting_forward_and_back(after: str, count: int, found: str) -> None:
    assert working_day_after(day(after), count) == day(found)
    assert working_days_between(day(after), day(found)) == count
    assert working_days_between(day(found), day(after)) == -count


def test_the_day_itself_is_never_counted() -> None:
    thursday, saturday, sunday = day("2025-10-16"), day("2025-10-18"), day("2025-10-19")
    assert working_days_between(thursday, thursday) == 0
    assert working_days_between(saturday, sunday) == 0
    assert working_days_between(thursday, saturday) == 1


@pytest.mark.parametrize("count", [0, -1])
def test_there_is_no_working_day_before_the_first(count: int) -> None:
    with pytest.raises(ValueError, match=f"from the first on, not {count}"):
        working_day_after(day("2025-10-16"), count)


@pytest.mark.parametrize("year", [2003, LAST_KNOWN_YEAR + 1])
def test_beyond_the_known_years_only_weekends_are_free(year: int) -> None:
    first = date(year, 1, 1)
    whole_year = [first + timedelta(days=step) for step in range(365)]
    assert not any(is_official(each) for each in whole_year)
    assert all(is_working_day(each) == (each.isoweekday() <= 5) for each in whole_year)


def test_the_known_years_are_whole() -> None:
    assert [is_official(day(text)) for text in ("2003-12-31", "2004-01-01")] == [False, True]
    assert is_official(date(LAST_KNOWN_YEAR, 12, 31))
    assert not is_official(date(LAST_KNOWN_YEAR + 1, 1, 1))


def test_counting_leaves_the_known_years_without_a_stop() -> None:
    last = date(LAST_KNOWN_YEAR, 12, 31)
    due = working_day_after(last, 15)
    assert not is_official(due)
    assert working_days_between(last, due) == 15


@given(days, st.integers(1, 60))
def test_the_count_undoes_the_search(start: date, count: int) -> None:
    found = working_day_after(start, count)
    assert is_working_day(found)
    assert working_days_between(start, found) == count


@given(days, st.integers(0, 120), st.integers(0, 120))
def test_stretches_add_up(start: date, first: int, second: int) -> None:
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)
    parts = working_days_between(start, middle) + working_days_between(middle, end)
    assert working_days_between(start, end) == parts == -working_days_between(end, start)
