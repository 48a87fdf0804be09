"""Distinct names at the end of any day: each once, however many entries it has."""

import datetime as dt
from collections import defaultdict
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import NOW, City
from tests.rosters import CODES, name_add, roster_make
from tracker.calculations.roster_counts import NameCount
from tracker.models import Enterprise, Roster, RosterEntry
from tracker.selectors.roster_counts import RosterTally, city_counts, counts_at
from tracker.services.rosters import entry_withdraw

DAY = dt.date(2025, 6, 30)


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make(city)


@pytest.fixture
def plain_roster(city: City) -> Roster:
    """One without list types."""
    roster = roster_make(city, "tool-rate", position=2)
    roster.kinds.all().delete()
    return roster


def tally(city: City, roster: Roster, on: dt.date = DAY) -> RosterTally:
    return counts_at(roster, city.targets["factories"], on)


def of_units(city: City, found: RosterTally) -> dict[str, int]:
    codes = {unit.pk: code for code, unit in city.units.items()}
    return {codes[pk]: counted.count for pk, counted in found.units.items()}


def test_counts_at_counts_a_name_that_climbs_once_at_its_highest_level(city: City, roster: Roster) -> None:
    for level, day in (("three", "2024-03-01"), ("four", "2025-03-01")):
        name_add(city, roster, "甲公司", on=day, code=CODES[0], level=level)
    name_add(city, roster, "乙公司", on="2024-03-01", code=CODES[1], level="three")
    name_add(city, roster, "丙公司", on="2024-03-01", code=CODES[2])

    assert tally(city, roster).city == NameCount(3, {"three": 1, "four": 1}, {})
    before = dt.date(2024, 6, 30)
    assert tally(city, roster, before).city == NameCount(3, {"three": 2}, {})


def test_counts_at_counts_a_name_on_each_list_type_it_stands_on(city: City, roster: Roster) -> None:
    name_add(city, roster, "甲公司", code=CODES[0], kind="plain")
    name_add(city, roster, "甲公司", code=CODES[0], kind="5g")
    name_add(city, roster, "乙公司", code=CODES[1], kind="5g")

    assert tally(city, roster).city == NameCount(2, {}, {"plain": 1, "5g": 2})


def test_counts_at_counts_a_name_in_two_units_once_in_the_city(city: City, roster: Roster) -> None:
    name_add(city, roster, "甲公司", "east", code=CODES[0], level="three")
    name_add(city, roster, "甲公司", "west", code=CODES[0], level="four")

    found = tally(city, roster)
    assert found.city == NameCount(1, {"four": 1}, {})
    assert of_units(city, found) == {"east": 1, "west": 1}
    assert found.units[city.units["east"].pk].levels == {"three": 1}


def test_counts_at_leaves_units_that_lie_in_others_out_of_the_city(city: City, roster: Roster) -> None:
    name_add(city, roster, "甲公司", "zone", code=CODES[0])

    found = tally(city, roster)
    assert (found.city.count, of_units(city, found)) == (0, {"zone": 1})


@pytest.mark.parametrize(
    ("on", "count"),
    [("2025-01-14", 0), ("2025-01-15", 1), ("2025-04-30", 1), ("2025-05-01", 0)],
    ids=["before", "recognised", "last day", "withdrawn"],
)
def test_a_name_counts_from_its_recognition_until_the_day_before_its_withdrawal(
    city: City, roster: Roster, on: str, count: int
) -> None:
    entry = name_add(city, roster, "甲公司", on="2025-01-15", code=CODES[0])
    person = city.people["coordinator"]
    entry_withdraw(entry=entry, on=dt.date(2025, 5, 1), reason="迁出", by=person, at=NOW)

    day = dt.date.fromisoformat(on)
    assert tally(city, roster, day).city.count == count
    assert city_counts(roster, city.targets["factories"], [day]) == {day: count}


def test_target_that_counts_from_the_start_leaves_out_names_that_were_there_before(
    city: City, roster: Roster
) -> None:
    target = city.targets["factories"]
    target.counts_from_start = True
    name_add(city, roster, "老公司", on="2023-12-31", code=CODES[0], level="three")
    name_add(city, roster, "老公司", on="2024-05-01", code=CODES[0], level="four")
    left = name_add(city, roster, "回来的公司", on="2023-05-01", code=CODES[1])
    person = city.people["coordinator"]
    entry_withdraw(entry=left, on=dt.date(2023, 9, 1), reason="停产", by=person, at=NOW)
    name_add(city, roster, "回来的公司", on="2024-05-01", code=CODES[1])
    name_add(city, roster, "新公司", on="2024-01-01", code=CODES[2])

    assert counts_at(roster, target, DAY).city.count == 1
    assert city_counts(roster, target, [DAY]) == {DAY: 1}
    assert counts_at(roster, None, DAY).city.count == 3


def test_a_slip_taken_back_on_its_own_day_was_never_on_the_list(city: City, roster: Roster) -> None:
    target = city.targets["factories"]
    target.counts_from_start = True
    slip = name_add(city, roster, "甲公司", on="2023-05-01", code=CODES[0])
    person = city.people["coordinator"]
    entry_withdraw(entry=slip, on=dt.date(2023, 5, 1), reason="误录", by=person, at=NOW)
    name_add(city, roster, "甲公司", on="2024-05-01", code=CODES[0])

    assert counts_at(roster, target, DAY).city.count == 1


def test_roster_of_items_counts_each_of_them(city: City) -> None:
    roster = roster_make(city, item_zh="车间")
    for item in ("一车间", "二车间"):
        name_add(city, roster, "甲公司", code=CODES[0], item=item)
    name_add(city, roster, "乙公司", code=CODES[1], item="一车间")
    name_add(city, roster, "甲公司", "west", code=CODES[0], item="二车间")

    found = tally(city, roster)
    assert (found.city.count, of_units(city, found)) == (3, {"east": 3, "west": 1})


def test_counting_reads_entries_only_of_names_with_more_than_two_in_several_units(
    city: City, roster: Roster
) -> None:
    def taken() -> int:
        [fetched] = Roster.objects.prefetch_related("levels", "kinds")
        with CaptureQueriesContext(connection) as captured:
            counts_at(fetched, None, DAY)
        return len(captured) - 2  # which units count toward the city, and the names

    name_add(city, roster, "甲公司", code=CODES[0], level="three", kind="5g")
    name_add(city, roster, "甲公司", "west", code=CODES[0], level="four")
    name_add(city, roster, "乙公司", "west", code=CODES[1])
    assert taken() == 0
    name_add(city, roster, "甲公司", "zone", code=CODES[0])
    assert taken() == 1
    name_add(city, roster, "乙公司", "east", code=CODES[1])
    name_add(city, roster, "乙公司", "zone", code=CODES[1])
    assert taken() == 1


def test_names_that_climb_in_one_unit_are_counted_without_reading_their_entries(
    city: City, plain_roster: Roster
) -> None:
    for level, day in (("", "2024-01-01"), ("four", "2024-06-01"), ("three", "2025-01-01")):
        name_add(city, plain_roster, "甲公司", on=day, code=CODES[0], level=level)

    with CaptureQueriesContext(connection) as captured:
        found = counts_at(plain_roster, None, DAY)
    assert found.city == NameCount(1, {"four": 1}, {})
    assert len([query for query in captured if "tracker_rosterentry" in query["sql"]]) == 1


def test_entries_of_many_enterprises_are_read_piece_by_piece(
    city: City, roster: Roster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in CODES[:2]:
        for unit in ("east", "west", "zone"):
            name_add(city, roster, f"{code}公司", unit, code=code)
    monkeypatch.setattr("tracker.selectors.roster_counts.PIECE", 1)

    with CaptureQueriesContext(connection) as captured:
        found = counts_at(roster, None, DAY)
    assert (found.city.count, of_units(city, found)) == (2, {"east": 2, "west": 2, "zone": 2})
    assert len([query for query in captured if "tracker_rosterentry" in query["sql"]]) == 3


# One entry: whose, which item, where, at which level, on which list type, from when, until when (in days of a year).
ENTRIES = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["一车间", "二车间"]),
        st.sampled_from(["east", "west", "zone"]),
        st.sampled_from([None, "three", "four"]),
        st.sampled_from([None, "plain", "5g"]),
        st.integers(0, 300),
        st.none() | st.integers(0, 200),
    ),
    max_size=12,
    unique_by=lambda entry: entry[:6],
)
RANKS = {None: 0, "three": 1, "four": 2}


def model(entries: list[Any], *, by_item: bool, on: int, units: tuple[str, ...]) -> NameCount:
    """The same count in plain Python: names, the best level of each, the list types of each."""
    levels: dict[Any, int] = defaultdict(int)
    kinds: dict[Any, set[str]] = defaultdict(set)
    for who, item, unit, level, kind, since, lasted in entries:
        if unit in units and since <= on and (lasted is None or since + lasted > on):
            name = (who, item) if by_item else who
            levels[name] = max(levels[name], RANKS[level])
            kinds[name] |= {kind} - {None}
    return NameCount(
        count=len(levels),
        levels={
            level: count
            for level, rank in RANKS.items()
            if level and (count := sum(best == rank for best in levels.values()))
        },
        kinds={
            kind: count
            for kind in ("plain", "5g")
            if (count := sum(kind in found for found in kinds.values()))
        },
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=ENTRIES, by_item=st.booleans(), has_kinds=st.booleans(), on=st.integers(0, 365))
def test_counts_are_those_of_a_plain_model(
    city: City,
    roster: Roster,
    plain_roster: Roster,
    entries: list[Any],
    by_item: bool,
    has_kinds: bool,
    on: int,
) -> None:
    if not has_kinds:
        roster = plain_roster
        entries = list(
            {(*entry[:4], None, entry[5]): (*entry[:4], None, *entry[5:]) for entry in entries}.values()
        )
    RosterEntry.objects.all().delete()
    Enterprise.objects.all().delete()
    roster.item_zh = "车间" if by_item else ""
    enterprises = [Enterprise.objects.create(name=f"{number}公司") for number in range(4)]
    levels, kinds = ({row.code: row for row in rows.all()} for rows in (roster.levels, roster.kinds))
    first = dt.date(2025, 1, 1)
    for who, item, unit, level, kind, since, lasted in entries:
        day = first + dt.timedelta(days=since)
        RosterEntry.objects.create(
            roster=roster,
            enterprise=enterprises[who],
            item=item,
            unit=city.units[unit],
            level=levels.get(level),
            kind=kinds.get(kind),
            recognised_on=day,
            withdrawn_on=None if lasted is None else day + dt.timedelta(days=lasted),
            withdrawal_reason="" if lasted is None else "迁出",
        )
    day = first + dt.timedelta(days=on)
    expected = {
        unit: counted
        for unit in ("east", "west", "zone")
        if (counted := model(entries, by_item=by_item, on=on, units=(unit,))).count
    }

    found = counts_at(roster, None, day)
    assert found.city == model(entries, by_item=by_item, on=on, units=("east", "west"))
    assert found.units == {city.units[unit].pk: counted for unit, counted in expected.items()}
    assert city_counts(roster, None, [day, first]) == {
        day: found.city.count,
        first: model(entries, by_item=by_item, on=0, units=("east", "west")).count,
    }
