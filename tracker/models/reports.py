"""What was reported: quarters, one report per assignment and quarter, and every version of it."""

from __future__ import annotations

import datetime as dt
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.labels import QUALIFIER_LABELS

from .fields import FigureField, QuarterField, within_limit
from .units import Assignment


class PeriodQuerySet(models.QuerySet["Period"]):
    def begun(self, on: dt.date) -> PeriodQuerySet:
        return self.filter(opens__lte=on)

    def open(self, on: dt.date) -> PeriodQuerySet:
        return self.begun(on).filter(closed_at__isnull=True)

    def closed(self) -> PeriodQuerySet:
        return self.filter(closed_at__isnull=False)


class Period(models.Model):
    """A quarter as a task: from when it can be reported, until when it is due, when it was closed."""

    quarter = QuarterField(_("quarter"), unique=True)
    opens = models.DateField(_("opens on"))
    due = models.DateField(_("due on"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("quarter")
        verbose_name_plural = _("quarters")
        ordering = ["quarter"]
        constraints = [
            models.CheckConstraint(condition=Q(opens__lte=F("due")), name="period_opens_before_due"),
        ]

    def __str__(self) -> str:
        return self.quarter.code

    def is_begun(self, on: dt.date) -> bool:
        return self.opens <= on

    def is_open(self, on: dt.date) -> bool:
        return self.is_begun(on) and self.closed_at is None

    def is_due(self, on: dt.date) -> bool:
        """True from the day after the due date on: until then a blank is no omission."""
        return self.due < on


class Report(models.Model):
    """One unit's figure for one target and quarter; its content is the latest of its versions."""

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="reports", verbose_name=_("assignment")
    )
    period = models.ForeignKey(Period, models.PROTECT, related_name="reports", verbose_name=_("quarter"))
    latest = models.OneToOneField(
        "ReportVersion",
        models.PROTECT,
        null=True,
        related_name="latest_of",
        editable=False,
        verbose_name=_("latest version"),
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["period__quarter", "assignment"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "period"], name="report_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} · {self.period}"


class Immutable(Exception):
    """A stored version was to be changed or removed: write a new version instead."""


class ReportVersionQuerySet(models.QuerySet["ReportVersion"]):
    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Immutable("a report version never changes: write a new one")

    update = delete = bulk_update = _refuse


class ReportVersion(models.Model):
    """What somebody stated at a moment. Never changed, never removed: a correction is the next version."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions", verbose_name=_("report"))
    number = models.PositiveIntegerField(_("version"))
    value = FigureField(_("value"))
    numerator = FigureField(_("numerator"), null=True, blank=True)
    denominator = FigureField(_("denominator"), null=True, blank=True)
    qualifier = models.CharField(_("qualifier"), max_length=20, choices=QUALIFIER_LABELS, default="exact")
    as_of = models.DateField(_("as of"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=1000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = ReportVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("report version")
        verbose_name_plural = _("report versions")
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="version_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_from_one"),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__isnull=False, denominator__gt=0),
                name="version_ratio_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(qualifier__in=list(QUALIFIER_LABELS)), name="version_qualifier_known"
            ),
            models.CheckConstraint(
                condition=within_limit("value", "numerator", "denominator"), name="version_figures_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable("a report version never changes: write a new one")
        # Even a new object that carries an old one's key writes a new row, or fails.
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Immutable("a report version is never removed")
