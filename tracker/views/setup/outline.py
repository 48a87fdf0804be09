"""The way into the set-up: what can be set, the plans, and one plan's head."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.access import requires
from tracker.forms.setup import PlanForm
from tracker.models import Plan
from tracker.permissions import Permission
from tracker.selectors.setup import plan_by_code, plan_outlines
from tracker.services.plans import plan_change
from tracker.views.saving import PageForms


@never_cache
@require_safe
@requires(Permission.MANAGE)
def setup(request: HttpRequest) -> HttpResponse:
    """Everything that can be set, with one line each."""
    context = {"plans": plan_outlines(), "releases": request.rights.may(Permission.RELEASE)}
    return render(request, "tracker/setup_index.html", context)


@never_cache
@require_safe
@requires(Permission.MANAGE)
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan with its themes and targets."""
    return render(request, "tracker/setup_plans.html", {"plans": plan_outlines()})


@never_cache
@requires(Permission.MANAGE)
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """A plan's names and quarters."""
    try:
        row = plan_by_code(code)
    except Plan.DoesNotExist as error:
        raise Http404(_("There is no such plan.")) from error
    forms = PageForms(request, {"plan": (lambda data: PlanForm(row, data), plan_change)})
    if forms.stored():
        return redirect("setup-plan", code=code)
    return render(request, "tracker/setup_plan.html", {"plan": row, "form": forms["plan"]})
