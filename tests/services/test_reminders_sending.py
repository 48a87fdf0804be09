"""Reminders on their way: the day's limit, the mail server's refusals, and the command that sends them."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db.migrations.executor import MigrationExecutor

from tests.factories import RUNNING, City, person_make
from tests.services.reminding import FIVE_BEFORE, REMINDED, WITH_ADDRESS, addressees, made, run
from tracker.models import Period, Reminder
from tracker.services.reminders import Outcome


def test_more_than_a_days_mails_leave_on_the_next_days(office: City, settings: Any) -> None:
    settings.REMINDER_DAILY_CAP = 3

    assert (run(FIVE_BEFORE).mailed, run(FIVE_BEFORE, hour=18).mailed) == (3, 0)
    assert made() == REMINDED, "in the app everybody is reminded at once"
    assert run(dt.date(2025, 10, 15)).mailed == 1
    assert addressees() == sorted(WITH_ADDRESS)


def test_failed_mail_keeps_its_reminder_and_is_tried_again(office: City, refused: set[str]) -> None:
    refused.add("bob")
    outcome = run(FIVE_BEFORE)

    assert addressees() == ["alice", "carl", "zoe"]
    assert outcome.problems == ("550 mailbox full",)
    failed = Reminder.objects.get(user__username="bob")
    assert (failed.sent_at, failed.attempts, failed.problem) == (None, 1, "550 mailbox full")

    refused.clear()
    assert run(dt.date(2025, 10, 15)).mailed == 1
    failed.refresh_from_db()
    assert (failed.sent_at is not None, failed.attempts, failed.problem) == (True, 2, "")


def test_mail_server_that_is_down_is_not_asked_for_everybody(office: City, refused: set[str]) -> None:
    for number in range(8):
        person = person_make(f"person-{number}", unit=office.units["east"])
        person.email = f"person-{number}@example.org"
        person.save()
        refused.add(person.username)
    refused |= set(WITH_ADDRESS)

    outcome = run(FIVE_BEFORE)
    assert (len(outcome.problems), outcome.put_off) == (5, 7)

    refused.clear()
    assert run(FIVE_BEFORE, hour=18).mailed == 12


def test_run_at_the_same_time_doubles_the_mail_under_way_at_most(
    office: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = EmailBackend.send_messages
    runs: list[Outcome] = []

    def send_messages(self: EmailBackend, messages: list[Any]) -> int:
        if not runs:
            runs.append(Outcome())
            runs.append(run(FIVE_BEFORE))
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    run(FIVE_BEFORE)
    assert set(addressees()) == set(WITH_ADDRESS)
    assert len(addressees()) <= len(WITH_ADDRESS) + 1


@pytest.mark.usefixtures("clock")
def test_command_says_what_it_did(office: City) -> None:
    Period.objects.filter(quarter=RUNNING).update(due=dt.date(2025, 10, 11))
    out = io.StringIO()
    call_command("send_reminders", stdout=out)

    assert "5 reminders made, 4 e-mails sent, 0 groups told." in out.getvalue()
    assert "EMAIL_HOST" not in out.getvalue()


@pytest.mark.usefixtures("clock")
def test_command_without_a_mail_server_reminds_in_the_app_and_says_so(office: City, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    Period.objects.filter(quarter=RUNNING).update(due=dt.date(2025, 10, 11))
    out = io.StringIO()
    call_command("send_reminders", stdout=out)

    assert "EMAIL_HOST" in out.getvalue()
    assert (mail.outbox, made()) == ([], REMINDED)


@pytest.mark.usefixtures("clock")
def test_command_ends_with_an_error_when_something_could_not_be_sent(office: City, refused: set[str]) -> None:
    refused.add("bob")
    Period.objects.filter(quarter=RUNNING).update(due=dt.date(2025, 10, 11))

    with pytest.raises(CommandError, match="1 messages could not be sent: 550 mailbox full"):
        call_command("send_reminders", stdout=io.StringIO())
    assert addressees() == ["alice", "carl", "zoe"]


@pytest.mark.usefixtures("clock")
def test_command_before_the_migrations_says_what_is_to_be_done(
    office: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda executor, targets: targets)

    with pytest.raises(CommandError, match=r"manage\.py migrate"):
        call_command("send_reminders", stdout=io.StringIO())
    assert made() == set()
