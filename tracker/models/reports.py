"""What was reported: quarters, one report per assignment and quarter, and every version of it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.labels import PROMISE_LABELS, QUALIFIER_LABELS, REASON_LABELS, REPORT_STATE_LABELS

from .fields import FigureField, QuarterField, within_limit
from .immutable import WrittenOnce
from .units import Assignment


class PeriodQuerySet(models.QuerySet["Period"]):
    def begun(self, on: dt.date) -> PeriodQuerySet:
        return self.filter(opens__lte=on)

    def open(self, on: dt.date) -> PeriodQuerySet:
        return self.begun(on).filter(closed_at__isnull=True)

    def closed(self) -> PeriodQuerySet:
        return self.filter(closed_at__isnull=False)

    def locked(self) -> PeriodQuerySet:
        """Held until the transaction ends, so that the quarter is not closed meanwhile.

        Rows that point to the quarter can still be written by others: whoever types the first draft of a figure
        and whoever submits it at that moment would otherwise wait for each other.
        """
        return self.select_for_update(no_key=True)


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


class ReportState(models.TextChoices):
    """Where a figure is on its way; its words are `labels.REPORT_STATE_LABELS`."""

    DRAFT = "draft"  # nothing has been submitted yet
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class Report(models.Model):
    """One unit's figure for one target and quarter: its versions, and which of them stands for what.

    `latest` is the newest version, `approved` the newest approved one, and `counted` the one that pages add up
    (`services.reports.counted_version` says which). The services keep all three with every step.
    """

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="reports", verbose_name=_("assignment")
    )
    period = models.ForeignKey(Period, models.PROTECT, related_name="reports", verbose_name=_("quarter"))
    state = models.CharField(
        _("state"), max_length=10, choices=REPORT_STATE_LABELS, default=ReportState.DRAFT, editable=False
    )
    is_late = models.BooleanField(_("first submitted after the due date"), default=False, editable=False)
    latest = models.OneToOneField(
        "ReportVersion",
        models.PROTECT,
        null=True,
        related_name="latest_of",
        editable=False,
        verbose_name=_("latest version"),
    )
    approved = models.OneToOneField(
        "ReportVersion",
        models.PROTECT,
        null=True,
        related_name="approved_of",
        editable=False,
        verbose_name=_("approved version"),
    )
    counted = models.OneToOneField(
        "ReportVersion",
        models.PROTECT,
        null=True,
        related_name="counted_of",
        editable=False,
        verbose_name=_("counted version"),
    )
    decision = models.OneToOneField(
        "Decision",
        models.PROTECT,
        null=True,
        related_name="last_of",
        editable=False,
        verbose_name=_("last decision on the latest version"),
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["period__quarter", "assignment"]
        indexes = [models.Index(fields=["period", "state"], name="report_period_state")]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "period"], name="report_unique"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT, latest__isnull=True)
                | (~Q(state=ReportState.DRAFT) & Q(latest__isnull=False)),
                name="report_draft_has_no_version",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.APPROVED, approved__isnull=False, approved=F("latest"))
                | (~Q(state=ReportState.APPROVED) & (Q(approved__isnull=True) | ~Q(approved=F("latest")))),
                name="report_approved_is_latest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} · {self.period}"

    def is_reopened(self, on: dt.date) -> bool:
        """Whether the approved figure may be replaced on this day."""
        until = self.decision.until if self.decision else None
        return until is not None and on <= until


class ReportVersion(WrittenOnce):
    """What somebody submitted at a moment. Never changed, never removed: a correction is the next version.

    A version without a value says that there is no figure, and why.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions", verbose_name=_("report"))
    number = models.PositiveIntegerField(_("version"))
    value = FigureField(_("value"), null=True, blank=True)
    numerator = FigureField(_("numerator"), null=True, blank=True)
    denominator = FigureField(_("denominator"), null=True, blank=True)
    qualifier = models.CharField(_("qualifier"), max_length=20, choices=QUALIFIER_LABELS, default="exact")
    as_of = models.DateField(_("as of"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=1000)
    reason = models.CharField(_("reason"), max_length=20, choices=REASON_LABELS, blank=True)
    next_step = models.TextField(_("next step"), blank=True, max_length=1000)
    promise_outcome = models.CharField(
        _("what came of the last next step"), max_length=10, choices=PROMISE_LABELS, blank=True
    )
    findings = models.JSONField(_("checks that fired"), default=list, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("on behalf of"),
    )
    recorded_at = models.DateTimeField(_("recorded at"))

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
                condition=Q(value__isnull=False) | (Q(numerator__isnull=True) & ~Q(reason="")),
                name="version_blank_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(qualifier__in=list(QUALIFIER_LABELS)), name="version_qualifier_known"
            ),
            models.CheckConstraint(condition=Q(reason__in=["", *REASON_LABELS]), name="version_reason_known"),
            models.CheckConstraint(
                condition=Q(promise_outcome__in=["", *PROMISE_LABELS]), name="version_promise_known"
            ),
            models.CheckConstraint(
                condition=within_limit("value", "numerator", "denominator"), name="version_figures_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} v{self.number}"

    @property
    def people(self) -> set[int]:
        """Whose figure this is: neither may decide on it."""
        return {self.author_id, self.on_behalf_of_id} - {None}
