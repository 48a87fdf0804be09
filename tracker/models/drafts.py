"""What belongs to a figure before and beside its versions: drafts, and files that prove it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .reports import Report


class Draft(models.Model):
    """What a person is typing for a figure: raw, also when it is no figure yet. Never added up anywhere.

    One for each person, so that two who type in the same cell lose nothing. `seen` is the version of the report
    they look at. `number` counts the savings and `window` is the page that made the last one, so that two windows
    of one person notice each other.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="drafts", verbose_name=_("report"))
    content = models.JSONField(_("content"), default=dict)
    seen = models.PositiveIntegerField(_("version seen"), default=0)
    number = models.PositiveIntegerField(_("saved times"), default=1)
    window = models.CharField(_("window"), max_length=32, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("author")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["report", "author"]
        constraints = [models.UniqueConstraint(fields=["report", "author"], name="draft_unique")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.author_id}"

    @property
    def text(self) -> str:
        """What was typed for the figure, in short."""
        parts = [self.content.get(name, "") for name in ("numerator", "denominator", "value")]
        return " ÷ ".join(part for part in parts[:2] if part) or parts[2] or "–"


class Evidence(models.Model):
    """A file that proves a figure. The file stays for good; an upload by mistake is marked as withdrawn."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="evidence", verbose_name=_("report"))
    file = models.FileField(_("file"), upload_to="evidence/%Y/%m")
    name = models.CharField(_("name"), max_length=150)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("media type"), max_length=120)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["report", "recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_is_not_empty"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="evidence_hash_form"),
        ]

    def __str__(self) -> str:
        return self.name
