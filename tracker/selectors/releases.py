"""What has been published: the releases, their revisions, and what each of them says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tracker.calculations.periods import Quarter
from tracker.documents.release_content import ReleaseContent
from tracker.models import Release, ReleaseRevision

from .release_reading import Released, content_of, released

HEAD = ("release__period__quarter", "number", "sha256", "previous_sha256", "published_at")


@dataclass(frozen=True)
class Head:
    """A revision without its content. `is_current` says whether a later one has corrected it."""

    quarter: Quarter
    number: int
    sha256: str
    previous_sha256: str
    published_at: dt.datetime
    is_current: bool

    @property
    def content(self) -> ReleaseContent:
        return content_of(self.sha256)

    @property
    def released(self) -> Released:
        return released(self.sha256)


def heads() -> tuple[Head, ...]:
    """The current revision of every release, the oldest quarter first. One query."""
    rows = ReleaseRevision.objects.filter(current_of__isnull=False).order_by("release__period__quarter")
    return tuple(Head(*row, is_current=True) for row in rows.values_list(*HEAD))


def latest_head() -> Head | None:
    """The current revision of the latest quarter that was released. One query."""
    rows = ReleaseRevision.objects.filter(current_of__isnull=False).order_by("-release__period__quarter")
    row = rows.values_list(*HEAD).first()
    return Head(*row, is_current=True) if row else None


def all_heads() -> tuple[Head, ...]:
    """Every revision of every release, the latest first. One query."""
    rows = ReleaseRevision.objects.order_by("-published_at", "-pk").values_list(*HEAD, "current_of")
    return tuple(Head(*row, is_current=current is not None) for *row, current in rows)


def revisions(quarter: str) -> tuple[Head, ...]:
    """Every revision of a quarter's release, the latest first; none where it has not been released."""
    rows = ReleaseRevision.objects.filter(release__period__quarter=_parsed(quarter)).order_by("-number")
    found = rows.values_list(*HEAD, "current_of")
    return tuple(Head(*row, is_current=current is not None) for *row, current in found)


def head(quarter: str, number: int | None = None) -> Head:
    """One revision of a quarter's release, the current one without a number. Raises `Release.DoesNotExist`."""
    for found in revisions(quarter):
        if found.is_current if number is None else found.number == number:
            return found
    raise Release.DoesNotExist


def latest_content(quarter: Quarter) -> ReleaseContent | None:
    """What is published about a quarter now; None while nothing is."""
    found = next((h for h in revisions(quarter.code) if h.is_current), None)
    return found and found.content


def head_before(quarter: Quarter) -> Head | None:
    """The release before a quarter's, as it is now: what a draft is compared with."""
    return next((found for found in reversed(heads()) if found.quarter < quarter), None)


def heads_before(head: Head) -> tuple[Head, ...]:
    """The releases of earlier quarters as they stood when this revision was published, the oldest first: what it speaks
    of stays the same, whatever is corrected later. One query.
    """
    rows = ReleaseRevision.objects.filter(published_at__lte=head.published_at).order_by(
        "release__period__quarter", "number"
    )
    found = {
        row[0]: Head(*row, is_current=current is not None)
        for *row, current in rows.values_list(*HEAD, "current_of")
        if row[0] < head.quarter
    }
    return tuple(found.values())


def content_before(quarter: Quarter) -> ReleaseContent | None:
    """The quarter before a released one, as it stood when this one was first published; None where it had not been
    released. Raises `Release.DoesNotExist`.
    """
    found = heads_before(head(quarter.code, 1))
    return next((before.content for before in found if before.quarter == quarter.shift(-1)), None)


def _parsed(code: str) -> Quarter:
    """Raises `Release.DoesNotExist` for what is no quarter, or not written in the one way of permanent addresses."""
    try:
        quarter = Quarter.parse(code)
    except ValueError as error:
        raise Release.DoesNotExist from error
    if quarter.code != code:
        raise Release.DoesNotExist
    return quarter
