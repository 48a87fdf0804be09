"""Accounts and roles on the coordinator's pages."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests import factories, pages
from tests.factories import PASSWORD, City
from tests.views.setup_forms import errors, send
from tracker.models import AuditEvent, Membership, Role, Target

PEOPLE = "/setup/people/"
User = get_user_model()
NEW = {"username": "li.si", "name": "李四", "email": "li@example.org", "password": PASSWORD}


def address(city: City, name: str) -> str:
    return f"{PEOPLE}{city.people[name].pk}/"


def test_people_are_listed_with_their_roles_and_without_administrators(city: City, signed_in: Any) -> None:
    staff = factories.person_make("staff")
    staff.is_staff = True
    staff.save()

    rows = {row.all("td")[0].text: row.text for row in _rows(signed_in)}
    assert "east单位 · 填报" in rows["alice"]
    assert {"administrator", "staff"}.isdisjoint(rows)
    assert len(rows) == User.objects.filter(is_staff=False, is_superuser=False).count()


def _rows(signed_in: Any) -> list[pages.Element]:
    return pages.read(signed_in("coordinator").get(PEOPLE)).one("table").one("tbody").all("tr")


def unreviewed(client: Client) -> str:
    """The units that the page warns of; empty when it does not."""
    warnings = pages.read(client.get(PEOPLE)).all(id="unreviewed")
    return warnings[0].text.partition(": ")[2] if warnings else ""


def test_units_whose_figures_nobody_can_review_are_named(city: City, signed_in: Any) -> None:
    client, berta = signed_in("coordinator"), city.people["berta"]
    # The bureau has a reviewer and the east has Rita; the city itself is asked for nothing.
    assert unreviewed(client) == "west单位、zone单位"

    # A bureau with a reviewer leads all that the zone is asked for, and one of the west's two targets.
    Target.objects.filter(code="factories").update(lead_unit=city.units["bureau"])
    assert unreviewed(client) == "west单位"
    factories.person_make("walter", unit=city.units["west"], role=Role.REVIEWER)
    assert unreviewed(client) == ""

    for person in (berta, city.people["rita"]):
        person.is_active = False
        person.save()
    assert unreviewed(client) == "east单位、zone单位", "who cannot sign in reviews nothing"


@pytest.mark.parametrize("actor", ["coordinator", "administrator"])
def test_administrators_have_no_page_here(city: City, signed_in: Any, actor: str) -> None:
    client = signed_in(actor)
    for method in (client.get, client.post):
        assert method(address(city, "administrator")).status_code == 404


def test_new_account_can_sign_in_with_its_first_password(city: City, signed_in: Any) -> None:
    response = send(signed_in("coordinator"), PEOPLE, "new", **NEW)

    made = User.objects.get(username="li.si")
    assert response.url == f"{PEOPLE}{made.pk}/"
    assert (made.get_full_name(), made.email, made.is_staff) == ("李四", "li@example.org", False)
    visitor = Client()
    visitor.post("/accounts/login/", {"login": "li.si", "password": PASSWORD})
    assert visitor.get("/").context["user"] == made
    assert PASSWORD not in str(AuditEvent.objects.get(action="person.created").details)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"username": ""}, "必填"),
        ({"username": "Alice"}, "同名账号"),
        ({"username": "administrator"}, "已存在"),
        ({"username": "李 四"}, "合法"),
        ({"name": ""}, "必填"),
        ({"email": "nobody"}, "Email"),
        ({"password": "short"}, "8"),
        ({"password": "12345678901"}, "数字"),
        ({"password": "li.si-li.si", "username": "li.si-li.si"}, "相似"),
    ],
)
def test_new_account_is_refused_in_words_and_nothing_is_made(
    city: City, signed_in: Any, typed: dict[str, str], words: str
) -> None:
    before = User.objects.count()
    response = send(signed_in("coordinator"), PEOPLE, "new", **NEW | typed)

    assert response.status_code == 200
    assert any(words in error for error in errors(response)), errors(response)
    assert User.objects.count() == before


@pytest.mark.parametrize("flag", ["is_superuser", "is_staff"])
def test_forged_flags_make_nobody_an_administrator(city: City, signed_in: Any, flag: str) -> None:
    client = signed_in("coordinator")
    send(client, PEOPLE, "new", **NEW | {flag: "on"})
    send(client, address(city, "alice"), "person", name="王五", **{flag: "on"})

    assert User.objects.get(username="alice").get_full_name() == "王五"
    assert {u.username for u in User.objects.filter(**{flag: True})} <= {"administrator"}


def test_name_and_address_are_changed_and_the_account_name_is_not(city: City, signed_in: Any) -> None:
    response = send(
        signed_in("coordinator"), address(city, "alice"), "person", name="王五", email="", username="eve"
    )

    assert response.status_code == 302
    assert User.objects.get(pk=city.people["alice"].pk).username == "alice"
    assert AuditEvent.objects.get(action="person.changed").details["changes"] == {
        "first_name": [None, "王五"]
    }


def test_role_is_given_and_taken_with_a_reason(city: City, signed_in: Any) -> None:
    client, bob = signed_in("coordinator"), address(city, "bob")
    east = str(city.units["east"].pk)
    assert send(client, bob, "membership", unit=east, role="reviewer").status_code == 302
    made = Membership.objects.get(user__username="bob", role=Role.REVIEWER)
    assert "east单位" in pages.read(client.get(bob)).one("section", id="roles").text
    response = send(client, bob, "membership", unit=east, role="reviewer")
    assert any("已有该角色" in error for error in errors(response))

    assert send(client, bob, f"remove-{made.pk}", reason="").status_code == 200
    assert send(client, bob, f"remove-{made.pk}").status_code == 302
    assert not Membership.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize("typed", [{"unit": "999999"}, {"unit": ""}, {"role": "administrator"}, {"role": ""}])
def test_forged_role_is_refused(city: City, signed_in: Any, typed: dict[str, str]) -> None:
    given = {"unit": str(city.units["east"].pk), "role": "reporter"} | typed

    response = send(signed_in("coordinator"), address(city, "stranger"), "membership", **given)
    assert response.status_code == 200
    assert errors(response)
    assert not city.people["stranger"].memberships.exists()


def test_role_of_somebody_else_cannot_be_taken_from_here(city: City, signed_in: Any) -> None:
    other = city.people["alice"].memberships.get()

    data = {"save": f"remove-{other.pk}", f"remove-{other.pk}-reason": "误操作"}
    assert signed_in("coordinator").post(address(city, "bob"), data).status_code == 404
    assert Membership.objects.filter(pk=other.pk).exists()


def test_last_coordinator_keeps_the_role_and_the_page_says_why(city: City, signed_in: Any) -> None:
    role = city.people["coordinator"].memberships.get()

    response = send(signed_in("coordinator"), address(city, "coordinator"), f"remove-{role.pk}")
    assert any("最后一位统筹员" in error for error in errors(response))
    assert Membership.objects.filter(pk=role.pk).exists()


def test_own_account_offers_neither_a_password_nor_switching_off(city: City, signed_in: Any) -> None:
    page = pages.read(signed_in("coordinator").get(address(city, "coordinator")))

    assert not page.all("button", value="password") + page.all("button", value="switch")
    assert page.one("main").all("a", href="/accounts/password/change/")
    for save in ("password", "switch"):
        response = signed_in("coordinator").post(address(city, "coordinator"), {"save": save})
        assert response.status_code == 404


def test_new_password_replaces_the_old_one(city: City, signed_in: Any) -> None:
    client, alice = signed_in("coordinator"), address(city, "alice")
    response = send(client, alice, "password", password="12345678")
    assert errors(response)
    assert send(client, alice, "password", password="a-new-long-password").status_code == 302

    assert User.objects.get(username="alice").check_password("a-new-long-password")


def test_account_is_switched_off_and_on(city: City, signed_in: Any) -> None:
    client, anna = signed_in("coordinator"), address(city, "anna")
    assert send(client, anna, "switch").status_code == 302
    assert not User.objects.get(username="anna").is_active
    assert "已停用" in pages.read(client.get(anna)).one("h1").text
    assert "已停用" in pages.read(client.get(PEOPLE)).one("table").text
    assert send(client, anna, "switch").status_code == 302
    assert User.objects.get(username="anna").is_active


def test_switching_off_somebody_with_returned_figures_leads_to_the_handover(
    city: City, signed_in: Any
) -> None:
    city.send_back(city.report(33))
    client, alice = signed_in("coordinator"), address(city, "alice")
    page = pages.read(client.get(alice)).one("main")
    assert page.all("a", href=f"{alice}handover/")
    assert "智能工厂" in page.text

    response = send(client, alice, "switch")
    assert any("请先移交" in error for error in errors(response))
    assert User.objects.get(username="alice").is_active
    assert send(client, alice, "switch", leave_work="on").status_code == 302
    assert not User.objects.get(username="alice").is_active
