"""The trail: what was done, by whom, when and why."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.access import requires
from tracker.documents.tables import csv_rows
from tracker.events import EventWords, event_words, labelled
from tracker.forms.records import RecordsForm
from tracker.permissions import Permission
from tracker.selectors.records import RecordFilters, names, record_choices
from tracker.selectors.records import records as records_of

PAGE_SIZE = 100


@never_cache
@require_safe
@requires(Permission.VIEW_SHEET)
def records(request: HttpRequest) -> HttpResponse:
    """The events that the person may see, a hundred to a page; the address holds the filters."""
    named = names()
    form = RecordsForm(request.GET, record_choices(request.rights, named), named)
    filters = form.filters
    page = Paginator(records_of(request.rights, filters), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "events": [event_words(event, named) for event in page],
        "is_filtered": filters != RecordFilters(),
        "query": _query(request),
    }
    return render(request, "tracker/records_list.html", context)


@never_cache
@require_safe
@requires(Permission.VIEW_SHEET)
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same events as a CSV file, all of them, sent while they are read."""
    named = names()
    form = RecordsForm(request.GET, record_choices(request.rights, named), named)
    events = records_of(request.rights, form.filters).iterator(chunk_size=1000)
    header = [_("When"), _("Who"), _("What happened"), _("About"), _("Changes"), _("Details"), _("Reason")]
    rows = (_cells(event_words(event, named)) for event in events)
    response = StreamingHttpResponse(
        _in_language(csv_rows(chain([header], rows)), translation.get_language()),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="records-{timezone.localdate()}.csv"'
    return response


def _query(request: HttpRequest) -> str:
    """The filters in the address, without the page."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def _cells(event: EventWords) -> list[str]:
    return [
        f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}",
        event.who,
        event.action,
        event.subject,
        "; ".join(labelled(row.field, f"{row.old or '–'} → {row.new or '–'}") for row in event.changes),
        "; ".join(labelled(label, text) for label, text in event.details),
        event.reason,
    ]


def _in_language(lines: Iterator[str], language: str) -> Iterator[str]:
    """The file is written after the page's language has been put away again."""
    with translation.override(language):
        yield from lines
