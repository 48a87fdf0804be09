"""A file of names on its way to the roster, as the worker sees to it: read and compared, then written.

Both can be begun again at any moment: whoever takes an upload up gets the next number of `attempt`, and whoever has
an older one leaves it alone from then on.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tracker.documents.spreadsheet_problems import SpreadsheetError
from tracker.models import Roster, RosterUpload, RosterUploadRow, RosterUploadState
from tracker.selectors.roster_uploads import revision_of

from .bulk import rows_insert
from .roster_applying import RosterMoved, rows_apply
from .roster_counts import rosters_locked
from .roster_reading import Missing, Reading, Stopped, read_names
from .roster_rows import NameRow
from .roster_uploads import upload_locked, upload_record

ATTEMPTS = 3  # a file that ends the worker so often will do so again
# Why the work on an upload ended, beside what can be wrong with a spreadsheet. Stored: the values are stable.
ENDED, ENDED_OFTEN, LOST, MOVED = "ended", "ended_often", "file_lost", "roster_moved"
State = RosterUploadState


@dataclass(frozen=True)
class Ending:
    """Why the work on an upload ended: a stable `code`, and `params` for the sentence about it."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


def upload_check(*, upload: RosterUpload, at: dt.datetime) -> RosterUploadState:
    """Read the file and say what it would change. Writes nothing to the roster; done again, it does the same.

    Raises `SpreadsheetError` and `EvidenceError` when it cannot be read as a table, FileNotFoundError when it is gone.
    """
    mine = _take_up(upload, State.CHECKING, at)
    if mine is None:
        return _state(upload)
    roster = Roster.objects.prefetch_related("levels", "kinds").get(pk=upload.roster_id)
    revision = revision_of(roster)

    def keep(rows: Sequence[NameRow], total: int) -> bool:
        """Store rows and how far it is; somebody may have stopped it, or taken it over, meanwhile."""
        with transaction.atomic():
            current = mine.select_for_update(no_key=True).first()
            if current is None:
                return False
            stored = ((upload.pk, row.row, row.change, _json(row.stored())) for row in rows)
            rows_insert(RosterUploadRow, ("upload", "row", "change", "values"), stored)
            done = current.progress + len(rows)
            mine.update(progress=done, total=max(total, done))
            return True

    try:
        with upload.file.open() as file:
            reading = read_names(
                roster,
                upload.name,
                file,
                by=upload.author,
                today=timezone.localtime(at).date(),
                missing=_missing(upload),
                keep=keep,
            )
    except Stopped:
        return _state(upload)
    _checked(upload, mine, reading, revision)
    return _state(upload)


def upload_apply(*, upload: RosterUpload, at: dt.datetime) -> RosterUploadState:
    """Write everything or nothing. When the roster is not as it was compared nothing is written, and the file can be
    compared again.
    """
    mine = _take_up(upload, State.APPLYING, at)
    if mine is not None:
        try:
            with transaction.atomic():
                # A new name or code of an enterprise goes to all its rosters: then all are held, in their order.
                renames = upload.counts.get("said", {}).get("renamed")
                recodes = upload.rows.filter(values__before__has_key="faulty").exists()
                rosters = rosters_locked(None if renames or recodes else [upload.roster])
                roster = next(roster for roster in rosters if roster.pk == upload.roster_id)
                current = mine.select_for_update(no_key=True, of=("self",)).first()
                if current is not None:
                    _apply(current, roster, at)
        except RosterMoved:
            upload_fail(upload=upload, ending=Ending(MOVED), at=at)
    return _state(upload)


def upload_fail(*, upload: RosterUpload, ending: Ending, at: dt.datetime) -> None:
    """Say why the work on a file ended; nothing of it is on the roster."""
    running = RosterUpload.objects.filter(pk=upload.pk, state__in=(State.CHECKING, State.APPLYING))
    problem = {"code": ending.code, "params": ending.params}
    running.update(state=State.FAILED, problem=problem, finished_at=at, writing_at=None)


def ending_of(error: Exception) -> Ending:
    """What to say when the work has ended with this error."""
    if isinstance(error, SpreadsheetError):
        return Ending(error.code.value, error.params)
    return Ending(LOST if isinstance(error, FileNotFoundError) else ENDED)


def _take_up(
    upload: RosterUpload, state: RosterUploadState, at: dt.datetime
) -> QuerySet[RosterUpload] | None:
    """Begin, or begin anew. The upload as long as it stays in this state and nobody else takes it up; None when it is
    in another one, or has been begun too often.
    """
    with transaction.atomic():
        current = upload_locked(upload)
        if current.state != state:
            return None
        if current.attempt >= ATTEMPTS:
            upload_fail(upload=current, ending=Ending(ENDED_OFTEN), at=at)
            return None
        current.attempt += 1
        current.progress, current.total = 0, None if state == State.CHECKING else current.writes
        if state == State.CHECKING:
            current.rows.all().delete()
        else:
            current.writing_at = at
        current.save()
    return RosterUpload.objects.filter(pk=upload.pk, state=state, attempt=current.attempt)


def _checked(upload: RosterUpload, mine: QuerySet[RosterUpload], reading: Reading, revision: int) -> None:
    """Say what was found. A file with personal data is not kept, nor is anything that was read in it."""
    in_force = upload.roster.entries.filter(withdrawn_on__isnull=True).count()
    found = {
        "state": State.CHECKED,
        "revision": revision,
        "findings": [finding.as_json() for finding in reading.findings],
        "counts": reading.counts | {"in_force": in_force},
    }
    if reading.is_personal:
        # First of all: whatever happens next, it is not there any more.
        upload.file.storage.delete(upload.file.name)
        with transaction.atomic():
            upload.rows.all().delete()
            RosterUpload.objects.filter(pk=upload.pk).update(file="")
    mine.update(**found)


def _apply(upload: RosterUpload, roster: Roster, at: dt.datetime) -> None:
    if revision_of(roster) != upload.revision:
        raise RosterMoved
    by = upload.confirmed_by
    rows_apply(upload, roster, by=by, at=at)
    upload.state, upload.progress, upload.finished_at = State.APPLIED, upload.writes, at
    upload.save(update_fields=["state", "progress", "finished_at"])
    counts = upload.counts
    details = {"new": counts["new"], "changed": counts["changed"], "withdrawn": counts["withdrawn"]}
    upload_record("roster.imported", upload, by=by, at=at, details=details)


def _state(upload: RosterUpload) -> RosterUploadState:
    return State(RosterUpload.objects.values_list("state", flat=True).get(pk=upload.pk))


def _missing(upload: RosterUpload) -> Missing | None:
    return Missing(upload.missing_on, upload.missing_reason) if upload.missing_on else None


def _json(values: dict[str, Any]) -> str:
    """Chinese as it is: half as long as in escapes, and nothing that has to be quoted once more."""
    return json.dumps(values, ensure_ascii=False)
