"""The competition: editions, their lists, who is ranked with whom, and by what."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.calculations.periods import Quarter
from tracker.calculations.scoring_rules import RuleKind
from tracker.competition_labels import CRITERION_SOURCE_LABELS, QUANTITY_LABELS, RULE_LABELS

from .fields import QuarterField
from .immutable import WrittenOnce
from .names import Named, in_language
from .plans import Source, Target
from .units import ReportingUnit


class Edition(Named):
    """One round of the competition (五拼五比晒五榜): its lists, groups and criteria are its own.

    An edition without a last quarter goes on; one without results only says what its lists were called.
    """

    code = models.SlugField(_("code"), max_length=80, unique=True)
    first = QuarterField(_("first quarter"))
    last = QuarterField(_("last quarter"), null=True, blank=True)
    has_results = models.BooleanField(
        _("has results"), default=True, help_text=_("No for an edition of which only the lists are known.")
    )
    note_zh = models.TextField(_("note (Chinese)"), blank=True)
    note_en = models.TextField(_("note (English)"), blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, verbose_name=_("source"))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(first__lte=F("last")), name="edition_first_before_last"
            ),
        ]

    @property
    def note(self) -> str:
        return in_language(self.note_zh, self.note_en)

    def covers(self, quarter: Quarter) -> bool:
        """Whether the edition is reviewed in this quarter."""
        return self.has_results and self.first <= quarter and (self.last is None or quarter <= self.last)


class CompetitionList(Named):
    """A list (榜) of an edition. Lists of two editions are never joined by their names: they look at other things."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="lists", verbose_name=_("edition"))
    code = models.SlugField(_("code"), max_length=80)
    motto_zh = models.CharField(_("motto (Chinese)"), max_length=100, blank=True)
    motto_en = models.CharField(_("motto (English)"), max_length=100, blank=True)
    looks_at_zh = models.CharField(_("looks at (Chinese)"), max_length=200, blank=True)
    looks_at_en = models.CharField(_("looks at (English)"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("list")
        verbose_name_plural = _("lists")
        ordering = ["-edition__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="competition_list_unique_in_edition")
        ]

    @property
    def motto(self) -> str:
        return in_language(self.motto_zh, self.motto_en)

    @property
    def looks_at(self) -> str:
        return in_language(self.looks_at_zh, self.looks_at_en)


class PeerGroup(Named):
    """Units that are ranked among themselves, such as the urban districts."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="groups", verbose_name=_("edition"))
    code = models.SlugField(_("code"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("peer group")
        verbose_name_plural = _("peer groups")
        ordering = ["-edition__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="peer_group_unique_in_edition")
        ]


class GroupMember(models.Model):
    """A unit takes part in an edition, in one group for as long as the edition lasts."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="members", verbose_name=_("edition"))
    group = models.ForeignKey(PeerGroup, models.PROTECT, related_name="members", verbose_name=_("peer group"))
    unit = models.ForeignKey(
        ReportingUnit, models.PROTECT, related_name="group_memberships", verbose_name=_("area unit")
    )

    class Meta:
        verbose_name = _("group member")
        verbose_name_plural = _("group members")
        ordering = ["group", "unit__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "unit"], name="group_member_in_one_group")]

    def __str__(self) -> str:
        return f"{self.group} · {self.unit}"


class CriterionSource(models.TextChoices):
    """Where a criterion's figures come from; its words are `labels.CRITERION_SOURCE_LABELS`."""

    TARGET = "target"  # a target's figures, or the names counted for it
    ENTERED = "entered"  # entered for the competition only


class Quantity(models.TextChoices):
    """Which number of a target a criterion looks at; its words are `labels.QUANTITY_LABELS`."""

    RATIO = "ratio"  # ratio to schedule of the unit's own target
    COMPLETION = "completion"  # held against the unit's own target
    ACTUAL = "actual"
    INCREMENT = "increment"  # added in the quarter
    GROWTH = "growth"  # year on year, per cent
    ENTERED = "entered"


class Criterion(Named):
    """What a list looks at. Its weight and rule stand in the list's weighting, which changes as a whole."""

    list = models.ForeignKey(CompetitionList, models.PROTECT, related_name="criteria", verbose_name=_("list"))
    code = models.SlugField(_("code"), max_length=80)
    source = models.CharField(_("source"), max_length=10, choices=CRITERION_SOURCE_LABELS)
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="criteria", verbose_name=_("target")
    )
    quantity = models.CharField(_("quantity"), max_length=12, choices=QUANTITY_LABELS)
    rising = models.BooleanField(_("more is better"), default=True)
    unit_zh = models.CharField(_("unit (Chinese)"), max_length=30, blank=True)
    unit_en = models.CharField(_("unit (English)"), max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    definition_zh = models.TextField(_("definition (Chinese)"), blank=True)
    definition_en = models.TextField(_("definition (English)"), blank=True)
    is_sample = models.BooleanField(
        _("sample"), default=False, help_text=_("Invented to show how a list works; never an official one.")
    )
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["list", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["list", "code"], name="criterion_unique_in_list"),
            models.CheckConstraint(
                condition=Q(source=CriterionSource.TARGET, target__isnull=False)
                & ~Q(quantity=Quantity.ENTERED)
                | Q(source=CriterionSource.ENTERED, target__isnull=True, quantity=Quantity.ENTERED),
                name="criterion_source_fits",
            ),
            models.CheckConstraint(
                condition=Q(quantity__in=Quantity.values), name="criterion_quantity_known"
            ),
            models.CheckConstraint(condition=Q(decimals__lte=4), name="criterion_decimals_at_most_four"),
        ]

    @property
    def unit(self) -> str:
        return in_language(self.unit_zh, self.unit_en)

    @property
    def definition(self) -> str:
        return in_language(self.definition_zh, self.definition_en)


class Weighting(WrittenOnce):
    """A version of a list's weights and rules, in force from a quarter on: they change together or not at all."""

    list = models.ForeignKey(
        CompetitionList, models.PROTECT, related_name="weightings", verbose_name=_("list")
    )
    version = models.PositiveIntegerField(_("version"))
    from_quarter = QuarterField(_("from quarter"))
    reason = models.TextField(_("reason"), max_length=1000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,  # what came with a definition file has no author
        related_name="+",
        verbose_name=_("author"),
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("weighting")
        verbose_name_plural = _("weightings")
        ordering = ["list", "version"]
        constraints = [
            models.UniqueConstraint(fields=["list", "version"], name="weighting_version_unique"),
            models.CheckConstraint(condition=Q(version__gte=1), name="weighting_version_from_one"),
            models.CheckConstraint(condition=~Q(reason=""), name="weighting_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.list} v{self.version}"


class Weight(WrittenOnce):
    """One criterion's weight in a version, the rule that turns its figures into points, and the rule's numbers.

    `parameters` are the rule's own arguments, decimals as text (`calculations.scoring_rules`).
    """

    weighting = models.ForeignKey(
        Weighting, models.PROTECT, related_name="weights", verbose_name=_("weighting")
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="weights", verbose_name=_("criterion")
    )
    value = models.DecimalField(_("weight"), max_digits=7, decimal_places=4)
    rule = models.CharField(_("scoring rule"), max_length=12, choices=RULE_LABELS)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)

    class Meta:
        verbose_name = _("weight")
        verbose_name_plural = _("weights")
        ordering = ["weighting", "criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["weighting", "criterion"], name="weight_unique_in_version"),
            models.CheckConstraint(condition=Q(value__gt=0), name="weight_above_zero"),
            models.CheckConstraint(
                condition=Q(rule__in=[kind.value for kind in RuleKind]), name="weight_rule_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"
