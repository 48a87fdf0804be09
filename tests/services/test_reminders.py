"""Reminders: to whom, when, and what they say."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail

from tests.factories import CHINA, CLOSED, NOW, RUNNING, City, period_of, rate
from tests.services.reminding import (
    FIVE_AFTER,
    FIVE_BEFORE,
    ONE_AFTER,
    ONE_BEFORE,
    REMINDED,
    WITH_ADDRESS,
    addressees,
    made,
    run,
)
from tracker.models import AuditEvent, Membership, Period, Reminder, Role
from tracker.permissions import Rights
from tracker.selectors.work import work
from tracker.services.periods import period_close, period_schedule
from tracker.services.reminders import Outcome, step_reached
from tracker.services.reports import StatedFigure


@pytest.mark.parametrize(
    ("day", "step"),
    [
        (dt.date(2025, 10, 1), None),
        (dt.date(2025, 10, 13), None),
        (FIVE_BEFORE, -5),
        (dt.date(2025, 10, 19), -5),  # a Sunday: the working day before the due date is Monday
        (ONE_BEFORE, -1),
        (dt.date(2025, 10, 21), -1),
        (ONE_AFTER, 1),
        (dt.date(2025, 10, 27), 1),
        (FIVE_AFTER, 5),
        (dt.date(2025, 11, 4), 5),
        (dt.date(2025, 11, 5), None),
    ],
)
def test_steps_are_counted_in_working_days(day: dt.date, step: int | None) -> None:
    assert step_reached(dt.date(2025, 10, 21), day) == step


def test_everybody_who_reports_for_a_unit_that_owes_figures_is_reminded(office: City) -> None:
    outcome = run(FIVE_BEFORE)

    assert made(step=-5, period__quarter=RUNNING) == made() == REMINDED
    assert addressees() == sorted(WITH_ADDRESS)
    assert (outcome.made, outcome.mailed, outcome.problems) == (5, 4, ())
    event = AuditEvent.objects.get(action="reminders.created")
    assert event.details == {"step": -5, "reminders": 5, "units": ["bureau", "east", "west", "zone"]}


def test_mail_says_what_is_missing_until_when_and_where_to_enter_it(office: City) -> None:
    office.report(30)
    run(FIVE_BEFORE)

    message = next(message for message in mail.outbox if message.to == ["alice@example.org"])
    assert message.subject == "催报：2025年三季度数据，截止日期 2025-10-21"
    assert "2025-10-21" in message.body
    assert "5 个工作日" in message.body
    assert "east单位：1 项" in message.body
    assert "https://targets.example/reports/2025Q3/east/" in message.body
    assert "west" not in message.body


def test_mail_after_the_due_date_says_that_late_figures_are_taken(office: City) -> None:
    run(ONE_AFTER)

    assert "标为迟报" in mail.outbox[0].body


def test_mail_of_a_site_that_does_not_know_its_address_has_no_link(office: City, settings: Any) -> None:
    settings.SITE_ADDRESS = ""
    run(FIVE_BEFORE)

    assert "/reports/" not in mail.outbox[0].body


def test_running_twice_reminds_once(office: City) -> None:
    run(FIVE_BEFORE)
    again = run(FIVE_BEFORE, hour=18)

    assert again == Outcome()
    assert len(mail.outbox) == 4
    assert AuditEvent.objects.filter(action="reminders.created").count() == 1


def test_each_step_reminds_again(office: City) -> None:
    for day in (FIVE_BEFORE, ONE_BEFORE, ONE_AFTER, FIVE_AFTER):
        run(day)

    assert list(Reminder.objects.filter(user__username="bob").values_list("step", flat=True)) == [
        -5,
        -1,
        1,
        5,
    ]
    assert addressees().count("bob") == 4


def test_missed_days_are_made_up_for_by_the_latest_step_alone(office: City) -> None:
    run(FIVE_BEFORE)
    run(dt.date(2025, 10, 30))

    assert list(Reminder.objects.filter(user__username="bob").values_list("step", flat=True)) == [-5, 5]


def test_quarter_left_open_long_after_its_due_date_reminds_nobody(office: City) -> None:
    """2024Q1 to 2025Q2 are open here and nothing was ever reported: nobody is reminded of them either."""
    run(dt.date(2025, 11, 5))

    assert not Reminder.objects.exists()


def test_person_of_several_units_gets_one_mail_about_all_of_them(office: City) -> None:
    Membership.objects.create(user=office.people["alice"], unit=office.units["west"], role=Role.REPORTER)

    run(FIVE_BEFORE)
    messages = [message for message in mail.outbox if message.to == ["alice@example.org"]]
    assert len(messages) == 1
    assert messages[0].body.index("east单位：2 项") < messages[0].body.index("west单位：2 项")


def test_nobody_is_mailed_after_everything_was_submitted(office: City, refused: set[str]) -> None:
    refused |= set(WITH_ADDRESS)
    run(FIVE_BEFORE)
    office.report(12, unit="west")
    office.report(rate(10, 40), target="tool-rate", unit="west")
    refused.clear()

    run(dt.date(2025, 10, 15))
    assert addressees() == ["alice", "carl", "zoe"]
    run(ONE_BEFORE)
    assert made(step=-1) == REMINDED - {"bob"}


def test_stated_blank_is_submitted_and_a_returned_figure_is_owed(office: City) -> None:
    office.report(StatedFigure(None, reason="approval"), unit="zone")
    office.report(rate(45, 60), target="tool-rate")
    office.send_back(office.report(30))

    run(FIVE_BEFORE)
    assert "zoe" not in made()
    body = next(message.body for message in mail.outbox if message.to == ["alice@example.org"])
    assert "east单位：1 项" in body


def test_account_that_is_switched_off_is_not_reminded(office: City, refused: set[str]) -> None:
    bob = office.people["bob"]
    refused.add("bob")
    run(FIVE_BEFORE)
    bob.is_active = False
    bob.save()
    refused.clear()

    run(dt.date(2025, 10, 15))  # what could not be sent to him yesterday
    run(ONE_BEFORE)
    assert made(step=-1) == REMINDED - {"bob"}
    assert "bob" not in addressees()


def test_person_without_an_address_is_reminded_in_the_app(office: City) -> None:
    run(FIVE_BEFORE)
    run(dt.date(2025, 10, 15))

    reminder = Reminder.objects.get(user__username="aaron")
    assert (reminder.sent_at, reminder.attempts, reminder.problem) == (None, 0, "未登记电子邮箱")
    assert work(Rights(office.people["aaron"]), on=FIVE_BEFORE).reminders == (reminder,)


def test_closed_quarter_and_one_that_is_not_open_yet_remind_nobody(office: City) -> None:
    period_close(period=period_of(RUNNING), by=None, at=NOW)
    run(FIVE_BEFORE)
    assert not Reminder.objects.exists()

    Period.objects.filter(quarter=CLOSED).update(opens=dt.date(2025, 10, 16), due=dt.date(2025, 10, 16))
    run(FIVE_BEFORE)
    assert not Reminder.objects.exists()


def test_moved_due_date_brings_its_steps_again(office: City) -> None:
    run(FIVE_BEFORE)
    at = dt.datetime.combine(FIVE_BEFORE, dt.time(12), CHINA)
    later = dt.date(2025, 10, 31)
    period_schedule(
        period=period_of(RUNNING), opens=dt.date(2025, 10, 1), due=later, reason="延期", by=None, at=at
    )
    assert not Reminder.objects.exists()

    assert run(ONE_BEFORE).mailed == 0
    run(dt.date(2025, 10, 24))
    assert addressees().count("bob") == 2
    assert "2025-10-31" in mail.outbox[-1].body
