"""The competition: its lists, and who stands where by which rule."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker import competition_pictures, pictures
from tracker.access import public, requires
from tracker.board_explanations import board_views, rule_views, sensitivity_views
from tracker.permissions import Permission
from tracker.selectors import board_pages

FEW = 4  # units: a picture of so few needs less height


@require_safe
@never_cache
@public(why="released boards are public; officials also see those that are being prepared")
def competitions(request: HttpRequest) -> HttpResponse:
    """The editions, each with its lists and the first places of the latest quarter."""
    entries = board_pages.edition_entries(rights=request.rights, on=timezone.localdate())
    shown = [
        (entry, [(facts, board_views(facts, entry.names.units)) for facts in entry.lists])
        for entry in entries
    ]
    return render(request, "tracker/competitions_index.html", {"entries": shown})


@require_safe
@never_cache
@public(why="released boards are public; officials also see those that are being prepared")
def board(request: HttpRequest, edition: str, code: str, quarter: str) -> HttpResponse:
    """A list in a quarter: each group's ranking with the rule beside it, down to the figures."""
    page = _page(request, edition, code, quarter)
    context = board_context(page, pictures.demo_mark())
    context["may_check"] = request.rights.may(Permission.RELEASE)
    return render(request, "tracker/competitions_board.html", context)


@require_safe
@never_cache
@requires(Permission.RELEASE)
def board_sensitivity(request: HttpRequest, edition: str, code: str, quarter: str) -> HttpResponse:
    """Would the order change under other fair rules? For whoever prepares the release."""
    page = _page(request, edition, code, quarter)
    groups = sensitivity_views(page.list, page.names.units)
    return render(request, "tracker/competitions_sensitivity.html", {"page": page, "groups": groups})


def board_context(page: board_pages.BoardPage, mark: str | None) -> dict[str, Any]:
    """What the page of a list shows, of today's tables or of a release."""
    return {
        "page": page,
        "may_check": False,
        "rule": rule_views(page.list, page.names.targets),
        "boards": [
            {
                "view": view,
                "size": "board-chart" if len(view.ranked) > FEW else "board-chart-low",
                "bars": competition_pictures.score_bars(view, page.list, mark),
                "places": competition_pictures.places_over_quarters(view, page, mark),
                "history": [
                    (row, page.places(view.facts.group, row.code))
                    for row in (*view.ranked, *view.lacking, *view.excluded)
                ],
            }
            for view in board_views(page.list, page.names.units)
        ],
    }


def _page(request: HttpRequest, edition: str, code: str, quarter: str) -> board_pages.BoardPage:
    page = board_pages.board_page(
        edition=edition, code=code, quarter=quarter, rights=request.rights, on=timezone.localdate()
    )
    if page is None:
        raise Http404(_("There is no such list in this quarter, or it has not been published yet."))
    return page
