"""Names in bulk, invented: rosters as large as a city's, for what has to stay quick."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice

from stdnum.cn import uscc

from tracker.models import Enterprise, ReportingUnit, Roster, RosterEntry

PIECE = 5_000  # rows that are stored at once
FIRST = dt.date(2021, 1, 1)
DAYS = 2_000  # over which names were recognised
CLIMBERS, WITHDRAWN, PAIRS = 5, 17, 41  # every so many: recognised twice, withdrawn, in two units


def code_of(number: int) -> str:
    """A code that passes its check, in a region that does not exist."""
    body = f"91990000MA{number:07}"
    return body + uscc.calc_check_digit(body)


def enterprises_make(count: int, *, first: int = 0) -> list[Enterprise]:
    """This many enterprises, stored."""
    enterprises = [
        Enterprise(uscc=code_of(number), name=f"示例第{number:06}号智能装备有限公司")
        for number in range(first, first + count)
    ]
    for enterprise in enterprises:
        enterprise.follow_name()
    return Enterprise.objects.bulk_create(enterprises, batch_size=PIECE)


def entries_make(roster: Roster, count: int, *, first: int = 0) -> None:
    """This many entries on a roster, over all areas, levels, list types and two thousand days: some enterprises
    climb a level, some were withdrawn, some stand in two units. `first` numbers the enterprises.
    """
    entries = islice(_entries(roster, enterprises_make(count, first=first)), count)
    while piece := list(islice(entries, PIECE)):
        RosterEntry.objects.bulk_create(piece)


def _entries(roster: Roster, enterprises: list[Enterprise]) -> Iterator[RosterEntry]:
    units = [unit for unit in ReportingUnit.objects.all() if unit.is_area]
    levels, kinds = list(roster.levels.all()), list(roster.kinds.all())
    for number, enterprise in enumerate(enterprises):
        day = FIRST + dt.timedelta(days=number * 7 % DAYS)
        is_withdrawn = number % WITHDRAWN == 0
        entry = RosterEntry(
            roster=roster,
            enterprise=enterprise,
            item=f"示例{number}号{roster.item_zh}" if roster.counts_items else "",
            unit=units[number % len(units)],
            kind=kinds[number % len(kinds)] if kinds else None,
            level=levels[number % len(levels)] if levels else None,
            batch=f"第{day.year - FIRST.year + 1}批",
            recognised_on=day,
            withdrawn_on=day + dt.timedelta(days=400) if is_withdrawn else None,
            withdrawal_reason="复核未通过" if is_withdrawn else "",
            source=f"示例文件〔{day.year}〕{number % 30}号",
        )
        yield entry
        if number % CLIMBERS == 0:
            yield _another(entry, level=levels[-1] if levels else None)
        if number % PAIRS == 0:
            yield _another(entry, unit=units[(number + 1) % len(units)])


def _another(entry: RosterEntry, **changes: object) -> RosterEntry:
    """The same name, recognised again half a year later."""
    fields = {field.attname: getattr(entry, field.attname) for field in RosterEntry._meta.concrete_fields}
    made = RosterEntry(**fields | {"id": None, "recognised_on": entry.recognised_on + dt.timedelta(days=180)})
    made.withdrawn_on, made.withdrawal_reason = None, ""
    for name, value in changes.items():
        setattr(made, name, value)
    return made
