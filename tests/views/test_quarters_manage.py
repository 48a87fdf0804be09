"""The coordinator closes a quarter, opens it again, and sets its dates; nobody else does."""

import datetime as dt
from typing import Any

import pytest

from tests import pages
from tests.factories import CLOSED, NOW, RUNNING, City, period_of
from tracker.models import AuditEvent, Period, Report, ReportVersion
from tracker.services.reviews import report_reopen

ADDRESS = "/quarters/2025Q3/"
CLOSE = {"close": "1", "expected": "1", "reason": "按期发布"}
DATES = {"schedule": "1", "opens": "2025-10-01", "due": "2025-10-28", "reason": "国庆假期"}


def main(response: Any) -> pages.Element:
    assert response.status_code == 200
    return pages.read(response).one("main")


@pytest.mark.parametrize("data", [CLOSE, {"reopen": "1", "reason": "x"}, DATES])
@pytest.mark.parametrize("person", ["alice", "rita", "berta", "auditor", "viewer", "stranger"])
def test_others_change_nothing(reported: City, signed_in: Any, person: str, data: dict[str, str]) -> None:
    for quarter in (RUNNING, CLOSED):
        before = period_of(quarter)
        assert signed_in(person).post(f"/quarters/{quarter}/", data).status_code == 403
        after = period_of(quarter)
        assert (after.opens, after.due, after.closed_at) == (before.opens, before.due, before.closed_at)


def test_closing_names_what_will_not_be_published_and_asks_why(reported: City, signed_in: Any) -> None:
    coordinator = signed_in("coordinator")
    section = main(coordinator.get(ADDRESS)).one("section", id="close")
    assert "1 项已报送数据未通过审核（其中已退回 0 项）" in section.text
    assert "5 项从未报送" in section.text
    assert section.one("input", name="expected").value == "1"

    page = main(coordinator.post(ADDRESS, CLOSE | {"reason": " "}))
    assert "请说明为何现在关闭" in page.one("section", id="close").text
    assert period_of(RUNNING).closed_at is None

    response = coordinator.post(ADDRESS, CLOSE, follow=True)
    assert response.redirect_chain == [(ADDRESS, 302)]
    assert "三季度已关闭" in main(response).text
    assert period_of(RUNNING).closed_at == NOW
    event = AuditEvent.objects.get(action="period.closed", subject="period:2025Q3")
    assert (event.actor.username, event.reason) == ("coordinator", "按期发布")
    assert Report.objects.get(period__quarter=RUNNING).counted is None


def test_closing_says_which_figures_fall_back_to_an_approved_version(reported: City, signed_in: Any) -> None:
    first = ReportVersion.objects.get(report__period__quarter=RUNNING)
    reported.approve(first)
    coordinator = reported.people["coordinator"]
    report_reopen(version=first, until=NOW.date(), reason="更正", by=coordinator, at=NOW)
    reported.report(34, seen=1)

    text = main(signed_in("coordinator").get(ADDRESS)).one("section", id="close").text
    assert "其中 1 项有此前通过的版本" in text


def test_closing_needs_no_reason_when_everything_submitted_is_approved(
    reported: City, signed_in: Any
) -> None:
    reported.approve(ReportVersion.objects.get(report__period__quarter=RUNNING))

    assert signed_in("coordinator").post(ADDRESS, {"close": "1", "expected": "0"}).status_code == 302
    assert period_of(RUNNING).closed_at == NOW
    assert Report.objects.get(period__quarter=RUNNING).counted.value == 33


def test_closing_is_asked_again_when_something_was_submitted_meanwhile(
    reported: City, signed_in: Any
) -> None:
    coordinator = signed_in("coordinator")
    reported.report(12, unit="west")

    page = main(coordinator.post(ADDRESS, CLOSE))
    section = page.one("section", id="close")
    assert "情况有变：目前有 2 项" in section.text
    assert section.one("textarea").value == "按期发布"
    assert section.one("input", name="expected").value == "2"
    assert period_of(RUNNING).closed_at is None


@pytest.mark.parametrize("expected", ["", "-1", "many", "1.5"])
def test_closing_with_a_forged_count_changes_nothing(reported: City, signed_in: Any, expected: str) -> None:
    page = main(signed_in("coordinator").post(ADDRESS, CLOSE | {"expected": expected}))

    assert "页面已过期" in page.text
    assert period_of(RUNNING).closed_at is None


def test_quarter_that_is_not_open_yet_cannot_be_closed(reported: City, signed_in: Any) -> None:
    address = "/quarters/2025Q4/"
    assert not main(signed_in("coordinator").get(address)).all("section", id="close")

    page = main(signed_in("coordinator").post(address, {"close": "1", "expected": "0", "reason": "x"}))
    assert "尚未开放填报" in page.one("section", id="close").text
    assert Period.objects.get(quarter="2025Q4").closed_at is None


def test_closing_twice_says_that_it_was_closed(reported: City, signed_in: Any) -> None:
    for words in ("审核通过的数据可以发布", "此前已经关闭"):
        response = signed_in("coordinator").post(ADDRESS, CLOSE, follow=True)
        assert words in main(response).text


def test_reopening_asks_for_a_reason_and_takes_the_figures_back(reported: City, signed_in: Any) -> None:
    coordinator, address = signed_in("coordinator"), "/quarters/2025Q2/"

    page = main(coordinator.post(address, {"reopen": "1", "reason": ""}))
    assert "请说明重新开放的理由" in page.one("section", id="reopen").text
    assert period_of(CLOSED).closed_at

    page = main(coordinator.post(address, {"reopen": "1", "reason": "更正"}, follow=True))
    assert "已重新开放" in page.text
    assert period_of(CLOSED).closed_at is None
    assert AuditEvent.objects.get(action="period.reopened").reason == "更正"
    assert "此前已经开放" in main(coordinator.post(address, {"reopen": "1", "reason": "x"}, follow=True)).text


def test_dates_are_set_with_a_reason(reported: City, signed_in: Any) -> None:
    coordinator = signed_in("coordinator")
    section = main(coordinator.get(ADDRESS)).one("section", id="schedule")
    assert "第十个工作日为 2025-10-21" in section.text
    assert section.one("input", name="due").value == "2025-10-21"

    page = main(coordinator.post(ADDRESS, DATES, follow=True))
    assert "2025-10-28 截止" in page.text
    assert period_of(RUNNING).due == dt.date(2025, 10, 28)
    assert AuditEvent.objects.get(action="period.changed").reason == "国庆假期"
    assert "没有改动" in main(coordinator.post(ADDRESS, DATES, follow=True)).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"due": "2025-09-30"}, "截止日期不能早于开放日期"),
        ({"opens": "2025-06-30"}, "不能早于该季度的第一天"),
        ({"opens": "2025-10-20"}, "须保持开放"),
        ({"due": "soon"}, "日期"),
        ({"due": ""}, "必填"),
        ({"reason": ""}, "请说明更改日期的理由"),
    ],
)
def test_dates_that_make_no_sense_stay_beside_the_sentence(
    reported: City, signed_in: Any, changes: dict[str, str], words: str
) -> None:
    page = main(signed_in("coordinator").post(ADDRESS, DATES | changes))

    section = page.one("section", id="schedule")
    assert words in " ".join(error.text for error in section.all(class_="error"))
    for name in ("opens", "due"):
        assert section.one("input", name=name).value == (DATES | changes)[name]
    assert period_of(RUNNING).due == dt.date(2025, 10, 21)


def test_due_date_on_a_day_off_is_taken_with_a_warning(reported: City, signed_in: Any) -> None:
    response = signed_in("coordinator").post(ADDRESS, DATES | {"due": "2025-10-25"}, follow=True)

    assert "2025-10-25 不是工作日" in main(response).text
    assert period_of(RUNNING).due == dt.date(2025, 10, 25)


def test_dates_of_a_quarter_closed_meanwhile_stay(reported: City, signed_in: Any) -> None:
    page = main(signed_in("coordinator").post("/quarters/2025Q2/", DATES))

    assert "日期不再更改" in page.text
    assert period_of(CLOSED).due == dt.date(2025, 7, 14)


def test_post_that_asks_for_nothing_changes_nothing(reported: City, signed_in: Any) -> None:
    assert signed_in("coordinator").post(ADDRESS, {"reason": "x"}).status_code == 200
    assert not AuditEvent.objects.filter(actor__username="coordinator").exists()
