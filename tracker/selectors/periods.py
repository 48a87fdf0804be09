"""Which quarters there are, and which a reader may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tracker.calculations.periods import Quarter
from tracker.models import Period


@dataclass(frozen=True)
class Horizon:
    """The quarters a reader may see, oldest first, and the one a page shows when none is asked for."""

    periods: tuple[Period, ...]
    default: Period | None
    on: dt.date

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        return tuple(period.quarter for period in self.periods)

    def period(self, code: str) -> Period | None:
        return next((p for p in self.periods if p.quarter.code == code.upper()), None)

    def is_due(self, quarter: Quarter) -> bool:
        return any(p.quarter == quarter and p.is_due(self.on) for p in self.periods)

    def is_running(self, quarter: Quarter) -> bool:
        """Still being reported: its totals are not final."""
        return any(p.quarter == quarter and p.closed_at is None for p in self.periods)


def horizon(*, on: dt.date, with_running: bool) -> Horizon:
    """Closed quarters for everybody; the quarters being reported too for those who may see them.

    A page opens on the last closed quarter: a quarter in which half of the units are missing answers no
    leader's question. Before anything was closed it opens on the last quarter that has begun.
    """
    begun = list(Period.objects.begun(on))
    closed = [period for period in begun if period.closed_at]
    seen = begun if with_running else closed
    return Horizon(periods=tuple(seen), default=closed[-1] if closed else (seen[-1] if seen else None), on=on)


def open_periods(*, on: dt.date) -> list[Period]:
    """The quarters that can be reported today, the latest first."""
    return list(Period.objects.open(on).order_by("-quarter"))
