"""Files of names: those of a roster, and what one of them would change."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Max, QuerySet

from tracker.models import AuditEvent, Roster, RosterUpload, RosterUploadRow, RosterUploadState

PAGE_SIZE = 50
LATEST = 50  # files that are listed
# What happens to a file, and what a person says about a flag, changes no name.
_NO_CHANGE = (
    "roster.uploaded",
    "roster.confirmed",
    "roster.cancelled",
    "rosterflag.changed",
)


@dataclass(frozen=True)
class UploadPage:
    """One file with a page of its rows; `shown` is the change they all have, empty for those that change something.

    `has_moved` says that the roster is not what the file was compared with.
    """

    upload: RosterUpload
    rows: Page[RosterUploadRow]
    shown: str
    has_moved: bool


def uploads(roster: Roster) -> list[RosterUpload]:
    """The latest files of a roster, whatever became of them. One query."""
    found = roster.uploads.select_related("author", "confirmed_by")
    return list(found.defer("findings")[:LATEST])


def upload_of(roster: Roster, pk: int) -> RosterUpload:
    """Raises `RosterUpload.DoesNotExist`."""
    found = RosterUpload.objects.select_related("roster", "author", "confirmed_by")
    return found.get(roster=roster, pk=pk)


def upload_page(upload: RosterUpload, *, shown: str, page: int) -> UploadPage:
    """A page of the rows with one change, or of all that are not unchanged. Two queries at most: how many rows there
    are is known from the reading.
    """
    counts = upload.counts
    changing = [name for name in ("faulty", "new", "changed", "withdrawn") if counts.get(name)]
    if shown not in (*changing, "unchanged"):
        shown = ""
    rows = upload.rows.order_by("pk")
    rows = rows.filter(change=shown) if shown else rows.exclude(change="unchanged")
    total = counts.get(shown, 0) if shown else sum(counts[name] for name in changing)
    paginator = _Counted(rows, total)
    waits = upload.state == RosterUploadState.CHECKED
    return UploadPage(
        upload=upload,
        rows=paginator.get_page(page),
        shown=shown,
        has_moved=waits and revision_of(upload.roster) != upload.revision,
    )


def revision_of(roster: Roster) -> int:
    """The number of the last event that changed what stands on a roster; 0 before any did."""
    events = AuditEvent.objects.filter(subject=f"roster:{roster.code}").exclude(action__in=_NO_CHANGE)
    return events.aggregate(last=Max("pk"))["last"] or 0


class _Counted(Paginator):
    """Pages of rows whose number is known."""

    def __init__(self, rows: QuerySet[RosterUploadRow], total: int) -> None:
        super().__init__(rows, PAGE_SIZE)
        self.count = total
