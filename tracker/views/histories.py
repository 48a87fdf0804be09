"""One figure's history: versions, decisions, files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.access import requires
from tracker.documents.evidence import LIMIT
from tracker.findings import version_words
from tracker.forms.reviews import ReopenForm, ReturnForm
from tracker.models import Evidence, Report, ReportVersion
from tracker.permissions import Permission
from tracker.selectors.history import History, evidence_of, history
from tracker.services.evidence import evidence_add, evidence_withdraw
from tracker.services.reports import UnableToReport
from tracker.services.reviews import UnableToReview, report_approve, report_reopen, report_return

PAGE = "tracker/reports_detail.html"


@never_cache
@requires(Permission.VIEW_SHEET)
def report_detail(request: HttpRequest, quarter: str, unit: str, target: str) -> HttpResponse:
    """A figure with its versions, what was decided on each, and its files.

    A POST is one of: `upload` a file, `withdraw` one, `approve`, `return` or `reopen` the version of that id.
    """
    try:
        page = history(
            quarter=quarter, unit=unit, target=target, rights=request.rights, on=timezone.localdate()
        )
    except Report.DoesNotExist as error:
        raise Http404(_("There is no such figure among yours.")) from error
    forms = {
        "return": ReturnForm(),
        "reopen": ReopenForm(initial={"until": max(page.period.due, timezone.localdate())}),
    }
    if request.method == "POST" and (done := _act(request, page, forms)):
        messages.success(request, done)
        return redirect(_back(request, page))
    findings = version_words([(row.version, page.assignment.target) for row in page.versions])
    context = {
        "page": page,
        "versions": list(zip(page.versions, findings, strict=True)),
        "return_form": forms["return"],
        "reopen_form": forms["reopen"],
        "problem": getattr(request, "problem", ""),
        "limit": LIMIT // (1024 * 1024),
    }
    return render(request, PAGE, context)


def _act(request: HttpRequest, page: History, forms: dict[str, Any]) -> str:
    """Do what was asked; returns the sentence that says so. Empty when it was refused: why stands in a form or in
    `request.problem`.
    """
    asked = next((name for name in ACTIONS if name in request.POST), None)
    if asked is None and getattr(request, "upload_too_large", False):
        asked = "upload"
    try:
        if asked is None:
            raise UnableToReport(_("Nothing was asked for."))
        return ACTIONS[asked](request, page, forms)
    except (UnableToReport, UnableToReview) as error:
        request.problem = str(error)
        return ""


def _upload(request: HttpRequest, page: History, forms: dict[str, Any]) -> str:
    if not request.rights.may(Permission.REPORT, page.assignment.unit):
        raise PermissionDenied(_("You may not enter figures for %(unit)s.") % {"unit": page.assignment.unit})
    file = request.FILES.get("file")
    if getattr(request, "upload_too_large", False):
        raise UnableToReport(_("The file is larger than %(limit)s MB.") % {"limit": LIMIT // (1024 * 1024)})
    if file is None:
        raise UnableToReport(_("Choose a file first."))
    evidence = evidence_add(
        assignment=page.assignment,
        period=page.period,
        name=file.name,
        content=file,
        by=request.user,
        at=timezone.now(),
    )
    return _("%(name)s is stored.") % {"name": evidence.name}


def _withdraw(request: HttpRequest, page: History, forms: dict[str, Any]) -> str:
    if not request.rights.may(Permission.REPORT, page.assignment.unit):
        raise PermissionDenied(_("You may not enter figures for %(unit)s.") % {"unit": page.assignment.unit})
    evidence = next((file for file in page.evidence if str(file.pk) == request.POST["withdraw"]), None)
    if evidence is None:
        raise Http404(_("There is no such file."))
    reason = request.POST.get("reason", "").replace("\0", "")[:1000]
    evidence_withdraw(evidence=evidence, reason=reason, by=request.user, at=timezone.now())
    return _("%(name)s is withdrawn.") % {"name": evidence.name}


def _approve(request: HttpRequest, page: History, forms: dict[str, Any]) -> str:
    _check_reviewer(request, page)
    report_approve(version=_version(request, page, "approve"), by=request.user, at=timezone.now())
    return _("Approved.")


def _return(request: HttpRequest, page: History, forms: dict[str, Any]) -> str:
    _check_reviewer(request, page)
    form = forms["return"] = ReturnForm(request.POST)
    if not form.is_valid():
        return ""
    report_return(
        version=_version(request, page, "return"),
        comment=form.cleaned_data["comment"],
        by=request.user,
        at=timezone.now(),
    )
    return _("Returned to %(unit)s.") % {"unit": page.assignment.unit}


def _reopen(request: HttpRequest, page: History, forms: dict[str, Any]) -> str:
    if not request.rights.may_reopen(page.assignment):
        raise PermissionDenied(_("You may not re-open figures of %(unit)s.") % {"unit": page.assignment.unit})
    form = forms["reopen"] = ReopenForm(request.POST)
    if not form.is_valid():
        return ""
    report_reopen(
        version=_version(request, page, "reopen"), **form.arguments(), by=request.user, at=timezone.now()
    )
    return _("Re-opened until %(date)s.") % {"date": form.cleaned_data["until"]}


ACTIONS = {
    "upload": _upload,
    "withdraw": _withdraw,
    "approve": _approve,
    "return": _return,
    "reopen": _reopen,
}


def _check_reviewer(request: HttpRequest, page: History) -> None:
    if not request.rights.may_review(page.assignment):
        raise PermissionDenied(
            _("Figures of %(unit)s are not yours to review.") % {"unit": page.assignment.unit}
        )


def _version(request: HttpRequest, page: History, name: str) -> ReportVersion:
    """The version that the form speaks of; one of another figure does not exist here."""
    found = next((row.version for row in page.versions if str(row.version.pk) == request.POST[name]), None)
    if found is None:
        raise Http404(_("There is no such version."))
    return found


def _back(request: HttpRequest, page: History) -> str:
    codes = [page.period.quarter.code, page.assignment.unit.code]
    target = page.assignment.target.code
    if request.POST.get("back") == "sheet":
        return f"{reverse('sheet', args=codes)}#row-{target}"
    if request.POST.get("back") == "reviews":
        return reverse("reviews", args=codes[:1])
    return reverse("report-detail", args=[*codes, target])


@never_cache
@require_safe
@requires(Permission.VIEW_SHEET)
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """A file as a download: never opened inside the site."""
    try:
        found = evidence_of(pk=pk, rights=request.rights)
    except Evidence.DoesNotExist as error:
        raise Http404(_("There is no such file.")) from error
    try:
        content = found.file.open()
    except FileNotFoundError as error:
        raise Http404(_("This file is lost from the store. Tell the administrator.")) from error
    response = FileResponse(content, as_attachment=True, filename=found.name)
    response["Content-Type"] = found.media_type
    response["X-Content-Type-Options"] = "nosniff"
    return response
