"""Files with names for a roster, from the upload to the list."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.labels import ROSTER_CHANGE_LABELS, ROSTER_UPLOAD_LABELS

from .rosters import Roster


class RosterUploadState(models.TextChoices):
    """The words for them are `labels.ROSTER_UPLOAD_LABELS`."""

    CHECKING = "checking"  # waits for the worker, or is being read
    CHECKED = "checked"  # nothing is written to the roster; waits for a person
    APPLYING = "applying"
    APPLIED = "applied"
    CANCELLED = "cancelled"
    FAILED = "failed"


WAITING = [RosterUploadState.CHECKING, RosterUploadState.CHECKED]
UNDER_WAY = [*WAITING, RosterUploadState.APPLYING]
CONFIRMED = [RosterUploadState.APPLYING, RosterUploadState.APPLIED]


class RosterUpload(models.Model):
    """A file, what was read in it, and what became of it. The roster changes in the one step to `applied`, all or
    nothing; the file, its rows and what was found in it are kept.
    """

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="uploads", verbose_name=_("roster"))
    file = models.FileField(_("file"), upload_to="rosters/%Y/%m")
    name = models.CharField(_("name"), max_length=150)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    is_complete = models.BooleanField(_("the whole list: names it lacks are withdrawn"), default=False)
    missing_on = models.DateField(_("names it lacks are withdrawn on"), null=True, blank=True)
    missing_reason = models.CharField(_("reason of these withdrawals"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ROSTER_UPLOAD_LABELS, default=RosterUploadState.CHECKING
    )
    progress = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows in all"), null=True, blank=True)
    revision = models.PositiveBigIntegerField(_("the roster's last event before"), default=0)
    findings = models.JSONField(_("findings"), default=list)
    counts = models.JSONField(_("counts"), default=dict)
    # Why it ended or waits again: `code` and `params` of a sentence.
    problem = models.JSONField(_("problem"), default=dict, blank=True)
    # Each time a worker takes it up counts one; whoever has an older number leaves it alone.
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    writing_at = models.DateTimeField(_("writing began at"), null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("roster upload")
        verbose_name_plural = _("roster uploads")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="roster_upload_is_not_empty"),
            models.CheckConstraint(
                condition=Q(state__in=RosterUploadState.values), name="roster_upload_state_known"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="roster_upload_hash_form"
            ),
            models.CheckConstraint(
                condition=Q(is_complete=False, missing_on__isnull=True, missing_reason="")
                | (Q(is_complete=True, missing_on__isnull=False) & ~Q(missing_reason="")),
                name="roster_upload_complete_has_day_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNDER_WAY, finished_at__isnull=True)
                | (~Q(state__in=UNDER_WAY) & Q(finished_at__isnull=False)),
                name="roster_upload_finished_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=CONFIRMED) | Q(confirmed_by__isnull=False),
                name="roster_upload_confirmed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["roster", "author"],
                condition=Q(state__in=WAITING),
                name="roster_upload_waiting_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.state in (RosterUploadState.CHECKING, RosterUploadState.APPLYING)

    @property
    def is_writing(self) -> bool:
        """From here on it is too late to stop it."""
        return self.state == RosterUploadState.APPLYING and self.writing_at is not None

    @property
    def writes(self) -> int:
        """How many of its rows change something on the roster."""
        return sum(self.counts.get(change, 0) for change in ("new", "changed", "withdrawn"))

    @property
    def has_errors(self) -> bool:
        return any(finding["is_error"] for finding in self.findings)


class RosterUploadRow(models.Model):
    """One row of a file and what it would change; row 0 is a name that a complete list lacks.

    `values` is what stands in the row, with codes for choices (`services.roster_rows`).
    """

    upload = models.ForeignKey(
        RosterUpload, models.CASCADE, related_name="rows", verbose_name=_("roster upload")
    )
    row = models.PositiveIntegerField(_("row"))
    change = models.CharField(_("change"), max_length=10, choices=ROSTER_CHANGE_LABELS)
    values = models.JSONField(_("values"))

    class Meta:
        verbose_name = _("row of a roster upload")
        verbose_name_plural = _("rows of roster uploads")
        ordering = ["upload", "pk"]
        indexes = [models.Index(fields=["upload", "change"], name="upload_row_change")]
        constraints = [
            models.CheckConstraint(
                condition=Q(change__in=list(ROSTER_CHANGE_LABELS)), name="upload_row_change_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.upload} {self.row}"
