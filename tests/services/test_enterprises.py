"""Enterprises renamed, identified and joined: always by a person, with a reason, and with what stood before kept."""

import datetime as dt
from typing import Any

import pytest

from tests.factories import NOW, City
from tests.rosters import CODES, name_add, roster_make
from tracker.calculations.rosters import FlagKind
from tracker.models import AuditEvent, Enterprise, Roster, RosterCount, RosterEntry, RosterFlag
from tracker.services.enterprises import enterprise_identify, enterprise_join, enterprise_rename
from tracker.services.rosters import EntryFacts, UnableToChangeRoster, entry_add, entry_withdraw

FAULTY = "91350100M000100Y4Z"


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make(city)


def by(city: City, name: str = "coordinator") -> dict[str, Any]:
    return {"reason": "营业执照变更", "by": city.people[name], "at": NOW}


def rename(city: City, enterprise: Enterprise, name: str, **changes: Any) -> bool:
    return enterprise_rename(enterprise=enterprise, name=name, on=dt.date(2025, 9, 1), **by(city) | changes)


def identify(city: City, enterprise: Enterprise, code: str, **changes: Any) -> bool:
    return enterprise_identify(enterprise=enterprise, code=code, **by(city) | changes)


def join(city: City, one: Enterprise, other: Enterprise, **changes: Any) -> Enterprise:
    return enterprise_join(enterprise=one, other=other, **by(city) | changes)


def open_flags(enterprise: Enterprise) -> set[str]:
    flags = RosterFlag.objects.filter(entry__enterprise=enterprise, settled_at__isnull=True)
    return set(flags.values_list("kind", flat=True))


def test_rename_keeps_the_former_name_and_leaves_a_trace_on_every_roster(city: City, roster: Roster) -> None:
    enterprise = name_add(city, roster, "甲公司", code=CODES[0]).enterprise
    second = roster_make(city, "tool-rate", name_zh="另一名录", position=2)
    name_add(city, second, "甲公司", code=CODES[0])

    assert rename(city, enterprise, "甲（集团）公司") is True
    enterprise.refresh_from_db()
    assert (enterprise.name, enterprise.key) == ("甲（集团）公司", "甲")
    former = enterprise.former_names.get()
    assert (former.name, former.until) == ("甲公司", dt.date(2025, 9, 1))
    events = AuditEvent.objects.filter(action="enterprise.renamed")
    assert {event.subject for event in events} == {"roster:factories", "roster:tool-rate"}
    assert events[0].details["changes"] == {"name": ["甲公司", "甲（集团）公司"]}


def test_rename_back_takes_the_old_name_out_of_the_former_ones(city: City, roster: Roster) -> None:
    enterprise = name_add(city, roster, "甲公司", code=CODES[0]).enterprise
    rename(city, enterprise, "乙公司")

    assert rename(city, enterprise, "甲公司") is True
    assert [former.name for former in enterprise.former_names.all()] == ["乙公司"]
    assert rename(city, enterprise, " 甲公司 ") is False


def test_rename_finds_new_look_alikes_and_removes_old_ones(city: City, roster: Roster) -> None:
    one = name_add(city, roster, "南京甲有限公司", code=CODES[0]).enterprise
    two = name_add(city, roster, "南京甲集团", code=CODES[1]).enterprise
    assert open_flags(one) == open_flags(two) == {FlagKind.SIMILAR_NAME}

    rename(city, one, "南京丙有限公司")
    assert open_flags(one) == open_flags(two) == set()
    three = name_add(city, roster, "南京丁公司", code=CODES[2]).enterprise
    rename(city, two, "南京丁有限公司")
    assert open_flags(two) == open_flags(three) == {FlagKind.SIMILAR_NAME}


@pytest.mark.parametrize("name", ["", "  ", "张三11010519491231002X"])
def test_rename_refuses_what_is_no_name(city: City, roster: Roster, name: str) -> None:
    enterprise = name_add(city, roster, "甲公司", code=CODES[0]).enterprise

    with pytest.raises(UnableToChangeRoster) as refusal:
        rename(city, enterprise, name)
    assert refusal.value.field == "name"


def test_rename_refuses_the_name_of_another_enterprise_where_neither_has_a_code(
    city: City, roster: Roster
) -> None:
    enterprise = name_add(city, roster, "甲公司").enterprise
    name_add(city, roster, "乙公司")

    with pytest.raises(UnableToChangeRoster):
        rename(city, enterprise, "乙公司")
    with_code = name_add(city, roster, "丙公司", code=CODES[0]).enterprise
    assert rename(city, with_code, "乙公司")


@pytest.mark.parametrize("stated", ["", FAULTY])
def test_identify_gives_the_code_and_settles_its_flag(city: City, roster: Roster, stated: str) -> None:
    enterprise = name_add(city, roster, "甲公司", code=stated).enterprise
    assert open_flags(enterprise) == {FlagKind.CODE_INVALID if stated else FlagKind.CODE_MISSING}

    assert identify(city, enterprise, f" {CODES[0].lower()}") is True
    enterprise.refresh_from_db()
    assert (enterprise.uscc, enterprise.faulty_code) == (CODES[0], "")
    assert open_flags(enterprise) == set()
    event = AuditEvent.objects.get(action="enterprise.identified")
    assert event.subject == "roster:factories"
    assert event.details["changes"]["uscc"] == [None, CODES[0]]
    assert event.details["changes"].get("faulty_code") == ([FAULTY, None] if stated else None)
    assert identify(city, enterprise, CODES[0]) is False


@pytest.mark.parametrize("code", ["", "123", FAULTY, "11010519491231002X"])
def test_identify_refuses_a_code_that_is_none(city: City, roster: Roster, code: str) -> None:
    enterprise = name_add(city, roster, "甲公司").enterprise

    with pytest.raises(UnableToChangeRoster) as refusal:
        identify(city, enterprise, code)
    assert refusal.value.field == "code"


def test_identify_names_the_holder_of_a_code(city: City, roster: Roster) -> None:
    name_add(city, roster, "乙公司", code=CODES[0])
    enterprise = name_add(city, roster, "甲公司").enterprise

    with pytest.raises(UnableToChangeRoster, match="乙公司"):
        identify(city, enterprise, CODES[0])


def test_holder_of_a_code_on_another_bureaus_roster_is_not_named(city: City, roster: Roster) -> None:
    roster.targets.update(lead_unit=city.units["bureau"])
    enterprise = name_add(city, roster, "甲公司").enterprise
    second = roster_make(city, "tool-rate", name_zh="另一名录", position=2)
    name_add(city, second, "乙公司", code=CODES[0])
    facts = EntryFacts(unit=city.units["east"], recognised_on=dt.date(2025, 1, 15))

    for person, is_named in (("berta", False), ("coordinator", True)):
        who = by(city, person)
        with pytest.raises(UnableToChangeRoster) as identified:
            identify(city, enterprise, CODES[0], **who)
        del who["reason"]
        with pytest.raises(UnableToChangeRoster) as added:
            entry_add(roster=roster, code=CODES[0], name="丙公司", facts=facts, **who)
        for refusal, field in ((identified, "code"), (added, "name")):
            assert ("乙公司" in str(refusal.value)) is is_named
            assert refusal.value.field == field


def test_holder_of_a_code_in_ones_own_unit_is_named(city: City, roster: Roster) -> None:
    roster.targets.update(lead_unit=city.units["east"])
    enterprise = name_add(city, roster, "甲公司").enterprise
    second = roster_make(city, "tool-rate", name_zh="另一名录", position=2)
    name_add(city, second, "乙公司", code=CODES[0])

    with pytest.raises(UnableToChangeRoster, match="乙公司"):
        identify(city, enterprise, CODES[0], by=city.people["alice"])


def test_identify_refuses_another_code_for_one_that_has_one(city: City, roster: Roster) -> None:
    enterprise = name_add(city, roster, "甲公司", code=CODES[0]).enterprise

    with pytest.raises(UnableToChangeRoster, match=CODES[0]):
        identify(city, enterprise, CODES[1])


@pytest.mark.parametrize("turned", [False, True])
def test_join_keeps_the_one_with_the_code_and_counts_anew(city: City, roster: Roster, turned: bool) -> None:
    one = name_add(city, roster, "南京甲有限公司", code=CODES[0], level="three").enterprise
    entry = name_add(city, roster, "南京甲公司", "west", level="four")
    other = entry.enterprise
    other.former_names.create(name="更早的名字", until=dt.date(2020, 1, 1))
    before = RosterCount.objects.get(period__quarter="2025Q3", unit=None).count

    kept = join(city, other, one) if turned else join(city, one, other)
    assert kept == one
    assert not Enterprise.objects.filter(pk=other.pk).exists()
    entry.refresh_from_db()
    assert entry.enterprise == one
    names = {former.name: former.until for former in one.former_names.all()}
    assert names == {"南京甲公司": NOW.date(), "更早的名字": dt.date(2020, 1, 1)}
    assert (before, RosterCount.objects.get(period__quarter="2025Q3", unit=None).count) == (2, 1)
    event = AuditEvent.objects.get(action="enterprise.joined")
    assert event.details == {"stays": f"南京甲有限公司 {CODES[0]}", "joined": "南京甲公司", "doubles": 0}
    assert open_flags(one) == {FlagKind.TWO_UNITS}


def test_join_of_entries_that_both_have_keeps_one_and_records_the_other(city: City, roster: Roster) -> None:
    one = name_add(city, roster, "南京甲有限公司", code=CODES[0], batch="一").enterprise
    other = name_add(city, roster, "南京甲公司", code=FAULTY, batch="二").enterprise

    join(city, one, other)
    assert RosterEntry.objects.get().batch == "一"
    gone = AuditEvent.objects.get(action="rosterentry.deleted")
    assert gone.details["changes"]["batch"] == ["二", None]
    assert AuditEvent.objects.get(action="enterprise.joined").details["doubles"] == 1


@pytest.mark.parametrize(
    ("own", "others", "stands"),
    [(None, 5, None), (5, None, None), (5, 7, 7), (7, 5, 7)],
)
def test_join_of_the_same_entry_keeps_what_holds_longer(
    city: City, roster: Roster, own: int | None, others: int | None, stands: int | None
) -> None:
    one = name_add(city, roster, "南京甲有限公司", code=CODES[0])
    two = name_add(city, roster, "南京甲公司")
    for entry, month in ((one, own), (two, others)):
        if month:
            entry_withdraw(entry=entry, on=dt.date(2025, month, 1), **by(city))

    join(city, one.enterprise, two.enterprise)
    entry = RosterEntry.objects.get()
    assert entry.withdrawn_on == (dt.date(2025, stands, 1) if stands else None)
    counted = RosterCount.objects.filter(period__quarter="2025Q3", unit=None).first()
    assert (counted.count if counted else None) == (None if stands else 1)


def test_join_without_any_code_keeps_the_stated_one(city: City, roster: Roster) -> None:
    one = name_add(city, roster, "南京甲有限公司").enterprise
    other = name_add(city, roster, "南京甲公司", code=FAULTY, level="four").enterprise

    assert join(city, one, other) == one
    one.refresh_from_db()
    assert (one.uscc, one.faulty_code) == ("", FAULTY)
    assert open_flags(one) == {FlagKind.CODE_INVALID}


def test_join_refuses_two_valid_codes_and_one_and_the_same(city: City, roster: Roster) -> None:
    one = name_add(city, roster, "南京甲有限公司", code=CODES[0]).enterprise
    other = name_add(city, roster, "南京甲公司", code=CODES[1]).enterprise

    with pytest.raises(UnableToChangeRoster, match=CODES[1]):
        join(city, one, other)
    with pytest.raises(UnableToChangeRoster):
        join(city, one, one)
    assert Enterprise.objects.count() == 2


def test_join_refuses_one_that_is_gone_meanwhile(city: City, roster: Roster) -> None:
    one = name_add(city, roster, "南京甲有限公司").enterprise
    other = name_add(city, roster, "南京甲公司").enterprise
    join(city, one, other)

    with pytest.raises(UnableToChangeRoster):
        join(city, one, other)


@pytest.mark.parametrize("reason", ["", " "])
def test_changes_of_an_enterprise_need_a_reason(city: City, roster: Roster, reason: str) -> None:
    one = name_add(city, roster, "甲公司").enterprise
    other = name_add(city, roster, "乙公司").enterprise

    for change in (
        lambda: rename(city, one, "丙公司", reason=reason),
        lambda: identify(city, one, CODES[0], reason=reason),
        lambda: join(city, one, other, reason=reason),
    ):
        with pytest.raises(UnableToChangeRoster) as refusal:
            change()
        assert refusal.value.field == "reason"


def test_enterprise_that_stands_on_another_bureaus_roster_too_is_the_coordinators(
    city: City, roster: Roster
) -> None:
    target = city.targets["factories"]
    target.lead_unit = city.units["bureau"]
    target.save()
    enterprise = name_add(city, roster, "甲公司").enterprise
    assert rename(city, enterprise, "乙公司", by=city.people["berta"])
    name_add(city, roster_make(city, "tool-rate", name_zh="另一名录", position=2), "乙公司")

    with pytest.raises(UnableToChangeRoster, match="另一名录"):
        rename(city, enterprise, "丙公司", by=city.people["berta"])


def test_enterprise_on_no_roster_is_nobodys(city: City, roster: Roster) -> None:
    with pytest.raises(UnableToChangeRoster):
        rename(city, Enterprise.objects.create(name="甲公司"), "乙公司")
