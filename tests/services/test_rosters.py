"""Names put on a roster by hand, corrected, withdrawn and taken back."""

import datetime as dt
from typing import Any

import pytest

from tests.factories import NOW, City
from tests.rosters import CODES, name_add, roster_make
from tracker.models import AuditEvent, Enterprise, Roster, RosterCount, RosterEntry
from tracker.services.editing import ChangedMeanwhile, fingerprint
from tracker.services.rosters import (
    EntryFacts,
    UnableToChangeRoster,
    entry_add,
    entry_correct,
    entry_reinstate,
    entry_withdraw,
)

IDENTITY_CARD = "11010519491231002X"


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make(city)


def facts(city: City, **changes: Any) -> EntryFacts:
    return EntryFacts(**{"unit": city.units["east"], "recognised_on": dt.date(2025, 1, 15)} | changes)


def by(city: City, name: str = "coordinator") -> dict[str, Any]:
    return {"by": city.people[name], "at": NOW}


def correct(city: City, entry: RosterEntry, seen: str | None = None, **changes: Any) -> bool:
    seen = fingerprint(RosterEntry.objects.get(pk=entry.pk)) if seen is None else seen
    asked = {"seen": seen, "facts": facts(city, **changes), "reason": "录错"}
    return entry_correct(entry=entry, **asked, **by(city))


def withdraw(city: City, entry: RosterEntry, on: str = "2025-06-01", **changes: Any) -> int:
    asked = {"on": dt.date.fromisoformat(on), "reason": "迁出本市"} | changes
    return entry_withdraw(entry=entry, **asked, **by(city))


def kept(target: str = "factories") -> dict[str, int]:
    """The city's kept counts by quarter."""
    rows = RosterCount.objects.filter(target__code=target, unit=None)
    return {row.period.quarter.code: row.count for row in rows.select_related("period")}


def test_entry_add_puts_a_name_on_the_roster_with_a_trace(city: City, roster: Roster) -> None:
    entry = name_add(
        city,
        roster,
        " 南京甲乙(集团)  有限公司 ",
        code=f" {CODES[0].lower()} ",
        level="three",
        batch="2024年 第一批",
        source="苏工信〔2025〕1号",
    )

    assert entry.enterprise.name == "南京甲乙（集团） 有限公司"
    assert entry.enterprise.uscc == CODES[0]
    assert (entry.batch, entry.source) == ("2024年 第一批", "苏工信〔2025〕1号")
    event = AuditEvent.objects.get(action="rosterentry.created")
    assert (event.subject, event.unit, event.target) == ("roster:factories", "east", "factories")
    assert event.details["changes"]["level"] == [None, "three星"]
    assert kept() == {"2025Q1": 1, "2025Q2": 1, "2025Q3": 1, "2025Q4": 1}


def test_entry_add_finds_the_enterprise_by_its_code_and_by_its_former_names(
    city: City, roster: Roster
) -> None:
    first = name_add(city, roster, "甲公司", code=CODES[0], level="three").enterprise
    first.former_names.create(name="老甲公司", until=dt.date(2024, 1, 1))

    assert name_add(city, roster, "甲公司", code=CODES[0], level="four").enterprise == first
    assert name_add(city, roster, "老甲公司", code=CODES[0]).enterprise == first


def test_entry_add_without_a_code_finds_the_enterprise_by_its_exact_name_alone(
    city: City, roster: Roster
) -> None:
    known = name_add(city, roster, "南京甲公司", code=CODES[0]).enterprise
    without = name_add(city, roster, "南京甲公司", level="three").enterprise
    faulty = name_add(city, roster, "南京甲公司", code="91350100M000100Y4Z", level="four").enterprise
    alike = name_add(city, roster, "南京甲有限公司").enterprise

    assert without == faulty
    assert len({known.pk, without.pk, alike.pk}) == 3


def test_entry_add_keeps_a_code_that_fails_its_check_as_it_was_stated(city: City, roster: Roster) -> None:
    enterprise = name_add(city, roster, "甲公司", code="91350100M000100Y4Z").enterprise

    assert (enterprise.uscc, enterprise.faulty_code) == ("", "91350100M000100Y4Z")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": "bureau"}, "unit"),
        ({"recognised_on": dt.date(2025, 10, 11)}, "recognised_on"),
        ({"item": "一车间"}, "item"),
        ({"batch": f"联系人 {IDENTITY_CARD}"}, "batch"),
        ({"source": IDENTITY_CARD}, "source"),
        ({"kind": "other"}, "kind"),
        ({"level": "other"}, "level"),
    ],
)
def test_entry_add_refuses_what_cannot_be(
    city: City, roster: Roster, changes: dict[str, Any], field: str
) -> None:
    other = Roster.objects.create(code="other", name_zh="别的", position=2)
    others = {"kind": other.kinds, "level": other.levels}
    for name, value in changes.items():
        if name == "unit":
            changes = {"unit": city.units[value]}
        elif value == "other":
            changes = {name: others[name].create(code="x", name_zh="x", position=1)}

    with pytest.raises(UnableToChangeRoster) as refusal:
        entry_add(roster=roster, code="", name="甲公司", facts=facts(city, **changes), **by(city))
    assert refusal.value.field == field
    assert not RosterEntry.objects.exists()
    assert not Enterprise.objects.exists()


@pytest.mark.parametrize(
    ("code", "name", "field"),
    [("", "  ", "name"), ("", f"张三{IDENTITY_CARD}", "name"), (IDENTITY_CARD, "张三", "code")],
)
def test_entry_add_refuses_what_is_no_name(
    city: City, roster: Roster, code: str, name: str, field: str
) -> None:
    with pytest.raises(UnableToChangeRoster) as refusal:
        entry_add(roster=roster, code=code, name=name, facts=facts(city), **by(city))
    assert refusal.value.field == field


def test_entry_add_refuses_a_code_under_a_name_its_enterprise_never_had(city: City, roster: Roster) -> None:
    name_add(city, roster, "甲公司", code=CODES[0])

    with pytest.raises(UnableToChangeRoster, match="甲公司") as refusal:
        name_add(city, roster, "乙公司", code=CODES[0], level="three")
    assert refusal.value.field == "name"


def test_entry_add_refuses_the_same_entry_twice_and_takes_another_level(city: City, roster: Roster) -> None:
    name_add(city, roster, "甲公司", code=CODES[0], level="three")

    with pytest.raises(UnableToChangeRoster, match="甲公司"):
        name_add(city, roster, "甲公司", code=CODES[0], level="three")
    name_add(city, roster, "甲公司", code=CODES[0], level="four")
    assert RosterEntry.objects.count() == 2


def test_roster_of_items_asks_for_the_item(city: City) -> None:
    roster = roster_make(city, item_zh="车间")

    with pytest.raises(UnableToChangeRoster) as refusal:
        name_add(city, roster, "甲公司")
    assert refusal.value.field == "item"
    assert name_add(city, roster, "甲公司", item=" 总装 (一)车间").item == "总装 （一）车间"


@pytest.mark.parametrize("person", ["alice", "rita", "auditor", "viewer", "administrator", "berta", "carl"])
def test_roster_is_changed_by_those_alone_who_look_after_it(city: City, roster: Roster, person: str) -> None:
    entry = name_add(city, roster, "甲公司", code=CODES[0])
    reason, day = {"reason": "核对"}, dt.date(2025, 6, 1)

    with pytest.raises(UnableToChangeRoster):
        entry_add(roster=roster, code="", name="乙公司", facts=facts(city), **by(city, person))
    with pytest.raises(UnableToChangeRoster):
        entry_correct(
            entry=entry, seen=fingerprint(entry), facts=facts(city, batch="二"), **reason, **by(city, person)
        )
    with pytest.raises(UnableToChangeRoster):
        entry_withdraw(entry=entry, on=day, **reason, **by(city, person))
    with pytest.raises(UnableToChangeRoster):
        entry_reinstate(entry=entry, **reason, **by(city, person))


@pytest.mark.parametrize("person", ["berta", "carl"])
def test_bureau_that_leads_the_target_looks_after_its_roster(city: City, roster: Roster, person: str) -> None:
    target = city.targets["factories"]
    target.lead_unit = city.units["bureau"]
    target.save()

    assert entry_add(roster=roster, code="", name="甲公司", facts=facts(city), **by(city, person))


def test_entry_correct_keeps_old_and_new_and_counts_anew(city: City, roster: Roster) -> None:
    entry = name_add(city, roster, "甲公司", code=CODES[0], level="three")
    four = roster.levels.get(code="four")

    assert (
        correct(city, entry, level=four, recognised_on=dt.date(2025, 7, 1), unit=city.units["west"]) is True
    )
    event = AuditEvent.objects.get(action="rosterentry.changed")
    assert event.details["changes"] == {
        "unit": [str(city.units["east"]), str(city.units["west"])],
        "level": ["three星", "four星"],
        "recognised_on": ["2025-01-15", "2025-07-01"],
    }
    assert event.reason == "录错"
    assert kept() == {"2025Q3": 1, "2025Q4": 1}


def test_entry_correct_of_nothing_leaves_no_event(city: City, roster: Roster) -> None:
    entry = name_add(city, roster, "甲公司", code=CODES[0])

    assert correct(city, entry) is False
    assert not AuditEvent.objects.filter(action="rosterentry.changed").exists()


def test_entry_correct_refuses_to_become_another_entry(city: City, roster: Roster) -> None:
    name_add(city, roster, "甲公司", code=CODES[0])
    entry = name_add(city, roster, "甲公司", code=CODES[0], batch="二", on="2025-02-01")

    with pytest.raises(UnableToChangeRoster):
        correct(city, entry)


def test_entry_correct_refuses_a_recognition_after_the_withdrawal(city: City, roster: Roster) -> None:
    entry = name_add(city, roster, "甲公司", code=CODES[0])
    withdraw(city, entry)

    with pytest.raises(UnableToChangeRoster) as refusal:
        correct(city, entry, recognised_on=dt.date(2025, 6, 2))
    assert refusal.value.field == "recognised_on"


def test_entry_correct_refuses_what_a_colleague_has_changed_meanwhile(city: City, roster: Roster) -> None:
    entry = name_add(city, roster, "甲公司", code=CODES[0])
    seen = fingerprint(RosterEntry.objects.get())
    correct(city, entry, batch="同事改的")

    with pytest.raises(ChangedMeanwhile):
        correct(city, entry, seen, batch="我改的")


def test_entry_withdraw_keeps_the_name_with_day_and_reason(city: City, roster: Roster) -> None:
    entry = name_add(city, roster, "甲公司", code=CODES[0])

    assert withdraw(city, entry) == 1
    entry.refresh_from_db()
    assert (entry.withdrawn_on, entry.withdrawal_reason) == (dt.date(2025, 6, 1), "迁出本市")
    assert kept() == {"2025Q1": 1}
    assert withdraw(city, entry, "2025-07-01") == 0
    entry.refresh_from_db()
    assert entry.withdrawn_on == dt.date(2025, 6, 1)


def test_entry_withdraw_takes_one_entry_or_the_whole_name(city: City, roster: Roster) -> None:
    three = name_add(city, roster, "甲公司", code=CODES[0], level="three")
    name_add(city, roster, "甲公司", code=CODES[0], level="four")
    elsewhere = name_add(city, roster, "甲公司", "west", code=CODES[0], level="four")
    withdraw(city, three)
    assert kept()["2025Q3"] == 1

    entry_reinstate(entry=three, reason="误撤", **by(city))
    assert withdraw(city, three, every=True) == 2
    assert list(RosterEntry.objects.filter(withdrawn_on=None)) == [elsewhere]


def test_entry_withdraw_refuses_a_day_before_the_recognition(city: City, roster: Roster) -> None:
    entry = name_add(city, roster, "甲公司", code=CODES[0])

    with pytest.raises(UnableToChangeRoster, match="2025-01-15") as refusal:
        withdraw(city, entry, "2025-01-14")
    assert refusal.value.field == "on"


@pytest.mark.parametrize("reason", ["", "  "])
def test_changes_need_a_reason(city: City, roster: Roster, reason: str) -> None:
    entry = name_add(city, roster, "甲公司", code=CODES[0])

    with pytest.raises(UnableToChangeRoster) as refusal:
        withdraw(city, entry, reason=reason)
    assert refusal.value.field == "reason"


def test_entry_reinstate_undoes_a_withdrawal(city: City, roster: Roster) -> None:
    entry = name_add(city, roster, "甲公司", code=CODES[0])
    assert entry_reinstate(entry=entry, reason="误撤", **by(city)) is False
    withdraw(city, entry)

    assert entry_reinstate(entry=entry, reason="误撤", **by(city)) is True
    entry.refresh_from_db()
    assert (entry.withdrawn_on, entry.withdrawal_reason) == (None, "")
    assert kept()["2025Q3"] == 1
