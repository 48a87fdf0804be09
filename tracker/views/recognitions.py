"""Honours and the chronicle."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.access import public
from tracker.selectors.recognitions import honours, timeline


@require_safe
@public(why="published facts with their sources; none is a figure of the targets")
def recognitions(request: HttpRequest) -> HttpResponse:
    """What was recognised year by year, and the events of the plans in the order of time."""
    context = {"honours": honours(), "timeline": timeline(), "today": timezone.localdate()}
    return render(request, "tracker/recognitions_list.html", context)
