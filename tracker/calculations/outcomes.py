"""What became of a target at its deadline. Late stays late, whatever is reported afterwards.

Source: progress method, item 3 (past the deadline), in docs/calculations.md.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tracker.calculations.goals import Goal
from tracker.calculations.periods import Quarter, Series


class Outcome(StrEnum):
    """The outcome of a target whose last quarter has come."""

    MET_ON_TIME = "met-on-time"  # 到期达标
    MISSED = "missed"  # 到期未达标
    MET_LATE = "met-late"  # 逾期后补上
    UNKNOWN = "deadline-not-reported"  # 到期未报: the deadline's own figure is missing, so nobody can say


@dataclass(frozen=True, slots=True)
class Deadline:
    """The outcome, the figure at the deadline, and the first quarter after it in which the target was met."""

    outcome: Outcome
    actual: Decimal | None
    met_in: Quarter | None


def outcome_at(goal: Goal, actuals: Series, quarter: Quarter) -> Deadline | None:
    """The outcome as known in a quarter; None while the deadline has not come. Only figures up to it are
    read.

    A target of 30 by 2025Q4 with 28 in 2025Q4 and 31 in 2026Q2 is missed in 2026Q1 and met late from 2026Q2
    on, for good: neither a further rise nor a fall back makes it anything else.
    """
    if quarter < goal.last:
        return None
    actual = actuals.get(goal.last)
    if actual is not None and goal.is_met_by(actual):
        return Deadline(Outcome.MET_ON_TIME, actual, None)
    met_after = [
        later
        for later, value in actuals.items()
        if goal.last < later <= quarter and value is not None and goal.is_met_by(value)
    ]
    met_in = min(met_after, default=None)
    if actual is None:
        return Deadline(Outcome.UNKNOWN, None, met_in)
    return Deadline(Outcome.MISSED if met_in is None else Outcome.MET_LATE, actual, met_in)
