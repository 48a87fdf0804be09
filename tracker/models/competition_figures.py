"""What is entered for the competition alone, who is left out of a ranking, and who was honoured."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tracker.labels import REASON_LABELS

from .competitions import CompetitionList, Criterion, Edition
from .fields import FigureField, within_limit
from .immutable import WrittenOnce
from .names import in_language
from .reports import Period
from .units import ReportingUnit


class CompetitionFigure(models.Model):
    """One unit's figure for a criterion that is entered for the competition only. `approved` is what counts.

    Entered by the coordinator or a bureau, never by the unit that is ranked; approved by another person.
    """

    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="figures", verbose_name=_("criterion")
    )
    unit = models.ForeignKey(
        ReportingUnit, models.PROTECT, related_name="competition_figures", verbose_name=_("area unit")
    )
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="competition_figures", verbose_name=_("quarter")
    )
    latest = models.OneToOneField(
        "CompetitionFigureVersion",
        models.PROTECT,
        null=True,
        related_name="latest_of",
        editable=False,
        verbose_name=_("latest version"),
    )
    approved = models.OneToOneField(
        "CompetitionFigureVersion",
        models.PROTECT,
        null=True,
        related_name="approved_of",
        editable=False,
        verbose_name=_("approved version"),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, editable=False)

    class Meta:
        verbose_name = _("competition figure")
        verbose_name_plural = _("competition figures")
        ordering = ["period__quarter", "criterion", "unit__position"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "unit", "period"], name="competition_figure_unique"),
            models.CheckConstraint(
                condition=Q(approved__isnull=True, approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved__isnull=False, approved_by__isnull=False, approved_at__isnull=False),
                name="competition_figure_approved_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(approved__isnull=True) | Q(latest__isnull=False),
                name="competition_figure_approved_has_latest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} · {self.unit} · {self.period}"


class CompetitionFigureVersion(WrittenOnce):
    """What somebody entered at a moment; without a value it says why there is none."""

    figure = models.ForeignKey(
        CompetitionFigure, models.PROTECT, related_name="versions", verbose_name=_("competition figure")
    )
    number = models.PositiveIntegerField(_("version"))
    value = FigureField(_("value"), null=True, blank=True)
    own_target = FigureField(_("own target"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=REASON_LABELS, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=1000)
    source = models.CharField(_("source document"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("competition figure version")
        verbose_name_plural = _("competition figure versions")
        ordering = ["figure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["figure", "number"], name="competition_version_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="competition_version_from_one"),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(reason=""), name="competition_blank_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["", *REASON_LABELS]), name="competition_reason_known"
            ),
            models.CheckConstraint(
                condition=within_limit("value", "own_target"), name="competition_figures_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure_id} v{self.number}"


class Exclusion(models.Model):
    """A unit is left out of the ranking in a quarter (不可抗力, force majeure), for a reason that is printed."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="exclusions", verbose_name=_("edition"))
    list = models.ForeignKey(
        CompetitionList,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exclusions",
        verbose_name=_("list"),
        help_text=_("Empty: all lists of the edition."),
    )
    unit = models.ForeignKey(
        ReportingUnit, models.PROTECT, related_name="exclusions", verbose_name=_("area unit")
    )
    period = models.ForeignKey(Period, models.PROTECT, related_name="exclusions", verbose_name=_("quarter"))
    reason = models.TextField(_("reason"), max_length=1000)
    document = models.CharField(_("source document"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawal_reason = models.TextField(_("reason of the withdrawal"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        ordering = ["period__quarter", "unit__position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="exclusion_has_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="exclusion_withdrawn_has_reason",
            ),
            models.UniqueConstraint(
                F("edition"),
                Coalesce("list", 0),
                F("unit"),
                F("period"),
                condition=Q(withdrawn_at__isnull=True),
                name="exclusion_unique_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.period}"


class HonourFlag(models.Model):
    """A red flag (红旗): an honour for a unit that is ranked on a list. There is no opposite of it."""

    list = models.ForeignKey(CompetitionList, models.PROTECT, related_name="flags", verbose_name=_("list"))
    period = models.ForeignKey(Period, models.PROTECT, related_name="honour_flags", verbose_name=_("quarter"))
    unit = models.ForeignKey(
        ReportingUnit, models.PROTECT, related_name="honour_flags", verbose_name=_("area unit")
    )
    citation_zh = models.CharField(_("citation (Chinese)"), max_length=300, blank=True)
    citation_en = models.CharField(_("citation (English)"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("honour flag")
        verbose_name_plural = _("honour flags")
        ordering = ["period__quarter", "list", "unit__position"]
        constraints = [
            models.UniqueConstraint(fields=["list", "period", "unit"], name="honour_flag_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.list} · {self.unit} · {self.period}"

    @property
    def citation(self) -> str:
        return in_language(self.citation_zh, self.citation_en)
