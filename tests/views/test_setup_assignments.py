"""The matrix of units and targets."""

from typing import Any

import pytest

from tests import pages
from tests.factories import City
from tests.pages import Element
from tests.views.setup_forms import REASON, errors, send
from tracker.models import Assignment, AuditEvent

ADDRESS = "/setup/assignments/example/"


def line(page: Element, number: int) -> dict[str, str]:
    """One of the lines under the matrix, by the target's name: sum, city's target, difference."""
    names = [link.text for link in page.one("thead").all("a")]
    cells = page.one("tfoot").all("tr")[number].all("td")
    return dict(zip(names, (cell.text for cell in cells), strict=True))


def asked() -> set[tuple[str, str]]:
    return set(Assignment.objects.values_list("unit__code", "target__code"))


def test_matrix_ticks_who_is_asked_in_the_official_order(city: City, signed_in: Any) -> None:
    page = pages.read(signed_in("coordinator").get(ADDRESS))

    rows = page.one("tbody").all("tr")
    names = ["city单位", "bureau单位", "east单位", "west单位", "zone单位"]
    assert [row.one("th").text.split(" ")[0] for row in rows] == names
    ticked = {
        box.attributes["name"] for box in page.all("input", type="checkbox") if "checked" in box.attributes
    }
    assert ticked == {f"{target}.{unit}" for unit, target in asked()}


def test_place_is_asked_changed_and_taken_away_in_one_save(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    response = send(
        client,
        ADDRESS,
        **{
            "index.zone": "on",
            "index.zone.target": "78",
            "factories.east.target": "６０",
            "factories.east.baseline": "12",
            "tool-rate.west": None,
        },
    )

    assert response.status_code == 302
    assert ("zone", "index") in asked()
    assert ("west", "tool-rate") not in asked()
    assert (city.assignment().own_target, city.assignment().own_baseline) == (60, 12)
    events = AuditEvent.objects.filter(reason=REASON)
    assert {e.action for e in events} == {"assignment.created", "assignment.changed", "assignment.deleted"}


def test_sum_of_own_targets_stands_against_the_citys(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    typed = {"factories.east.target": "70", "factories.west.target": "25", "factories.zone.target": "9"}
    send(client, ADDRESS, **typed)
    page = pages.read(client.get(ADDRESS))

    assert line(page, 0)["智能工厂"].startswith("95 2/2")
    assert line(page, 1)["智能工厂"] == "≥ 100"
    assert line(page, 2)["智能工厂"].startswith("−5")
    assert "低于全市目标" in line(page, 2)["智能工厂"]
    # Rates do not add up, and the page says why.
    assert "不相加" in line(page, 0)["工具普及率"]
    assert line(page, 2)["工具普及率"] == "—"
    assert "分子之和除以分母之和" in page.one("main").text


def test_unit_with_figures_stays_asked_and_the_page_says_so(city: City, signed_in: Any) -> None:
    city.report(33)

    response = send(signed_in("coordinator"), ADDRESS, **{"factories.east": None, "index.zone": "on"})
    assert response.status_code == 200
    assert any("已有数据" in error for error in errors(response))
    assert ("zone", "index") not in asked()
    assert ("east", "factories") in asked()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"factories.east.target": "六十"}, "数字"),
        ({"tool-rate.east.target": "120"}, "100"),
        ({"factories.east.baseline": "1.5"}, "整数"),
        ({"factories.bureau.target": "5"}, "勾选"),
        ({"reason": ""}, "理由"),
    ],
)
def test_matrix_refuses_in_words_and_stores_nothing_of_it(
    city: City, signed_in: Any, typed: dict[str, str], words: str
) -> None:
    before = list(Assignment.objects.order_by("pk").values())
    response = send(signed_in("coordinator"), ADDRESS, **{"index.zone": "on"} | typed)

    assert response.status_code == 200
    assert any(words in error for error in errors(response)), errors(response)
    assert list(Assignment.objects.order_by("pk").values()) == before
    page = pages.read(response)
    assert "checked" in page.one("input", name="index.zone").attributes


def test_numbers_of_a_unit_that_is_no_longer_asked_go_with_it(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    send(client, ADDRESS, **{"factories.west.target": "25"})

    assert send(client, ADDRESS, **{"factories.west": None}).status_code == 302
    assert ("west", "factories") not in asked()


def test_two_coordinators_at_one_matrix_lose_nothing(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    opened = pages.read(client.get(ADDRESS))
    send(signed_in("administrator"), ADDRESS, **{"factories.east.target": "70", "factories.west": None})

    # A page that was opened before and touches neither place takes nothing back.
    assert send(client, ADDRESS, page=opened, **{"index.zone": "on"}).status_code == 302
    assert city.assignment().own_target == 70
    assert ("west", "factories") not in asked()

    typed = {"factories.east.target": "60", "factories.west.target": "30"}
    response = send(client, ADDRESS, page=opened, **typed)
    said = pages.read(response).all("p", class_="error")
    assert len([error for error in said if "他人" in error.text]) == 2
    assert send(client, ADDRESS, page=pages.read(response)).status_code == 302
    assert city.assignment().own_target == 60
    assert city.assignment(unit="west").own_target == 30


@pytest.mark.parametrize("was", ["{", "[]", '{"factories.east": 7}', '{"factories.east": ["NaN", "x", ""]}'])
def test_forged_memory_of_the_page_overwrites_nothing(city: City, signed_in: Any, was: str) -> None:
    client = signed_in("coordinator")
    send(client, ADDRESS, **{"factories.east.target": "70"})

    response = send(client, ADDRESS, was=was, **{"factories.east.target": "60"})
    assert response.status_code == 200
    assert city.assignment().own_target == 70


def test_forged_places_are_ignored(city: City, signed_in: Any) -> None:
    before = asked()

    forged = {"index.nobody": "on", "none.east": "on", "factories.999999": "on"}
    assert send(signed_in("coordinator"), ADDRESS, **forged).status_code == 302
    assert asked() == before
