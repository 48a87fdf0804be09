"""What a roster counts at the end of a day, from its entries: the one way in which names are counted."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from tracker.calculations.roster_counts import NameCount, NameGroup, name_count, name_counts
from tracker.models import ReportingUnit, Roster, RosterEntry, RosterKind, RosterLevel, Target


class Place(NamedTuple):
    """Where an entry stands: its unit's id, the place of its level and of its list type, from 1 on; 0 without."""

    unit: int
    rank: int
    kind: int


# More than the number that says any place.
PLACES = 2**31
# Of how many enterprises entries are read at once.
PIECE = 5_000


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
    where some names have more entries than two, and two for the roster's levels and list types where those are not
    prefetched.
    """
    levels, kinds = list(roster.levels.all()), list(roster.kinds.all())
    codes = {"levels": [level.code for level in levels], "kinds": [kind.code for kind in kinds]}
    outside = ReportingUnit.objects.filter(counts_toward_total=False).order_by()
    left_out = frozenset(outside.values_list("pk", flat=True))
    city: list[NameGroup] = []
    units: list[tuple[int, NameGroup]] = []
    for places, count in _names(roster, counted_entries(roster, target, on=on), levels, kinds).items():
        if inside := [place for place in places if place.unit not in left_out]:
            city.append(_group(inside, count, kinds))
        for unit in {place.unit for place in places}:
            there = [place for place in places if place.unit == unit]
            units.append((unit, _group(there, count, kinds)))
    return RosterTally(city=name_count(city, **codes), units=name_counts(units, **codes))


def _group(places: Sequence[Place], count: int, kinds: Sequence[RosterKind]) -> NameGroup:
    """So many names, each of which stands at all of these places."""
    on_kinds = {place.kind for place in places}
    return NameGroup(
        rank=max(place.rank for place in places),
        count=count,
        kinds=tuple(count if number in on_kinds else 0 for number in range(1, len(kinds) + 1)),
    )


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


def _names(
    roster: Roster, entries: QuerySet[RosterEntry], levels: list[RosterLevel], kinds: list[RosterKind]
) -> Counter[frozenset[Place]]:
    """How many names stand at which places.

    Most names have one entry or two: their lowest and their highest place say all. So they do of a name with more
    entries in a single unit, where there are no list types: it is the level that differs, and the highest counts. Of
    the few other names the entries are read.

    Entries are made names first, in the order of the index `entry_counting`, so that nothing is sorted but what is
    left. Django cannot group what is grouped already: that half is written here.
    """
    fields = name_fields(roster)
    places = entries.order_by().values(*fields, place=_place_number(levels, kinds))
    source = places.query.get_compiler(connection=connection).as_sql()  # the text and its parameters
    in_unit = 1 if kinds else len(levels) + 1  # so many numbers in a row say one unit
    # One number says both places, or below zero whose entries are to be read: one is grouped faster than two are.
    is_known = f"entries <= 2 OR lowest / {in_unit} = highest / {in_unit}"
    key = f"CASE WHEN {is_known} THEN lowest * {PLACES} + highest ELSE -enterprise END"
    facts = "MIN(place) AS lowest, MAX(place) AS highest, COUNT(*) AS entries"
    names = f"SELECT enterprise, {facts} FROM ({source[0]}) AS places GROUP BY {', '.join(fields)}"  # noqa: S608
    rows = _rows(f"SELECT {key} AS key, COUNT(*) FROM ({names}) AS names GROUP BY 1", source[1])  # noqa: S608
    alike: Counter[frozenset[Place]] = Counter()
    for number, count in rows:
        if number >= 0:
            alike[_places(divmod(number, PLACES), levels, kinds)] += count
    for numbers in _read(source, fields, [-number for number, _count in rows if number < 0]):
        if len(numbers) > 2 and min(numbers) // in_unit < max(numbers) // in_unit:
            alike[_places(numbers, levels, kinds)] += 1
    return alike


def _read(
    source: tuple[str, Sequence[Any]], fields: Sequence[str], enterprises: Sequence[int]
) -> Iterator[list[int]]:
    """The numbers of the places of each of these enterprises' names. A query for some thousand enterprises."""
    names: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for start in range(0, len(enterprises), PIECE):
        some = enterprises[start : start + PIECE]
        among = f"enterprise IN ({', '.join(['%s'] * len(some))})"
        sql = f"SELECT place, {', '.join(fields)} FROM ({source[0]}) AS places WHERE {among}"  # noqa: S608
        for place, *name in _rows(sql, [*source[1], *some]):
            names[tuple(name)].append(place)
    yield from names.values()


def _rows(sql: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _place_number(levels: list[RosterLevel], kinds: list[RosterKind]) -> Any:
    """The place of an entry as one number, which grows with the unit first and then with the level."""
    number: Any = F("unit_id")
    for field, rows in (("level", levels), ("kind", kinds)):
        if rows:
            which = [When(**{field: row.pk}, then=Value(place)) for place, row in enumerate(rows, start=1)]
            number = number * Value(len(rows) + 1) + Case(*which, default=Value(0))
    return number


def _places(numbers: Iterable[int], levels: list[RosterLevel], kinds: list[RosterKind]) -> frozenset[Place]:
    """The places that these numbers of `_place_number` say."""
    parts = (divmod(number, len(kinds) + 1) for number in numbers)
    return frozenset(Place(*divmod(rest, len(levels) + 1), kind) for rest, kind in parts)


def name_fields(roster: Roster) -> tuple[str, ...]:
    """What makes two entries of a roster the same name."""
    return ("enterprise", "item") if roster.counts_items else ("enterprise",)


def _any(condition: Q) -> Any:
    """1 where it holds for one of a name's entries, else 0."""
    return Max(Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField()))
