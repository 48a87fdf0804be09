"""The reporting sheet: an official enters the figures of one unit and quarter."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from tracker import pictures
from tracker.access import other_person, requires
from tracker.findings import finding_words, version_words
from tracker.forms.figures import FigureForm
from tracker.htmx import render_page
from tracker.models import Period, ReportingUnit
from tracker.permissions import Permission
from tracker.selectors import periods, reports
from tracker.selectors.checks import checker_for
from tracker.selectors.figures import figure_of_version
from tracker.services.drafts import draft_discard, draft_save
from tracker.services.reports import (
    ChecksFired,
    DraftMoved,
    FigureMoved,
    UnableToReport,
    report_submit,
)

PAGE = "tracker/reports_sheet.html"


@never_cache
@requires(Permission.VIEW_SHEET)
def sheet(request: HttpRequest, quarter: str, unit: str) -> HttpResponse:
    """One unit's figures of one quarter.

    A POST keeps drafts (`draft=`) or submits figures (`submit=`), of one row by its target's code or of `all`
    rows that changed. With htmx it is one row, answered by that row.
    """
    page = _sheet(request, quarter, unit)
    if request.method != "POST":
        return _render(request, page, {})
    if not page.may_report:
        raise PermissionDenied(_("You may not enter figures for %(unit)s.") % {"unit": page.unit})
    if request.POST.get("person", str(request.user.pk)) != str(request.user.pk):
        return other_person(request)
    if request.htmx:
        return _answer_row(request, page)
    return _answer_sheet(request, page)


def _address(page: reports.Sheet) -> str:
    return reverse("sheet", args=[page.period.quarter.code, page.unit.code])


def _sheet(request: HttpRequest, quarter: str, unit: str) -> reports.Sheet:
    try:
        page = reports.sheet(quarter=quarter, unit=unit, rights=request.rights, on=timezone.localdate())
    except (Period.DoesNotExist, ReportingUnit.DoesNotExist) as error:
        raise Http404(_("There is no such sheet among yours.")) from error
    if not request.rights.may(Permission.VIEW_SHEET, page.unit):
        raise PermissionDenied(_("Your role in %(unit)s does not include its sheet.") % {"unit": page.unit})
    return page


def _answer_sheet(request: HttpRequest, page: reports.Sheet) -> HttpResponse:
    """Without script: the whole form at once. Nothing that was typed is lost: what is not submitted, or was
    refused, stays as a draft.
    """
    wanted = request.POST.get("submit", "")
    typed = {
        row.code: FigureForm(row, data=request.POST, is_draft=wanted not in ("all", row.code))
        for row in page.rows
    }
    # Also in rows that were approved or closed meanwhile: what was typed there is refused in words, not dropped.
    touched = {code: form for code, form in typed.items() if _is_touched(form)}
    submitting = {c: f for c, f in touched.items() if wanted in ("all", c) and not f.states_nothing}
    submitted = _submit_together(request, page, submitting)
    drafted = {code: form for code, form in touched.items() if code not in submitted}
    faulty = {
        code: form
        for code, form in drafted.items()
        if not _keep(request, page, form) or (wanted in ("", "all", code) and form.errors)
    }
    if faulty:
        # Read anew: what was submitted shows as submitted.
        page = _sheet(request, page.period.quarter.code, page.unit.code)
        return _render(request, page, faulty, saved=len(submitted))
    messages.success(request, _saved_words(len(submitted), len(drafted)))
    empty = sum(form.row.latest is None and form.states_nothing for form in typed.values())
    if wanted == "all" and empty:
        messages.warning(request, _empty_words(empty))
    last = (submitted or list(drafted))[-1:]
    # Straight to the row when it was one; after all of them to the top, where it is said what became of them.
    place = f"#row-{last[0]}" if last and wanted != "all" else ""
    return redirect(f"{_address(page)}?chart={last[0]}{place}" if last else _address(page))


def _is_touched(form: FigureForm) -> bool:
    """Whether its author changed this row of the form, against what stood there when they opened it: a row that
    a colleague changed meanwhile and the author did not is none of theirs.
    """
    row = reports.row_as_seen(form.row, form.seen_number)
    return FigureForm(row, data=form.data).is_touched


def _values(forms: dict[str, FigureForm]) -> dict[str, Any]:
    """The figures that are submitted together, for the checks that compare targets."""
    return {
        code: form.cleaned_data["figure"].value
        for code, form in forms.items()
        if form.is_valid() and form.cleaned_data["figure"].value is not None
    }


def _submit_together(request: HttpRequest, page: reports.Sheet, forms: dict[str, FigureForm]) -> list[str]:
    """Submit rows that are judged beside each other, and tell which went in. One that is refused is no company for
    the others: they are tried again without it.
    """
    going = dict(forms)
    while going:
        beside = _values(going)
        with transaction.atomic():
            refused = {code for code, form in going.items() if not _submit(request, page, form, beside)}
            transaction.set_rollback(bool(refused))
        if not refused:
            break
        going = {code: form for code, form in going.items() if code not in refused}
    return list(going)


def _window(request: HttpRequest) -> str:
    return request.POST.get("window", "").replace("\0", "")[:32]


def _submit(request: HttpRequest, page: reports.Sheet, form: FigureForm, beside: dict[str, Any]) -> bool:
    """Submit one row; what is wrong stays in the form."""
    if not form.is_valid():
        return False
    named = request.POST.get("on_behalf_of", "")
    colleague = page.colleague(named)
    if named and colleague is None:
        form.add_error(None, _("Choose a colleague who reports for %(unit)s.") % {"unit": page.unit})
        return False
    try:
        report_submit(
            assignment=form.row.assignment,
            period=page.period,
            figure=form.cleaned_data["figure"],
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
            on_behalf_of=colleague,
            beside=beside,
            draft=(form.draft_number, _window(request)),
        )
    except FigureMoved as moved:
        form.add_error(None, str(moved))
        form.accept_version(moved.current.number)
    except DraftMoved as moved:
        form.add_error(None, str(moved))
        form.accept_draft(moved.current.number)
    except ChecksFired as fired:
        form.checks_fired(fired.findings, fired.missing)
    except UnableToReport as error:
        form.add_error(None, str(error))
    return not form.errors


def _keep(request: HttpRequest, page: reports.Sheet, form: FigureForm) -> bool:
    """Keep what was typed in one row as its author's draft, or forget the draft when nothing differs any more."""
    of_row = {"assignment": form.row.assignment, "period": page.period, "by": request.user}
    of_row |= {"number": form.draft_number, "window": _window(request)}
    form.kept = None
    if form.draft_moved:
        return False
    try:
        if not _is_touched(form):
            draft_discard(**of_row)
            return True
        form.kept = draft_save(**of_row, content=form.typed, seen=form.seen_number, at=timezone.now())
    except DraftMoved as moved:
        form.add_error(None, str(moved))
        form.accept_draft(moved.current.number)
    except UnableToReport as error:
        form.add_error(None, str(error))
    return form.kept is not None


def _answer_row(request: HttpRequest, page: reports.Sheet) -> HttpResponse:
    """htmx: keep or submit the one row that is named, and answer with what is to be said about it."""
    code = request.POST.get("submit") or request.POST.get("draft", "")
    row = page.row(code)
    if row is None:
        raise Http404(_("This unit is not asked for that figure."))
    form = FigureForm(row, data=request.POST, is_draft="submit" not in request.POST)
    context = {"page": page, "address": _address(page), "row": row, "form": form}
    if "submit" in request.POST:
        if _submit(request, page, form, {}):
            return _submitted_row(request, page, code)
        _keep(request, page, form)
        (context["findings"],) = finding_words([form])
        return render(request, f"{PAGE}#answered-row", context)
    if _keep(request, page, form) and not form.is_blank and form.is_valid():
        form.judge(checker_for([row.assignment], page.period))
        context["impact"] = _impact(page, row, form.unit_figure)
    (context["findings"],) = finding_words([form])
    return render(request, f"{PAGE}#row-state", context)


def _submitted_row(request: HttpRequest, page: reports.Sheet, code: str) -> HttpResponse:
    """The row as it now stands, with the chart redrawn and the progress counted anew."""
    page = _sheet(request, page.period.quarter.code, page.unit.code)
    row = page.row(code)
    value = row.latest.value
    (findings,) = version_words([(row.latest, row.target)])
    context = {
        "page": page,
        "address": _address(page),
        "row": row,
        "form": FigureForm(row),
        "findings": findings,
        "impact": _impact(page, row, figure_of_version(row.latest)) if value is not None else None,
        "just_saved": True,
        "chart_row": row,
        "chart": pictures.unit_trajectory(row, pictures.demo_mark()),
    }
    return render(request, f"{PAGE}#answered-row", context)


def _impact(page: reports.Sheet, row: reports.SheetRow, figure: Any) -> reports.Impact | None:
    if figure is None:
        return None
    horizon = periods.horizon(on=timezone.localdate())
    return reports.impact(row, page.period, figure, horizon)


def _opened(page: reports.Sheet) -> dict[str, FigureForm]:
    """Every row's form as it stands, with what the checks say of the reader's own drafts."""
    forms = {row.code: FigureForm.opened(row) for row in page.rows}
    if drafts := [form for form in forms.values() if form.is_bound]:
        checker = checker_for([form.row.assignment for form in drafts], page.period)
        for form in drafts:
            form.judge(checker)
    return forms


def _render(
    request: HttpRequest, page: reports.Sheet, faulty: dict[str, FigureForm], *, saved: int = 0
) -> HttpResponse:
    """The whole sheet; rows that were refused with what was typed in them."""
    forms = _opened(page) | faulty
    findings = finding_words([forms[row.code] for row in page.rows])
    chart_row = page.row(request.GET.get("chart", "")) or (page.rows[0] if page.rows else None)
    context = {
        "page": page,
        "address": _address(page),
        "window": secrets.token_hex(8),
        "entries": [(row, forms[row.code], words) for row, words in zip(page.rows, findings, strict=True)],
        "faulty": sum(bool(form.errors) for form in faulty.values()),
        "saved_words": _saved_words(saved, 0) if saved else "",
        "chart_row": chart_row,
        "chart": pictures.unit_trajectory(chart_row, pictures.demo_mark()) if chart_row else None,
    }
    return render_page(request, PAGE, "figure-chart", context)


def _saved_words(submitted: int, drafted: int) -> str:
    words = []
    if submitted:
        words.append(
            ngettext("%(count)d figure submitted.", "%(count)d figures submitted.", submitted)
            % {"count": submitted}
        )
    if drafted:
        words.append(
            ngettext("%(count)d kept as a draft.", "%(count)d kept as drafts.", drafted) % {"count": drafted}
        )
    return " ".join(words) or _("Nothing was changed.")


def _empty_words(count: int) -> str:
    return ngettext(
        "%(count)d row is still empty: enter its figure, or choose the reason why there is none.",
        "%(count)d rows are still empty: enter their figures, or choose the reason why there is none.",
        count,
    ) % {"count": count}
