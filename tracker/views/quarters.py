"""Quarters: how far each is, who has yet to report; a coordinator opens, closes and schedules them."""

from __future__ import annotations

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
from tracker.calculations.working_days import is_official, is_working_day
from tracker.forms.quarters import CloseForm, OpenAgainForm, ScheduleForm
from tracker.labels import quarter_name
from tracker.models import Period
from tracker.permissions import Permission
from tracker.selectors import quarters as selector
from tracker.services import periods


@never_cache
@require_safe
@requires(Permission.VIEW_RUNNING)
def quarters(request: HttpRequest) -> HttpResponse:
    """Every quarter, the newest first: its dates, and in which state its figures are."""
    rows = selector.quarters(on=timezone.localdate())
    return render(request, "tracker/quarters_list.html", {"rows": rows})


@never_cache
@requires(Permission.VIEW_RUNNING)
def quarter(request: HttpRequest, quarter: str) -> HttpResponse:
    """Who has reported what. A coordinator's POST says `close`, `reopen` or `schedule`."""
    page = _page(request, quarter)
    bound: dict[str, forms.Form] = {}
    if request.method == "POST":
        if not request.rights.manages:
            raise PermissionDenied(_("Only a coordinator may open, close and schedule quarters."))
        for name, (form_class, act) in ACTIONS.items():
            if name in request.POST:
                form = bound[name] = form_class(request.POST)
                if form.is_valid() and act(request, page, form):
                    return redirect("quarter", quarter=page.period.quarter.code)
        page = _page(request, quarter)
    return render(request, "tracker/quarters_detail.html", {"page": page} | _forms(request, page, bound))


def _page(request: HttpRequest, code: str) -> selector.QuarterPage:
    try:
        return selector.quarter(code=code, rights=request.rights, on=timezone.localdate())
    except Period.DoesNotExist as error:
        raise Http404(_("There is no such quarter.")) from error


def _forms(request: HttpRequest, page: selector.QuarterPage, bound: dict[str, forms.Form]) -> dict[str, Any]:
    """The forms that make sense now, and the one that was refused with what was typed; none for other people."""
    period, suggested = page.period, periods.due_by_default(page.period.quarter)
    offered: dict[str, forms.Form | None] = dict.fromkeys(ACTIONS)
    if request.rights.manages:
        if page.is_open:
            offered["close"] = CloseForm()
        if period.closed_at:
            offered["reopen"] = OpenAgainForm()
        else:
            offered["schedule"] = ScheduleForm(initial={"opens": period.opens, "due": period.due})
    return {f"{name}_form": form for name, form in (offered | bound).items()} | {
        "suggested": suggested,
        "is_suggestion_provisional": not is_official(suggested),
    }


def _close(request: HttpRequest, page: selector.QuarterPage, form: CloseForm) -> bool:
    period, words = page.period, {"quarter": quarter_name(page.period.quarter)}
    if not page.is_begun:
        form.add_error(None, _("%(quarter)s cannot be closed before it has been opened.") % words)
        return False
    try:
        closed = periods.period_close(
            period=period,
            by=request.user,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
            expected=form.cleaned_data["expected"],
        )
    except periods.UnableToChangeQuarter as error:
        form.add_error(None, str(error))
        return False
    if closed:
        messages.success(request, _("%(quarter)s is closed: its approved figures can be released.") % words)
    else:
        messages.warning(request, _("%(quarter)s was closed already.") % words)
    return True


def _reopen(request: HttpRequest, page: selector.QuarterPage, form: OpenAgainForm) -> bool:
    period, words = page.period, {"quarter": quarter_name(page.period.quarter)}
    if periods.period_reopen(
        period=period, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("%(quarter)s is open again: its figures can be corrected.") % words)
    else:
        messages.warning(request, _("%(quarter)s was open already.") % words)
    return True


def _schedule(request: HttpRequest, page: selector.QuarterPage, form: ScheduleForm) -> bool:
    days = form.cleaned_data
    try:
        changed = periods.period_schedule(period=page.period, **days, by=request.user, at=timezone.now())
    except periods.UnableToChangeQuarter as error:
        form.add_error("due", str(error))
        return False
    if not changed:
        messages.warning(request, _("Nothing was changed."))
        return True
    words = {"quarter": quarter_name(page.period.quarter), "opens": days["opens"], "due": days["due"]}
    messages.success(request, _("%(quarter)s can be reported from %(opens)s and is due on %(due)s.") % words)
    if not is_working_day(days["due"]):
        messages.warning(request, _("%(due)s is not a working day.") % words)
    return True


ACTIONS = {
    "close": (CloseForm, _close),
    "reopen": (OpenAgainForm, _reopen),
    "schedule": (ScheduleForm, _schedule),
}
