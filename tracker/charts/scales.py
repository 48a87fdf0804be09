"""Value axes with round steps, and the quarters below."""

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from tracker.calculations.periods import Quarter
from tracker.charts.theme import AXIS, GRID, MUTED, SMALL

STEPS = 5  # about so many grid lines


def number(value: Decimal | None) -> float | int | None:
    """The edge where a Decimal becomes a JSON number. What is missing stays missing, and NaN is no number."""
    if value is None or not value.is_finite():
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def value_axis(
    values: Iterable[Decimal | None], *, decimals: int, from_zero: bool, unit: str = "", room: float
) -> dict[str, Any]:
    """An axis that holds every value, with `room` (a share of its length) free at the far ends for labels.

    Bars start at zero (`from_zero`); lines do too unless that would flatten them. Whole numbers get whole
    steps, and a percentage does not promise more than 100.
    """
    known = [float(value) for value in map(number, values) if value is not None]
    axis: dict[str, Any] = {
        "fixedrange": True,
        "gridcolor": GRID,
        "automargin": True,
        "tickfont": {"size": SMALL, "color": MUTED},
    }
    if not known:
        return {**axis, "range": [0, 1], "showticklabels": False, "showgrid": False, "zeroline": False}
    low, high = _ends(known, from_zero=from_zero)
    step = _round_step((high - low) / STEPS, smallest=10.0**-decimals)
    bottom = low if low == 0 else low - room * (high - low)
    top = high if high == 0 else high + room * (high - low)
    if unit == "%" and high <= 100:
        top = min(top, 102.0)
    places = max(0, -math.floor(math.log10(step)))
    return {
        **axis,
        "range": [_short(max(bottom, 0.0) if low > 0 else bottom), _short(top)],
        "tick0": 0,
        "dtick": step,
        "tickformat": f",.{places}f",
        "zeroline": from_zero or bottom < 0 < top,
        "zerolinecolor": AXIS,
    }


def quarter_axis(quarters: Sequence[Quarter], start: Quarter | None, start_word: str) -> dict[str, Any]:
    """Every quarter in its place, even when nothing is known of it; the year stands under its first one."""
    codes = [quarter.code for quarter in ([start, *quarters] if start else quarters)]
    texts = [start_word] if start else []
    for index, quarter in enumerate(quarters):
        year = f"<br>{quarter.year}" if index == 0 or quarter.number == 1 else ""
        texts.append(f"Q{quarter.number}{year}")
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": codes,
        "range": [-0.6, max(len(codes), 1) - 0.4],
        "tickvals": list(range(len(codes))),
        "ticktext": texts,
        "tickangle": 0,
        "tickfont": {"size": SMALL, "color": MUTED},
        "ticks": "outside",
        "tickcolor": GRID,
        "showgrid": False,
        "showline": True,
        "linecolor": AXIS,
        "fixedrange": True,
        "automargin": True,
    }


def _ends(known: list[float], *, from_zero: bool) -> tuple[float, float]:
    """The lowest and the highest value to show, zero among them where it belongs; never the same twice."""
    low, high = min(known), max(known)
    if low >= 0 and (from_zero or low <= high / 2):
        low = 0.0
    elif high <= 0 and (from_zero or high >= low / 2):
        high = 0.0
    if low == high:  # one value, or all alike: some air around it
        air = abs(high) / 5 or 1.0
        low, high = (0.0 if low == 0 else low - air), high + air
    return low, high


def _round_step(rough: float, *, smallest: float) -> float | int:
    """The first of 1, 2, 5, 10 ... that is not below `rough`, and never finer than the figures themselves."""
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    return _short(max(step, smallest))


def _short(value: float) -> float | int:
    """The value in six significant digits, whole where it is whole: an axis needs no more."""
    short = float(f"{value:.6g}")
    return int(short) if short.is_integer() else short
