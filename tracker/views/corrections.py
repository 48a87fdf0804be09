"""Correcting a released quarter: proposed by one person, published by another."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tracker.access import requires
from tracker.forms.corrections import CorrectionForm
from tracker.models import Release
from tracker.permissions import Permission
from tracker.selectors.correction_pages import CorrectionPage, correction_page
from tracker.selectors.objections import works_on_releases
from tracker.services import corrections
from tracker.services.releases import UnableToRelease


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_RUNNING)
def release_corrections(request: HttpRequest, quarter: str) -> HttpResponse:
    """Every published figure that is another by now, each with a form; and what is proposed already."""
    if not works_on_releases(request.rights):  # type: ignore[attr-defined]
        raise PermissionDenied(_("Releases are prepared and published by the coordinator and the publisher."))
    page = _page(request, quarter)
    sent = None
    if request.method == "POST":
        sent = CorrectionForm(request.POST.get("key", ""), request.POST)
        if _done(request, page, sent):
            return redirect("release-corrections", quarter=page.head.quarter.code)
        page = _page(request, quarter)
    context = {
        "page": page,
        "rows": [
            (row, sent if sent and sent.data.get("key") == row.key else CorrectionForm(row.key))
            for row in page.differing
        ],
        "refused": [*sent.non_field_errors()] if sent else [],
        "proposes": request.rights.may(Permission.RELEASE),  # type: ignore[attr-defined]
        "publishes": request.rights.may(Permission.APPROVE_RELEASE),  # type: ignore[attr-defined]
    }
    return render(request, "tracker/releases_correct.html", context)


def _page(request: HttpRequest, quarter: str) -> CorrectionPage:
    try:
        return correction_page(quarter, person_id=request.user.pk)
    except Release.DoesNotExist as error:
        raise Http404(_("This quarter has not been published: there is nothing to correct.")) from error


def seen_of(request: HttpRequest) -> set[int]:
    """The corrections that the page showed to whoever publishes."""
    return {int(key) for key in request.POST.getlist("seen") if key.isdecimal() and len(key) < 19}


def _done(request: HttpRequest, page: CorrectionPage, form: CorrectionForm) -> bool:
    """Whether the step that was asked for has been taken; else the form says why."""
    step, at = request.POST.get("step", ""), timezone.now()
    try:
        if step == "propose":
            if not form.is_valid():
                return False
            corrections.correction_propose(release=page.release, **form.cleaned_data, by=request.user, at=at)
            words = _("The correction is proposed. Another person publishes it.")
        elif step == "withdraw":
            asked = request.POST.get("correction", "")
            row = get_object_or_404(page.release.corrections, pk=asked if asked.isdecimal() else 0)
            corrections.correction_withdraw(correction=row, by=request.user, at=at)
            words = _("The correction is withdrawn.")
        elif step == "publish":
            release = corrections.corrections_publish(
                release=page.release, seen=seen_of(request), by=request.user, at=at
            )
            words = _("Revision %(number)d is published.") % {"number": release.current.number}
        else:
            raise Http404(_("There is nothing like this to be done."))
    except UnableToRelease as error:
        form.is_valid()
        form.add_error(None, str(error))
        return False
    messages.success(request, words)
    return True
