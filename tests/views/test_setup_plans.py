"""The set-up's first pages: what can be set, the plans, and a plan's head."""

from typing import Any

import pytest

from tests import pages
from tests.factories import CLOSED, City
from tests.views.setup_forms import REASON, errors, send
from tracker.models import AuditEvent, Plan

PLAN = "/setup/plans/example/"


def test_hub_leads_to_every_page_and_each_opens(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    links = pages.read(client.get("/setup/")).one("main").all("a", href=None)

    addresses = {link.attributes["href"] for link in links}
    assert {
        "/setup/plans/",
        "/setup/milestones/example/",
        "/setup/assignments/example/",
        "/setup/people/",
        "/setup/burden/",
        "/setup/checks/",
        "/setup/competitions/",
        "/method/",
        "/quarters/",
        "/records/",
        "/rosters/",
    } == addresses
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_hub_names_the_administration_to_its_staff_alone(city: City, signed_in: Any) -> None:
    assert pages.read(signed_in("administrator").get("/setup/")).one("main").all("a", href="/admin/")
    assert not pages.read(signed_in("coordinator").get("/setup/")).one("main").all("a", href="/admin/")


def test_plans_list_every_target_with_its_lead_unit_or_that_none_is_named(city: City, signed_in: Any) -> None:
    target = city.targets["factories"]
    target.lead_unit = city.units["bureau"]
    target.save()

    rows = {row.one("a").text: row.text for row in _target_rows(signed_in("coordinator"))}
    assert "≥ 100 家" in rows["智能工厂"]
    assert "bureau单位" in rows["智能工厂"]
    assert "未明确" in rows["工具普及率"]


def _target_rows(client: Any) -> list[pages.Element]:
    page = pages.read(client.get("/setup/plans/"))
    return [row for row in page.all("tr") if row.all("th", scope="row")]


def test_plan_shows_a_range_of_values_as_one(city: City, signed_in: Any) -> None:
    target = city.targets["index"]
    target.upper = 90
    target.save()

    assert any("80.0–90.0" in row.text for row in _target_rows(signed_in("coordinator")))


def test_plan_is_changed_with_a_reason_and_says_where_it_takes_effect(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    response = send(client, PLAN, "plan", followed_until="2026q2", short_name_zh="计划乙")

    assert response.status_code == 302
    plan = Plan.objects.get()
    assert (plan.followed_until.code, plan.short_name_zh) == ("2026Q2", "计划乙")
    event = AuditEvent.objects.get(action="plan.changed")
    assert (event.reason, event.actor.username) == (REASON, "coordinator")
    assert "已截止的季度" in pages.read(client.get(PLAN)).one("p", class_="lead-line").text


def test_plan_sent_as_it_was_changes_nothing(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    response = send(client, PLAN, "plan")

    assert response.status_code == 302
    assert "没有改动" in pages.read(client.get(PLAN)).one(role="status").text
    assert not AuditEvent.objects.filter(action="plan.changed").exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"last": "2023Q1"}, "不能早于首季"),
        ({"last": "soon"}, "2025Q3"),
        ({"last": ""}, "必填"),
        ({"first": "2025Q4"}, "2025Q2"),
        ({"followed_until": "2025Q1"}, "末季之后"),
        ({"reason": "  "}, "理由"),
        ({"name_zh": ""}, "必填"),
        ({"position": "-1"}, "0"),
    ],
)
def test_plan_refuses_in_words_and_keeps_what_was_typed(
    city: City, signed_in: Any, typed: dict[str, str], words: str
) -> None:
    city.report(30, quarter=CLOSED)
    before = Plan.objects.values().get()

    response = send(signed_in("coordinator"), PLAN, "plan", **typed)
    assert response.status_code == 200
    assert any(words in error for error in errors(response)), errors(response)
    name, value = next(iter(typed.items()))
    page = pages.read(response).one("main")
    assert next(e for e in page.walk() if e.attributes.get("name") == name).value.strip() == value.strip()
    assert Plan.objects.values().get() == before


def test_two_coordinators_at_one_plan_see_both_values_and_the_second_chooses(
    city: City, signed_in: Any
) -> None:
    client = signed_in("coordinator")
    opened = pages.read(client.get(PLAN))
    send(signed_in("administrator"), PLAN, "plan", short_name_zh="同事改的")

    response = send(client, PLAN, "plan", page=opened, short_name_zh="我改的")
    assert response.status_code == 200
    assert any("同事改的" in error for error in errors(response))
    assert Plan.objects.get().short_name_zh == "同事改的"

    # Saved again from the page that names both, it is a choice.
    assert send(client, PLAN, "plan", page=pages.read(response)).status_code == 302
    assert Plan.objects.get().short_name_zh == "我改的"


@pytest.mark.parametrize(
    "address",
    [
        "/setup/plans/none/",
        "/setup/targets/none/",
        "/setup/milestones/none/",
        "/setup/assignments/none/",
        "/setup/people/999999/",
    ],
)
def test_what_is_not_there_is_not_found(city: City, signed_in: Any, address: str) -> None:
    assert signed_in("coordinator").get(address).status_code == 404
    assert signed_in("coordinator").post(address, {"save": "plan"}).status_code == 404


@pytest.mark.parametrize("address", [PLAN, "/setup/targets/factories/", "/setup/checks/", "/setup/people/"])
@pytest.mark.parametrize("save", ["", "other", "rule-1", "remove-999", "definition-999"])
def test_form_that_the_page_does_not_offer_is_not_found(
    city: City, signed_in: Any, address: str, save: str
) -> None:
    assert signed_in("coordinator").post(address, {"save": save, "reason": REASON}).status_code == 404


def test_without_a_plan_the_pages_say_how_one_comes_in(city: City, signed_in: Any) -> None:
    for target in city.targets.values():
        target.assignments.all().delete()
        target.delete()
    Plan.objects.all().delete()

    assert "load_plan" in pages.read(signed_in("coordinator").get("/setup/plans/")).one("main").text
    assert signed_in("coordinator").get("/setup/").status_code == 200
    assert "任务分解" in pages.read(signed_in("coordinator").get("/setup/burden/")).one("main").text
