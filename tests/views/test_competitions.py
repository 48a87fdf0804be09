"""The competition's pages: who sees which board, and that a score follows from what its page says."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import pages
from tests.competitions import (
    criterion_make,
    edition_make,
    entered_figure,
    exclude,
    group_make,
    honour,
    list_make,
    release_make,
    unit_facts,
    weigh,
)
from tests.factories import CLOSED, TODAY, City, unit_entry, unit_file
from tests.factories import NOW as AT
from tests.pages import Element
from tracker.calculations.scoring_points import half_up
from tracker.models import Edition, Membership, Period, ReportingUnit, Role
from tracker.selectors.boards import boards
from tracker.selectors.periods import horizon
from tracker.services.units import units_load

BEFORE = CLOSED.shift(-1)
ADDRESS = "/competitions/sample/strength/2025Q2/"
# place, then score: efficacy 60 of the weight, deduction 40
FIGURES = {"east": (3, 2), "west": (9, 8), "zone": (6, None), "north": (9, 8), "south": (5, 20)}


@pytest.fixture
def edition(city: City) -> Edition:
    """Five areas in one group: two share the first place, one lacks a figure, one is excluded, one is honoured."""
    units_load(
        file=unit_file(unit_entry("city", 1, "city"), unit_entry("north", 6), unit_entry("south", 7)),
        by=None,
        at=AT,
    )
    areas = {unit.code: unit for unit in ReportingUnit.objects.filter(code__in=FIGURES)}
    made = edition_make()
    group_make(made, *areas.values())
    board = list_make(made)
    new = criterion_make(board, "new", is_sample=True, unit_zh="个", definition_zh="新签约项目")
    late = criterion_make(board, "late", rising=False, unit_zh="件")
    weigh(
        board,
        {
            "new": ("60", "efficacy", {}),
            "late": ("40", "deduction", {"allowed": "3", "points": "2.5", "unit": "1"}),
        },
    )
    for code, (gained, lost) in FIGURES.items():
        entered_figure(new, areas[code], CLOSED, gained)
        entered_figure(late, areas[code], CLOSED, lost)
        entered_figure(new, areas[code], BEFORE, 10 - gained)
        entered_figure(late, areas[code], BEFORE, 0)
    exclude(made, areas["south"], CLOSED)
    honour(board, areas["east"], CLOSED, "进位最快")
    list_make(made, "heat", name_zh="热力榜", position=2)
    Period.objects.filter(quarter__lte=CLOSED).update(closed_at=AT)
    return made


def publish(edition: Edition) -> None:
    facts = boards(edition, CLOSED, horizon(on=TODAY, with_running=True))
    release_make(CLOSED, editions=(facts,), units=tuple(map(unit_facts, ReportingUnit.objects.all())))


def rows(page: Element) -> dict[str, Element]:
    return {row.attributes["id"]: row for row in page.all("details", class_="board-row")}


def worth(formula: str) -> Fraction:
    """What a formula of the page comes to, computed exactly, as with a pocket calculator."""
    text = formula.replace("×", "*").replace("÷", "/").replace("−", "-").replace(",", "")
    assert re.fullmatch(r"[0-9. */+()-]+", text), formula
    exact = re.sub(r"[0-9.]+", lambda number: f"Fraction('{number[0]}')", text)
    return eval(exact, {"Fraction": Fraction})  # noqa: S307 (digits and signs alone)


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
        publish(edition)
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
        publish(edition)
    page = pages.read(english("coordinator").get(ADDRESS))
    assert ("not published" in page.one("h1").text) is mark


def test_a_ranking_with_a_tie_a_missing_figure_an_exclusion_and_a_flag(
    edition: Edition, english: Any
) -> None:
    page = pages.read(english("coordinator").get(ADDRESS))
    found = {code: row.one("summary").text for code, row in rows(page).items()}
    assert found == {
        "unit-west": "1 West ▲3 up 3 places 95.00",
        "unit-north": "1 North ▲3 up 3 places 95.00",
        "unit-east": "3 East ⚑ red flag ▼2 down 2 places 76.00",
    }
    without = [
        item.text for unranked in page.all("ul", class_="board-unranked") for item in unranked.all("li")
    ]
    assert without == ["Zone late指标: not reported", "South 遭受洪灾"]
    assert "进位最快" in rows(page)["unit-east"].one("p", class_="board-citation").text


def test_what_was_published_stays_whatever_is_entered_afterwards(
    city: City, edition: Edition, signed_in: Any
) -> None:
    publish(edition)
    before = signed_in("anonymous").get(ADDRESS).content
    entered_figure(
        edition.lists.get(code="strength").criteria.get(code="new"), city.units["east"], CLOSED, 99
    )
    ReportingUnit.objects.update(name_zh="改名", name_en="Renamed")
    after = signed_in("anonymous").get(ADDRESS).content
    assert re.sub(rb'value="\w{64}"', b"", before) == re.sub(rb'value="\w{64}"', b"", after)


def test_every_score_follows_from_the_formulas_on_its_page(edition: Edition, english: Any) -> None:
    page = pages.read(english("coordinator").get(ADDRESS))
    assert len(rows(page)) == 3
    for row in rows(page).values():
        for cell in row.all("td", class_="formula explained"):
            formula, points = cell.text.split(" → ")[0].split(" = ")
            assert half_up(worth(formula), 6) == Decimal(points)
        said, score = row.one("p", class_="formula").text.removeprefix("Score = ").split(" = ")
        assert half_up(worth(said), 2) == Decimal(score)
        assert row.one("summary").one("span", class_="board-points").text == score


def test_the_rule_stands_beside_the_result_and_samples_are_marked(edition: Edition, english: Any) -> None:
    rule = pages.read(english("coordinator").get(ADDRESS)).one("section", class_="card-section board-rule")
    first, second = rule.one("ol").all("li")
    assert "sample" in first.one("span", class_="tag").text
    assert "新签约项目" in first.text
    assert "60 points for the worst figure of the group, 100 for the best" in first.text
    assert "100 points, 2.5 less for each 1 件 above 3 件, in proportion, never below 0." in second.text
    assert second.all("span", class_="tag") == []
    assert [weight.text for weight in rule.all("span", class_="board-weight")] == ["weight 60", "weight 40"]


def test_pictures_say_what_their_tables_say(edition: Edition, english: Any) -> None:
    page = pages.read(english("coordinator").get(ADDRESS))
    figures = pages.figures(page)
    assert figures.keys() == {"figure-scores-areas", "figure-places-areas"}
    parts = [trace["x"] for trace in figures["figure-scores-areas"]["data"]]
    assert parts == [[60, 60, 36], [35, 35, 40]]
    places = {trace["name"]: trace["y"] for trace in figures["figure-places-areas"]["data"]}
    assert places == {"West": [4, 1], "North": [4, 1], "East": [1, 3], "Zone": [3, None], "South": [2, None]}
    table = page.one("div", aria_label="Table of places")
    assert [row.text for row in table.one("tbody").all("tr")] == [
        "West 4 1",
        "North 4 1",
        "East 1 3",
        "Zone 3 –",
        "South 2 –",
    ]


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


def test_would_the_order_change(edition: Edition, english: Any) -> None:
    page = pages.read(english("coordinator").get(f"{ADDRESS}sensitivity/"))
    found = [row.text for row in page.one("tbody").all("tr")]
    assert found[2].startswith("East depends on the rule 3 1–3")
    assert "without new指标 → 1" in found[2]
    assert "equal weights" in page.one("p", class_="legend").text


def test_only_who_prepares_releases_asks_whether_the_order_would_change(
    city: City, edition: Edition, signed_in: Any
) -> None:
    publish(edition)
    answers = {
        name: signed_in(name).get(f"{ADDRESS}sensitivity/").status_code
        for name in ("anonymous", "stranger", "auditor", "administrator", "coordinator")
    }
    assert answers == {
        "anonymous": 302,
        "stranger": 403,
        "auditor": 403,
        "administrator": 403,
        "coordinator": 200,
    }
    assert "sensitivity" not in signed_in("auditor").get(ADDRESS).content.decode()


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
    publish(edition)
    asked("anonymous", ADDRESS)  # a release is read once in a process
    assert asked("anonymous", ADDRESS) < 12
