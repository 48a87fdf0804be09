"""The thresholds that turn a ratio into a word, as data."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.calculations.methods import METHOD, Method

from .fields import QuarterField
from .immutable import WrittenOnce


def threshold(name: str, **kwargs: object) -> models.DecimalField:
    return models.DecimalField(name, max_digits=5, decimal_places=4, **kwargs)


class ProgressMethod(WrittenOnce):
    """A version of the thresholds, in force from a quarter on. The first version is built in
    (`calculations.methods.METHOD`); a row never changes: a change is the next version.
    """

    version = models.PositiveIntegerField(_("version"), unique=True)
    from_quarter = QuarterField(_("from quarter"), unique=True)
    ahead = threshold(_("ahead from"), default=METHOD.ahead)
    on_schedule = threshold(_("on schedule from"), default=METHOD.on_schedule)
    slightly_behind = threshold(_("slightly behind from"), default=METHOD.slightly_behind)
    start_share = threshold(_("near the start up to"), default=METHOD.start_share)
    start_tolerance = threshold(_("tolerance near the start"), default=METHOD.start_tolerance)
    reason = models.TextField(_("reason"), max_length=1000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("progress method")
        verbose_name_plural = _("progress methods")
        ordering = ["from_quarter"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ahead__gt=F("on_schedule"))
                & Q(on_schedule__gt=F("slightly_behind"))
                & Q(slightly_behind__gt=0),
                name="method_thresholds_fall",
            ),
            models.CheckConstraint(
                condition=Q(start_share__gte=0)
                & Q(start_share__lt=1)
                & Q(start_tolerance__gte=0)
                & Q(start_tolerance__lt=1),
                name="method_start_between_zero_and_one",
            ),
            models.CheckConstraint(condition=Q(version__gt=METHOD.version), name="method_after_built_in"),
        ]

    def __str__(self) -> str:
        return f"v{self.version} {self.from_quarter}"

    def as_method(self) -> Method:
        return Method(
            version=self.version,
            ahead=self.ahead,
            on_schedule=self.on_schedule,
            slightly_behind=self.slightly_behind,
            start_share=self.start_share,
            start_tolerance=self.start_tolerance,
        )
