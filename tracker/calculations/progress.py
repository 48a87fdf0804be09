"""Are we where we should be? The status of a target in one quarter, with every number that made it.

Source: progress method, items 1 to 4, in docs/calculations.md. Each printed number is rounded where it is
printed, and the printed number decides, so that anyone can check a status with a pocket calculator.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tracker.calculations.goals import (
    Aggregation,
    Comparator,
    Goal,
    Measure,
    Start,
    StartKind,
    exact_planned_value,
    planned_value,
)
from tracker.calculations.methods import METHOD, Method, method_in_force
from tracker.calculations.periods import Quarter
from tracker.calculations.rounding import EXACT, RATIO_PLACES, SHARE_PLACES, quotient, rounded

__all__ = [
    "METHOD",
    "Aggregation",
    "Comparator",
    "Goal",
    "Measure",
    "Method",
    "Reason",
    "Standing",
    "Start",
    "StartKind",
    "Status",
    "assess",
    "method_in_force",
    "planned_value",
]


class Status(StrEnum):
    """The one word for a target in a quarter."""

    MET = "met"  # 已达标
    AHEAD = "ahead"  # 超序时
    ON_SCHEDULE = "on-schedule"  # 按序时
    SLIGHTLY_BEHIND = "slightly-behind"  # 略滞后
    BEHIND = "behind"  # 滞后
    RECEDING = "receding"  # 倒退
    NO_BASELINE = "no-baseline"  # 无基期
    NOT_REPORTED = "not-reported"  # 未报
    NOT_DUE = "not-due"  # 未到期


class Reason(StrEnum):
    """Which rule gave the status."""

    NO_VALUE = "no-value"
    BEFORE_DUE_DATE = "before-due-date"
    TARGET_MET = "target-met"
    OUTSIDE_BAND = "outside-band"
    NO_START_KNOWN = "no-start-known"  # neither baseline nor milestone
    NO_PLAN_FOR_YEAR = "no-plan-for-year"  # an annual flow in a year without a plan of its own
    LEVEL_NOT_HELD = "level-not-held"  # T = b, or the baseline was already better than the target
    YEARLY_CAP = "yearly-cap"  # a flow that must stay below its plan: a is compared with m itself
    BEFORE_FIRST_MILESTONE = "before-first-milestone"  # and no baseline: nothing was planned yet
    BELOW_START = "below-start"  # p < 0
    NEAR_START = "near-start"  # e at most start_share: p is compared with e itself, not by ratio
    BY_RATIO = "by-ratio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A status and every number that made it. None means that there is no such number, never zero."""

    status: Status
    reasons: tuple[Reason, ...]
    actual: Decimal | None  # a
    target: Decimal  # T, the value the actual is held against; that year's plan for an annual flow
    completion: Decimal | None  # a ÷ T (完成率), shown and never judged; None when T is 0
    start: Decimal | None  # b
    start_kind: StartKind | None
    planned_value: Decimal | None  # m
    share: Decimal | None  # p = (a − b) ÷ (T − b)
    planned_share: Decimal | None  # e = (m − b) ÷ (T − b)
    ratio: Decimal | None  # r = p ÷ e; None near the start, where it means nothing
    distance: Decimal | None  # T − a; to the nearer edge for a band, 0 inside it
    method: Method


def assess(
    goal: Goal, quarter: Quarter, actual: Decimal | None, *, is_due: bool = True, method: Method = METHOD
) -> Standing:
    """The standing of a target at the end of a quarter: the first rule that holds gives the status.

    From 68.1 towards 80 in 2024Q1…2026Q4, an actual of 74.9 in 2025Q3: p = 6.8 ÷ 11.9 = 0.571429,
    e = 7 ÷ 12 = 0.583333, r = 0.9796: on schedule. `is_due` only matters while there is no actual. Values are
    in the target's own unit; shares are fractions of one, six places, the ratio four, half up.
    """
    way = _Way.of(goal, quarter)
    share, planned_share = way.share_of(actual), way.share_of(way.planned)
    ratio = None
    if share is not None and planned_share is not None and planned_share > method.start_share:
        ratio = quotient(share, planned_share, RATIO_PLACES)
    status, reason = (
        _judge(way, quarter, actual, share, planned_share, ratio, method)
        if actual is not None
        else (Status.NOT_REPORTED, Reason.NO_VALUE)
        if is_due
        else (Status.NOT_DUE, Reason.BEFORE_DUE_DATE)
    )
    target = way.goal.target
    return Standing(
        status=status,
        reasons=(reason,),
        actual=actual,
        target=target,
        completion=None if actual is None or target == 0 else quotient(actual, target, SHARE_PLACES),
        start=None if way.start is None else way.start.value,
        start_kind=None if way.start is None else way.start.kind,
        planned_value=None if way.planned is None else rounded(way.planned, SHARE_PLACES),
        share=share,
        planned_share=planned_share,
        ratio=ratio,
        distance=None if actual is None else _distance(way.goal, actual),
        method=method,
    )


@dataclass(frozen=True, slots=True)
class _Way:
    """The way from b to T that is in force in a quarter."""

    whole: Goal
    goal: Goal  # that year's for an annual flow
    is_planned: bool  # False for an annual flow in a year without a plan
    start: Start | None
    is_hold: bool
    planned: Decimal | None
    length: Decimal | None  # T − b; None when there is no way to go, or not yet

    @classmethod
    def of(cls, whole: Goal, quarter: Quarter) -> "_Way":
        goal = whole.in_force(quarter)
        if goal is None:
            return cls(whole, whole, False, None, False, None, None)
        start, is_hold = goal.start, goal.is_hold
        planned = exact_planned_value(goal, quarter)
        length = None
        if start is not None and planned is not None and not is_hold and start.value != goal.target:
            length = EXACT.subtract(goal.target, start.value)
        return cls(whole, goal, True, start, is_hold, planned, length)

    def share_of(self, value: Decimal | None) -> Decimal | None:
        """How much of the way lies behind a value: 0 at b, 1 at T, whichever of them is larger."""
        if value is None or self.start is None or self.length is None:
            return None
        return quotient(EXACT.subtract(value, self.start.value), self.length, SHARE_PLACES)

    def is_met(self, quarter: Quarter, actual: Decimal) -> bool:
        """Whether the year's plan and the target itself are met; a year's cap only when it is over."""
        if self.whole.is_yearly_cap and quarter < min(Quarter(quarter.year, 4), self.whole.last):
            return False
        return self.whole.is_met_by(actual) and self.goal.is_met_by(actual)

    def is_over_plan(self, actual: Decimal) -> bool:
        return self.planned is not None and actual > self.planned

    def is_receding(self, actual: Decimal) -> bool:
        """Whether a lies on the wrong side of b: read from the figures, so that the least step back counts.

        A first milestone is a plan, not a fact: to be below it is to be behind, not to have gone back.
        """
        if self.start is None or self.length is None or self.start.kind is StartKind.FIRST_MILESTONE:
            return False
        return actual < self.start.value if self.length > 0 else actual > self.start.value


def _distance(goal: Goal, actual: Decimal) -> Decimal:
    if goal.upper is None or actual < goal.target:
        return EXACT.subtract(goal.target, actual)
    return min(EXACT.subtract(goal.upper, actual), Decimal(0))


def _judge(
    way: _Way,
    quarter: Quarter,
    actual: Decimal,
    share: Decimal | None,
    planned_share: Decimal | None,
    ratio: Decimal | None,
    method: Method,
) -> tuple[Status, Reason]:
    """The rules for a reported figure, in their order: the first that holds decides."""
    if way.is_met(quarter, actual):
        return Status.MET, Reason.TARGET_MET
    if way.goal.upper is not None:
        return Status.BEHIND, Reason.OUTSIDE_BAND
    if not way.is_planned:
        return Status.NO_BASELINE, Reason.NO_PLAN_FOR_YEAR
    if way.start is None:
        return Status.NO_BASELINE, Reason.NO_START_KNOWN
    if way.is_hold:
        return Status.BEHIND, Reason.LEVEL_NOT_HELD
    if way.goal.is_yearly_cap:
        return (Status.BEHIND if way.is_over_plan(actual) else Status.ON_SCHEDULE), Reason.YEARLY_CAP
    if share is None or planned_share is None:
        return Status.NO_BASELINE, Reason.BEFORE_FIRST_MILESTONE
    if way.is_receding(actual):
        return Status.RECEDING, Reason.BELOW_START
    if ratio is None:
        on_time = share >= planned_share - method.start_tolerance
        return (Status.ON_SCHEDULE if on_time else Status.BEHIND), Reason.NEAR_START
    return _by_ratio(ratio, method), Reason.BY_RATIO


def _by_ratio(ratio: Decimal, method: Method) -> Status:
    if ratio >= method.ahead:
        return Status.AHEAD
    if ratio >= method.on_schedule:
        return Status.ON_SCHEDULE
    if ratio >= method.slightly_behind:
        return Status.SLIGHTLY_BEHIND
    return Status.BEHIND
