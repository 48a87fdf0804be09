"""The circulated notice of a quarter (季度点评通报), its template, and the sheets that units sign and seal."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .fields import SHA256
from .immutable import WrittenOnce
from .releases import ReleaseRevision
from .reports import Period
from .units import ReportingUnit


class NoticeTemplate(WrittenOnce):
    """A Word template somebody brought in the place of the built-in one. The latest is in use."""

    name = models.CharField(_("file name"), max_length=200)
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("notice template")
        verbose_name_plural = _("notice templates")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="notice_template_hash_form"),
        ]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """The notice about one revision: its own words, which can be edited until it is issued. Numbers are never typed
    here: they come out of the revision's content.
    """

    revision = models.OneToOneField(
        ReleaseRevision, models.PROTECT, related_name="notice", verbose_name=_("revision of a release")
    )
    number = models.CharField(_("document number"), max_length=100, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    opening = models.TextField(_("opening"), blank=True, max_length=4000)
    closing = models.TextField(_("what comes next"), blank=True, max_length=4000)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    document = models.BinaryField(_("issued document"), null=True, blank=True)
    document_sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-revision__release__period__quarter"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    issued_by__isnull=True, issued_at__isnull=True, document__isnull=True, document_sha256=""
                )
                | Q(issued_by__isnull=False, issued_at__isnull=False, document__isnull=False)
                & Q(document_sha256__regex=SHA256),
                name="notice_issued_as_a_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision}"


class SealSheet(WrittenOnce):
    """A unit's figures of a quarter as they were printed for signature and seal. The code on the paper finds this
    row, and with it exactly the versions that were signed.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    unit = models.ForeignKey(
        ReportingUnit, models.PROTECT, related_name="seal_sheets", verbose_name=_("reporting unit")
    )
    period = models.ForeignKey(Period, models.PROTECT, related_name="seal_sheets", verbose_name=_("quarter"))
    content = models.TextField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("sheet to sign and seal")
        verbose_name_plural = _("sheets to sign and seal")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "period", "sha256"], name="seal_sheet_unique"),
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="seal_sheet_hash_form"),
            models.CheckConstraint(condition=~Q(code=""), name="seal_sheet_has_code"),
        ]

    def __str__(self) -> str:
        return self.code
