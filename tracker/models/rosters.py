"""Rosters (名录): lists of names of which the count of a target is the length."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .names import Named, in_language
from .plans import Target


class Roster(Named):
    """A list of enterprises, or of what was recognised in them, that gives one or more targets their count."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(_("position"))
    item_zh = models.CharField(
        _("what is counted (Chinese)"),
        max_length=30,
        blank=True,
        help_text=_(
            "Such as workshop, of which an enterprise can have several. Empty: enterprises are counted."
        ),
    )
    item_en = models.CharField(_("what is counted (English)"), max_length=30, blank=True)
    targets = models.ManyToManyField(
        Target, through="RosterUse", related_name="rosters", verbose_name=_("targets")
    )

    class Meta:
        verbose_name = _("roster")
        verbose_name_plural = _("rosters")
        ordering = ["position", "pk"]

    @property
    def item(self) -> str:
        """The word for what is counted; empty when it is enterprises."""
        return in_language(self.item_zh, self.item_en)

    @property
    def counts_items(self) -> bool:
        """Whether each workshop or platform counts, and not the enterprise once for all of them."""
        return bool(self.item_zh)


class RosterUse(models.Model):
    """A target takes its count from this roster. One that counts from the plan's start takes only the names that
    were on the list at no time before it.
    """

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="uses", verbose_name=_("roster"))
    target = models.OneToOneField(Target, models.CASCADE, related_name="roster_use", verbose_name=_("target"))

    class Meta:
        verbose_name = _("use of a roster")
        verbose_name_plural = _("uses of rosters")
        ordering = ["roster", "target"]

    def __str__(self) -> str:
        return f"{self.roster} → {self.target}"


class RosterKind(Named):
    """A list type inside a roster, such as 5G factory."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="kinds", verbose_name=_("roster"))
    code = models.SlugField(_("code"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("list type")
        verbose_name_plural = _("list types")
        ordering = ["roster", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["roster", "code"], name="kind_code_unique_in_roster")]


class RosterLevel(Named):
    """A level inside a roster, such as four stars; the higher the position, the higher the level."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="levels", verbose_name=_("roster"))
    code = models.SlugField(_("code"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["roster", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["roster", "code"], name="level_code_unique_in_roster")]
