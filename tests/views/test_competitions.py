"""The competition's pages: who sees which board, and that what was published stays."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import pages
from tests.competitions import (
    board_publish,
    competition_make,
    edition_make,
    entered_figure,
    list_make,
    release_make,
)
from tests.factories import CLOSED, City
from tracker.models import Edition, Membership, ReportingUnit, Role

ADDRESS = "/competitions/sample/strength/2025Q2/"


@pytest.fixture
def edition(city: City) -> Edition:
    return competition_make(city)


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (None, {"coordinator", "publisher"}),
        ("draft", {"coordinator", "publisher"}),
        ("window", {"coordinator", "publisher", "alice", "auditor", "viewer", "administrator"}),
        (
            "published",
            {
                "coordinator",
                "publisher",
                "alice",
                "auditor",
                "viewer",
                "administrator",
                "anonymous",
                "stranger",
            },
        ),
    ],
)
def test_who_sees_a_board(
    city: City, edition: Edition, signed_in: Any, state: str | None, who: set[str]
) -> None:
    Membership.objects.create(user=city.people["aaron"], unit=city.units["city"], role=Role.PUBLISHER)
    if state == "published":
        board_publish(edition)
    elif state:
        release_make(CLOSED, state)
    people = {"publisher": "aaron"} | {
        name: name
        for name in ("coordinator", "alice", "auditor", "viewer", "administrator", "anonymous", "stranger")
    }
    seen = {role for role, name in people.items() if signed_in(name).get(ADDRESS).status_code == 200}
    assert seen == who
    for role, name in people.items():
        index = signed_in(name).get("/competitions/")
        assert index.status_code == 200
        assert ("95.00" in index.content.decode()) is (role in who), role


def test_a_strangers_page_of_an_unreleased_board_says_nothing_of_it(edition: Edition, signed_in: Any) -> None:
    response = signed_in("anonymous").get(ADDRESS)
    assert response.status_code == 404
    assert "95.00" not in response.content.decode()


@pytest.mark.parametrize("mark", [True, False])
def test_an_unreleased_board_is_marked_and_a_released_one_is_not(
    edition: Edition, english: Any, mark: bool
) -> None:
    if not mark:
        board_publish(edition)
    page = pages.read(english("coordinator").get(ADDRESS))
    assert ("not published" in page.one("h1").text) is mark


def test_what_was_published_stays_whatever_is_entered_afterwards(
    city: City, edition: Edition, signed_in: Any
) -> None:
    board_publish(edition)
    before = signed_in("anonymous").get(ADDRESS).content
    entered_figure(
        edition.lists.get(code="strength").criteria.get(code="new"), city.units["east"], CLOSED, 99
    )
    ReportingUnit.objects.update(name_zh="改名", name_en="Renamed")
    after = signed_in("anonymous").get(ADDRESS).content
    assert re.sub(rb'value="\w{64}"', b"", before) == re.sub(rb'value="\w{64}"', b"", after)


def test_a_list_without_criteria_says_so(edition: Edition, english: Any) -> None:
    page = pages.read(english("coordinator").get("/competitions/sample/heat/2025Q2/"))
    assert "nobody is ranked" in page.one("p", class_="empty").text
    assert page.all("details", class_="board-row") == []


@pytest.mark.parametrize(
    "address",
    [
        "other/strength/2025Q2/",
        "sample/other/2025Q2/",
        "sample/strength/2025Q9/",
        "sample/strength/2031Q1/",
        "sample/strength/x/",
    ],
)
def test_what_is_not_there_is_not_found(edition: Edition, signed_in: Any, address: str) -> None:
    assert signed_in("coordinator").get(f"/competitions/{address}").status_code == 404


def test_a_quarter_released_before_the_competition_was_set_up_ranks_nobody(
    edition: Edition, english: Any
) -> None:
    release_make(CLOSED)
    response = english("anonymous").get(ADDRESS)
    assert "nobody is ranked" in pages.read(response).one("p", class_="empty").text
    assert "95.00" not in response.content.decode()
    assert "95.00" not in english("anonymous").get("/competitions/").content.decode()


def test_an_edition_without_results_shows_its_names_and_why_there_are_none(
    edition: Edition, english: Any
) -> None:
    former = edition_make("former", name_zh="2023年竞赛", name_en="2023", has_results=False)
    list_make(former, "vanguard", name_zh="争先榜", name_en="Vanguard list")
    page = pages.read(english("anonymous").get("/competitions/"))
    section = page.one("section", aria_labelledby="edition-former")
    assert "Vanguard list" in section.text
    assert "there are no results" in section.text
    assert section.all("a") == []
    Edition.objects.filter(pk=former.pk).update(note_zh="结果没有公布")
    section = pages.read(english("anonymous").get("/competitions/")).one(
        "section", aria_labelledby="edition-former"
    )
    assert "结果没有公布" in section.text
    assert "there are no results" not in section.text  # the note says it better
    assert (
        "No quarter of this edition has been published yet"
        in page.one("section", aria_labelledby="edition-sample").text
    )


def test_without_any_edition_the_page_says_so(city: City, english: Any) -> None:
    assert (
        "No edition" in pages.read(english("anonymous").get("/competitions/")).one("p", class_="empty").text
    )


def test_a_page_takes_a_known_number_of_queries(edition: Edition, signed_in: Any) -> None:
    def asked(username: str, address: str) -> int:
        client = signed_in(username)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured.captured_queries)

    live = asked("coordinator", ADDRESS)
    for number in range(3, 6):
        list_make(edition, f"list-{number}", position=number)
    assert asked("coordinator", ADDRESS) == live
    board_publish(edition)
    asked("anonymous", ADDRESS)  # a release is read once in a process
    assert asked("anonymous", ADDRESS) < 12
