"""The scoring rules of a competition: each turns one figure into points, with every number that it takes.

All six are the same arithmetic, so that one line of a pocket calculator checks any of them:

    points = offset + factor × (value − origin) ÷ span, kept between least and most

100 points are full marks. Nothing is rounded here: points are exact fractions, and only a unit's score is
rounded (`scoring.score_of`). Source: "Rules" in docs/scoring.md, with a worked table for each rule.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tracker.calculations.rounding import EXACT, HUNDRED

FULL_MARKS = HUNDRED
ZERO, ONE = Decimal(0), Decimal(1)
POINTS_PLACES = 6  # of points as they are printed; they are not what a score is made of


@dataclass(frozen=True, slots=True)
class Working:
    """How a figure became points (演算): the numbers of the one formula, all of them exact."""

    value: Decimal
    origin: Decimal
    span: Decimal
    factor: Decimal
    offset: Decimal
    least: Decimal
    most: Decimal | None  # None: no upper end

    @property
    def points(self) -> Fraction:
        """The exact points: 40 × (7 − 5) ÷ (8 − 5) + 60 is 260/3."""
        way = (Fraction(self.value) - Fraction(self.origin)) / Fraction(self.span)
        points = max(Fraction(self.offset) + Fraction(self.factor) * way, Fraction(self.least))
        return points if self.most is None else min(points, Fraction(self.most))

    @property
    def printed(self) -> Decimal:
        """The points for the eye, six places half up: 86.666667."""
        return half_up(self.points, POINTS_PLACES)


def half_up(value: Fraction, places: int) -> Decimal:
    """An exact value rounded once, half up (away from zero), never a negative zero.

    half_up(Fraction(1661, 20), 1) is 83.1: exactly 83.05 goes up, where the nearest binary fraction would not.
    """
    scaled = 2 * abs(value) * 10**places + 1
    digits = EXACT.scaleb(Decimal(scaled.numerator // (2 * scaled.denominator)), -places)
    return digits.copy_negate() if value < 0 and digits else digits


def schedule_points(ratio: Decimal, *, cap: Decimal | None) -> Working:
    """序时进度计分: 100 × the ratio to schedule, from 0 up to 100 × the cap (None: without a cap).

    `ratio` is `progress.Standing.ratio`. Exactly on schedule is full marks. With a cap of 1.2: 0.98 → 98,
    1.35 → 120, and a target that has gone back behind its start (−0.2) → 0.
    """
    return Working(ratio, ZERO, ONE, FULL_MARKS, ZERO, ZERO, _most(cap))


def completion_points(actual: Decimal, target: Decimal, *, cap: Decimal | None) -> Working:
    """目标完成计分: 100 × the figure ÷ the unit's own target, from 0 up to 100 × the cap.

    For measures that should rise. 30 of 40 → 75; with a cap of 1, 50 of 40 → 100. Raises ValueError for a
    target of zero or less: there is no completion rate then.
    """
    if target <= 0:
        raise ValueError(f"a target of {target} has no completion rate")
    return Working(actual, ZERO, target, FULL_MARKS, ZERO, ZERO, _most(cap))


def efficacy_points(
    value: Decimal, worst: Decimal, best: Decimal, *, base: Decimal, cap: Decimal | None
) -> Working:
    """功效系数法: (x − worst) ÷ (best − worst) × (100 − base) + base, from 0 up to 100 × the cap.

    `worst` is the 不允许值 and `best` the 满意值, or the ends of the group; for a measure that should fall the
    worst is the larger one. With base 60, 6 and 12: 9 → 80, and 5.81 → 58.733333. Where worst and best are the same
    (all equal, a group of one) nobody is behind anybody: full marks.
    """
    if worst == best:
        return Working(value, value, ONE, ZERO, FULL_MARKS, ZERO, FULL_MARKS)
    factor = EXACT.subtract(FULL_MARKS, base)
    return Working(value, worst, EXACT.subtract(best, worst), factor, base, ZERO, _most(cap))


def place_points(place: int, *, step: Decimal, least: Decimal) -> Working:
    """位次计分: the first place has 100 points, each further place `step` less, never below `least`.

    With 5 and 60: 1st → 100, 3rd → 90, 12th → 60. Units that share a place have the same points.
    """
    factor = step.copy_negate()
    return Working(Decimal(place), ONE, ONE, factor, FULL_MARKS, least, FULL_MARKS)


def climb_points(place: int, before: int | None, *, base: Decimal, step: Decimal, least: Decimal) -> Working:
    """争先进位: `base` for an unchanged place, `step` more for each place climbed and less for each lost.

    Never below `least` nor above 100. With 80, 5 and 60: from 6th to 4th → 90, from 4th to 6th → 70. A unit
    without a place in the quarter before (None) has neither climbed nor fallen: the base.
    """
    origin = Decimal(place if before is None else before)
    factor = step.copy_negate()
    return Working(Decimal(place), origin, ONE, factor, base, least, FULL_MARKS)


def deduction_points(value: Decimal, allowed: Decimal, *, unit: Decimal, points: Decimal) -> Working:
    """扣分: for measures that should fall, 100 less `points` for each `unit` above what is allowed, never below 0.

    Parts of a unit count in proportion. Allowed 3, two points for each 0.5 above: 4.2 → 100 − 2 × 1.2 ÷ 0.5 =
    95.2; 3 or less → 100.
    """
    return Working(value, allowed, unit, points.copy_negate(), FULL_MARKS, ZERO, FULL_MARKS)


def _most(cap: Decimal | None) -> Decimal | None:
    return None if cap is None else EXACT.multiply(FULL_MARKS, cap)
