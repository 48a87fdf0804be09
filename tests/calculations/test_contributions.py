"""Contributions beyond the table of docs/calculations.md."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.calculations.aggregation import Part
from tracker.calculations.contributions import Contribution, contributions
from tracker.calculations.goals import Aggregation
from tracker.calculations.increments import Change

D = Decimal


def ratio(unit: str, numerator: int, denominator: int) -> Part:
    return Part(unit, numerator=D(numerator), denominator=D(denominator))


def test_contributions_tell_the_change_they_split() -> None:
    before = [Part("A", D(30)), Part("B", D(70)), Part("开发区", D(9), counts=False)]
    now = [Part("B", D(74)), Part("A", D(36)), Part("开发区", D(20), counts=False)]
    result = contributions(before, now, Aggregation.SUM)
    assert result is not None
    assert result.change == Change(D(110), D(100), D(10), D(10))
    assert result.units == (Contribution("B", D(4), D(4), D(40)), Contribution("A", D(6), D(6), D(60)))
    assert result.left_out == ()


def test_a_unit_is_compared_only_if_it_counted_and_reported_twice() -> None:
    before = [Part("A", D(10)), Part("B", D(10)), Part("D", D(10)), Part("E", D(10), counts=False)]
    now = [Part("A", D(12)), Part("B"), Part("C", D(50)), Part("E", D(90))]
    result = contributions(before, now, Aggregation.SUM)
    assert result is not None
    assert [unit.unit for unit in result.units] == ["A"]
    assert result.left_out == ("B", "C", "E", "D")
    assert result.change.difference == 2


@pytest.mark.parametrize("aggregation", Aggregation)
def test_nothing_to_compare(aggregation: Aggregation) -> None:
    assert contributions([Part("A", D(1))], [Part("A")], aggregation) is None
    assert contributions([], [], aggregation) is None


@pytest.mark.parametrize(("before", "now"), [((0, 0), (1, 2)), ((1, 2), (0, 0))])
def test_a_ratio_of_nothing_cannot_be_split(before: tuple[int, int], now: tuple[int, int]) -> None:
    assert contributions([ratio("A", *before)], [ratio("A", *now)], Aggregation.RATIO) is None


def test_two_direct_figures_cannot_be_split_and_one_is_the_whole() -> None:
    two = [Part("A", D(1)), Part("B", D(2))]
    assert contributions(two, two, Aggregation.DIRECT) is None
    one = contributions([Part("局", D(50))], [Part("局", D(60))], Aggregation.DIRECT)
    assert one is not None
    assert one.units == (Contribution("局", D(10), D(20), D(100)),)


def test_a_bare_rate_has_no_part_in_a_ratio() -> None:
    zone = Part("开发区", numerator=D(9), denominator=D(9), counts=False)
    before = [ratio("A", 20, 50), Part("B", D(40)), Part("C", denominator=D(40)), zone]
    now = [ratio("A", 30, 50), Part("B", D(50)), ratio("C", 9, 40), zone]
    result = contributions(before, now, Aggregation.RATIO)
    assert result is not None
    assert result.units == (Contribution("A", D("0.2"), None, D(100)),)
    assert result.left_out == ("B", "C")
    assert result.change == Change(D("0.6"), D("0.4"), D("0.2"), D(50))


def test_growth_from_below_zero_has_amounts_and_shares_but_no_points() -> None:
    result = contributions([Part("A", D(-10))], [Part("A", D(5))], Aggregation.SUM)
    assert result is not None
    assert result.units == (Contribution("A", D(15), None, D(100)),)


def test_a_falling_sum_has_positive_shares_for_those_who_fell() -> None:
    result = contributions(
        [Part("A", D(10)), Part("B", D(10))], [Part("A", D(7)), Part("B", D(9))], Aggregation.SUM
    )
    assert result is not None
    assert [unit.share for unit in result.units] == [75, 25]
    assert [unit.points for unit in result.units] == [-15, -5]


def test_a_ratio_that_did_not_change_has_amounts_but_no_shares() -> None:
    # in fifty digits these amounts add up to 10⁻⁵⁰
    before, now = [ratio("A", 7, 1), ratio("B", 14, 17)], [ratio("A", 4, 1), ratio("B", 17, 17)]
    result = contributions(before, now, Aggregation.RATIO)
    assert result is not None
    assert [(unit.amount, unit.share) for unit in result.units] == [(D("-0.1667"), None), (D("0.1667"), None)]


@pytest.mark.parametrize("aggregation", [Aggregation.SUM, Aggregation.RATIO])
def test_the_callers_decimal_context_changes_nothing(aggregation: Aggregation) -> None:
    before = [Part("A", D(10001), D(10001), D(20003)), Part("B", D(30007), D(30007), D(70009))]
    now = [Part("A", D(10009), D(10009), D(20011)), Part("B", D(30011), D(30011), D(70003))]
    expected = contributions(before, now, aggregation, percent=True)
    with localcontext(prec=3):
        assert contributions(before, now, aggregation, percent=True) == expected


counts = st.tuples(st.integers(0, 10**6), st.integers(1, 10**6))


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=12))
def test_the_amounts_of_a_ratio_add_up_to_its_change(
    rows: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    before = [ratio(str(index), *row[0]) for index, row in enumerate(rows)]
    now = [ratio(str(index), *row[1]) for index, row in enumerate(rows)]
    result = contributions(before, now, Aggregation.RATIO, percent=True)
    assert result is not None
    amounts = sum(unit.amount for unit in result.units)
    assert abs(amounts - result.change.difference) <= D("0.0001") * (len(rows) + 1)
