"""Corrections: what was published stays, what replaces it stands beside it with its reason and all it changed."""

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import translation

from tests.competitions import entered_figure, weigh
from tests.corrections import (
    DAY,
    corrected,
    edition_with_figures,
    figures_replaced,
    proposals_published,
    proposed,
)
from tests.factories import CLOSED, NOW, City, rate
from tests.releases import release_published
from tests.rosters import CODES, name_add, roster_make
from tracker.calculations.progress import Status
from tracker.documents.release_content import CorrectionFacts, ReleaseContent
from tracker.documents.release_files import is_canonical, sha256_of
from tracker.models import Criterion, Release, ReleaseRevision
from tracker.selectors.release_drift import drift
from tracker.selectors.release_words import corrections_of
from tracker.selectors.releases import head
from tracker.services.releases import UnableToRelease

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


def test_a_correction_takes_the_whole_way_from_the_unit_to_the_next_revision(
    reported: City, release: Release
) -> None:
    before = release.current
    figures_replaced(reported, {EAST: 80})  # opened again, submitted, approved by another, closed
    assert content_of(release) == before.content_read()  # nothing has been published yet
    correction = proposed(reported, release)
    assert (correction.old, correction.new, correction.version.number) == (30, 80, 2)
    after = proposals_published(reported, release).current

    assert (after.number, after.previous_sha256, after.published_at) == (2, before.sha256, NOW + DAY)
    assert (after.prepared_by.username, after.approved_by.username) == ("coordinator", "publisher")
    assert is_canonical(after.content)
    assert after.sha256 == sha256_of(after.content)
    assert status_of(after.content_read()) == (92, Status.AHEAD)
    correction.refresh_from_db()
    assert correction.revision == after


def test_a_correction_says_what_why_when_and_what_it_changed(reported: City, release: Release) -> None:
    corrected(reported, release, {EAST: 80})

    (facts,) = facts_of(release)
    assert (facts.number, facts.revision, facts.on) == (1, 2, dt.date(2025, 10, 11))
    assert (facts.target, facts.unit, facts.quarter, facts.old, facts.new) == (*EAST, CLOSED, 30, 80)
    assert (facts.reason.zh, facts.reason.en) == ("漏报一家", "One was left out")
    (effect,) = facts.statuses
    assert (effect.status_before, effect.status_after) == (Status.BEHIND, Status.AHEAD)
    assert (effect.value_before, effect.value_after) == (42, 92)
    # The east is first as before, but the west has come 7 of 75 instead of 7 of 25: 60 × 63.73… % + 40.
    (place,) = facts.places
    assert (place.list, place.unit, str(place.score_before), str(place.score_after)) == (
        "strength",
        "west",
        "82.72",
        "78.24",
    )
    assert (place.place_before, place.place_after) == (2, 2)
    (words,) = corrections_of(head(CLOSED.code))
    assert (words.subject, words.unit, words.reason) == ("Smart factories", "East", "One was left out")
    assert words.effects == (
        "Smart factories, city: 42 → 92; status behind → ahead of schedule",
        "Sample list, West: score 82.72 → 78.24, place 2 → 2",
    )


def test_the_revision_before_stays_as_it_was(reported: City, release: Release) -> None:
    first = ReleaseRevision.objects.values().get()
    corrected(reported, release, {EAST: 31})
    corrected(reported, release, {EAST: 32}, at=NOW + 2 * DAY)

    assert ReleaseRevision.objects.filter(number=1).values().get() == first
    chain = list(ReleaseRevision.objects.order_by("number").values_list("sha256", "previous_sha256"))
    assert [previous for _own, previous in chain] == ["", chain[0][0], chain[1][0]]
    for revision in ReleaseRevision.objects.all():
        said = json.loads(revision.content)
        assert (said["revision"], said["previous_sha256"]) == (revision.number, revision.previous_sha256)
        assert revision.sha256 == sha256_of(revision.content)


def test_a_correction_is_corrected_by_another_one(reported: City, release: Release) -> None:
    before = content_of(release)
    corrected(reported, release, {EAST: 80})
    corrected(reported, release, {EAST: 30}, at=NOW + 2 * DAY)
    after = content_of(release)

    assert [(row.number, row.revision, row.old, row.new) for row in after.corrections] == [
        (1, 2, 30, 80),
        (2, 3, 80, 30),
    ]
    assert [effect.status_after for row in after.corrections for effect in row.statuses] == [
        Status.AHEAD,
        Status.BEHIND,
    ]
    # Everything is as it was, but for the version that says so.
    (figure, *_others) = next(t for t in after.targets() if t.code == "factories").quarters[-1].figures
    assert figure.version == 3
    assert after.editions == before.editions
    assert [t.quarters[-1].total for t in after.targets()] == [t.quarters[-1].total for t in before.targets()]
    assert [t.quarters[-1].standing for t in after.targets()] == [
        t.quarters[-1].standing for t in before.targets()
    ]


def test_several_corrections_come_in_one_revision_each_with_its_own_effects(
    reported: City, release: Release
) -> None:
    figures_replaced(reported, {EAST: 31, ("factories", "west"): 61, ("tool-rate", "east"): rate(60, 60)})
    for index in (2, 0, 1):
        proposed(reported, release, index)
    proposals_published(reported, release)

    rows = facts_of(release)
    assert [(row.number, row.revision, row.target, row.unit) for row in rows] == [
        (1, 2, "tool-rate", "east"),
        (2, 2, "factories", "east"),
        (3, 2, "factories", "west"),
    ]
    changes = [(e.target, e.value_before, e.value_after) for row in rows for e in row.statuses]
    assert changes == [("tool-rate", 55, 70), ("factories", 42, 43), ("factories", 43, 92)]
    assert rows[0].places == ()
    assert {row.unit: (row.place_before, row.place_after) for row in rows[2].places} == {
        "east": (1, 2),
        "west": (2, 1),
    }
    assert ReleaseRevision.objects.count() == 2


def test_later_corrections_leave_the_earlier_ones_as_they_were_told(reported: City, release: Release) -> None:
    corrected(reported, release, {EAST: 31})
    first = facts_of(release)
    corrected(reported, release, {("factories", "west"): 40}, at=NOW + 2 * DAY)
    assert facts_of(release)[:1] == first
    assert [row.revision for row in facts_of(release)] == [2, 3]


def test_only_what_is_proposed_is_published(reported: City, release: Release) -> None:
    figures_replaced(reported, {EAST: 31, ("factories", "west"): 13})
    proposed(reported, release, 1)
    proposals_published(reported, release)

    assert status_of(content_of(release))[0] == 43  # the west's alone
    assert [(row.unit, row.new) for row in drift(content_of(release))] == [("east", 31)]


def test_a_figure_of_the_competition_is_corrected(reported: City, release: Release) -> None:
    entered_figure(Criterion.objects.get(code="new"), reported.units["zone"], CLOSED, 21)
    correction = proposed(reported, release)
    assert (correction.report, correction.competition_version.number) == (None, 2)
    proposals_published(reported, release)

    (facts,) = facts_of(release)
    assert (facts.target, facts.edition, facts.list, facts.criterion) == (None, "sample", "strength", "new")
    assert (facts.unit, facts.old, facts.new, facts.statuses) == ("zone", 6, 21, ())
    assert "zone" in {row.unit for row in facts.places}
    (words,) = corrections_of(head(CLOSED.code))
    assert words.subject.startswith("Sample list · ")
    assert any(effect.startswith("Sample list, Zone: score 68 → 76, place 3 → ") for effect in words.effects)


def test_what_a_roster_counts_is_corrected(reported: City, release: Release) -> None:
    name_add(reported, roster_make(reported), "甲公司", code=CODES[0])
    figures_replaced(reported, {})
    correction = proposed(reported, release)
    assert (correction.target, correction.old, correction.new) == (reported.targets["factories"], None, 1)
    proposals_published(reported, release)

    assert status_of(content_of(release)) == (1, Status.RECEDING)
    (facts,) = facts_of(release)
    assert (facts.target, facts.unit, facts.old, facts.new) == ("factories", "", None, 1)
    assert drift(content_of(release)) == ()
    assert "甲公司" not in release.current.content


def test_a_unit_that_comes_back_has_climbed_from_where_it_was(reported: City) -> None:
    edition = edition_with_figures(reported)
    board = edition.lists.get()
    criterion = board.criteria.get(code="new")
    climbing = {"new": (50, "efficacy", {}), "factories": (50, "efficacy", {})}
    weigh(board, {"new": (100, "efficacy", {})}, from_quarter=CLOSED.shift(-1))
    weigh(board, climbing, from_quarter=CLOSED)
    for unit, value in {"east": 9, "west": 3, "zone": 1}.items():
        entered_figure(criterion, reported.units[unit], CLOSED.shift(-1), value)
    release_published(reported, CLOSED.shift(-1))
    entered_figure(criterion, reported.units["west"], CLOSED, None)
    release = release_published(reported)
    assert places(content_of(release))["west"] == (None, None)

    entered_figure(criterion, reported.units["west"], CLOSED, 99)
    proposed(reported, release)
    proposals_published(reported, release)
    assert places(content_of(release))["west"] == (1, 1)


def test_thresholds_of_today_do_not_slip_in(reported: City, release: Release) -> None:
    reported.targets["factories"].value = 45
    reported.targets["factories"].name_zh = "改名"
    reported.targets["factories"].save()
    corrected(reported, release, {EAST: 31})

    assert status_of(content_of(release)) == (43, Status.BEHIND)  # of 100, as it was published
    assert "改名" not in release.current.content
