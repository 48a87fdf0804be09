"""Criteria of a competition's list: what is looked at, by which rule it becomes points, and its weight.

Source: "Criteria and scores" in docs/scoring.md.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tracker.calculations.rounding import SHARE_PLACES, quotient
from tracker.calculations.scoring_rules import EfficacyRule, Figure, Rule, RuleKind


class Absence(StrEnum):
    """Why a unit has no figure that a rule could take. None of them is zero."""

    NOT_REPORTED = "not-reported"  # 未报
    NO_SCHEDULE = "no-schedule"  # reported, but there is no ratio: no baseline, or too near the start
    NO_TARGET = "no-target"  # no target of its own above zero to be held against
    NOT_COMPARABLE = (
        "not-comparable"  # reported, but there is no earlier figure that it compares with (不可比)
    )


_RISING_ONLY = (RuleKind.SCHEDULE, RuleKind.COMPLETION)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of a list. `rising` says whether more of its figure is better (正向, 逆向指标).

    Raises ValueError when the rule looks the other way: completion of a measure that should fall, a deduction for one
    that should rise, a best value on the wrong side of the worst.
    """

    code: str
    weight: Decimal
    rule: Rule
    rising: bool = True

    def __post_init__(self) -> None:
        rule = self.rule
        if not self.rising and rule.kind in _RISING_ONLY:
            raise ValueError(f"{rule.kind} is for figures that should rise")
        if self.rising and rule.kind == RuleKind.DEDUCTION:
            raise ValueError(f"{rule.kind} is for figures that should fall")
        if isinstance(rule, EfficacyRule) and rule.rising not in (None, self.rising):
            raise ValueError("the best value lies on the wrong side of the worst")

    def absence(self, figure: Figure) -> Absence | None:
        """Why the rule cannot take this figure; None when it can."""
        if self.rule.kind == RuleKind.COMPLETION and (figure.target is None or figure.target <= 0):
            return Absence.NO_TARGET
        return None

    def measured(self, figure: Figure) -> Decimal:
        """The one number by which units can be compared under any rule: the completion rate (six places, half
        up) where own targets differ, else the figure itself. 30 of 40 is 0.75.
        """
        if self.rule.kind == RuleKind.COMPLETION and figure.target is not None:
            return quotient(figure.value, figure.target, SHARE_PLACES)
        return figure.value
