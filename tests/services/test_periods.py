"""Quarters as tasks."""

import datetime as dt

from tests.factories import CLOSED, RUNNING
from tracker.calculations.periods import Quarter
from tracker.models import Period
from tracker.services.periods import periods_ensure


def test_periods_ensure_makes_what_is_missing_and_counts_it(db: None) -> None:
    assert periods_ensure([CLOSED, RUNNING]) == 2
    assert periods_ensure([CLOSED, RUNNING, RUNNING.shift(1)]) == 1

    assert [period.quarter for period in Period.objects.all()] == [CLOSED, RUNNING, RUNNING.shift(1)]


def test_periods_ensure_keeps_the_dates_that_the_coordinator_set(db: None) -> None:
    periods_ensure([RUNNING])
    due = dt.date(2025, 10, 31)
    Period.objects.filter(quarter=RUNNING).update(due=due)

    periods_ensure([RUNNING])
    assert Period.objects.get(quarter=RUNNING).due == due


def test_quarter_opens_the_day_after_its_end_and_is_due_on_the_twentieth(db: None) -> None:
    periods_ensure([Quarter(2025, 4)])

    period = Period.objects.get()
    assert (period.opens, period.due) == (dt.date(2026, 1, 1), dt.date(2026, 1, 20))


def test_quarter_knows_whether_it_is_open_and_due(db: None) -> None:
    periods_ensure([RUNNING])
    period = Period.objects.get()

    days = [dt.date(2025, 9, 30), dt.date(2025, 10, 1), dt.date(2025, 10, 20), dt.date(2025, 10, 21)]
    assert [period.is_open(day) for day in days] == [False, True, True, True]
    assert [period.is_due(day) for day in days] == [False, False, False, True]
    assert [Period.objects.open(day).exists() for day in days] == [False, True, True, True]
