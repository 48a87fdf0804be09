"""Running the reminders on a day, and reading what came of it."""

import datetime as dt
from typing import Any

from django.core import mail

from tests.factories import CHINA
from tracker.models import Reminder
from tracker.services.reminders import Outcome, reminders_send

# 2025Q3 is due on Tuesday 2025-10-21.
FIVE_BEFORE, ONE_BEFORE, ONE_AFTER, FIVE_AFTER = (dt.date(2025, 10, day) for day in (14, 20, 22, 28))
# Who reports for the city of the tests: all but Aaron have an e-mail address.
WITH_ADDRESS = ("alice", "bob", "carl", "zoe")
REMINDED = {*WITH_ADDRESS, "aaron"}


def run(day: dt.date, hour: int = 8) -> Outcome:
    return reminders_send(at=dt.datetime.combine(day, dt.time(hour, 30), CHINA))


def addressees() -> list[str]:
    """To whom the e-mails went, by name, each as often as one was sent."""
    return sorted(message.to[0].partition("@")[0] for message in mail.outbox)


def made(**which: Any) -> set[str]:
    """Who was reminded, by e-mail or not."""
    return set(Reminder.objects.filter(**which).values_list("user__username", flat=True))
