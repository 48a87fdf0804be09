"""What was promised: a target with its comparator, where it starts, and the value planned for each quarter.

Source of the rules: progress method, items 1 to 3, in docs/calculations.md (计划值, 基期值, 目标值).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from enum import StrEnum

from tracker.calculations.periods import Quarter
from tracker.calculations.rounding import EXACT, SHARE_PLACES, rounded


class Comparator(StrEnum):
    """How an actual is held against the target: 达到 and 以上 are >=, 超 is strictly >."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"

    def holds(self, actual: Decimal, target: Decimal) -> bool:
        """Whether the actual meets the target: 40 does not meet "> 40"."""
        match self:
            case Comparator.AT_LEAST:
                return actual >= target
            case Comparator.MORE_THAN:
                return actual > target
            case Comparator.AT_MOST:
                return actual <= target
            case Comparator.LESS_THAN:
                return actual < target

    @property
    def more_is_better(self) -> bool:
        return self in (Comparator.AT_LEAST, Comparator.MORE_THAN)


class Measure(StrEnum):
    """What a quarter's figure means. Compared with ==, here and below: the stored text does as well."""

    LEVEL = "level"  # as it stands at the quarter's end; may go up and down
    CUMULATIVE = "cumulative"  # everything counted so far
    ANNUAL_FLOW = "annual-flow"  # year to date; starts again from zero each January


class Aggregation(StrEnum):
    """Where the city's figure comes from."""

    DIRECT = "direct"  # the lead unit states it
    SUM = "sum"
    RATIO = "ratio"  # sum of numerators over sum of denominators; a mean of percentages does not exist here
    ROSTER = "roster"  # distinct enterprises on a list


class StartKind(StrEnum):
    """What the start b of a target's way rests on."""

    BASELINE = "baseline"  # a published 基期值
    PLAN_START = "plan-start"  # zero, because the target counts from the plan's start
    FIRST_MILESTONE = "first-milestone"  # a planned value, not a fact
    YEAR_START = "year-start"  # zero, because year-to-date figures begin anew each January


@dataclass(frozen=True, slots=True)
class Goal:
    """A target as the arithmetic needs it. `target` is the lower end of a band when `upper` is given.

    Milestones are planned values (计划值) by quarter; those outside the plan's quarters are ignored, and
    the last quarter's planned value is always the target itself. Raises ValueError when the plan ends
    before it begins or the band is upside down.
    """

    target: Decimal
    comparator: Comparator
    first: Quarter
    last: Quarter
    baseline: Decimal | None = None
    counts_from_start: bool = False
    upper: Decimal | None = None
    measure: Measure = Measure.LEVEL
    milestones: Mapping[Quarter, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a plan cannot end ({self.last}) before it begins ({self.first})")
        if self.upper is not None and self.upper < self.target:
            raise ValueError(f"a band cannot end ({self.upper}) below its beginning ({self.target})")

    def is_met_by(self, actual: Decimal) -> bool:
        """Whether an actual meets the target by its comparator, and stays within the band if there is one."""
        return self.comparator.holds(actual, self.target) and (self.upper is None or actual <= self.upper)

    def in_force(self, quarter: Quarter) -> "Goal | None":
        """The goal that a quarter's figure is held against: itself, but for an annual flow that year's own.

        A year's plan is its fourth quarter's milestone; the plan's last year is held to the target itself.
        None for a year without a plan: year-to-date figures begin anew each January, so another year's plan
        says nothing.
        """
        if self.measure != Measure.ANNUAL_FLOW:
            return self
        year_end = min(Quarter(quarter.year, 4), self.last)
        plan = self.target if year_end == self.last else self.milestones.get(year_end)
        if plan is None or not self.first.year <= quarter.year <= self.last.year:
            return None
        return replace(self, target=plan, first=Quarter(quarter.year, 1), last=year_end)

    @property
    def start(self) -> "Start | None":
        """The effective start b: published baseline, else zero by definition, else first milestone."""
        before = self.first.shift(-1)
        if self.measure == Measure.ANNUAL_FLOW:
            return Start(Decimal(0), before, StartKind.YEAR_START)
        if self.baseline is not None:
            return Start(self.baseline, before, StartKind.BASELINE)
        if self.counts_from_start:
            return Start(Decimal(0), before, StartKind.PLAN_START)
        inside = [quarter for quarter in self.milestones if before <= quarter < self.last]
        if not inside:
            return None
        return Start(self.milestones[min(inside)], min(inside), StartKind.FIRST_MILESTONE)

    @property
    def is_yearly_cap(self) -> bool:
        """Whether a year's flow has to stay below something: kept only when the year is over."""
        return self.measure == Measure.ANNUAL_FLOW and not self.comparator.more_is_better

    @property
    def is_hold(self) -> bool:
        """Whether there is only a level to keep: a band, T = b, or a start that already meets T."""
        if self.upper is not None:
            return True
        start = self.start
        if start is None or self.is_yearly_cap:
            return False
        return start.value == self.target or self.is_met_by(start.value)


@dataclass(frozen=True, slots=True)
class Start:
    """The effective start b, the quarter at whose end it stands, and what it rests on."""

    value: Decimal
    quarter: Quarter
    kind: StartKind


def planned_value(goal: Goal, quarter: Quarter) -> Decimal | None:
    """The planned value m at the end of a quarter, six places half up; None where nothing was planned.

    Milestones hold at their quarters; between neighbouring known points (start, milestones, the target at
    the last quarter) the plan runs straight. From 68.1 to 80 over 2024Q1…2026Q4, 2025Q3 is 68.1 + 11.9 ×
    7/12 = 75.041667. A hold or band target plans its own value throughout.
    """
    current = goal.in_force(quarter)
    exact = None if current is None else exact_planned_value(current, quarter)
    return None if exact is None else rounded(exact, SHARE_PLACES)


def exact_planned_value(goal: Goal, quarter: Quarter) -> Decimal | None:
    """The planned value of a goal in force, before rounding (fifty digits): shares are rounded only once."""
    start = goal.start
    if quarter >= goal.last or goal.is_hold:
        return goal.target
    if start is None:
        return None
    if quarter <= start.quarter:
        is_fact = start.kind is not StartKind.FIRST_MILESTONE or quarter == start.quarter
        return start.value if is_fact else None
    inner = (item for item in goal.milestones.items() if start.quarter < item[0] < goal.last)
    known = [(start.quarter, start.value), *inner, (goal.last, goal.target)]
    left, left_value = max(point for point in known if point[0] <= quarter)
    right, right_value = min(point for point in known if point[0] > quarter)
    with localcontext(EXACT):
        way = (right_value - left_value) * quarter.quarters_since(left)
        return left_value + way / right.quarters_since(left)
