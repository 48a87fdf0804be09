"""The reporting sheet as a file: out as a template, in as drafts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.access import requires
from tracker.documents.evidence import LIMIT
from tracker.documents.evidence_kinds import MEDIA_TYPES, Kind
from tracker.forms.previews import Preview, preview
from tracker.forms.sheet_templates import sheet_template
from tracker.forms.uploads import UploadForm
from tracker.models import Period, ReportingUnit, Upload, UploadState
from tracker.permissions import Permission
from tracker.pictures import demo_mark
from tracker.selectors import reports
from tracker.selectors.exchange import upload_of, upload_waiting
from tracker.services.reports import UnableToReport
from tracker.services.uploads import upload_confirm, upload_discard, upload_keep

PAGE = "tracker/reports_import.html"


@never_cache
@require_safe
@requires(Permission.VIEW_SHEET)
def template(request: HttpRequest, quarter: str, unit: str) -> HttpResponse:
    """The sheet of a unit and quarter as an Excel file to be filled in."""
    page = _sheet(request, quarter, unit)
    content = sheet_template(page, mark=demo_mark(), at=timezone.now())
    name = f"{page.unit.name}-{page.period.quarter.code}.xlsx"
    response = HttpResponse(content, content_type=MEDIA_TYPES[Kind.XLSX])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@never_cache
@requires(Permission.VIEW_SHEET)
def sheet_import(request: HttpRequest, quarter: str, unit: str) -> HttpResponse:
    """Upload a file, see what it would change, confirm.

    A POST is one of: `upload` a file, `confirm` or `discard` the one of that id. A file that was read waits here
    until its author decides, also when they come back later.
    """
    page = _sheet(request, quarter, unit)
    form, problem = UploadForm(page), ""
    if request.method == "POST":
        try:
            if "confirm" in request.POST:
                return _confirm(request, page)
            if "discard" in request.POST:
                return _discard(request, page)
            form = _upload_form(request, page)
            if form.is_valid():
                return _keep(request, page, form)
        except UnableToReport as error:
            problem = str(error)
            page = _sheet(request, quarter, unit)  # what stands now, for the new comparison
    context = {
        "page": page,
        "form": form,
        "problem": problem,
        "preview": _waiting(request, page),
        "limit": LIMIT // (1024 * 1024),
    }
    return render(request, PAGE, context)


def _sheet(request: HttpRequest, quarter: str, unit: str) -> reports.Sheet:
    """The sheet, for those who enter figures on it."""
    try:
        page = reports.sheet(quarter=quarter, unit=unit, rights=request.rights, on=timezone.localdate())
    except (Period.DoesNotExist, ReportingUnit.DoesNotExist) as error:
        raise Http404(_("There is no such sheet among yours.")) from error
    if not page.may_report:
        raise PermissionDenied(_("You may not enter figures for %(unit)s.") % {"unit": page.unit})
    return page


def _waiting(request: HttpRequest, page: reports.Sheet) -> Preview | None:
    upload = upload_waiting(unit=page.unit, period=page.period, author=request.user)
    return preview(page, upload) if upload else None


def _upload_form(request: HttpRequest, page: reports.Sheet) -> UploadForm:
    return UploadForm(
        page, request.POST, request.FILES, is_too_large=getattr(request, "upload_too_large", False)
    )


def _keep(request: HttpRequest, page: reports.Sheet, form: UploadForm) -> HttpResponse:
    read = form.read
    upload_keep(
        unit=page.unit,
        period=page.period,
        file=read.file,
        content=form.cleaned_data["file"],
        findings=[finding.as_json() for finding in read.findings],
        rows=[row.as_json() for row in read.rows],
        by=request.user,
        at=timezone.now(),
    )
    return redirect(request.path)


def _confirm(request: HttpRequest, page: reports.Sheet) -> HttpResponse:
    upload = _upload(request, page, "confirm")
    if upload.state == UploadState.CONFIRMED:  # the form was sent twice
        messages.success(request, _("This file was imported before."))
        return redirect("sheet", page.period.quarter.code, page.unit.code)
    judged = preview(page, upload)
    if request.POST.get("stands") != judged.stands:
        raise UnableToReport(_("Something on the sheet has changed meanwhile. Look at the comparison again."))
    if not judged.may_be_confirmed:
        raise UnableToReport(
            _("Nothing was imported: mend what is marked as an error, and upload the file again.")
        )
    count = upload_confirm(upload=upload, rows=judged.imported, by=request.user, at=timezone.now())
    words = ngettext(
        "%(count)d figure was imported as a draft. Look it over and submit it.",
        "%(count)d figures were imported as drafts. Look them over and submit them.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect("sheet", page.period.quarter.code, page.unit.code)


def _discard(request: HttpRequest, page: reports.Sheet) -> HttpResponse:
    upload_discard(upload=_upload(request, page, "discard"), by=request.user, at=timezone.now())
    return redirect(request.path)


def _upload(request: HttpRequest, page: reports.Sheet, name: str) -> Upload:
    key: Any = request.POST[name]
    try:
        return upload_of(pk=key, unit=page.unit, period=page.period, author=request.user)
    except Upload.DoesNotExist as error:
        raise Http404(_("There is no such file.")) from error
