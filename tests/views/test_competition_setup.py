"""The coordinator's pages of the competition: editions, groups and members, a list's criteria."""

from typing import Any

import pytest
from django.http import HttpResponse

from tests import pages
from tests.competition_setup import Competition, competition_make, of_target, release_make, stated
from tests.factories import NOW, RUNNING, City
from tests.views.setup_forms import REASON, errors, form_of, send
from tracker.calculations.periods import Quarter
from tracker.models import (
    AuditEvent,
    CompetitionList,
    Criterion,
    Edition,
    GroupMember,
    PeerGroup,
    Weight,
    Weighting,
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


NEW = {
    "new-1-name_zh": "新签约项目",
    "new-1-quantity": "entered",
    "new-1-weight": "60",
    "new-1-rule": "efficacy",
}


def second(city: City) -> dict[str, str]:
    target = str(city.targets["factories"].pk)
    return {
        "new-2-name_zh": "智能工厂进度",
        "new-2-target": target,
        "new-2-quantity": "ratio",
        "new-2-weight": "40",
        "new-2-rule": "schedule",
        "new-2-p_cap": "1.5",
    }


def test_criteria_are_set_for_the_first_time(competition: Competition, city: City, coordinator: Any) -> None:
    page = pages.read(coordinator.get(LIST))
    assert "No criteria are set" in page.text
    response = send(coordinator, LIST, from_quarter="2025Q1", **NEW, **second(city))

    assert response.status_code == 302, errors(response)
    weights = Weight.objects.all()
    assert [(w.criterion.name_zh, w.value, w.rule) for w in weights] == [
        ("新签约项目", 60, "efficacy"),
        ("智能工厂进度", 40, "schedule"),
    ]
    assert weights[1].parameters == {"cap": "1.5"}
    text = pages.read(coordinator.get(LIST)).text
    assert "Version 1, from 2025 Q1 on" in text
    assert "from 60 points on" in text
    assert "cap 1.5" in text


def test_next_version_keeps_the_first_for_reading(
    competition: Competition, city: City, coordinator: Any
) -> None:
    put(competition, city, stated(weight=60), of_target(city.targets["factories"], 40))
    typed = {"c-entered-weight": "", "c-factories-weight": "100", "c-factories-uncapped": "on"}
    response = send(coordinator, LIST, from_quarter="2025Q3", **typed)

    assert response.status_code == 302, errors(response)
    last = Weighting.objects.last()
    assert [(w.criterion.code, w.value, w.parameters) for w in last.weights.all()] == [
        ("factories", 100, {"cap": None})
    ]
    page = pages.read(coordinator.get(LIST))
    assert "not in force" in form_of(page, "").text
    assert "Version 1, from 2025 Q1 on" in page.one(id="earlier").text
    assert "without a cap" in page.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"new-1-weight": "50"}, "add up to 90 instead of 100: 10 are missing"),
        ({"new-1-weight": "0"}, "A weight lies above 0"),
        ({"new-1-weight": "sixty"}, "number"),
        ({"new-1-weight": ""}, "Give the new criterion a weight"),
        ({"new-1-rule": "schedule"}, "takes only"),
        ({"new-1-rule": "deduction"}, "less is better"),
        ({"new-1-p_cap": "0.5"}, "below 1"),
        ({"new-1-p_worst": "5"}, "both the worst and the best"),
        ({"new-1-quantity": "ratio"}, "choose the target"),
        ({"from_quarter": "2024"}, "2025Q3"),
        ({"from_quarter": "2023Q1"}, "not reviewed in this quarter"),
        ({"reason": ""}, "Say why"),
    ],
)
def test_criteria_are_refused_with_what_was_typed(
    competition: Competition, city: City, coordinator: Any, typed: dict[str, str], words: str
) -> None:
    sent = {"from_quarter": "2025Q1"} | NEW | second(city) | typed
    response = send(coordinator, LIST, **sent)

    assert response.status_code == 200
    assert any(words in error for error in errors(response)), errors(response)
    page = pages.read(response)
    for name in ("new-1-name_zh", "new-1-weight", "new-2-p_cap", "from_quarter"):
        assert page.one("input", name=name).value == sent[name]
    assert not Weighting.objects.exists()
    assert not Criterion.objects.exists()


def test_sum_is_shown_without_a_script(competition: Competition, city: City, coordinator: Any) -> None:
    put(competition, city, stated(weight=60), of_target(city.targets["factories"], 40))
    assert pages.read(coordinator.get(LIST)).one("output").text == "100"

    response = send(coordinator, LIST, from_quarter="2025Q3", **{"c-entered-weight": "70.5"})
    assert pages.read(response).one("output").text == "110.5"


def test_list_of_a_released_quarter_offers_the_next_one(
    competition: Competition, city: City, coordinator: Any
) -> None:
    put(competition, city)
    release_make(RUNNING, city)
    assert pages.read(coordinator.get(LIST)).one("input", name="from_quarter").value == "2025Q4"

    response = send(coordinator, LIST, from_quarter="2025Q3")
    assert any("2025Q3 has been released" in error for error in errors(response))


def test_two_coordinators_at_one_list_are_told(
    competition: Competition, city: City, coordinator: Any
) -> None:
    opened = pages.read(coordinator.get(LIST))
    put(competition, city)
    response = send(coordinator, LIST, page=opened, from_quarter="2025Q1", **NEW | {"new-1-weight": "100"})

    assert any("set version 1 meanwhile" in error for error in errors(response))
    assert Weighting.objects.count() == 1


def test_what_a_criterion_measures_cannot_be_sent_otherwise(
    competition: Competition, city: City, coordinator: Any
) -> None:
    put(competition, city, of_target(city.targets["factories"]))
    forged = {"c-factories-target": str(city.targets["index"].pk), "c-factories-quantity": "actual"}

    assert send(coordinator, LIST, from_quarter="2025Q3", **forged).status_code == 302
    row = Criterion.objects.get()
    assert (row.target.code, row.quantity) == ("factories", "ratio")


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
