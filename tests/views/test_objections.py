"""The page of objections: who sees it and when, objecting and answering there."""

from typing import Any

import pytest

from tests import pages
from tests.factories import CLOSED, NOW, City
from tests.releases import (
    LATER,
    objection_make,
    publisher_of,
    release_prepared,
    release_published,
    release_shown,
)
from tracker.models import Edition, Membership, Objection, ObjectionAnswer, Role
from tracker.services.releases import release_recall

pytestmark = pytest.mark.usefixtures("clock")
ADDRESS = f"/quarters/{CLOSED.code}/objections/"
TYPED = {"unit": "east", "about": "target:factories", "text": "漏计两家"}


@pytest.fixture
def city(reported: City) -> City:
    """The reported city with somebody who publishes."""
    publisher_of(reported)
    return reported


@pytest.fixture
def english(city: City, signed_in: Any) -> Any:
    """A person's browser in English, for tests of what is said."""
    return lambda person: pages.in_english(signed_in(person))


def words(response: Any) -> str:
    return pages.read(response).one("main").text


def test_members_see_objections_once_the_draft_is_shown(city: City, signed_in: Any) -> None:
    everybody = ("coordinator", "alice", "viewer", "anonymous", "stranger")

    def answers() -> list[int]:
        return [signed_in(person).get(ADDRESS).status_code for person in everybody]

    assert answers() == [404, 404, 404, 302, 403]
    release_prepared(city)
    assert answers() == [404, 404, 404, 302, 403]
    release = release_shown(city)
    assert answers() == [200, 200, 200, 302, 403]
    objection_make(city, release)
    release_recall(release=release, reason="有误", by=city.people["coordinator"], at=NOW)
    assert answers() == [200, 200, 200, 302, 403]
    release_published(city, CLOSED.shift(-1))
    assert signed_in("viewer").get(ADDRESS.replace("2025Q2", "2025Q1")).status_code == 200
    assert signed_in("viewer").get(ADDRESS.replace("2025Q2", "soon")).status_code == 404


def test_a_unit_objects_and_is_answered(city: City, english: Any) -> None:
    release_shown(city)
    alice, coordinator = english("alice"), english("coordinator")
    assert "No unit has objected" in words(alice.get(ADDRESS))

    assert alice.post(ADDRESS, TYPED)["Location"] == ADDRESS
    assert "Objection 1 is on record" in words(alice.get(ADDRESS))
    page = words(english("viewer").get(ADDRESS))
    assert "1 East Smart factories 漏计两家 alice, 2025-10-10 12:00 not answered yet" in page

    sent = {"answer": "1", "1-outcome": "upheld", "1-text": "已更正"}
    assert coordinator.post(ADDRESS, sent)["Location"] == ADDRESS
    assert "upheld 已更正 coordinator" in words(english("viewer").get(ADDRESS))
    assert not pages.read(coordinator.get(ADDRESS)).all("button", name="answer")


def test_a_unit_objects_to_a_list_and_to_the_whole(city: City, english: Any) -> None:
    edition = Edition.objects.create(code="sample", name_zh="示例", first="2024Q1", last="2025Q4", position=1)
    board = edition.lists.create(code="strength", name_zh="实力榜", position=1)
    past = Edition.objects.create(code="past", name_zh="往届", first="2023Q1", last="2023Q4", position=0)
    past.lists.create(code="strength", name_zh="往届榜", position=1)
    release_shown(city)
    rita = english("rita")

    form = words(rita.get(ADDRESS))
    assert "实力榜" in form
    assert "往届榜" not in form
    rita.post(ADDRESS, TYPED | {"about": f"list:{board.pk}"})
    rita.post(ADDRESS, TYPED | {"about": ""})
    assert [(o.list, o.target) for o in Objection.objects.all()] == [(board, None), (None, None)]


def test_a_person_of_two_units_chooses(city: City, english: Any) -> None:
    Membership.objects.create(user=city.people["alice"], unit=city.units["west"], role=Role.REVIEWER)
    release_shown(city)
    alice = english("alice")
    choice = pages.read(alice.get(ADDRESS)).one("select", name="unit")
    assert [option.value for option in choice.all("option")] == ["east", "west"]

    alice.post(ADDRESS, TYPED | {"unit": "west"})
    assert Objection.objects.get().unit == city.units["west"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": " "}, "Say what the unit objects to"),
        ({"unit": "west"}, "Choose a unit for which you report or review"),
        ({"about": "target:gone"}, "Select a valid choice"),
        ({"text": "长" * 2001}, "2000"),
    ],
)
def test_a_refused_objection_keeps_what_was_typed(
    city: City, english: Any, changes: dict[str, str], sentence: str
) -> None:
    release_shown(city)
    sent = TYPED | changes
    answer = english("alice").post(ADDRESS, sent)

    assert answer.status_code == 200
    assert sentence in words(answer)
    assert pages.read(answer).one("textarea", name="text").value.strip() == sent["text"].strip()
    assert not Objection.objects.exists()


def test_an_objection_after_the_window_is_kept_and_marked(
    city: City, english: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    release_shown(city)
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    alice = english("alice")

    assert "The window is over" in words(alice.get(ADDRESS))
    alice.post(ADDRESS, TYPED)
    page = words(alice.get(ADDRESS))
    assert "It came after the window and holds nothing up" in page
    assert "East after the window" in page


def test_after_publication_the_sentence_says_what_to_do(city: City, english: Any) -> None:
    release_published(city)
    alice = english("alice")
    assert not pages.read(alice.get(ADDRESS)).all("textarea")

    answer = alice.post(ADDRESS, TYPED)
    assert "has been published; ask for a correction" in words(answer)
    assert pages.read(answer).one("textarea", name="text").value == "漏计两家"


@pytest.mark.parametrize("person", ["viewer", "anna", "berta", "auditor", "coordinator", "administrator"])
def test_who_speaks_for_no_unit_does_not_object(city: City, signed_in: Any, person: str) -> None:
    release_shown(city)
    assert not pages.read(signed_in(person).get(ADDRESS)).all("select")
    assert signed_in(person).post(ADDRESS, TYPED).status_code == 403


def test_a_unit_withdraws_and_does_nothing_else(city: City, english: Any) -> None:
    objection_make(city, release_shown(city))
    rita = english("rita")
    choices = pages.read(rita.get(ADDRESS)).all("input", name="1-outcome")
    assert [choice.value for choice in choices] == ["withdrawn"]

    refused = rita.post(ADDRESS, {"answer": "1", "1-outcome": "rejected", "1-text": "同意"})
    assert "You belong to East" in words(refused)
    assert pages.read(refused).one("textarea", name="1-text").value == "同意"
    rita.post(ADDRESS, {"answer": "1", "1-outcome": "withdrawn", "1-text": "已核对"})
    assert ObjectionAnswer.objects.get().outcome == "withdrawn"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"1-outcome": "upheld", "1-text": ""}, "Say why."),
        ({"1-text": "口径一致"}, "Choose what becomes of the objection."),
        ({"1-outcome": "withdrawn", "1-text": "口径一致"}, "itself withdraws its objection"),
    ],
)
def test_an_answer_is_refused_beside_what_was_typed(
    city: City, english: Any, sent: dict[str, str], sentence: str
) -> None:
    objection_make(city, release_shown(city))
    answer = english("publisher").post(ADDRESS, sent | {"answer": "1"})

    assert answer.status_code == 200
    assert sentence in words(answer)
    assert pages.read(answer).one("textarea", name="1-text").value == sent["1-text"]
    assert not ObjectionAnswer.objects.exists()


def test_two_who_answer_at_once_make_one_answer(city: City, english: Any) -> None:
    objection_make(city, release_shown(city))
    sent = {"answer": "1", "1-outcome": "upheld", "1-text": "已更正"}
    assert english("coordinator").post(ADDRESS, sent).status_code == 302
    assert "answered already" in words(english("publisher").post(ADDRESS, sent))


def test_an_objection_that_is_not_there_is_not_answered(city: City, signed_in: Any) -> None:
    release_shown(city)
    assert signed_in("coordinator").post(ADDRESS, {"answer": "7"}).status_code == 404
