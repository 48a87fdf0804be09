"""Places beyond the table of docs/scoring.md."""

from decimal import Decimal
from fractions import Fraction

import pytest

from tracker.calculations.ranking import change_of_place, places


def test_nobody_has_no_place() -> None:
    assert places({}) == {}


def test_equal_merits_share_a_place_however_they_are_written() -> None:
    assert places({"A": Decimal("2.5"), "B": Decimal("2.50"), "C": Decimal(2)}) == {"A": 1, "B": 1, "C": 3}
    assert places({"A": Fraction(1, 3), "B": Fraction(2, 6)}) == {"A": 1, "B": 1}


def test_the_least_difference_makes_a_place() -> None:
    assert places({"A": Decimal("83.00"), "B": Decimal("83.01")}) == {"A": 2, "B": 1}


@pytest.mark.parametrize(
    ("now", "before", "climbed"),
    [(3, 5, 2), (5, 3, -2), (4, 4, 0), (1, None, None), (None, 1, None), (None, None, None)],
)
def test_a_change_of_place_needs_both_places(
    now: int | None, before: int | None, climbed: int | None
) -> None:
    assert change_of_place(now, before) == climbed
