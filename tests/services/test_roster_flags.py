"""What is odd about a name is flagged on every entry it concerns, once, until a person settles it."""

import datetime as dt
from typing import Any

import pytest

from tests.factories import NOW, City
from tests.rosters import CODES, name_add, roster_make
from tracker.calculations.rosters import FlagKind
from tracker.models import AuditEvent, Enterprise, Roster, RosterEntry, RosterFlag
from tracker.services.enterprises import enterprise_rename
from tracker.services.roster_flags import flag_settle, flags_find
from tracker.services.rosters import UnableToChangeRoster, entry_reinstate, entry_withdraw

LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make(city)


def flags(entry: RosterEntry) -> list[tuple[str, str]]:
    """The open flags of an entry, with the name of the other enterprise."""
    rows = entry.flags.filter(settled_at__isnull=True).select_related("other")
    return sorted((row.kind, row.other.name if row.other else "") for row in rows)


def settle(city: City, flag: RosterFlag, note: str = "已核对", by: str = "coordinator") -> bool:
    return flag_settle(flag=flag, note=note, by=city.people[by], at=LATER)


def renamed(city: City, entry: RosterEntry, name: str) -> None:
    who = {"by": city.people["coordinator"], "at": NOW}
    enterprise_rename(enterprise=entry.enterprise, name=name, on=NOW.date(), reason="更名", **who)


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("甲公司", CODES[0], []),
        ("甲公司", "", [(FlagKind.CODE_MISSING, "")]),
        ("甲公司", "9.13201E+17", [(FlagKind.CODE_INVALID, "")]),
        ("甲公司南京分公司", "", [(FlagKind.BRANCH, "")]),
        ("甲公司南京分公司", CODES[0], []),
    ],
)
def test_odd_codes_are_flagged(
    city: City, roster: Roster, name: str, code: str, expected: list[tuple[str, str]]
) -> None:
    assert flags(name_add(city, roster, name, code=code)) == expected


def test_similar_names_are_flagged_at_both(city: City, roster: Roster) -> None:
    one = name_add(city, roster, "南京甲有限公司", code=CODES[0])
    two = name_add(city, roster, "南京甲集团股份有限公司", code=CODES[1])

    assert flags(one) == [(FlagKind.SIMILAR_NAME, "南京甲集团股份有限公司")]
    assert flags(two) == [(FlagKind.SIMILAR_NAME, "南京甲有限公司")]


def test_similar_names_on_two_rosters_are_flagged_at_both(city: City, roster: Roster) -> None:
    one = name_add(city, roster, "南京甲有限公司", code=CODES[0])
    second = roster_make(city, "tool-rate", name_zh="另一名录", position=2)
    two = name_add(city, second, "南京甲公司", code=CODES[1])

    assert flags(one) == [(FlagKind.SIMILAR_NAME, "南京甲公司")]
    assert flags(two) == [(FlagKind.SIMILAR_NAME, "南京甲有限公司")]


def test_of_many_look_alikes_the_first_are_named(city: City, roster: Roster) -> None:
    forms = ["有限公司", "公司", "集团", "股份有限公司", "有限责任公司"]
    entries = [name_add(city, roster, f"南京甲{form}") for form in forms]

    assert all(len(flags(entry)) == 1 + 3 for entry in entries)


@pytest.mark.parametrize(("code", "later"), [("", ""), (CODES[0], ""), ("", CODES[1])])
def test_former_name_that_returns_is_flagged_at_both(
    city: City, roster: Roster, code: str, later: str
) -> None:
    one = name_add(city, roster, "南京甲公司", code=code)
    renamed(city, one, "南京乙公司")
    odd = flags(one)
    two = name_add(city, roster, "南京甲公司", "west", code=later)

    assert set(flags(one)) - set(odd) == {(FlagKind.SIMILAR_NAME, "南京甲公司")}
    assert (FlagKind.SIMILAR_NAME, "南京乙公司") in flags(two)
    renamed(city, two, "南京丙公司")
    assert flags(one) == odd
    assert FlagKind.SIMILAR_NAME not in dict(flags(two))


def test_name_that_is_given_up_while_another_has_it_is_flagged(city: City, roster: Roster) -> None:
    one = name_add(city, roster, "南京甲公司", code=CODES[0])
    two = name_add(city, roster, "南京甲公司", "west", code=CODES[1])
    RosterFlag.objects.all().delete()

    renamed(city, one, "南京乙公司")
    assert flags(one) == [(FlagKind.SIMILAR_NAME, "南京甲公司")]
    assert flags(two) == [(FlagKind.SIMILAR_NAME, "南京乙公司")]


def test_former_name_of_who_is_on_no_roster_is_not_flagged(city: City, roster: Roster) -> None:
    Enterprise.objects.create(name="南京乙公司").former_names.create(
        name="南京甲公司", until=dt.date(2025, 1, 1)
    )

    assert flags(name_add(city, roster, "南京甲公司", code=CODES[0])) == []


def test_name_in_two_units_is_flagged_in_both(city: City, roster: Roster) -> None:
    one = name_add(city, roster, "甲公司", code=CODES[0])
    two = name_add(city, roster, "甲公司", "west", code=CODES[0])

    assert flags(one) == flags(two) == [(FlagKind.TWO_UNITS, "")]


def test_unit_that_lies_in_another_is_no_second_unit(city: City, roster: Roster) -> None:
    name_add(city, roster, "甲公司", code=CODES[0])

    assert flags(name_add(city, roster, "甲公司", "zone", code=CODES[0])) == []


def test_items_of_one_enterprise_may_stand_in_two_units(city: City) -> None:
    roster = roster_make(city, item_zh="车间")
    name_add(city, roster, "甲公司", code=CODES[0], item="一车间")

    assert flags(name_add(city, roster, "甲公司", "west", code=CODES[0], item="二车间")) == []
    two = name_add(city, roster, "甲公司", "west", code=CODES[0], item="一车间")
    assert flags(two) == [(FlagKind.TWO_UNITS, "")]


def test_what_a_withdrawal_cures_is_flagged_again_when_it_returns(city: City, roster: Roster) -> None:
    one = name_add(city, roster, "甲公司", code=CODES[0])
    two = name_add(city, roster, "甲公司", "west", code=CODES[0])
    who = {"by": city.people["coordinator"], "at": NOW}

    entry_withdraw(entry=two, on=dt.date(2025, 9, 1), reason="迁往东区", **who)
    assert flags(one) == flags(two) == []
    entry_reinstate(entry=two, reason="仍在西区", **who)
    assert flags(one) == flags(two) == [(FlagKind.TWO_UNITS, "")]


def test_what_a_person_settled_stays_settled(city: City, roster: Roster) -> None:
    one = name_add(city, roster, "甲公司", code=CODES[0])
    two = name_add(city, roster, "甲公司", "west", code=CODES[0])
    who = {"by": city.people["coordinator"], "at": NOW}
    settle(city, one.flags.get())

    entry_withdraw(entry=two, on=dt.date(2025, 9, 1), reason="迁往东区", **who)
    entry_reinstate(entry=two, reason="仍在西区", **who)
    assert flags(one) == flags(two) == []
    assert one.flags.get().settled_note == "已核对"


def test_stated_code_is_kept_with_a_name_that_stood_without_one(city: City, roster: Roster) -> None:
    one = name_add(city, roster, "甲公司", level="three")
    two = name_add(city, roster, "甲公司", level="four", code="91320100BADCODE123")

    two.enterprise.refresh_from_db()
    assert two.enterprise.faulty_code == "91320100BADCODE123"
    assert flags(one) == flags(two) == [(FlagKind.CODE_INVALID, "")]
    event = AuditEvent.objects.get(action="enterprise.identified")
    assert event.details["changes"] == {"faulty_code": [None, "91320100BADCODE123"]}
    with pytest.raises(UnableToChangeRoster) as refusal:
        name_add(city, roster, "甲公司", "west", code="91320100OTHER")
    assert refusal.value.field == "code"


def test_look_alikes_of_very_many_are_few(city: City, roster: Roster) -> None:
    alike = [Enterprise(uscc=f"A{number:017}", name="某某公司", key="某某") for number in range(1000)]
    RosterEntry.objects.bulk_create(
        RosterEntry(roster=roster, enterprise=row, unit=city.units["east"], recognised_on=dt.date(2025, 1, 1))
        for row in Enterprise.objects.bulk_create(alike)
    )
    entries = list(RosterEntry.objects.select_related("enterprise", "roster").order_by("pk"))

    assert flags_find(entries[-10:], at=LATER) == (10 + 4) * 3
    assert {len(flags(entry)) for entry in [*entries[:4], *entries[-10:]]} == {3}
    assert flags(entries[4]) == []


def test_flags_find_again_finds_nothing_new_and_leaves_what_was_settled(city: City, roster: Roster) -> None:
    entry = name_add(city, roster, "甲公司")
    settle(city, entry.flags.get())

    assert flags_find([entry], at=LATER) == 0
    assert flags(entry) == []
    entry.flags.all().delete()
    assert flags_find([entry], at=LATER) == 1
    assert flags_find([], at=LATER) == 0


def test_flag_settle_settles_the_same_on_all_entries_of_the_enterprise(city: City, roster: Roster) -> None:
    one = name_add(city, roster, "甲公司", level="three")
    two = name_add(city, roster, "甲公司", level="four")
    other = name_add(city, roster, "乙公司")

    assert settle(city, one.flags.get(), " 正在办理 ") is True
    flag = two.flags.get()
    assert (flag.settled_at, flag.settled_note) == (LATER, "正在办理")
    assert flags(other) == [(FlagKind.CODE_MISSING, "")]
    events = AuditEvent.objects.filter(action="rosterflag.changed")
    assert [(event.subject, event.reason) for event in events] == [("roster:factories", "正在办理")] * 2
    assert settle(city, one.flags.get()) is False


@pytest.mark.parametrize(("note", "by"), [("", "coordinator"), ("  ", "coordinator"), ("已核对", "alice")])
def test_flag_settle_wants_a_word_of_who_looks_after_the_roster(
    city: City, roster: Roster, note: str, by: str
) -> None:
    entry = name_add(city, roster, "甲公司")

    with pytest.raises(UnableToChangeRoster):
        settle(city, entry.flags.get(), note, by)
    assert flags(entry) == [(FlagKind.CODE_MISSING, "")]


def test_flag_settle_keeps_personal_data_out(city: City, roster: Roster) -> None:
    entry = name_add(city, roster, "甲公司")

    with pytest.raises(UnableToChangeRoster):
        settle(city, entry.flags.get(), "联系人 11010519491231002X")


def test_finding_flags_takes_no_more_queries_for_more_entries(
    city: City, roster: Roster, django_assert_num_queries: Any
) -> None:
    entries = [name_add(city, roster, f"{number}号公司", level="three") for number in range(6)]
    RosterFlag.objects.all().delete()
    for some in (entries[:1], entries[1:]):
        with django_assert_num_queries(5):
            assert flags_find(some, at=LATER) == len(some)
