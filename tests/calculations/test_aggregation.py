"""Totals beyond the table of docs/calculations.md."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.calculations.aggregation import (
    Part,
    Reconciliation,
    Total,
    TotalProblem,
    counted_total,
    reconcile,
    total,
)
from tracker.calculations.goals import Aggregation

D = Decimal


def test_a_total_says_what_it_rests_on() -> None:
    parts = [
        Part("甲区", numerator=D(45), denominator=D(60)),
        Part("乙区", value=D(90)),
        Part("丙区"),
        Part("开发区", numerator=D(5), denominator=D(5), counts=False),
        Part("丁区", numerator=D(10), denominator=D(40)),
        Part("新区", counts=False),
    ]
    assert total(parts, Aggregation.RATIO, percent=True) == Total(
        value=D(55),
        numerator=D(55),
        denominator=D(100),
        expected=4,
        reported=2,
        missing=("丙区",),
        left_out=("乙区",),
        not_counting=("开发区",),
    )


@pytest.mark.parametrize("aggregation", Aggregation)
def test_nobody_reported_is_not_zero(aggregation: Aggregation) -> None:
    nothing = Total(None, None, None, 2, 0, ("A", "B"), (), ())
    assert total([Part("A"), Part("B")], aggregation) == nothing
    assert total([], aggregation) == Total(None, None, None, 0, 0, (), (), ())


@pytest.mark.parametrize("aggregation", [Aggregation.SUM, Aggregation.ROSTER, Aggregation.DIRECT])
def test_a_reported_zero_is_a_report(aggregation: Aggregation) -> None:
    result = total([Part("A", D(0))], aggregation)
    assert (result.value, result.reported, result.missing) == (0, 1, ())


def test_a_ratio_whose_denominators_are_zero_has_no_value_but_a_reason() -> None:
    result = total([Part("A", numerator=D(0), denominator=D(0))], Aggregation.RATIO)
    assert (result.value, result.numerator, result.denominator) == (None, 0, 0)
    assert (result.problem, result.reported) == (TotalProblem.DENOMINATOR_ZERO, 1)


def test_a_unit_without_any_enterprise_counts_as_reported_in_a_ratio() -> None:
    parts = [Part("A", numerator=D(0), denominator=D(0)), Part("B", numerator=D(1), denominator=D(2))]
    assert total(parts, Aggregation.RATIO).value == D("0.5")


@pytest.mark.parametrize("half", [{"numerator": D(5)}, {"denominator": D(5)}, {"value": D(5)}])
def test_half_a_ratio_is_left_out_and_not_missing(half: dict[str, Decimal]) -> None:
    result = total([Part("A", **half)], Aggregation.RATIO)
    assert (result.value, result.missing, result.left_out) == (None, (), ("A",))


def test_a_ratio_without_a_value_is_left_out_of_a_sum() -> None:
    parts = [Part("A", numerator=D(1), denominator=D(2)), Part("B", D(3))]
    result = total(parts, Aggregation.SUM)
    assert (result.value, result.left_out, result.numerator, result.denominator) == (3, ("A",), None, None)


def test_a_direct_figure_keeps_its_numerator_and_denominator() -> None:
    result = total([Part("局", D(75), D(45), D(60)), Part("A", D(9), counts=False)], Aggregation.DIRECT)
    assert (result.value, result.numerator, result.denominator) == (75, 45, 60)
    assert result.not_counting == ("A",)


def test_two_direct_figures_contradict_each_other() -> None:
    result = total([Part("A", D(1)), Part("B", D(1))], Aggregation.DIRECT)
    assert (result.value, result.problem) == (None, TotalProblem.SEVERAL_DIRECT_FIGURES)
    assert total([Part("A", D(1)), Part("B")], Aggregation.DIRECT).value == 1


def test_the_text_stored_for_an_aggregation_does_as_well() -> None:
    parts = [Part("A", numerator=D(1), denominator=D(4)), Part("B", numerator=D(1), denominator=D(1))]
    assert total(parts, "ratio") == total(parts, Aggregation.RATIO)
    assert total([Part("A", D(1)), Part("B", D(2))], "direct").problem is TotalProblem.SEVERAL_DIRECT_FIGURES


def test_names_come_in_the_order_given() -> None:
    parts = [Part("丙", D(1)), Part("乙"), Part("丁", counts=False), Part("甲")]
    assert total(parts, Aggregation.SUM).missing == ("乙", "甲")


def test_sums_are_exact_beyond_28_digits() -> None:
    parts = [Part("A", D("123456789012345678901234567890.0001")), Part("B", D("0.0001"))]
    assert total(parts, Aggregation.SUM).value == D("123456789012345678901234567890.0002")


def test_the_bureau_of_record_beside_the_units() -> None:
    units = total([Part("A", D(6000)), Part("B", D(50)), Part("C")], Aggregation.SUM)
    assert reconcile(D(6200), units) == Reconciliation(
        D(6200), D(6050), D(150), D("2.4793"), is_covered=False
    )
    complete = total([Part("A", D(6050))], Aggregation.SUM)
    assert reconcile(D(6000), complete) == Reconciliation(
        D(6000), D(6050), D(-50), D("-0.8264"), is_covered=True
    )


def test_reconciling_with_nothing_is_nothing_and_with_zero_has_no_rate() -> None:
    nothing = total([Part("A")], Aggregation.SUM)
    assert reconcile(D(5), nothing) is None
    assert reconcile(None, total([Part("A", D(1))], Aggregation.SUM)) is None
    zero = reconcile(D(5), total([Part("A", D(0))], Aggregation.SUM))
    assert zero is not None
    assert (zero.difference, zero.rate) == (5, None)
    small = reconcile(D(1), total([Part("A", D("0.5"))], Aggregation.SUM))
    assert small is not None
    assert small.rate == 100


figures = st.none() | st.decimals(min_value=0, max_value=10**10, places=4)


@st.composite
def many_parts(draw: st.DrawFn) -> list[Part]:
    names = draw(st.lists(st.sampled_from("ABCDEFGHIJKL"), unique=True))
    return [
        Part(name, draw(figures), draw(figures), draw(figures), counts=draw(st.booleans())) for name in names
    ]


@given(many_parts(), st.sampled_from(Aggregation), st.booleans(), st.randoms())
def test_the_order_of_the_units_never_matters(
    parts: list[Part], aggregation: Aggregation, percent: bool, chance: random.Random
) -> None:
    shuffled = list(parts)
    chance.shuffle(shuffled)
    one, other = total(parts, aggregation, percent=percent), total(shuffled, aggregation, percent=percent)
    assert (one.value, one.numerator, one.denominator) == (other.value, other.numerator, other.denominator)
    assert (one.expected, one.reported, one.problem) == (other.expected, other.reported, other.problem)
    for names, others in zip((one.missing, one.left_out), (other.missing, other.left_out), strict=True):
        assert sorted(names) == sorted(others)


@given(many_parts(), st.sampled_from(Aggregation))
def test_coverage_adds_up_and_coverage_zero_is_not_reported(
    parts: list[Part], aggregation: Aggregation
) -> None:
    result = total(parts, aggregation)
    assert result.expected == result.reported + len(result.missing) + len(result.left_out)
    assert result.expected == sum(part.counts for part in parts)
    if result.reported == 0:
        assert result.value is None


@given(many_parts(), st.sampled_from(Aggregation))
def test_a_missing_unit_changes_no_number(parts: list[Part], aggregation: Aggregation) -> None:
    one, other = total(parts, aggregation), total([*parts, Part("Z")], aggregation)
    assert (one.value, one.numerator, one.denominator) == (other.value, other.numerator, other.denominator)
    assert other.missing == (*one.missing, "Z")
    assert other.expected == one.expected + 1


def test_a_count_from_a_roster_speaks_for_every_unit_and_may_be_less_than_their_sum() -> None:
    parts = [Part("A", D(3)), Part("B", D(4)), Part("C"), Part("开发区", D(2), counts=False)]
    assert counted_total(6, parts) == Total(D(6), None, None, 3, 3, (), (), (), is_counted=True)
    assert counted_total(0, []).value == 0


def test_what_units_state_is_never_marked_as_counted() -> None:
    assert not any(total([Part("A", D(1), D(1), D(2))], how).is_counted for how in Aggregation)
