"""My work: what is due, what came back, what is to be reviewed, and where it is done."""

from typing import Any

import pytest

from tests import factories, pages
from tests.factories import CLOSED, NOW, RUNNING, City
from tracker.models import Membership, Period, Reminder, ReportVersion, Role
from tracker.services.drafts import draft_save

ADDRESS = "/reports/"


def tasks(page: pages.Element) -> dict[str, pages.Element]:
    return {element.attributes["data-task"]: element for element in page.all(data_task=None)}


def links(element: pages.Element) -> list[str]:
    return [link.attributes["href"] for link in element.all("a", href=None)]


def counted(page: pages.Element) -> int:
    """The number beside "my work" in the navigation."""
    count = page.one("nav", class_="site-nav").all(class_="count")
    return int(count[0].text.split()[0]) if count else 0


def test_work_leads_to_the_own_units_sheets(reported: City, signed_in: Any) -> None:
    for username, unit in {"alice": "east", "bob": "west", "carl": "bureau"}.items():
        page = pages.read(signed_in(username).get(ADDRESS))
        assert list(tasks(page)) == [f"2025Q3:{unit}"]
        assert links(tasks(page)[f"2025Q3:{unit}"]) == [f"/reports/2025Q3/{unit}/"]


def test_work_counts_what_is_submitted_and_says_what_time_is_left(reported: City, signed_in: Any) -> None:
    task = tasks(pages.read(signed_in("alice").get(ADDRESS)))["2025Q3:east"]

    assert task.one(class_="task-count").text == "1 / 2"
    assert "2025-10-21" in task.text
    assert "8" in task.one(class_="sub-inline").text


def test_work_says_what_is_typed_and_not_submitted(reported: City, english: Any) -> None:
    cell = {"period": factories.period_of(RUNNING), "content": {"value": "7"}, "at": NOW}
    for target, seen in (("factories", 1), ("tool-rate", 0)):
        draft_save(assignment=reported.assignment(target), seen=seen, by=reported.people["alice"], **cell)

    task = tasks(pages.read(english("alice").get(ADDRESS)))["2025Q3:east"]
    link = task.one("a", class_="task-drafts")
    assert (link.text, link.attributes["href"]) == ("2 drafts not submitted", "/reports/2025Q3/east/")
    task = tasks(pages.read(english("aaron").get(ADDRESS)))["2025Q3:east"]
    assert not task.all(class_="task-drafts"), "they are alice's"

    reported.approve(ReportVersion.objects.latest("pk"))
    task = tasks(pages.read(english("alice").get(ADDRESS)))["2025Q3:east"]
    assert task.one(class_="task-drafts").text == "1 draft not submitted", "the other cannot be any more"


def test_work_says_what_is_overdue(reported: City, signed_in: Any) -> None:
    Period.objects.filter(quarter=CLOSED).update(closed_at=None)

    page = pages.read(signed_in("zoe").get(ADDRESS))
    assert list(tasks(page)) == ["2025Q2:zone", "2025Q3:zone"]
    assert "task-overdue" not in tasks(page)["2025Q2:zone"].attributes["class"], "all of it is there"
    page = pages.read(signed_in("bob").get(ADDRESS))
    assert "task-overdue" not in tasks(page)["2025Q3:west"].attributes["class"]
    Period.objects.filter(quarter=RUNNING).update(due=factories.dt.date(2025, 10, 9))
    page = pages.read(signed_in("bob").get(ADDRESS))
    assert "task-overdue" in tasks(page)["2025Q3:west"].attributes["class"]


def test_work_shows_what_came_back_and_why(reported: City, signed_in: Any) -> None:
    reported.send_back(ReportVersion.objects.latest("pk"), "与名录不符")

    page = pages.read(signed_in("aaron").get(ADDRESS))
    returned = page.one(class_="returned")
    assert "与名录不符" in returned.text
    assert "rita" in returned.text
    assert "/reports/2025Q3/east/#row-factories" in links(page.one("main"))


def test_work_shows_reviewers_what_waits(reported: City, signed_in: Any) -> None:
    page = pages.read(signed_in("rita").get(ADDRESS))

    assert "/reviews/2025Q3/" in links(page.one("main"))
    assert not tasks(page)
    assert counted(page) == 1


@pytest.mark.parametrize(
    ("username", "count"),
    [("alice", 1), ("aaron", 1), ("bob", 2), ("zoe", 1), ("carl", 1), ("rita", 1), ("coordinator", 0)],
)
def test_navigation_counts_what_waits_on_every_page(
    reported: City, signed_in: Any, username: str, count: int
) -> None:
    client = signed_in(username)

    for address in (ADDRESS, "/", "/method/"):
        assert counted(pages.read(client.get(address))) == count


def test_work_with_two_units_offers_both(reported: City, signed_in: Any) -> None:
    Membership.objects.create(user=reported.people["alice"], unit=reported.units["west"], role=Role.REPORTER)

    page = pages.read(signed_in("alice").get(ADDRESS))
    assert list(tasks(page)) == ["2025Q3:east", "2025Q3:west"]


def test_work_of_a_coordinator_offers_every_sheet(reported: City, signed_in: Any) -> None:
    page = pages.read(signed_in("coordinator").get(ADDRESS))

    # In the official order; the city itself reports nothing.
    sheets = [link for link in links(page.one("main")) if link.startswith("/reports/2025Q3/")]
    assert sheets == [f"/reports/2025Q3/{unit}/" for unit in ("bureau", "east", "west", "zone")]


def test_work_reminds_of_the_due_date(reported: City, signed_in: Any) -> None:
    for step in (-5, -1):
        Reminder.objects.create(
            period=factories.period_of(RUNNING), user=reported.people["alice"], step=step, created_at=NOW
        )

    said = pages.read(signed_in("alice").get(ADDRESS)).one("main").one(role="status").text
    assert "2025-10-21" in said
    assert not pages.read(signed_in("bob").get(ADDRESS)).one("main").all(role="status")


def test_work_without_an_open_quarter_says_so(reported: City, signed_in: Any) -> None:
    factories.period_close(RUNNING)

    response = signed_in("alice").get(ADDRESS)
    assert response.status_code == 200
    assert "没有开放填报的季度" in pages.read(response).one("main").text


def test_work_without_any_quarter_says_so(reported: City, signed_in: Any) -> None:
    Period.objects.filter(reports__isnull=True).delete()
    factories.period_close(RUNNING)

    assert "没有开放填报的季度" in pages.read(signed_in("alice").get(ADDRESS)).one("main").text


def test_work_that_is_done_says_so(reported: City, signed_in: Any) -> None:
    reported.approve(ReportVersion.objects.latest("pk"))

    assert pages.read(signed_in("rita").get(ADDRESS)).one(class_="empty").text


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
