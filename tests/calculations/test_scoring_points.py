"""Points beyond the tables of docs/scoring.md: exactness, and what is refused."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from tracker.calculations.scoring_points import (
    Working,
    climb_points,
    completion_points,
    deduction_points,
    efficacy_points,
    half_up,
    place_points,
    schedule_points,
)

D = Decimal


def test_points_are_exact_and_only_their_print_is_rounded() -> None:
    working = efficacy_points(D(7), D(5), D(8), base=D(60), cap=D(1))
    assert working.points == Fraction(260, 3)
    assert working.printed == D("86.666667")


def test_a_working_is_kept_within_its_ends() -> None:
    def points(value: int, most: Decimal | None) -> Fraction:
        return Working(D(value), D(0), D(1), D(10), D(0), D(20), most).points

    assert [points(value, D(90)) for value in (1, 2, 5, 9, 10)] == [20, 20, 50, 90, 90]
    assert points(10, None) == 100


@pytest.mark.parametrize("target", ["0", "-0.0001", "-5"])
def test_a_target_of_zero_or_less_has_no_completion(target: str) -> None:
    with pytest.raises(ValueError, match="has no completion rate"):
        completion_points(D(3), D(target), cap=D(1))


def test_the_least_target_above_zero_has_a_completion() -> None:
    assert completion_points(D("0.0001"), D("0.0001"), cap=None).points == 100


def test_worst_and_best_that_are_the_same_give_full_marks_and_no_division_by_zero() -> None:
    working = efficacy_points(D("5.0"), D("5.00"), D(5), base=D(60), cap=D(2))
    assert (working.points, working.span, working.factor, working.offset) == (100, 1, 0, 100)
    assert (working.value, working.origin, working.least, working.most) == (5, 5, 0, 100)


def test_the_ends_of_each_rule() -> None:
    ends = [
        (working.least, working.most)
        for working in (
            schedule_points(D(1), cap=D("1.5")),
            schedule_points(D(1), cap=None),
            completion_points(D(1), D(2), cap=D("1.1")),
            efficacy_points(D(1), D(0), D(2), base=D(50), cap=D(1)),
            place_points(3, step=D(5), least=D(40)),
            climb_points(3, 2, base=D(80), step=D(5), least=D(30)),
            deduction_points(D(1), D(2), unit=D(1), points=D(3)),
        )
    ]
    assert ends == [(0, 150), (0, None), (0, 110), (0, 100), (40, 100), (30, 100), (0, 100)]


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Fraction(-1, 300), "0.00"),
        (Fraction(-83005, 1000), "-83.01"),
        (Fraction(83005, 1000) - Fraction(1, 10**60), "83.00"),
        (Fraction(10**15) + Fraction(1, 200), "1000000000000000.01"),
    ],
)
def test_half_up_is_exact_and_knows_no_negative_zero(value: Fraction, printed: str) -> None:
    assert str(half_up(value, 2)) == printed


def test_the_callers_decimal_context_changes_nothing() -> None:
    def all_points() -> list[Fraction]:
        large, small = D("99999999999.9999"), D("12345678.1234")
        return [
            schedule_points(D("1.23456"), cap=D("1.23455")).points,
            completion_points(small, large, cap=None).points,
            efficacy_points(D(5), small, large, base=D("61.2345"), cap=D(1)).points,
            place_points(3, step=D("1.2345"), least=D(0)).points,
            climb_points(3, 5, base=D("81.2345"), step=D("1.2345"), least=D(0)).points,
            deduction_points(small, D("12345670.4321"), unit=D("7.1234"), points=D("2.3456")).points,
            Fraction(half_up(Fraction(123456789, 1000), 2)),
        ]

    expected = all_points()
    with localcontext(prec=3):
        assert all_points() == expected
