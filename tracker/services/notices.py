"""The notice of a quarter: its words are written, it is issued once, and its template can be replaced."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.documents.notice_checks import check_template
from tracker.models import Notice, NoticeTemplate, Release, ReleaseRevision
from tracker.permissions import Permission, Rights

from . import audit


class UnableToIssue(Exception):
    """The step cannot be taken; the message is for whoever tried."""


@transaction.atomic
def notice_save(
    *,
    revision: ReleaseRevision,
    number: str,
    title: str,
    opening: str,
    closing: str,
    by: Any,
    at: dt.datetime,
) -> Notice:
    """Write the words of the notice about the current revision. Raises `UnableToIssue` once it has been issued."""
    _check_prepares(by)
    notice = _locked(revision)
    said = {"number": number, "title": title, "opening": opening, "closing": closing}
    changes = {
        name: [getattr(notice, name) or None, text.strip() or None]
        for name, text in said.items()
        if getattr(notice, name) != text.strip()
    }
    if not changes and notice.pk:
        return notice
    for name, text in said.items():
        setattr(notice, name, text.strip())
    notice.save()
    _record("notice.written", revision, by=by, at=at, details={"changes": changes})
    return notice


@transaction.atomic
def notice_issue(
    *, revision: ReleaseRevision, compose: Callable[[Notice], bytes], by: Any, at: dt.datetime
) -> Notice:
    """Issue the notice as it now stands: the document that `compose` makes of its words is kept, and neither changes
    any more. What is wrong later is corrected by a new revision, which has a notice of its own.
    """
    if not Rights(by).may(Permission.APPROVE_RELEASE):
        raise UnableToIssue(_("You may not issue notices."))
    notice = _locked(revision)
    if notice.pk is None or not notice.title:
        raise UnableToIssue(_("The notice has no title yet. Write its words and save them first."))
    notice.document = compose(notice)
    notice.document_sha256 = hashlib.sha256(notice.document).hexdigest()
    notice.issued_by, notice.issued_at = by, at
    notice.save()
    details = {"revision": revision.number, "sha256": notice.document_sha256}
    _record("notice.issued", revision, by=by, at=at, details=details)
    return notice


@transaction.atomic
def template_replace(*, name: str, content: bytes, by: Any, at: dt.datetime) -> NoticeTemplate:
    """Use another template from now on. Raises `TemplateRefused` or `EvidenceError` for one that cannot be used."""
    _check_prepares(by)
    check_template(content)
    return _template(name, content, by=by, at=at)


@transaction.atomic
def template_reset(*, by: Any, at: dt.datetime) -> NoticeTemplate:
    """Go back to the built-in template, whatever a later version of the software makes of it: a row without content."""
    _check_prepares(by)
    return _template("", b"", by=by, at=at)


def _template(name: str, content: bytes, *, by: Any, at: dt.datetime) -> NoticeTemplate:
    digest = hashlib.sha256(content).hexdigest()
    row = NoticeTemplate.objects.create(
        name=name[:200], content=content, sha256=digest, author=by, recorded_at=at
    )
    audit.record(
        action="notice-template.replaced" if content else "notice-template.reset",
        subject="notice-template",
        by=by,
        at=at,
        details={"name": row.name, "sha256": digest} if content else {},
    )
    return row


def _locked(revision: ReleaseRevision) -> Notice:
    """The notice of the current revision, a new one where there is none. The release stays locked meanwhile, so that
    it is not corrected, and no second notice is begun.
    """
    release = Release.objects.locked().get(pk=revision.release_id)
    if release.current_id != revision.pk:
        raise UnableToIssue(
            _("The release has been corrected since. Write the notice of its current revision instead.")
        )
    notice = Notice.objects.filter(revision=revision).first() or Notice(revision=revision)
    if notice.issued_at:
        raise UnableToIssue(
            _(
                "The notice has been issued. What is wrong in it is corrected by a new revision of the release."
            )
        )
    return notice


def _check_prepares(by: Any) -> None:
    if not Rights(by).may(Permission.RELEASE):
        raise UnableToIssue(_("Only a coordinator may write notices and change their template."))


def _record(
    action: str, revision: ReleaseRevision, *, by: Any, at: dt.datetime, details: dict[str, Any]
) -> None:
    code = revision.release.period.quarter.code
    audit.record(action=action, subject=f"release:{code}", by=by, at=at, quarter=code, details=details)
