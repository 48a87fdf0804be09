"""Quarters, and how much of a plan or of a year has gone by."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.calculations.rounding import SHARE_PLACES, quotient

_CODE = re.compile(r"([1-9][0-9]{3})Q([1-4])", re.IGNORECASE)


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A calendar quarter; quarters compare and sort by time.

    >>> Quarter(2025, 3).shift(2).code
    '2026Q1'
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1000 <= self.year <= 9999 and 1 <= self.number <= 4):
            raise ValueError(f"no such quarter: {self.year}Q{self.number}")

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """The quarter written as 2025Q3. Forgives lower case and spaces around; else a ValueError."""
        match = _CODE.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"not a quarter like 2025Q3: {text!r}")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter in which a day lies."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def code(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        month = 3 * self.number
        return date(self.year, month, monthrange(self.year, month)[1])

    def shift(self, quarters: int) -> "Quarter":
        """The quarter so many quarters later (earlier when negative)."""
        year, index = divmod(self._ordinal + quarters, 4)
        return Quarter(year, index + 1)

    def quarters_since(self, other: "Quarter") -> int:
        """How many quarters lie between: Quarter(2025, 1).quarters_since(Quarter(2024, 3)) is 2."""
        return self._ordinal - other._ordinal

    @property
    def _ordinal(self) -> int:
        return 4 * self.year + self.number - 1

    def __str__(self) -> str:
        return self.code


Series = Mapping[Quarter, Decimal | None]  # figures by quarter; absent or None has not been reported


def quarter_range(first: Quarter, last: Quarter) -> tuple[Quarter, ...]:
    """Every quarter from first to last, both included; nothing when last comes before first."""
    return tuple(first.shift(step) for step in range(last.quarters_since(first) + 1))


def elapsed_share(quarter: Quarter, first: Quarter, last: Quarter) -> Decimal:
    """The share of a plan that has gone by at the end of `quarter`: k/N at the k-th of N quarters.

    Kept within 0 and 1 before and after the plan; six places, half up. 2024Q3 in 2024Q1…2026Q4 is 0.25.
    Raises ValueError when the plan ends before it begins.
    """
    length = last.quarters_since(first) + 1
    if length < 1:
        raise ValueError(f"a plan cannot end ({last}) before it begins ({first})")
    gone = min(max(quarter.quarters_since(first) + 1, 0), length)
    return quotient(Decimal(gone), Decimal(length), SHARE_PLACES)


def months_elapsed_share(months: int) -> Decimal:
    """序时进度 within a year: months elapsed ÷ 12, six places, half up. Five months are 0.416667."""
    if not 0 <= months <= 12:
        raise ValueError(f"a year has 12 months, not {months}")
    return quotient(Decimal(months), Decimal(12), SHARE_PLACES)
