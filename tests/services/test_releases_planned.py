"""Releases that are published at a set time, or taken back before: what was approved is published, or nothing."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation

from tests.factories import CLOSED, NOW, City
from tests.releases import (
    LATER,
    objection_make,
    publisher_of,
    release_prepared,
    release_scheduled,
)
from tracker import tasks
from tracker.documents.release_files import sha256_of
from tracker.models import AuditEvent, Release, ReleaseRevision, ReleaseState
from tracker.selectors.release_drafts import draft_content
from tracker.services.releases import (
    UnableToRelease,
    release_approve,
    release_recall,
    releases_publish_due,
    window_open,
)

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def english() -> Any:
    """Sentences are compared in the language of the code."""
    with translation.override("en"):
        yield


def fresh(release: Release) -> Release:
    return Release.objects.get(pk=release.pk)


def approve(city: City, release: Release, *, at: dt.datetime = NOW, **changes: Any) -> Release:
    return release_approve(**{"release": release, "by": publisher_of(city), "at": at} | changes)


def recall(city: City, release: Release, reason: str = "数据有误") -> Release:
    return release_recall(release=release, reason=reason, by=city.people["coordinator"], at=NOW)


def trail() -> list[tuple[str, str]]:
    events = AuditEvent.objects.filter(action__startswith="release.").order_by("pk")
    return [(event.action, event.actor_name) for event in events]


@pytest.mark.parametrize("ago", [dt.timedelta(0), DAY])
def test_a_time_that_is_past_is_refused(reported: City, ago: dt.timedelta) -> None:
    release = release_prepared(reported)
    with pytest.raises(UnableToRelease, match="is past"):
        approve(reported, release, publish_at=NOW - ago)
    assert fresh(release).state == ReleaseState.DRAFT


def test_a_year_mistyped_is_refused(reported: City) -> None:
    release = release_prepared(reported)
    with pytest.raises(UnableToRelease, match="at most 90 days"):
        approve(reported, release, publish_at=NOW.replace(year=2052))


def test_a_release_that_is_taken_back_is_a_draft_again(reported: City) -> None:
    release = recall(reported, release_scheduled(reported))

    assert (release.state, release.approved_by, release.publish_at) == (ReleaseState.DRAFT, None, None)
    assert release.draft_sha256 == ""
    assert release.window_closes is not None, "until then units may object: that was promised to them"
    event = AuditEvent.objects.get(action="release.recalled")
    assert (event.reason, event.actor_name) == ("数据有误", "coordinator")
    assert releases_publish_due(at=LATER) == []


def test_taking_back_needs_a_reason(reported: City) -> None:
    with pytest.raises(UnableToRelease, match="Say why"):
        recall(reported, release_scheduled(reported), " ")


def test_what_is_scheduled_is_taken_back_before_it_changes(reported: City) -> None:
    release = release_scheduled(reported)
    for step in (
        lambda: release_prepared(reported),
        lambda: window_open(release=release, days=3, by=reported.people["coordinator"], at=NOW),
        lambda: approve(reported, release, override_reason="急"),
    ):
        with pytest.raises(UnableToRelease, match="scheduled already"):
            step()


def test_scheduled_release_is_published_at_its_time_even_when_nobody_ran_then(reported: City) -> None:
    release = release_scheduled(reported)
    assert releases_publish_due(at=LATER - DAY) == []
    assert fresh(release).state == ReleaseState.SCHEDULED

    assert releases_publish_due(at=LATER + 3 * DAY) == [release]
    revision = ReleaseRevision.objects.get()
    assert revision.published_at == LATER
    assert revision.sha256 == sha256_of(revision.content) == release.draft_sha256
    assert AuditEvent.objects.get(action="release.published").at == LATER
    assert releases_publish_due(at=LATER + 3 * DAY) == []


def test_what_changed_after_the_approval_goes_back_to_draft(reported: City) -> None:
    release = release_scheduled(reported)
    reported.targets["factories"].value = 120
    reported.targets["factories"].save()

    assert releases_publish_due(at=LATER) == []
    assert not ReleaseRevision.objects.exists()
    assert fresh(release).state == ReleaseState.DRAFT
    event = AuditEvent.objects.get(action="release.recalled")
    assert (event.actor_name, event.reason) == ("system", "Figures have changed since it was approved.")


def test_an_objection_within_the_window_stops_what_was_scheduled_and_a_late_one_does_not(
    reported: City,
) -> None:
    release = release_scheduled(reported)
    objection_make(reported, release, at=LATER - DAY)
    assert releases_publish_due(at=LATER) == [release]
    assert '"objections":[]' in ReleaseRevision.objects.get().content

    second = release_scheduled(reported, CLOSED.shift(-1))
    objection_make(reported, second, at=NOW + DAY)
    assert releases_publish_due(at=LATER) == []
    assert fresh(second).state == ReleaseState.DRAFT


def test_the_command_prints_what_it_published(reported: City, monkeypatch: pytest.MonkeyPatch) -> None:
    release_scheduled(reported)
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)

    def said() -> str:
        out = io.StringIO()
        call_command("publish_releases", stdout=out)
        return out.getvalue()

    assert said() == f"2025Q2 published: r1, SHA-256 {ReleaseRevision.objects.get().sha256}\n"
    assert said() == ""


def test_the_worker_publishes_and_survives_what_goes_wrong(
    reported: City, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    release_scheduled(reported)
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    with monkeypatch.context() as broken:
        broken.setattr("tracker.services.releases.draft_content", lambda *_args, **_words: 1 / 0)
        assert tasks.publish_due() == 0
    assert "could not be published" in caplog.text

    assert tasks.publish_due() == 1
    assert tasks.publish_due() == 0


def test_one_release_that_cannot_be_made_does_not_hold_the_others(
    reported: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = release_scheduled(reported, CLOSED.shift(-1), planned=LATER - DAY)
    second = release_scheduled(reported)

    def content(release: Release, *, at: dt.datetime) -> Any:
        return draft_content(release, at=at) if release == second else 1 / 0

    monkeypatch.setattr("tracker.services.releases.draft_content", content)
    with pytest.raises(ExceptionGroup):
        releases_publish_due(at=LATER)
    assert (fresh(first).state, fresh(second).state) == (ReleaseState.SCHEDULED, ReleaseState.PUBLISHED)
