"""Objections (异议) of units to a release that is shown to them, and what they are answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.models import (
    CompetitionList,
    Objection,
    ObjectionAnswer,
    Release,
    ReleaseState,
    ReportingUnit,
    Target,
)
from tracker.permissions import Rights
from tracker.release_labels import OBJECTION_OUTCOME_LABELS
from tracker.selectors.objections import may_answer, speaks_for

from . import audit

WITHDRAWN = "withdrawn"  # the outcome that is the objecting unit's own word


class UnableToObject(Exception):
    """The objection, or its answer, is not taken; the message is for whoever wrote it."""


@transaction.atomic
def objection_raise(
    *,
    release: Release,
    unit: ReportingUnit,
    target: Target | None = None,
    list: CompetitionList | None = None,
    text: str,
    by: Any,
    at: dt.datetime,
) -> Objection:
    """A unit's objection to a target's figures, to a list, or (without both) to the whole of a draft.

    After the window it is kept and marked as late. Numbered within the release, without gaps. Raises `UnableToObject`
    for somebody who neither reports nor reviews for the unit, and for a release that is not shown, or is published.
    """
    if not speaks_for(Rights(by), unit):
        raise UnableToObject(
            _("Only those who report or review for %(unit)s object for it.") % {"unit": unit}
        )
    if not text.strip():
        raise UnableToObject(_("Say what the unit objects to, and why."))
    if target and list:
        raise UnableToObject(_("Choose one thing that the unit objects to."))
    current = Release.objects.locked().select_related("period").get(pk=release.pk)
    words = {"quarter": current.period}
    if current.state == ReleaseState.PUBLISHED:
        raise UnableToObject(_("%(quarter)s has been published; ask for a correction.") % words)
    if current.window_closes is None:
        raise UnableToObject(
            _(
                "The draft of %(quarter)s is not shown to the units at the moment: there is nothing to object to."
            )
            % words
        )
    last = current.objections.aggregate(last=Max("number"))["last"] or 0
    objection = Objection.objects.create(
        release=current,
        number=last + 1,
        unit=unit,
        target=target,
        list=list,
        text=text.strip(),
        is_late=timezone.localtime(at).date() > current.window_closes,
        author=by,
        recorded_at=at,
    )
    details = {"number": objection.number} | ({"list": list.name} if list else {})
    _record("objection.raised", objection, details, by=by, at=at)
    return objection


@transaction.atomic
def objection_answer(
    *, objection: Objection, outcome: str, text: str, by: Any, at: dt.datetime
) -> ObjectionAnswer:
    """Answer an objection, once. "withdrawn" is the unit's own word; every other answer is given by somebody who
    prepares or publishes releases and does not belong to the unit.

    What is scheduled has been approved as it is: it is taken back before an objection in it is answered.
    """
    if outcome not in OBJECTION_OUTCOME_LABELS:
        raise UnableToObject(_("Choose what becomes of the objection."))
    if not text.strip():
        raise UnableToObject(_("Say why."))
    _check_answers(Rights(by), objection, outcome)
    release = Release.objects.locked().get(pk=objection.release_id)
    if release.state == ReleaseState.SCHEDULED:
        raise UnableToObject(
            _(
                "The release is approved and scheduled. It has to be taken back before objections are answered."
            )
        )
    if ObjectionAnswer.objects.filter(objection=objection).exists():
        raise UnableToObject(_("The objection has been answered already."))
    answer = ObjectionAnswer.objects.create(
        objection=objection, outcome=outcome, text=text.strip(), author=by, recorded_at=at
    )
    details = {"number": objection.number, "outcome": outcome}
    _record("objection.answered", objection, details, by=by, at=at)
    return answer


def _check_answers(rights: Rights, objection: Objection, outcome: str) -> None:
    unit = objection.unit
    if outcome == WITHDRAWN:
        if not speaks_for(rights, unit):
            raise UnableToObject(_("Only %(unit)s itself withdraws its objection.") % {"unit": unit})
    elif rights.belongs_to(unit):
        raise UnableToObject(
            _("You belong to %(unit)s: its objection is answered by somebody else.") % {"unit": unit}
        )
    elif not may_answer(rights, unit):
        raise UnableToObject(_("Objections are answered by those who prepare or publish releases."))


def _record(action: str, objection: Objection, details: dict[str, Any], *, by: Any, at: dt.datetime) -> None:
    code = objection.release.period.quarter.code
    audit.record(
        action=action,
        subject=f"release:{code}",
        by=by,
        at=at,
        details=details,
        unit=objection.unit.code,
        target=objection.target.code if objection.target else "",
        quarter=code,
    )
