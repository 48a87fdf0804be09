"""What reminding came to: how many were reminded of a quarter, and what could not be sent."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from tracker.models import Period, Reminder


@dataclass(frozen=True)
class ReminderRow:
    """What one step of reminding came to: `step` working days after the due date, negative before it."""

    step: int
    made_at: dt.datetime
    people: int
    mailed: int
    has_group: bool
    is_group_told: bool
    problems: tuple[str, ...]

    @property
    def days(self) -> int:
        return abs(self.step)


def reminder_rows(period: Period) -> tuple[ReminderRow, ...]:
    """The steps of reminding so far, the latest first."""
    steps: dict[int, list[Reminder]] = defaultdict(list)
    for reminder in Reminder.objects.filter(period=period).order_by("-step", "pk"):
        steps[reminder.step].append(reminder)
    rows = []
    for step, made in steps.items():
        people = [reminder for reminder in made if reminder.user_id]
        group = [reminder for reminder in made if not reminder.user_id]
        rows.append(
            ReminderRow(
                step=step,
                made_at=made[0].created_at,
                people=len(people),
                mailed=sum(reminder.sent_at is not None for reminder in people),
                has_group=bool(group),
                is_group_told=any(reminder.sent_at for reminder in group),
                problems=tuple(dict.fromkeys(r.problem for r in made if r.problem and not r.sent_at)),
            )
        )
    return tuple(rows)
