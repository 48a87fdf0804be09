"""The overview: every target at a glance."""

import re

import pytest
from django.test import Client

from tests import pages
from tests.factories import City

ADDRESS = "/"


def test_overview_shows_every_target_with_its_status(member: Client, reported: City) -> None:
    page = pages.read(member.get(ADDRESS))

    # 42 of 20 → 100 after six of eight quarters: p = 0.275 of e = 0.75. The rate has nowhere to start from.
    assert pages.statuses(page) == {"factories": "behind", "tool-rate": "no-baseline", "index": "behind"}


def test_overview_says_actual_quarter_coverage_and_target(member: Client, reported: City) -> None:
    row = pages.read(member.get(ADDRESS)).one(data_target="factories").text

    assert "智能工厂" in row
    assert "42 家" in row
    assert "2025年二季度" in row
    assert "2/2" in row, "the zone does not count toward the city's total"
    assert "≥ 100" in row
    assert "27.5 %" in row
    assert "75.0 %" in row
    assert "滞后" in row


def test_overview_draws_its_first_picture_without_javascript(member: Client, reported: City) -> None:
    page = pages.read(member.get(ADDRESS))

    for code in ("factories", "index"):
        assert page.one(data_target=code).all("svg"), code
    assert not page.all(data_figure=None)


def test_overview_without_a_baseline_says_that_none_was_published(member: Client, reported: City) -> None:
    page = pages.read(member.get(ADDRESS))

    assert "基期未公布" in page.one(data_target="tool-rate").text
    assert "基期未公布" not in page.one(data_target="index").text


def test_overview_opens_on_the_last_closed_quarter_for_everybody(released: City, signed_in: object) -> None:
    for username in ("anonymous", "alice", "coordinator"):
        page = pages.read(signed_in(username).get(ADDRESS))
        assert "2025年二季度" in page.one("h1").parent.text, username


def test_overview_at_an_earlier_quarter_shows_that_quarter(member: Client, reported: City) -> None:
    page = pages.read(member.get(ADDRESS, {"quarter": "2025Q1"}))

    assert set(pages.statuses(page).values()) == {"not-reported"}
    assert "2025年一季度" in page.one("h1").parent.text


@pytest.mark.parametrize(
    "quarter", ["", "2025q2", "2024", "24Q1", "2099Q1", "2025Q3", "x" * 5000, "ß", "\x00"]
)
def test_overview_at_a_quarter_that_is_not_there_shows_the_usual_one(
    member: Client, client: Client, released: City, quarter: str
) -> None:
    for person in (client, member) if quarter != "2025Q3" else (client,):
        response = person.get(ADDRESS, {"quarter": quarter})

        assert response.status_code == 200
        assert "2025年二季度" in pages.read(response).one("h1").parent.text


def test_overview_lets_officials_see_the_running_quarter(reported: City, signed_in: object) -> None:
    page = pages.read(signed_in("bob").get(ADDRESS, {"quarter": "2025Q3"}))

    row = page.one(data_target="factories").text
    # The east alone is no city: its figure is not held against the city's target.
    assert "填报中 1/2" in row
    assert "33" not in row
    assert pages.statuses(page)["factories"] == "not-due"
    assert "填报中" in page.one("h1").parent.text


def test_overview_summary_classes_add_up_to_the_targets(member: Client, reported: City) -> None:
    page = pages.read(member.get(ADDRESS))

    sentence = page.one("h1").parent.text
    total = int(re.search(r"(\d+) 项指标", sentence)[1])
    counted = [int(number) for number in re.findall(r"(\d+) 项(?!指标)", sentence)]
    assert total == sum(counted) == len(pages.statuses(page)) == 3


@pytest.mark.parametrize("query", [{}, {"status": "behind"}, {"plan": "example"}, {"quarter": "2025Q1"}])
def test_overview_links_keep_the_query_and_stay_on_the_site(
    member: Client, reported: City, query: dict[str, str]
) -> None:
    page = pages.read(member.get(ADDRESS, query))

    for link in page.one("main").all("a", href=None):
        address = link.attributes["href"]
        assert address.startswith(("/", "?", "#")), address
        if not address.startswith("#"):
            assert member.get(address).status_code == 200, address


def test_overview_escapes_what_the_address_says(member: Client, reported: City) -> None:
    for name in ("plan", "theme", "status", "lead", "quarter"):
        html = member.get(ADDRESS, {name: '"><script>alert(1)</script>'}).content.decode()
        assert "<script>alert" not in html, name
