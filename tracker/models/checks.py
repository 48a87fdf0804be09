"""The plausibility checks of reported figures, as data."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.calculations.checks import CheckKind, Severity
from tracker.labels import CHECK_LABELS, SEVERITY_LABELS

from .plans import Target


class CheckRule(models.Model):
    """One check: for every target, or for one target instead of the general rule of its kind.

    What each kind looks at, and what its threshold means, is `calculations.checks`.
    """

    kind = models.CharField(_("check"), max_length=20, choices=CHECK_LABELS)
    severity = models.CharField(_("severity"), max_length=10, choices=SEVERITY_LABELS)
    threshold = models.DecimalField(_("threshold"), max_digits=9, decimal_places=4, null=True, blank=True)
    target = models.ForeignKey(
        Target, models.CASCADE, null=True, blank=True, related_name="check_rules", verbose_name=_("target")
    )
    whole = models.ForeignKey(
        Target,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="part_rules",
        verbose_name=_("whole"),
        help_text=_("The target of which this one is a part."),
    )
    is_active = models.BooleanField(_("in force"), default=True)

    class Meta:
        verbose_name = _("check rule")
        verbose_name_plural = _("check rules")
        ordering = ["kind", "target", "whole", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in CheckKind]), name="check_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=[s.value for s in Severity]), name="check_severity_known"
            ),
            models.CheckConstraint(
                condition=Q(threshold__isnull=True) | Q(threshold__gt=0), name="check_threshold_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(kind=CheckKind.PART_WHOLE, target__isnull=False, whole__isnull=False)
                | (~Q(kind=CheckKind.PART_WHOLE) & Q(whole__isnull=True)),
                name="check_part_has_whole",
            ),
            models.CheckConstraint(
                condition=Q(whole__isnull=True) | ~Q(whole=F("target")), name="check_part_is_not_itself"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(target__isnull=True), name="check_general_unique"
            ),
            models.UniqueConstraint(
                fields=["kind", "target"],
                condition=Q(target__isnull=False, whole__isnull=True),
                name="check_of_target_unique",
            ),
            models.UniqueConstraint(
                fields=["target", "whole"], condition=Q(whole__isnull=False), name="check_pair_unique"
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(str(part) for part in (self.kind, self.target, self.whole) if part)
