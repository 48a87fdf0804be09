"""How numbers are rounded: half up, to a stated number of places, from fifty digits of working precision.

Fifty digits are enough for every quotient here to be rounded as if it were exact: figures have at most
fifteen digits before and four after the point, so no quotient of two of them comes closer to a rounding
edge than 10**-45 without lying on it.
"""

from decimal import ROUND_HALF_UP, Context, Decimal

EXACT = Context(prec=50, rounding=ROUND_HALF_UP)
HUNDRED = Decimal(100)

STORED_PLACES = 4  # a figure, as the database keeps it
SHARE_PLACES = 6  # a share, as a fraction of one: 0.583333 is 58.3333 %
RATIO_PLACES = 4  # the ratio to schedule
GAP_PLACES = 4  # percentage points


def rounded(value: Decimal, places: int) -> Decimal:
    """`value` half up to `places` decimals, never a negative zero. rounded(2.00005, 4) is 2.0001."""
    return EXACT.add(value.quantize(Decimal(1).scaleb(-places), context=EXACT), Decimal(0))


def quotient(dividend: Decimal, divisor: Decimal, places: int) -> Decimal:
    """dividend ÷ divisor, rounded once. quotient(Decimal(2), Decimal(3), 4) is 0.6667."""
    return rounded(EXACT.divide(dividend, divisor), places)


def plain_text(value: Decimal) -> str:
    """`value` as one would type it: no exponent, no zeros at its end, no commas, never a negative zero.

    Nothing is rounded up to fifty digits. plain_text(Decimal("7.5000")) is "7.5", plain_text(Decimal("3E+2")) "300".
    """
    return f"{EXACT.plus(value).normalize(EXACT):f}"
