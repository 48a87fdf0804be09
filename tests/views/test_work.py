"""The page an official lands on: the sheet that is most likely wanted, or why there is none."""

from typing import Any

from tests import factories, pages
from tests.factories import RUNNING, City
from tracker.models import Membership, Period, Role

ADDRESS = "/reports/"


def test_work_is_the_own_units_sheet_of_the_latest_open_quarter(reported: City, signed_in: Any) -> None:
    for username, unit in {"alice": "east单位", "bob": "west单位", "reviewer": "bureau单位"}.items():
        page = pages.read(signed_in(username).get(ADDRESS, follow=True))
        assert page.one("h1").text == f"{unit} · 2025年三季度"


def test_work_of_a_coordinator_is_the_first_sheet_of_all(reported: City, signed_in: Any) -> None:
    page = pages.read(signed_in("coordinator").get(ADDRESS, follow=True))

    # In the official order; the city itself reports nothing.
    assert page.one("h1").text == "bureau单位 · 2025年三季度"
    choice = {link.text for link in page.one("main").all("a", href=None)}
    assert {"east单位", "west单位", "zone单位"} <= choice


def test_work_with_two_units_offers_both(reported: City, signed_in: Any) -> None:
    Membership.objects.create(user=reported.people["alice"], unit=reported.units["west"], role=Role.REPORTER)

    page = pages.read(signed_in("alice").get(ADDRESS, follow=True))
    addresses = {link.attributes["href"] for link in page.one("main").all("a", href=None)}
    assert {"/reports/2025Q3/east/", "/reports/2025Q3/west/"} <= addresses


def test_work_without_an_open_quarter_says_so(reported: City, signed_in: Any) -> None:
    factories.period_close(RUNNING)

    response = signed_in("alice").get(ADDRESS)
    assert response.status_code == 200
    assert "没有开放填报的季度" in pages.read(response).one("main").text


def test_work_without_any_quarter_says_so(reported: City, signed_in: Any) -> None:
    Period.objects.filter(reports__isnull=True).delete()
    factories.period_close(RUNNING)

    assert "没有开放填报的季度" in pages.read(signed_in("alice").get(ADDRESS)).one("main").text


def test_work_refuses_an_account_without_a_role_and_says_whom_to_ask(reported: City, signed_in: Any) -> None:
    response = signed_in("stranger").get(ADDRESS)

    assert response.status_code == 403
    assert "统筹" in pages.read(response).one("main").text


def test_work_is_offered_in_the_navigation_to_those_who_may_open_it(reported: City, signed_in: Any) -> None:
    for username, offered in {
        "alice": True,
        "coordinator": True,
        "viewer": False,
        "anonymous": False,
    }.items():
        page = pages.read(signed_in(username).get("/"))
        assert bool(page.one("nav", class_="site-nav").all("a", href=ADDRESS)) == offered, username
