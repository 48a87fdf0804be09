"""What this installation is, and what happened in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone

from tracker.models import AuditEvent, Installation, Plan, ReportingUnit, Role, Roster, Target
from tracker.permissions import Permission, Rights


@dataclass(frozen=True)
class RecordFilters:
    """Which events are wanted; an empty text asks for all. Both days are meant as a whole."""

    unit: str = ""
    target: str = ""
    quarter: str = ""
    person: str = ""
    action: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class RecordChoices:
    """What a person's events can be narrowed to: the codes that occur in them, in the official order."""

    units: tuple[str, ...]
    targets: tuple[str, ...]
    quarters: tuple[str, ...]
    people: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Names:
    """The names of what events speak about, by code. What is gone since keeps its code."""

    units: Mapping[str, str]
    targets: Mapping[str, str]
    plans: Mapping[str, str]
    rosters: Mapping[str, str]
    people: Mapping[str, str]


def is_demo() -> bool:
    """Whether the database holds invented figures; then every page and every picture says so."""
    return Installation.objects.filter(is_demo=True).exists()


def records(rights: Rights, filters: RecordFilters) -> QuerySet[AuditEvent]:
    """The events that the person may see and asks for, the newest first."""
    events = _visible(rights)
    for name in ("unit", "target", "quarter", "action"):
        if value := getattr(filters, name):
            events = events.filter(**{name: value})
    if filters.person:
        events = events.filter(actor_name=filters.person)
    if filters.since:
        events = events.filter(at__gte=_midnight(filters.since))
    if filters.until:
        events = events.filter(at__lt=_midnight(filters.until + dt.timedelta(days=1)))
    return events


def record_choices(rights: Rights, names: Names) -> RecordChoices:
    """What the person's events can be narrowed to. Five queries."""
    events = _visible(rights).order_by()

    def found(field: str) -> set[str]:
        return set(events.exclude(**{field: ""}).values_list(field, flat=True).distinct())

    return RecordChoices(
        units=_ordered(found("unit"), names.units),
        targets=_ordered(found("target"), names.targets),
        quarters=tuple(sorted(found("quarter"), reverse=True)),
        people=tuple(sorted(found("actor_name"))),
        actions=tuple(sorted(found("action"))),
    )


def names() -> Names:
    """Five queries. Names in the reader's language, units and targets in the official order."""
    return Names(
        units={unit.code: unit.name for unit in ReportingUnit.objects.all()},
        targets={target.code: target.name for target in Target.objects.all()},
        plans={plan.code: plan.short_name for plan in Plan.objects.all()},
        rosters={roster.code: roster.name for roster in Roster.objects.all()},
        people={
            person.get_username(): person.get_full_name() or person.get_username()
            for person in get_user_model().objects.all()
        },
    )


def _visible(rights: Rights) -> QuerySet[AuditEvent]:
    """Whoever reads every sheet reads every event; others those of their own units, and a bureau's reviewer those
    about the targets that the bureau leads.
    """
    if rights.sees_every_sheet:
        return AuditEvent.objects.all()
    units = [unit.code for unit in rights.units(Permission.VIEW_SHEET)]
    led = Target.objects.filter(lead_unit__in=rights.unit_ids(Role.BUREAU_REVIEWER)).values("code")
    return AuditEvent.objects.filter(Q(unit__in=units) | Q(target__in=led))


def _ordered(codes: set[str], named: Iterable[str]) -> tuple[str, ...]:
    """In the order of the names; what has none any more at the end."""
    known = [code for code in named if code in codes]
    return (*known, *sorted(codes.difference(known)))


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
