"""Boards and thresholds inside a release: what it says of them, under its own address."""

from typing import Any

import pytest
from django.test import Client

from tests import pages
from tracker.documents.release_files import sha256_of
from tracker.models import Criterion, ProgressMethod, ReleaseRevision

BOARD = "/releases/2026Q2/r1/competitions/nanjing-2024/strength/"


@pytest.fixture(autouse=True)
def demonstration(demo: Any) -> None:
    """The demonstration, with every finished quarter published."""


def test_the_board_of_a_release_ranks_as_the_page_of_the_competition(client: Client) -> None:
    own = pages.read(client.get(BOARD))
    public = pages.read(client.get("/competitions/nanjing-2024/strength/2026Q2/"))

    assert [one.text for one in own.all("ol")] == [one.text for one in public.all("ol")]
    assert pages.figures(own) == pages.figures(public)
    assert len(pages.figures(own)) == 4
    text = ReleaseRevision.objects.get(current_of__period__quarter="2026Q2").content
    assert sha256_of(text) in own.text


def test_the_board_of_a_release_leads_to_the_other_lists_of_the_same_release(client: Client) -> None:
    tabs = pages.read(client.get(BOARD)).one("nav", class_="board-tabs")

    found = [link.attributes["href"] for link in tabs.all("a")]
    assert len(found) == 5
    assert {address.rpartition("nanjing-2024/")[0] for address in found} == {
        BOARD.rpartition("nanjing-2024/")[0]
    }


def test_another_weighting_later_is_not_on_the_board_of_a_release(client: Client) -> None:
    before = pages.read(client.get(BOARD))

    Criterion.objects.update(name_zh="另一名称", name_en="Another name")

    after = pages.read(client.get(BOARD))
    assert after.text == before.text
    assert pages.figures(after) == pages.figures(before)


@pytest.mark.parametrize(
    "address",
    [
        "/releases/2026Q2/competitions/nanjing-2024/nothing/",
        "/releases/2026Q2/competitions/nothing/strength/",
        "/releases/2026Q3/competitions/nanjing-2024/strength/",
        "/releases/2026Q2/r9/competitions/nanjing-2024/strength/",
        "/releases/2026Q9/method/",
    ],
)
def test_what_no_release_has_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_list_without_criteria_in_its_quarter_says_so(client: Client) -> None:
    page = pages.read(pages.in_english(client).get("/releases/2024Q1/competitions/nanjing-2024/strength/"))

    assert "nobody is ranked" in page.text
    assert pages.figures(page) == {}


def test_the_thresholds_of_a_release_are_those_it_carries(client: Client, demo: Any) -> None:
    page = pages.read(pages.in_english(client).get("/releases/2026Q2/method/"))

    assert ProgressMethod.objects.count() == 0
    thresholds = page.all("dl", class_="sources")[-1].text
    assert "Version 1" in thresholds
    assert "from 2024Q1 on" in thresholds
    assert page.all("form", class_="method-form") == []
