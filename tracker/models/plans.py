"""What was promised: plans, themes, targets, with where each number comes from."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Aggregation, Comparator, Measure
from tracker.labels import (
    AGGREGATION_LABELS,
    COMPARATOR_LABELS,
    GRADE_LABELS,
    MEASURE_LABELS,
    QUALIFIER_LABELS,
)

from .fields import FigureField, QuarterField, within_limit
from .names import Named, in_language

# A year, a month, a day or a quarter: publications date their figures with different precision.
AS_OF = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?|Q[1-4])?$"


class Source(models.Model):
    """A publication a number or a text was taken from, graded by how far it can be trusted."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=200)
    date = models.CharField(_("date"), max_length=10)
    grade = models.CharField(_("grade"), max_length=1, choices=GRADE_LABELS)
    address = models.URLField(_("address"), max_length=500, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(grade__in=["A", "B", "C", "D"]), name="source_grade_known"),
            models.CheckConstraint(condition=Q(date__regex=AS_OF), name="source_date_form"),
        ]

    def __str__(self) -> str:
        return f"{self.publisher}:{self.title}"


class Plan(Named):
    """An action plan: targets to be met between its first and its last quarter."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    short_name_zh = models.CharField(_("short Chinese name"), max_length=60)
    short_name_en = models.CharField(_("short English name"), max_length=60, blank=True)
    issuer_zh = models.CharField(_("issuer (Chinese)"), max_length=200, blank=True)
    issuer_en = models.CharField(_("issuer (English)"), max_length=200, blank=True)
    first = QuarterField(_("first quarter"))
    last = QuarterField(_("last quarter"))
    followed_until = QuarterField(
        _("followed until"),
        null=True,
        blank=True,
        help_text=_("A quarter after the last one, while figures that come late are still asked for."),
    )
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="plan_first_before_last"),
            models.CheckConstraint(
                condition=Q(followed_until__isnull=True) | Q(followed_until__gt=F("last")),
                name="plan_followed_after_last",
            ),
        ]

    @property
    def reported_until(self) -> Quarter:
        """The last quarter that is asked for: the deadline, or as long as the coordinator follows it up."""
        return self.followed_until or self.last

    @property
    def short_name(self) -> str:
        return in_language(self.short_name_zh, self.short_name_en)


class Theme(Named):
    """A group of targets inside a plan, in the plan's own order."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="themes", verbose_name=_("plan"))
    code = models.SlugField(_("code"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["plan__position", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="theme_code_unique_in_plan")]


class Target(Named):
    """A measurable promise: what is counted, how it adds up, and the value to be reached."""

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="targets", verbose_name=_("theme"))
    code = models.SlugField(_("code"), max_length=80, unique=True)
    wording = models.TextField(_("the plan's own words"))
    unit_zh = models.CharField(_("unit (Chinese)"), max_length=30)
    unit_en = models.CharField(_("unit (English)"), max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    comparator = models.CharField(_("comparator"), max_length=2, choices=COMPARATOR_LABELS)
    value = FigureField(_("target value"), help_text=_("For a range of values: its lower end."))
    upper = FigureField(
        _("upper end"), null=True, blank=True, help_text=_("Only for a target that is a range of values.")
    )
    measure = models.CharField(_("measure"), max_length=20, choices=MEASURE_LABELS)
    counts_from_start = models.BooleanField(
        _("counts from the plan's start"),
        default=False,
        help_text=_("The count begins at zero by its own definition; no baseline needs to be published."),
    )
    aggregation = models.CharField(_("city figure comes from"), max_length=20, choices=AGGREGATION_LABELS)
    lead_unit = models.ForeignKey(
        "ReportingUnit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets_led",
        verbose_name=_("lead unit"),
    )
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["theme__plan__position", "theme__position", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(decimals__lte=4), name="target_decimals_at_most_four"),
            models.CheckConstraint(
                condition=Q(comparator__in=[c.value for c in Comparator]), name="target_comparator_known"
            ),
            models.CheckConstraint(
                condition=Q(measure__in=[m.value for m in Measure]), name="target_measure_known"
            ),
            models.CheckConstraint(
                condition=Q(aggregation__in=[a.value for a in Aggregation]), name="target_aggregation_known"
            ),
            models.CheckConstraint(
                condition=Q(upper__isnull=True) | Q(upper__gt=F("value")), name="target_upper_above_value"
            ),
            models.CheckConstraint(condition=within_limit("value", "upper"), name="target_figures_sane"),
        ]

    @property
    def unit(self) -> str:
        return in_language(self.unit_zh, self.unit_en)

    @property
    def is_percent(self) -> bool:
        return self.unit_zh == "%"

    @property
    def may_be_negative(self) -> bool:
        """Counts, flows and percentages cannot be; a level such as an index of growth can."""
        return self.measure == Measure.LEVEL and self.decimals > 0 and not self.is_percent

    @property
    def plan(self) -> Plan:
        return self.theme.plan


class Baseline(models.Model):
    """Where a target started. A row without a value says that none was published."""

    target = models.OneToOneField(Target, models.CASCADE, related_name="baseline", verbose_name=_("target"))
    value = FigureField(_("value"), null=True, blank=True)
    as_of = models.CharField(_("as of"), max_length=10, blank=True, help_text=_("2023, 2023-12 or 2023Q4"))
    qualifier = models.CharField(_("qualifier"), max_length=20, choices=QUALIFIER_LABELS, default="exact")
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, verbose_name=_("source"))
    note_zh = models.TextField(_("note (Chinese)"), blank=True)
    note_en = models.TextField(_("note (English)"), blank=True)

    class Meta:
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")
        constraints = [
            # A number without its date and its source cannot be checked by anybody.
            models.CheckConstraint(
                condition=Q(value__isnull=True) | (Q(source__isnull=False) & ~Q(as_of="")),
                name="baseline_value_has_date_and_source",
            ),
            models.CheckConstraint(condition=Q(as_of="") | Q(as_of__regex=AS_OF), name="baseline_as_of_form"),
            models.CheckConstraint(condition=within_limit("value"), name="baseline_value_sane"),
            models.CheckConstraint(
                condition=Q(qualifier__in=list(QUALIFIER_LABELS)), name="baseline_qualifier_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_id}: {self.value if self.value is not None else '-'}"

    @property
    def note(self) -> str:
        return in_language(self.note_zh, self.note_en)


class Milestone(models.Model):
    """The value planned for one quarter; between milestones the way is a straight line."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="milestones", verbose_name=_("target"))
    quarter = QuarterField(_("quarter"))
    value = FigureField(_("planned value"))

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["target", "quarter"]
        constraints = [
            models.UniqueConstraint(fields=["target", "quarter"], name="milestone_unique_per_quarter"),
            models.CheckConstraint(condition=within_limit("value"), name="milestone_value_sane"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.quarter.code}: {self.value}"


class Definition(models.Model):
    """What exactly is counted (口径) from a date on. A second one is a visible break on the chart."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="definitions", verbose_name=_("target"))
    text_zh = models.TextField(_("text (Chinese)"))
    text_en = models.TextField(_("text (English)"), blank=True)
    effective_on = models.DateField(_("effective from"))
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, verbose_name=_("source"))

    class Meta:
        verbose_name = _("definition")
        verbose_name_plural = _("definitions")
        ordering = ["target", "effective_on"]
        constraints = [
            models.UniqueConstraint(fields=["target", "effective_on"], name="definition_unique_per_date")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return in_language(self.text_zh, self.text_en)


class Remark(models.Model):
    """A published statement that is not this target's figure (another definition): said beside the chart."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="remarks", verbose_name=_("target"))
    quarter = QuarterField(_("quarter"))
    text_zh = models.TextField(_("text (Chinese)"))
    text_en = models.TextField(_("text (English)"), blank=True)
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"))

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["target", "quarter", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return in_language(self.text_zh, self.text_en)
