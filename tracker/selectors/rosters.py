"""Rosters on their pages: the list of them, and one with its names and counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, QuerySet

from tracker.calculations.roster_counts import NameCount
from tracker.models import (
    ReportingUnit,
    Roster,
    RosterEntry,
    RosterUpload,
    RosterUploadState,
    Target,
)
from tracker.permissions import Rights

from .roster_counts import RosterTally, city_counts, counts_at
from .roster_entries import (
    CITY,
    RosterFilters,
    all_rosters,
    distinct_names,
    filtered,
    flags_read,
    open_flags,
    own_units,
    roster_of_code,
    visible_entries,
)
from .roster_quarters import CountDifference, QuarterCount, differences, quarter_counts

PAGE_SIZE = 50
WAITING = (RosterUploadState.CHECKING, RosterUploadState.CHECKED, RosterUploadState.APPLYING)


@dataclass(frozen=True)
class TargetCount:
    """How many names a target counts on a day; None while nobody stands on the roster: that is no count of zero."""

    target: Target
    count: int | None


@dataclass(frozen=True)
class RosterSummary:
    """A roster in the list of rosters; `waiting` is how many files wait to be read or confirmed, for its editors."""

    roster: Roster
    counts: tuple[TargetCount, ...]
    flagged: int
    waiting: int


@dataclass(frozen=True)
class CountCell:
    """How many names: in all, at a level, or on a list type, with the filter that lists them."""

    count: int
    level: str = ""
    kind: str = ""


@dataclass(frozen=True)
class UnitRow:
    """One unit's names on a day, or the city's (without a unit): in all, by level from the lowest on, by list type.
    `place` is the filter that lists them, for a reader who may open them.
    """

    unit: ReportingUnit | None
    cells: tuple[CountCell, ...]
    may_open: bool

    @property
    def place(self) -> str:
        return self.unit.code if self.unit else CITY


@dataclass(frozen=True)
class RosterSurroundings:
    """What stands around the names, whatever is filtered: choices, days to look at, what waits for somebody."""

    units: tuple[ReportingUnit, ...]
    batches: tuple[str, ...]
    quarters: tuple[QuarterCount, ...]
    differences: tuple[CountDifference, ...]
    flagged: int
    waiting: tuple[RosterUpload, ...]


@dataclass(frozen=True)
class RosterPage:
    """One roster as a person may see it at the end of a day."""

    roster: Roster
    filters: RosterFilters
    counts: tuple[TargetCount, ...]
    rows: tuple[UnitRow, ...]
    entries: Page
    names: int
    may_edit: bool
    sees_all: bool
    around: RosterSurroundings | None


def rosters(*, rights: Rights, on: dt.date) -> list[RosterSummary]:
    """Every roster with how many names its targets count on a day; flags of the names that the reader may see."""
    rows = list(all_rosters())
    edited = [roster for roster in rows if rights.may_edit_roster(roster)]
    flagged = _flags_by_roster(rights, edited)
    waiting = dict(
        RosterUpload.objects.filter(roster__in=edited, state__in=WAITING)
        .order_by()
        .values_list("roster")
        .annotate(Count("pk"))
    )
    return [
        RosterSummary(
            roster=roster,
            counts=_target_counts(roster, on, everything=_everything(roster, on)),
            flagged=flagged.get(roster.pk, 0),
            waiting=waiting.get(roster.pk, 0),
        )
        for roster in rows
    ]


def roster_page(
    *, code: str, rights: Rights, filters: RosterFilters, page: str | int, today: dt.date, whole: bool = True
) -> RosterPage:
    """A roster with its names, fifty a page, and its counts. Not `whole` is what changes with the filters alone.

    Raises `Roster.DoesNotExist`.
    """
    roster = roster_of_code(code)
    may_edit = rights.may_edit_roster(roster)
    own = None if may_edit else own_units(rights)
    visible = visible_entries(rights, roster)
    found = filtered(visible, filters, roster=roster)
    entries = found.order_by("-recognised_on", "pk").select_related("enterprise", "unit", "kind", "level")
    entries = entries.prefetch_related(
        Prefetch("flags", flags_read(open_flags(), rights)), "enterprise__former_names"
    )
    tally = counts_at(roster, None, filters.on)
    return RosterPage(
        roster=roster,
        filters=filters,
        counts=_target_counts(roster, filters.on, everything=tally.city.count if tally.units else None),
        rows=_unit_rows(roster, tally, own),
        entries=Paginator(entries, PAGE_SIZE).get_page(page),
        names=distinct_names(found, roster),
        may_edit=may_edit,
        sees_all=own is None,
        around=_around(roster, rights, visible, today) if whole else None,
    )


def _around(
    roster: Roster, rights: Rights, visible: QuerySet[RosterEntry], today: dt.date
) -> RosterSurroundings:
    units = ReportingUnit.objects.filter(Exists(visible.filter(unit=OuterRef("pk"))))
    uploads = RosterUpload.objects.filter(roster=roster, state__in=WAITING)
    return RosterSurroundings(
        units=tuple(units),
        batches=_batches(visible),
        quarters=quarter_counts(roster, today),
        differences=differences(roster, on=today) if rights.sees_every_sheet else (),
        flagged=visible.filter(Exists(open_flags().filter(entry=OuterRef("pk")))).count(),
        waiting=tuple(uploads) if rights.may_edit_roster(roster) else (),
    )


def _everything(roster: Roster, on: dt.date) -> int | None:
    """What the whole roster counts; None while nobody stands on it."""
    return city_counts(roster, None, [on])[on] if roster.entries.in_force(on).exists() else None


def _target_counts(roster: Roster, on: dt.date, *, everything: int | None) -> tuple[TargetCount, ...]:
    """`everything` is what the whole roster counts, for the targets that count all of it."""
    return tuple(
        TargetCount(
            target,
            city_counts(roster, target, [on])[on]
            if target.counts_from_start and everything is not None
            else everything,
        )
        for target in roster.targets.all()
    )


def _flags_by_roster(rights: Rights, edited: Iterable[Roster]) -> dict[int, int]:
    """How many entries with open flags the person sees, by the roster's id."""
    flags, own = open_flags(), own_units(rights)
    if own is not None:
        mine = flags.filter(entry__roster__in=edited) | flags.filter(entry__unit__in=own)
        flags = mine
    counted = flags.order_by().values_list("entry__roster").annotate(n=Count("entry", distinct=True))
    return dict(counted)


def _unit_rows(roster: Roster, tally: RosterTally, own: list[int] | None) -> tuple[UnitRow, ...]:
    """The city first, then the units that have names, in the official order."""
    units = ReportingUnit.objects.filter(pk__in=tally.units)
    return (
        UnitRow(None, _cells(roster, tally.city), own is None),
        *(
            UnitRow(unit, _cells(roster, tally.units[unit.pk]), own is None or unit.pk in own)
            for unit in units
        ),
    )


def _cells(roster: Roster, counted: NameCount) -> tuple[CountCell, ...]:
    levels = [CountCell(counted.levels.get(row.code, 0), level=row.code) for row in roster.levels.all()]
    kinds = [CountCell(counted.kinds.get(row.code, 0), kind=row.code) for row in roster.kinds.all()]
    return (CountCell(counted.count), *levels, *kinds)


def _batches(entries: QuerySet[RosterEntry]) -> tuple[str, ...]:
    """The batches, the latest first."""
    named = entries.exclude(batch="").order_by().values("batch").annotate(last=Max("recognised_on"))
    return tuple(row["batch"] for row in named.order_by("-last", "-batch"))
