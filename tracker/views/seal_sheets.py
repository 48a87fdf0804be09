"""The sheet that a unit signs and seals, and the page that finds what was signed by the code on the paper."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.access import requires
from tracker.documents.seal_sheets import seal_read, typed_code
from tracker.models import Period, ReportingUnit, SealSheet
from tracker.permissions import Permission
from tracker.selectors import reports
from tracker.selectors import seal_sheets as selector
from tracker.services.seal_sheets import UnableToSeal, seal_sheet_make


@never_cache
@requires(Permission.VIEW_SHEET)
def seal_sheet(request: HttpRequest, quarter: str, unit: str) -> HttpResponse:
    """What a unit would sign now; with `?code=` the sheet with this code, to be printed. A POST keeps the sheet."""
    page = _page(request, quarter, unit)
    context = {"page": page}
    if request.method == "POST":
        try:
            sheet = seal_sheet_make(unit=page.unit, period=page.period, by=request.user, at=timezone.now())
        except UnableToSeal as error:
            return render(request, "tracker/seals_new.html", context | {"problem": str(error)})
        address = reverse("seal-sheet", args=[page.period.quarter.code, page.unit.code])
        return redirect(f"{address}?code={sheet.code}")
    if code := request.GET.get("code", ""):
        sheet = next((sheet for sheet in page.sheets if sheet.code == typed_code(code)), None)
        if sheet is None:
            raise Http404(_("No sheet of this unit and quarter has this code."))
        return render(
            request, "tracker/seals_sheet.html", {"sheet": sheet, "content": seal_read(sheet.content)}
        )
    return render(request, "tracker/seals_new.html", context)


@never_cache
@require_safe
@requires(Permission.VIEW_RUNNING)
def seal_search(request: HttpRequest) -> HttpResponse:
    """Where the code on a paper is typed in."""
    code = typed_code(request.GET.get("code", ""))[:20]
    if code and SealSheet.objects.filter(code=code).exists():
        return redirect("seal-find", code=code)
    if code:
        messages.error(
            request, _("No sheet has the code %(code)s. Compare it with the paper.") % {"code": code}
        )
    return render(request, "tracker/seals_search.html", {"code": code})


@never_cache
@require_safe
@requires(Permission.VIEW_RUNNING)
def seal_find(request: HttpRequest, code: str) -> HttpResponse:
    """What stood on the paper with this code, and whether it still holds. Whoever has the code has the paper with the
    figures before them, whichever unit they belong to.
    """
    try:
        found = selector.found_sheet(code)
    except SealSheet.DoesNotExist as error:
        raise Http404(_("No sheet has this code. Compare it with the paper.")) from error
    return render(request, "tracker/seals_found.html", {"found": found, "sheet": found.sheet})


def _page(request: HttpRequest, quarter: str, unit: str) -> selector.SealPage:
    """The unit's sheet under the rules of its reporting sheet: strangers learn nothing of it."""
    try:
        sheet = reports.sheet(quarter=quarter, unit=unit, rights=request.rights, on=timezone.localdate())
    except (Period.DoesNotExist, ReportingUnit.DoesNotExist) as error:
        raise Http404(_("There is no such sheet among yours.")) from error
    if not request.rights.may(Permission.VIEW_SHEET, sheet.unit):
        raise PermissionDenied(_("Your role in %(unit)s does not include its sheet.") % {"unit": sheet.unit})
    return selector.seal_page(sheet.unit, sheet.period)
