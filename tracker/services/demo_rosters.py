"""The invented names as rosters: entries, flags and counts of every quarter, as the services would have left them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from tracker.calculations.periods import Quarter
from tracker.models import (
    Enterprise,
    FormerName,
    Period,
    ReportingUnit,
    Roster,
    RosterEntry,
    RosterKind,
    RosterLevel,
    Target,
)

from .demo_figures import demo_counts
from .demo_names import DemoEnterprise, DemoName, demo_names
from .roster_counts import recount
from .roster_flags import flags_find
from .rosters import count_decide


def demo_rosters(
    spec: dict[str, Any],
    names: dict[str, Any],
    units: Mapping[str, ReportingUnit],
    coordinator: Any,
    at: dt.datetime,
) -> int:
    """Put the invented names on their rosters and count them. Returns how many entries there are.

    `spec` is what figures.yaml says, `names` rosters.yaml, `units` are all fictitious units in their order. In bulk, as
    with the figures; before the finished quarters are closed, for those keep the counts that they have.
    """
    areas = [code for code, unit in units.items() if unit.is_area]
    drawn = list(demo_names(names, demo_counts(spec, areas, names["rosters"])))
    enterprises = _enterprises((name.enterprise for name in drawn), names["renamed"]["until"])
    rosters = {roster.code: roster for roster in Roster.objects.filter(code__in=names["rosters"])}
    entries = _entries(drawn, names, rosters, enterprises, units)
    flags_find(entries, at=at)
    for roster in rosters.values():
        recount(roster)
    _decide(names["decision"], coordinator)
    return len(entries)


def _enterprises(drawn: Iterable[DemoEnterprise], until: dt.date) -> dict[DemoEnterprise, Enterprise]:
    rows = {
        enterprise: Enterprise(name=enterprise.name, uscc=enterprise.code, faulty_code=enterprise.faulty_code)
        for enterprise in dict.fromkeys(drawn)
    }
    for row in rows.values():
        row.follow_name()
    Enterprise.objects.bulk_create(rows.values())
    FormerName.objects.bulk_create(
        FormerName(enterprise=row, name=enterprise.former_name, until=until)
        for enterprise, row in rows.items()
        if enterprise.former_name
    )
    return rows


def _entries(
    drawn: Iterable[DemoName],
    names: dict[str, Any],
    rosters: Mapping[str, Roster],
    enterprises: Mapping[DemoEnterprise, Enterprise],
    units: Mapping[str, ReportingUnit],
) -> list[RosterEntry]:
    kinds = {(kind.roster_id, kind.code): kind for kind in RosterKind.objects.all()}
    levels = {(level.roster_id, level.code): level for level in RosterLevel.objects.all()}
    rows = []
    for name in drawn:
        roster = rosters[name.roster]
        rows.append(
            RosterEntry(
                roster=roster,
                enterprise=enterprises[name.enterprise],
                item=name.item,
                unit=units[name.unit],
                kind=kinds[roster.pk, name.kind] if name.kind else None,
                level=levels[roster.pk, name.level] if name.level else None,
                batch=name.batch,
                recognised_on=name.on,
                withdrawn_on=name.withdrawn_on,
                withdrawal_reason=names["withdrawn"]["reason"] if name.withdrawn_on else "",
                source=f"{names['rosters'][name.roster]['source']}（{name.batch}）",
            )
        )
    return RosterEntry.objects.bulk_create(rows)


def _decide(decision: dict[str, Any], coordinator: Any) -> None:
    """Let the coordinator say, in the quarter's first days, that what the units state is official."""
    period = Period.objects.get(quarter=Quarter.parse(decision["quarter"]))
    day = dt.datetime.combine(period.opens + dt.timedelta(days=4), dt.time(12))
    count_decide(
        target=Target.objects.get(code=decision["target"]),
        period=period,
        takes_roster=False,
        reason=decision["reason"],
        by=coordinator,
        at=timezone.make_aware(day),
    )
