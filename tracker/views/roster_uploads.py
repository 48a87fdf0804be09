"""Files of names: chosen, watched while the worker reads them, looked at, let onto the roster or stopped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker import tasks
from tracker.access import requires
from tracker.documents.evidence_kinds import EXTENSIONS, MEDIA_TYPES
from tracker.forms.roster_uploads import MEGABYTES, ConfirmForm, NamesForm
from tracker.forms.roster_words import UploadWords
from tracker.htmx import render_page
from tracker.models import Roster, RosterUpload
from tracker.permissions import Permission
from tracker.selectors import roster_uploads as selector
from tracker.selectors.rosters import roster_of_code
from tracker.services.roster_editing import UnableToChangeRoster
from tracker.services.roster_uploads import (
    needs_certainty,
    upload_cancel,
    upload_confirm,
    upload_create,
    upload_recheck,
)

MOST_PAGES = 6  # digits of a page number


@never_cache
@requires(Permission.VIEW_SHEET)
def roster_import(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a file of names; the worker reads it, and its own page shows what it would change."""
    roster = _roster(request, code)
    form = NamesForm(today=timezone.localdate())
    if request.method == "POST":
        given = request.POST, request.FILES  # reading them says whether the file was too large to be kept
        too_large = getattr(request, "upload_too_large", False)
        form = NamesForm(*given, today=timezone.localdate(), is_too_large=too_large)
        if form.is_valid():
            try:
                upload = _create(request, roster, form)
            except UnableToChangeRoster as error:
                form.add_error("missing_reason" if error.field == "reason" else None, str(error))
            else:
                return redirect("roster-upload", code=code, pk=upload.pk)
    context = {
        "roster": roster,
        "form": form,
        "limit": MEGABYTES,
        "uploads": [UploadWords(upload) for upload in selector.uploads(roster)],
    }
    return render(request, "tracker/rosters_import.html", context)


@never_cache
@requires(Permission.VIEW_SHEET)
def roster_upload(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A file of names on its way: how far it is, what it would change, and the word that lets it.

    A POST is one of `confirm`, `cancel`, `recheck`. While it is worked on the page asks for its own middle part.
    """
    roster = _roster(request, code)
    upload = _upload(roster, pk)
    problem = ""
    if request.method == "POST":
        try:
            _decide(request, upload)
            return redirect("roster-upload", code=code, pk=pk)
        except UnableToChangeRoster as error:
            problem = str(error)
            upload = _upload(roster, pk)
    number = request.GET.get("page", "")
    page = selector.upload_page(
        upload,
        shown=request.GET.get("show", ""),
        page=int(number) if number.isascii() and number.isdecimal() and len(number) <= MOST_PAGES else 1,
    )
    words = UploadWords(upload)
    context = {
        "roster": roster,
        "page": page,
        "words": words,
        "rows": words.rows(page.rows),
        "problem": problem,
        "asks_certainty": needs_certainty(upload),
    }
    return render_page(request, "tracker/rosters_upload.html", "upload-state", context)


@never_cache
@require_safe
@requires(Permission.VIEW_SHEET)
def roster_upload_file(request: HttpRequest, code: str, pk: int) -> FileResponse:
    """The file as it was uploaded, for those who look after the roster: a download, never opened in the site."""
    upload = _upload(_roster(request, code), pk)
    try:
        content = upload.file.open()
    except (FileNotFoundError, ValueError) as error:  # lost, or not kept
        raise Http404(_("This file was not kept, or is lost from the store.")) from error
    response = FileResponse(content, as_attachment=True, filename=upload.name)
    extension = upload.name.rpartition(".")[2].lower()
    response["Content-Type"] = MEDIA_TYPES[EXTENSIONS[extension]]
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _create(request: HttpRequest, roster: Roster, form: NamesForm) -> RosterUpload:
    # Together: no file without somebody who reads it.
    with transaction.atomic():
        upload = upload_create(
            roster=roster,
            file=form.cleaned_data["kind"],
            content=form.cleaned_data["file"],
            missing=form.missing,
            by=request.user,
            at=timezone.now(),
        )
        tasks.check_upload.enqueue(upload.pk)
    return upload


def _decide(request: HttpRequest, upload: RosterUpload) -> None:
    """Do what was asked for; the worker is told in the same transaction."""
    who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    if "cancel" in request.POST:
        if not upload_cancel(upload=upload, **who):
            messages.warning(request, _("It was too late to stop it."))
    elif "recheck" in request.POST:
        with transaction.atomic():
            upload_recheck(upload=upload, **who)
            tasks.check_upload.enqueue(upload.pk)
    elif "confirm" in request.POST:
        form = ConfirmForm(request.POST)
        if not form.is_valid():
            raise UnableToChangeRoster(_("Look at the comparison again, then confirm it."))
        with transaction.atomic():
            upload_confirm(upload=upload, **form.cleaned_data, **who)
            tasks.apply_upload.enqueue(upload.pk)


def _roster(request: HttpRequest, code: str) -> Roster:
    """The roster, for those who look after it."""
    try:
        roster = roster_of_code(code)
    except Roster.DoesNotExist as error:
        raise Http404(_("There is no such roster.")) from error
    if not request.rights.may_edit_roster(roster):
        raise PermissionDenied(_("You may not change the roster %(roster)s.") % {"roster": roster})
    return roster


def _upload(roster: Roster, pk: int) -> RosterUpload:
    try:
        return selector.upload_of(roster, pk)
    except RosterUpload.DoesNotExist as error:
        raise Http404(_("There is no such file.")) from error
