"""The administration: every page opens, and figures can be looked at but never changed."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests import factories, pages
from tests.factories import City
from tracker.models import Assignment, AuditEvent, ReportVersion

pytestmark = [
    pytest.mark.usefixtures("lenient_templates"),
    # Django's own transition of URL fields, which ends with the release after this long-term one.
    pytest.mark.filterwarnings("ignore:The default scheme will be changed"),
]

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)
OURS = [model for model in MODELS if model._meta.app_label == "tracker"]
READ_ONLY = {
    "auditevent",
    "checkrule",
    "decision",
    "draft",
    "evidence",
    "progressmethod",
    "reminder",
    "report",
    "reportversion",
    "upload",
}


def address(model: type, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def name(model: type) -> str:
    return model._meta.model_name


@pytest.fixture
def administrator(reported: City, signed_in: Any) -> Client:
    return signed_in("administrator")


def test_administration_starts(administrator: Client) -> None:
    page = pages.read(administrator.get("/admin/"))

    assert "南京" in page.one(id="site-name").text


@pytest.mark.parametrize("model", MODELS, ids=name)
def test_list_opens(administrator: Client, model: type) -> None:
    assert administrator.get(address(model, "changelist")).status_code == 200


@pytest.mark.parametrize("model", [m for m in MODELS if admin.site._registry[m].search_fields], ids=name)
def test_list_can_be_searched(administrator: Client, model: type) -> None:
    assert administrator.get(address(model, "changelist"), {"q": "指标"}).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=name)
def test_add_page_opens_unless_there_is_nothing_to_add(administrator: Client, model: type) -> None:
    expected = 403 if name(model) in READ_ONLY else 200

    assert administrator.get(address(model, "add")).status_code == expected


@pytest.mark.parametrize("model", OURS, ids=name)
def test_change_page_opens(administrator: Client, model: type) -> None:
    row = model._base_manager.order_by("pk").first()

    if row:
        assert administrator.get(address(model, "change", row.pk)).status_code == 200


def test_only_what_the_site_speaks_of_is_in_the_administration() -> None:
    """Groups and the addresses of the sign-in would be changed in vain, and leave no trail."""
    assert {model._meta.label for model in MODELS} - {model._meta.label for model in OURS} == {"auth.User"}
    assert {name(model) for model in OURS} >= READ_ONLY


@pytest.mark.parametrize("model", [ReportVersion, AuditEvent], ids=name)
def test_what_was_reported_and_done_cannot_be_changed_or_deleted(administrator: Client, model: type) -> None:
    row = model.objects.order_by("pk").first()

    assert administrator.post(address(model, "change", row.pk), {"value": "1"}).status_code == 403
    assert administrator.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    administrator.post(
        address(model, "changelist"), {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    )
    assert model.objects.filter(pk=row.pk).exists()


def test_administrator_assigns_a_target_to_every_area(administrator: Client, reported: City) -> None:
    target = reported.targets["index"]
    data = {"action": "assign_to_districts", "_selected_action": [target.pk]}

    response = administrator.post(address(type(target), "changelist"), data, follow=True)
    assert set(Assignment.objects.filter(target=target).values_list("unit__code", flat=True)) == {
        "bureau",
        "east",
        "west",
        "zone",
    }
    assert "3" in pages.read(response).one(class_="messagelist").text
    assert AuditEvent.objects.filter(action="assignments.created").first().actor.username == "administrator"


@pytest.mark.parametrize("username", ["alice", "coordinator", "auditor", "stranger", "anonymous"])
def test_administration_is_closed_to_everybody_else(reported: City, signed_in: Any, username: str) -> None:
    response = signed_in(username).get("/admin/")

    assert response.status_code == 302
    assert response.url.startswith("/admin/login/")


def test_administration_is_offered_to_staff_alone(reported: City, signed_in: Any) -> None:
    for username, offered in {"administrator": True, "coordinator": False}.items():
        page = pages.read(signed_in(username).get("/setup/"))
        assert bool(page.all("a", href="/admin/")) == offered, username


def test_quarter_that_is_due_before_it_opens_is_refused_by_the_form(
    administrator: Client, reported: City
) -> None:
    period = factories.period_of(factories.RUNNING)
    data = {"quarter": "2025Q3", "opens": "2025-12-01", "due": "2025-10-20"}

    response = administrator.post(address(type(period), "change", period.pk), data)
    assert response.status_code == 200
    assert pages.read(response).all(class_="errorlist nonfield")


@pytest.mark.parametrize("guesses", [0, 15])
def test_sign_in_of_the_administration_is_the_sites_own_with_its_limits(reported: City, guesses: int) -> None:
    client = Client()
    for password in ["guess"] * guesses + [factories.PASSWORD]:
        address = client.get("/admin/", follow=True).redirect_chain[-1][0]
        client.post(address, {"login": "administrator", "username": "administrator", "password": password})

    # After so many guesses even the right password has to wait.
    assert (client.get("/admin/").status_code == 200) == (guesses == 0)
