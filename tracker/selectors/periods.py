"""Which quarters there are, and which a reader may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tracker.calculations.methods import Method, method_in_force
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Goal, Standing, Status, assess
from tracker.models import Period, ProgressMethod


@dataclass(frozen=True)
class Horizon:
    """The quarters a reader may see, oldest first, the one a page shows when none is asked for, the thresholds in
    force in each; and the quarters that are due, whoever may see them: that a quarter is past is no secret.
    """

    periods: tuple[Period, ...]
    default: Period | None
    methods: Mapping[Quarter, Method]
    due: frozenset[Quarter]

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        return tuple(period.quarter for period in self.periods)

    def period(self, code: str) -> Period | None:
        return next((p for p in self.periods if p.quarter.code == code.upper()), None)

    def is_due(self, quarter: Quarter) -> bool:
        """Whether a figure that is not there is missing: after the due date, or once the quarter is closed."""
        return quarter in self.due

    def standing(self, goal: Goal, quarter: Quarter, actual: Decimal | None) -> Standing:
        """The standing in a quarter, by the thresholds of that quarter."""
        return assess(
            goal,
            quarter,
            actual,
            is_due=self.is_due(quarter),
            method=method_in_force(self.methods, quarter),
        )

    def absent(self, quarter: Quarter) -> Status:
        """What a figure that is not there is called in a quarter."""
        return Status.NOT_REPORTED if self.is_due(quarter) else Status.NOT_DUE

    def is_running(self, quarter: Quarter) -> bool:
        """Still being reported: its totals are not final."""
        return any(p.quarter == quarter and p.closed_at is None for p in self.periods)


def horizon(*, on: dt.date) -> Horizon:
    """Every quarter that has begun: what members see. What strangers see is released (`sights`).

    A page opens on the last closed quarter: a quarter in which half of the units are missing answers no
    leader's question. Before anything was closed it opens on the last quarter that has begun.
    """
    begun = list(Period.objects.begun(on))
    closed = [period for period in begun if period.closed_at]
    return Horizon(
        periods=tuple(begun),
        default=closed[-1] if closed else (begun[-1] if begun else None),
        methods=methods(),
        due=frozenset(period.quarter for period in begun if period.closed_at or period.is_due(on)),
    )


def period_of(code: str) -> Period:
    """The quarter with this code. Raises `Period.DoesNotExist`, also for what is no quarter."""
    try:
        return Period.objects.get(quarter=Quarter.parse(code))
    except ValueError as error:
        raise Period.DoesNotExist from error


def methods() -> dict[Quarter, Method]:
    """Every version of the thresholds, by the quarter it is in force from."""
    return {row.from_quarter: row.as_method() for row in ProgressMethod.objects.all()}
