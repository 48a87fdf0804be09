"""The overview."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.access import public
from tracker.htmx import render_page
from tracker.permissions import Permission
from tracker.selectors import periods, plans
from tracker.sentences import summary_sentence


@require_safe
@public(why="the way of the city's targets is public; strangers see closed quarters only")
def overview(request: HttpRequest) -> HttpResponse:
    """Every target at a glance, narrowed by plan, theme, status and lead unit through shareable addresses."""
    horizon = periods.horizon(
        on=timezone.localdate(), with_running=request.rights.may(Permission.VIEW_RUNNING)
    )
    period = horizon.period(request.GET.get("quarter", "")) or horizon.default
    filters = plans.Filters(
        **{name: request.GET.get(name, "") for name in ("plan", "theme", "status", "lead")}
    )
    page = plans.overview(horizon=horizon, quarter=period and period.quarter, filters=filters)
    return render_page(
        request,
        "tracker/plans_overview.html",
        "overview-results",
        {
            "page": page,
            "filters": page.filters,
            "horizon": horizon,
            "summary": summary_sentence(page.counts, quarter=page.quarter, outcomes=page.outcomes),
        },
    )
