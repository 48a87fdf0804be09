"""Accounts and what they may do, as the coordinator looks after them. Administrators are not the coordinator's."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tracker.models import Membership, ReportingUnit, Role
from tracker.selectors.people import drafts_of, returned_of

from . import audit
from .changes import row_delete, row_save
from .editing import UnableToChange
from .trails import trail_of

# What of an account stands in the trail. A password never does, not even as its hash.
RECORDED = ("username", "first_name", "last_name", "email", "is_active")


def person_create(*, person: Any, password: str, by: Any, at: dt.datetime) -> Any:
    """Make an account that can sign in with this password. It may do nothing until it has a role in a unit.

    Raises `UnableToChange` when the name is taken; small and capital letters make no difference at the sign-in.
    """
    users = get_user_model().objects
    person.set_password(password)
    try:
        with transaction.atomic():
            if users.filter(username__iexact=person.get_username()).exists():
                raise IntegrityError
            person.save()
            _record("person.created", person, by=by, at=at, changes=_changes(None, person))
    except IntegrityError:
        raise UnableToChange(_("There is an account with this name already."), "username") from None
    return person


def person_change(*, person: Any, by: Any, at: dt.datetime, reason: str = "") -> bool:
    """Store a person's name and e-mail address as they now are. False when nothing changed."""
    with transaction.atomic():
        changes = _changes(_locked(person), person)
        if not changes:
            return False
        person.save(update_fields=["first_name", "last_name", "email"])
        _record("person.changed", person, by=by, at=at, reason=reason, changes=changes)
    return True


@transaction.atomic
def password_set(*, person: Any, password: str, reason: str, by: Any, at: dt.datetime) -> None:
    """Give an account a new password; whoever is signed in with the old one is signed out."""
    _locked(person)
    person.set_password(password)
    person.save(update_fields=["password"])
    _record("person.password-set", person, by=by, at=at, reason=reason)


@transaction.atomic
def person_switch_off(*, person: Any, leave_work: bool, reason: str, by: Any, at: dt.datetime) -> bool:
    """Let an account do nothing any more; what it did stays. False when it was switched off.

    Raises `UnableToChange` for one's own account, for the last coordinator, and (unless `leave_work`) for somebody
    who has begun what nobody else would finish: that is handed over first.
    """
    if not _locked(person).is_active:
        return False
    if person == by:
        raise UnableToChange(_("Nobody switches off their own account."))
    if person.memberships.filter(role=Role.COORDINATOR).exists() and not _other_coordinators(person):
        raise UnableToChange(_("This is the last coordinator: make somebody else one first."))
    drafts, returned = drafts_of(person).count(), returned_of(person).count()
    if (drafts or returned) and not leave_work:
        raise UnableToChange(
            _(
                "Drafts: %(drafts)d, returned figures: %(returned)d. Hand them over, or tick that they stay behind."
            )
            % {"drafts": drafts, "returned": returned},
            "leave_work",
        )
    _set_active(person, False)
    _record(
        "person.switched-off",
        person,
        by=by,
        at=at,
        reason=reason,
        changes={"is_active": ["True", "False"]},
        left={"drafts": drafts, "returned": returned},
    )
    return True


@transaction.atomic
def person_switch_on(*, person: Any, reason: str, by: Any, at: dt.datetime) -> bool:
    """Let a switched-off account sign in again. False when it could."""
    if _locked(person).is_active:
        return False
    _set_active(person, True)
    _record(
        "person.switched-on", person, by=by, at=at, reason=reason, changes={"is_active": ["False", "True"]}
    )
    return True


def membership_add(
    *, person: Any, unit: ReportingUnit, role: Role, reason: str, by: Any, at: dt.datetime
) -> Membership:
    """Give a person a role in a unit. Raises `UnableToChange` when they have it already."""
    with transaction.atomic():
        _locked(person)
        if person.memberships.filter(unit=unit, role=role).exists():
            raise UnableToChange(_("This person has this role in this unit already."), "role")
        membership = Membership(user=person, unit=unit, role=role)
        row_save(membership, reason=reason, by=by, at=at)
    return membership


@transaction.atomic
def membership_remove(*, membership: Membership, reason: str, by: Any, at: dt.datetime) -> None:
    """Take a role away. Raises `UnableToChange` for the last coordinator, and for one's own coordination."""
    person = membership.user
    _locked(person)
    if membership.role == Role.COORDINATOR and person.is_active:
        others = person.memberships.filter(role=Role.COORDINATOR).exclude(pk=membership.pk).exists()
        if not others and not _other_coordinators(person):
            raise UnableToChange(_("This is the last coordinator: make somebody else one first."))
        if not others and person == by:
            raise UnableToChange(_("Nobody takes the coordination from themselves: ask another coordinator."))
    row_delete(membership, reason=reason, by=by, at=at)


def _locked(person: Any) -> Any:
    """The account as it is stored. The coordinators' roles are locked with it: two cannot remove each other."""
    list(Membership.objects.select_for_update().filter(role=Role.COORDINATOR).order_by("pk"))
    stored = get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)
    if stored.is_superuser or stored.is_staff:
        raise UnableToChange(_("Administrators are looked after in the administration."))
    return stored


def _other_coordinators(person: Any) -> bool:
    others = Membership.objects.filter(role=Role.COORDINATOR, user__is_active=True)
    return others.exclude(user=person).exists()


def _set_active(person: Any, is_active: bool) -> None:
    person.is_active = is_active
    person.save(update_fields=["is_active"])


def _changes(before: Any, after: Any) -> dict[str, list[str | None]]:
    """For each field of an account that differs its old and its new value; None for a blank one."""
    pairs = {name: [_text(before, name), _text(after, name)] for name in RECORDED}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _text(person: Any, name: str) -> str | None:
    value = getattr(person, name) if person else None
    return None if value in (None, "") else str(value)


def _record(action: str, person: Any, *, by: Any, at: dt.datetime, reason: str = "", **details: Any) -> None:
    audit.record(action=action, **trail_of(person), by=by, at=at, reason=reason, details=details)
