"""What units object to in a release, for those who read it, answer it, or object themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.models import (
    CompetitionList,
    Edition,
    Objection,
    ObjectionAnswer,
    Period,
    Release,
    ReleaseState,
    ReportingUnit,
    Role,
    Target,
)
from tracker.permissions import Permission, Rights

from .periods import period_of

SHOWN = (ReleaseState.WINDOW, ReleaseState.SCHEDULED, ReleaseState.PUBLISHED)


@dataclass(frozen=True)
class ObjectionRow:
    """An objection with its answer, and what the reader may do with it."""

    objection: Objection
    answer: ObjectionAnswer | None
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True)
class ObjectionsPage:
    """The objections to a release by number; `units` are those in whose name the reader objects."""

    period: Period
    release: Release
    rows: tuple[ObjectionRow, ...]
    units: tuple[ReportingUnit, ...]
    on: dt.date

    @property
    def is_published(self) -> bool:
        return self.release.state == ReleaseState.PUBLISHED

    @property
    def is_shown(self) -> bool:
        """Whether every member may open the preview."""
        return self.release.state in SHOWN

    @property
    def is_taken(self) -> bool:
        """Whether objections are taken: from the window's first day until the release is published."""
        return not self.is_published and self.release.window_closes is not None

    @property
    def is_late(self) -> bool:
        """Whether what comes now is kept, and holds nothing up."""
        return self.release.window_closes is not None and self.on > self.release.window_closes

    @property
    def unanswered(self) -> int:
        return sum(row.answer is None for row in self.rows)

    def row(self, number: str) -> ObjectionRow | None:
        return next((row for row in self.rows if str(row.objection.number) == number), None)


def speaks_for(rights: Rights, unit: ReportingUnit) -> bool:
    """Whether somebody objects, and withdraws objections, in the name of a unit."""
    return unit.pk in _speaking(rights)


def may_answer(rights: Rights, unit: ReportingUnit) -> bool:
    """Whether somebody answers what a unit objects to: never a member of that unit."""
    return works_on_releases(rights) and not rights.belongs_to(unit)


def works_on_releases(rights: Rights) -> bool:
    """Whether somebody prepares or publishes releases."""
    return rights.may(Permission.RELEASE) or rights.may(Permission.APPROVE_RELEASE)


def objections_page(*, code: str, rights: Rights, on: dt.date) -> ObjectionsPage:
    """The objections to a quarter's release. A fixed number of queries. Raises `Release.DoesNotExist` where nothing has
    been shown to the units yet.
    """
    period = period_of(code)
    release = Release.objects.get(period=period)
    found = release.objections.select_related(
        "unit", "target", "list__edition", "author", "answer__author"
    ).order_by("number")
    rows = tuple(_row(objection, release, rights) for objection in found)
    if release.state not in SHOWN and not rows:
        raise Release.DoesNotExist
    return ObjectionsPage(period=period, release=release, rows=rows, units=own_units(rights), on=on)


def own_units(rights: Rights) -> tuple[ReportingUnit, ...]:
    """The units in whose name somebody objects, in the official order."""
    speaking = _speaking(rights)
    units = {m.unit for m in rights.memberships if m.unit_id in speaking}
    return tuple(sorted(units, key=lambda unit: (unit.position, unit.pk)))


def things_to_object_to(period: Period) -> tuple[Sequence[Target], Sequence[CompetitionList]]:
    """The targets and the lists of a quarter, in their order. Two queries and one for the editions."""
    editions = [edition for edition in Edition.objects.order_by("position") if edition.covers(period.quarter)]
    lists = CompetitionList.objects.filter(edition__in=editions).order_by("edition__position", "position")
    return list(Target.objects.all()), list(lists)


def _row(objection: Objection, release: Release, rights: Rights) -> ObjectionRow:
    answer = getattr(objection, "answer", None)
    is_open = answer is None and release.state != ReleaseState.SCHEDULED
    return ObjectionRow(
        objection=objection,
        answer=answer,
        may_answer=is_open and may_answer(rights, objection.unit),
        may_withdraw=is_open and speaks_for(rights, objection.unit),
    )


def _speaking(rights: Rights) -> set[int]:
    return rights.unit_ids(Role.REPORTER) | rights.unit_ids(Role.REVIEWER)
