"""Objections of the units to a draft that is shown to them, and the answers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tracker.access import requires
from tracker.forms.releases import AnswerForm, ObjectionForm
from tracker.models import Period, Release
from tracker.permissions import Permission
from tracker.selectors.objections import ObjectionRow, ObjectionsPage, objections_page
from tracker.services.objections import UnableToObject, objection_answer, objection_raise


@never_cache
@requires(Permission.VIEW_RUNNING)
def objections(request: HttpRequest, quarter: str) -> HttpResponse:
    """What units object to, for every member. A POST raises an objection, or answers the one named in `answer`."""
    page = _page(request, quarter)
    form, answers = None, {}
    if request.method == "POST":
        number = request.POST.get("answer", "")
        answers[number] = _answer(request, page, number) if number else None
        form = None if number else _object(request, page)
        if not form and not answers.get(number):
            return redirect("objections", quarter=page.period.quarter.code)
        page = _page(request, quarter)
    if form is None and page.units and page.is_taken:
        form = ObjectionForm(page)
    rows = [(row, answers.get(str(row.objection.number)) or _answer_form(row)) for row in page.rows]
    return render(request, "tracker/objections_list.html", {"page": page, "form": form, "rows": rows})


def _page(request: HttpRequest, quarter: str) -> ObjectionsPage:
    try:
        return objections_page(code=quarter, rights=request.rights, on=timezone.localdate())
    except (Period.DoesNotExist, Release.DoesNotExist) as error:
        raise Http404(_("Nothing of this quarter has been shown to the units yet.")) from error


def _answer_form(row: ObjectionRow) -> AnswerForm | None:
    return AnswerForm(row) if row.may_answer or row.may_withdraw else None


def _object(request: HttpRequest, page: ObjectionsPage) -> ObjectionForm | None:
    """None when the objection was taken; else the form with what was typed and why it was refused."""
    if not page.units:
        raise PermissionDenied(_("Units object through those who report or review for them."))
    form = ObjectionForm(page, request.POST)
    if not form.is_valid():
        return form
    try:
        raised = objection_raise(release=page.release, **form.arguments(), by=request.user, at=timezone.now())
    except UnableToObject as error:
        form.add_error(None, str(error))
        return form
    words = {"number": raised.number}
    if raised.is_late:
        messages.warning(
            request, _("Objection %(number)d is kept. It came after the window and holds nothing up.") % words
        )
    else:
        messages.success(request, _("Objection %(number)d is on record. It will be answered here.") % words)
    return None


def _answer(request: HttpRequest, page: ObjectionsPage, number: str) -> AnswerForm | None:
    """None when the answer was taken; else its form."""
    row = page.row(number)
    if row is None:
        raise Http404(_("There is no objection with this number."))
    form = AnswerForm(row, request.POST)
    if not form.is_valid():
        return form
    try:
        objection_answer(objection=row.objection, **form.cleaned_data, by=request.user, at=timezone.now())
    except UnableToObject as error:
        form.add_error(None, str(error))
        return form
    messages.success(request, _("Answered."))
    return None
