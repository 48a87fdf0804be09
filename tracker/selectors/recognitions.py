"""Honours, the chronicle of the plans, and the notes beside a target: facts with their sources, never its values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tracker.calculations.periods import Quarter
from tracker.documents.definition_fields import as_of_day, as_of_quarter
from tracker.models import Plan, Recognition, Remark, Source, Target

from .targets import TargetPage


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One entry of the chronicle. `kind` is event, remark, plan-start or plan-end, or a word of whoever adds more.

    `as_of` is as exact as the date is known; `address` leads to a page of its own, where there is one.
    """

    kind: str
    as_of: str
    text: str = ""
    note: str = ""
    source: Source | None = None
    plan: Plan | None = None
    target: Target | None = None
    address: str = ""

    @property
    def day(self) -> dt.date:
        """The day it begins."""
        return as_of_day(self.as_of)


@dataclass(frozen=True, kw_only=True)
class HonourYear:
    year: int
    honours: tuple[Recognition, ...]


@dataclass(frozen=True, kw_only=True)
class MomentYear:
    year: int
    moments: tuple[Moment, ...]


@dataclass(frozen=True, kw_only=True)
class TargetNote:
    """Something said beside a target's trajectory. `number` is its sign in the picture, None where it lies outside.

    `kind` is break (another definition from here on), remark, honour or event. `fact` is the honour or event.
    """

    kind: str
    quarter: Quarter
    text: str
    source: Source | None = None
    fact: Recognition | None = None
    number: int | None = None


def honours() -> tuple[HonourYear, ...]:
    """What was recognised, the latest year first. One query."""
    rows = Recognition.objects.filter(kind="honour").select_related("source", "plan", "target")
    years: dict[int, list[Recognition]] = {}
    for row in sorted(rows, key=lambda row: (row.position, row.pk)):
        years.setdefault(as_of_day(row.as_of).year, []).append(row)
    return tuple(HonourYear(year=year, honours=tuple(years[year])) for year in sorted(years, reverse=True))


def timeline(events: Iterable[Moment] = ()) -> tuple[MomentYear, ...]:
    """The chronicle in the order of time, year by year: stored events, each plan's start and end, the remarks
    beside targets, and the `events` that the caller adds (releases, for instance). Three queries.
    """
    plans = Plan.objects.select_related("source")
    stored = Recognition.objects.filter(kind="event").select_related("source", "plan", "target")
    found = [
        *(
            Moment(kind="plan-start", as_of=plan.first.first_day.isoformat(), plan=plan, source=plan.source)
            for plan in plans
        ),
        *(_of_event(row) for row in stored),
        *(
            Moment(
                kind="remark",
                as_of=remark.quarter.code,
                text=remark.text,
                source=remark.source,
                target=remark.target,
            )
            for remark in Remark.objects.select_related("source", "target")
        ),
        *events,
        *(
            Moment(kind="plan-end", as_of=plan.last.last_day.isoformat(), plan=plan, source=plan.source)
            for plan in plans
        ),
    ]
    years: dict[int, list[Moment]] = {}
    # Of one day, what was collected first stands first: sorting keeps that order.
    for moment in sorted(found, key=lambda moment: moment.day):
        years.setdefault(moment.day.year, []).append(moment)
    return tuple(MomentYear(year=year, moments=tuple(moments)) for year, moments in years.items())


def _of_event(row: Recognition) -> Moment:
    return Moment(
        kind=row.kind,
        as_of=row.as_of,
        text=row.text,
        note=row.note,
        source=row.source,
        plan=row.plan,
        target=row.target,
    )


def target_notes(page: TargetPage) -> tuple[TargetNote, ...]:
    """What stands beside a target's trajectory in the order of time: changes of definition, remarks, honours and
    events. Those inside the picture's quarters are numbered; of the others only honours and events are told.
    """
    first, last = page.quarters[0].quarter, page.quarters[-1].quarter
    said = [
        TargetNote(kind="break", quarter=Quarter.of(row.effective_on), text=row.text, source=row.source)
        # The first definition is the beginning, not a break.
        for row in page.definitions[1:]
    ]
    said += [
        TargetNote(kind="remark", quarter=row.quarter, text=row.text, source=row.source)
        for row in page.remarks
    ]
    said = [note for note in said if first <= note.quarter <= last]
    said += [
        TargetNote(
            kind=row.kind, quarter=as_of_quarter(row.as_of), text=row.text, source=row.source, fact=row
        )
        for row in page.recognitions
    ]
    ordered = sorted(said, key=lambda note: note.quarter)
    inside = [note for note in ordered if _is_inside(note, first, last)]
    numbers = {id(note): number for number, note in enumerate(inside, start=1)}
    return tuple(replace(note, number=numbers.get(id(note))) for note in ordered)


def _is_inside(note: TargetNote, first: Quarter, last: Quarter) -> bool:
    """Whether the note has a place on the chart: what is dated by its year alone belongs to none of its quarters."""
    is_of_a_year = note.fact is not None and len(note.fact.as_of) == 4
    return first <= note.quarter <= last and not is_of_a_year
