"""The overview."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.access import public
from tracker.htmx import render_page
from tracker.selectors import plans
from tracker.selectors.sights import Sight, sight_of
from tracker.sentences import summary_sentence


@require_safe
@public(why="the way of the city's targets is public; strangers see releases only")
def overview(request: HttpRequest) -> HttpResponse:
    """Every target at a glance, narrowed by plan, theme, status and lead unit through shareable addresses."""
    return overview_page(request, request_sight(request))


def overview_page(request: HttpRequest, sight: Sight) -> HttpResponse:
    """The overview of what the reader is shown: a release, or the tables of today."""
    page = sight.overview(filters_of(request))
    context = {
        "page": page,
        "filters": page.filters,
        "summary": summary_sentence(page.counts, quarter=page.quarter, outcomes=page.outcomes),
    }
    template = "tracker/plans_overview.html"
    return render_page(request, template, "overview-results", context | sight_context(sight))


def request_sight(request: HttpRequest, quarter: str | None = None) -> Sight:
    """What whoever asks is shown, at this quarter or the one that the address asks for."""
    asked = request.GET.get("quarter", "") if quarter is None else quarter
    return sight_of(request.rights, on=timezone.localdate(), quarter=asked)  # type: ignore[attr-defined]


def filters_of(request: HttpRequest) -> plans.Filters:
    return plans.Filters(**{name: request.GET.get(name, "") for name in ("plan", "theme", "status", "lead")})


def sight_context(sight: Sight) -> dict[str, Any]:
    """What every page that can be of a release says about it. A release carries its own demo mark."""
    return {"sight": sight} | ({"is_demo": sight.head.content.is_demo} if sight.head else {})
