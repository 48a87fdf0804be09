"""My work: what waits for the person who is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.access import requires
from tracker.permissions import Permission
from tracker.selectors import reports
from tracker.selectors.work import work as work_of


@never_cache
@require_safe
@requires(Permission.VIEW_SHEET)
def work(request: HttpRequest) -> HttpResponse:
    """What is due from the person's units, what came back, what they can review."""
    page = work_of(request.rights, on=timezone.localdate())
    context = {"page": page, "units": reports.sheet_units(request.rights)}
    return render(request, "tracker/work_overview.html", context)
