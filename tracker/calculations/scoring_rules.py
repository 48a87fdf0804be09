"""The scoring rules of a competition as data: a kind, its parameters, and how a peer group's figures become points.

What is no rule at all (a cap below full marks, bounds that are the same) is a ValueError when it is made. Source:
"Rules" in docs/scoring.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from tracker.calculations.ranking import places
from tracker.calculations.scoring_points import (
    FULL_MARKS,
    ONE,
    Working,
    climb_points,
    completion_points,
    deduction_points,
    efficacy_points,
    place_points,
    schedule_points,
)


class RuleKind(StrEnum):
    """How a figure becomes points. The values are stable: stored criteria and releases refer to them."""

    SCHEDULE = "schedule"  # 序时进度计分
    COMPLETION = "completion"  # 目标完成计分
    EFFICACY = "efficacy"  # 功效系数法
    PLACE = "place"  # 位次计分
    CLIMB = "climb"  # 争先进位
    DEDUCTION = "deduction"  # 扣分


@dataclass(frozen=True, slots=True)
class Figure:
    """A unit's figure for one criterion, and what some rules hold it against.

    `value` is the ratio to schedule for a schedule rule, else the figure in its own unit. `target` is the unit's
    own, for completion. `place_before` is its place by this figure in its peer group a quarter earlier, for climbing.
    """

    value: Decimal
    target: Decimal | None = None
    place_before: int | None = None


Figures = Mapping[str, Figure]  # of the units that are ranked together, by unit


@dataclass(frozen=True, slots=True)
class ScheduleRule:
    """See `schedule_points`. The cap is a ratio: 1.2 lets 120 points be had."""

    cap: Decimal | None = Decimal("1.2")
    kind: ClassVar[RuleKind] = RuleKind.SCHEDULE

    def __post_init__(self) -> None:
        _check_cap(self.cap)

    def workings(self, figures: Figures, *, rising: bool) -> dict[str, Working]:
        return {unit: schedule_points(figure.value, cap=self.cap) for unit, figure in figures.items()}


@dataclass(frozen=True, slots=True)
class CompletionRule:
    """See `completion_points`. Without a cap, one easy target can outweigh everything else."""

    cap: Decimal | None = ONE
    kind: ClassVar[RuleKind] = RuleKind.COMPLETION

    def __post_init__(self) -> None:
        _check_cap(self.cap)

    def workings(self, figures: Figures, *, rising: bool) -> dict[str, Working]:
        return {
            unit: completion_points(figure.value, figure.target, cap=self.cap)
            for unit, figure in figures.items()
            if figure.target is not None
        }


@dataclass(frozen=True, slots=True)
class EfficacyRule:
    """See `efficacy_points`. `worst` and `best` are both given, or both come from the group (None)."""

    worst: Decimal | None = None
    best: Decimal | None = None
    base: Decimal = Decimal(60)
    cap: Decimal | None = ONE
    kind: ClassVar[RuleKind] = RuleKind.EFFICACY

    def __post_init__(self) -> None:
        _check_cap(self.cap)
        if (self.worst is None) != (self.best is None):
            raise ValueError("the worst and the best value are given together, or both taken from the group")
        if self.worst is not None and self.worst == self.best:
            raise ValueError(f"between {self.worst} and {self.best} there is nothing to tell apart")
        if not 0 <= self.base < FULL_MARKS:
            raise ValueError(f"the base lies from 0 to below 100, not at {self.base}")

    @property
    def rising(self) -> bool | None:
        """Which way the given values say that the figure should go; None when they come from the group."""
        return None if self.worst is None or self.best is None else self.worst < self.best

    def workings(self, figures: Figures, *, rising: bool) -> dict[str, Working]:
        values = [figure.value for figure in figures.values()]
        ends = (min(values), max(values)) if rising else (max(values), min(values))
        worst = ends[0] if self.worst is None else self.worst
        best = ends[1] if self.best is None else self.best
        return {
            unit: efficacy_points(figure.value, worst, best, base=self.base, cap=self.cap)
            for unit, figure in figures.items()
        }


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """See `place_points`. Places are those of the units that are ranked together, by this figure alone."""

    step: Decimal = Decimal(5)
    least: Decimal = Decimal(60)
    kind: ClassVar[RuleKind] = RuleKind.PLACE

    def __post_init__(self) -> None:
        _check_steps(self.step, self.least, FULL_MARKS)

    def workings(self, figures: Figures, *, rising: bool) -> dict[str, Working]:
        return {
            unit: place_points(place, step=self.step, least=self.least)
            for unit, place in _places(figures, rising=rising).items()
        }


@dataclass(frozen=True, slots=True)
class ClimbRule:
    """See `climb_points`. It rewards a poor quarter before: never let it be the only criterion."""

    base: Decimal = Decimal(80)
    step: Decimal = Decimal(5)
    least: Decimal = Decimal(60)
    kind: ClassVar[RuleKind] = RuleKind.CLIMB

    def __post_init__(self) -> None:
        _check_steps(self.step, self.least, self.base)

    def workings(self, figures: Figures, *, rising: bool) -> dict[str, Working]:
        return {
            unit: climb_points(
                place, figures[unit].place_before, base=self.base, step=self.step, least=self.least
            )
            for unit, place in _places(figures, rising=rising).items()
        }


@dataclass(frozen=True, slots=True)
class DeductionRule:
    """See `deduction_points`: `points` less for each `unit` above `allowed`."""

    allowed: Decimal
    points: Decimal
    unit: Decimal = ONE
    kind: ClassVar[RuleKind] = RuleKind.DEDUCTION

    def __post_init__(self) -> None:
        if self.points <= 0 or self.unit <= 0:
            raise ValueError("something above zero is taken off for each unit above zero")

    def workings(self, figures: Figures, *, rising: bool) -> dict[str, Working]:
        return {
            unit: deduction_points(figure.value, self.allowed, unit=self.unit, points=self.points)
            for unit, figure in figures.items()
        }


Rule = ScheduleRule | CompletionRule | EfficacyRule | PlaceRule | ClimbRule | DeductionRule
# A stored rule is made again from its kind and parameters: RULES[RuleKind("schedule")](cap=Decimal("1.2")).
RULES: Mapping[RuleKind, Callable[..., Rule]] = {
    rule.kind: rule
    for rule in (ScheduleRule, CompletionRule, EfficacyRule, PlaceRule, ClimbRule, DeductionRule)
}


def _places(figures: Figures, *, rising: bool) -> dict[str, int]:
    return places(
        {unit: figure.value if rising else figure.value.copy_negate() for unit, figure in figures.items()}
    )


def _check_cap(cap: Decimal | None) -> None:
    if cap is not None and cap < 1:
        raise ValueError(f"a cap of {cap} would put full marks out of reach")


def _check_steps(step: Decimal, least: Decimal, top: Decimal) -> None:
    if step <= 0:
        raise ValueError(f"a place is worth something, not {step}")
    if not 0 <= least <= top <= FULL_MARKS:
        raise ValueError(f"points run from {least} by {top} to 100: these are out of order")
