"""The burden meter's page."""

from typing import Any

import pytest

from tests import factories, pages
from tests.factories import NOW, City
from tracker.models import Target
from tracker.services.units import assignments_create

ADDRESS = "/setup/burden/"


def lines(page: pages.Element) -> dict[str, list[str]]:
    """The first table: figures, cells, filled in by the site, asked twice."""
    rows = [row for row in page.all("table")[0].all("tr") if row.all("td")]
    return {row.one("th").text: [cell.text for cell in row.all("td")] for row in rows}


def test_burden_counts_cells_for_each_unit_and_all_of_them(city: City, signed_in: Any) -> None:
    page = pages.read(signed_in("coordinator").get(ADDRESS))

    found = lines(page)
    assert found["east单位"] == ["2", "3", "1", "0"]
    assert found["全部单位"] == ["6", "8", "2", "0"]
    assert "没有重复填报" in page.one("main").text
    selected = [o.value for o in page.all("option") if "selected" in o.attributes]
    assert selected == ["2025Q3"]


def test_burden_names_what_is_asked_twice(city: City, signed_in: Any) -> None:
    entry = factories.target_entry(code="again", theme="T2")
    factories.plan_make(entry, code="second", position=2, theme="T2", short_name={"zh": "乙", "en": "B"})
    again = Target.objects.get(code="again")
    assignments_create(targets=[again], units=[city.units["east"]], by=None, at=NOW)

    page = pages.read(signed_in("coordinator").get(ADDRESS))
    assert lines(page)["east单位"] == ["3", "4", "1", "1"]
    double = page.one("ul", class_="work-list").one("li")
    assert double.one("strong").text == "east单位"
    assert [link.attributes["href"] for link in double.all("a")] == [
        "/setup/targets/factories/",
        "/setup/targets/again/",
    ]


@pytest.mark.parametrize("quarter", ["2024Q1", "2025q4"])
def test_burden_of_another_quarter_can_be_looked_at(city: City, signed_in: Any, quarter: str) -> None:
    page = pages.read(signed_in("coordinator").get(f"{ADDRESS}?quarter={quarter}"))

    assert [o.value for o in page.all("option") if "selected" in o.attributes] == [quarter.upper()]


def test_burden_speaks_of_nobody_by_name(city: City, signed_in: Any) -> None:
    main = pages.read(signed_in("coordinator").get(ADDRESS)).one("main").text

    assert not [name for name in city.people if name in main.split()]
