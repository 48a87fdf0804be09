"""Who reports: the city, its bureaus, districts and zones, and who may act for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .fields import FigureField, within_limit
from .names import Named
from .plans import Target


class UnitKind(models.TextChoices):
    CITY = "city", _("city")
    BUREAU = "bureau", _("bureau")
    DISTRICT = "district", _("district")
    ZONE = "zone", _("zone")


class Role(models.TextChoices):
    VIEWER = "viewer", _("viewer")
    REPORTER = "reporter", _("reporter")
    REVIEWER = "reviewer", _("reviewer")
    BUREAU_REVIEWER = "bureau-reviewer", _("bureau reviewer")
    COORDINATOR = "coordinator", _("coordinator")
    AUDITOR = "auditor", _("auditor")
    PUBLISHER = "publisher", _("publisher")


# Districts and zones report parts of the city; the city and its bureaus state a figure of record.
AREA_KINDS = (UnitKind.DISTRICT, UnitKind.ZONE)


class ReportingUnit(Named):
    """A unit that reports. Lists always follow the fixed official order, never the size of a figure."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=UnitKind)
    gb_code = models.CharField(_("GB/T 2260 code"), max_length=6, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    position = models.PositiveSmallIntegerField(_("official order"))
    counts_toward_total = models.BooleanField(
        _("counts toward the city total"),
        default=True,
        help_text=_("No for a zone whose figures are already inside a district's."),
    )
    is_fictitious = models.BooleanField(_("fictitious (demonstration)"), default=False)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("reporting unit")
        verbose_name_plural = _("reporting units")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=UnitKind.values), name="unit_kind_known"),
            models.CheckConstraint(
                condition=Q(gb_code="") | Q(gb_code__regex=r"^[0-9]{6}$"), name="unit_gb_code_form"
            ),
            models.UniqueConstraint(fields=["gb_code"], condition=~Q(gb_code=""), name="unit_gb_code_unique"),
        ]

    @property
    def is_area(self) -> bool:
        return self.kind in AREA_KINDS


class Assignment(models.Model):
    """A unit reports a target, with the unit's own target and baseline where it has them."""

    unit = models.ForeignKey(
        ReportingUnit, models.PROTECT, related_name="assignments", verbose_name=_("reporting unit")
    )
    target = models.ForeignKey(Target, models.PROTECT, related_name="assignments", verbose_name=_("target"))
    own_target = FigureField(_("own target"), null=True, blank=True)
    own_baseline = FigureField(_("own baseline"), null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["target", "unit__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "target"], name="assignment_unique"),
            models.CheckConstraint(
                condition=within_limit("own_target", "own_baseline"), name="assignment_figures_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.target}"


class Membership(models.Model):
    """What a person may do in a unit; a person may belong to several."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    unit = models.ForeignKey(
        ReportingUnit, models.CASCADE, related_name="memberships", verbose_name=_("reporting unit")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user", "unit__position", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role"], name="membership_unique"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit} · {self.role}"
