"""What happened, and what this installation is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .immutable import WrittenOnce


class Installation(models.Model):
    """The one row that says whether this database holds invented figures."""

    is_demo = models.BooleanField(_("demonstration"), default=False)

    class Meta:
        verbose_name = _("installation")
        verbose_name_plural = _("installation")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="installation_is_one_row")]

    def __str__(self) -> str:
        return "demo" if self.is_demo else "live"


class AuditEvent(WrittenOnce):
    """Who did what to what, when and why. It names everything in words, and so outlives it.

    `unit`, `target` and `quarter` are codes, where the event is about one: whose trail it belongs to.
    `details["changes"]` holds for each field that changed its old and its new value.
    """

    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("actor"),
    )
    actor_name = models.CharField(_("actor's name"), max_length=200)
    action = models.CharField(_("action"), max_length=60)
    subject = models.CharField(_("subject"), max_length=300)
    unit = models.CharField(_("reporting unit"), max_length=60, blank=True)
    target = models.CharField(_("target"), max_length=80, blank=True)
    quarter = models.CharField(_("quarter"), max_length=6, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject", "at"], name="audit_subject_at"),
            models.Index(fields=["unit", "at"], name="audit_unit_at"),
            models.Index(fields=["target", "at"], name="audit_target_at"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.subject}"
