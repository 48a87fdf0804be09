"""The tables of the pages as files, under the same rights as the pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.access import public
from tracker.calculations.periods import Quarter
from tracker.documents.table_workbooks import xlsx_pieces
from tracker.documents.tables import Book, csv_text
from tracker.exports.overviews import overview_book
from tracker.exports.parts import Origin
from tracker.exports.quarters import quarter_book
from tracker.exports.targets import target_book
from tracker.models import Period, Target
from tracker.permissions import Permission
from tracker.pictures import demo_mark
from tracker.selectors import periods, plans, quarters, targets
from tracker.selectors.matrices import matrix, targets_with_sources

# Who writes a format, and what browsers call it.
FORMATS = {
    "xlsx": (xlsx_pieces, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (csv_text, "text/csv; charset=utf-8"),
}


@never_cache
@require_safe
@public(why="the overview is public; strangers get closed quarters only")
def overview(request: HttpRequest, format: str) -> StreamingHttpResponse:
    """The overview with the page's own filters and quarter."""
    _check(format)
    horizon = _horizon(request)
    filters = plans.Filters(
        **{name: request.GET.get(name, "") for name in ("plan", "theme", "status", "lead")}
    )
    page = plans.overview(horizon=horizon, quarter=_quarter(request, horizon), filters=filters)
    origin = _origin(request, f"{reverse('overview')}{_query(request)}")
    return _answer(overview_book(page, targets_with_sources(), origin), "overview", page.quarter, format)


@never_cache
@require_safe
@public(why="the way of a target is public; strangers get closed quarters only")
def target(request: HttpRequest, code: str, format: str) -> StreamingHttpResponse:
    """One target: its quarters, its units, where its numbers come from."""
    _check(format)
    horizon = _horizon(request)
    try:
        page = targets.target_page(code=code, horizon=horizon, quarter=_quarter(request, horizon))
    except Target.DoesNotExist as error:
        raise Http404(_("There is no target called %(code)s.") % {"code": code}) from error
    origin = _origin(request, f"{reverse('target-detail', args=[code])}{_query(request)}")
    return _answer(target_book(page, origin), code, page.quarter, format)


@never_cache
@require_safe
@public(why="a closed quarter's figures are public; a running one is found only by those who may see it")
def quarter(request: HttpRequest, quarter: str, format: str) -> StreamingHttpResponse:
    """Every unit's figure for every target; for members also how far each figure is."""
    _check(format)
    horizon = _horizon(request)
    try:
        page = matrix(quarter=quarter, horizon=horizon)
    except Period.DoesNotExist as error:
        raise Http404(_("There is no such quarter.")) from error
    code, states = page.quarter.code, None
    address = f"{reverse('overview')}?quarter={code}"
    if request.rights.may(Permission.VIEW_RUNNING):
        address = reverse("quarter", args=[code])
        states = quarters.quarter(code=code, rights=request.rights, on=timezone.localdate())
    book = quarter_book(page, states, _origin(request, address))
    return _answer(book, "quarter", page.quarter, format)


def _check(format: str) -> None:
    if format not in FORMATS:
        raise Http404(_("Files are made as xlsx or csv."))


def _horizon(request: HttpRequest) -> periods.Horizon:
    return periods.horizon(on=timezone.localdate(), with_running=request.rights.may(Permission.VIEW_RUNNING))


def _quarter(request: HttpRequest, horizon: periods.Horizon) -> Quarter | None:
    period = horizon.period(request.GET.get("quarter", "")) or horizon.default
    return period and period.quarter


def _query(request: HttpRequest) -> str:
    return f"?{request.GET.urlencode()}" if request.GET else ""


def _origin(request: HttpRequest, address: str) -> Origin:
    return Origin(address=request.build_absolute_uri(address), at=timezone.now(), mark=demo_mark())


def _answer(book: Book, name: str, quarter: Quarter | None, format: str) -> StreamingHttpResponse:
    """The file, sent while it is written or read."""
    write, content_type = FORMATS[format]
    parts = ("demo" if book.mark else "", name, quarter.code if quarter else "")
    filename = f"{'-'.join(filter(None, parts))}.{format}"
    return StreamingHttpResponse(
        write(book),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
