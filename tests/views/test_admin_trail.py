"""Whatever is changed in the administration leaves the trail that the site's own pages leave."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from tests import factories, pages
from tests.factories import NOW, City
from tracker.models import AuditEvent, Membership, Milestone, Period, Role, Target

pytestmark = [
    pytest.mark.usefixtures("lenient_templates"),
    # Django's own transition of URL fields, which ends with the release after this long-term one.
    pytest.mark.filterwarnings("ignore:The default scheme will be changed"),
]


def address(model: type, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def administrator(reported: City, signed_in: Any) -> Client:
    return signed_in("administrator")


def form_of(administrator: Client, place: str) -> dict[str, str]:
    """What the page's form would send if nothing was changed."""
    form = pages.read(administrator.get(place)).one("main").all("form")[-1]
    sent = {}
    for field in [*form.all("input"), *form.all("textarea"), *form.all("select")]:
        key = field.attributes.get("name")
        if not key or "__prefix__" in key or field.attributes.get("type") in ("submit", "file"):
            continue
        if field.attributes.get("type") == "checkbox" and "checked" not in field.attributes:
            continue
        if field.tag == "select":
            chosen = [o.attributes["value"] for o in field.all("option") if "selected" in o.attributes]
            sent[key] = chosen[0] if chosen else ""
        else:
            sent[key] = "on" if field.attributes.get("type") == "checkbox" else field.value
    return sent


def newest(count: int) -> list[AuditEvent]:
    return list(AuditEvent.objects.order_by("-pk")[:count])


def store(administrator: Client, row: Any, **changes: str) -> None:
    """Open a row's page, change fields, and store it."""
    place = address(type(row), "change", row.pk)
    response = administrator.post(place, form_of(administrator, place) | changes)
    assert response.status_code == 302, pages.read(response).one("main").text


def test_change_leaves_old_and_new_value_who_when_and_why(administrator: Client, reported: City) -> None:
    store(administrator, reported.targets["factories"], value="120")

    event = newest(1)[0]
    assert (event.action, event.subject, event.target) == ("target.changed", "target:factories", "factories")
    assert event.details == {"changes": {"value": ["100", "120"]}}
    assert (event.actor_name, event.at) == ("administrator", NOW)
    assert event.reason


def test_storing_what_stands_leaves_no_event(administrator: Client, reported: City) -> None:
    before = AuditEvent.objects.count()
    store(administrator, reported.targets["factories"])

    assert AuditEvent.objects.count() == before


def test_rows_inside_a_page_leave_their_own_events(administrator: Client, reported: City) -> None:
    target = reported.targets["factories"]
    added = {"milestones-TOTAL_FORMS": "1", "milestones-0-quarter": "2024Q4", "milestones-0-value": "60"}
    store(administrator, target, **added, **{"milestones-0-target": str(target.pk)})
    made = newest(1)[0]
    assert (made.action, made.target, made.quarter) == ("milestone.created", "factories", "2024Q4")
    assert made.details["changes"]["value"] == [None, "60"]

    store(administrator, target, **{"milestones-0-value": "65"})
    assert newest(1)[0].details["changes"] == {"value": ["60", "65"]}

    store(administrator, target, **{"milestones-0-DELETE": "on"})
    assert newest(1)[0].action == "milestone.deleted"
    assert newest(1)[0].details["changes"]["value"] == ["65", None]
    assert not Milestone.objects.filter(target=target).exists()


def test_role_given_in_a_units_page_leaves_an_event(administrator: Client, reported: City) -> None:
    unit = reported.units["zone"]
    number = unit.memberships.count()
    place = {
        f"memberships-{number}-{field}": value
        for field, value in {
            "user": str(reported.people["anna"].pk),
            "role": "viewer",
            "unit": str(unit.pk),
        }.items()
    }
    store(administrator, unit, **place, **{"memberships-TOTAL_FORMS": str(number + 1)})

    event = newest(1)[0]
    assert (event.action, event.subject, event.unit) == ("membership.created", "person:anna", "zone")


@pytest.mark.parametrize("in_bulk", [True, False])
def test_removing_a_row_keeps_what_it_said_and_what_went_with_it(
    administrator: Client, reported: City, in_bulk: bool
) -> None:
    factories.plan_make(
        factories.target_entry(code="whole", theme="T2", milestones={"2024Q4": 40}),
        theme="T2",
        code="second",
        position=2,
    )
    target = Target.objects.get(code="whole")
    data = {"action": "delete_selected", "_selected_action": target.pk} if in_bulk else {}
    place = address(Target, "changelist") if in_bulk else address(Target, "delete", target.pk)
    administrator.post(place, data | {"post": "yes"})

    assert not Target.objects.filter(code="whole").exists()
    assert {event.action for event in newest(4)} == {
        "baseline.deleted",
        "definition.deleted",
        "milestone.deleted",
        "target.deleted",
    }
    assert newest(1)[0].details["changes"]["value"] == ["100", None]


def test_account_made_in_the_administration_leaves_an_event_without_its_password(
    administrator: Client, reported: City
) -> None:
    users = get_user_model()
    secret = "another-long-password"
    data = {"username": "carla", "password1": secret, "password2": secret, "usable_password": "true"}
    data |= {
        f"memberships-{name}": number for name, number in {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}.items()
    }
    assert administrator.post(address(users, "add"), data).status_code == 302
    person = users.objects.get(username="carla")
    store(administrator, person, first_name="卡拉", is_staff="on")
    place = reverse("admin:auth_user_password_change", args=[person.pk])
    new = {"password1": secret + "-2", "password2": secret + "-2", "usable_password": "true"}
    administrator.post(place, new | {"set-password": "1"})

    set_, changed, made = newest(3)
    assert [e.action for e in (made, changed, set_)] == [
        "person.created",
        "person.changed",
        "person.password-set",
    ]
    assert changed.details["changes"] == {"first_name": [None, "卡拉"], "is_staff": ["False", "True"]}
    person.refresh_from_db()
    assert person.check_password(secret + "-2")
    stored = str([e.details for e in (made, changed, set_)])
    assert "password" not in stored
    assert "md5" not in stored


def test_password_that_is_refused_leaves_no_event(administrator: Client, reported: City) -> None:
    place = reverse("admin:auth_user_password_change", args=[reported.people["alice"].pk])
    before = AuditEvent.objects.count()

    refused = {"password1": "one", "password2": "two", "usable_password": "true"}
    assert administrator.post(place, refused).status_code == 200
    assert administrator.get(place.replace(str(reported.people["alice"].pk), "999999")).status_code == 404
    assert AuditEvent.objects.count() == before


def test_role_given_in_an_accounts_page_leaves_an_event(administrator: Client, reported: City) -> None:
    person = reported.people["stranger"]
    place = {"memberships-0-unit": str(reported.units["west"].pk), "memberships-0-role": "auditor"}
    store(administrator, person, **place, **{"memberships-TOTAL_FORMS": "1"})

    assert Membership.objects.get(user=person).role == Role.AUDITOR
    assert (newest(1)[0].action, newest(1)[0].unit) == ("membership.created", "west")


@pytest.mark.parametrize("model", [Period, get_user_model()])
def test_quarters_and_accounts_are_not_removed(administrator: Client, model: type) -> None:
    row = model._base_manager.order_by("pk").first()

    assert administrator.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    administrator.post(address(model, "changelist"), data)
    assert model._base_manager.filter(pk=row.pk).exists()


def test_quarter_is_closed_and_opened_by_its_actions(administrator: Client, reported: City) -> None:
    period = factories.period_of(factories.RUNNING)
    for action, is_closed in {"close": True, "reopen": False}.items():
        data = {"action": action, "_selected_action": period.pk}
        administrator.post(address(Period, "changelist"), data)
        period.refresh_from_db()
        assert bool(period.closed_at) == is_closed
        assert newest(1)[0].action == ("period.closed" if is_closed else "period.reopened")
        assert newest(1)[0].reason
