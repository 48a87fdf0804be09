"""Honours and the chronicle."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.access import public
from tracker.labels import quarter_name
from tracker.selectors.recognitions import Moment, honours, timeline
from tracker.selectors.releases import Head, all_heads


@require_safe
@public(why="published facts with their sources; none is a figure of the targets")
def recognitions(request: HttpRequest) -> HttpResponse:
    """What was recognised year by year, and the events of the plans in the order of time."""
    context = {
        "honours": honours(),
        "timeline": timeline(release_moment(head) for head in all_heads()),
        "today": timezone.localdate(),
    }
    return render(request, "tracker/recognitions_list.html", context)


def release_moment(head: Head) -> Moment:
    """A release, or a correction of one, as an entry of the chronicle."""
    words = (
        _("%(quarter)s published") if head.number == 1 else _("%(quarter)s corrected: revision %(number)d")
    )
    return Moment(
        kind="release",
        as_of=timezone.localdate(head.published_at).isoformat(),
        text=words % {"quarter": quarter_name(head.quarter), "number": head.number},
        address=reverse("release", args=[head.quarter.code, head.number]),
    )
