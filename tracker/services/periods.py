"""Quarters as tasks: made with the plan, opened and closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from tracker.calculations.periods import Quarter
from tracker.models import Period

from . import audit

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


@transaction.atomic
def period_close(*, period: Period, by: Any, at: dt.datetime) -> bool:
    """Close a quarter: its figures can no longer be changed, and everybody sees them. False if it was closed."""
    return _period_set(period, "period.closed", closed_at=at, by=by, at=at)


@transaction.atomic
def period_reopen(*, period: Period, by: Any, at: dt.datetime) -> bool:
    """Open a closed quarter again: its figures can be corrected, and strangers no longer see them."""
    return _period_set(period, "period.reopened", closed_at=None, by=by, at=at)


def _period_set(
    period: Period, action: str, *, closed_at: dt.datetime | None, by: Any, at: dt.datetime
) -> bool:
    current = Period.objects.select_for_update().get(pk=period.pk)
    if (current.closed_at is None) == (closed_at is None):
        return False
    current.closed_at = closed_at
    current.save(update_fields=["closed_at"])
    audit.record(action=action, subject=f"period:{current.quarter.code}", by=by, at=at, details={})
    return True
