"""Narrowing the overview: by address, by htmx, and back again."""

import re

import pytest
from django.test import Client

from tests import factories, pages
from tests.factories import City
from tests.views.conftest import HTMX

ADDRESS = "/"
EVERYTHING = {"factories", "tool-rate", "index", "other-count"}


@pytest.fixture
def two_plans(reported: City) -> City:
    """A second plan with one target, nothing reported; the bureau leads the first plan's count."""
    other = factories.target_entry(code="other-count", theme="T2", name={"zh": "另一个指标", "en": "Another"})
    factories.plan_make(
        other, code="second", position=2, name={"zh": "第二个计划", "en": "Second plan"}, theme="T2"
    )
    target = reported.targets["factories"]
    target.lead_unit = reported.units["bureau"]
    target.save()
    return reported


def shown(member: Client, **query: str) -> set[str]:
    return set(pages.statuses(pages.read(member.get(ADDRESS, query))))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, EVERYTHING),
        ({"plan": "", "theme": "", "status": "", "lead": ""}, EVERYTHING),
        ({"plan": "second"}, {"other-count"}),
        ({"theme": "T1"}, EVERYTHING - {"other-count"}),
        ({"status": "no-baseline"}, {"tool-rate"}),
        ({"lead": "bureau"}, {"factories"}),
        ({"plan": "example", "status": "behind"}, {"factories", "index"}),
        # A theme of another plan narrows nothing.
        ({"plan": "second", "theme": "T1"}, {"other-count"}),
        ({"plan": "no-such-plan"}, set()),
        ({"theme": "T9"}, set()),
        ({"status": "splendid"}, set()),
        ({"lead": "no-such-unit"}, set()),
    ],
)
def test_filters_keep_what_was_asked_for(
    member: Client, two_plans: City, query: dict[str, str], expected: set[str]
) -> None:
    assert shown(member, **query) == expected


@pytest.mark.parametrize("query", [{"status": "splendid"}, {"plan": "no-such-plan"}, {"lead": "x"}])
def test_filters_that_match_nothing_say_so_and_lead_back(
    member: Client, two_plans: City, query: dict[str, str]
) -> None:
    response = member.get(ADDRESS, query)

    main = pages.read(response).one("main")
    assert response.status_code == 200
    assert "没有" in main.text
    assert main.all("a", href="/")


def test_filters_stand_in_the_form_as_the_address_says(member: Client, two_plans: City) -> None:
    page = pages.read(member.get(ADDRESS, {"plan": "example", "lead": "bureau"}))

    for name, value in {"plan": "example", "lead": "bureau", "theme": ""}.items():
        chosen = page.one("select", name=name).all("option", selected=None)
        assert [option.value for option in chosen] in ([value], [] if value == "" else None), name


def test_status_filter_keeps_the_summary_of_all(member: Client, two_plans: City) -> None:
    page = pages.read(member.get(ADDRESS, {"status": "no-baseline"}))

    assert "4 项指标" in page.one("h1").parent.text


def test_plan_filter_counts_the_targets_of_that_plan_alone(member: Client, two_plans: City) -> None:
    page = pages.read(member.get(ADDRESS, {"plan": "second"}))

    assert "1 项指标" in page.one("h1").parent.text


def test_status_links_narrow_and_release(member: Client, two_plans: City) -> None:
    links = {
        element.attributes["href"]
        for element in pages.read(member.get(ADDRESS, {"plan": "example"})).all("a", hx_get=None)
    }
    assert "?plan=example&status=behind" in links

    released = pages.read(member.get(ADDRESS, {"plan": "example", "status": "behind"}))
    current = released.one("a", hx_get=None, aria_current="true")
    assert current.attributes["href"] == "?plan=example"


def test_htmx_request_gets_the_results_without_the_page_around_them(member: Client, two_plans: City) -> None:
    fragment = pages.read(member.get(ADDRESS, {"status": "behind"}, headers=HTMX))

    assert not fragment.all("html")
    assert not fragment.all("main")
    assert fragment.one(id="overview-results")
    assert set(pages.statuses(fragment)) == {"factories", "index"}


def test_htmx_request_announces_how_many_targets_are_shown(member: Client, two_plans: City) -> None:
    fragment = pages.read(member.get(ADDRESS, {"status": "behind"}, headers=HTMX))

    announcements = fragment.all(hx_swap_oob=None)
    assert [re.findall(r"\d+", element.text) for element in announcements] == [["2"]]
    page = pages.read(member.get(ADDRESS))
    assert page.one(id=announcements[0].attributes["id"]).attributes["aria-live"] == "polite"


@pytest.mark.parametrize("more", [{"HX-Boosted": "true"}, {"HX-History-Restore-Request": "true"}])
def test_boosted_and_restored_requests_get_the_whole_page(
    member: Client, two_plans: City, more: dict[str, str]
) -> None:
    page = pages.read(member.get(ADDRESS, {"status": "behind"}, headers=HTMX | more))

    assert page.one("html")
    assert page.one("main").one(id="overview-results")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_overview_tells_caches_that_fragment_and_page_share_an_address(
    member: Client, two_plans: City, headers: dict[str, str]
) -> None:
    vary = member.get(ADDRESS, headers=headers).headers["Vary"]

    assert {"HX-Request", "Cookie"} <= {name.strip() for name in vary.split(",")}


def test_htmx_keeps_no_pages_in_the_browser_and_updates_the_address(member: Client, two_plans: City) -> None:
    page = pages.read(member.get(ADDRESS))

    assert '"historyCacheSize": 0' in page.one("meta", name="htmx-config").attributes["content"]
    form = page.one("main").one("form", action="/")
    assert form.attributes["hx-push-url"] == "true"
    assert form.attributes.get("method", "get") == "get", "the filters are an address that can be shared"
