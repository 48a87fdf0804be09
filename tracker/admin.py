"""The administration: what the administrator puts right where the site's own pages do not reach.

Whatever is changed here leaves the same trail as a change on the site; figures can be read here, never changed.
"""

from __future__ import annotations

from typing import Any

from allauth.account.admin import EmailAddress  # by way of what registers it, which has to come first
from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db import models, transaction
from django.db.models import QuerySet
from django.forms import BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_tasks_db.admin import DBTaskResult  # likewise

from .models import (
    Assignment,
    AuditEvent,
    Baseline,
    CheckRule,
    Decision,
    Definition,
    Draft,
    Evidence,
    Membership,
    Milestone,
    Period,
    Plan,
    ProgressMethod,
    Remark,
    Reminder,
    Report,
    ReportingUnit,
    ReportVersion,
    Source,
    Target,
    Theme,
    Upload,
)
from .services.accounts import account_save, password_recorded
from .services.changes import branch_delete, row_save
from .services.periods import UnableToChangeQuarter, period_close, period_reopen
from .services.units import assignments_create

# The site's own sign-in, which limits how often a password can be tried.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.site_header = admin.site.site_title = _("Nanjing Targets")
# Rights come from memberships, addresses and tasks from the pages: here they would be changed in vain, unrecorded.
for unused in (Group, EmailAddress, DBTaskResult, User):
    admin.site.unregister(unused)


def step(request: HttpRequest) -> dict[str, Any]:
    """Who changes something here, when and why, as the services want to know it."""
    return {"by": request.user, "at": timezone.now(), "reason": gettext("In the administration")}


class ReadOnly(admin.ModelAdmin):
    """To be looked at: what was reported and what was done changes nowhere."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


class Recorded(admin.ModelAdmin):
    """Set-up: every row that is stored or removed here, those inside its page too, leaves old and new value."""

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        row_save(obj, **step(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: BaseModelFormSet, change: bool) -> None:
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            branch_delete(row, **step(request))
        for row in rows:
            row_save(row, **step(request))

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        branch_delete(obj, **step(request))

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            branch_delete(row, **step(request))


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
    """Read here, changed in the site's own pages: figures hang on an assignment."""

    model = Assignment
    can_delete = False
    has_add_permission = has_change_permission = ReadOnly.has_add_permission


class ThemeInline(admin.TabularInline):
    model = Theme
    extra = 0


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0


@admin.register(Plan)
class PlanAdmin(Recorded):
    list_display = ["name_zh", "first", "last"]
    inlines = [ThemeInline]


@admin.register(Target)
class TargetAdmin(Recorded):
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
class ReportingUnitAdmin(Recorded):
    list_display = ["name_zh", "code", "kind", "gb_code", "position", "counts_toward_total"]
    search_fields = ["name_zh", "code"]
    inlines = [MembershipInline]


@admin.register(Period)
class PeriodAdmin(Recorded):
    list_display = ["quarter", "opens", "due", "closed_at"]
    actions = ["close", "reopen"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Closing makes figures public: by the actions, with an audit event. A closed quarter stays as it is, and
        none becomes another one under its figures.
        """
        dates = ["opens", "due"] if obj and obj.closed_at else []
        return ["closed_at", *(["quarter"] if obj else []), *dates]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a quarter that a plan reaches is needed, reported or not

    @admin.action(description=_("Close the selected quarters: their figures become public"))
    def close(self, request: HttpRequest, queryset: QuerySet[Period]) -> None:
        for period in queryset:
            try:
                period_close(period=period, **step(request))
            except UnableToChangeQuarter as error:
                self.message_user(request, str(error), messages.ERROR)

    @admin.action(description=_("Open the selected quarters again"))
    def reopen(self, request: HttpRequest, queryset: QuerySet[Period]) -> None:
        for period in queryset:
            period_reopen(period=period, **step(request))


@admin.register(Source)
class SourceAdmin(Recorded):
    list_display = ["title", "publisher", "date", "grade"]


@admin.register(User)
class AccountAdmin(Recorded, UserAdmin):
    """Accounts are switched off, not removed: what they did keeps its author."""

    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Account"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Times"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ["last_login", "date_joined"]
    list_display = ["username", "first_name", "last_name", "email", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "is_superuser"]
    filter_horizontal = ()
    inlines = [MembershipInline]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        account_save(person=obj, **step(request))

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Django stores the new password itself; whether it did shows in the account."""
        before = self.get_object(request, unquote(id))
        response = super().user_change_password(request, id, form_url)
        after = User.objects.get(pk=before.pk)  # without such an account Django has answered already
        if after.password != before.password:
            password_recorded(person=after, **step(request))
        return response


# What the name of a row is made of that belongs to a report.
OF_REPORT = ["author", "report__period", "report__assignment__unit", "report__assignment__target"]


@admin.register(ReportVersion)
class ReportVersionAdmin(ReadOnly):
    list_display = ["report", "number", "value", "author", "recorded_at"]
    list_select_related = OF_REPORT
    date_hierarchy = "recorded_at"


@admin.register(Upload)
class UploadAdmin(ReadOnly):
    list_display = ["name", "unit", "period", "state", "author", "recorded_at"]
    list_select_related = ["unit", "period", "author"]


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly):
    list_display = ["at", "actor_name", "action", "subject"]
    list_filter = ["action"]
    search_fields = ["subject", "actor_name"]


@admin.register(Report)
class ReportAdmin(ReadOnly):
    list_display = ["assignment", "period", "state", "is_late"]
    list_filter = ["state", "period"]
    list_select_related = ["period", "assignment__unit", "assignment__target"]


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    list_display = ["version", "kind", "comment", "until", "author", "recorded_at"]
    list_select_related = ["version", "author"]


@admin.register(Draft)
class DraftAdmin(ReadOnly):
    list_display = ["report", "author", "text", "recorded_at"]
    list_select_related = OF_REPORT


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly):
    list_display = ["name", "report", "size", "author", "recorded_at", "withdrawn_at"]
    list_select_related = OF_REPORT


@admin.register(CheckRule)
class CheckRuleAdmin(ReadOnly):
    """Changed on its own page, which refuses what makes no sense."""

    list_display = ["kind", "severity", "threshold", "target", "whole", "is_active"]
    list_select_related = ["target", "whole"]


@admin.register(Reminder)
class ReminderAdmin(ReadOnly):
    list_display = ["period", "user", "step", "created_at", "sent_at", "attempts", "problem"]
    list_select_related = ["period", "user"]


@admin.register(ProgressMethod)
class ProgressMethodAdmin(ReadOnly):
    list_display = ["version", "from_quarter", "author", "recorded_at", "reason"]
    list_select_related = ["author"]
