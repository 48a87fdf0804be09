"""What changed from one release to the next, as both were published; and every correction, told in words."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from tests.competitions import entered_figure
from tests.corrections import (
    DAY,
    corrected,
    edition_with_figures,
    figures_replaced,
    proposals_published,
    proposed,
)
from tests.factories import CLOSED, NOW, City
from tests.releases import objection_make, publisher_of, release_published, release_shown
from tracker.calculations.progress import Status
from tracker.models import Criterion, Release, ReportingUnit, Target
from tracker.selectors.release_changes import ReleaseChanges, release_changes, target_changes
from tracker.selectors.release_words import corrections, corrections_of, objections_of
from tracker.selectors.releases import (
    all_heads,
    content_before,
    head,
    head_before,
    heads,
    heads_before,
    latest_content,
    latest_head,
    revisions,
)
from tracker.services.objections import objection_answer
from tracker.services.releases import release_approve

BEFORE = CLOSED.shift(-1)
EAST = ("factories", "east")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def both(reported: City) -> Release:
    """2025Q1, in which nobody reported, and 2025Q2, both published."""
    release_published(reported, BEFORE)
    edition_with_figures(reported)
    return release_published(reported)


def changes(quarter: Any = CLOSED, number: int | None = None) -> ReleaseChanges:
    return release_changes(head(quarter.code, number))


def test_the_first_release_is_compared_with_nothing(both: Release) -> None:
    found = changes(BEFORE)

    assert found.before is None
    assert found.new_statuses == ()
    assert [(row.value_before, row.status_before) for row in found.targets] == [(None, None)] * 3
    assert found.leaders == ()


def test_every_target_stands_beside_itself_in_the_release_before(both: Release) -> None:
    found = changes()

    assert found.before is not None
    assert found.before.quarter == BEFORE
    factories = found.targets[0]
    assert (factories.code, factories.name, factories.unit) == ("factories", "Smart factories", "factories")
    assert (factories.value, factories.value_before) == (42, None)
    assert (factories.status, factories.status_before) == (Status.BEHIND, Status.NOT_REPORTED)
    assert [row.code for row in found.new_statuses] == ["factories", "tool-rate", "index"]


def test_the_leaders_are_named_with_those_before(reported: City, both: Release) -> None:
    (leader,) = changes().leaders
    assert (leader.name, leader.group, leader.units, leader.before) == (
        "Sample list",
        "Sample group",
        ("East",),
        (),
    )
    corrected(reported, both, {("factories", "west"): 30})
    assert changes().leaders[0].units == ("West",)
    assert changes(number=1).leaders[0].units == ("East",)


def test_those_who_share_the_first_place_are_all_named(reported: City, both: Release) -> None:
    criterion = Criterion.objects.get(code="new")
    figures_replaced(reported, {("factories", "west"): 30})
    entered_figure(criterion, reported.units["east"], CLOSED, 9)
    proposed(reported, both, 0)
    proposed(reported, both, 1)
    proposals_published(reported, both)
    assert changes().leaders[0].units == ("East", "West")


def test_what_is_compared_is_what_was_published_and_never_the_tables(reported: City, both: Release) -> None:
    before = changes()
    Target.objects.update(name_en="Renamed", value=1)
    ReportingUnit.objects.update(name_en="Renamed")
    figures_replaced(reported, {EAST: 99}, quarter=CLOSED)
    assert changes() == before


def test_a_release_is_compared_with_what_was_known_when_it_was_published(
    reported: City, both: Release
) -> None:
    earlier = Release.objects.get(period__quarter=BEFORE)
    figures_replaced(reported, {EAST: 28, ("factories", "west"): 10}, quarter=BEFORE)
    proposed(reported, earlier)
    proposed(reported, earlier, 1)
    proposals_published(reported, earlier)

    assert changes().targets[0].value_before is None  # corrected a day later
    assert content_before(CLOSED) == head(BEFORE.code, 1).content
    corrected(reported, both, {EAST: 31}, at=NOW + 2 * DAY)
    assert (changes().targets[0].value_before, changes().targets[0].value) == (38, 43)
    assert changes(number=1).targets[0].value_before is None
    assert content_before(CLOSED) == head(BEFORE.code, 1).content


def test_a_target_that_is_new_was_nothing_before(both: Release) -> None:
    content = head(CLOSED.code).content
    plan = content.plans[0]
    theme = plan.themes[0]
    shorter = theme.model_copy(update={"targets": theme.targets[1:]})
    earlier = content.model_copy(update={"plans": (plan.model_copy(update={"themes": (shorter,)}),)})

    new, *others = target_changes(content, earlier)
    assert (new.code, new.value_before, new.status_before, new.has_new_status) == (
        "factories",
        None,
        None,
        False,
    )
    assert all(row.status_before == row.status for row in others)


def test_names_are_in_the_readers_language(both: Release) -> None:
    with translation.override("zh-hans"):
        assert changes().targets[0].name == "智能工厂"
        assert changes().leaders[0].units == ("east单位",)


def test_heads_come_in_their_order(reported: City, both: Release) -> None:
    corrected(reported, both, {EAST: 31})

    def named(found: Any) -> list[tuple[str, int, bool]]:
        return [(row.quarter.code, row.number, row.is_current) for row in found]

    first, last = ("2025Q1", 1, True), ("2025Q2", 2, True)
    assert named(heads()) == [first, last]
    assert named(all_heads()) == [last, ("2025Q2", 1, False), first]
    assert named(revisions("2025Q2")) == [last, ("2025Q2", 1, False)]
    assert named([latest_head()]) == [last]
    assert named(heads_before(head("2025Q2"))) == [first]
    assert named([head_before(CLOSED)]) == [first]
    assert (head_before(BEFORE), heads_before(head("2025Q1"))) == (None, ())
    assert (named([head("2025Q2")]), named([head("2025Q2", 1)])) == ([last], [("2025Q2", 1, False)])
    assert latest_content(CLOSED) == head("2025Q2", 2).content
    assert (latest_content(CLOSED.shift(1)), content_before(BEFORE)) == (None, None)


@pytest.mark.parametrize(("quarter", "number"), [("2025Q3", None), ("2025Q2", 9), ("2025Q2", 0), ("soon", 1)])
def test_what_was_not_published_is_not_found(both: Release, quarter: str, number: int | None) -> None:
    with pytest.raises(Release.DoesNotExist):
        head(quarter, number)


def test_all_corrections_come_the_latest_first(reported: City, both: Release) -> None:
    earlier = Release.objects.get(period__quarter=BEFORE)
    assert corrections() == ()
    corrected(reported, both, {EAST: 31, ("factories", "west"): 13}, at=NOW + DAY)
    corrected(reported, earlier, {EAST: 28}, at=NOW + 2 * DAY)

    assert [(row.head.quarter, row.facts.number, row.unit) for row in corrections()] == [
        (BEFORE, 1, "East"),
        (CLOSED, 2, "West"),
        (CLOSED, 1, "East"),
    ]
    assert corrections_of(head(CLOSED.code, 1)) == ()


def test_a_correction_is_told_with_the_names_of_its_own_release(reported: City, both: Release) -> None:
    corrected(reported, both, {EAST: 31}, at=NOW + DAY)
    Target.objects.update(name_en="Renamed")
    (row,) = corrections()
    assert (row.subject, row.unit, row.reason) == ("Smart factories", "East", "One was left out")
    assert row.effects[0] == "Smart factories, city: 42 → 43; status unchanged (behind)"
    with translation.override("zh-hans"):
        (row,) = corrections()
        assert (row.subject, row.unit, row.reason) == ("智能工厂", "east单位", "漏报一家")


def test_objections_are_told_with_their_answers(reported: City) -> None:
    edition_with_figures(reported)
    release = release_shown(reported)
    answered = objection_make(reported, release)
    answer = {"outcome": "rejected", "text": "口径一致", "at": NOW}
    objection_answer(objection=answered, **answer, by=reported.people["coordinator"])
    board = Criterion.objects.get(code="new").list
    objection_make(reported, release, target=None, list=board, text="权重有误")
    objection_make(reported, release, target=None, text="整体意见")
    approved = {"override_reason": "急", "by": publisher_of(reported), "at": NOW}
    release_approve(release=release, **approved)

    rows = objections_of(head(CLOSED.code))
    assert [(row.unit, row.subject, row.facts.text) for row in rows] == [
        ("East", "Smart factories", "漏计两家"),
        ("East", "Sample list", "权重有误"),
        ("East", "", "整体意见"),
    ]
    assert rows[0].outcome
    assert (rows[0].facts.answer, rows[1].outcome) == ("口径一致", "")
