"""Tables that are stored as a whole: planned values, and who is asked for what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from tracker.access import requires
from tracker.forms.grids import AssignmentsForm, GridForm, MilestonesForm
from tracker.models import Plan
from tracker.permissions import Permission
from tracker.selectors.assignments import assignment_matrix
from tracker.selectors.setup import milestone_grid
from tracker.services.targets import milestones_set
from tracker.services.units import assignments_set
from tracker.views.saving import REFUSED, store


@never_cache
@requires(Permission.MANAGE)
def milestones(request: HttpRequest, plan: str) -> HttpResponse:
    """Every planned value of a plan on one page."""
    grid = _of_plan(milestone_grid, plan)
    form = MilestonesForm(grid, request.POST if request.method == "POST" else None)
    if form.is_bound and _stored(request, form, milestones_set, grid.plan):
        return redirect("setup-milestones", plan=plan)
    return render(request, "tracker/setup_milestones.html", {"grid": grid, "form": form})


@never_cache
@requires(Permission.MANAGE)
def assignments(request: HttpRequest, plan: str) -> HttpResponse:
    """Which unit is asked for which target, with the units' own targets beside the city's."""
    matrix = _of_plan(assignment_matrix, plan)
    form = AssignmentsForm(matrix, request.POST if request.method == "POST" else None)
    if form.is_bound and _stored(request, form, assignments_set, matrix.plan):
        return redirect("setup-assignments", plan=plan)
    return render(request, "tracker/setup_assignments.html", {"matrix": matrix, "form": form})


def _of_plan(selector: Callable[[str], Any], code: str) -> Any:
    try:
        return selector(code)
    except Plan.DoesNotExist as error:
        raise Http404(_("There is no such plan.")) from error


def _stored(request: HttpRequest, form: GridForm, change: Callable[..., int], plan: Plan) -> bool:
    """Store the table; False when something in it is refused, and then nothing of it was stored."""
    if not form.is_valid():
        return False
    changed = store(form, change, plan=plan, **form.arguments(), by=request.user, at=timezone.now())
    if changed is REFUSED:
        return False
    words = ngettext("%(count)d place was changed.", "%(count)d places were changed.", changed)
    messages.success(request, words % {"count": changed} if changed else _("Nothing was changed."))
    return True
