"""One target: what it promises, where it started, what exactly is counted."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tracker.access import requires
from tracker.forms.fields import RemovalForm
from tracker.forms.setup import BaselineForm, DefinitionForm, TargetForm
from tracker.models import Definition, Target
from tracker.permissions import Permission
from tracker.selectors.setup import TargetSetup, target_setup
from tracker.services.targets import baseline_change, definition_remove, definition_save, target_change
from tracker.views.saving import Offer, PageForms


@never_cache
@requires(Permission.MANAGE)
def target(request: HttpRequest, code: str) -> HttpResponse:
    """The target's own form, its baseline's, and one for each definition and for a new one."""
    try:
        page = target_setup(code)
    except Target.DoesNotExist as error:
        raise Http404(_("There is no such target.")) from error
    forms = PageForms(request, _offers(page))
    if forms.stored():
        return redirect("setup-target", code=code)
    context = {
        "page": page,
        "target_form": forms["target"],
        "baseline_form": forms["baseline"],
        "definitions": [
            (row, forms[f"definition-{row.pk}"], forms[f"remove-{row.pk}"]) for row in page.definitions
        ],
        "new_form": forms["new"],
    }
    return render(request, "tracker/setup_target.html", context)


def _offers(page: TargetSetup) -> dict[str, Offer]:
    new, sources = Definition(target=page.target), page.sources
    offers: dict[str, Offer] = {
        "target": (partial(TargetForm, page.target, prefix="target"), target_change),
        "baseline": (
            partial(BaselineForm, page.baseline, prefix="baseline", sources=sources),
            baseline_change,
        ),
        "new": (partial(DefinitionForm, new, prefix="new", sources=sources), definition_save),
    }
    for row in page.definitions:
        change, remove = f"definition-{row.pk}", f"remove-{row.pk}"
        offers[change] = (partial(DefinitionForm, row, prefix=change, sources=sources), definition_save)
        offers[remove] = (partial(RemovalForm, row, prefix=remove, argument="definition"), definition_remove)
    return offers
