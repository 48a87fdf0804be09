"""Kept counts follow the roster and what it is counted by; those of a closed quarter stay until it is opened again."""

import datetime as dt

import pytest

from tests import factories
from tests.factories import CLOSED, NOW, RUNNING, City
from tests.rosters import CODES, name_add, roster_make
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Aggregation
from tracker.models import Roster, RosterCount
from tracker.services.changes import row_save
from tracker.services.editing import UnableToChange, fingerprint
from tracker.services.periods import period_reopen
from tracker.services.plans import plan_change
from tracker.services.roster_counts import recount, recount_all
from tracker.services.rosters import entry_withdraw
from tracker.services.targets import target_change
from tracker.services.units import units_load


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make(city)


def counts(quarter: Quarter) -> dict[str, int]:
    """What is kept of a quarter, by unit; the city under an empty code."""
    rows = RosterCount.objects.filter(period__quarter=quarter).select_related("unit")
    return {row.unit.code if row.unit else "": row.count for row in rows}


def test_recount_keeps_the_city_and_each_unit_that_has_names(city: City, roster: Roster) -> None:
    name_add(city, roster, "甲公司", code=CODES[0], level="three", kind="5g")
    name_add(city, roster, "甲公司", "zone", code=CODES[0])

    assert counts(RUNNING) == {"": 1, "east": 1, "zone": 1}
    row = RosterCount.objects.get(period__quarter=RUNNING, unit=None)
    assert (row.levels, row.kinds, row.is_official) == ({"three": 1}, {"5g": 1}, True)


def test_quarter_at_whose_end_nobody_stood_on_the_roster_has_no_counts(city: City, roster: Roster) -> None:
    entry = name_add(city, roster, "甲公司", on="2025-05-01", code=CODES[0])
    person = city.people["coordinator"]
    assert counts(Quarter(2025, 1)) == {}
    assert counts(CLOSED) == {"": 1, "east": 1}

    entry_withdraw(entry=entry, on=dt.date(2025, 8, 1), reason="迁出", by=person, at=NOW)
    assert counts(CLOSED) == {"": 1, "east": 1}
    assert counts(RUNNING) == {}


def test_roster_without_a_name_that_the_target_counts_is_a_count_of_zero(city: City, roster: Roster) -> None:
    name_add(city, roster, "甲公司", "zone", code=CODES[0])

    assert counts(RUNNING) == {"": 0, "zone": 1}


def test_closed_quarter_keeps_its_counts_until_it_is_opened_again(city: City, roster: Roster) -> None:
    name_add(city, roster, "甲公司", code=CODES[0])
    factories.period_close(CLOSED)
    name_add(city, roster, "乙公司", "west", code=CODES[1])
    assert counts(CLOSED) == {"": 1, "east": 1}
    assert counts(RUNNING) == {"": 2, "east": 1, "west": 1}

    period_reopen(period=factories.period_of(CLOSED), by=None, at=NOW)
    assert counts(CLOSED) == {"": 2, "east": 1, "west": 1}


def test_target_that_begins_to_count_from_the_start_is_counted_anew(city: City, roster: Roster) -> None:
    name_add(city, roster, "老公司", on="2023-05-01", code=CODES[0])
    name_add(city, roster, "新公司", on="2025-05-01", code=CODES[1])
    target = city.targets["factories"]
    seen = fingerprint(target)
    target.counts_from_start = True

    target_change(target=target, seen=seen, reason="口径", by=city.people["coordinator"], at=NOW)
    assert counts(RUNNING) == {"": 1, "east": 1}
    assert counts(Quarter(2025, 1)) == {"": 0}


@pytest.mark.parametrize("way", ["page", "file"])
def test_unit_that_no_longer_counts_toward_the_total_is_left_out(
    city: City, roster: Roster, way: str
) -> None:
    name_add(city, roster, "甲公司", code=CODES[0])
    name_add(city, roster, "乙公司", "west", code=CODES[1])
    factories.period_close(CLOSED)

    if way == "page":
        unit = city.units["west"]
        unit.counts_toward_total = False
        row_save(unit, by=None, at=NOW)
    else:
        units = [factories.unit_entry("city", 1, "city"), factories.unit_entry("west", 4, counts=False)]
        units_load(file=factories.unit_file(*units), by=None, at=NOW)
    assert counts(RUNNING) == {"": 1, "east": 1, "west": 1}
    assert counts(CLOSED) == {"": 2, "east": 1, "west": 1}


def test_plan_that_is_followed_longer_is_counted_longer_and_shorter_again(city: City, roster: Roster) -> None:
    name_add(city, roster, "甲公司", code=CODES[0])
    plan, later = city.targets["factories"].plan, Quarter(2026, 2)
    for until, expected in ((later, {"": 1, "east": 1}), (None, {})):
        plan.refresh_from_db()
        seen = fingerprint(plan)
        plan.followed_until = until
        plan_change(plan=plan, seen=seen, reason="顺延", by=city.people["coordinator"], at=NOW)
        assert counts(later) == expected


def test_plan_that_begins_later_counts_from_there(city: City, roster: Roster) -> None:
    name_add(city, roster, "甲公司", on="2024-02-01", code=CODES[0])
    assert counts(Quarter(2024, 1)) == {"": 1, "east": 1}
    plan = city.targets["factories"].plan
    seen = fingerprint(plan)
    plan.first = Quarter(2024, 2)

    plan_change(plan=plan, seen=seen, reason="更正", by=city.people["coordinator"], at=NOW)
    assert counts(Quarter(2024, 1)) == {}
    assert counts(Quarter(2024, 2)) == {"": 1, "east": 1}


def test_recount_of_what_did_not_change_changes_nothing(city: City, roster: Roster) -> None:
    name_add(city, roster, "甲公司", code=CODES[0], level="three")
    before = counts(RUNNING)

    recount(roster)
    recount_all()
    assert counts(RUNNING) == before


def test_a_target_with_closed_counts_keeps_its_way_of_adding_up(city: City) -> None:
    name_add(city, roster_make(city), "甲公司", code=CODES[0])
    factories.period_close(RUNNING)
    target = city.targets["factories"]
    seen = fingerprint(target)
    target.aggregation = Aggregation.SUM
    who = {"by": city.people["coordinator"], "at": NOW}

    with pytest.raises(UnableToChange) as refused:
        target_change(target=target, seen=seen, reason="口径", **who)

    assert refused.value.field == "aggregation"
    target.refresh_from_db()
    assert target.aggregation == Aggregation.ROSTER
