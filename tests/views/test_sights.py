"""What each kind of reader is shown of a quarter on its way to the public: strangers what was published, no more."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import factories, pages
from tests.corrections import figures_replaced
from tests.factories import CLOSED, NOW, RUNNING, City, period_of
from tests.releases import release_published
from tests.test_leaks import everything_in
from tests.views.conftest import HTMX
from tracker.services.periods import period_reopen

BEFORE = CLOSED.shift(-1)
# The east's factories, each number in one place only: as first stated, as corrected afterwards, in the running quarter.
FIRST, CORRECTED, UNFINISHED = 612345, 623456, 634567
PAGES = ["/", "/targets/factories/", "/targets/factories/explain/"]
FILES = [
    f"/export/{name}.{form}"
    for name in ("overview", "targets/factories", "quarters/2025Q2", "quarters/2025Q3")
    for form in ("xlsx", "csv")
]
QUERIES = ["", "2025Q1", "2025Q2", "2025q2", "2025Q3", "2025Q4", "nonsense"]
STRANGERS = ["anonymous", "stranger"]


@pytest.fixture
def stated(city: City) -> City:
    """2025Q2 closed and 2025Q3 being reported, both complete; nothing published."""
    factories.checks_off()
    for quarter, value in {CLOSED: FIRST, RUNNING: UNFINISHED}.items():
        city.report(value, quarter=quarter)
        city.report(0, unit="west", quarter=quarter)
    factories.close_before(RUNNING)
    return city


def nothing_released(city: City) -> None:
    """The quarters are closed, and no more."""


def earlier_released(city: City) -> None:
    release_published(city, BEFORE)


def released(city: City) -> None:
    release_published(city, CLOSED)


def released_then_reopened(city: City) -> None:
    """The quarter is open once more after another figure was approved."""
    released_then_replaced(city)
    period_reopen(period=period_of(CLOSED), by=None, at=NOW)


def released_then_replaced(city: City) -> None:
    """Another figure was approved after the first one was published, and no revision says so."""
    release_published(city, CLOSED)
    figures_replaced(city, {("factories", "east"): CORRECTED})


# what happened to 2025Q2: the figures a stranger may find, and those that stand in the tables
STATES: list[tuple[Callable[[City], None], set[int], set[int]]] = [
    (nothing_released, set(), {FIRST}),
    (earlier_released, set(), {FIRST}),
    (released, {FIRST}, {FIRST}),
    (released_then_reopened, {FIRST}, {CORRECTED}),
    (released_then_replaced, {FIRST}, {CORRECTED}),
]
EACH = pytest.mark.parametrize(("happened", "public", "live"), STATES, ids=[s[0].__name__ for s in STATES])


def figures_in(response: Any) -> set[int]:
    """Which of the three figures an answer contains, in whatever way it is written."""
    said = everything_in(response)
    return {value for value in (FIRST, CORRECTED, UNFINISHED) if f"{value}" in said or f"{value:,}" in said}


@EACH
@pytest.mark.parametrize("persona", STRANGERS)
def test_a_stranger_finds_what_was_published_and_nothing_else(
    stated: City,
    signed_in: Any,
    persona: str,
    happened: Callable[[City], None],
    public: set[int],
    live: set[int],
) -> None:
    happened(stated)
    client = signed_in(persona)

    for address in (*PAGES, *FILES):
        for quarter in QUERIES:
            for headers in ({}, HTMX) if address in PAGES else ({},):
                response = client.get(address, {"quarter": quarter}, headers=headers)
                found = figures_in(response)
                if "/quarters/" in address:
                    is_there = "2025Q2" in address and bool(public)
                    assert response.status_code == (200 if is_there else 404), address
                    assert found == (public if is_there else set()), address
                else:
                    assert response.status_code == 200, address
                    assert found == public, (address, quarter)


@EACH
def test_a_member_finds_the_tables_as_they_are(
    stated: City,
    signed_in: Any,
    happened: Callable[[City], None],
    public: set[int],
    live: set[int],
) -> None:
    happened(stated)
    client = signed_in("viewer")

    for address in (*PAGES, *FILES):
        if "quarters/2025Q3" not in address:
            found = figures_in(client.get(address, {"quarter": "2025Q2"}))
            assert live <= found, address
            assert found - live <= {UNFINISHED}, address
        if "quarters/2025Q2" not in address:
            assert UNFINISHED in figures_in(client.get(address, {"quarter": "2025Q3"})), address


@EACH
def test_a_member_is_told_which_quarters_have_been_published_and_where(
    stated: City,
    signed_in: Any,
    happened: Callable[[City], None],
    public: set[int],
    live: set[int],
) -> None:
    happened(stated)
    client = signed_in("viewer")
    for address in PAGES[:2]:
        page = pages.read(client.get(address, {"quarter": "2025Q2"})).one("main")

        assert bool(page.all("a", href="/releases/2025Q2/")) is bool(public), address
        (choice,) = [
            link
            for link in page.one("details", class_="quarter-choice").all("a")
            if "2025年二季度" in link.text
        ]
        is_marked = "未发布" in choice.text or "填报中" in choice.text
        assert is_marked is (not public or happened is released_then_reopened), address


@pytest.mark.parametrize("persona", STRANGERS)
def test_a_stranger_chooses_among_what_was_published(stated: City, signed_in: Any, persona: str) -> None:
    client = signed_in(persona)
    for address in PAGES[:2]:
        page = pages.read(client.get(address)).one("main")
        assert not page.all("details", class_="quarter-choice")
        assert "尚未发布任何季度" in page.text

    release_published(stated, BEFORE)
    release_published(stated, CLOSED)
    for address in PAGES[:2]:
        page = pages.read(client.get(address)).one("main")
        choice = page.one("details", class_="quarter-choice")
        assert [link.attributes["href"] for link in choice.all("a")] == ["?quarter=2025Q2", "?quarter=2025Q1"]
        assert "2025年二季度" in choice.one("summary").text
        earlier = pages.read(client.get(address, {"quarter": "2025Q1"})).one("main")
        assert f"{FIRST:,}" not in earlier.text


def test_a_release_says_what_a_member_saw_when_it_was_made(stated: City, signed_in: Any) -> None:
    """Row for row and word for word, apart from what says which release it is."""
    release_published(stated)
    stranger, member = signed_in("anonymous"), signed_in("viewer")

    def rows(client: Any) -> dict[str, str]:
        page = pages.read(client.get("/", {"quarter": "2025Q2"}))
        return {code: page.one(data_target=code).text for code in pages.statuses(page)}

    def steps(client: Any, code: str) -> str:
        address = f"/targets/{code}/explain/"
        return pages.read(client.get(address, {"quarter": "2025Q2"})).one("dl").text

    assert rows(stranger) == rows(member)
    assert rows(stranger).keys() == stated.targets.keys()
    for code in stated.targets:
        assert steps(stranger, code) == steps(member, code)
