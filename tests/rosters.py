"""A roster for the small city of the tests, filled through the services that fill a real one."""

import datetime as dt
from typing import Any

from tests.factories import NOW, City
from tracker.calculations.progress import Aggregation
from tracker.models import Roster, RosterEntry, RosterUse, Target
from tracker.services.rosters import EntryFacts, entry_add

# Valid codes of nobody: the region 999999 does not exist.
CODES = ("91999999MA0000001N", "91999999MA0000002R", "91999999MA0000003W")


def roster_make(city: City, target: str = "factories", **changes: Any) -> Roster:
    """A roster that counts this target, with the levels three and four stars and two list types; no names yet."""
    Target.objects.filter(code=target).update(aggregation=Aggregation.ROSTER)
    city.targets[target].refresh_from_db()
    roster = Roster.objects.create(
        **{"code": target, "name_zh": "智能工厂名录", "name_en": "Factories", "position": 1} | changes
    )
    RosterUse.objects.create(roster=roster, target=city.targets[target])
    for position, stars in enumerate(("three", "four"), start=1):
        roster.levels.create(code=stars, name_zh=f"{stars}星", name_en=stars.title(), position=position)
    for position, kind in enumerate(("plain", "5g"), start=1):
        roster.kinds.create(code=kind, name_zh=f"{kind}工厂", name_en=kind.title(), position=position)
    return roster


def name_add(
    city: City,
    roster: Roster,
    name: str,
    unit: str = "east",
    on: str = "2025-01-15",
    *,
    code: str = "",
    level: str = "",
    kind: str = "",
    **facts: Any,
) -> RosterEntry:
    """A name on the roster, put there by the coordinator."""
    return entry_add(
        roster=roster,
        code=code,
        name=name,
        facts=EntryFacts(
            unit=city.units[unit],
            recognised_on=dt.date.fromisoformat(on),
            level=roster.levels.get(code=level) if level else None,
            kind=roster.kinds.get(code=kind) if kind else None,
            **facts,
        ),
        by=city.people["coordinator"],
        at=NOW,
    )
