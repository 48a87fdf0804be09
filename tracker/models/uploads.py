"""Spreadsheets that were uploaded to be imported: the file itself, and what was read in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .reports import Period
from .units import ReportingUnit


class UploadState(models.TextChoices):
    CHECKED = "checked", pgettext_lazy("upload", "read, not imported")
    CONFIRMED = "confirmed", pgettext_lazy("upload", "imported")
    DISCARDED = "discarded", pgettext_lazy("upload", "discarded")
    SUPERSEDED = "superseded", pgettext_lazy("upload", "replaced by a later file")


class Upload(models.Model):
    """The reporting sheet of one unit and quarter as a file. Kept for good, whatever became of it.

    `findings` is what there was to say about the file, `rows` what stood in each of its rows, with where it stood
    and what the template had held there. Nothing of it counts: a confirmed upload has become its author's drafts.
    """

    unit = models.ForeignKey(
        ReportingUnit, models.PROTECT, related_name="uploads", verbose_name=_("reporting unit")
    )
    period = models.ForeignKey(Period, models.PROTECT, related_name="uploads", verbose_name=_("quarter"))
    file = models.FileField(_("file"), upload_to="uploads/%Y/%m")
    name = models.CharField(_("name"), max_length=150)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    findings = models.JSONField(_("findings"), default=list, blank=True)
    rows = models.JSONField(_("rows"), default=list, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=UploadState, default=UploadState.CHECKED, editable=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="upload_is_not_empty"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="upload_hash_form"),
            models.CheckConstraint(condition=Q(state__in=UploadState.values), name="upload_state_known"),
            models.CheckConstraint(
                condition=Q(state=UploadState.CONFIRMED, confirmed_at__isnull=False)
                | (~Q(state=UploadState.CONFIRMED) & Q(confirmed_at__isnull=True)),
                name="upload_confirmed_has_time",
            ),
            models.UniqueConstraint(
                fields=["unit", "period", "author"],
                condition=Q(state=UploadState.CHECKED),
                name="upload_waiting_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.name
