"""What a reader is shown: a release, or the tables as they are now.

Strangers see what has been published and nothing else. Members see the work: every quarter that has begun, those that
have not been published marked so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tracker.calculations.periods import Quarter
from tracker.models import Target
from tracker.permissions import Permission, Rights

from . import plans, targets
from .matrices import Matrix, live_matrix, matrix_of
from .periods import Horizon, horizon, methods
from .releases import Head, head, heads


@dataclass(frozen=True)
class QuarterChoice:
    """A quarter that the reader may choose."""

    quarter: Quarter
    is_running: bool = False
    is_released: bool = True


@dataclass(frozen=True)
class Sight:
    """The quarter a page speaks of, and where its figures come from: a release (`head`), or the tables of today.

    `quarter` is None when there is nothing to see yet: the targets are shown with what was published about them.
    `address` is the quarter, and where it is named the revision, of a page whose address says which release it is of:
    no other quarter is chosen there.
    """

    horizon: Horizon
    quarter: Quarter | None
    choices: tuple[QuarterChoice, ...] = ()
    head: Head | None = None
    address: tuple[str | int, ...] = ()
    corrected_since: tuple[
        Head, ...
    ] = ()  # earlier quarters whose figures stand in this release as they were

    @property
    def is_unreleased(self) -> bool:
        """Whether what is shown has not been published, though its quarter is one that could be."""
        return self.head is None and self.quarter is not None

    @property
    def published(self) -> Quarter | None:
        """The quarter, when a release of it can be opened beside what is shown here."""
        released = {choice.quarter for choice in self.choices if choice.is_released}
        return self.quarter if self.head is None and self.quarter in released else None

    def overview(self, filters: plans.Filters) -> plans.Overview:
        if self.head:
            return self.head.released.overview(filters)
        return plans.overview(horizon=self.horizon, quarter=self.quarter, filters=filters)

    def target_page(self, code: str) -> targets.TargetPage:
        """Raises `Target.DoesNotExist`."""
        if self.head:
            return self.head.released.target_page(code)
        return targets.target_page(code=code, horizon=self.horizon, quarter=self.quarter)

    def targets(self) -> list[Target]:
        """Every target with all that says where its numbers come from."""
        if self.head:
            return [figures.target for figures in self.head.released.figures.values()]
        return plans.targets_with_sources()

    def matrix(self) -> Matrix:
        """Every unit's figure for every target of the quarter. Raises `Period.DoesNotExist` without one."""
        if self.head:
            return matrix_of(self.head.released.figures.values(), self.head.quarter, self.horizon)
        return live_matrix(self.quarter, self.horizon)


def sight_of(rights: Rights, *, on: dt.date, quarter: str = "") -> Sight:
    """What this reader is shown of a quarter, or of the last one when it is not theirs to see."""
    if rights.may(Permission.VIEW_RUNNING):
        return working_sight(on=on, quarter=quarter)
    found = heads()
    if not found:
        return Sight(Horizon((), None, methods(), frozenset()), None)
    chosen = next((head for head in found if head.quarter.code == quarter.upper()), found[-1])
    choices = tuple(QuarterChoice(head.quarter) for head in found)
    return _released(chosen, choices=choices, corrected_since=_corrected_since(chosen, found))


def release_sight(quarter: str, number: int | None = None) -> Sight:
    """The release that an address names: its current revision, or the one with this number, which says nothing of what
    came after it. Raises `Release.DoesNotExist`.
    """
    chosen = head(quarter, number)
    if number is not None:
        return _released(chosen, address=(chosen.quarter.code, number))
    return _released(
        chosen, address=(chosen.quarter.code,), corrected_since=_corrected_since(chosen, heads())
    )


def _released(chosen: Head, **values: Any) -> Sight:
    return Sight(chosen.released.horizon, chosen.quarter, head=chosen, **values)


def _corrected_since(chosen: Head, found: Iterable[Head]) -> tuple[Head, ...]:
    return tuple(
        head
        for head in found
        if head.number > 1 and head.quarter < chosen.quarter and head.published_at > chosen.published_at
    )


def working_sight(*, on: dt.date, quarter: str = "") -> Sight:
    """The tables as they are now, at a quarter that has begun."""
    seen = horizon(on=on)
    released = {head.quarter for head in heads()}
    period = seen.period(quarter) or seen.default
    choices = tuple(
        QuarterChoice(p.quarter, is_running=p.closed_at is None, is_released=p.quarter in released)
        for p in seen.periods
    )
    return Sight(seen, period.quarter if period else None, choices)
