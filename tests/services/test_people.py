"""Accounts and roles as the coordinator looks after them."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests import factories
from tests.factories import NOW, PASSWORD, RUNNING, City
from tracker.models import AuditEvent, Membership, Role
from tracker.services import drafts
from tracker.services.editing import UnableToChange
from tracker.services.people import (
    membership_add,
    membership_remove,
    password_set,
    person_change,
    person_create,
    person_switch_off,
    person_switch_on,
)

User = get_user_model()
REASON = "人员调整"


def by(city: City, name: str = "coordinator") -> dict[str, Any]:
    return {"reason": REASON, "by": city.people[name], "at": NOW}


def role_of(city: City, name: str) -> Membership:
    return city.people[name].memberships.get()


def second_coordinator(city: City) -> Any:
    person = factories.person_make("second")
    membership_add(person=person, unit=city.units["city"], role=Role.COORDINATOR, **by(city))
    return person


def test_person_create_makes_an_account_that_can_sign_in_and_hides_its_password(city: City) -> None:
    made = person_create(
        person=User(username="li", first_name="李四", email="li@example.org"),
        password=PASSWORD,
        by=city.people["coordinator"],
        at=NOW,
    )

    assert User.objects.get(pk=made.pk).check_password(PASSWORD)
    assert not made.memberships.exists()
    event = AuditEvent.objects.get(action="person.created")
    assert event.subject == "person:li"
    assert event.details["changes"] == {
        "username": [None, "li"],
        "first_name": [None, "李四"],
        "email": [None, "li@example.org"],
        "is_active": [None, "True"],
    }


@pytest.mark.parametrize("username", ["alice", "Alice", "ALICE"])
def test_person_create_refuses_a_name_that_the_sign_in_would_confuse(city: City, username: str) -> None:
    with pytest.raises(UnableToChange) as refusal:
        person_create(
            person=User(username=username), password=PASSWORD, by=city.people["coordinator"], at=NOW
        )
    assert refusal.value.field == "username"
    assert User.objects.filter(username__iexact="alice").count() == 1


def test_person_change_keeps_old_and_new_value_and_nothing_else(city: City) -> None:
    person = User.objects.get(username="alice")
    person.first_name, person.is_superuser = "王五", True

    assert person_change(person=person, by=city.people["coordinator"], at=NOW) is True
    assert AuditEvent.objects.get(action="person.changed").details["changes"] == {
        "first_name": [None, "王五"]
    }
    assert not User.objects.get(username="alice").is_superuser
    assert person_change(person=person, by=city.people["coordinator"], at=NOW) is False


def test_password_set_ends_the_sessions_of_the_old_one(city: City, signed_in: Any) -> None:
    client = signed_in("alice")
    assert client.get("/reports/").status_code == 200
    password_set(person=city.people["alice"], password="another-long-password", **by(city))

    assert client.get("/reports/").status_code == 302
    event = AuditEvent.objects.get(action="person.password-set")
    assert (event.subject, event.details, event.reason) == ("person:alice", {}, REASON)


def test_switching_off_and_on_again(city: City) -> None:
    assert person_switch_off(person=city.people["anna"], leave_work=False, **by(city)) is True
    assert person_switch_off(person=city.people["anna"], leave_work=False, **by(city)) is False
    assert not User.objects.get(username="anna").is_active
    assert person_switch_on(person=city.people["anna"], **by(city)) is True
    assert person_switch_on(person=city.people["anna"], **by(city)) is False

    assert User.objects.get(username="anna").is_active
    assert [e.action for e in AuditEvent.objects.filter(subject="person:anna").order_by("pk")] == [
        "person.switched-off",
        "person.switched-on",
    ]


@pytest.fixture
def unfinished(city: City) -> City:
    """Alice has one figure that came back, and is typing another."""
    city.send_back(city.report(33))
    drafts.draft_save(
        assignment=city.assignment("tool-rate"),
        period=factories.period_of(RUNNING),
        content={"numerator": "4"},
        seen=0,
        number=0,
        window="w",
        by=city.people["alice"],
        at=NOW,
    )
    return city


def test_somebody_with_unfinished_work_is_switched_off_only_on_purpose(unfinished: City) -> None:
    alice = unfinished.people["alice"]
    with pytest.raises(UnableToChange) as refusal:
        person_switch_off(person=alice, leave_work=False, **by(unfinished))
    assert refusal.value.field == "leave_work"
    assert User.objects.get(pk=alice.pk).is_active

    person_switch_off(person=alice, leave_work=True, **by(unfinished))
    event = AuditEvent.objects.get(action="person.switched-off")
    assert event.details["left"] == {"drafts": 1, "returned": 1}


def test_what_lies_in_closed_quarters_is_finished(unfinished: City) -> None:
    factories.period_close(RUNNING)

    assert person_switch_off(person=unfinished.people["alice"], leave_work=False, **by(unfinished))


def test_nobody_switches_off_themselves_or_the_last_coordinator(city: City) -> None:
    coordinator = city.people["coordinator"]
    with pytest.raises(UnableToChange):
        person_switch_off(person=coordinator, leave_work=True, **by(city, "administrator"))
    second = second_coordinator(city)
    with pytest.raises(UnableToChange):
        person_switch_off(person=coordinator, leave_work=True, **by(city))

    person_switch_off(person=second, leave_work=False, **by(city))
    # A coordinator who cannot sign in is none.
    with pytest.raises(UnableToChange):
        person_switch_off(person=coordinator, leave_work=True, **by(city, "administrator"))


def test_membership_is_given_once_and_taken_with_a_trail(city: City) -> None:
    bob, east = city.people["bob"], city.units["east"]
    made = membership_add(person=bob, unit=east, role=Role.REVIEWER, **by(city))
    with pytest.raises(UnableToChange):
        membership_add(person=bob, unit=east, role=Role.REVIEWER, **by(city))
    membership_remove(membership=made, **by(city))

    events = AuditEvent.objects.filter(action__startswith="membership.").order_by("pk")
    assert [(e.action, e.subject, e.unit, e.reason) for e in events] == [
        ("membership.created", "person:bob", "east", REASON),
        ("membership.deleted", "person:bob", "east", REASON),
    ]
    assert events[1].details["changes"]["role"] == ["reviewer", None]


@pytest.mark.parametrize("actor", ["coordinator", "administrator"])
def test_last_coordinator_keeps_the_role(city: City, actor: str) -> None:
    with pytest.raises(UnableToChange):
        membership_remove(membership=role_of(city, "coordinator"), **by(city, actor))
    assert role_of(city, "coordinator")


def test_coordinator_may_take_the_role_of_another_but_not_their_own(city: City) -> None:
    second = second_coordinator(city)

    with pytest.raises(UnableToChange):
        membership_remove(membership=role_of(city, "coordinator"), **by(city))
    membership_remove(membership=second.memberships.get(), **by(city))
    assert not second.memberships.exists()


def test_one_of_two_coordinations_may_be_given_up(city: City) -> None:
    person = city.people["coordinator"]
    made = membership_add(person=person, unit=city.units["bureau"], role=Role.COORDINATOR, **by(city))

    membership_remove(membership=made, **by(city))
    assert person.memberships.count() == 1


def test_administrators_are_never_touched(city: City) -> None:
    staff = factories.person_make("staff")
    staff.is_staff = True
    staff.save()
    for person in (city.people["administrator"], staff):
        for attempt in (
            lambda person=person: person_change(person=person, by=city.people["coordinator"], at=NOW),
            lambda person=person: password_set(person=person, password="taken-over-123", **by(city)),
            lambda person=person: person_switch_off(person=person, leave_work=True, **by(city)),
            lambda person=person: person_switch_on(person=person, **by(city)),
            lambda person=person: membership_add(
                person=person, unit=city.units["east"], role=Role.VIEWER, **by(city)
            ),
        ):
            with pytest.raises(UnableToChange):
                attempt()
    assert not AuditEvent.objects.filter(action__startswith="person.").exists()
