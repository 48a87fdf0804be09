"""The thresholds that turn a ratio into a word: data with a version, in force from a quarter on, never
backwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tracker.calculations.periods import Quarter


@dataclass(frozen=True, slots=True)
class Method:
    """One version of the thresholds, shown beside each status. Raises ValueError when out of order."""

    version: int = 1
    ahead: Decimal = Decimal("1.10")
    on_schedule: Decimal = Decimal("0.90")
    slightly_behind: Decimal = Decimal("0.70")
    start_share: Decimal = Decimal("0.05")
    start_tolerance: Decimal = Decimal("0.05")

    def __post_init__(self) -> None:
        if not self.ahead > self.on_schedule > self.slightly_behind > 0:
            raise ValueError("the thresholds must fall: ahead, on schedule, slightly behind, zero")
        if not (0 <= self.start_share < 1 and 0 <= self.start_tolerance < 1):
            raise ValueError("the start share and its tolerance lie between 0 and 1")


METHOD = Method()


def method_in_force(versions: Mapping[Quarter, Method], quarter: Quarter) -> Method:
    """The version in force in a quarter: the one whose first quarter came last; METHOD before the first of
    them.

    With version 2 from 2025Q3 on, 2025Q2 is judged by version 1 for ever.
    """
    begun = [first for first in versions if first <= quarter]
    return versions[max(begun)] if begun else METHOD
