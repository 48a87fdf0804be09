"""When an official leaves: their work goes to a successor, and their account is switched off."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.models import Draft, Membership
from tracker.permissions import Permission, Rights

from . import audit
from .trails import trail_of


class UnableToHandOver(Exception):
    """The work cannot be handed over like this; the message is for the person who tried."""


@dataclass(frozen=True)
class HandedOver:
    """What moved; `kept` are the drafts that could not move and stand in the records in words."""

    memberships: tuple[Membership, ...]
    drafts: tuple[Draft, ...]
    kept: tuple[Draft, ...]


def handover(*, leaver: Any, successor: Any, reason: str, by: Any, at: dt.datetime) -> HandedOver:
    """Give everything that `leaver` holds to `successor` and switch the leaver's account off for good: it can sign
    in no more, and its password is gone, so that no session outlives it.

    Every membership moves, a coordinator's too, so that no unit and no installation is left without its people;
    what was returned and what was promised belongs to the units and comes with them. A draft moves unless the
    successor is typing one for the same figure or may not enter it: then its text is kept in the records.

    Raises `UnableToHandOver` without a reason, for oneself, for administrators, and when the successor is the
    leaver or switched off.
    """
    if not Rights(by).may(Permission.MANAGE):
        raise UnableToHandOver(_("Only a coordinator hands over the work of others."))
    if not reason.strip():
        raise UnableToHandOver(_("Say why the work is handed over."))
    with transaction.atomic():
        locked = get_user_model().objects.select_for_update(no_key=True).order_by("pk")
        people = {person.pk: person for person in locked.filter(pk__in=[leaver.pk, successor.pk])}
        leaver, successor = people[leaver.pk], people[successor.pk]
        _check(leaver, successor, by)
        memberships = _move_memberships(leaver, successor)
        drafts, kept = _move_drafts(leaver, successor)
        was_active = leaver.is_active
        leaver.is_active = False
        leaver.set_unusable_password()
        leaver.save(update_fields=["is_active", "password"])
        for draft in kept:
            audit.record_report(
                action="draft.kept",
                assignment=draft.report.assignment,
                period=draft.report.period,
                by=by,
                at=at,
                reason=reason.strip(),
                details={"author": audit.person_name(leaver), "typed": draft.content},
            )
        units = {m.unit.code for m in memberships} | {d.report.assignment.unit.code for d in (*drafts, *kept)}
        audit.record(
            action="person.handed-over",
            by=by,
            at=at,
            reason=reason.strip(),
            # In the trail of the unit when it is about one alone.
            unit=units.pop() if len(units) == 1 else "",
            details={
                "successor": audit.person_name(successor),
                "memberships": [f"{m.unit.code}:{m.role}" for m in memberships],
                "drafts": [_figure(draft) for draft in drafts],
                "kept": [{"figure": _figure(draft), "typed": draft.content} for draft in kept],
                "changes": {"is_active": ["True", "False"]} if was_active else {},
            },
            **trail_of(leaver),
        )
    return HandedOver(memberships, drafts, kept)


def _check(leaver: Any, successor: Any, by: Any) -> None:
    name = audit.person_name
    if leaver.pk == by.pk:
        raise UnableToHandOver(_("Your own work is handed over by another coordinator or the administrator."))
    if any(person.is_superuser or person.is_staff for person in (leaver, successor)):
        raise UnableToHandOver(_("Administrators neither hand over nor take over figures."))
    if leaver.pk == successor.pk:
        raise UnableToHandOver(_("%(name)s cannot be their own successor.") % {"name": name(leaver)})
    if not successor.is_active:
        raise UnableToHandOver(_("The account of %(name)s is switched off.") % {"name": name(successor)})


def _move_memberships(leaver: Any, successor: Any) -> tuple[Membership, ...]:
    """The leaver's memberships, now the successor's; those that the successor has already simply end."""
    held = set(successor.memberships.values_list("unit", "role"))
    memberships = tuple(leaver.memberships.select_related("unit"))
    Membership.objects.bulk_create(
        Membership(user=successor, unit=m.unit, role=m.role)
        for m in memberships
        if (m.unit_id, m.role) not in held
    )
    leaver.memberships.all().delete()
    return memberships


def _move_drafts(leaver: Any, successor: Any) -> tuple[tuple[Draft, ...], tuple[Draft, ...]]:
    """The drafts that are now the successor's, and those that were taken away and have to be kept in words."""
    own = set(successor.drafts.values_list("report", flat=True))
    enters = {unit.pk for unit in Rights(successor).units(Permission.REPORT)}
    moved, kept = [], []
    for draft in leaver.drafts.select_related(
        "report__period", "report__assignment__unit", "report__assignment__target"
    ):
        if draft.report_id in own or draft.report.assignment.unit_id not in enters:
            kept.append(draft)
            continue
        # No window of the successor has shown it: the first that saves there is told of it.
        draft.author, draft.window = successor, ""
        draft.save(update_fields=["author", "window"])
        moved.append(draft)
    leaver.drafts.all().delete()
    return tuple(moved), tuple(kept)


def _figure(draft: Draft) -> str:
    assignment = draft.report.assignment
    return f"{draft.report.period.quarter.code}:{assignment.unit.code}:{assignment.target.code}"
