"""Numbers no plan would print, in every combination: a status all the same, and never NaN."""

from decimal import Decimal, localcontext

import pytest

from tracker.calculations.goals import Comparator, Goal, Measure
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Status, assess

D = Decimal
FIRST, NOW, LAST = Quarter(2024, 1), Quarter(2025, 3), Quarter(2026, 4)


def goal(**changes: object) -> Goal:
    usual = {"target": D(80), "comparator": Comparator.AT_LEAST, "baseline": D("68.1")}
    return Goal(**{**usual, "first": FIRST, "last": LAST, **changes})


@pytest.mark.parametrize("baseline", [None, D(0), D(80), D(-80), D(10) ** 14, -(D(10) ** 14)])
@pytest.mark.parametrize("target", [D(0), D(80), D(10) ** 14, -(D(10) ** 14), D("0.0001")])
@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("comparator", Comparator)
def test_awkward_numbers_have_a_status_and_no_nan(
    baseline: Decimal | None, target: Decimal, measure: Measure, comparator: Comparator
) -> None:
    awkward = goal(baseline=baseline, target=target, measure=measure, comparator=comparator)
    for actual in (None, D(0), D(-1), D("0.0001"), D(10) ** 14, -(D(10) ** 14), target):
        for quarter in (FIRST.shift(-2), FIRST, NOW, LAST, LAST.shift(3)):
            standing = assess(awkward, quarter, actual)
            numbers = (standing.completion, standing.share, standing.planned_share, standing.ratio)
            assert standing.status in Status
            assert all(number is None or number.is_finite() for number in numbers)


def test_the_callers_decimal_context_changes_nothing() -> None:
    expected = assess(goal(), NOW, D("74.9123"))
    with localcontext(prec=3):
        assert assess(goal(), NOW, D("74.9123")) == expected
