"""One target."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker import pictures
from tracker.access import public
from tracker.explanations import explanation
from tracker.htmx import render_page
from tracker.models import Target
from tracker.permissions import Permission
from tracker.selectors import periods, targets
from tracker.selectors.counts import names_for
from tracker.sentences import target_sentences


@require_safe
@public(why="the way of the city's targets is public; strangers see closed quarters only")
def target_detail(request: HttpRequest, code: str) -> HttpResponse:
    """A target's trajectory, its units' figures, its table of quarters, and where every number comes from."""
    horizon, page = _page(request, code)
    mark = pictures.demo_mark()
    context = {
        "page": page,
        "horizon": horizon,
        "names": names_for(request.rights, page.comparison),
        "sentences": target_sentences(page),
        "notes": pictures.numbered_notes(page),
        "trajectory": pictures.target_trajectory(page, mark),
        "units_bar": pictures.units_bar(page, mark) if page.areas else None,
        "growth": pictures.growth(page, mark),
        "growth_decimals": pictures.growth_decimals(page.target),
        "years": pictures.years(page, mark),
    }
    return render(request, "tracker/targets_detail.html", context)


@require_safe
@public(why="the arithmetic is open to whoever may see the figure")
def target_explain(request: HttpRequest, code: str) -> HttpResponse:
    """The numbers and the formula behind a target's status, as a page or opened inside another one."""
    _horizon, page = _page(request, code)
    return render_page(
        request,
        "tracker/targets_explain.html",
        "explain-panel",
        {"page": page, "steps": explanation(page)},
    )


def _page(request: HttpRequest, code: str) -> tuple[periods.Horizon, targets.TargetPage]:
    horizon = periods.horizon(
        on=timezone.localdate(), with_running=request.rights.may(Permission.VIEW_RUNNING)
    )
    period = horizon.period(request.GET.get("quarter", "")) or horizon.default
    try:
        return horizon, targets.target_page(code=code, horizon=horizon, quarter=period and period.quarter)
    except Target.DoesNotExist as error:
        raise Http404(_("There is no target called %(code)s.") % {"code": code}) from error
