"""Reminding of what is due: in the app, by e-mail, and a word to the group through its robot.

A reminder is a row before it is a message: it stands in the app from the moment it is made, and what could not be
sent is tried again at the next run, until a later step takes its place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tracker.calculations.working_days import working_days_between
from tracker.models import Membership, Period, Reminder, ReportingUnit, Role
from tracker.selectors.quarters import units_missing

from . import audit
from .messages import LIMIT, MessageFailed, message_post
from .reminder_texts import group_text, mail_of

STEPS = (-5, -1, 1, 5)  # working days after the due date
# A quarter that was left open, or opened again for one correction, does not go on reminding everybody.
LAST_DAY = 10
GIVE_UP_AFTER = 5  # e-mails that failed one after the other: then it is the mail server, not the addresses


@dataclass
class Outcome:
    """What a run did. `problems` are those of the messages that could not be sent."""

    made: int = 0
    mailed: int = 0
    told_groups: int = 0
    put_off: int = 0
    problems: tuple[str, ...] = ()


def step_reached(due: dt.date, on: dt.date) -> int | None:
    """The latest step of reminding that has come, None before the first and long after the last.

    With a quarter due on Tuesday 2025-10-21 it is −5 from the 14th, −1 on the 20th and 21st, 1 from the 22nd,
    5 from the 28th, and None again from 2025-11-05 on.
    """
    gone = working_days_between(due, on)
    if gone > LAST_DAY:
        return None
    return max((step for step in STEPS if step <= gone), default=None)


def reminders_send(*, at: dt.datetime) -> Outcome:
    """Make the reminders that have come due, and send what has not been sent. Safe to run at any time, and twice:
    a second run finds everything done. A step whose day was missed is skipped for the latest one.
    """
    outcome = Outcome()
    today = timezone.localtime(at).date()
    with translation.override(settings.LANGUAGE_CODE):
        due = [
            (period, step)
            for period in Period.objects.open(today).order_by("due", "quarter")
            if (step := step_reached(period.due, today)) is not None
        ]
        for period, step in due:
            outcome.made += _make(period, step, at)
        if settings.WEBHOOK_URL:
            for period, step in due:
                _tell_group(period, step, at, outcome)
        if settings.EMAIL_HOST:
            _mail(due, at, outcome)
    return outcome


def reminders_renew(*, period: Period, on: dt.date) -> int:
    """After a quarter's due date was moved: forget the reminders of steps that lie ahead again."""
    return period.reminders.filter(step__gt=working_days_between(period.due, on)).delete()[0]


def _make(period: Period, step: int, at: dt.datetime) -> int:
    """One reminder for everybody who reports for a unit that owes figures, and one for the group."""
    missing = units_missing(period)
    if not missing:
        return 0
    users = set(
        Membership.objects.filter(
            unit__in=list(missing), role=Role.REPORTER, user__is_active=True
        ).values_list("user_id", flat=True)
    )
    wanted = sorted(users) + ([None] if settings.WEBHOOK_URL else [])
    there = set(Reminder.objects.filter(period=period, step=step).values_list("user_id", flat=True))
    new = [user for user in wanted if user not in there]
    if not new:
        return 0
    with transaction.atomic():
        Reminder.objects.bulk_create(
            [Reminder(period=period, step=step, user_id=user, created_at=at) for user in new],
            ignore_conflicts=True,  # of a run at the same time
        )
        code = period.quarter.code
        audit.record(
            action="reminders.created",
            subject=f"period:{code}",
            quarter=code,
            by=None,
            at=at,
            details={"step": step, "reminders": len(new), "units": [unit.code for unit in missing]},
        )
    return len(new)


def _tell_group(period: Period, step: int, at: dt.datetime, outcome: Outcome) -> None:
    reminder = Reminder.objects.filter(period=period, step=step, user=None, sent_at=None).first()
    missing = units_missing(period) if reminder else {}
    if not missing or not _claim(reminder):
        return
    text = group_text(period, missing, on=timezone.localtime(at).date(), limit=LIMIT)
    try:
        message_post(text, at=at)
    except MessageFailed as error:
        _failed(reminder, error, outcome)
    else:
        _sent(reminder, at)
        outcome.told_groups += 1


def _mail(due: list[tuple[Period, int]], at: dt.datetime, outcome: Outcome) -> None:
    """Send the e-mails that have not been sent, as many as a day may see; those that failed before come last."""
    today = timezone.localtime(at).date()
    midnight = timezone.make_aware(dt.datetime.combine(today, dt.time(0)))
    room = (
        settings.REMINDER_DAILY_CAP
        - Reminder.objects.filter(user__isnull=False, sent_at__gte=midnight).count()
    )
    failures = 0
    for reminder in _unsent(due):
        missing = _owed_by(reminder)
        if not missing:
            continue
        if not reminder.user.email:
            _note(reminder, _("no e-mail address"))
        elif room <= 0 or failures >= GIVE_UP_AFTER:
            outcome.put_off += 1
        elif _claim(reminder):
            try:
                _message(reminder, missing, today).send()
            except (SMTPException, OSError, ValueError) as error:  # ValueError: an address that is none
                failures += 1
                _failed(reminder, error, outcome)
            else:
                _sent(reminder, at)
                failures, room = 0, room - 1
                outcome.mailed += 1


def _unsent(due: list[tuple[Period, int]]) -> list[Reminder]:
    rows = Reminder.objects.filter(sent_at=None, user__is_active=True, period__in=[p for p, _step in due])
    steps = {period.pk: step for period, step in due}
    return [
        reminder
        for reminder in rows.select_related("user", "period").order_by("attempts", "period__due", "pk")
        if reminder.step == steps[reminder.period_id]
    ]


def _owed_by(reminder: Reminder) -> Mapping[ReportingUnit, int]:
    """What this person's units owe at this moment; nothing when all of it has been submitted meanwhile."""
    units = ReportingUnit.objects.filter(memberships__user=reminder.user, memberships__role=Role.REPORTER)
    return units_missing(reminder.period, units)


def _message(reminder: Reminder, missing: Mapping[ReportingUnit, int], on: dt.date) -> EmailMessage:
    mail = mail_of(reminder.period, missing, name=audit.person_name(reminder.user), on=on)
    return EmailMessage(mail.subject, mail.body, to=[reminder.user.email])


def _claim(reminder: Reminder) -> bool:
    """Take a reminder before it is sent. False when a run at the same time was quicker."""
    untouched = Reminder.objects.filter(pk=reminder.pk, sent_at=None, attempts=reminder.attempts)
    return bool(untouched.update(attempts=F("attempts") + 1))


def _sent(reminder: Reminder, at: dt.datetime) -> None:
    Reminder.objects.filter(pk=reminder.pk).update(sent_at=at, problem="")


def _failed(reminder: Reminder, error: Exception, outcome: Outcome) -> None:
    words = str(error) or type(error).__name__
    _note(reminder, words)
    outcome.problems = (*outcome.problems, words)


def _note(reminder: Reminder, problem: str) -> None:
    Reminder.objects.filter(pk=reminder.pk).update(problem=problem[:300])
