"""The planned values of a plan on one page."""

from typing import Any

import pytest

from tests import pages
from tests.factories import City
from tests.pages import Element
from tests.views.setup_forms import REASON, errors, send
from tracker.calculations.periods import Quarter
from tracker.models import AuditEvent, Milestone

ADDRESS = "/setup/milestones/example/"


def cell(page: Element, name: str) -> Element:
    return page.one("input", name=name)


def stored() -> dict[str, str]:
    rows = Milestone.objects.select_related("target")
    return {f"{row.target.code}.{row.quarter}": f"{row.value.normalize():f}" for row in rows}


def test_grid_asks_for_every_quarter_but_the_last_where_the_target_stands(city: City, signed_in: Any) -> None:
    page = pages.read(signed_in("coordinator").get(ADDRESS))

    heads = [head.text for head in page.one("table").one("thead").all("th")]
    assert heads == ["目标", *(f"{year}Q{n}" for year in (2024, 2025) for n in (1, 2, 3, 4))]
    row = cell(page, "factories.2024Q1").parent.parent
    assert len(row.all("input")) == 7
    assert row.all("td")[-1].text == "≥ 100"


def test_blank_cells_show_the_straight_line_and_nothing_where_there_is_none(
    city: City, signed_in: Any
) -> None:
    page = pages.read(signed_in("coordinator").get(ADDRESS))

    # From 20 to 100 in eight quarters; the rate has neither a baseline nor a planned value.
    assert cell(page, "factories.2024Q1").attributes["placeholder"] == "30"
    assert cell(page, "factories.2024Q1").value == ""
    assert cell(page, "tool-rate.2024Q1").attributes["placeholder"] == ""


def test_planned_values_of_several_targets_are_saved_at_once_with_one_reason(
    city: City, signed_in: Any
) -> None:
    client = signed_in("coordinator")
    typed = {"factories.2024Q4": "４５", "tool-rate.2025Q1": "61.5%", "index.2025Q2": "75"}
    response = send(client, ADDRESS, **typed)

    assert response.status_code == 302
    assert stored() == {"factories.2024Q4": "45", "tool-rate.2025Q1": "61.5", "index.2025Q2": "75"}
    assert set(AuditEvent.objects.filter(action="milestone.created").values_list("reason", flat=True)) == {
        REASON
    }
    page = pages.read(client.get(ADDRESS))
    assert "3" in page.one(role="status").text
    assert cell(page, "tool-rate.2025Q1").value == "61.5"


def test_value_is_cleared_by_blanking_its_cell(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    send(client, ADDRESS, **{"factories.2024Q4": "45"})

    assert send(client, ADDRESS, **{"factories.2024Q4": ""}).status_code == 302
    assert stored() == {}


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("factories.2024Q4", "四十五", "数字"),
        ("factories.2024Q4", "45.5", "整数"),
        ("factories.2024Q4", "-1", "零"),
        ("factories.2024Q4", "101", "不会回落"),
        ("tool-rate.2024Q4", "101", "100"),
        ("index.2024Q4", "1e5", "完整"),
        ("index.2024Q4", "100000000000", "过大"),
        ("index.2024Q4", "75.12345", "4"),
    ],
)
def test_one_bad_cell_keeps_the_whole_table_back_and_says_so_beside_it(
    city: City, signed_in: Any, name: str, typed: str, words: str
) -> None:
    response = send(signed_in("coordinator"), ADDRESS, **{name: typed, "tool-rate.2025Q1": "60"})

    assert response.status_code == 200
    page = pages.read(response)
    assert words in cell(page, name).parent.one("p", class_="error").text
    assert cell(page, name).value == typed
    assert cell(page, "tool-rate.2025Q1").value == "60"
    summary = page.one("main").one(role="alert")
    assert "1 处" in summary.text
    assert summary.one("a").attributes["href"] == f"#{cell(page, name).attributes['id']}"
    assert stored() == {}


def test_without_a_reason_nothing_is_stored(city: City, signed_in: Any) -> None:
    response = send(signed_in("coordinator"), ADDRESS, reason="", **{"index.2025Q2": "75"})

    assert any("理由" in error for error in errors(response))
    assert stored() == {}


def test_two_coordinators_at_one_table_lose_nothing(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    opened = pages.read(client.get(ADDRESS))
    send(signed_in("administrator"), ADDRESS, **{"index.2025Q1": "72", "index.2025Q2": "75"})

    # Another cell: both stand. The same cell: the second sees what the first has stored, and chooses.
    assert send(client, ADDRESS, page=opened, **{"factories.2024Q4": "45"}).status_code == 302
    response = send(client, ADDRESS, page=opened, **{"index.2025Q2": "76"})
    assert response.status_code == 200
    assert any("75" in error for error in errors(response))
    assert stored() == {"factories.2024Q4": "45", "index.2025Q1": "72", "index.2025Q2": "75"}

    assert send(client, ADDRESS, page=pages.read(response)).status_code == 302
    assert stored() == {"factories.2024Q4": "45", "index.2025Q1": "72", "index.2025Q2": "76"}


@pytest.mark.parametrize(
    "was", ["", "{", "[]", "null", "7", '"x"', '{"index.2025Q2": 7}', '{"index.2025Q2": "NaN"}', "[" * 5000]
)
def test_forged_memory_of_the_page_overwrites_nothing(city: City, signed_in: Any, was: str) -> None:
    client = signed_in("coordinator")
    send(client, ADDRESS, **{"index.2025Q2": "75"})

    response = send(client, ADDRESS, was=was, **{"index.2025Q2": "76"})
    assert response.status_code == 200
    assert stored() == {"index.2025Q2": "75"}


def test_forged_cells_are_ignored(city: City, signed_in: Any) -> None:
    forged = {"index.2025Q4": "1", "index.2031Q1": "1", "none.2024Q1": "1", "index.soon": "1"}

    assert send(signed_in("coordinator"), ADDRESS, **forged).status_code == 302
    assert stored() == {}


def test_planned_value_beside_a_settled_one_is_held_against_it(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    send(client, ADDRESS, **{"factories.2024Q4": "60"})

    response = send(client, ADDRESS, **{"factories.2025Q1": "50"})
    assert any("60" in error for error in errors(response))
    assert Milestone.objects.get().quarter == Quarter(2024, 4)
