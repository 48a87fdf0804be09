"""Names on a roster, found: whose names a person may read, and which of them are asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.calculations.rosters import clean_code, clean_name
from tracker.models import (
    Enterprise,
    FormerName,
    ReportingUnit,
    Roster,
    RosterEntry,
    RosterFlag,
    RosterLevel,
)
from tracker.permissions import Permission, Rights

from .roster_counts import counted_entries, name_fields

# In the place of a unit's code: all those that count toward the city's total.
CITY = "*"
WITHDRAWN, ALL = "withdrawn", "all"


@dataclass(frozen=True)
class RosterFilters:
    """What somebody looks for on a roster; `on` is the day at whose end the list is read. Empty texts ask for all.

    `level` asks for names of which it is the highest in force, as they are counted; `target` for the names that this
    target counts; `state` for the names withdrawn by that day too (`ALL`), or only for those (`WITHDRAWN`).
    """

    on: dt.date
    search: str = ""
    unit: str = ""
    kind: str = ""
    level: str = ""
    batch: str = ""
    target: str = ""
    state: str = ""
    flagged: bool = False

    @property
    def active(self) -> bool:
        """Whether they narrow the list, whatever the day."""
        return any(getattr(self, name) for name in self.__dataclass_fields__ if name != "on")


@dataclass(frozen=True)
class EntryPage:
    """One name on a roster, with its flags, where else its enterprise stands, and who it may be mistaken for."""

    entry: RosterEntry
    flags: tuple[RosterFlag, ...]
    others: tuple[RosterEntry, ...]
    may_edit: bool

    @property
    def has_more(self) -> bool:
        """Whether the name stands on the roster, in this unit, with another entry in force."""
        same = ("roster_id", "unit_id", "item")
        return any(
            other.withdrawn_on is None
            and all(getattr(other, field) == getattr(self.entry, field) for field in same)
            for other in self.others
        )

    @property
    def look_alikes(self) -> tuple[Enterprise, ...]:
        """Only those whose names the person may read."""
        return tuple(dict.fromkeys(flag.other for flag in self.flags if flag.other and flag.names_other))


def all_rosters() -> QuerySet[Roster]:
    """Rosters with all that their pages read of them."""
    return Roster.objects.prefetch_related("levels", "kinds", "targets__theme__plan")


def roster_of_code(code: str) -> Roster:
    """A roster with all that its pages read of it. Four queries. Raises `Roster.DoesNotExist`."""
    return all_rosters().get(code=code)


def entry_page(*, code: str, pk: int, rights: Rights) -> EntryPage:
    """One name. Raises `RosterEntry.DoesNotExist`, also for a name that the person may not read."""
    try:
        roster = roster_of_code(code)
    except Roster.DoesNotExist as error:
        raise RosterEntry.DoesNotExist from error
    linked = ("roster", "unit", "kind", "level")
    entry = visible_entries(rights, roster).select_related("enterprise", *linked).get(pk=pk)
    entry.roster = roster
    others = RosterEntry.objects.filter(enterprise=entry.enterprise).exclude(pk=pk).select_related(*linked)
    may_edit, own = rights.may_edit_roster(roster), own_units(rights)
    return EntryPage(
        entry=entry,
        flags=tuple(flags_read(entry.flags.all(), rights).order_by("settled_at", "kind", "pk")),
        others=tuple(
            other
            for other in others
            if own is None or other.unit_id in own or (may_edit and other.roster_id == roster.pk)
        ),
        may_edit=may_edit,
    )


def own_units(rights: Rights) -> list[int] | None:
    """The units whose names a person may read who does not look after the roster; None for every unit."""
    if rights.sees_every_sheet:
        return None
    return [unit.pk for unit in rights.units(Permission.VIEW_SHEET)]


def visible_entries(rights: Rights, roster: Roster) -> QuerySet[RosterEntry]:
    """The entries whose names a person may read: all for those who look after the roster or see every sheet, else
    those of their own units. Reads the roster's targets: prefetch them.
    """
    entries = RosterEntry.objects.filter(roster=roster)
    units = None if rights.may_edit_roster(roster) else own_units(rights)
    return entries if units is None else entries.filter(unit__in=units)


def flags_read(flags: QuerySet[RosterFlag], rights: Rights) -> QuerySet[RosterFlag]:
    """Flags with the other enterprise, and in `names_other` whether the person may read its name on any roster."""
    entries = _readable(rights).filter(enterprise=OuterRef("other"))
    return flags.select_related("other").annotate(names_other=Exists(entries))


def may_read_name(enterprise: Enterprise, rights: Rights) -> bool:
    """Whether the person may read this enterprise's name on any roster."""
    return rights.sees_every_sheet or _readable(rights).filter(enterprise=enterprise).exists()


def enterprises_edited(rights: Rights) -> QuerySet[Enterprise]:
    """The enterprises on the rosters that the person looks after; for who looks after every roster simply all."""
    if rights.decides_counts:
        return Enterprise.objects.all()
    entries = RosterEntry.objects.filter(roster__in=_edited(rights), enterprise=OuterRef("pk"))
    return Enterprise.objects.filter(Exists(entries))


def _readable(rights: Rights) -> QuerySet[RosterEntry]:
    """The entries, on any roster, whose names the person may read."""
    units = own_units(rights)
    if units is None:
        return RosterEntry.objects.all()
    return RosterEntry.objects.filter(Q(unit__in=units) | Q(roster__in=_edited(rights)))


def _edited(rights: Rights) -> list[Roster]:
    rosters = Roster.objects.prefetch_related("targets")
    return [roster for roster in rosters if rights.may_edit_roster(roster)]


def filtered(
    entries: QuerySet[RosterEntry], filters: RosterFilters, *, roster: Roster
) -> QuerySet[RosterEntry]:
    """The entries that pass the filters, in no order. Reads the roster's targets, levels and list types."""
    found = _of_state(entries, filters)
    if filters.unit == CITY:
        found = found.exclude(unit__in=ReportingUnit.objects.filter(counts_toward_total=False))
    elif filters.unit:
        found = found.filter(unit__code=filters.unit)
    if level := _named(roster.levels.all(), filters.level):
        found = _at_level(found, level, filters, roster)
    if filters.kind:
        found = found.filter(kind__code=filters.kind)
    if filters.batch:
        found = found.filter(batch=filters.batch)
    if target := _named(roster.targets.all(), filters.target):
        found = found.filter(pk__in=counted_entries(roster, target, on=filters.on).values("pk"))
    if filters.flagged:
        found = found.filter(Exists(open_flags().filter(entry=OuterRef("pk"))))
    return found.filter(_searched(filters.search)) if filters.search.strip() else found


def open_flags() -> QuerySet[RosterFlag]:
    return RosterFlag.objects.filter(settled_at__isnull=True)


def distinct_names(entries: QuerySet[RosterEntry], roster: Roster) -> int:
    """How many names these entries are of."""
    return entries.order_by().values(*name_fields(roster)).distinct().count()


def _named(rows: Iterable[Any], code: str) -> Any:
    """The row with this code; None for a code that none has: it narrows nothing."""
    return next((row for row in rows if row.code == code), None)


def _of_state(entries: QuerySet[RosterEntry], filters: RosterFilters) -> QuerySet[RosterEntry]:
    if filters.state == ALL:
        return entries.filter(recognised_on__lte=filters.on)
    if filters.state == WITHDRAWN:
        return entries.filter(withdrawn_on__lte=filters.on)
    return entries.in_force(filters.on)


def _at_level(
    entries: QuerySet[RosterEntry], level: RosterLevel, filters: RosterFilters, roster: Roster
) -> QuerySet[RosterEntry]:
    """Entries at a level whose name has no higher one in force where it is looked for: in one unit, or anywhere."""
    same: dict[str, Any] = {name: OuterRef(name) for name in name_fields(roster)}
    if filters.unit and filters.unit != CITY:
        same["unit"] = OuterRef("unit")
    higher = RosterEntry.objects.in_force(filters.on).filter(
        roster=roster, level__position__gt=level.position, **same
    )
    if filters.unit == CITY:
        higher = higher.filter(unit__counts_toward_total=True)
    return entries.filter(level=level).exclude(Exists(higher))


def _searched(text: str) -> Q:
    """Names, former names, what was recognised, the beginning of a code, pinyin initials."""
    words = clean_name(text)
    named = Q(name__icontains=words)
    code = clean_code(text)
    if code.isascii() and code.isalnum():
        named |= (
            Q(uscc__startswith=code) | Q(faulty_code__startswith=code) | Q(initials__contains=code.lower())
        )
    formerly = FormerName.objects.filter(name__icontains=words)
    return (
        Q(enterprise__in=Enterprise.objects.filter(named).order_by().values("pk"))
        | Q(enterprise__in=formerly.order_by().values("enterprise"))
        | Q(item__icontains=words)
    )
