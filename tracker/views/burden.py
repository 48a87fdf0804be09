"""The burden meter: how much is asked of each unit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.access import requires
from tracker.permissions import Permission
from tracker.selectors.burden import burden_page


@never_cache
@require_safe
@requires(Permission.MANAGE)
def burden(request: HttpRequest) -> HttpResponse:
    """What is asked in one quarter, unit by unit, and how it changes from quarter to quarter."""
    page = burden_page(request.GET.get("quarter", ""), on=timezone.localdate())
    return render(request, "tracker/burden_overview.html", {"page": page})
