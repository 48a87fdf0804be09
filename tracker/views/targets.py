"""One target."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker import pictures
from tracker.access import public
from tracker.explanations import explanation
from tracker.htmx import render_page
from tracker.models import Target
from tracker.selectors.counts import Names, names_for
from tracker.selectors.recognitions import target_notes
from tracker.selectors.sights import Sight
from tracker.selectors.targets import TargetPage
from tracker.sentences import target_sentences

from .dashboard import request_sight, sight_context

NO_NAMES = Names(roster=False, units=frozenset(), decides=False)  # a release opens no roster


@require_safe
@public(why="the way of the city's targets is public; strangers see releases only")
def target_detail(request: HttpRequest, code: str) -> HttpResponse:
    """A target's trajectory, its units' figures, its table of quarters, and where every number comes from."""
    return target_detail_page(request, request_sight(request), code)


@require_safe
@public(why="the arithmetic is open to whoever may see the figure")
def target_explain(request: HttpRequest, code: str) -> HttpResponse:
    """The numbers and the formula behind a target's status, as a page or opened inside another one."""
    return target_explain_page(request, request_sight(request), code)


def target_detail_page(request: HttpRequest, sight: Sight, code: str) -> HttpResponse:
    """A target in what the reader is shown: a release, or the tables of today."""
    page = _page(sight, code)
    mark = pictures.demo_mark(sight.head)
    context = {
        "page": page,
        "names": NO_NAMES if sight.head else names_for(request.rights, page.comparison),  # type: ignore[attr-defined]
        "sentences": target_sentences(page),
        "notes": target_notes(page),
        "trajectory": pictures.target_trajectory(page, mark),
        "units_bar": pictures.units_bar(page, mark) if page.areas else None,
        "growth": pictures.growth(page, mark),
        "growth_decimals": pictures.growth_decimals(page.target),
        "years": pictures.years(page, mark),
    }
    return render(request, "tracker/targets_detail.html", context | sight_context(sight))


def target_explain_page(request: HttpRequest, sight: Sight, code: str) -> HttpResponse:
    """The arithmetic of a status in what the reader is shown."""
    page = _page(sight, code)
    context = {"page": page, "steps": explanation(page)} | sight_context(sight)
    return render_page(request, "tracker/targets_explain.html", "explain-panel", context)


def _page(sight: Sight, code: str) -> TargetPage:
    try:
        return sight.target_page(code)
    except Target.DoesNotExist as error:
        raise Http404(_("There is no target called %(code)s.") % {"code": code}) from error
