"""A board's page: a score follows from what the page says, and pictures say what their tables say."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests import pages
from tests.competitions import (
    board_publish,
    competition_make,
)
from tests.factories import City
from tests.pages import Element
from tracker.calculations.scoring_points import half_up
from tracker.models import Edition

ADDRESS = "/competitions/sample/strength/2025Q2/"


@pytest.fixture
def edition(city: City) -> Edition:
    return competition_make(city)


def rows(page: Element) -> dict[str, Element]:
    return {row.attributes["id"]: row for row in page.all("details", class_="board-row")}


def worth(formula: str) -> Fraction:
    """What a formula of the page comes to, computed exactly, as with a pocket calculator."""
    text = formula.replace("×", "*").replace("÷", "/").replace("−", "-").replace(",", "")
    assert re.fullmatch(r"[0-9. */+()-]+", text), formula
    exact = re.sub(r"[0-9.]+", lambda number: f"Fraction('{number[0]}')", text)
    return eval(exact, {"Fraction": Fraction})  # noqa: S307 (digits and signs alone)


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


def test_would_the_order_change(edition: Edition, english: Any) -> None:
    page = pages.read(english("coordinator").get(f"{ADDRESS}sensitivity/"))
    found = [row.text for row in page.one("tbody").all("tr")]
    assert found[2].startswith("East depends on the rule 3 1–3")
    assert "without new指标 → 1" in found[2]
    assert "equal weights" in page.one("p", class_="legend").text


def test_only_who_prepares_releases_asks_whether_the_order_would_change(
    city: City, edition: Edition, signed_in: Any
) -> None:
    board_publish(edition)
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
