"""What a roster counts at the end of a day, from its entries: the one way in which names are counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Sum, Value, When

from tracker.calculations.roster_counts import NameCount, NameGroup, name_count, name_counts
from tracker.models import ReportingUnit, Roster, RosterEntry, RosterLevel, Target


@dataclass(frozen=True)
class RosterTally:
    """Distinct names of the city and, by its id, of each unit that has any.

    The city counts a name once that stands in two units, and leaves out units whose names are no part of its total:
    it is not the sum of the units.
    """

    city: NameCount
    units: Mapping[int, NameCount]


def counted_entries(roster: Roster, target: Target | None, *, on: dt.date) -> QuerySet[RosterEntry]:
    """The entries that a target counts at the end of a day: those in force, and for a target that counts from the
    plan's start only of names that were never on the list before it. Without a target all that are in force.
    """
    return _since_start(roster, target, RosterEntry.objects.in_force(on))


def city_counts(roster: Roster, target: Target | None, days: Iterable[dt.date]) -> dict[dt.date, int]:
    """The city's distinct names at the end of each of these days, as `counts_at` counts them. One query."""
    days = list(dict.fromkeys(days))
    entries = _of_city(_since_start(roster, target, RosterEntry.objects.all()))
    names = entries.order_by().values(*name_fields(roster))
    in_force = {
        f"day_{place}": _any(Q(recognised_on__lte=day) & (Q(withdrawn_on=None) | Q(withdrawn_on__gt=day)))
        for place, day in enumerate(days)
    }
    sums = names.annotate(**in_force).aggregate(**{f"sum_{name}": Sum(name) for name in in_force})
    return {day: sums[f"sum_day_{place}"] or 0 for place, day in enumerate(days)}


def counts_at(roster: Roster, target: Target | None, on: dt.date) -> RosterTally:
    """The distinct names at the end of any day, for a target or (without one) all of the roster's. Two queries, and
    two for the roster's levels and list types where those are not prefetched.
    """
    entries = counted_entries(roster, target, on=on)
    codes = {
        "levels": [level.code for level in roster.levels.all()],
        "kinds": [kind.code for kind in roster.kinds.all()],
    }
    city = _grouped(roster, _of_city(entries), by_unit=False)
    units = _grouped(roster, entries, by_unit=True)
    return RosterTally(
        city=name_count((group for _unit, group in city), **codes), units=name_counts(units, **codes)
    )


def _since_start(
    roster: Roster, target: Target | None, entries: QuerySet[RosterEntry]
) -> QuerySet[RosterEntry]:
    entries = entries.filter(roster=roster)
    if target is None or not target.counts_from_start:
        return entries
    same = {"roster": roster.pk} | {field: OuterRef(field) for field in name_fields(roster)}
    earlier = RosterEntry.objects.filter(**same, recognised_on__lt=target.plan.first.first_day)
    return entries.exclude(Exists(earlier))


def _of_city(entries: QuerySet[RosterEntry]) -> QuerySet[RosterEntry]:
    """Without units that are no part of the city's total. Said as what is left out: a database that searched for
    the others would not read the index in its order.
    """
    return entries.exclude(unit__in=ReportingUnit.objects.filter(counts_toward_total=False))


def _grouped(
    roster: Roster, entries: QuerySet[RosterEntry], *, by_unit: bool
) -> list[tuple[int | None, NameGroup]]:
    """Names by their unit (or all together) and their highest level.

    Entries are made names first, in the order of the index `entry_counting`, so that nothing is sorted but what is
    left. Django cannot group what is grouped already: the outer half is written here.
    """
    levels, kinds = list(roster.levels.all()), list(roster.kinds.all())
    facts = {f"kind_{place}": _any(Q(kind=kind)) for place, kind in enumerate(kinds)}
    facts |= {"highest": highest_rank(levels)} if levels else {}
    names = entries.order_by().values(*name_fields(roster), *(["unit"] if by_unit else []))
    names = names.annotate(**facts) if facts else names.distinct()
    inner, parameters = names.query.get_compiler(connection=connection).as_sql()
    keys = [*(["unit"] if by_unit else []), *(["highest"] if levels else [])]
    sums = ["COUNT(*)", *(f"SUM(kind_{place})" for place in range(len(kinds)))]
    grouping = f" GROUP BY {', '.join(keys)}" if keys else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(keys + sums)} FROM ({inner}) AS names{grouping}",  # noqa: S608 our own words
            parameters,
        )
        rows = cursor.fetchall()
    found = []
    for row in rows:
        key = dict(zip(keys, row, strict=False))
        count, *on_kinds = row[len(keys) :]
        if count:
            found.append((key.get("unit"), NameGroup(key.get("highest", 0), count, tuple(on_kinds))))
    return found


def name_fields(roster: Roster) -> tuple[str, ...]:
    """What makes two entries of a roster the same name."""
    return ("enterprise", "item") if roster.counts_items else ("enterprise",)


def highest_rank(levels: list[RosterLevel]) -> Any:
    """The place of the highest level among entries, from 1 on; 0 without any."""
    places = [When(level=level.pk, then=Value(rank)) for rank, level in enumerate(levels, start=1)]
    return Max(Case(*places, default=Value(0), output_field=IntegerField()))


def _any(condition: Q) -> Any:
    """1 where it holds for one of a name's entries, else 0."""
    return Max(Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField()))
