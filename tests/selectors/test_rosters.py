"""A roster's pages: whose names a person reads, what filters find, what is counted and compared."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.bulk_names import entries_make
from tests.factories import CLOSED, NOW, RUNNING, TODAY, City
from tests.rosters import CODES, name_add, roster_make
from tracker.models import Roster, RosterEntry
from tracker.permissions import Rights
from tracker.selectors.roster_entries import ALL, CITY, WITHDRAWN, RosterFilters, entry_page
from tracker.selectors.roster_quarters import differences
from tracker.selectors.rosters import RosterPage, roster_page, rosters
from tracker.services.enterprises import enterprise_rename
from tracker.services.rosters import entry_withdraw

WITHDRAWN_ON = dt.date(2025, 9, 1)


@pytest.fixture
def roster(city: City) -> Roster:
    """In the east an enterprise that climbed and one without a code, in the west one that left, in the zone one."""
    roster = roster_make(city)
    name_add(city, roster, "南京钢铁有限公司", code=CODES[0], level="three", batch="第一批", on="2024-05-01")
    name_add(city, roster, "南京钢铁有限公司", code=CODES[0], level="four", batch="第二批", on="2025-05-01")
    name_add(city, roster, "重庆啤酒公司", kind="5g", batch="第二批", on="2025-05-01")
    left = name_add(city, roster, "（甲）电子", "west", code=CODES[1], level="three", on="2025-02-01")
    entry_withdraw(entry=left, on=WITHDRAWN_ON, reason="迁出", by=city.people["coordinator"], at=NOW)
    enterprise_rename(
        enterprise=left.enterprise,
        name="乙电子",
        on=WITHDRAWN_ON,
        reason="更名",
        by=city.people["coordinator"],
        at=NOW,
    )
    name_add(city, roster, "丙公司", "zone", code=CODES[2], level="three", on="2025-03-01")
    return roster


def page(city: City, person: str = "coordinator", number: str = "1", **filters: Any) -> RosterPage:
    return roster_page(
        code="factories",
        rights=Rights(city.people[person]),
        filters=RosterFilters(**{"on": TODAY} | filters),
        page=number,
        today=TODAY,
    )


def found(shown: RosterPage) -> list[str]:
    return sorted(f"{entry.enterprise.name[-2:]} {entry.recognised_on:%m}" for entry in shown.entries)


def counts(shown: RosterPage) -> dict[str, list[int]]:
    return {row.place: [cell.count for cell in row.cells] for row in shown.rows}


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, ["公司 03", "公司 05", "公司 05", "公司 05"]),
        ({"on": dt.date(2024, 12, 31)}, ["公司 05"]),
        ({"on": dt.date(2025, 8, 31), "unit": "west"}, ["电子 02"]),
        ({"unit": "east"}, ["公司 05", "公司 05", "公司 05"]),
        ({"unit": CITY}, ["公司 05", "公司 05", "公司 05"]),
        ({"unit": "nowhere"}, []),
        ({"kind": "5g"}, ["公司 05"]),
        ({"level": "four"}, ["公司 05"]),
        ({"level": "three"}, ["公司 03"]),
        ({"level": "three", "on": dt.date(2025, 4, 30)}, ["公司 03", "公司 05", "电子 02"]),
        ({"level": "nine"}, ["公司 03", "公司 05", "公司 05", "公司 05"]),
        ({"batch": "第二批"}, ["公司 05", "公司 05"]),
        ({"state": WITHDRAWN}, ["电子 02"]),
        ({"state": WITHDRAWN, "on": dt.date(2025, 8, 31)}, []),
        ({"state": ALL, "unit": "west"}, ["电子 02"]),
        ({"flagged": True}, ["公司 05"]),
        ({"search": "钢铁"}, ["公司 05", "公司 05"]),
        ({"search": " njgt "}, ["公司 05", "公司 05"]),
        ({"search": "CQPJ"}, ["公司 05"]),
        ({"search": CODES[0].lower()}, ["公司 05", "公司 05"]),
        ({"search": "91999999ma"}, ["公司 03", "公司 05", "公司 05"]),
        ({"search": "(甲)", "state": ALL}, ["电子 02"]),
        ({"search": "%"}, []),
        ({"search": "   "}, ["公司 03", "公司 05", "公司 05", "公司 05"]),
    ],
)
def test_filters_find_what_is_asked_for(
    city: City, roster: Roster, filters: dict[str, Any], names: list[str]
) -> None:
    assert found(page(city, **filters)) == names


def test_every_count_opens_to_as_many_names(city: City, roster: Roster) -> None:
    for on in (TODAY, dt.date(2025, 4, 30), dt.date(2024, 12, 31)):
        shown = page(city, on=on)
        for row in shown.rows:
            for cell in row.cells:
                opened = page(city, on=on, unit=row.place, level=cell.level, kind=cell.kind)
                assert opened.names == cell.count, (on, row.place, cell)


def test_item_is_found_by_its_name(city: City) -> None:
    roster = roster_make(city, item_zh="车间")
    name_add(city, roster, "甲公司", code=CODES[0], item="总装车间")
    name_add(city, roster, "甲公司", code=CODES[0], item="焊装车间")

    assert [entry.item for entry in page(city, search="总装").entries] == ["总装车间"]
    assert page(city).names == 2


def test_target_that_counts_from_the_start_opens_to_its_own_names(city: City, roster: Roster) -> None:
    target = city.targets["factories"]
    target.counts_from_start = True
    target.save()
    name_add(city, roster, "老公司", on="2023-01-01", code="91350100M000100Y43")

    shown = page(city)
    assert [counted.count for counted in shown.counts] == [2]
    assert counts(shown)[CITY][0] == 3
    assert page(city, target="factories", unit=CITY).names == 2
    assert page(city, target="index", unit=CITY).names == 3


def test_counts_stand_unit_by_unit_below_the_citys(city: City, roster: Roster) -> None:
    assert counts(page(city)) == {CITY: [2, 0, 1, 0, 1], "east": [2, 0, 1, 0, 1], "zone": [1, 1, 0, 0, 0]}


@pytest.mark.parametrize(
    ("person", "units", "may_open"),
    [
        ("coordinator", {"east", "zone"}, {CITY, "east", "zone"}),
        ("auditor", {"east", "zone"}, {CITY, "east", "zone"}),
        ("administrator", {"east", "zone"}, {CITY, "east", "zone"}),
        ("alice", {"east"}, {"east"}),
        ("rita", {"east"}, {"east"}),
        ("zoe", {"zone"}, {"zone"}),
        ("bob", set(), set()),
        ("berta", set(), set()),
    ],
)
def test_names_are_read_by_those_whose_they_are(
    city: City, roster: Roster, person: str, units: set[str], may_open: set[str]
) -> None:
    shown = page(city, person)

    assert {entry.unit.code for entry in shown.entries} == units
    assert {row.place for row in shown.rows if row.may_open} == may_open
    assert {unit.code for unit in shown.around.units} >= units
    assert counts(shown)["east"][0] == 2
    assert bool(shown.around.batches) == bool(units & {"east"})


def test_bureau_that_leads_the_target_reads_every_name_and_may_change_them(
    city: City, roster: Roster
) -> None:
    target = city.targets["factories"]
    target.lead_unit = city.units["bureau"]
    target.save()

    shown = page(city, "berta")
    assert (len(shown.entries), shown.may_edit, shown.sees_all) == (4, True, True)
    assert shown.around.differences == ()  # what units state is on sheets that it does not read


def test_a_page_has_fifty_entries_and_a_wrong_number_is_the_nearest(city: City) -> None:
    entries_make(roster_make(city), 120)
    shown = page(city, state=ALL)
    assert (len(shown.entries), shown.entries.paginator.num_pages) == (50, 3)
    days = [entry.recognised_on for entry in shown.entries]
    assert days == sorted(days, reverse=True)
    assert page(city, number="99", state=ALL).entries.number == 3
    assert page(city, number="x", state=ALL).entries.number == 1


def test_pages_take_a_known_number_of_queries(city: City, roster: Roster) -> None:
    def taken(person: str, **filters: Any) -> int:
        with CaptureQueriesContext(connection) as captured:
            shown = page(city, person, **filters)
            assert [(e.enterprise.name, list(e.flags.all()), e.level) for e in shown.entries]
        return len(captured)

    entries_make(roster, 600)  # enough for a name with several entries in two units
    before = taken("coordinator"), taken("alice")
    entries_make(roster, 600, first=1_000)
    assert (taken("coordinator"), taken("alice")) == before == (26, 23)


def test_the_list_of_rosters_says_what_each_counts_and_what_waits(city: City, roster: Roster) -> None:
    roster_make(city, "tool-rate", name_zh="空名录", position=2)

    def rows(person: str) -> list[tuple[str, list[int], int]]:
        found = rosters(rights=Rights(city.people[person]), on=TODAY)
        return [(row.roster.code, [c.count for c in row.counts], row.flagged) for row in found]

    assert rows("coordinator") == [("factories", [2], 1), ("tool-rate", [None], 0)]
    assert rows("alice")[0][2] == 1
    assert rows("bob")[0][2] == 0


def test_roster_on_which_nobody_stands_is_no_count_of_zero(city: City, roster: Roster) -> None:
    assert [counted.count for counted in page(city, on=dt.date(2024, 4, 30)).counts] == [None]
    RosterEntry.objects.exclude(unit=city.units["zone"]).delete()
    assert [counted.count for counted in page(city).counts] == [0]


def test_quarters_say_where_a_closed_count_is_another_one_than_the_roster_counts_now(
    city: City, roster: Roster
) -> None:
    factories.period_close(CLOSED)
    before = {row.quarter.code: (row.kept, row.now, row.differs) for row in page(city).around.quarters}
    assert before["2025Q2"] == (3, 3, False)
    assert before["2024Q1"] == (None, None, False)
    assert max(before) == "2025Q3"

    name_add(city, roster, "晚来的公司", "west", on="2025-06-01", code="91350100M000100Y43")
    after = {row.quarter.code: (row.kept, row.now, row.differs) for row in page(city).around.quarters}
    assert after["2025Q2"] == (3, 4, True)
    assert after["2025Q3"] == (3, 3, False)


def test_differences_stand_beside_what_units_stated(city: City, roster: Roster) -> None:
    city.report(3)
    [compared] = [row for row in differences(roster, on=TODAY) if row.quarter == RUNNING]

    assert (compared.counted, compared.is_official, compared.differing) == (2, True, 1)
    stated = {row.unit.code: (row.stated, row.counted, row.difference) for row in compared.rows}
    assert stated == {"east": (3, 2, 1), "west": (None, 0, None), "zone": (None, 1, None)}
    assert all(row.quarter <= RUNNING for row in differences(roster, on=TODAY))


def test_entry_page_shows_flags_and_the_other_entries_that_the_person_may_read(
    city: City, roster: Roster
) -> None:
    second = roster_make(city, "tool-rate", name_zh="另一名录", position=2)
    name_add(city, second, "南京钢铁有限公司", "west", code=CODES[0])
    entry = RosterEntry.objects.get(level__code="four")

    def others(person: str) -> set[str]:
        shown = entry_page(code="factories", pk=entry.pk, rights=Rights(city.people[person]))
        return {f"{other.roster.code} {other.unit.code}" for other in shown.others}

    assert others("coordinator") == {"factories east", "tool-rate west"}
    assert others("alice") == {"factories east"}
    for person in ("bob", "zoe", "berta"):
        with pytest.raises(RosterEntry.DoesNotExist):
            others(person)


def test_entry_of_another_roster_or_of_none_is_not_there(city: City, roster: Roster) -> None:
    rights = Rights(city.people["coordinator"])
    roster_make(city, "tool-rate", name_zh="另一名录", position=2)
    pk = RosterEntry.objects.first().pk

    for code, number in (("tool-rate", pk), ("nothing", pk), ("factories", 987654)):
        with pytest.raises(RosterEntry.DoesNotExist):
            entry_page(code=code, pk=number, rights=rights)
    with pytest.raises(Roster.DoesNotExist):
        roster_page(code="nothing", rights=rights, filters=RosterFilters(TODAY), page=1, today=TODAY)
