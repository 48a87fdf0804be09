"""Objections of units to a draft, and the answers: by whom, when, once, numbered without gaps."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests import factories
from tests.factories import CLOSED, NOW, City
from tests.releases import (
    LATER,
    objection_make,
    publisher_of,
    release_prepared,
    release_published,
    release_scheduled,
    release_shown,
)
from tracker.models import AuditEvent, Edition, Membership, Objection, Role
from tracker.permissions import Rights
from tracker.selectors.objections import objections_page
from tracker.services.objections import UnableToObject, objection_answer
from tracker.services.releases import release_approve, release_recall

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def english() -> Any:
    """Sentences are compared in the language of the code."""
    with translation.override("en"):
        yield


def answer(city: City, objection: Objection, *, by: str = "coordinator", **changes: Any) -> Any:
    said = {"outcome": "rejected", "text": "口径一致", "at": NOW + DAY} | changes
    person = publisher_of(city) if by == "publisher" else city.people[by]
    return objection_answer(objection=objection, by=person, **said)


def test_objections_are_numbered_within_their_release(reported: City) -> None:
    release, earlier = release_shown(reported), release_shown(reported, CLOSED.shift(-1))
    numbers = [
        objection_make(reported, release).number,
        objection_make(reported, release, by="rita", target=None).number,
        objection_make(reported, release, by="carl", unit=reported.units["bureau"]).number,
        objection_make(reported, earlier).number,
    ]
    assert numbers == [1, 2, 3, 1]
    first = Objection.objects.get(release=release, number=1)
    assert (first.unit.code, first.target.code, first.text) == ("east", "factories", "漏计两家")
    assert (first.author.username, first.recorded_at, first.is_late) == ("alice", NOW, False)
    event = AuditEvent.objects.filter(action="objection.raised").earliest("pk")
    assert (event.subject, event.unit, event.target) == ("release:2025Q2", "east", "factories")
    assert event.details == {"number": 1}


def test_a_list_of_the_competition_is_objected_to(reported: City) -> None:
    edition = Edition.objects.create(code="sample", name_zh="示例", first="2024Q1", last="2025Q4", position=1)
    board = edition.lists.create(code="strength", name_zh="实力榜", position=1)
    objection = objection_make(reported, release_shown(reported), target=None, list=board)

    assert objection.list == board
    assert AuditEvent.objects.get(action="objection.raised").details == {"number": 1, "list": "实力榜"}
    with pytest.raises(UnableToObject, match="one thing"):
        objection_make(reported, objection.release, list=board)


@pytest.mark.parametrize(
    "person", ["bob", "berta", "anna", "coordinator", "auditor", "viewer", "administrator", "stranger"]
)
def test_nobody_objects_for_a_unit_of_others(reported: City, person: str) -> None:
    with pytest.raises(UnableToObject, match="Only those who report or review for"):
        objection_make(reported, release_shown(reported), by=person)
    assert not Objection.objects.exists()


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_objection_says_something(reported: City, text: str) -> None:
    with pytest.raises(UnableToObject, match="Say what"):
        objection_make(reported, release_shown(reported), text=text)


def test_a_draft_that_is_not_shown_is_not_objected_to(reported: City) -> None:
    release = release_prepared(reported)
    with pytest.raises(UnableToObject, match="not shown to the units"):
        objection_make(reported, release)

    release_shown(reported)
    objection_make(reported, release)
    release_recall(release=release, reason="有误", by=reported.people["coordinator"], at=NOW)
    assert objection_make(reported, release).number == 2, "units may object until the day they were told"


def test_the_last_day_of_the_window_counts_and_the_next_is_late(reported: City) -> None:
    release = release_shown(reported)
    closes = dt.datetime(2025, 10, 14, 23, 59, tzinfo=factories.CHINA)

    assert not objection_make(reported, release, at=closes).is_late
    assert objection_make(reported, release, at=closes + dt.timedelta(minutes=1)).is_late


def test_what_is_scheduled_is_still_objected_to_and_not_answered(reported: City) -> None:
    release = release_scheduled(reported)
    objection = objection_make(reported, release, at=NOW + DAY)

    with pytest.raises(UnableToObject, match="has to be taken back"):
        answer(reported, objection)
    release_recall(release=release, reason="有异议", by=reported.people["coordinator"], at=NOW + DAY)
    assert answer(reported, objection).outcome == "rejected"


def test_what_is_published_is_corrected_instead(reported: City) -> None:
    with pytest.raises(UnableToObject, match="has been published; ask for a correction"):
        objection_make(reported, release_published(reported))


def test_a_late_objection_is_answered_after_the_publication(reported: City) -> None:
    release = release_shown(reported)
    objection = objection_make(reported, release, at=LATER)
    release_approve(release=release, by=publisher_of(reported), at=LATER)

    assert answer(reported, objection, at=LATER).text == "口径一致"


@pytest.mark.parametrize("person", ["coordinator", "publisher"])
def test_those_who_release_answer(reported: City, person: str) -> None:
    given = answer(reported, objection_make(reported, release_shown(reported)), by=person)

    assert (given.outcome, given.author.username) == ("rejected", person)
    event = AuditEvent.objects.get(action="objection.answered")
    assert (event.unit, event.details) == ("east", {"number": 1, "outcome": "rejected"})


@pytest.mark.parametrize(("person", "sentence"), [("alice", "You belong to"), ("auditor", "are answered by")])
def test_others_do_not_answer(reported: City, person: str, sentence: str) -> None:
    with pytest.raises(UnableToObject, match=sentence):
        answer(reported, objection_make(reported, release_shown(reported)), by=person)


def test_nobody_answers_what_the_own_unit_objects_to(reported: City) -> None:
    Membership.objects.create(
        user=reported.people["coordinator"], unit=reported.units["east"], role=Role.VIEWER
    )
    with pytest.raises(UnableToObject, match="You belong to"):
        answer(reported, objection_make(reported, release_shown(reported)))


def test_only_the_unit_withdraws(reported: City) -> None:
    objection = objection_make(reported, release_shown(reported))
    for person in ("coordinator", "bob", "anna"):
        with pytest.raises(UnableToObject, match="itself withdraws"):
            answer(reported, objection, by=person, outcome="withdrawn")

    assert (
        answer(reported, objection, by="rita", outcome="withdrawn", text="已核对").author.username == "rita"
    )


@pytest.mark.parametrize(
    ("changes", "sentence"), [({"text": " "}, "Say why"), ({"outcome": "perhaps"}, "Choose what")]
)
def test_an_answer_is_complete(reported: City, changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(UnableToObject, match=sentence):
        answer(reported, objection_make(reported, release_shown(reported)), **changes)


def test_an_objection_is_answered_once(reported: City) -> None:
    objection = objection_make(reported, release_shown(reported))
    answer(reported, objection)
    with pytest.raises(UnableToObject, match="answered already"):
        answer(reported, objection, by="publisher", outcome="upheld")


def test_the_list_takes_a_fixed_number_of_queries(reported: City) -> None:
    release = release_shown(reported)

    def queries() -> int:
        rights = Rights(reported.people["coordinator"])
        with CaptureQueriesContext(connection) as captured:
            page = objections_page(code="2025Q2", rights=rights, on=NOW.date())
            assert [row.may_answer for row in page.rows] == [True] * len(page.rows)
        return len(captured)

    objection_make(reported, release)
    few = queries()
    for _ in range(5):
        objection_make(reported, release, by="bob", unit=reported.units["west"])
    assert queries() == few
