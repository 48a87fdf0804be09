"""Value axes: what they hold, where they begin, how they step."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.charts.scales import number, value_axis

FIGURES = st.decimals(-(10**11), 10**11, places=4)


def axis(*values: object, decimals: int = 0, from_zero: bool = False, unit: str = "") -> dict[str, object]:
    given_values = [None if value is None else Decimal(str(value)) for value in values]
    return value_axis(given_values, decimals=decimals, from_zero=from_zero, unit=unit, room=0.1)


@pytest.mark.parametrize(
    ("values", "from_zero", "ends"),
    [
        ((10, 100), False, [0, 110]),  # zero is near: it belongs on the axis
        ((68, 80), False, [66.8, 81.2]),  # zero would flatten the line
        ((68, 80), True, [0, 88]),  # a bar always begins at zero
        ((-4, 6), True, [-5, 7]),
        ((-10, -100), True, [-110, 0]),
        ((-80, -68), False, [-81.2, -66.8]),
        ((5, 5), False, [3.8, 6.2]),
        ((0, 0), True, [0, 1.1]),
        ((0.5,), True, [0, 0.55]),
    ],
)
def test_where_an_axis_begins_and_ends(
    values: tuple[object, ...], from_zero: bool, ends: list[float]
) -> None:
    assert axis(*values, from_zero=from_zero)["range"] == ends


def test_a_percentage_promises_no_more_than_all_of_it_but_shows_what_passes_it() -> None:
    assert axis(80, 100, unit="%")["range"] == [78, 102]
    assert axis(80, 130, unit="%")["range"][1] == 135


@pytest.mark.parametrize(
    ("values", "decimals", "step", "form"),
    [
        ((0, 4), 0, 1, ",.0f"),  # no half enterprises
        ((0, 1), 0, 1, ",.0f"),
        ((0, 1), 2, 0.2, ",.1f"),
        ((0, 3000), 0, 1000, ",.0f"),
        ((0, 4 * 10**10), 0, 10**10, ",.0f"),
        ((0.33, 0.42), 3, 0.02, ",.2f"),
    ],
)
def test_steps_are_round_and_never_finer_than_the_figures(
    values: tuple[object, ...], decimals: int, step: float, form: str
) -> None:
    made = axis(*values, decimals=decimals)
    assert (made["dtick"], made["tickformat"]) == (step, form)


def test_an_axis_without_any_value_shows_no_numbers() -> None:
    assert axis(None, None)["showticklabels"] is False


@given(st.lists(FIGURES, min_size=1, max_size=12), st.booleans())
def test_every_value_lies_on_the_axis(values: list[Decimal], from_zero: bool) -> None:
    low, high = value_axis(values, decimals=4, from_zero=from_zero, room=0.1)["range"]
    slack = (high - low) * 1e-4  # the ends are rounded to six digits
    assert low - slack <= float(min(values)) <= float(max(values)) <= high + slack
    assert not from_zero or low <= 0 <= high


@given(st.lists(FIGURES, min_size=2, max_size=12, unique=True))
def test_an_axis_has_a_handful_of_steps(values: list[Decimal]) -> None:
    made = value_axis(values, decimals=4, from_zero=True, room=0.1)
    low, high = made["range"]
    assert (high - low) / made["dtick"] <= 7


@pytest.mark.parametrize(
    ("value", "made"),
    [(None, None), (Decimal("3.0000"), 3), (Decimal("62.7"), 62.7), (Decimal("NaN"), None), (Decimal(0), 0)],
)
def test_number(value: Decimal | None, made: object) -> None:
    assert number(value) == made
    assert type(number(value)) is type(made)
