"""Recognitions (荣誉) and the chronicle (大事记): facts beside the targets, never a target's value."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.release_labels import RECOGNITION_LABELS

from .names import in_language
from .plans import AS_OF, Plan, Source, Target


class Recognition(models.Model):
    """A published fact with its date and source: an honour that enterprises or the city received, or an event.

    `count` is how many were recognised, where the source gives a number. One that names a target is marked on its
    chart.
    """

    code = models.SlugField(_("code"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=RECOGNITION_LABELS)
    as_of = models.CharField(_("as of"), max_length=10, help_text=_("2023, 2023-12 or 2023Q4"))
    count = models.PositiveIntegerField(_("number"), null=True, blank=True)
    unit_zh = models.CharField(_("unit (Chinese)"), max_length=30, blank=True)
    unit_en = models.CharField(_("unit (English)"), max_length=30, blank=True)
    text_zh = models.TextField(_("text (Chinese)"))
    text_en = models.TextField(_("text (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)
    note_en = models.TextField(_("note (English)"), blank=True)
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"))
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="recognitions", verbose_name=_("plan")
    )
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="recognitions", verbose_name=_("target")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        ordering = ["as_of", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(as_of__regex=AS_OF), name="recognition_as_of_form"),
            models.CheckConstraint(condition=~Q(text_zh=""), name="recognition_has_text"),
            models.CheckConstraint(
                condition=Q(kind__in=list(RECOGNITION_LABELS)), name="recognition_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def unit(self) -> str:
        return in_language(self.unit_zh, self.unit_en)

    @property
    def text(self) -> str:
        return in_language(self.text_zh, self.text_en)

    @property
    def note(self) -> str:
        return in_language(self.note_zh, self.note_en)
