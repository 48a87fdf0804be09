"""The pages of rosters: names found and filtered, counts that open to them, what differs from what was stated."""

import datetime as dt
from typing import Any

import pytest

from tests import factories, pages
from tests.factories import CLOSED, City
from tests.rosters import CODES, name_add, roster_make
from tests.views.conftest import HTMX
from tracker.models import Roster, RosterEntry

PAGE = "/rosters/factories/"


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make(city)


@pytest.fixture
def entry(city: City, roster: Roster) -> RosterEntry:
    """Of an enterprise without a code, in the east, at three stars."""
    return name_add(city, roster, "南京甲公司", level="three", batch="第一批", source="苏工信〔2025〕1号")


def names_on(page: pages.Element) -> list[str]:
    rows = page.one("table", class_="data roster-table").one("tbody").all("tr")
    return [row.one("th").all("a")[0].text for row in rows]


def test_list_says_what_each_roster_counts_and_what_waits(
    city: City, entry: RosterEntry, signed_in: Any
) -> None:
    row = pages.read(signed_in("coordinator").get("/rosters/")).one("tr", data_roster="factories")

    assert row.one("strong").text == "1"
    assert row.all("a", href="/rosters/factories/?flagged=1&state=all")
    assert row.all("a", href="/targets/factories/")


def test_list_without_rosters_says_where_they_come_from(city: City, signed_in: Any) -> None:
    page = pages.read(signed_in("alice").get("/rosters/"))

    assert page.one("p", class_="empty").text


def test_roster_page_shows_names_with_codes_flags_and_former_names(
    city: City, entry: RosterEntry, signed_in: Any
) -> None:
    entry.enterprise.former_names.create(name="老甲厂", until=dt.date(2024, 1, 1))
    page = pages.read(signed_in("coordinator").get(PAGE))

    assert names_on(page) == ["南京甲公司"]
    row = page.one("table", class_="data roster-table").one("tbody").text
    assert "老甲厂" in row
    assert "第一批" in row
    assert page.one("td", class_="flags").all("span")


def test_every_count_links_to_its_names(city: City, entry: RosterEntry, signed_in: Any) -> None:
    client = signed_in("coordinator")
    table = pages.read(client.get(PAGE)).one("table", class_="data roster-counts")
    links = [link.attributes["href"] for link in table.all("a")]

    assert len(links) == 4  # the city and the east, in all and at three stars
    for link in links:
        assert names_on(pages.read(client.get(link))) == ["南京甲公司"]


def test_filters_narrow_the_names_and_stay_in_the_form(
    city: City, entry: RosterEntry, roster: Roster, signed_in: Any
) -> None:
    name_add(city, roster, "乙公司", "west", code=CODES[0], level="four")
    client = signed_in("coordinator")
    page = pages.read(client.get(PAGE, {"search": "乙", "unit": "west", "level": "four"}))

    assert names_on(page) == ["乙公司"]
    assert page.one("input", name="search").value == "乙"
    assert page.one("select", name="unit").one("option", selected=None).value == "west"
    page = pages.read(client.get(PAGE, {"search": "丁"}))
    assert page.one("p", class_="empty").one("a").attributes["href"].startswith(PAGE)
    assert not page.all("table", class_="data roster-table")


@pytest.mark.parametrize(
    "query", [{"on": "gestern"}, {"on": "0001-01-01"}, {"page": "x"}, {"page": "-3"}, {"state": "odd"}]
)
def test_filter_that_cannot_be_read_narrows_nothing(
    city: City, entry: RosterEntry, signed_in: Any, query: dict[str, str]
) -> None:
    assert names_on(pages.read(signed_in("coordinator").get(PAGE, query))) == ["南京甲公司"]


def test_fragment_holds_the_names_and_says_how_many(city: City, entry: RosterEntry, signed_in: Any) -> None:
    response = signed_in("coordinator").get(PAGE, {"search": "甲"}, headers=HTMX)
    page = pages.read(response)

    assert not page.all("h1")
    assert page.one("div", id="roster-names")
    assert "1" in page.one("div", id="roster-live").text
    assert "HX-Request" in response["Vary"]
    assert "no-store" in response["Cache-Control"]


def test_day_is_read_as_the_list_stood_then(city: City, entry: RosterEntry, signed_in: Any) -> None:
    page = pages.read(signed_in("coordinator").get(PAGE, {"on": "2025-01-14"}))

    assert page.one("p", class_="empty").text
    assert page.one("input", name="on").value == "2025-01-14"


def test_reader_of_one_unit_sees_its_names_and_everybodys_counts(
    city: City, entry: RosterEntry, signed_in: Any
) -> None:
    page = pages.read(signed_in("bob").get(PAGE))

    assert "南京甲公司" not in page.text
    assert page.one("tr", data_unit="east").all("td")[0].text == "1"
    assert not page.one("table", class_="data roster-counts").all("a")
    for name in ("import", "entries/new"):
        assert not page.all("a", href=f"{PAGE}{name}/")


def test_closed_quarter_says_what_is_counted_now(
    city: City, entry: RosterEntry, roster: Roster, signed_in: Any
) -> None:
    factories.period_close(CLOSED)
    client = signed_in("coordinator")
    assert not [
        p for p in pages.read(client.get(PAGE)).all("p", class_="notice notice-warning") if "2" in p.text
    ]
    name_add(city, roster, "补录公司", "west", code=CODES[0])

    notices = pages.read(client.get(PAGE)).all("p", class_="notice notice-warning")
    assert any("2025" in notice.text and "1" in notice.text and "2" in notice.text for notice in notices)


def test_differences_are_shown_to_those_who_see_every_sheet(
    city: City, entry: RosterEntry, signed_in: Any
) -> None:
    city.report(3)
    decide = "/targets/factories/count/?quarter=2025Q3"

    page = pages.read(signed_in("coordinator").get(PAGE))
    assert page.one("section", aria_labelledby="differences").all("a", href=decide)
    page = pages.read(signed_in("auditor").get(PAGE))
    assert not page.one("section", aria_labelledby="differences").all("a", href=decide)
    assert not pages.read(signed_in("alice").get(PAGE)).all("section", aria_labelledby="differences")


@pytest.mark.parametrize("name", ["/rosters/nothing/", "/rosters/nothing/entries/new/"])
def test_roster_that_is_not_there(city: City, signed_in: Any, name: str) -> None:
    assert signed_in("coordinator").get(name).status_code == 404
