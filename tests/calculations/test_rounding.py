from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.calculations.rounding import plain_text, quotient, rounded


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("2.00005", 4, "2.0001"),
        ("2.00004999", 4, "2.0000"),
        ("-2.00005", 4, "-2.0001"),
        ("-0.00004", 4, "0.0000"),
        ("2.5", 0, "3"),
        ("100000000000000.00005", 4, "100000000000000.0001"),
    ],
)
def test_half_up_and_never_minus_zero(value: str, places: int, text: str) -> None:
    assert str(rounded(Decimal(value), places)) == text


def test_a_quotient_is_rounded_once() -> None:
    assert str(quotient(Decimal(2), Decimal(3), 4)) == "0.6667"
    # in 28 digits this would first become 0.00005 and then 0.0001
    just_below = Decimal("0.000049999999999999999999999999999999999999")
    assert str(quotient(just_below, Decimal(1), 4)) == "0.0000"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("7.5000", "7.5"),
        ("3E+2", "300"),
        ("1200", "1200"),
        ("-0.00", "0"),
        ("1E-4", "0.0001"),
        ("123456789012345678901234567890.1", "123456789012345678901234567890.1"),
    ],
)
def test_plain_text_is_what_one_would_type(value: str, text: str) -> None:
    assert plain_text(Decimal(value)) == text


figures = st.integers(-(10**15), 10**15)


@given(figures, figures.filter(bool))
def test_a_quotient_of_figures_is_rounded_as_if_it_were_exact(dividend: int, divisor: int) -> None:
    whole, rest = divmod(abs(dividend) * 10**6, abs(divisor))
    expected = (whole + (2 * rest >= abs(divisor))) * (1 if dividend * divisor >= 0 else -1)
    assert quotient(Decimal(dividend), Decimal(divisor), 6) == Decimal(expected).scaleb(-6)
