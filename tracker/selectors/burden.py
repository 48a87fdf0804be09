"""How much is asked of each unit: cells to be filled in, never people and never how they fill them in."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Aggregation
from tracker.models import Assignment, Period, ReportingUnit, Target, UnitKind


@dataclass(frozen=True)
class Request:
    """One figure that a unit is asked for: how many cells it fills in, and how many the site fills in itself."""

    unit: ReportingUnit
    target: Target

    @property
    def cells(self) -> int:
        """A rate asks for its numerator and its denominator."""
        return 2 if self.target.aggregation == Aggregation.RATIO else 1

    @property
    def prefilled(self) -> int:
        """The rate itself follows from its parts."""
        return 1 if self.target.aggregation == Aggregation.RATIO else 0

    @property
    def same(self) -> tuple[int, str, str]:
        """Alike for two requests of one unit under one name and in one unit of measure."""
        return self.unit.pk, self.target.name_zh.strip(), self.target.unit_zh.strip()

    def in_force(self, quarter: Quarter) -> bool:
        plan = self.target.plan
        return plan.first <= quarter <= plan.reported_until


@dataclass(frozen=True)
class Burden:
    """What is asked of a unit, a kind of unit or the whole city in a quarter."""

    figures: int
    cells: int
    prefilled: int
    twice: int


@dataclass(frozen=True)
class UnitBurden:
    unit: ReportingUnit
    burden: Burden
    by_quarter: tuple[int, ...]  # cells, in the order of the page's quarters


@dataclass(frozen=True)
class KindBurden:
    """The units of one kind in the official order, with their total."""

    kind: UnitKind
    units: tuple[UnitBurden, ...]
    burden: Burden
    by_quarter: tuple[int, ...]


@dataclass(frozen=True)
class AskedTwice:
    """Requests to one unit that are for the same figure, as far as names can tell."""

    unit: ReportingUnit
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class BurdenPage:
    quarter: Quarter
    quarters: tuple[Quarter, ...]
    kinds: tuple[KindBurden, ...]
    burden: Burden
    by_quarter: tuple[int, ...]
    twice: tuple[AskedTwice, ...]


def burden_page(code: str, *, on: dt.date) -> BurdenPage | None:
    """What is asked in the quarter with this code; in the last one that has begun when there is no such quarter.
    None before there are any quarters. Two queries.
    """
    periods = list(Period.objects.all())
    if not periods:
        return None
    begun = [period for period in periods if period.is_begun(on)] or periods[:1]
    quarters = tuple(period.quarter for period in periods)
    shown = next((quarter for quarter in quarters if quarter.code == code.upper()), begun[-1].quarter)
    requests = [
        Request(row.unit, row.target)
        for row in Assignment.objects.select_related("unit", "target__theme__plan").order_by(
            "unit__position",
            "unit",
            "target__theme__plan__position",
            "target__theme__position",
            "target__position",
        )
    ]
    now = [request for request in requests if request.in_force(shown)]
    return BurdenPage(
        quarter=shown,
        quarters=quarters,
        kinds=tuple(
            _kind(kind, [r for r in requests if r.unit.kind == kind], shown, quarters)
            for kind in UnitKind
            if any(request.unit.kind == kind for request in requests)
        ),
        burden=_burden(now),
        by_quarter=_by_quarter(requests, quarters),
        twice=_asked_twice(now),
    )


def _kind(
    kind: UnitKind, requests: list[Request], shown: Quarter, quarters: tuple[Quarter, ...]
) -> KindBurden:
    units = dict.fromkeys(request.unit for request in requests)
    return KindBurden(
        kind=kind,
        units=tuple(
            UnitBurden(
                unit,
                _burden(r for r in requests if r.unit == unit and r.in_force(shown)),
                _by_quarter([r for r in requests if r.unit == unit], quarters),
            )
            for unit in units
        ),
        burden=_burden(r for r in requests if r.in_force(shown)),
        by_quarter=_by_quarter(requests, quarters),
    )


def _burden(requests: Iterable[Request]) -> Burden:
    requests = list(requests)
    times = Counter(request.same for request in requests)
    return Burden(
        figures=len(requests),
        cells=sum(request.cells for request in requests),
        prefilled=sum(request.prefilled for request in requests),
        twice=sum(count - 1 for count in times.values()),
    )


def _by_quarter(requests: list[Request], quarters: tuple[Quarter, ...]) -> tuple[int, ...]:
    return tuple(sum(r.cells for r in requests if r.in_force(quarter)) for quarter in quarters)


def _asked_twice(requests: list[Request]) -> tuple[AskedTwice, ...]:
    found: dict[tuple[int, str, str], list[Request]] = {}
    for request in requests:
        found.setdefault(request.same, []).append(request)
    return tuple(
        AskedTwice(same[0].unit, tuple(request.target for request in same))
        for same in found.values()
        if len(same) > 1
    )
