"""Reading a figure as officials type it, the same way from a form, a pasted grid and a spreadsheet.

Nothing is guessed and nothing is rounded: a text is one exact decimal, or blank, or a `FigureError` that
says which rule it broke. The words for each code are chosen by the labels layer.
"""

import re
from decimal import Decimal
from enum import StrEnum

from tracker.calculations.rounding import EXACT, HUNDRED, STORED_PLACES, quotient, rounded

LIMIT = Decimal(10) ** 11  # with four decimals: fifteen digits, exact in SQLite as well as in numeric(18, 4)


class Problem(StrEnum):
    """Why a text is not a figure. The values are stable: forms, imports and translations refer to them."""

    NOT_A_NUMBER = "not_a_number"
    EXPONENT = "exponent"  # 1e5
    FRACTION = "fraction"  # 5/10, which a spreadsheet may also have made of a date
    BAD_GROUPING = "bad_grouping"  # 12,34
    PERCENT_SIGN = "percent_sign"  # a % where the unit is not %
    TOO_MANY_DECIMALS = "too_many_decimals"
    WHOLE_NUMBER_NEEDED = "whole_number_needed"
    TOO_LARGE = "too_large"
    NEGATIVE = "negative"
    BELOW_MINIMUM = "below_minimum"
    OVER_100 = "over_100"
    ABOVE_MAXIMUM = "above_maximum"
    DENOMINATOR_ZERO = "denominator_zero"
    NUMERATOR_OVER_DENOMINATOR = "numerator_over_denominator"


class FigureError(ValueError):
    """A text that is not an acceptable figure: a stable `code`, and `params` for the sentence about it."""

    def __init__(self, code: Problem, **params: object) -> None:
        super().__init__(code.value, params)
        self.code = code
        self.params = params


# Full-width forms (！…～) lie at a fixed distance from ASCII. NFKC would do more: it makes 102 of 10².
_TO_ASCII = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_TO_ASCII |= dict.fromkeys(map(ord, "\u2212\ufe63"), ord("-"))  # minus sign, small hyphen-minus
_TO_ASCII |= dict.fromkeys(
    map(ord, "\u00a0\u2009\u202f\u3000"), ord(" ")
)  # no-break, thin, ideographic spaces
_INVISIBLE = dict.fromkeys(
    map(ord, "\u200b\ufeff")
)  # zero-width space, byte order mark: pasted along, never meant

_NUMBER = re.compile(r"(?P<sign>[+-]?) *(?P<whole>[0-9 ,]*)(?:\.(?P<fraction>[0-9]*))?", re.ASCII)
# GB/T 15835 writes thousands with commas or with spaces (千分撇, 千分空); a number keeps to one of them.
_GROUPED = re.compile(r"[0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+", re.ASCII)
_EXPONENT = re.compile(r"[+-]?[0-9.,]+e[+-]?[0-9]+", re.ASCII | re.IGNORECASE)
_FRACTION = re.compile(r"[0-9]+ */ *[0-9]+", re.ASCII)


def read_figure(
    text: str,
    *,
    decimals: int,
    percent: bool = False,
    minimum: Decimal | None = None,
    maximum: Decimal | None = None,
) -> Decimal | None:
    """The figure in `text`, with `decimals` places; None when the text is blank, which is never zero.

    Full-width characters, grouped thousands, spaces around, a leading + and (for a percentage) a trailing %
    are understood: "３，０００" is 3000, "75 %" is 75. Zeros beyond the allowed decimals lose nothing and
    are dropped: "3.00" is 3. There is no lower limit unless `minimum` says so; a percentage ends at 100
    unless `maximum` says otherwise (a growth rate may pass 100). Raises FigureError; never rounds.
    """
    typed = text.translate(_TO_ASCII).translate(_INVISIBLE).strip()
    if not typed:
        return None
    value = _parsed(_without_percent_sign(typed, percent=percent))
    _check_range(value, percent=percent, minimum=minimum, maximum=maximum)
    if rounded(value, decimals) != value:
        raise FigureError(
            Problem.TOO_MANY_DECIMALS if decimals else Problem.WHOLE_NUMBER_NEEDED, decimals=decimals
        )
    return rounded(value, decimals)


def ratio_of(
    numerator: Decimal, denominator: Decimal, *, percent: bool, decimals: int = STORED_PLACES
) -> Decimal:
    """numerator ÷ denominator (× 100 for a percentage), half up to `decimals` places: four as stored.

    ratio_of(2, 3, percent=True) is 66.6667. Raises FigureError: denominator_zero, negative, too_large, and
    for a percentage numerator_over_denominator, because a part cannot be more than its whole.
    """
    if denominator == 0:
        raise FigureError(Problem.DENOMINATOR_ZERO)
    if denominator < 0 or (percent and numerator < 0):
        raise FigureError(Problem.NEGATIVE, minimum=Decimal(0))
    if percent and numerator > denominator:
        raise FigureError(Problem.NUMERATOR_OVER_DENOMINATOR, numerator=numerator, denominator=denominator)
    ratio = quotient(EXACT.multiply(numerator, HUNDRED) if percent else numerator, denominator, decimals)
    if abs(ratio) >= LIMIT:
        raise FigureError(Problem.TOO_LARGE, limit=LIMIT)
    return ratio


def _without_percent_sign(typed: str, *, percent: bool) -> str:
    if not typed.endswith("%"):
        return typed
    if not percent:
        raise FigureError(Problem.PERCENT_SIGN)
    return typed[:-1].rstrip()


def _parsed(typed: str) -> Decimal:
    """The exact value of ASCII text, or the FigureError that says best why there is none."""
    if _EXPONENT.fullmatch(typed):
        raise FigureError(Problem.EXPONENT)
    if _FRACTION.fullmatch(typed):
        raise FigureError(Problem.FRACTION)
    match = _NUMBER.fullmatch(typed)
    if match is None or not (match["whole"].strip(" ,") or match["fraction"]):
        raise FigureError(Problem.NOT_A_NUMBER)
    if not _GROUPED.fullmatch(match["whole"]):
        raise FigureError(Problem.BAD_GROUPING)
    whole = match["whole"].replace(",", "").replace(" ", "") or "0"
    if len(whole.lstrip("0")) > LIMIT.adjusted():
        raise FigureError(Problem.TOO_LARGE, limit=LIMIT)
    value = Decimal(f"{whole}.{match['fraction'] or '0'}")
    # copy_negate is exact; a unary minus would round to the context's precision
    return value.copy_negate() if match["sign"] == "-" else value


def _check_range(value: Decimal, *, percent: bool, minimum: Decimal | None, maximum: Decimal | None) -> None:
    if minimum is not None and value < minimum:
        raise FigureError(Problem.BELOW_MINIMUM if minimum else Problem.NEGATIVE, minimum=minimum)
    if percent and maximum is None and value > HUNDRED:
        raise FigureError(Problem.OVER_100, maximum=HUNDRED)
    if maximum is not None and value > maximum:
        raise FigureError(
            Problem.OVER_100 if percent and maximum == HUNDRED else Problem.ABOVE_MAXIMUM, maximum=maximum
        )
