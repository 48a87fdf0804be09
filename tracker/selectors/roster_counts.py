"""What a roster counts at the end of a day, from its entries: the one way in which names are counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, Exists, F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Sum, Value, When

from tracker.calculations.roster_counts import NameCount, NameGroup, name_count, name_counts
from tracker.models import ReportingUnit, Roster, RosterEntry, RosterKind, RosterLevel, Target

Mark = tuple[int | None, int | None]  # the level and the list type of an entry


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
    """The distinct names at the end of any day, for a target or (without one) all of the roster's. Two queries, a third
    where names stand in several units, and two for the roster's levels and list types where those are not prefetched.
    """
    levels, kinds = list(roster.levels.all()), list(roster.kinds.all())
    ranks = {level.pk: rank for rank, level in enumerate(levels, start=1)}
    codes = {"levels": [level.code for level in levels], "kinds": [kind.code for kind in kinds]}
    outside = ReportingUnit.objects.filter(counts_toward_total=False).order_by()
    left_out = frozenset(outside.values_list("pk", flat=True))
    entries = counted_entries(roster, target, on=on)
    units, several = _grouped(roster, entries, levels, kinds)
    city = [group for unit, group in units if unit not in left_out]
    for places in _shared(roster, entries, several) if several else ():
        units += [(unit, _one_name(marks, ranks, kinds)) for unit, marks in places.items()]
        inside = [mark for unit, marks in places.items() if unit not in left_out for mark in marks]
        city += [_one_name(inside, ranks, kinds)] if inside else []
    return RosterTally(city=name_count(city, **codes), units=name_counts(units, **codes))


def _one_name(marks: Sequence[Mark], ranks: Mapping[int, int], kinds: Sequence[RosterKind]) -> NameGroup:
    """One name with what its entries say."""
    highest = max(ranks.get(level, 0) for level, _kind in marks)
    on_kinds = {kind for _level, kind in marks}
    return NameGroup(highest, 1, tuple(int(kind.pk in on_kinds) for kind in kinds))


def _since_start(
    roster: Roster, target: Target | None, entries: QuerySet[RosterEntry]
) -> QuerySet[RosterEntry]:
    entries = entries.filter(roster=roster)
    if target is None or not target.counts_from_start:
        return entries
    same = {"roster": roster.pk} | {field: OuterRef(field) for field in name_fields(roster)}
    earlier = RosterEntry.objects.filter(**same, recognised_on__lt=target.plan.first.first_day)
    # What was withdrawn on its own day was never in force: a slip that somebody has taken back.
    return entries.exclude(Exists(earlier.exclude(withdrawn_on=F("recognised_on"))))


def _of_city(entries: QuerySet[RosterEntry]) -> QuerySet[RosterEntry]:
    """Without units that are no part of the city's total. Said as what is left out: a database that searched for
    the others would not read the index in its order.
    """
    return entries.exclude(unit__in=ReportingUnit.objects.filter(counts_toward_total=False))


def _grouped(
    roster: Roster, entries: QuerySet[RosterEntry], levels: list[RosterLevel], kinds: list[RosterKind]
) -> tuple[list[tuple[int, NameGroup]], list[int]]:
    """Names that stand in one unit alone, by that unit and their highest level; and the enterprises with names that
    stand in several.

    Entries are made names first, in the order of the index `entry_counting`, so that nothing is sorted but what is
    left: one way through it counts the units and the city. Django cannot group what is grouped already: the outer
    half is written here.
    """
    facts = {"first_unit": Min("unit"), "last_unit": Max("unit")}
    facts |= {"highest": highest_rank(levels)} if levels else {}
    facts |= {f"kind_{number}": _any(Q(kind=kind)) for number, kind in enumerate(kinds)}
    names = entries.order_by().values(*name_fields(roster)).annotate(**facts)
    inner, parameters = names.query.get_compiler(connection=connection).as_sql()
    step = len(levels) + 1
    # One number says in which unit and at which level, or below zero whose names stand in several units: groups of
    # one number take half the time of groups of three.
    place = f"first_unit * {step}{' + highest' if levels else ''}"
    key = f"CASE WHEN first_unit = last_unit THEN {place} ELSE -enterprise END"
    sums = "".join(f", SUM(kind_{number})" for number in range(len(kinds)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key} AS key, COUNT(*){sums} FROM ({inner}) AS names GROUP BY 1",  # noqa: S608 our own words
            parameters,
        )
        rows = cursor.fetchall()
    alone = [
        (number // step, NameGroup(number % step, count, tuple(on_kinds)))
        for number, count, *on_kinds in rows
        if number >= 0
    ]
    return alone, [-number for number, *_rest in rows if number < 0]


def _shared(
    roster: Roster, entries: QuerySet[RosterEntry], enterprises: list[int]
) -> list[dict[int, list[Mark]]]:
    """Of each of these enterprises' names that stands in several units, what its entries say, by unit. One query."""
    # Looked up by enterprise: a database that does not know how few they are would read the whole roster again.
    few = RosterEntry.objects.filter(enterprise__in=enterprises).order_by().values("pk")
    names: dict[tuple[Any, ...], dict[int, list[Mark]]] = {}
    rows = entries.filter(pk__in=few).order_by().values_list("unit", "level", "kind", *name_fields(roster))
    for unit, level, kind, *name in rows:
        names.setdefault(tuple(name), {}).setdefault(unit, []).append((level, kind))
    return [places for places in names.values() if len(places) > 1]


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
