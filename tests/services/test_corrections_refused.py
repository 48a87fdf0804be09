"""Corrections: who may take which step, and what is refused with a sentence."""

from typing import Any

import pytest
from django.utils import translation

from tests.corrections import (
    corrected,
    edition_with_figures,
    figures_replaced,
    proposals_published,
    proposed,
    shown,
)
from tests.factories import CLOSED, NOW, City, period_of, person_make
from tests.releases import publisher_of, release_prepared, release_published
from tests.rosters import CODES, name_add, roster_make
from tracker.calculations.progress import Status
from tracker.documents.release_content import CorrectionFacts, ReleaseContent
from tracker.models import AuditEvent, Correction, Release, ReleaseRevision, ReleaseState, Role
from tracker.selectors.release_drift import drift
from tracker.services.corrections import correction_propose, correction_withdraw, corrections_publish
from tracker.services.periods import period_close, period_reopen
from tracker.services.releases import UnableToRelease
from tracker.services.rosters import count_decide

EAST = ("factories", "east")


@pytest.fixture(autouse=True)
def english() -> Any:
    """Sentences are compared in the language of the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def release(reported: City) -> Release:
    """2025Q2, published on the tenth of October, with a list of three areas."""
    edition_with_figures(reported)
    return release_published(reported)


def content_of(release: Release) -> ReleaseContent:
    release.refresh_from_db()
    assert release.current is not None
    return release.current.content_read()


def facts_of(release: Release) -> tuple[CorrectionFacts, ...]:
    return content_of(release).corrections


def status_of(content: ReleaseContent, code: str = "factories") -> tuple[Any, Status]:
    (facts,) = [target for target in content.targets() if target.code == code]
    standing = facts.quarters[-1].standing
    return standing.actual, standing.status


def places(content: ReleaseContent) -> dict[str, tuple[int | None, int | None]]:
    (board,) = content.editions[0].lists[0].boards
    return {row.unit: (row.place, row.change) for row in board.rows}


def refused(words: str) -> Any:
    return pytest.raises(UnableToRelease, match=words)


def test_nobody_publishes_what_they_proposed(reported: City, release: Release) -> None:
    second = person_make("second", unit=reported.units["city"], role=Role.COORDINATOR)
    figures_replaced(reported, {EAST: 31, ("factories", "west"): 13})
    proposed(reported, release, 0)
    differences = drift(content_of(release))
    key = differences[1].key
    correction_propose(release=release, key=key, reason_zh="漏报", by=second, at=NOW)

    for person in (second, reported.people["coordinator"]):
        with refused("another person has to publish"):
            corrections_publish(release=release, seen=shown(release), by=person, at=NOW)
    assert (
        corrections_publish(
            release=release, seen=shown(release), by=publisher_of(reported), at=NOW
        ).current.number
        == 2
    )


def test_another_coordinator_publishes_as_well(reported: City, release: Release) -> None:
    second = person_make("second", unit=reported.units["city"], role=Role.COORDINATOR)
    figures_replaced(reported, {EAST: 31})
    proposed(reported, release)
    assert corrections_publish(release=release, seen=shown(release), by=second, at=NOW).current.number == 2


@pytest.mark.parametrize("person", ["alice", "rita", "auditor", "administrator", "stranger"])
def test_others_neither_propose_nor_publish_nor_withdraw(
    reported: City, release: Release, person: str
) -> None:
    by = reported.people[person]
    figures_replaced(reported, {EAST: 31, ("factories", "west"): 13})
    correction = proposed(reported, release)
    key = drift(content_of(release))[1].key

    with refused("may not propose"):
        correction_propose(release=release, key=key, reason_zh="漏报", by=by, at=NOW)
    with refused("may not publish"):
        corrections_publish(release=release, seen=shown(release), by=by, at=NOW)
    with refused("may not change"):
        correction_withdraw(correction=correction, by=by, at=NOW)
    assert ReleaseRevision.objects.count() == 1


def test_a_publisher_does_not_propose(reported: City, release: Release) -> None:
    figures_replaced(reported, {EAST: 31})
    key = drift(content_of(release))[0].key
    with refused("may not propose"):
        correction_propose(release=release, key=key, reason_zh="漏报", by=publisher_of(reported), at=NOW)


def test_without_a_reason_nothing_is_proposed(reported: City, release: Release) -> None:
    figures_replaced(reported, {EAST: 31})
    with refused("Say why the published figure is corrected"):
        proposed(reported, release, reason_zh=" \n")
    assert not Correction.objects.exists()


def test_what_does_not_differ_is_not_proposed(reported: City, release: Release) -> None:
    coordinator = reported.people["coordinator"]
    for key in ("report-1", "count-factories", "entry-1", "", "nothing"):
        with refused("nothing to correct here"):
            correction_propose(release=release, key=key, reason_zh="漏报", by=coordinator, at=NOW)


def test_a_correction_is_proposed_once(reported: City, release: Release) -> None:
    figures_replaced(reported, {EAST: 31})
    proposed(reported, release)
    with refused("proposed already"):
        proposed(reported, release)


def test_a_proposal_that_has_become_stale_is_not_published(reported: City, release: Release) -> None:
    figures_replaced(reported, {EAST: 31})
    stale = proposed(reported, release)
    figures_replaced(reported, {EAST: 32})

    with refused("changed since its correction was proposed"):
        proposals_published(reported, release)
    assert ReleaseRevision.objects.count() == 1
    correction_withdraw(correction=stale, by=reported.people["coordinator"], at=NOW)
    proposed(reported, release)
    proposals_published(reported, release)
    assert [(row.old, row.new) for row in facts_of(release)] == [(30, 32)]


def test_a_proposal_that_another_figure_took_back_is_not_published(reported: City, release: Release) -> None:
    figures_replaced(reported, {EAST: 31})
    proposed(reported, release)
    figures_replaced(reported, {EAST: 30})
    with refused("changed since its correction was proposed"):
        proposals_published(reported, release)


def test_one_stale_proposal_holds_all_of_them_back(reported: City, release: Release) -> None:
    figures_replaced(reported, {EAST: 31, ("factories", "west"): 13})
    proposed(reported, release, 0)
    proposed(reported, release, 1)
    figures_replaced(reported, {EAST: 32})
    with refused("changed since"):
        proposals_published(reported, release)
    assert ReleaseRevision.objects.count() == 1
    assert not Correction.objects.filter(revision__isnull=False).exists()


def test_nothing_is_corrected_while_the_quarter_is_open_again(reported: City, release: Release) -> None:
    figures_replaced(reported, {EAST: 31})
    proposed(reported, release)
    period_reopen(period=period_of(CLOSED), by=None, at=NOW)
    with refused("changed since"):
        proposals_published(reported, release)
    period_close(period=period_of(CLOSED), by=None, at=NOW)
    assert proposals_published(reported, release).current.number == 2


def test_what_is_withdrawn_is_not_published(reported: City, release: Release) -> None:
    figures_replaced(reported, {EAST: 31})
    correction = proposed(reported, release)
    correction_withdraw(correction=correction, by=publisher_of(reported), at=NOW)

    with refused("No correction has been proposed"):
        proposals_published(reported, release)
    with refused("published or withdrawn already"):
        correction_withdraw(correction=correction, by=publisher_of(reported), at=NOW)
    assert proposed(reported, release).pk != correction.pk


def test_what_is_published_is_not_withdrawn(reported: City, release: Release) -> None:
    corrected(reported, release, {EAST: 31})
    with refused("published or withdrawn already"):
        correction_withdraw(correction=Correction.objects.get(), by=publisher_of(reported), at=NOW)


def test_publishing_twice_makes_one_revision(reported: City, release: Release) -> None:
    corrected(reported, release, {EAST: 31})
    with refused("No correction has been proposed"):
        proposals_published(reported, release)
    assert ReleaseRevision.objects.count() == 2


def test_what_is_not_published_yet_is_not_corrected(reported: City) -> None:
    release = release_prepared(reported)
    coordinator = reported.people["coordinator"]
    with refused("has not been published yet"):
        correction_propose(release=release, key="report-1", reason_zh="漏报", by=coordinator, at=NOW)
    with refused("has not been published yet"):
        corrections_publish(release=release, seen=shown(release), by=publisher_of(reported), at=NOW)
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT


def test_the_trail_tells_every_step(reported: City, release: Release) -> None:
    figures_replaced(reported, {EAST: 31})
    withdrawn = proposed(reported, release)
    correction_withdraw(correction=withdrawn, by=reported.people["coordinator"], at=NOW)
    proposed(reported, release)
    proposals_published(reported, release)

    events = AuditEvent.objects.filter(action__startswith="correction.").order_by("pk")
    assert [(event.action, event.actor_name) for event in events] == [
        ("correction.proposed", "coordinator"),
        ("correction.withdrawn", "coordinator"),
        ("correction.proposed", "coordinator"),
    ]
    assert (events[0].quarter, events[0].target, events[0].unit, events[0].reason) == (
        CLOSED.code,
        *EAST,
        "漏报一家",
    )
    published = AuditEvent.objects.filter(action="release.published").latest("pk")
    assert (published.actor_name, published.details["revision"]) == ("publisher", 2)


def test_a_correction_of_one_quarter_leaves_the_release_of_the_next_alone(reported: City) -> None:
    earlier = release_published(reported, CLOSED.shift(-1))
    later = release_published(reported)
    before = later.current.content
    figures_replaced(reported, {EAST: 29}, quarter=CLOSED.shift(-1))
    proposed(reported, earlier)
    proposals_published(reported, earlier)

    later.refresh_from_db()
    assert later.current.content == before
    assert drift(content_of(later)) == ()


def test_a_count_that_is_decided_otherwise_is_not_what_was_proposed(reported: City, release: Release) -> None:
    """The city's number is the same, and yet another figure would be published."""
    roster = roster_make(reported)
    name_add(reported, roster, "甲公司", code=CODES[0])
    figures_replaced(reported, {})
    proposed(reported, release)
    coordinator = reported.people["coordinator"]
    period_reopen(period=period_of(CLOSED), by=coordinator, at=NOW, reason="核对")
    count_decide(
        target=reported.targets["factories"],
        period=period_of(CLOSED),
        takes_roster=False,
        reason="以报送数为准",
        by=coordinator,
        at=NOW,
    )
    period_close(period=period_of(CLOSED), by=coordinator, at=NOW)
    with refused("A figure has changed since"):
        proposals_published(reported, release)


def test_only_what_the_page_showed_is_published(reported: City, release: Release) -> None:
    figures_replaced(reported, {EAST: 80})
    proposed(reported, release)
    with refused("Other corrections are proposed by now"):
        corrections_publish(release=release, seen=[], by=publisher_of(reported), at=NOW)
