"""Error pages in the site's own look, that say how to go on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from tracker.models import Target


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "tracker/errors_403.html", {"reason": str(exception)}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Whoever mistyped a target finds the whole list of them here."""
    targets = Target.objects.select_related("theme__plan") if request.path.startswith("/targets/") else ()
    return render(request, "tracker/errors_404.html", {"targets": targets}, status=404)


# The rest without context: whatever broke may be the session, the visitor or the database.


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(render_to_string("tracker/errors_400.html"), status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(render_to_string("tracker/errors_csrf.html"), status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("tracker/errors_500.html"), status=500)
