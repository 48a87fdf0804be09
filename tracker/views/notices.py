"""The notice of a quarter: its words, its template, the Word file; and the page that a browser prints."""

from __future__ import annotations

from collections.abc import Callable
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

from tracker.access import public, requires
from tracker.board_explanations import board_views
from tracker.documents.evidence_kinds import EvidenceError
from tracker.documents.notice_checks import TemplateRefused
from tracker.documents.notice_templates import PLACEHOLDERS, default_template
from tracker.documents.notices import notice_document
from tracker.exports.notices import (
    NoticeWords,
    UnableToMakeNotice,
    notice_text,
    strange_numbers,
    suggested_words,
)
from tracker.exports.release_prints import unit_tables
from tracker.forms.notices import NoticeForm, TemplateForm, template_problem
from tracker.models import Notice, Release
from tracker.models.names import in_language
from tracker.permissions import Permission
from tracker.selectors import notices as selector
from tracker.selectors import release_words, releases
from tracker.selectors.plans import Filters
from tracker.sentences import summary_sentence
from tracker.services import notices

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@never_cache
@requires(Permission.APPROVE_RELEASE)
def notice(request: HttpRequest, quarter: str) -> HttpResponse:
    """The notice of a published quarter. A POST says what is wanted: `save`, `issue`, `template` or `reset`."""
    page = _page(quarter)
    words = NoticeWords.of(page.notice) if page.notice else suggested_words(page.content)
    bound: dict[str, forms.Form] = {}
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if step in STEPS:
        if step != "issue" and not request.rights.may(Permission.RELEASE):
            raise PermissionDenied(_("Only a coordinator may write notices and change their template."))
        name, form = _bound(request, step, words)
        bound[name] = form
        if form.is_valid() and _taken(request, page, form, STEPS[step]):
            return redirect("notice", quarter=quarter)
        page = _page(quarter)
    context = {
        "page": page,
        "form": NoticeForm(words=vars(words)),
        "template_form": TemplateForm(),
        "placeholders": PLACEHOLDERS.items(),
        "may_write": request.rights.may(Permission.RELEASE),
        "refused": bound.get("refused"),
    }
    try:
        context["strange"] = () if page.is_issued else strange_numbers(page.content, words)
    except UnableToMakeNotice as error:
        context |= {"strange": (), "impossible": str(error)}
    return render(request, "tracker/notices_detail.html", context | bound)


@never_cache
@require_safe
@requires(Permission.APPROVE_RELEASE)
def notice_file(request: HttpRequest, quarter: str, number: int) -> HttpResponse:
    """The Word file: the issued one as it was issued, else a draft of what the saved words make."""
    try:
        document = selector.issued_document(quarter, number)
        revision = selector.revision_of(quarter, number)
    except Release.DoesNotExist as error:
        raise Http404(_("There is no such release.")) from error
    if document is None:
        page = _page(quarter)
        if page.revision != revision:
            raise Http404(_("No notice was issued about this revision."))
        words = NoticeWords.of(page.notice) if page.notice else suggested_words(page.content)
        try:
            document = _document(page, words, is_draft=True)
        except UnableToMakeNotice as error:
            messages.error(request, str(error))
            return redirect("notice", quarter=quarter)
        return _word(document, f"notice-{revision.release.period.quarter.code}-r{number}-draft.docx")
    return _word(document, f"notice-{revision.release.period.quarter.code}-r{number}.docx")


@never_cache
@require_safe
@requires(Permission.APPROVE_RELEASE)
def notice_template(request: HttpRequest, which: str) -> HttpResponse:
    """The template in use, to be changed in Word, or the built-in one."""
    used = selector.template_in_use() if which == "used" else None
    return _word(bytes(used.content) if used else default_template(), f"notice-template-{which}.docx")


@require_safe
@public(why="what has been published is public")
def release_print(request: HttpRequest, quarter: str, number: int | None = None) -> HttpResponse:
    """The whole release on one page, made for the browser's print and its PDF."""
    try:
        head = releases.head(quarter, number)
    except Release.DoesNotExist as error:
        raise Http404(_("Nothing has been published about this quarter.")) from error
    content, overview = head.content, head.released.overview(Filters())
    names = {unit.code: unit.name for unit in content.units}
    context = {
        "head": head,
        "content": content,
        "is_demo": content.is_demo,
        "announcement": in_language(content.announcement.zh, content.announcement.en),
        "overview": overview,
        "summary": summary_sentence(overview.counts, quarter=overview.quarter, outcomes=overview.outcomes),
        "unit_tables": unit_tables(head.released),
        "lists": [
            (facts, board_views(facts, names)) for edition in content.editions for facts in edition.lists
        ],
        "corrections": release_words.corrections_of(head),
    }
    return render(request, "tracker/notices_print.html", context)


def _page(quarter: str) -> selector.NoticePage:
    try:
        return selector.notice_page(quarter)
    except Release.DoesNotExist as error:
        raise Http404(
            _("Nothing has been published about this quarter; its notice comes after that.")
        ) from error


def _bound(request: HttpRequest, step: str, words: NoticeWords) -> tuple[str, forms.Form]:
    """The form that a step sends, and what the page calls it."""
    if step == "save":
        return "form", NoticeForm(request.POST, words=vars(words))
    if step == "template":
        too_large = getattr(request, "upload_too_large", False)
        return "template_form", TemplateForm(request.POST, request.FILES, is_too_large=too_large)
    return "refused", forms.Form({})


def _taken(request: HttpRequest, page: selector.NoticePage, form: forms.Form, act: Act) -> bool:
    """Whether the step was taken; why not stands in its form."""
    try:
        messages.success(request, act(request, page, form))
    except (notices.UnableToIssue, UnableToMakeNotice) as error:
        form.add_error(None, str(error))
    except (TemplateRefused, EvidenceError) as error:
        form.add_error("file", template_problem(error))
    return not form.errors


def _save(request: HttpRequest, page: selector.NoticePage, form: forms.Form) -> str:
    notices.notice_save(revision=page.revision, **form.cleaned_data, by=request.user, at=timezone.now())
    return _("The words of the notice are saved.")


def _issue(request: HttpRequest, page: selector.NoticePage, form: forms.Form) -> str:
    def compose(row: Notice) -> bytes:
        return _document(page, NoticeWords.of(row), is_draft=False)

    notices.notice_issue(revision=page.revision, compose=compose, by=request.user, at=timezone.now())
    return _("The notice is issued: it stays as it is.")


def _replace(request: HttpRequest, page: selector.NoticePage, form: forms.Form) -> str:
    file = form.cleaned_data["file"]
    notices.template_replace(name=file.name, content=file.read(), by=request.user, at=timezone.now())
    return _("This template is used from now on.")


def _reset(request: HttpRequest, page: selector.NoticePage, form: forms.Form) -> str:
    notices.template_reset(by=request.user, at=timezone.now())
    return _("The built-in template is used again.")


def _document(page: selector.NoticePage, words: NoticeWords, *, is_draft: bool) -> bytes:
    text = notice_text(page.content, words, is_draft=is_draft)
    template = bytes(page.template.content) if page.template else default_template()
    return notice_document(template, text.context())


def _word(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=WORD,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


Act = Callable[[HttpRequest, selector.NoticePage, Any], str]
STEPS: dict[str, Act] = {"save": _save, "issue": _issue, "template": _replace, "reset": _reset}
