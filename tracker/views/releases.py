"""What was published: under addresses that stay, made of each release's own content."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker import pictures
from tracker.access import public
from tracker.explanations import thresholds_text
from tracker.models import Release, ReleaseRevision
from tracker.models.names import in_language
from tracker.selectors import release_words, releases
from tracker.selectors.release_boards import released_board
from tracker.selectors.release_changes import release_changes
from tracker.selectors.sights import Sight, release_sight

from .competitions import board_context
from .dashboard import overview_page, sight_context
from .exports import overview_file, target_file
from .targets import target_detail_page, target_explain_page

PUBLISHED = "what has been published is public"


@require_safe
@public(why=PUBLISHED)
def release_list(request: HttpRequest) -> HttpResponse:
    """Every release, the latest first."""
    heads = releases.heads()
    context = {"heads": tuple(reversed(heads))} | _mark_of(heads)
    return render(request, "tracker/releases_list.html", context)


@require_safe
@public(why=PUBLISHED)
def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction that was ever published."""
    context = {"rows": release_words.corrections()} | _mark_of(releases.heads())
    return render(request, "tracker/releases_corrections.html", context)


@require_safe
@public(why=PUBLISHED)
def release(request: HttpRequest, quarter: str, number: int | None = None) -> HttpResponse:
    """The overview of a release: the current revision, or the one that the address names."""
    return overview_page(request, _sight(quarter, number))


@require_safe
@public(why=PUBLISHED)
def release_target(request: HttpRequest, quarter: str, code: str, number: int | None = None) -> HttpResponse:
    """A target in a release."""
    return target_detail_page(request, _sight(quarter, number), code)


@require_safe
@public(why=PUBLISHED)
def release_explain(request: HttpRequest, quarter: str, code: str, number: int | None = None) -> HttpResponse:
    """The arithmetic of a target's status in a release."""
    return target_explain_page(request, _sight(quarter, number), code)


@require_safe
@public(why=PUBLISHED)
def release_changes_page(request: HttpRequest, quarter: str, number: int | None = None) -> HttpResponse:
    """What a release says that the one before did not, its corrections and its revisions."""
    sight = _sight(quarter, number)
    head, content = _head(sight), _head(sight).content
    context = {
        "changes": release_changes(head),
        "revisions": [row for row in releases.revisions(quarter) if _is_told(request, row, head)],
        "content": content,
        "announcement": in_language(content.announcement.zh, content.announcement.en),
        "rows": release_words.corrections_of(head),
        "objections": release_words.objections_of(head),
    }
    return render(request, "tracker/releases_changes.html", context | sight_context(sight))


@require_safe
@public(why=PUBLISHED)
def release_board(
    request: HttpRequest, quarter: str, edition: str, code: str, number: int | None = None
) -> HttpResponse:
    """A list of the competition in a release: each group's ranking with the rule beside it."""
    sight = _sight(quarter, number)
    page = released_board(_head(sight), edition=edition, code=code)
    if page is None:
        raise Http404(_("There is no such list in this release."))
    context = board_context(page, pictures.demo_mark(sight.head)) | sight_context(sight)
    return render(request, "tracker/competitions_board.html", context)


@require_safe
@public(why=PUBLISHED)
def release_method(request: HttpRequest, quarter: str, number: int | None = None) -> HttpResponse:
    """How the statuses of a release were found, with the thresholds that it carries."""
    sight = _sight(quarter, number)
    methods = sorted(sight.horizon.methods.items())
    versions = [(of, method, thresholds_text(method)) for of, method in methods]
    context = {"released": versions, "form": None} | sight_context(sight)
    return render(request, "tracker/methods_detail.html", context)


@require_safe
@public(why=PUBLISHED)
def release_content(request: HttpRequest, quarter: str, number: int) -> HttpResponse:
    """The canonical text of a revision, byte for byte what was hashed."""
    head = _head(_sight(quarter, number))
    text = ReleaseRevision.objects.values_list("content", flat=True).get(sha256=head.sha256)
    name = f"release-{head.quarter.code}-r{head.number}.json"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Content-SHA256": head.sha256}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)


@require_safe
@public(why=PUBLISHED)
def release_export_overview(
    request: HttpRequest, quarter: str, format: str, number: int | None = None
) -> StreamingHttpResponse:
    """The overview of a release as a file."""
    sight = _sight(quarter, number)
    return overview_file(request, sight, format, address=reverse("release", args=sight.address))


@require_safe
@public(why=PUBLISHED)
def release_export_target(
    request: HttpRequest, quarter: str, code: str, format: str, number: int | None = None
) -> StreamingHttpResponse:
    """A target of a release as a file."""
    sight = _sight(quarter, number)
    address = reverse("release-target", args=[*sight.address, code])
    return target_file(request, sight, code, format, address=address)


def _sight(quarter: str, number: int | None) -> Sight:
    try:
        return release_sight(quarter, number)
    except Release.DoesNotExist as error:
        raise Http404(_("There is no such release.")) from error


def _mark_of(heads: Iterable[releases.Head]) -> dict[str, bool]:
    """The mark of a demonstration, where one of the releases bears it; without any, the site decides."""
    marks = [head.content.is_demo for head in heads]
    return {"is_demo": any(marks)} if marks else {}


def _is_told(request: HttpRequest, revision: releases.Head, of: releases.Head) -> bool:
    """A static site is made of one revision: of those that came later it knows nothing."""
    return revision.number <= of.number or not hasattr(request, "static_site")


def _head(sight: Sight) -> releases.Head:
    assert sight.head is not None
    return sight.head
