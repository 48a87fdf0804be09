"""Quarters as tasks."""

import datetime as dt
from typing import Any

import pytest

from tests.factories import CLOSED, NOW, RUNNING, City, period_of
from tracker.calculations.periods import Quarter
from tracker.models import AuditEvent, Period, Reminder
from tracker.services.periods import UnableToChangeQuarter, period_close, period_schedule, periods_ensure


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


@pytest.mark.parametrize(
    ("quarter", "due"),
    [
        # The eight days of the National Day holiday pass, Saturday the 11th is worked for them.
        (Quarter(2025, 3), dt.date(2025, 10, 21)),
        (Quarter(2025, 1), dt.date(2025, 4, 15)),  # with Qingming, Friday the 4th
        (Quarter(2029, 4), dt.date(2030, 1, 14)),  # unknown holidays: only weekends are free
    ],
)
def test_quarter_opens_the_day_after_its_end_and_is_due_on_the_tenth_working_day(
    db: None, quarter: Quarter, due: dt.date
) -> None:
    periods_ensure([quarter])

    period = Period.objects.get()
    assert (period.opens, period.due) == (quarter.last_day + dt.timedelta(days=1), due)


def test_quarter_knows_whether_it_is_open_and_due(db: None) -> None:
    periods_ensure([RUNNING])
    period = Period.objects.get()

    days = [dt.date(2025, 9, 30), dt.date(2025, 10, 1), dt.date(2025, 10, 21), dt.date(2025, 10, 22)]
    assert [period.is_open(day) for day in days] == [False, True, True, True]
    assert [period.is_due(day) for day in days] == [False, False, False, True]
    assert [Period.objects.open(day).exists() for day in days] == [False, True, True, True]


def schedule(city: City, opens: dt.date, due: dt.date, *, quarter: Quarter = RUNNING, **changes: Any) -> bool:
    arguments = {"reason": "国庆假期", "by": city.people["coordinator"], "at": NOW} | changes
    return period_schedule(period=period_of(quarter), opens=opens, due=due, **arguments)


def test_schedule_keeps_old_and_new_dates_with_who_and_why(city: City) -> None:
    assert schedule(city, dt.date(2025, 10, 1), dt.date(2025, 10, 28))

    assert period_of(RUNNING).due == dt.date(2025, 10, 28)
    event = AuditEvent.objects.get(action="period.changed")
    assert event.details["changes"] == {"due": ["2025-10-21", "2025-10-28"]}
    assert (event.actor, event.reason, event.quarter) == (city.people["coordinator"], "国庆假期", "2025Q3")


def test_schedule_with_the_dates_that_stand_changes_and_records_nothing(city: City) -> None:
    period = period_of(RUNNING)

    assert not schedule(city, period.opens, period.due)
    assert not AuditEvent.objects.filter(action="period.changed").exists()


@pytest.mark.parametrize(
    ("opens", "due", "words"),
    [
        (dt.date(2025, 10, 20), dt.date(2025, 10, 19), "不能早于开放日期"),
        (dt.date(2025, 6, 30), dt.date(2025, 10, 21), "不能早于该季度"),
    ],
)
def test_schedule_that_makes_no_sense_is_refused(
    city: City, opens: dt.date, due: dt.date, words: str
) -> None:
    with pytest.raises(UnableToChangeQuarter, match=words):
        schedule(city, opens, due)
    assert period_of(RUNNING).due == dt.date(2025, 10, 21)


def test_schedule_opens_a_quarter_on_its_due_date_at_the_latest(city: City) -> None:
    assert schedule(city, dt.date(2025, 10, 21), dt.date(2025, 10, 21))


def test_quarter_with_submitted_figures_is_not_shut_again_by_its_dates(city: City) -> None:
    city.report(30)

    with pytest.raises(UnableToChangeQuarter, match="须保持开放"):
        schedule(city, NOW.date() + dt.timedelta(days=1), dt.date(2025, 10, 28))
    assert schedule(city, NOW.date(), dt.date(2025, 10, 28))


def test_dates_of_a_closed_quarter_stay_and_closing_is_not_undone(city: City) -> None:
    shown = period_of(RUNNING)
    period_close(period=shown, by=city.people["coordinator"], at=NOW)

    with pytest.raises(UnableToChangeQuarter, match="已关闭"):
        period_schedule(
            period=shown, opens=shown.opens, due=dt.date(2025, 10, 28), reason="", by=None, at=NOW
        )
    assert period_of(RUNNING).closed_at == NOW


def test_reminders_of_days_that_lie_ahead_again_are_forgotten(city: City) -> None:
    """Moved from the 21st to the 13th of October, two working days ahead: the step of five days has passed, the
    later ones have not.
    """
    for step in (-5, -1, 1):
        Reminder.objects.create(
            period=period_of(RUNNING), user=city.people["alice"], step=step, created_at=NOW
        )

    schedule(city, dt.date(2025, 10, 1), dt.date(2025, 10, 13))
    assert [reminder.step for reminder in Reminder.objects.all()] == [-5]
