"""The preview of a release, and the ways that lead to it: who sees a draft, and when."""

from typing import Any

import pytest

from tests import factories, pages
from tests.factories import CLOSED, NOW, City
from tests.releases import (
    LATER,
    objection_make,
    publisher_of,
    release_prepared,
    release_published,
    release_shown,
)
from tracker.services import periods
from tracker.services.releases import release_recall

pytestmark = pytest.mark.usefixtures("clock")
WORK = f"/quarters/{CLOSED.code}/release/"
PREVIEW = f"{WORK}preview/"
QUARTER = f"/quarters/{CLOSED.code}/"


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


def test_a_draft_is_previewed_by_those_who_prepare_it_and_shown_to_all_in_the_window(
    city: City, signed_in: Any
) -> None:
    everybody = ("coordinator", "publisher", "alice", "viewer", "auditor", "anonymous", "stranger")

    def answers() -> list[int]:
        return [signed_in(person).get(PREVIEW).status_code for person in everybody]

    assert answers() == [404] * 5 + [302, 403]
    release_prepared(city)
    assert answers() == [200, 200, 404, 404, 404, 302, 403]
    release = release_shown(city)
    assert answers() == [200] * 5 + [302, 403]
    release_recall(release=release, reason="有误", by=city.people["coordinator"], at=NOW)
    assert answers() == [200, 200, 404, 404, 404, 302, 403]


def test_the_preview_shows_every_target_with_its_status_and_the_objections(city: City, english: Any) -> None:
    release = release_shown(city)
    objection_make(city, release)
    response = english("alice").get(PREVIEW)

    assert set(pages.statuses(pages.read(response))) == set(city.targets)
    page = words(response)
    assert "draft: not published" in page
    assert "Released quarterly" in page
    assert "42 factories 2025 Q2 · reported 2/2" in page
    assert "East Smart factories 漏计两家 not answered" in page


def test_the_preview_of_what_is_published_is_what_was_published(city: City, english: Any) -> None:
    release_published(city)
    city.targets["factories"].name_en = "Renamed"
    city.targets["factories"].save()
    page = words(english("alice").get(PREVIEW))

    assert "Smart factories" in page
    assert "draft" not in page


def test_a_quarter_that_is_open_again_has_no_preview(city: City, english: Any) -> None:
    release_shown(city)
    periods.period_reopen(period=factories.period_of(CLOSED), by=None, at=NOW)
    assert english("alice").get(PREVIEW).status_code == 404
    assert "still being reported" in words(english("coordinator").get(WORK))


def test_the_quarters_page_leads_there(city: City, english: Any) -> None:
    def links(person: str) -> set[str]:
        page = pages.read(english(person).get(QUARTER)).one("main")
        return {a.attributes["href"] for a in page.all("a")} & {WORK, PREVIEW, f"{QUARTER}objections/"}

    assert (links("coordinator"), links("alice")) == ({WORK}, set())
    release_shown(city)
    assert links("publisher") == {WORK, PREVIEW, f"{QUARTER}objections/"}
    assert links("alice") == {PREVIEW, f"{QUARTER}objections/"}
    assert "units can object until 2025-10-14" in words(english("alice").get(QUARTER))


def test_my_work_says_that_a_unit_can_object(city: City, english: Any, monkeypatch: Any) -> None:
    def said(person: str) -> bool:
        return "the draft is shown until 2025-10-14" in words(english(person).get("/reports/"))

    assert not said("alice")
    release_shown(city)
    assert [said(person) for person in ("alice", "rita", "auditor")] == [True, True, False]
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    assert not said("alice")
