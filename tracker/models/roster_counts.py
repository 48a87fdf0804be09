"""What rosters count at the end of each quarter, and which figure is official where units typed another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from .immutable import WrittenOnce
from .plans import Target
from .reports import Period
from .units import ReportingUnit


class RosterCount(models.Model):
    """How many distinct names a target counts at a quarter's end: of a unit, or (without one) of the city.

    Kept by the services with every change of the roster, so that pages count nothing. A closed quarter's counts
    stay as they were when it was closed. A quarter at whose end the roster held no name has no counts.
    `is_official` says whether pages show this or what units typed.
    """

    target = models.ForeignKey(Target, models.CASCADE, related_name="roster_counts", verbose_name=_("target"))
    period = models.ForeignKey(
        Period, models.CASCADE, related_name="roster_counts", verbose_name=_("quarter")
    )
    unit = models.ForeignKey(
        ReportingUnit,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reporting unit"),
    )
    count = models.PositiveIntegerField(_("count"))
    # By code: how many names have each level as their highest, and how many stand on each list type.
    levels = models.JSONField(_("by level"), default=dict, blank=True)
    kinds = models.JSONField(_("by list type"), default=dict, blank=True)
    is_official = models.BooleanField(_("official"), default=True)

    class Meta:
        verbose_name = _("roster count")
        verbose_name_plural = _("roster counts")
        ordering = ["target", "period", "unit"]
        constraints = [
            models.UniqueConstraint("target", "period", Coalesce("unit", 0), name="count_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.period} {self.unit or '*'}: {self.count}"


class CountDecision(WrittenOnce):
    """Which figure is official for a target and quarter where roster and typed figures differ, and why. The last
    one holds; without one it is the roster as soon as it has names.
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="+", verbose_name=_("target"))
    period = models.ForeignKey(Period, models.PROTECT, related_name="+", verbose_name=_("quarter"))
    takes_roster = models.BooleanField(_("the roster's count is official"))
    reason = models.CharField(_("reason"), max_length=500)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("decision on a count")
        verbose_name_plural = _("decisions on counts")
        ordering = ["target", "period", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="count_decision_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.period}: {'roster' if self.takes_roster else 'typed'}"
