"""A quarter's way to the public: prepared by one person, shown to the units, published by another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.calculations.periods import Quarter
from tracker.calculations.working_days import working_day_after
from tracker.documents.release_content import ReleaseContent
from tracker.documents.release_files import canonical_text, sha256_of
from tracker.labels import quarter_name
from tracker.models import Period, Release, ReleaseRevision, ReleaseState
from tracker.permissions import Permission, Rights
from tracker.selectors.release_drafts import Hurdle, Obstacle, draft_content, fingerprint, obstacles

from . import audit

WINDOW_DAYS = 3  # working days of the objection window, until somebody chooses another number
LONGEST_WINDOW = 30
FARTHEST = dt.timedelta(days=90)  # a release that is planned for longer is a slip of the keyboard


class UnableToRelease(Exception):
    """The step cannot be taken; the message is for whoever tried."""


@transaction.atomic
def release_prepare(
    *, period: Period, announcement_zh: str, announcement_en: str, by: Any, at: dt.datetime
) -> Release:
    """Begin a closed quarter's release, or write its announcement anew. Who did so last has prepared it, and cannot
    publish it. Raises `UnableToRelease` for a quarter that is not closed, or not a draft any more.
    """
    _check_prepares(by)
    current = Period.objects.locked().get(pk=period.pk)
    if current.closed_at is None:
        raise UnableToRelease(
            _("%(quarter)s is still being reported. Close it first, then prepare its release.")
            % {"quarter": current}
        )
    words = {"announcement_zh": announcement_zh.strip(), "announcement_en": announcement_en.strip()}
    release = Release.objects.locked().filter(period=current).first()
    if release is None:
        release = Release.objects.create(period=current, prepared_by=by, prepared_at=at, **words)
    else:
        _check_not_published(release)
        if release.state == ReleaseState.SCHEDULED:
            raise UnableToRelease(_("It is scheduled already. Take it back before you change it."))
        release.announcement_zh, release.announcement_en = words.values()
        release.prepared_by, release.prepared_at = by, at
        release.save()
    _record("release.prepared", release, by=by, at=at)
    return release


@transaction.atomic
def window_open(*, release: Release, days: int, by: Any, at: dt.datetime) -> Release:
    """Show the draft to the units from today on; they can object for this many working days after today."""
    _check_prepares(by)
    current = _locked(release)
    _check_not_published(current)
    if current.state == ReleaseState.SCHEDULED:
        raise UnableToRelease(_("It is scheduled already. Take it back before you change it."))
    if not 1 <= days <= LONGEST_WINDOW:
        raise UnableToRelease(
            _("The window is open for 1 to %(most)d working days.") % {"most": LONGEST_WINDOW}
        )
    today = timezone.localtime(at).date()
    closes = working_day_after(today, days)
    if current.window_closes and closes < current.window_closes:
        raise UnableToRelease(
            _("Units have been told that they can object until %(day)s: it cannot end earlier.")
            % {"day": current.window_closes.isoformat()}
        )
    current.state = ReleaseState.WINDOW
    current.window_opens, current.window_closes = current.window_opens or today, closes
    current.save()
    _record("release.shown", current, by=by, at=at, details={"until": current.window_closes.isoformat()})
    return current


@transaction.atomic
def release_recall(*, release: Release, reason: str, by: Any, at: dt.datetime) -> Release:
    """Take a release back before it is published: what was approved has to be approved again."""
    if not (Rights(by).may(Permission.RELEASE) or Rights(by).may(Permission.APPROVE_RELEASE)):
        raise UnableToRelease(_("You may not change this release."))
    if not reason.strip():
        raise UnableToRelease(_("Say why it is taken back."))
    current = _locked(release)
    _check_not_published(current)
    _recall(current)
    _record("release.recalled", current, by=by, at=at, reason=reason.strip())
    return current


@transaction.atomic
def release_approve(
    *,
    release: Release,
    by: Any,
    at: dt.datetime,
    seen_sha256: str = "",
    publish_at: dt.datetime | None = None,
    override_reason: str = "",
) -> Release:
    """Publish a release that somebody else has prepared, now or (`publish_at`) at a set time.

    `seen_sha256` is the fingerprint of the draft that the person saw: should it be another by now, nothing is
    published. Raises `UnableToRelease` with everything that stands in the way.
    """
    if not Rights(by).may(Permission.APPROVE_RELEASE):
        raise UnableToRelease(_("You may not publish releases."))
    current = _locked(release)
    _check_not_published(current)
    if current.prepared_by_id == by.pk:
        raise UnableToRelease(_("You have prepared this release yourself: another person has to publish it."))
    if publish_at and publish_at <= at:
        raise UnableToRelease(_("The time set for publishing is past. Choose a later one, or publish now."))
    if publish_at and publish_at > at + FARTHEST:
        raise UnableToRelease(
            _("A release is planned at most %(days)d days ahead. Look at the year again.")
            % {"days": FARTHEST.days}
        )
    if current.state == ReleaseState.SCHEDULED:
        raise UnableToRelease(_("It is scheduled already. Take it back before you change it."))
    current.override_reason = override_reason.strip()
    content = draft_content(current, at=publish_at or at)
    if seen_sha256 and seen_sha256 != fingerprint(current, content):
        raise UnableToRelease(
            _("Figures have changed since you opened this page. Look at the preview again, then publish.")
        )
    found = obstacles(current, content, on=timezone.localtime(publish_at or at).date())
    _check_obstacles(found, current.override_reason)
    if not found:  # a reason that overrides nothing is not printed
        current.override_reason = ""
        content = content.model_copy(update={"override_reason": ""})
    current.approved_by, current.approved_at = by, at
    if publish_at is None:
        return publish(current, content, at=at)
    current.state, current.publish_at = ReleaseState.SCHEDULED, publish_at
    current.draft_sha256 = sha256_of(canonical_text(content))
    current.save()
    details = {"planned": f"{timezone.localtime(publish_at):%Y-%m-%d %H:%M}"}
    _record("release.scheduled", current, by=by, at=at, details=details)
    return current


def releases_publish_due(*, at: dt.datetime) -> list[Release]:
    """Publish what was scheduled for a time that has come. What has changed since it was approved is not published:
    it goes back to draft, and the trail says so. Returns what was published.

    Each is a transaction of its own: one that fails keeps none of the others back, and is raised after them.
    """
    published, failures = [], []
    due = Release.objects.filter(state=ReleaseState.SCHEDULED, publish_at__lte=at)
    for release in due.order_by("publish_at"):
        try:
            published.append(_publish_scheduled(release, at=at))
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("releases could not be published at their planned time", failures)
    return [release for release in published if release is not None]


@transaction.atomic
def _publish_scheduled(release: Release, *, at: dt.datetime) -> Release | None:
    current = _locked(release)
    if current.state != ReleaseState.SCHEDULED or current.publish_at > at:  # somebody was quicker
        return None
    content = draft_content(current, at=current.publish_at)
    if sha256_of(canonical_text(content)) == current.draft_sha256:
        return publish(current, content, at=current.publish_at)
    _recall(current)
    _record(
        "release.recalled", current, by=None, at=at, reason=_("Figures have changed since it was approved.")
    )
    return None


def publish(release: Release, content: ReleaseContent, *, at: dt.datetime) -> Release:
    """Write a revision and make it the current one. Whether that may be done is for the caller to ask."""
    text = canonical_text(content)
    revision = ReleaseRevision.objects.create(
        release=release,
        number=content.revision,
        content=text,
        sha256=sha256_of(text),
        previous_sha256=content.previous_sha256,
        published_at=at,
        prepared_by=release.prepared_by,
        approved_by=release.approved_by,
    )
    release.state, release.current = ReleaseState.PUBLISHED, revision
    release.save()
    details = {"revision": revision.number, "sha256": revision.sha256}
    _record("release.published", release, by=release.approved_by, at=at, details=details)
    return release


def _recall(release: Release) -> None:
    """A draft again. The day until which units can object stays: it was promised to them."""
    release.state = ReleaseState.DRAFT
    release.approved_by = release.approved_at = release.publish_at = None
    release.draft_sha256 = release.override_reason = ""
    release.save()


def _locked(release: Release) -> Release:
    return Release.objects.locked().select_related("period", "prepared_by").get(pk=release.pk)


def _check_prepares(by: Any) -> None:
    if not Rights(by).may(Permission.RELEASE):
        raise UnableToRelease(_("You may not prepare releases."))


def _check_not_published(release: Release) -> None:
    if release.state == ReleaseState.PUBLISHED:
        raise UnableToRelease(
            _("%(quarter)s has been published. What is wrong in it is corrected by a new revision.")
            % {"quarter": release.period}
        )


def _check_obstacles(found: Iterable[Obstacle], override_reason: str) -> None:
    standing = [row for row in found if row.hurdle.is_absolute or not override_reason]
    if standing:
        raise UnableToRelease(" ".join(obstacle_sentence(row) for row in standing))


def obstacle_sentence(row: Obstacle) -> str:
    """What stands in the way, and what to do about it."""
    words = {"about": row.about, "count": row.count}
    if row.hurdle in (Hurdle.NOT_CLOSED, Hurdle.EARLIER_OPEN, Hurdle.OPEN_REVIEWS):
        words["about"] = quarter_name(Quarter.parse(row.about))
    sentences = {
        Hurdle.NOT_CLOSED: _("%(about)s is still being reported. Close it first."),
        Hurdle.EARLIER_OPEN: _(
            "%(about)s was released and has been opened again. Close it before a later quarter is published."
        ),
        Hurdle.OPEN_REVIEWS: ngettext(
            "%(count)d submitted figure of %(about)s has not been decided on. Open the quarter again, have it approved "
            "or returned, and close the quarter.",
            "%(count)d submitted figures of %(about)s have not been decided on. Open the quarter again, have them "
            "approved or returned, and close the quarter.",
            row.count,
        ),
        Hurdle.WINDOW_OPEN: _("Units can object until %(about)s. Wait for it, or say why you do not."),
        Hurdle.UNANSWERED: ngettext(
            "%(count)d objection has not been answered. Answer it, or say why the release does not wait.",
            "%(count)d objections have not been answered. Answer them, or say why the release does not wait.",
            row.count,
        ),
        Hurdle.LOW_COVERAGE: ngettext(
            "For %(count)d target fewer than four in five units have a figure (%(about)s). Have them reported, or say "
            "why it is published so.",
            "For %(count)d targets fewer than four in five units have a figure (%(about)s). Have them reported, or say "
            "why it is published so.",
            row.count,
        ),
        Hurdle.BOARD_REFUSED: _(
            "Nobody can be ranked in a group of “%(about)s”. Mend the list's criteria and figures, or say why it is "
            "published without."
        ),
        Hurdle.FLAG_UNRANKED: _(
            "On “%(about)s” a unit without a place has an honour flag. Take it back, or complete the unit's figures."
        ),
    }
    return sentences[row.hurdle] % words


def _record(
    action: str,
    release: Release,
    *,
    by: Any,
    at: dt.datetime,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    code = release.period.quarter.code
    audit.record(
        action=action,
        subject=f"release:{code}",
        by=by,
        at=at,
        quarter=code,
        reason=reason,
        details=details or {},
    )
