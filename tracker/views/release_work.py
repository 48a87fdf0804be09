"""A quarter's way to the public, on one page; and what the public will see, before it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.access import requires
from tracker.board_explanations import board_views, sensitivity_views, words
from tracker.documents.release_content import ReleaseContent, Words
from tracker.forms.releases import PrepareForm, PublishForm, RecallForm, WindowForm
from tracker.labels import quarter_name, separator
from tracker.models import Period, Release, ReleaseState
from tracker.permissions import Permission
from tracker.release_labels import OBJECTION_OUTCOME_LABELS
from tracker.selectors import release_work as selector
from tracker.selectors.objections import works_on_releases
from tracker.sentences import summary_sentence
from tracker.services import releases


@never_cache
@requires(Permission.VIEW_RUNNING)
def release_work(request: HttpRequest, quarter: str) -> HttpResponse:
    """How far the release is, what it would say, what stands in its way. A POST names its `step`."""
    if not works_on_releases(request.rights):
        raise PermissionDenied(_("Releases are prepared and published by the coordinator and the publisher."))
    page = _page(request, quarter)
    bound: dict[str, forms.Form] = {}
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if step in STEPS:
        form_class, act = STEPS[step]
        form = bound[step] = form_class(request.POST)
        if form.is_valid() and _taken(request, page, form, act):
            return redirect("release-work", quarter=page.period.quarter.code)
        page = _page(request, quarter)
    context = {"page": page, "forms": _forms(request, page) | bound, "is_own": _is_own(request, page)}
    if page.draft:
        context |= _draft_words(page.draft)
    return render(request, "tracker/releases_work.html", context)


@never_cache
@require_safe
@requires(Permission.VIEW_RUNNING)
def release_preview(request: HttpRequest, quarter: str) -> HttpResponse:
    """What a release would say: for those who prepare it, and for every member once it is shown to the units."""
    try:
        page = selector.preview(code=quarter, rights=request.rights, at=timezone.now())
    except (Period.DoesNotExist, Release.DoesNotExist) as error:
        raise Http404(_("There is no draft of this quarter, or it is not shown to the units yet.")) from error
    content = page.released.content
    names = {unit.code: unit.name for unit in content.units}
    context = {
        "page": page,
        "content": content,
        "summary": summary_sentence(page.overview.counts, quarter=content.quarter),
        "objections": _objections(content, names),
        "lists": [
            (edition, facts, board_views(facts, names))
            for edition in content.editions
            for facts in edition.lists
        ],
    }
    return render(request, "tracker/releases_preview.html", context)


def _page(request: HttpRequest, quarter: str) -> selector.ReleasePage:
    try:
        return selector.release_page(code=quarter, at=timezone.now())
    except Period.DoesNotExist as error:
        raise Http404(_("There is no such quarter.")) from error


def _is_own(request: HttpRequest, page: selector.ReleasePage) -> bool:
    return page.release is not None and page.release.prepared_by_id == request.user.pk


def _forms(request: HttpRequest, page: selector.ReleasePage) -> dict[str, forms.Form | None]:
    """What this person can do next."""
    offered: dict[str, forms.Form | None] = dict.fromkeys(STEPS)
    if page.is_published or page.period.closed_at is None:
        return offered
    release = page.release
    if release and page.state != ReleaseState.DRAFT:
        offered["recall"] = RecallForm()
    if page.is_scheduled:
        return offered
    if request.rights.may(Permission.RELEASE):
        said = ("announcement_zh", "announcement_en")
        offered["prepare"] = PrepareForm(initial={name: getattr(release, name, "") for name in said})
        offered["window"] = WindowForm() if release else None
    if page.draft and request.rights.may(Permission.APPROVE_RELEASE) and not _is_own(request, page):
        offered["publish"] = None if page.draft.is_certain else PublishForm()
    return offered


def _draft_words(draft: selector.Draft) -> dict[str, Any]:
    """What stands in the way of a draft, what has changed in it, and whose place depends on the rule, in words."""
    content = draft.content
    names = {unit.code: unit.name for unit in content.units}
    return {
        "obstacles": [releases.obstacle_sentence(row) for row in draft.obstacles],
        "summary": summary_sentence(draft.overview.counts, quarter=content.quarter),
        "first_places": [
            (row, _names(row.before, names), _names(row.after, names)) for row in draft.first_places
        ],
        "depending": [
            (
                edition.code,
                facts,
                group,
                separator().join(one.unit for one in group.ranges if not one.range.is_stable),
            )
            for edition in content.editions
            for facts in edition.lists
            for group in sensitivity_views(facts, names)
            if group.moved
        ],
    }


def _objections(content: ReleaseContent, units: Mapping[str, Words]) -> list[dict[str, Any]]:
    """What units objected to, with the names of what they speak of."""
    targets = {target.code: target.name for target in content.targets()}
    lists = {
        (edition.code, facts.code): facts.name for edition in content.editions for facts in edition.lists
    }
    named = [
        (facts, targets.get(facts.target or "") or lists.get((facts.edition or "", facts.list or "")))
        for facts in content.objections
    ]
    return [
        {
            "facts": facts,
            "unit": words(units[facts.unit]),
            "about": words(about) if about else "",
            "outcome": OBJECTION_OUTCOME_LABELS[facts.outcome] if facts.outcome else "",
        }
        for facts, about in named
    ]


def _names(codes: tuple[str, ...], names: Mapping[str, Words]) -> str:
    return separator().join(words(names[code]) if code in names else code for code in codes) or _("nobody")


def _taken(request: HttpRequest, page: selector.ReleasePage, form: forms.Form, act: Act) -> bool:
    """Whether the step was taken; why not stands in its form."""
    try:
        done = act(request, page, form.cleaned_data)
    except releases.UnableToRelease as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"{quarter_name(page.period.quarter)} · {done}")
    return True


def _prepare(request: HttpRequest, page: selector.ReleasePage, said: dict[str, Any]) -> str:
    releases.release_prepare(period=page.period, **said, by=request.user, at=timezone.now())
    return _("The release is prepared. Somebody else publishes it.")


def _window(request: HttpRequest, page: selector.ReleasePage, said: dict[str, Any]) -> str:
    shown = releases.window_open(release=_begun(page), **said, by=request.user, at=timezone.now())
    return _("The draft is shown to the units; they can object until %(until)s.") % {
        "until": shown.window_closes
    }


def _recall(request: HttpRequest, page: selector.ReleasePage, said: dict[str, Any]) -> str:
    releases.release_recall(release=_begun(page), **said, by=request.user, at=timezone.now())
    return _("The release is taken back: it is a draft again.")


def _publish(request: HttpRequest, page: selector.ReleasePage, said: dict[str, Any]) -> str:
    release = releases.release_approve(
        release=_begun(page),
        by=request.user,
        at=timezone.now(),
        seen_sha256=said["seen"],
        publish_at=said["publish_at"],
        override_reason=said["override_reason"],
    )
    if release.state == ReleaseState.PUBLISHED:
        return _("Published: everybody sees it.")
    return _("Approved; it will be published at the time set.")


def _begun(page: selector.ReleasePage) -> Release:
    if page.release is None:
        raise releases.UnableToRelease(_("Prepare the release first."))
    return page.release


Act = Callable[[HttpRequest, selector.ReleasePage, dict[str, Any]], str]
STEPS: dict[str, tuple[type[forms.Form], Act]] = {
    "prepare": (PrepareForm, _prepare),
    "window": (WindowForm, _window),
    "recall": (RecallForm, _recall),
    "publish": (PublishForm, _publish),
}
