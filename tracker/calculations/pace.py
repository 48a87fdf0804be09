"""The pace so far and the pace still needed, per quarter, in the target's own unit.

Source: progress method, item 5, in docs/calculations.md.
"""

from dataclasses import dataclass
from decimal import Decimal

from tracker.calculations.goals import Goal
from tracker.calculations.periods import Quarter
from tracker.calculations.rounding import EXACT, STORED_PLACES, quotient


@dataclass(frozen=True, slots=True)
class Pace:
    """Change per quarter since the start, and change per quarter that would still lead to the target.

    `so_far` is None without a start or before a quarter has gone by; `needed` is None when no quarter is
    left, and zero when the target is already met. Both are negative for a target that falls.
    """

    so_far: Decimal | None
    needed: Decimal | None
    quarters_gone: int
    quarters_left: int


def pace(goal: Goal, quarter: Quarter, actual: Decimal) -> Pace | None:
    """(a − b) ÷ quarters gone and (T − a) ÷ quarters left, four places half up; None where there is no way
    to go.

    From 68.1 towards 80 in 2024Q1…2026Q4, at 74.9 in 2025Q3: 6.8 ÷ 7 = 0.9714 so far, 5.1 ÷ 5 = 1.02
    needed. An annual flow counts within its year; a level to be held, and a flow in a year without a plan,
    have no pace.
    """
    current = goal.in_force(quarter)
    if current is None or current.is_hold:
        return None
    start = current.start
    left = max(current.last.quarters_since(quarter), 0)
    gone = 0 if start is None else max(quarter.quarters_since(start.quarter), 0)
    so_far = None
    if start is not None and gone > 0:
        so_far = quotient(EXACT.subtract(actual, start.value), Decimal(gone), STORED_PLACES)
    needed = None
    if current.is_met_by(actual):
        needed = Decimal(0)
    elif left > 0:
        needed = quotient(EXACT.subtract(current.target, actual), Decimal(left), STORED_PLACES)
    return Pace(so_far, needed, gone, left)
