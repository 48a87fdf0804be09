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
from tracker.selectors import quarters
from tracker.selectors.sights import Sight

from .dashboard import filters_of, request_sight

# Who writes a format, and what browsers call it.
FORMATS = {
    "xlsx": (xlsx_pieces, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (csv_text, "text/csv; charset=utf-8"),
}


@never_cache
@require_safe
@public(why="the overview is public; strangers get releases only")
def overview(request: HttpRequest, format: str) -> StreamingHttpResponse:
    """The overview with the page's own filters and quarter."""
    return overview_file(request, request_sight(request), format, address=reverse("overview"))


@never_cache
@require_safe
@public(why="the way of a target is public; strangers get releases only")
def target(request: HttpRequest, code: str, format: str) -> StreamingHttpResponse:
    """One target: its quarters, its units, where its numbers come from."""
    address = reverse("target-detail", args=[code])
    return target_file(request, request_sight(request), code, format, address=address)


@never_cache
@require_safe
@public(why="a released quarter's figures are public; another is found only by those who may see it")
def quarter(request: HttpRequest, quarter: str, format: str) -> StreamingHttpResponse:
    """Every unit's figure for every target; for members also how far each figure is."""
    _check(format)
    sight = request_sight(request, quarter)
    try:
        if sight.quarter is None or sight.quarter.code != quarter.upper():
            raise Period.DoesNotExist
        page = sight.matrix()
    except Period.DoesNotExist as error:
        raise Http404(_("There is no such quarter.")) from error
    code, states = page.quarter.code, None
    address = f"{reverse('overview')}?quarter={code}"
    if request.rights.may(Permission.VIEW_RUNNING):
        address = reverse("quarter", args=[code])
        states = quarters.quarter(code=code, rights=request.rights, on=timezone.localdate())
    book = quarter_book(page, states, _origin(request, sight, address))
    return _answer(book, "quarter", page.quarter, format)


def overview_file(request: HttpRequest, sight: Sight, format: str, *, address: str) -> StreamingHttpResponse:
    """The overview of what the reader is shown, as a file that names the page's address."""
    _check(format)
    page = sight.overview(filters_of(request))
    origin = _origin(request, sight, f"{address}{_query(request)}")
    return _answer(overview_book(page, sight.targets(), origin), "overview", page.quarter, format)


def target_file(
    request: HttpRequest, sight: Sight, code: str, format: str, *, address: str
) -> StreamingHttpResponse:
    """One target of what the reader is shown, likewise."""
    _check(format)
    try:
        page = sight.target_page(code)
    except Target.DoesNotExist as error:
        raise Http404(_("There is no target called %(code)s.") % {"code": code}) from error
    origin = _origin(request, sight, f"{address}{_query(request)}")
    return _answer(target_book(page, origin), code, page.quarter, format)


def _check(format: str) -> None:
    if format not in FORMATS:
        raise Http404(_("Files are made as xlsx or csv."))


def _query(request: HttpRequest) -> str:
    return f"?{request.GET.urlencode()}" if request.GET else ""


def _origin(request: HttpRequest, sight: Sight, address: str) -> Origin:
    # A file of a release is made of the release alone: it bears the day of that, and is the same on every day.
    at = sight.head.published_at if sight.head else timezone.now()
    # On a static site there is no such address: the file says which release it belongs to.
    site = getattr(request, "static_site", None)
    named = site.name if site else request.build_absolute_uri(address)
    return Origin(address=named, at=at, mark=demo_mark(sight.head))


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
