"""A quarter's way to the public: each step by those who may take it, in order, and everything that is refused."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests import factories
from tests.factories import CLOSED, NOW, RUNNING, City, period_of
from tests.releases import (
    LATER,
    objection_make,
    publisher_of,
    release_prepared,
    release_published,
    release_shown,
)
from tracker.documents.release_files import canonical_text, is_canonical, sha256_of
from tracker.models import AuditEvent, Period, Release, ReleaseRevision, ReleaseState, Report, Role
from tracker.selectors.release_drafts import draft_content, fingerprint
from tracker.services import periods
from tracker.services.objections import objection_answer
from tracker.services.releases import (
    UnableToRelease,
    release_approve,
    release_prepare,
    release_recall,
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


def test_a_release_is_prepared_by_one_person_and_published_by_another(reported: City) -> None:
    release = release_published(reported)

    revision = ReleaseRevision.objects.get()
    assert (release.state, release.current) == (ReleaseState.PUBLISHED, revision)
    assert (revision.number, revision.previous_sha256, revision.published_at) == (1, "", NOW)
    assert (revision.prepared_by.username, revision.approved_by.username) == ("coordinator", "publisher")
    assert is_canonical(revision.content)
    assert revision.sha256 == sha256_of(revision.content)
    assert "按季发布" in revision.content
    assert trail() == [("release.prepared", "coordinator"), ("release.published", "publisher")]
    event = AuditEvent.objects.get(action="release.published")
    assert (event.quarter, event.details) == ("2025Q2", {"revision": 1, "sha256": revision.sha256})


def test_another_coordinator_publishes_as_well(reported: City) -> None:
    second = factories.person_make("second", unit=reported.units["city"], role=Role.COORDINATOR)
    assert approve(reported, release_prepared(reported), by=second).state == ReleaseState.PUBLISHED


def test_own_release_is_not_published(reported: City) -> None:
    with pytest.raises(UnableToRelease, match="another person has to publish it"):
        approve(reported, release_prepared(reported), by=reported.people["coordinator"])
    assert not ReleaseRevision.objects.exists()


def test_who_wrote_the_announcement_last_has_prepared_it(reported: City) -> None:
    second = factories.person_make("second", unit=reported.units["city"], role=Role.COORDINATOR)
    release = release_prepared(reported)
    words = {"announcement_zh": " 新公告 ", "announcement_en": ""}
    release_prepare(period=release.period, **words, by=second, at=NOW + DAY)

    assert fresh(release).announcement_zh == "新公告"
    with pytest.raises(UnableToRelease, match="another person"):
        approve(reported, release, by=second)
    assert approve(reported, release, by=reported.people["coordinator"]).state == ReleaseState.PUBLISHED


@pytest.mark.parametrize("person", ["alice", "rita", "auditor", "administrator", "stranger", "publisher"])
def test_only_coordinators_prepare(reported: City, person: str) -> None:
    by = publisher_of(reported) if person == "publisher" else reported.people[person]
    with pytest.raises(UnableToRelease, match="may not prepare"):
        release_prepare(period=period_of(CLOSED), announcement_zh="", announcement_en="", by=by, at=NOW)
    with pytest.raises(UnableToRelease, match="may not prepare"):
        window_open(release=release_prepared(reported), days=3, by=by, at=NOW)


@pytest.mark.parametrize("person", ["alice", "rita", "auditor", "administrator", "stranger"])
def test_only_coordinators_and_publishers_publish_and_take_back(reported: City, person: str) -> None:
    release = release_prepared(reported)
    with pytest.raises(UnableToRelease, match="may not publish"):
        approve(reported, release, by=reported.people[person])
    with pytest.raises(UnableToRelease, match="may not change"):
        release_recall(release=release, reason="有误", by=reported.people[person], at=NOW)


def test_a_quarter_that_is_open_is_not_prepared(reported: City) -> None:
    with pytest.raises(UnableToRelease, match="still being reported"):
        release_prepared(reported, RUNNING)
    assert not Release.objects.exists()


def test_a_quarter_that_was_opened_again_is_not_published(reported: City) -> None:
    release = release_prepared(reported)
    periods.period_reopen(period=period_of(CLOSED), by=None, at=NOW)

    with pytest.raises(UnableToRelease, match="Close it first"):
        approve(reported, release, override_reason="急")


def test_nothing_is_published_after_a_release_that_was_opened_again(reported: City) -> None:
    earlier = CLOSED.shift(-1)
    release_published(reported, earlier)
    release = release_prepared(reported)
    periods.period_reopen(period=period_of(earlier), by=None, at=NOW)

    with pytest.raises(UnableToRelease, match="2025 Q1 was released and has been opened again"):
        approve(reported, release, override_reason="急")


def test_open_reviews_hold_a_release_whatever_the_reason(reported: City) -> None:
    """Figures that nobody has decided on: closed over them, on purpose."""
    periods.period_close(period=period_of(RUNNING), by=None, at=NOW)
    release = release_prepared(reported, RUNNING)

    assert Report.objects.filter(period=release.period, state="submitted").count() == 1
    with pytest.raises(UnableToRelease, match="1 submitted figure of 2025 Q3 has not been decided on"):
        approve(reported, release, override_reason="急")


def test_publishing_twice_is_refused(reported: City) -> None:
    release = release_published(reported)

    with pytest.raises(UnableToRelease, match="corrected by a new revision"):
        approve(reported, release)
    for step in (
        lambda: release_prepared(reported),
        lambda: window_open(release=release, days=3, by=reported.people["coordinator"], at=NOW),
        lambda: recall(reported, release),
    ):
        with pytest.raises(UnableToRelease, match="has been published"):
            step()
    assert ReleaseRevision.objects.count() == 1


def test_the_window_is_counted_in_working_days_after_today(reported: City) -> None:
    release = release_shown(reported)  # Friday, the tenth of October; Saturday the eleventh is worked
    assert (release.state, release.window_opens) == (ReleaseState.WINDOW, NOW.date())
    assert release.window_closes == dt.date(2025, 10, 14)
    event = AuditEvent.objects.get(action="release.shown")
    assert event.details == {"until": "2025-10-14"}


@pytest.mark.parametrize("days", [0, -1, 31])
def test_a_window_has_a_sane_length(reported: City, days: int) -> None:
    with pytest.raises(UnableToRelease, match="1 to 30 working days"):
        window_open(release=release_prepared(reported), days=days, by=reported.people["coordinator"], at=NOW)


def test_a_sum_of_few_units_goes_to_the_public_with_a_reason_only(reported: City) -> None:
    others = Report.objects.exclude(assignment__unit__code="east")
    others.filter(period=period_of(CLOSED), assignment__target__code="factories").update(counted=None)
    release = release_prepared(reported)
    with pytest.raises(UnableToRelease, match="For 1 target fewer than four in five units have a figure"):
        approve(reported, release)

    assert approve(reported, release, override_reason="其余单位补报中").current is not None


def test_a_window_that_was_promised_is_not_shortened(reported: City) -> None:
    """Neither by opening a shorter one, nor by taking the draft back and publishing it without."""
    coordinator = reported.people["coordinator"]
    release = window_open(release=release_prepared(reported), days=10, by=coordinator, at=NOW)
    with pytest.raises(UnableToRelease, match="it cannot end earlier"):
        window_open(release=release, days=1, by=coordinator, at=NOW)

    recall(reported, release)
    with pytest.raises(UnableToRelease, match="Units can object until"):
        approve(reported, release)
    assert window_open(release=release, days=11, by=coordinator, at=NOW).window_closes > release.window_closes


def test_a_release_waits_for_the_window_or_says_why_not(reported: City) -> None:
    release = release_shown(reported)
    last_day = dt.datetime(2025, 10, 14, 23, 59, tzinfo=factories.CHINA)

    with pytest.raises(UnableToRelease, match="Units can object until 2025-10-14"):
        approve(reported, release, at=last_day)
    published = approve(reported, release, at=last_day, override_reason=" 市政府常务会议要求 ")
    assert published.override_reason == "市政府常务会议要求"
    assert '"override_reason":"市政府常务会议要求"' in ReleaseRevision.objects.get().content


def test_after_the_window_no_reason_is_asked_for_and_none_printed(reported: City) -> None:
    release = release_shown(reported)
    after = dt.datetime(2025, 10, 15, 0, 0, tzinfo=factories.CHINA)

    assert approve(reported, release, at=after, override_reason="多余").override_reason == ""
    assert '"override_reason":""' in ReleaseRevision.objects.get().content


def test_a_release_waits_for_answers_or_says_why_not(reported: City) -> None:
    release = release_shown(reported)
    objection = objection_make(reported, release)

    with pytest.raises(UnableToRelease, match="1 objection has not been answered"):
        approve(reported, release, at=LATER)
    answered = {"outcome": "rejected", "text": "口径一致", "at": LATER}
    objection_answer(objection=objection, **answered, by=reported.people["coordinator"])
    approve(reported, release, at=LATER)
    assert '"answer":"口径一致"' in ReleaseRevision.objects.get().content


def test_a_late_objection_holds_nothing_up(reported: City) -> None:
    release = release_shown(reported)
    objection_make(reported, release, at=LATER)

    assert approve(reported, release, at=LATER).state == ReleaseState.PUBLISHED
    assert '"is_late":true' in ReleaseRevision.objects.get().content


def test_what_was_seen_is_what_is_published(reported: City) -> None:
    release = release_prepared(reported)
    seen = fingerprint(release, draft_content(release, at=NOW))
    assert seen == fingerprint(release, draft_content(release, at=LATER))
    release_prepared(reported, announcement_zh="改了")

    with pytest.raises(UnableToRelease, match="changed since you opened this page"):
        approve(reported, release, seen_sha256=seen)
    seen = fingerprint(fresh(release), draft_content(fresh(release), at=NOW))
    assert approve(reported, release, seen_sha256=seen).state == ReleaseState.PUBLISHED


def test_two_who_publish_at_once_make_one_revision(reported: City) -> None:
    """The second finds it published: the row is looked at again under its lock."""
    release = release_prepared(reported)
    shown_to_both = fresh(release)
    approve(reported, release)
    with pytest.raises(UnableToRelease, match="has been published"):
        approve(reported, shown_to_both)
    assert ReleaseRevision.objects.count() == 1


def test_the_announcement_is_hashed_with_the_rest(reported: City) -> None:
    release = release_prepared(reported)
    first = sha256_of(canonical_text(draft_content(release, at=NOW)))
    again = sha256_of(canonical_text(draft_content(fresh(release), at=NOW)))
    release_prepared(reported, announcement_zh="另一公告")
    other = sha256_of(canonical_text(draft_content(fresh(release), at=NOW)))
    assert first == again != other


def test_publishing_takes_a_fixed_number_of_queries(reported: City) -> None:
    def queries(release: Release) -> int:
        with CaptureQueriesContext(connection) as captured:
            approve(reported, release)
        return len(captured)

    publisher_of(reported)
    early = queries(release_prepared(reported, Period.objects.order_by("quarter").first().quarter))
    assert queries(release_prepared(reported)) - early <= 1  # the content of the release before, once
