"""Enterprises, under the names they have and had."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.calculations.rosters import initials_of, name_key


class Enterprise(models.Model):
    """An enterprise by its unified social credit code. One without a code, or with one that fails its check, is
    known by its exact name and flagged: a mangled code is no identity. Former names stay findable.
    """

    uscc = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        help_text=_("Only one that passes its check."),
    )
    faulty_code = models.CharField(
        _("code that fails its check"), max_length=40, blank=True, help_text=_("As it was stated.")
    )
    name = models.CharField(_("name"), max_length=200, db_index=True)
    # Both follow from the name: how it is found, and what other spellings of it have in common with it.
    initials = models.CharField(
        _("pinyin initials"), max_length=200, blank=True, editable=False, db_index=True
    )
    key = models.CharField(_("core of the name"), max_length=200, blank=True, editable=False, db_index=True)

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="enterprise_uscc_unique"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(uscc=""), name="enterprise_name_unique_without_code"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="enterprise_has_name"),
            models.CheckConstraint(
                condition=Q(uscc="") | Q(uscc__regex=r"^[0-9A-Z]{18}$"), name="enterprise_uscc_form"
            ),
            models.CheckConstraint(condition=Q(uscc="") | Q(faulty_code=""), name="enterprise_one_code"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.follow_name()
        super().save(*args, **kwargs)

    def follow_name(self) -> None:
        """Bring what follows from the name up to it; `bulk_create` does not do it by itself."""
        self.initials, self.key = initials_of(self.name), name_key(self.name)


class FormerName(models.Model):
    """What an enterprise was called before."""

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="former_names", verbose_name=_("enterprise")
    )
    name = models.CharField(_("name"), max_length=200, db_index=True)
    until = models.DateField(_("until"))

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["enterprise", "-until", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "name"], name="former_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name
