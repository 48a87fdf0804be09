"""Quarters: how far each is, and who has reported: in the official order and without a figure."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import pages
from tests.factories import NOW, RUNNING, City, period_of, person_make, rate
from tests.selectors.test_queries import grow
from tracker.models import Period, Reminder, Role
from tracker.services.reports import StatedFigure

LIST, ADDRESS = "/quarters/", "/quarters/2025Q3/"


@pytest.fixture(autouse=True)
def walter(reported: City) -> None:
    """The west's reviewer."""
    reported.people["walter"] = person_make("walter", unit=reported.units["west"], role=Role.REVIEWER)


def row(page: pages.Element, quarter: str) -> list[str]:
    return [cell.text for cell in page.one("tr", data_quarter=quarter).all("td")]


def states(page: pages.Element, unit: str) -> dict[str, str]:
    cells = page.one("tr", data_unit=unit).all("td", data_state=None)
    return {cell.attributes["data-target"]: cell.attributes["data-state"] for cell in cells}


def names(page: pages.Element, which: str) -> list[str]:
    return [item.text for item in page.one("ul", data_list=which).all("li")]


def main(response: Any) -> pages.Element:
    assert response.status_code == 200
    return pages.read(response).one("main")


@pytest.mark.parametrize("address", [LIST, ADDRESS])
def test_quarters_are_for_those_who_may_see_running_ones(
    reported: City, signed_in: Any, address: str
) -> None:
    for person, status in {
        "anonymous": 302,
        "stranger": 403,
        "viewer": 200,
        "anna": 200,
        "alice": 200,
        "auditor": 200,
    }.items():
        assert signed_in(person).get(address).status_code == status, person


@pytest.mark.parametrize("quarter", ["2031Q1", "2025Q9", "soon"])
def test_quarter_that_does_not_exist_is_not_found(reported: City, signed_in: Any, quarter: str) -> None:
    assert signed_in("coordinator").get(f"/quarters/{quarter}/").status_code == 404


def test_list_shows_the_newest_first_with_dates_and_states(reported: City, signed_in: Any) -> None:
    page = main(signed_in("viewer").get(LIST))

    codes = [line.attributes["data-quarter"] for line in page.all("tr", data_quarter=None)]
    assert codes == sorted(codes, reverse=True)
    assert len(codes) == 8
    assert row(page, "2025Q3") == [
        "填报中，还有 8 个工作日",
        "2025-10-01",
        "2025-10-21",
        *("6", "0", "1", "0", "5", "0"),  # asked, approved, in review, returned, not submitted, late
    ]
    assert row(page, "2025Q2") == [
        "2025-07-14 关闭",
        "2025-07-01",
        "2025-07-14",
        *("6", "6", "0", "0", "0", "6"),
    ]
    assert row(page, "2025Q4")[0] == "尚未开放"


def test_due_date_beyond_the_known_holidays_is_provisional(reported: City, signed_in: Any) -> None:
    Period.objects.filter(quarter="2025Q4").update(due=dt.date(2031, 1, 15))

    assert "暂定" in row(main(signed_in("viewer").get(LIST)), "2025Q4")[2]
    assert "暂定" not in row(main(signed_in("viewer").get(LIST)), "2025Q3")[2]
    assert "放假安排尚未公布" in main(signed_in("viewer").get("/quarters/2025Q4/")).text


@pytest.mark.parametrize(
    ("due", "words"), [((2025, 10, 9), "已逾期 1 个工作日"), ((2025, 10, 10), "还有 0 个工作日")]
)
def test_quarter_is_overdue_from_the_day_after_its_due_date(
    reported: City, signed_in: Any, due: tuple[int, int, int], words: str
) -> None:
    Period.objects.filter(quarter=RUNNING).update(due=dt.date(*due))

    assert words in row(main(signed_in("viewer").get(LIST)), "2025Q3")[0]


def test_matrix_shows_each_figures_state_and_never_the_figure(reported: City, signed_in: Any) -> None:
    reported.approve(reported.report(rate(47110, 62800), target="tool-rate"))
    reported.send_back(reported.report(rate(12345, 49380), target="tool-rate", unit="west"), by="walter")
    reported.report(StatedFigure(None, reason="funding"), target="index", unit="bureau")

    page = main(signed_in("auditor").get(ADDRESS))
    assert states(page, "east") == {"factories": "submitted", "tool-rate": "approved"}
    assert states(page, "west") == {"factories": "draft", "tool-rate": "returned"}
    assert states(page, "zone") == {"factories": "draft"}
    assert "资金" in page.one("tr", data_unit="bureau").text
    assert not [figure for figure in ("47110", "62800", "75.0", "12345", "25.0") if figure in page.text]


def test_first_submission_after_the_due_date_is_marked_as_late(reported: City, signed_in: Any) -> None:
    Period.objects.filter(quarter=RUNNING).update(due=dt.date(2025, 10, 9))
    reported.report(12, unit="west")

    page = main(signed_in("viewer").get(ADDRESS))
    assert "迟报" in page.one("tr", data_unit="west").text
    assert "迟报" not in page.one("tr", data_unit="east").text
    assert row(main(signed_in("viewer").get(LIST)), "2025Q3")[-1] == "1"


def test_what_is_still_owed_is_listed_in_the_official_order(reported: City, signed_in: Any) -> None:
    page = main(signed_in("viewer").get(ADDRESS))
    assert names(page, "silent") == ["bureau单位", "west单位", "zone单位"]
    assert names(page, "incomplete") == ["east单位 尚缺 1 项"]

    reported.report(5, unit="zone")
    reported.send_back(reported.report(12, unit="west"), by="walter")
    page = main(signed_in("viewer").get(ADDRESS))
    assert names(page, "silent") == ["bureau单位"]
    assert names(page, "incomplete") == ["east单位 尚缺 1 项", "west单位 尚缺 2 项"]


def test_quarter_in_which_everything_was_submitted_says_so(reported: City, signed_in: Any) -> None:
    page = main(signed_in("viewer").get("/quarters/2025Q2/"))

    assert "各单位均已报全" in page.text
    assert not page.all("ul", data_list=None)


def test_quarter_of_no_plan_says_that_nothing_is_asked(reported: City, signed_in: Any) -> None:
    Period.objects.create(quarter="2026Q1", opens=dt.date(2026, 4, 1), due=dt.date(2026, 4, 15))

    assert "没有需要报送的数据" in main(signed_in("viewer").get("/quarters/2026Q1/")).text


def test_quarter_that_is_open_and_asks_for_nothing_is_not_called_complete(
    reported: City, english: Any
) -> None:
    Period.objects.create(quarter="2026Q1", opens=NOW.date(), due=dt.date(2026, 4, 15))
    client = english("viewer")

    assert "open, but nothing is asked" in main(client.get("/quarters/2026Q1/")).text
    assert row(main(client.get(LIST)), "2026Q1")[0] == "open, but nothing is asked"


def test_links_lead_only_where_the_person_may_go(reported: City, signed_in: Any) -> None:
    def links(person: str) -> set[str]:
        page = main(signed_in(person).get(ADDRESS))
        found = {link.attributes["href"] for link in page.all("a", href=None)} - {LIST}
        downloads = {f"/export/quarters/2025Q3.{format}" for format in ("xlsx", "csv")}
        assert downloads <= found
        return found - downloads

    assert links("viewer") == links("anna") == set()
    assert links("alice") == {
        "/reports/2025Q3/east/",
        "/reports/2025Q3/east/factories/",
        "/reports/2025Q3/east/tool-rate/",
    }
    for address in links("alice"):
        assert signed_in("alice").get(address).status_code == 200
    assert len(links("auditor")) == 4 + 6


def test_forms_and_reminders_are_the_coordinators_alone(reported: City, signed_in: Any) -> None:
    Reminder.objects.create(period=period_of(RUNNING), step=-5, created_at=NOW, problem="550 mailbox full")
    Reminder.objects.create(
        period=period_of(RUNNING), step=-5, created_at=NOW, sent_at=NOW, user=reported.people["alice"]
    )

    for person, expected in {"coordinator": True, "alice": False, "auditor": False}.items():
        page = main(signed_in(person).get(ADDRESS))
        assert bool(page.all("form")) == expected, person
        assert ("550 mailbox full" in page.text) == expected, person
    page = main(signed_in("coordinator").get(ADDRESS))
    assert "截止前 5 个工作日" in page.text
    assert "已提醒 1 名填报员，其中邮件发出 1 封" in page.text
    assert "群消息未发出" in page.text


def test_pages_take_a_known_number_of_queries_whatever_the_size_of_the_city(
    reported: City, signed_in: Any
) -> None:
    # Signing in costs three: session, person, memberships; the base page two: demonstration, work to do.
    known = {("alice", LIST): 8, ("coordinator", LIST): 7, ("alice", ADDRESS): 9, ("coordinator", ADDRESS): 9}

    def taken() -> dict[tuple[str, str], int]:
        counts = {}
        for person, address in known:
            client = signed_in(person)
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            counts[person, address] = len(captured)
        return counts

    assert taken() == known
    grow(reported)
    assert taken() == known
