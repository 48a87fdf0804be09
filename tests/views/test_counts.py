"""Counts from a roster on the pages, and the coordinator's decision between them and what units state."""

from typing import Any

import pytest

from tests import factories, pages
from tests.factories import CLOSED, RUNNING, City
from tests.releases import release_published
from tests.rosters import CODES, name_add, roster_make
from tracker.models import AuditEvent, CountDecision, Target
from tracker.services import periods

pytestmark = pytest.mark.usefixtures("clock")
ADDRESS = f"/targets/factories/count/?quarter={RUNNING.code}"


@pytest.fixture
def counted(reported: City) -> City:
    """The roster counts two names in the east and one in the west, where 33 and nothing were stated."""
    roster = roster_make(reported)
    name_add(reported, roster, "甲公司", code=CODES[0], level="four")
    name_add(reported, roster, "乙公司", code=CODES[1])
    name_add(reported, roster, "丙公司", "west", code=CODES[2])
    return reported


@pytest.fixture
def english(signed_in: Any) -> Any:
    """A person's browser in English, for tests of what is said."""

    def browser(person: str) -> Any:
        client = signed_in(person)
        client.cookies["django_language"] = "en"
        return client

    return browser


def words(response: Any) -> str:
    return pages.read(response).one("main").text


def test_the_target_page_shows_both_figures_with_their_difference(counted: City, english: Any) -> None:
    page = english("coordinator").get(f"/targets/factories/?quarter={RUNNING.code}")
    assert "On the roster 3 factories official" in words(page)
    assert "Difference +31 factories" in words(page)
    assert "Four 1 · Three 0" in words(page)


def test_counts_open_to_their_names_for_those_who_may_see_them(counted: City, signed_in: Any) -> None:
    east = f"/rosters/factories/?on={RUNNING.last_day}&amp;unit=east"
    west = east.replace("east", "west")

    def opened(person: str) -> tuple[bool, bool]:
        body = signed_in(person).get(f"/targets/factories/?quarter={RUNNING.code}").content.decode()
        return east in body, west in body

    assert opened("coordinator") == (True, True)
    assert opened("alice") == (True, False)
    assert opened("anna") == (False, False)


def test_a_count_from_the_plans_start_opens_to_the_names_that_it_counts(
    counted: City, signed_in: Any
) -> None:
    Target.objects.filter(code="factories").update(counts_from_start=True)
    body = signed_in("coordinator").get(f"/targets/factories/?quarter={RUNNING.code}").content.decode()
    assert f"/rosters/factories/?on={RUNNING.last_day}&amp;unit=%2A&amp;target=factories" in body
    assert f"/rosters/factories/?on={RUNNING.last_day}&amp;unit=east&amp;target=factories" in body


def test_strangers_see_the_count_of_a_released_quarter_and_no_way_to_the_names(
    counted: City, signed_in: Any
) -> None:
    periods.period_reopen(period=factories.period_of(CLOSED), by=None, at=factories.NOW)
    factories.period_close(CLOSED)
    release_published(counted)
    body = signed_in("anonymous").get("/targets/factories/").content.decode()
    assert "/rosters/" not in body
    assert "名录" in body


def test_the_overview_says_what_was_counted(counted: City, english: Any) -> None:
    page = english("alice").get(f"/?quarter={RUNNING.code}")
    assert "by roster" in words(page)
    assert f"/rosters/factories/?on={RUNNING.last_day}" in page.content.decode()


def test_the_arithmetic_names_the_roster(counted: City, english: Any) -> None:
    page = english("alice").get(f"/targets/factories/explain/?quarter={RUNNING.code}")
    assert "distinct names on the roster at the quarter's end" in words(page)


def test_the_sheet_and_the_review_show_the_count_beside_the_figure(counted: City, english: Any) -> None:
    sheet = english("alice").get(f"/reports/{RUNNING.code}/east/")
    assert "On the roster 2 official" in words(sheet)
    review = english("rita").get(f"/reviews/{RUNNING.code}/")
    assert "On the roster 2 · difference +31" in words(review)


def test_a_typed_figure_does_not_move_a_counted_city(counted: City, english: Any) -> None:
    page = english("bob").post(
        f"/reports/{RUNNING.code}/west/",
        {
            "factories-value": "500",
            "factories-seen": "0",
            "factories-qualifier": "exact",
            "draft": "factories",
        },
        headers={"HX-Request": "true"},
    )
    assert "the roster counts, 3" in pages.read(page).text


def test_the_coordinator_decides_with_a_reason_that_is_shown(counted: City, english: Any) -> None:
    coordinator = english("coordinator")
    assert "33" in words(coordinator.get(ADDRESS))

    answer = coordinator.post(ADDRESS, {"takes_roster": "0", "reason": "名录待核对"})

    assert answer["Location"] == f"/targets/factories/?quarter={RUNNING.code}"
    shown = words(coordinator.get(answer["Location"]))
    assert "Why this figure is official 名录待核对" in shown
    assert "33 factories official" in shown
    assert "名录待核对" in words(coordinator.get(ADDRESS))
    assert AuditEvent.objects.filter(action="count.decided", reason="名录待核对").exists()


@pytest.mark.parametrize("typed", [{"takes_roster": "0", "reason": " "}, {"reason": "名录待核对"}])
def test_a_decision_needs_a_choice_and_a_reason_and_keeps_what_was_typed(
    counted: City, signed_in: Any, typed: dict[str, str]
) -> None:
    answer = signed_in("coordinator").post(ADDRESS, typed)
    assert answer.status_code == 200
    assert pages.read(answer).all(role="alert")
    assert typed["reason"].strip() in words(answer)
    assert not CountDecision.objects.exists()


def test_a_closed_quarter_keeps_its_official_figure(counted: City, signed_in: Any) -> None:
    coordinator = signed_in("coordinator")
    factories.period_close(RUNNING)
    assert '<button class="btn btn-primary">' not in coordinator.get(ADDRESS).content.decode()
    answer = coordinator.post(ADDRESS, {"takes_roster": "0", "reason": "名录待核对"})
    assert answer.status_code == 200
    assert not CountDecision.objects.exists()


def test_an_administrator_has_no_word_on_counts(counted: City, signed_in: Any) -> None:
    signed_in("administrator").post(ADDRESS, {"takes_roster": "0", "reason": "名录待核对"})
    assert not CountDecision.objects.exists()


@pytest.mark.parametrize("query", ["", "?quarter=2025", "?quarter=2024Q1"])
def test_there_is_nothing_to_decide_without_names(counted: City, signed_in: Any, query: str) -> None:
    assert signed_in("coordinator").get(f"/targets/factories/count/{query}").status_code == 404
