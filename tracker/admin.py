"""The administration: the set-up that has no page of its own yet. Figures can be read here, never changed."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .models import (
    Assignment,
    AuditEvent,
    Baseline,
    Definition,
    Membership,
    Milestone,
    Period,
    Plan,
    Remark,
    ReportingUnit,
    ReportVersion,
    Source,
    Target,
    Theme,
)
from .services.periods import period_close, period_reopen
from .services.units import assignments_create

# The site's own sign-in, which limits how often a password can be tried.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.site_header = admin.site.site_title = _("Nanjing Targets")


class ReadOnly(admin.ModelAdmin):
    """To be looked at: what was reported and what was done changes nowhere."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


class BaselineInline(admin.StackedInline):
    model = Baseline


class MilestoneInline(admin.TabularInline):
    model = Milestone
    extra = 0


class DefinitionInline(admin.StackedInline):
    model = Definition
    extra = 0


class RemarkInline(admin.StackedInline):
    model = Remark
    extra = 0


class AssignmentInline(admin.TabularInline):
    model = Assignment
    extra = 0


class ThemeInline(admin.TabularInline):
    model = Theme
    extra = 0


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0


@admin.register(Plan)
class PlanAdmin(admin.ModelAdmin):
    list_display = ["name_zh", "first", "last"]
    inlines = [ThemeInline]


@admin.register(Target)
class TargetAdmin(admin.ModelAdmin):
    list_display = ["name_zh", "code", "theme", "comparator", "value", "unit_zh", "aggregation", "lead_unit"]
    list_filter = ["theme__plan", "aggregation"]
    list_select_related = ["theme", "lead_unit"]
    search_fields = ["name_zh", "code"]
    inlines = [BaselineInline, MilestoneInline, DefinitionInline, RemarkInline, AssignmentInline]
    actions = ["assign_to_districts"]

    @admin.action(description=_("Assign the selected targets to every district and zone"))
    def assign_to_districts(self, request: HttpRequest, queryset: QuerySet[Target]) -> None:
        areas = [unit for unit in ReportingUnit.objects.all() if unit.is_area]
        made = assignments_create(targets=queryset, units=areas, by=request.user, at=timezone.now())
        self.message_user(
            request,
            ngettext("%(count)d assignment made.", "%(count)d assignments made.", made) % {"count": made},
        )


@admin.register(ReportingUnit)
class ReportingUnitAdmin(admin.ModelAdmin):
    list_display = ["name_zh", "code", "kind", "gb_code", "position", "counts_toward_total"]
    search_fields = ["name_zh", "code"]
    inlines = [MembershipInline]


@admin.register(Period)
class PeriodAdmin(admin.ModelAdmin):
    list_display = ["quarter", "opens", "due", "closed_at"]
    readonly_fields = ["closed_at"]  # closing makes figures public: by the actions, with an audit event
    actions = ["close", "reopen"]

    @admin.action(description=_("Close the selected quarters: their figures become public"))
    def close(self, request: HttpRequest, queryset: QuerySet[Period]) -> None:
        for period in queryset:
            period_close(period=period, by=request.user, at=timezone.now())

    @admin.action(description=_("Open the selected quarters again"))
    def reopen(self, request: HttpRequest, queryset: QuerySet[Period]) -> None:
        for period in queryset:
            period_reopen(period=period, by=request.user, at=timezone.now())


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["title", "publisher", "date", "grade"]


@admin.register(ReportVersion)
class ReportVersionAdmin(ReadOnly):
    list_display = ["report", "number", "value", "author", "recorded_at"]
    list_select_related = [
        "author",
        "report__period",
        "report__assignment__unit",
        "report__assignment__target",
    ]
    date_hierarchy = "recorded_at"


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly):
    list_display = ["at", "actor_name", "action", "subject"]
    list_filter = ["action"]
    search_fields = ["subject", "actor_name"]
