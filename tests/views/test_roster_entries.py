"""One name on a roster: put there, corrected, withdrawn, renamed, identified, joined, its flags settled."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests import pages
from tests.factories import NOW, City
from tests.rosters import CODES, name_add, roster_make
from tracker.models import Enterprise, Roster, RosterEntry, RosterFlag
from tracker.services.editing import fingerprint
from tracker.services.rosters import EntryFacts, entry_correct

PAGE = "/rosters/factories/"
LONG = "南京" + "甲" * 190 + "有限公司"


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make(city)


@pytest.fixture
def entry(city: City, roster: Roster) -> RosterEntry:
    """Of an enterprise without a code, in the east, at three stars."""
    return name_add(city, roster, "南京甲公司", level="three", batch="第一批", source="苏工信〔2025〕1号")


def address(entry: RosterEntry) -> str:
    return f"{PAGE}entries/{entry.pk}/"


def send(client: Client, where: str, save: str, **typed: Any) -> Any:
    data = {f"{save}-{name}": value for name, value in typed.items()}
    return client.post(where, {"save": save, **data})


def test_name_is_added_and_looked_at(city: City, roster: Roster, signed_in: Any) -> None:
    client = signed_in("coordinator")
    typed = {
        "new-code": CODES[0].lower(),
        "new-name": LONG,
        "new-unit": city.units["east"].pk,
        "new-kind": roster.kinds.get(code="5g").pk,
        "new-level": "",
        "new-recognised_on": "2025-03-01",
        "new-batch": "2025年第一批",
        "new-source": "",
    }
    response = client.post(f"{PAGE}entries/new/", typed, follow=True)

    entry = RosterEntry.objects.get()
    assert response.redirect_chain == [(address(entry), 302)]
    assert (entry.enterprise.name, entry.enterprise.uscc, entry.kind.code) == (LONG, CODES[0], "5g")
    assert LONG in pages.read(response).one("h1").text
    assert len(pages.read(response).all("p", role="status")) == 1
    response = client.post(
        f"{PAGE}entries/new/", typed | {"new-code": "", "new-name": "无代码公司"}, follow=True
    )
    assert len(pages.read(response).all("p", role="status")) == 2  # and it is flagged


def test_name_that_is_refused_stays_as_it_was_typed(city: City, entry: RosterEntry, signed_in: Any) -> None:
    client = signed_in("coordinator")
    typed = {"new-code": "", "new-name": "南京甲公司", "new-unit": city.units["east"].pk}
    page = pages.read(client.post(f"{PAGE}entries/new/", typed))
    assert page.one("div", class_="field field-recognised_on field-faulty")
    level = entry.level.pk
    typed |= {"new-recognised_on": "2025-01-15", "new-level": level}
    page = pages.read(client.post(f"{PAGE}entries/new/", typed))

    assert "南京甲公司" in page.one("p", role="alert").text
    assert page.one("input", name="new-name").value == "南京甲公司"
    assert RosterEntry.objects.count() == 1


def test_form_offers_areas_and_what_the_roster_has(city: City, signed_in: Any) -> None:
    roster = roster_make(city, item_zh="车间")
    roster.levels.all().delete()
    page = pages.read(signed_in("coordinator").get(f"{PAGE}entries/new/"))

    units = [option.value for option in page.one("select", name="new-unit").all("option")]
    assert units == ["", *(str(city.units[code].pk) for code in ("east", "west", "zone"))]
    assert page.one("input", name="new-item")
    assert not page.all("select", name="new-level")
    assert page.one("select", name="new-kind")


def test_entry_is_corrected_with_a_reason(city: City, entry: RosterEntry, signed_in: Any) -> None:
    client = signed_in("coordinator")
    typed = {
        "unit": city.units["west"].pk,
        "kind": "",
        "level": "",
        "recognised_on": "2025-02-01",
        "batch": "第二批",
        "source": "",
        "seen": fingerprint(RosterEntry.objects.get()),
    }
    refused = pages.read(send(client, address(entry), "correct", **typed))
    assert refused.one("details", id="correct").attributes["open"] == ""
    assert refused.one("input", name="correct-batch").value == "第二批"

    response = send(client, address(entry), "correct", **typed, reason="录错")
    assert response.status_code == 302
    entry.refresh_from_db()
    assert (entry.unit.code, entry.level, entry.batch) == ("west", None, "第二批")


def test_correction_over_a_colleagues_names_what_stands_now(
    city: City, entry: RosterEntry, signed_in: Any
) -> None:
    seen = fingerprint(RosterEntry.objects.get())
    stored = RosterEntry.objects.get()
    who = {"by": city.people["coordinator"], "at": NOW, "reason": "更正"}
    facts = EntryFacts(unit=stored.unit, recognised_on=stored.recognised_on, batch="同事改的")
    entry_correct(entry=entry, seen=seen, facts=facts, **who)
    typed = {"unit": entry.unit_id, "recognised_on": "2025-01-15", "batch": "我改的", "seen": seen}
    page = pages.read(send(signed_in("coordinator"), address(entry), "correct", **typed, reason="录错"))

    assert "同事改的" in page.one("details", id="correct").text
    assert page.one("input", name="correct-batch").value == "我改的"
    assert RosterEntry.objects.get().batch == "同事改的"


def test_name_is_withdrawn_and_taken_back(
    city: City, entry: RosterEntry, roster: Roster, signed_in: Any
) -> None:
    client = signed_in("coordinator")
    assert not pages.read(client.get(address(entry))).all("input", name="withdraw-every")
    second = name_add(city, roster, "南京甲公司", level="four")
    assert pages.read(client.get(address(entry))).one("input", name="withdraw-every")
    typed = {"on": "2025-09-01", "reason": "迁出", "every": "on"}

    assert send(client, address(entry), "withdraw", **typed).status_code == 302
    second.refresh_from_db()
    assert second.withdrawn_on == dt.date(2025, 9, 1)
    page = pages.read(client.get(address(entry)))
    assert "迁出" in page.text
    assert not page.all("details", id="withdraw")
    assert send(client, address(entry), "reinstate", reason="误撤").status_code == 302
    assert RosterEntry.objects.get(pk=entry.pk).withdrawn_on is None


def test_enterprise_is_renamed_and_identified(city: City, entry: RosterEntry, signed_in: Any) -> None:
    client = signed_in("coordinator")
    typed = {"name": "南京甲集团", "on": "2025-09-01", "reason": "更名"}
    assert send(client, address(entry), "rename", **typed).status_code == 302
    refused = pages.read(send(client, address(entry), "identify", code="123", reason="补登"))
    assert refused.one("details", id="identify").one("div", class_="field field-code field-faulty")
    assert send(client, address(entry), "identify", code=CODES[0], reason="补登").status_code == 302

    enterprise = Enterprise.objects.get()
    assert (enterprise.name, enterprise.uscc) == ("南京甲集团", CODES[0])
    page = pages.read(client.get(address(entry)))
    assert "南京甲公司" in page.one("dl", class_="sources").text
    assert not page.all("details", id="identify")


@pytest.mark.parametrize("said", ["南京甲有限公司", CODES[0], f" {CODES[0].lower()} "])
def test_look_alike_is_joined_by_its_code_or_name(
    city: City, entry: RosterEntry, roster: Roster, signed_in: Any, said: str
) -> None:
    name_add(city, roster, "南京甲有限公司", "west", code=CODES[0])
    client = signed_in("coordinator")
    page = pages.read(client.get(address(entry)))
    assert page.one("input", name="join-other").value == CODES[0]

    assert send(client, address(entry), "join", other=said, reason="同一企业").status_code == 302
    assert Enterprise.objects.get().uscc == CODES[0]


def test_joining_that_takes_the_entry_away_leads_to_the_roster(
    city: City, entry: RosterEntry, roster: Roster, signed_in: Any
) -> None:
    name_add(city, roster, "南京甲有限公司", code=CODES[0], level="three")

    response = send(signed_in("coordinator"), address(entry), "join", other=CODES[0], reason="同一企业")
    assert response.url == PAGE


@pytest.mark.parametrize("said", ["没有这家", "同名公司", "南京甲公司"])
def test_nobody_is_joined_who_is_not_meant(
    city: City, entry: RosterEntry, roster: Roster, signed_in: Any, said: str
) -> None:
    for code in CODES[:2]:
        name_add(city, roster, "同名公司", code=code)
    page = pages.read(send(signed_in("coordinator"), address(entry), "join", other=said, reason="同一"))

    assert page.one("details", id="join").one("div", class_="field field-other field-faulty")
    assert Enterprise.objects.count() == 3


def test_flag_is_settled_with_a_word(city: City, entry: RosterEntry, signed_in: Any) -> None:
    client, flag = signed_in("coordinator"), RosterFlag.objects.get()
    name = f"settle-{flag.pk}"
    refused = pages.read(send(client, address(entry), name, note=""))
    assert refused.one("section", aria_labelledby="flags").all("p", class_="error")

    assert send(client, address(entry), name, note="正在办理").status_code == 302
    page = pages.read(client.get(address(entry)))
    assert "正在办理" in page.one("section", aria_labelledby="flags").text
    assert not page.all("button", value=name)
    assert send(client, address(entry), name, note="又一次").status_code == 404


def test_reader_sees_the_name_without_forms(city: City, entry: RosterEntry, signed_in: Any) -> None:
    page = pages.read(signed_in("alice").get(address(entry))).one("main")

    assert "苏工信〔2025〕1号" in page.text
    assert not page.all("form")


def test_look_alike_that_a_reader_may_not_read_is_not_named(
    city: City, entry: RosterEntry, roster: Roster, signed_in: Any
) -> None:
    name_add(city, roster, "南京甲有限公司", "west", code=CODES[0])
    for person, is_named in (("coordinator", True), ("alice", False)):
        client = signed_in(person)
        for where in (PAGE, address(entry)):
            shown = client.get(where).content.decode()
            assert ("南京甲有限公司" in shown, CODES[0] in shown) == (is_named, is_named)


def test_look_alike_on_another_bureaus_roster_is_not_named(
    city: City, roster: Roster, signed_in: Any
) -> None:
    name_add(city, roster, "南京甲有限公司", code=CODES[0])
    second = roster_make(city, "tool-rate", name_zh="另一名录", position=2)
    target = city.targets["tool-rate"]
    target.lead_unit = city.units["bureau"]
    target.save()
    entry = name_add(city, second, "南京甲集团", "west")
    page = signed_in("berta").get(f"/rosters/tool-rate/entries/{entry.pk}/")

    assert pages.read(page).one("input", name="join-other").value == ""
    assert "南京甲有限公司" not in page.content.decode()
    assert CODES[0] not in page.content.decode()


def test_nobody_is_found_to_join_on_another_bureaus_roster(
    city: City, entry: RosterEntry, roster: Roster, signed_in: Any
) -> None:
    roster.targets.update(lead_unit=city.units["bureau"])
    second = roster_make(city, "tool-rate", name_zh="另一名录", position=2)
    name_add(city, second, "另一家公司", code=CODES[0])
    client = signed_in("berta")

    def refusal(other: str) -> str:
        page = pages.read(send(client, address(entry), "join", other=other, reason="同一企业"))
        return page.one("details", id="join").one("div", class_="field field-other field-faulty").text

    unknown = refusal(CODES[2])
    assert refusal(CODES[0]) == unknown
    assert refusal("另一家公司") == refusal("没有这家公司")
    name_add(city, roster, "另一家公司", code=CODES[0])
    page = pages.read(send(client, address(entry), "join", other=CODES[0], reason="同一企业"))
    assert "另一名录" in page.one("details", id="join").text, (
        "found, and not to be joined by who has one list"
    )
    assert Enterprise.objects.count() == 2


def test_look_alike_that_one_may_read_but_not_change_is_not_offered(
    city: City, roster: Roster, signed_in: Any
) -> None:
    roster.targets.update(lead_unit=city.units["east"])
    second = roster_make(city, "tool-rate", name_zh="另一名录", position=2)
    name_add(city, second, "南京甲有限公司", code=CODES[0])
    entry = name_add(city, roster, "南京甲集团", "west")
    page = pages.read(signed_in("alice").get(address(entry)))

    assert "南京甲有限公司" in page.one("section", aria_labelledby="flags").text
    assert page.one("input", name="join-other").value == ""
