"""What the tables of docs/calculations.md do not say about reading figures."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.calculations.figures import LIMIT, FigureError, Problem, ratio_of, read_figure

D = Decimal


def refusal(text: str, **rules: object) -> FigureError:
    with pytest.raises(FigureError) as refused:
        read_figure(text, **{"decimals": 0, **rules})
    return refused.value


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\u00a0\t", "\ufeff", "\u200b"])
def test_blank_is_none_and_never_zero(text: str) -> None:
    assert read_figure(text, decimals=2) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("007", "7"),
        ("5.", "5"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("- 5", "-5"),
        ("−5", "-5"),
        ("﹣5", "-5"),
        ("－５．５", "-5.5"),
        ("＋５", "5"),
        ("\u00a03,000\u00a0", "3000"),
        ("\u30003000\u3000", "3000"),
        ("3\u00a0000", "3000"),
        ("3\u2009000\u2009000", "3000000"),
        ("3\u202f000", "3000"),
        ("3\u3000000", "3000"),
        ("12,345,678.90", "12345678.9"),
        ("123,456", "123456"),
        ("1,000.", "1000"),
        ("\ufeff12", "12"),
        ("1\u200b2", "12"),
        ("-99,999,999,999.9999", "-99999999999.9999"),
        ("00000000000000000000000000000000000000001", "1"),
        ("1.00000000000000000000000000000000000000000", "1"),
    ],
)
def test_a_figure_is_read(text: str, value: str) -> None:
    assert read_figure(text, decimals=4) == D(value)


def test_a_figure_has_the_places_of_its_target() -> None:
    assert str(read_figure("3", decimals=2)) == "3.00"
    assert str(read_figure("3.10000", decimals=2)) == "3.10"
    assert str(read_figure("-0.0", decimals=1)) == "0.0"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("-", Problem.NOT_A_NUMBER),
        (".", Problem.NOT_A_NUMBER),
        (",", Problem.NOT_A_NUMBER),
        ("%", Problem.PERCENT_SIGN),
        ("+-5", Problem.NOT_A_NUMBER),
        ("5-", Problem.NOT_A_NUMBER),
        ("1.2.3", Problem.NOT_A_NUMBER),
        ("1_000", Problem.NOT_A_NUMBER),
        ("0x10", Problem.NOT_A_NUMBER),
        ("１２a", Problem.NOT_A_NUMBER),
        ("٣", Problem.NOT_A_NUMBER),
        ("三", Problem.NOT_A_NUMBER),
        ("1\n234", Problem.NOT_A_NUMBER),
        ("1\t234", Problem.NOT_A_NUMBER),
        ("2025-05-10", Problem.NOT_A_NUMBER),
        ("sNaN", Problem.NOT_A_NUMBER),
        ("-inf", Problem.NOT_A_NUMBER),
        ("#N/A", Problem.NOT_A_NUMBER),
        ("=1+1", Problem.NOT_A_NUMBER),
        ("-1.5E-3", Problem.EXPONENT),
        ("１ｅ５", Problem.EXPONENT),
        ("5 / 10", Problem.FRACTION),
        ("５／１０", Problem.FRACTION),
        ("1,23", Problem.BAD_GROUPING),
        ("1,2345", Problem.BAD_GROUPING),
        ("1234,567", Problem.BAD_GROUPING),
        (",123", Problem.BAD_GROUPING),
        ("123,", Problem.BAD_GROUPING),
        ("12 34", Problem.BAD_GROUPING),
        ("1 234,567", Problem.BAD_GROUPING),
        ("1,234 567", Problem.BAD_GROUPING),
        ("1  234", Problem.BAD_GROUPING),
        ("100,000,000,000", Problem.TOO_LARGE),
        ("-100000000000", Problem.TOO_LARGE),
    ],
)
def test_a_text_is_refused(text: str, problem: Problem) -> None:
    assert refusal(text).code is problem


def test_a_refusal_carries_what_its_sentence_needs() -> None:
    assert refusal("1" * 40).params == {"limit": LIMIT}
    assert refusal("1.23", decimals=1).params == {"decimals": 1}
    assert refusal("1.5").params == {"decimals": 0}
    assert refusal("-1", minimum=D(0)).params == {"minimum": D(0)}
    assert refusal("3", minimum=D(5)).params == {"minimum": D(5)}
    assert refusal("101", percent=True).params == {"maximum": D(100)}
    assert refusal("101", percent=True, maximum=D(100)).params == {"maximum": D(100)}
    assert refusal("6", maximum=D(5)).params == {"maximum": D(5)}
    assert "too_large" in str(refusal("1" * 40))
    assert "100000000000" in str(refusal("1" * 40))


def test_limits_are_inclusive() -> None:
    assert read_figure("5", decimals=0, minimum=D(5), maximum=D(5)) == 5
    assert read_figure("100", decimals=0, percent=True) == 100
    assert read_figure("0", decimals=0, minimum=D(0)) == 0


def test_a_growth_rate_may_pass_100_when_its_maximum_says_so() -> None:
    assert read_figure("150%", decimals=0, percent=True, maximum=D(1000)) == 150
    assert refusal("1001", percent=True, maximum=D(1000)).code is Problem.ABOVE_MAXIMUM
    assert refusal("101", percent=True, maximum=D(100)).code is Problem.OVER_100
    assert refusal("101", maximum=D(100)).code is Problem.ABOVE_MAXIMUM
    assert read_figure("-150%", decimals=0, percent=True) == -150


def test_without_a_minimum_a_figure_may_be_negative() -> None:
    assert read_figure("-3", decimals=0) == -3
    assert refusal("-0.5", decimals=1, minimum=D(0)).code is Problem.NEGATIVE
    assert refusal("-6", minimum=D(-5)).code is Problem.BELOW_MINIMUM


def test_a_tiny_fraction_is_refused_and_not_rounded_away() -> None:
    assert refusal("0." + "0" * 80 + "1", decimals=4).code is Problem.TOO_MANY_DECIMALS
    assert refusal("0." + "0" * 80 + "1", decimals=0).code is Problem.WHOLE_NUMBER_NEEDED


@given(st.decimals(min_value=-(LIMIT - 1), max_value=LIMIT - 1, places=4))
def test_what_is_printed_reads_back(value: Decimal) -> None:
    wide = str.maketrans("0123456789,.-", "０１２３４５６７８９，．－")
    assert read_figure(f"{value:f}", decimals=4) == value
    assert read_figure(f"{value:,f}", decimals=4) == value
    assert read_figure(f"{value:,f}".translate(wide), decimals=4) == value
    assert read_figure(f" {value:,f} ".replace(",", " "), decimals=4) == value


@given(st.text())
def test_any_text_is_a_figure_or_blank_or_refused(text: str) -> None:
    with contextlib.suppress(FigureError):
        value = read_figure(text, decimals=2, minimum=D(0))
        assert value is None or 0 <= value < LIMIT


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent", "decimals", "ratio"),
    [
        ("1", "8", True, 4, "12.5000"),
        ("1", "8", True, 0, "13"),
        ("1", "8", False, 2, "0.13"),
        ("1", "3", False, 4, "0.3333"),
        ("-1", "4", False, 4, "-0.2500"),
        ("0.5", "0.5", True, 1, "100.0"),
        ("99999999999.9999", "99999999999.9999", True, 4, "100.0000"),
    ],
)
def test_a_ratio(numerator: str, denominator: str, percent: bool, decimals: int, ratio: str) -> None:
    found = ratio_of(D(numerator), D(denominator), percent=percent, decimals=decimals)
    assert str(found) == ratio


def test_a_ratio_is_refused_with_what_its_sentence_needs() -> None:
    with pytest.raises(FigureError) as refused:
        ratio_of(D(61), D(60), percent=True)
    assert refused.value.params == {"numerator": D(61), "denominator": D(60)}
    with pytest.raises(FigureError) as refused:
        ratio_of(D(-1), D(60), percent=True)
    assert refused.value.params == {"minimum": D(0)}
    with pytest.raises(FigureError) as refused:
        ratio_of(D(10) ** 10, D("0.1"), percent=False)
    assert (refused.value.code, refused.value.params) == (Problem.TOO_LARGE, {"limit": LIMIT})
