"""The coordinator's pages of the competition: editions, groups and members, a list's criteria."""

from typing import Any

import pytest
from django.http import HttpResponse

from tests import pages
from tests.competition_setup import Competition, competition_make, stated
from tests.factories import NOW, City
from tests.views.setup_forms import REASON, errors, form_of, send
from tracker.calculations.periods import Quarter
from tracker.models import (
    AuditEvent,
    CompetitionList,
    Edition,
    GroupMember,
    PeerGroup,
)
from tracker.services.weightings import StatedCriterion, weighting_set

INDEX, EDITION, LIST = (
    "/setup/competitions/",
    "/setup/competitions/sample/",
    "/setup/competitions/sample/heat/",
)


@pytest.fixture
def competition(city: City) -> Competition:
    return competition_make(city)


@pytest.fixture
def coordinator(competition: Competition, english: Any) -> Any:
    return english("coordinator")


def put(competition: Competition, city: City, *criteria: StatedCriterion, quarter: str = "2025Q1") -> None:
    weighting_set(
        list=competition.list,
        criteria=criteria or (stated(),),
        from_quarter=Quarter.parse(quarter),
        reason="初次设定",
        seen=competition.list.weightings.count(),
        by=city.people["coordinator"],
        at=NOW,
    )


def test_index_says_what_is_set_and_what_is_missing(
    competition: Competition, city: City, coordinator: Any
) -> None:
    put(competition, city, stated(is_sample=True))
    GroupMember.objects.filter(unit__code="west").update(group=competition.empty)
    page = pages.read(coordinator.get(INDEX)).one("main")

    assert "Without criteria: Drive list" in page.text
    assert "Urban has a single unit: its place says nothing." in page.text
    assert "version 1, from 2025 Q1 on" in page.text
    assert "sample criteria" in page.text
    assert page.all("a", href="/setup/competitions/sample/heat/2025Q3/")


def test_index_shows_an_edition_of_names_only(competition: Competition, coordinator: Any) -> None:
    Edition.objects.update(has_results=False, note_zh="仅知名称")
    page = pages.read(coordinator.get(INDEX)).one("main")

    assert "names only, no results" in page.text
    assert "仅知名称" in page.text
    assert not page.all("a", href=LIST)


def test_edition_is_added(competition: Competition, coordinator: Any) -> None:
    typed = {"code": "next", "name_zh": "下一届", "first": "2026Q1", "last": ""}
    response = send(coordinator, INDEX, "new", **typed)

    assert response.status_code == 302
    assert response.url == "/setup/competitions/next/"
    assert "There is no group yet" in pages.read(coordinator.get(response.url)).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"code": "sample", "name_zh": "又", "first": "2026Q1"}, "already exists"),
        ({"code": "n", "name_zh": "又", "first": "2026"}, "2025Q3"),
        ({"code": "n", "name_zh": "又", "first": "2026Q2", "last": "2026Q1"}, "cannot end before"),
        ({"code": "n", "name_zh": "又", "first": "2026Q1", "reason": ""}, "Say why"),
    ],
)
def test_edition_is_refused_with_what_was_typed(
    competition: Competition, coordinator: Any, typed: dict[str, str], words: str
) -> None:
    response = send(coordinator, INDEX, "new", **typed)

    assert response.status_code == 200
    assert any(words in error for error in errors(response)), errors(response)
    form = form_of(pages.read(response), "new")
    assert form.one("input", name="new-first").value == typed["first"]
    assert Edition.objects.count() == 1


def members_sent(client: Any, reason: str = REASON, **groups: str) -> HttpResponse:
    """Choose groups for units and save the table."""
    page = pages.read(client.get(EDITION))
    form = form_of(page, "members")
    data = {
        radio.attributes["name"]: radio.value
        for radio in form.all("input", type="radio")
        if "checked" in radio.attributes
    }
    was = form.one("input", name="was").value
    return client.post(EDITION, data | groups | {"was": was, "reason": reason, "save": "members"})


def test_units_are_put_into_groups_on_one_table(competition: Competition, coordinator: Any) -> None:
    page = pages.read(coordinator.get(EDITION))
    rows = page.one("table", class_="data members").one("tbody").all("tr")
    assert [row.one("th").text for row in rows] == ["East", "West", "Zone"]

    response = members_sent(coordinator, east=str(competition.empty.pk), zone=str(competition.group.pk))
    assert response.status_code == 302
    assert dict(GroupMember.objects.values_list("unit__code", "group__code")) == {
        "east": "rural",
        "west": "urban",
        "zone": "urban",
    }
    text = pages.read(coordinator.get(EDITION)).text
    assert "2 units were moved." in text
    assert "Rural has a single unit" in text


@pytest.mark.parametrize(
    ("typed", "words"), [({"reason": ""}, "Say why"), ({"east": "99999"}, "Select a valid choice")]
)
def test_groups_are_refused_with_what_was_chosen(
    competition: Competition, coordinator: Any, typed: dict[str, str], words: str
) -> None:
    response = members_sent(coordinator, zone=str(competition.group.pk), **typed)

    assert response.status_code == 200
    assert any(words in error for error in errors(response)), errors(response)
    page = pages.read(response)
    chosen = [radio for radio in page.all("input", name="zone") if "checked" in radio.attributes]
    assert [radio.value for radio in chosen] == [str(competition.group.pk)]
    assert GroupMember.objects.count() == 2


def test_group_that_somebody_else_chose_meanwhile_is_named(
    competition: Competition, coordinator: Any
) -> None:
    was = form_of(pages.read(coordinator.get(EDITION)), "members").one("input", name="was").value
    GroupMember.objects.filter(unit__code="east").update(group=competition.empty)
    data = {"east": "", "west": str(competition.group.pk), "was": was, "reason": REASON, "save": "members"}

    response = coordinator.post(EDITION, data)
    assert any("Put into Rural meanwhile" in error for error in errors(response))
    data["was"] = form_of(pages.read(response), "members").one("input", name="was").value
    assert coordinator.post(EDITION, data).status_code == 302
    assert not GroupMember.objects.filter(unit__code="east").exists()


def test_groups_and_lists_are_added_changed_and_removed(competition: Competition, coordinator: Any) -> None:
    for save, typed in (
        ("new-group", {"code": "zones", "name_zh": "园区组"}),
        ("new-list", {"code": "strength", "name_zh": "实力榜"}),
        (f"list-{competition.list.pk}", {"motto_zh": "拼招商 比突破"}),
        (f"group-{competition.group.pk}", {"name_zh": "城区组"}),
        (f"ungroup-{competition.empty.pk}", {}),
        ("edition", {"note_zh": "按季点评"}),
    ):
        assert send(coordinator, EDITION, save, **typed).status_code == 302, save

    assert set(PeerGroup.objects.values_list("name_zh", flat=True)) == {"城区组", "园区组"}
    assert CompetitionList.objects.get(code="heat").motto_zh == "拼招商 比突破"
    assert CompetitionList.objects.get(code="strength").position == 3
    assert Edition.objects.get().note_zh == "按季点评"
    assert AuditEvent.objects.filter(reason=REASON, subject="edition:sample").count() == 6


def test_group_with_units_is_not_removed_and_the_page_says_so(
    competition: Competition, coordinator: Any
) -> None:
    response = send(coordinator, EDITION, f"ungroup-{competition.group.pk}")

    assert any("Units are in this group" in error for error in errors(response))


@pytest.mark.parametrize(
    "address",
    ["/setup/competitions/none/", "/setup/competitions/sample/none/", "/setup/competitions/x/heat/"],
)
def test_what_is_not_there_is_not_found(competition: Competition, coordinator: Any, address: str) -> None:
    assert coordinator.get(address).status_code == 404


def test_set_up_leads_to_the_competition_for_whom_it_is_open(
    competition: Competition, coordinator: Any, english: Any
) -> None:
    assert pages.read(coordinator.get("/setup/")).one("main").all("a", href=INDEX)
    assert not pages.read(english("administrator").get("/setup/")).one("main").all("a", href=INDEX)
