"""A file of names on its way to the roster, as people see to it: kept, confirmed, stopped, compared again.

What is between belongs to the worker: `roster_upload_work`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.documents.evidence import EvidenceFile
from tracker.models import Roster, RosterUpload, RosterUploadState
from tracker.models.roster_uploads import CONFIRMED, WAITING
from tracker.selectors.roster_uploads import revision_of

from . import roster_editing
from .roster_editing import UnableToChangeRoster, check_editor, check_reason
from .roster_reading import Missing

SHARE_TO_BE_SURE = 5  # a person is asked twice before more than a fifth of a list is withdrawn
REPLACED = "replaced"
State = RosterUploadState


def upload_create(
    *,
    roster: Roster,
    file: EvidenceFile,
    content: BinaryIO,
    missing: Missing | None,
    by: Any,
    at: dt.datetime,
) -> RosterUpload:
    """Keep a file for the worker to read. It takes the place of the author's file that still waited for this roster.

    `missing` says that it is the whole list, and what becomes of the names that it lacks. Raises
    `UnableToChangeRoster` when the roster is not this person's, and for withdrawals without a reason.
    """
    check_editor(roster, by)
    if missing:
        missing = Missing(missing.on, check_reason(missing.reason)[:300])
    upload = RosterUpload(
        roster=roster,
        name=file.name,
        size=file.size,
        sha256=file.sha256,
        is_complete=missing is not None,
        missing_on=missing.on if missing else None,
        missing_reason=missing.reason if missing else "",
        author=by,
        recorded_at=at,
    )
    with transaction.atomic():
        _replace(roster, by, at)
        upload.file.save(f"{file.sha256[:32]}.{file.kind.value}", File(content), save=True)
        upload_record("roster.uploaded", upload, by=by, at=at, details={"size": file.size})
    return upload


def upload_recheck(*, upload: RosterUpload, by: Any, at: dt.datetime) -> None:
    """Compare a file anew with the roster as it stands now. Raises `UnableToChangeRoster` for a file that is on the
    roster, on its way there, or not kept.
    """
    check_editor(upload.roster, by)
    with transaction.atomic():
        current = upload_locked(upload)
        if current.state not in (State.CHECKED, State.FAILED) or not current.file:
            raise UnableToChangeRoster(_("This file cannot be compared again. Upload it anew."))
        _replace(current.roster, current.author, at, keep=current.pk)
        current.state, current.finished_at, current.confirmed_by = State.CHECKING, None, None
        current.problem, current.attempt, current.writing_at = {}, 0, None
        current.progress, current.total = 0, None
        current.save()


def upload_confirm(*, upload: RosterUpload, revision: int, is_sure: bool, by: Any, at: dt.datetime) -> None:
    """Let the worker write what the preview showed that was made at this revision of the roster. Done again by the same
    person, it changes nothing.

    Raises `UnableToChangeRoster` when the roster is another one by now, when there are errors or nothing would change,
    and when so many names would be withdrawn that somebody should be sure of it.
    """
    check_editor(upload.roster, by)
    with transaction.atomic():
        current = upload_locked(upload)
        if current.confirmed_by == by and current.state in CONFIRMED:  # the form was sent twice
            return
        if current.state != State.CHECKED:
            raise UnableToChangeRoster(_("This file does not wait for a confirmation any more."))
        if current.revision != revision or revision_of(current.roster) != revision:
            raise UnableToChangeRoster(
                _("The roster has changed since it was compared with the file. Compare them again.")
            )
        if current.has_errors:
            raise UnableToChangeRoster(
                _("Nothing can be written: mend what is marked as an error, and upload the file again.")
            )
        if not current.writes:
            raise UnableToChangeRoster(_("The file changes nothing."))
        if needs_certainty(current) and not is_sure:
            raise UnableToChangeRoster(
                _("More than a fifth of the list would be withdrawn. Say that you are sure of it."), "is_sure"
            )
        current.state, current.confirmed_by, current.attempt = State.APPLYING, by, 0
        current.save()
        upload_record("roster.confirmed", current, by=by, at=at)


def needs_certainty(upload: RosterUpload) -> bool:
    counts = upload.counts
    return counts.get("withdrawn", 0) * SHARE_TO_BE_SURE > counts.get("in_force", 0)


def upload_cancel(*, upload: RosterUpload, by: Any, at: dt.datetime) -> bool:
    """Stop a file before anything is written. False when it is too late for that, or nothing to be stopped."""
    check_editor(upload.roster, by)
    # Asked without waiting for the database first: it is held as long as names are written.
    if RosterUpload.objects.get(pk=upload.pk).is_writing:
        return False
    with transaction.atomic():
        current = upload_locked(upload)
        if current.finished_at or current.is_writing:
            return False
        current.state, current.finished_at = State.CANCELLED, at
        current.save(update_fields=["state", "finished_at"])
        upload_record("roster.cancelled", current, by=by, at=at)
    return True


def upload_locked(upload: RosterUpload) -> RosterUpload:
    uploads = RosterUpload.objects.select_related("roster", "author", "confirmed_by")
    return uploads.select_for_update(no_key=True, of=("self",)).get(pk=upload.pk)


def _replace(roster: Roster, author: Any, at: dt.datetime, keep: int | None = None) -> None:
    waiting = RosterUpload.objects.filter(roster=roster, author=author, state__in=WAITING).exclude(pk=keep)
    waiting.update(state=State.CANCELLED, problem={"code": REPLACED, "params": {}}, finished_at=at)


def upload_record(
    action: str, upload: RosterUpload, *, by: Any, at: dt.datetime, details: dict[str, Any] | None = None
) -> None:
    details = {"name": upload.name, "sha256": upload.sha256} | (details or {})
    roster_editing.record(action, [upload.roster], by=by, at=at, details=details)
