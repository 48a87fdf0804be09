"""What was or is to be said about a due date, to whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .reports import Period


class Reminder(models.Model):
    """One reminder of one quarter: to a person, or (without one) to the group robot.

    `step` is the number of working days after the due date, negative before it. It stands in the app from the moment it
    is made; `sent_at` says when it also left by e-mail or webhook, `problem` why it has not yet.
    """

    period = models.ForeignKey(Period, models.CASCADE, related_name="reminders", verbose_name=_("quarter"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("user"),
    )
    step = models.SmallIntegerField(_("working days after the due date"))
    created_at = models.DateTimeField(_("created at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["period", "step", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "step", "user"],
                condition=Q(user__isnull=False),
                name="reminder_of_person_unique",
            ),
            models.UniqueConstraint(
                fields=["period", "step"], condition=Q(user__isnull=True), name="reminder_of_group_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.step:+d} {self.user or '*'}"
