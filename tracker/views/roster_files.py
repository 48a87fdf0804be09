"""A roster as a file: out as a template and as a list of its names."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.access import requires
from tracker.documents.evidence_kinds import MEDIA_TYPES, Kind
from tracker.exports.parts import Origin
from tracker.exports.rosters import roster_book
from tracker.forms.roster_templates import roster_template as template_of
from tracker.forms.rosters import RosterFilterForm
from tracker.models import Roster
from tracker.permissions import Permission
from tracker.pictures import demo_mark
from tracker.selectors.roster_files import roster_file
from tracker.selectors.rosters import roster_of_code

from .exports import FORMATS


@never_cache
@require_safe
@requires(Permission.VIEW_SHEET)
def roster_template(request: HttpRequest, code: str) -> HttpResponse:
    """An empty form for the names of a roster, for those who look after it."""
    try:
        roster = roster_of_code(code)
    except Roster.DoesNotExist as error:
        raise Http404(_("There is no such roster.")) from error
    if not request.rights.may_edit_roster(roster):
        raise PermissionDenied(_("You may not change the roster %(roster)s.") % {"roster": roster})
    content = template_of(roster, mark=demo_mark(), at=timezone.now())
    response = HttpResponse(content, content_type=MEDIA_TYPES[Kind.XLSX])
    name = f"{roster.name}-{pgettext('file name', 'template')}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@never_cache
@require_safe
@requires(Permission.VIEW_SHEET)
def roster_export(request: HttpRequest, code: str, format: str) -> StreamingHttpResponse:
    """The names that the person may read, as the page's filters choose them, sent while they are read."""
    if format not in FORMATS:
        raise Http404(_("Files are made as xlsx or csv."))
    today = timezone.localdate()
    filters = RosterFilterForm(request.GET).filters(today)
    try:
        file = roster_file(code=code, rights=request.rights, filters=filters, today=today)
    except Roster.DoesNotExist as error:
        raise Http404(_("There is no such roster.")) from error
    page = f"{reverse('roster', args=[code])}?{request.GET.urlencode()}".rstrip("?")
    origin = Origin(address=request.build_absolute_uri(page), at=timezone.now(), mark=demo_mark())
    write, content_type = FORMATS[format]
    name = "-".join(filter(None, ("demo" if origin.mark else "", file.roster.name, file.on.isoformat())))
    return StreamingHttpResponse(
        write(roster_book(file, origin)),
        content_type=content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{name}.{format}")
        },
    )
