"""What happened, in words: every event of the trail as a person reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext

from tracker.calculations.periods import Quarter
from tracker.event_labels import (
    ACTION_LABELS,
    CHANGE_LABELS,
    DETAIL_LABELS,
    SUBJECT_LABELS,
)
from tracker.labels import CHECK_LABELS, REASON_LABELS, exact_text, quarter_name, separator
from tracker.models import AuditEvent, ReportVersion, Role
from tracker.models.fields import QuarterField
from tracker.release_labels import OBJECTION_OUTCOME_LABELS
from tracker.selectors.records import Names

SYSTEM = "system"  # the actor's name where nobody signed in did it: `audit.record`


@dataclass(frozen=True)
class ChangeWords:
    """One field that changed; an empty text where nothing stood, or nothing stands any more."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class EventWords:
    """One event; `report` are the codes of quarter, unit and target where it is about a figure that still is asked."""

    at: dt.datetime
    who: str
    action: str
    subject: str
    changes: tuple[ChangeWords, ...]
    details: tuple[tuple[str, str], ...]
    reason: str
    report: tuple[str, ...]


def event_words(event: AuditEvent, names: Names) -> EventWords:
    """An event in the reader's language. It needs nothing of what it speaks about: that may be gone."""
    kind, _dot, _verb = event.action.partition(".")
    subject, *codes = event.subject.split(":")
    is_known = event.unit in names.units and event.target in names.targets
    return EventWords(
        at=event.at,
        who=who_words(event.actor_name),
        action=action_words(event.action),
        subject=_about(event, names),
        changes=tuple(
            ChangeWords(*_change(kind, name, old, new))
            for name, (old, new) in event.details.get("changes", {}).items()
        ),
        details=tuple(
            (str(DETAIL_LABELS.get(name, name)), _detail(name, value, names))
            for name, value in event.details.items()
            if name != "changes"
        ),
        # Of a figure it is one of the reasons to choose from, else what somebody wrote.
        reason=str(REASON_LABELS.get(event.reason, event.reason)),
        report=tuple(codes) if subject == "report" and is_known else (),
    )


def action_words(action: str) -> str:
    """What was done; an action that has no words of its own is one on a row of set-up."""
    if action in ACTION_LABELS:
        return capfirst(str(ACTION_LABELS[action]))
    kind, _dot, verb = action.partition(".")
    model = _model(kind)
    if model is None or verb not in CHANGE_LABELS:
        return action
    return capfirst(CHANGE_LABELS[verb] % {"thing": model._meta.verbose_name})


def who_words(actor_name: str) -> str:
    return pgettext("actor", "the system") if actor_name == SYSTEM else actor_name


def labelled(label: str, text: str) -> str:
    return gettext("%(label)s: %(text)s") % {"label": label, "text": text}


def draft_words(typed: Mapping[str, str]) -> str:
    """What stood in the fields of a draft."""
    words = []
    for name, text in typed.items():
        field, _old, new = _change("report", name, None, text)
        if text:
            words.append(labelled(field, new))
    return " · ".join(words)


def _about(event: AuditEvent, names: Names) -> str:
    """What an event is about, with the quarter where only the event itself names it: a planned value's."""
    kind, *codes = event.subject.split(":")
    words = _subject(kind, codes, names)
    return (
        words if not event.quarter or event.quarter in codes else f"{words} · {quarter_words(event.quarter)}"
    )


def _subject(kind: str, codes: list[str], names: Names) -> str:
    """The words for a subject: names, not codes, as long as somebody still bears them."""
    if kind == "report":
        return _figure(":".join(codes), names)
    if kind == "period":
        return quarter_words(codes[0])
    if kind == "assignment":
        return " · ".join([names.units.get(codes[0], codes[0]), names.targets.get(codes[1], codes[1])])
    if not codes:
        return ""
    named = {
        "unit": names.units,
        "target": names.targets,
        "plan": names.plans,
        "roster": names.rosters,
        "person": names.people,
    }
    code = codes[0]
    if kind == "check":
        name = str(CHECK_LABELS.get(code, code))
    elif kind == "release":
        name = quarter_words(code)
    else:
        name = named.get(kind, {}).get(code, code)
    label = SUBJECT_LABELS.get(kind)
    return f"{capfirst(str(label))} · {name}" if label else name


def _figure(codes: str, names: Names) -> str:
    """The words for quarter:unit:target."""
    quarter, unit, target = codes.split(":")
    return " · ".join(
        [names.units.get(unit, unit), names.targets.get(target, target), quarter_words(quarter)]
    )


def quarter_words(code: str) -> str:
    """The name of the quarter with this code; a text that is none stays as it is."""
    try:
        return quarter_name(Quarter.parse(code))
    except ValueError:
        return code


def _model(kind: str) -> type[models.Model] | None:
    """The table that the first half of an action speaks of."""
    if kind in ("report", "person"):
        return ReportVersion if kind == "report" else get_user_model()
    return apps.get_app_config("tracker").models.get(kind)


def _change(kind: str, name: str, old: str | None, new: str | None) -> tuple[str, str, str]:
    """The name of a field and its two values, as its table knows them."""
    model = _model(kind)
    fields = {field.name: field for field in model._meta.fields} if model else {}
    field = fields.get(name)
    if field is None:
        return name, old or "", new or ""
    return capfirst(str(field.verbose_name)), _value(field, old), _value(field, new)


def _value(field: models.Field, text: str | None) -> str:
    """A value of a field, stored as text, as one reads it. What cannot be read any more stays as it is."""
    if text is None:
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(text, text))
    if isinstance(field, models.BooleanField):
        return _yes_or_no(text == "True")
    if isinstance(field, QuarterField):
        return quarter_words(text)
    try:
        if isinstance(field, models.DecimalField):
            return exact_text(Decimal(text))
        if isinstance(field, models.DateTimeField):
            return f"{timezone.localtime(dt.datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"
    except (ArithmeticError, ValueError):
        pass  # text of an older form of the field, or of a draft: shown as it was written
    return text


def _yes_or_no(value: bool) -> str:
    return gettext("yes") if value else gettext("no")


def _detail(name: str, value: Any, names: Names) -> str:
    """A detail beside the changes: codes become names."""
    if isinstance(value, list):
        return separator().join(_detail(name, item, names) for item in value)
    if isinstance(value, dict):
        return _details(name, value, names)
    if isinstance(value, bool):
        return _yes_or_no(value)
    if isinstance(value, str) and name in _CODED:
        return _CODED[name](value, names)
    return str(value)


def _details(name: str, value: dict[str, Any], names: Names) -> str:
    """A detail that is made of several: a draft, or counts with their names."""
    if name == "kept":
        return labelled(_figure(value["figure"], names), draft_words(value["typed"]))
    if name == "typed":
        return draft_words(value)
    parts = [f"{DETAIL_LABELS.get(part, part)} {_detail(part, item, names)}" for part, item in value.items()]
    return separator().join(parts)


def _membership(code: str, names: Names) -> str:
    unit, role = code.split(":")
    return f"{names.units.get(unit, unit)} · {Role(role).label}"


# Details that hold codes, and how each is read.
_CODED: dict[str, Callable[[str, Names], str]] = {
    "units": lambda code, names: names.units.get(code, code),
    "targets": lambda code, names: names.targets.get(code, code),
    "from": lambda code, names: quarter_words(code),
    "drafts": _figure,
    "memberships": _membership,
    "outcome": lambda code, names: str(OBJECTION_OUTCOME_LABELS.get(code, code)),
}
