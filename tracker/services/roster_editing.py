"""What every change of a roster keeps to: who may make it, in which order rows are held, what is kept out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tracker.calculations.rosters import holds_identity_number
from tracker.models import AuditEvent, Enterprise, Roster
from tracker.permissions import Rights

from . import audit
from .editing import UnableToChange
from .roster_counts import rosters_locked


class UnableToChangeRoster(UnableToChange):
    """The roster cannot be changed like this; the message is for the person who tried."""


def roster_locked(roster: Roster, by: Any) -> Roster:
    """The roster, held until the transaction ends. Raises `UnableToChangeRoster` when it is not this person's."""
    [held] = rosters_locked([roster])
    check_editor(held, by)
    return held


def rosters_of(*enterprises: Enterprise, by: Any) -> list[Roster]:
    """Every roster on which one of these stands, held; what is changed about an enterprise is changed on all of them.

    Raises `UnableToChangeRoster` when one of them is not this person's, or none of them stands on any.
    """
    rosters = rosters_locked(Roster.objects.filter(entries__enterprise__in=enterprises).distinct())
    if not rosters:
        raise UnableToChangeRoster(_("This enterprise stands on no roster."))
    for roster in rosters:
        check_editor(roster, by)
    return rosters


def check_editor(roster: Roster, by: Any) -> None:
    """Raise `UnableToChangeRoster` when this person does not look after the roster. Reads its targets."""
    if not Rights(by).may_edit_roster(roster):
        raise UnableToChangeRoster(_("%(roster)s is not yours to change.") % {"roster": roster})


def check_reason(reason: str) -> str:
    """The reason without what stands around it; raises `UnableToChangeRoster` when nothing is left."""
    if not reason.strip():
        raise UnableToChangeRoster(
            _("Say why: the reason stands in the records beside the change."), "reason"
        )
    check_impersonal({"reason": reason})
    return reason.strip()


def check_impersonal(texts: dict[str, str]) -> None:
    """Raise `UnableToChangeRoster` where the number of an identity card stands in one of these fields."""
    for field, text in texts.items():
        if holds_identity_number(text):
            raise UnableToChangeRoster(
                _("The number of an identity card stands here. Personal data has no place on a roster."),
                field,
            )


def record(
    action: str,
    rosters: Iterable[Roster],
    *,
    by: Any,
    at: dt.datetime,
    details: dict[str, Any],
    reason: str = "",
    unit: str = "",
) -> list[AuditEvent]:
    """An event in the trail of each of these rosters, so that whoever compared something with one of them notices."""
    return [
        audit.record(
            action=action,
            subject=f"roster:{roster.code}",
            by=by,
            at=at,
            details=details,
            reason=reason,
            unit=unit,
            target=next((target.code for target in roster.targets.all()), ""),
        )
        for roster in rosters
    ]
