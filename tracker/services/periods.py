"""Quarters as tasks: made with the plan, opened and closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from tracker.calculations.periods import Quarter
from tracker.models import Period

# The plans name no date by which a quarter is reported. Until the coordinator sets one, a quarter can be
# reported from the day after its end and is due on the twentieth day.
DAYS_TO_REPORT = 20


def periods_ensure(quarters: Iterable[Quarter]) -> int:
    """Make the missing quarters with their default dates; those that exist keep theirs. Returns how many."""
    existing = set(Period.objects.values_list("quarter", flat=True))
    missing = [quarter for quarter in quarters if quarter not in existing]
    Period.objects.bulk_create(
        Period(
            quarter=quarter,
            opens=quarter.last_day + dt.timedelta(days=1),
            due=quarter.last_day + dt.timedelta(days=DAYS_TO_REPORT),
        )
        for quarter in missing
    )
    return len(missing)
