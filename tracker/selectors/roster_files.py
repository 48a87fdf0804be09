"""A roster on its way out as a file: the names that somebody may read and asks for, and how many there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from tracker.calculations.roster_counts import NameCount
from tracker.models import ReportingUnit, Roster, RosterEntry
from tracker.permissions import Rights

from .roster_counts import counts_at
from .roster_entries import ALL, RosterFilters, filtered, own_units, visible_entries
from .rosters import roster_of_code


@dataclass(frozen=True)
class RosterFile:
    """What a file holds. `entries` are read when it is written, unit by unit in the official order, the latest
    first; `counts` are those of the city (without a unit) and of each unit that has names.
    """

    roster: Roster
    on: dt.date
    entries: QuerySet[RosterEntry]
    is_part: bool  # it lacks names that stand on the roster today
    counts: tuple[tuple[ReportingUnit | None, NameCount], ...]


def roster_file(*, code: str, rights: Rights, filters: RosterFilters, today: dt.date) -> RosterFile:
    """The names that pass the filters. Raises `Roster.DoesNotExist`."""
    roster = roster_of_code(code)
    found = filtered(visible_entries(rights, roster), filters, roster=roster)
    tally = counts_at(roster, None, filters.on)
    units = ReportingUnit.objects.filter(pk__in=tally.units)
    sees_all = rights.may_edit_roster(roster) or own_units(rights) is None
    return RosterFile(
        roster=roster,
        on=filters.on,
        entries=found.order_by("unit__position", "unit", "-recognised_on", "enterprise__name", "pk"),
        is_part=not sees_all or _leaves_out(filters, today),
        counts=((None, tally.city), *((unit, tally.units[unit.pk]) for unit in units)),
    )


def _leaves_out(filters: RosterFilters, today: dt.date) -> bool:
    """Whether names that are on the list today may be missing. Withdrawn ones beside them take nothing away."""
    if filters.on < today:
        return True
    return replace(filters, state="").active or filters.state not in ("", ALL)
