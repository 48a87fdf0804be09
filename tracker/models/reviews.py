"""What reviewers say of a submitted figure."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.labels import DECISION_LABELS

from .immutable import WrittenOnce
from .reports import ReportVersion


class DecisionKind(models.TextChoices):
    """The words for them are `labels.DECISION_LABELS`."""

    APPROVED = "approved"
    RETURNED = "returned"
    REOPENED = "reopened"  # an approved figure may be replaced until a day


class Decision(WrittenOnce):
    """A reviewer's word on one exact version, with the comment that goes back to its author."""

    version = models.ForeignKey(
        ReportVersion, models.PROTECT, related_name="decisions", verbose_name=_("report version")
    )
    kind = models.CharField(_("decision"), max_length=10, choices=DECISION_LABELS)
    comment = models.TextField(_("comment"), blank=True, max_length=1000)
    until = models.DateField(_("open until"), null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["version", "recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="decision_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=DecisionKind.APPROVED) | ~Q(comment=""), name="decision_refusal_has_comment"
            ),
            models.CheckConstraint(
                condition=Q(kind=DecisionKind.REOPENED, until__isnull=False)
                | (~Q(kind=DecisionKind.REOPENED) & Q(until__isnull=True)),
                name="decision_reopening_has_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.kind}"
