"""One target."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import pictures
from tracker.access import public
from tracker.models import Target
from tracker.permissions import Permission
from tracker.selectors import periods, targets


@public(why="the way of the city's targets is public; strangers see closed quarters only")
def target_detail(request: HttpRequest, code: str) -> HttpResponse:
    """A target's trajectory, its units' figures, its table of quarters, and where every number comes from."""
    horizon = periods.horizon(
        on=timezone.localdate(), with_running=request.rights.may(Permission.VIEW_RUNNING)
    )
    period = horizon.period(request.GET.get("quarter", "")) or horizon.default
    try:
        page = targets.target_page(code=code, horizon=horizon, quarter=period and period.quarter)
    except Target.DoesNotExist as error:
        raise Http404(_("There is no target called %(code)s.") % {"code": code}) from error
    mark = pictures.demo_mark()
    return render(
        request,
        "tracker/targets_detail.html",
        {
            "page": page,
            "horizon": horizon,
            "notes": pictures.numbered_notes(page),
            "trajectory": pictures.target_trajectory(page, mark),
            "units_bar": pictures.units_bar(page, mark) if page.areas else None,
        },
    )
