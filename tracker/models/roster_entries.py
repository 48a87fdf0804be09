"""Names on a roster, and what is odd about them."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tracker.calculations.rosters import FlagKind
from tracker.labels import FLAG_LABELS

from .enterprises import Enterprise
from .rosters import Roster, RosterKind, RosterLevel
from .units import ReportingUnit


class EntryQuerySet(models.QuerySet["RosterEntry"]):
    def in_force(self, on: dt.date) -> EntryQuerySet:
        """What stands on the list at the end of this day."""
        return self.filter(recognised_on__lte=on).filter(
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on)
        )


class RosterEntry(models.Model):
    """An enterprise on a roster: recognised on a day, in a unit, and perhaps withdrawn on another.

    One that climbs a level or stands on two list types has an entry for each, and counts once.
    """

    # The indexes below begin with the roster; nobody asks for a list type or a level of all rosters.
    roster = models.ForeignKey(
        Roster, models.PROTECT, related_name="entries", db_index=False, verbose_name=_("roster")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="entries", verbose_name=_("enterprise")
    )
    item = models.CharField(
        _("what was recognised"),
        max_length=200,
        blank=True,
        help_text=_("The name of the workshop or platform, on a roster that counts those."),
    )
    unit = models.ForeignKey(
        ReportingUnit, models.PROTECT, related_name="roster_entries", verbose_name=_("reporting unit")
    )
    kind = models.ForeignKey(
        RosterKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("list type"),
    )
    level = models.ForeignKey(
        RosterLevel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("level"),
    )
    batch = models.CharField(_("batch"), max_length=60, blank=True)
    recognised_on = models.DateField(_("recognised on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("reason of the withdrawal"), max_length=300, blank=True)
    source = models.CharField(_("source document"), max_length=300, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("roster entry")
        verbose_name_plural = _("roster entries")
        ordering = ["roster", "-recognised_on", "enterprise__name", "pk"]
        indexes = [
            # Counting distinct names by unit at a day, from the index alone and in its order.
            models.Index(
                fields=[
                    "roster",
                    "enterprise",
                    "unit",
                    "item",
                    "level",
                    "kind",
                    "recognised_on",
                    "withdrawn_on",
                ],
                name="entry_counting",
            ),
            # A page of the list, the latest recognitions first, without sorting all of them.
            models.Index(fields=["roster", "-recognised_on", "id"], name="entry_latest"),
            models.Index(fields=["roster", "batch", "recognised_on"], name="entry_batch"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawal_reason="")
                | (
                    Q(withdrawn_on__isnull=False, withdrawn_on__gte=F("recognised_on"))
                    & ~Q(withdrawal_reason="")
                ),
                name="entry_withdrawal_has_day_and_reason",
            ),
            models.UniqueConstraint(
                "roster",
                "enterprise",
                "item",
                "unit",
                Coalesce("kind", 0),
                Coalesce("level", 0),
                "recognised_on",
                name="entry_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roster}: {self.enterprise}{' · ' if self.item else ''}{self.item}"


class RosterFlag(models.Model):
    """Something about an entry that a person has to look at. Settled with a word; never by dropping or merging."""

    entry = models.ForeignKey(
        RosterEntry, models.CASCADE, related_name="flags", verbose_name=_("roster entry")
    )
    kind = models.CharField(_("flag"), max_length=20, choices=FLAG_LABELS)
    other = models.ForeignKey(
        Enterprise,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("the other enterprise"),
    )
    created_at = models.DateTimeField(_("created at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_note = models.CharField(_("how it was settled"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("flag of a roster entry")
        verbose_name_plural = _("flags of roster entries")
        ordering = ["entry", "kind", "pk"]
        indexes = [models.Index(fields=["entry"], condition=Q(settled_at__isnull=True), name="flag_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in FlagKind]), name="flag_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_note="")
                | (Q(settled_at__isnull=False) & ~Q(settled_note="")),
                name="flag_settled_with_note",
            ),
            models.UniqueConstraint("entry", "kind", Coalesce("other", 0), name="flag_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.kind}"
