"""What units object to while a release is shown to them (异议期), and what they were answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.release_labels import OBJECTION_OUTCOME_LABELS

from .competitions import CompetitionList
from .immutable import WrittenOnce
from .plans import Target
from .releases import Release
from .units import ReportingUnit


class Objection(WrittenOnce):
    """A unit's objection to a draft: to a target's figures, to a list, or to the whole. Numbered within the release.

    One that comes after the window is kept and marked; it holds nothing up.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="objections", verbose_name=_("release"))
    number = models.PositiveIntegerField(_("number"))
    unit = models.ForeignKey(
        ReportingUnit, models.PROTECT, related_name="objections", verbose_name=_("reporting unit")
    )
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("target")
    )
    list = models.ForeignKey(
        CompetitionList, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("list")
    )
    text = models.TextField(_("objection"), max_length=2000)
    is_late = models.BooleanField(_("after the window"), default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["release", "number"]
        constraints = [
            models.UniqueConstraint(fields=["release", "number"], name="objection_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="objection_number_from_one"),
            models.CheckConstraint(condition=~Q(text=""), name="objection_has_text"),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(list__isnull=True), name="objection_to_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release} #{self.number}"


class ObjectionAnswer(WrittenOnce):
    """The answer to an objection, given by somebody outside the unit that objected."""

    objection = models.OneToOneField(
        Objection, models.PROTECT, related_name="answer", verbose_name=_("objection")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=OBJECTION_OUTCOME_LABELS)
    text = models.TextField(_("answer"), max_length=2000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("answer to an objection")
        verbose_name_plural = _("answers to objections")
        ordering = ["objection"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=list(OBJECTION_OUTCOME_LABELS)), name="answer_outcome_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="answer_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.objection}: {self.outcome}"
