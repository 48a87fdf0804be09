"""The reporting sheet: an official enters the figures of one unit and quarter."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from tracker import pictures
from tracker.access import requires
from tracker.forms import FigureForm
from tracker.htmx import render_page
from tracker.models import Period, ReportingUnit
from tracker.permissions import Permission
from tracker.selectors import periods, reports
from tracker.selectors.figures import UnitFigure
from tracker.services.reports import FigureMoved, UnableToReport, report_save

PAGE = "tracker/reports_sheet.html"


@never_cache
@requires(Permission.VIEW_SHEET)
def work(request: HttpRequest) -> HttpResponse:
    """The sheet that is most likely wanted: the first of one's own units, the latest open quarter."""
    units = reports.sheet_units(request.rights)
    open_periods = periods.open_periods(on=timezone.localdate())
    if not units or not open_periods:
        return render(request, "tracker/reports_nothing.html", {"units": units})
    return sheet(request, quarter=open_periods[0].quarter.code, unit=units[0].code)


@never_cache
@requires(Permission.VIEW_SHEET)
def sheet(request: HttpRequest, quarter: str, unit: str) -> HttpResponse:
    """One unit's figures of one quarter. A POST saves one row (`save=<target>`) or every row that changed."""
    page = _sheet(request, quarter, unit)
    if request.method != "POST":
        return _render(request, page, {row.code: FigureForm(row) for row in page.rows})
    if not page.may_report:
        raise PermissionDenied(_("You may not enter figures for %(unit)s.") % {"unit": page.unit})
    if "preview" in request.GET:
        return _preview(request, page)
    if request.htmx:
        return _save_row(request, page)
    # Without script every button sends the whole form: whatever was changed is saved, nothing typed is lost.
    typed = {row.code: FigureForm(row, data=request.POST) for row in page.rows}
    touched = {code: form for code, form in typed.items() if _is_touched(page, form)}
    saved = [code for code, form in touched.items() if _save(request, page, form)]
    faulty = {code: form for code, form in touched.items() if form.errors}
    if faulty:
        page = _sheet(request, quarter, unit)  # what was saved shows as saved
        forms = {row.code: faulty.get(row.code) or FigureForm(row) for row in page.rows}
        return _render(request, page, forms, saved=len(saved))
    messages.success(request, _saved_words(len(saved)))
    return redirect(f"{_address(page)}?chart={saved[-1]}#row-{saved[-1]}" if saved else _address(page))


def _address(page: reports.Sheet) -> str:
    return reverse("sheet", args=[page.period.quarter.code, page.unit.code])


def _sheet(request: HttpRequest, quarter: str, unit: str) -> reports.Sheet:
    try:
        return reports.sheet(quarter=quarter, unit=unit, rights=request.rights, on=timezone.localdate())
    except (Period.DoesNotExist, ReportingUnit.DoesNotExist) as error:
        raise Http404(_("There is no such sheet among yours.")) from error


def _row(page: reports.Sheet, code: str) -> reports.SheetRow:
    row = page.row(code)
    if row is None:
        raise Http404(_("This unit is not asked for that figure."))
    return row


def _is_touched(page: reports.Sheet, form: FigureForm) -> bool:
    """Whether its author changed this row of the form, against what stood there when they opened it: a row that
    a colleague changed meanwhile and the author did not is none of theirs.
    """
    row = reports.row_as_seen(form.row, page.period, form.seen_number)
    return FigureForm(row, data=form.data).is_touched


def _save(request: HttpRequest, page: reports.Sheet, form: FigureForm) -> bool:
    """Save one row; what is wrong stays in the form."""
    if not form.is_valid():
        return False
    try:
        report_save(
            assignment=form.row.assignment,
            period=page.period,
            figure=form.cleaned_data["figure"],
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        )
    except FigureMoved as moved:
        form.add_error(None, str(moved))
        form.accept_version(moved.current.number)
    except UnableToReport as error:
        form.add_error(None, str(error))
    return not form.errors


def _preview(request: HttpRequest, page: reports.Sheet) -> HttpResponse:
    """What the figure being typed would mean. Nothing is stored."""
    row = _row(page, request.GET["preview"])
    form = FigureForm(row, data=request.POST)
    context = {"row": row, "form": form}
    if not form.is_blank and form.is_valid():
        context["impact"] = _impact(page, row, form.unit_figure)
    return render(request, f"{PAGE}#figure-impact", context)


def _impact(page: reports.Sheet, row: reports.SheetRow, figure: UnitFigure) -> reports.Impact:
    horizon = periods.horizon(on=timezone.localdate(), with_running=True)
    return reports.impact(row, page.period, figure, horizon)


def _save_row(request: HttpRequest, page: reports.Sheet) -> HttpResponse:
    """Save the one row whose button was pressed, and answer with the row as it now stands; after a save also
    with the chart, redrawn from what is stored.
    """
    form = FigureForm(_row(page, request.POST.get("save", "")), data=request.POST)
    context = {"page": page, "address": _address(page), "row": form.row, "form": form, "editable": True}
    if _save(request, page, form):
        page = _sheet(request, page.period.quarter.code, page.unit.code)
        row = _row(page, form.row.code)
        context |= {
            "page": page,
            "row": row,
            "form": FigureForm(row),
            "impact": _impact(page, row, row.current),
            "just_saved": True,
            "chart_row": row,
            "chart": pictures.unit_trajectory(row, pictures.demo_mark()),
        }
    return render(request, f"{PAGE}#saved-row", context)


def _render(
    request: HttpRequest, page: reports.Sheet, forms: dict[str, FigureForm], *, saved: int = 0
) -> HttpResponse:
    chart_row = page.row(request.GET.get("chart", "")) or (page.rows[0] if page.rows else None)
    context = {
        "page": page,
        "address": _address(page),
        "entries": [(row, forms[row.code]) for row in page.rows],
        "editable": page.editable,
        "faulty": sum(bool(form.errors) for form in forms.values()),
        "saved_words": _saved_words(saved) if saved else "",
        "units": reports.sheet_units(request.rights),
        "periods": periods.open_periods(on=timezone.localdate()),
        "chart_row": chart_row,
        "chart": pictures.unit_trajectory(chart_row, pictures.demo_mark()) if chart_row else None,
    }
    return render_page(request, PAGE, "figure-chart", context)


def _saved_words(count: int) -> str:
    if not count:
        return _("Nothing was changed.")
    return ngettext("%(count)d figure saved.", "%(count)d figures saved.", count) % {"count": count}
