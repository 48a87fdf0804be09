"""One figure's own page: every version, every decision, every file, and what can be done about it."""

from typing import Any

import pytest
from django.http import HttpResponse

from tests import factories, pages
from tests.factories import RUNNING, City, figure
from tracker.models import Decision, Report, ReportVersion

ADDRESS = "/reports/2025Q3/east/factories/"


def version(number: int = 1, target: str = "factories", unit: str = "east") -> ReportVersion:
    return ReportVersion.objects.get(
        report__assignment__target__code=target,
        report__assignment__unit__code=unit,
        report__period__quarter=RUNNING,
        number=number,
    )


def report() -> Report:
    return version().report


def versions(page: pages.Element) -> list[pages.Element]:
    return page.one("table", class_="data row-cards versions").one("tbody").all("tr")


def problem(response: HttpResponse) -> str:
    """Why the form was refused; the page with that sentence is a success of its own."""
    assert response.status_code == 200
    return pages.read(response).one("main").one(role="alert").text


def test_page_shows_every_version_with_who_when_and_why(reported: City, signed_in: Any) -> None:
    reported.send_back(version(), "与名录不符")
    reported.report(figure(330, reason="other", note="并入两家"), seen=1, by="aaron")

    page = pages.read(signed_in("alice").get(ADDRESS))
    newest, oldest = versions(page)
    assert [cell.text for cell in newest.all("td", class_="num")] == ["2", "330", "+297"]
    assert all(word in newest.text for word in ("aaron", "其他", "并入两家"))
    assert newest.one(class_="finding finding-warning").text
    assert [cell.text for cell in oldest.all("td", class_="num")] == ["1", "33", "—"]
    assert all(word in oldest.text for word in ("alice", "rita", "与名录不符"))
    assert page.one(data_state=None).attributes["data-state"] == "submitted"


def test_page_of_a_figure_that_nobody_has_touched_says_so(reported: City, signed_in: Any) -> None:
    page = pages.read(signed_in("alice").get("/reports/2025Q3/east/tool-rate/"))

    assert not page.all("table")
    assert page.all(class_="missing")


@pytest.mark.parametrize(
    "address",
    [
        "/reports/2025Q3/west/factories/",
        "/reports/2025Q3/east/index/",
        "/reports/2025Q3/east/no-such-target/",
        "/reports/2025Q3/no-such-unit/factories/",
        "/reports/2099Q1/east/factories/",
        "/reports/2025Q5/east/factories/",
    ],
)
def test_page_that_is_not_mine_or_not_there_is_not_found(
    reported: City, signed_in: Any, address: str
) -> None:
    for username in ("alice", "rita"):
        assert signed_in(username).get(address).status_code == 404


def test_page_is_read_by_the_bureau_that_leads_the_target(reported: City, signed_in: Any) -> None:
    assert signed_in("berta").get(ADDRESS).status_code == 404
    factories.Target.objects.filter(code="factories").update(lead_unit=reported.units["bureau"])

    assert pages.read(signed_in("berta").get(ADDRESS)).all("button", name="approve")


def test_figures_on_the_page_stay_out_of_every_cache(reported: City, signed_in: Any) -> None:
    assert "no-store" in signed_in("alice").get(ADDRESS).headers["Cache-Control"]


def test_reviewer_approves_the_version_that_is_shown(reported: City, signed_in: Any) -> None:
    rita = signed_in("rita")
    button = pages.read(rita.get(ADDRESS)).one("button", name="approve")

    assert rita.post(ADDRESS, {"approve": button.value}).status_code == 302
    assert (report().state, report().approved) == ("approved", version())


def test_version_that_was_replaced_meanwhile_is_not_approved(reported: City, signed_in: Any) -> None:
    rita = signed_in("rita")
    shown = pages.read(rita.get(ADDRESS)).one("button", name="approve").value
    reported.report(35, seen=1, by="aaron")

    assert "aaron" in problem(rita.post(ADDRESS, {"approve": shown}))
    assert report().state == "submitted"


@pytest.mark.parametrize("action", ["approve", "return", "reopen"])
def test_version_of_another_figure_does_not_exist_here(reported: City, signed_in: Any, action: str) -> None:
    other = reported.report(factories.rate(46, 60), target="tool-rate")
    data = {"comment": "核对", "reason": "核对", "until": "2025-10-20"}

    for forged in (other.pk, version().pk + 10**6, "abc", "", "\x00"):
        assert signed_in("rita").post(ADDRESS, data | {action: str(forged)}).status_code == 404
    assert report().state == "submitted"


def test_reviewer_returns_with_a_comment(reported: City, signed_in: Any) -> None:
    rita = signed_in("rita")
    without = rita.post(ADDRESS, {"return": str(version().pk), "comment": " "})
    assert without.status_code == 200
    assert report().state == "submitted"

    assert rita.post(ADDRESS, {"return": str(version().pk), "comment": "与名录不符"}).status_code == 302
    assert (report().state, report().decision.comment) == ("returned", "与名录不符")


@pytest.mark.parametrize("username", ["alice", "auditor", "coordinator", "administrator"])
@pytest.mark.parametrize("action", ["approve", "return"])
def test_those_without_a_word_on_it_see_no_buttons_and_are_refused(
    reported: City, signed_in: Any, username: str, action: str
) -> None:
    client = signed_in(username)

    assert not pages.read(client.get(ADDRESS)).all("button", name=action)
    assert client.post(ADDRESS, {action: str(version().pk), "comment": "核对"}).status_code == 403
    assert not Decision.objects.filter(version=version()).exists()


def test_own_figure_has_no_buttons_and_a_forged_approval_is_refused_in_words(
    reported: City, signed_in: Any
) -> None:
    factories.Membership.objects.create(
        user=reported.people["alice"], unit=reported.units["east"], role=factories.Role.REVIEWER
    )
    alice = signed_in("alice")

    assert not pages.read(alice.get(ADDRESS)).all("button", name="approve")
    assert problem(alice.post(ADDRESS, {"approve": str(version().pk)}))
    assert report().state == "submitted"


@pytest.mark.parametrize("username", ["rita", "coordinator"])
def test_approved_figure_is_reopened_with_a_reason_until_a_day(
    reported: City, signed_in: Any, username: str
) -> None:
    reported.approve(version())
    data = {"reopen": str(version().pk), "reason": "名录更正", "until": "2025-10-20"}

    assert signed_in(username).post(ADDRESS, data).status_code == 302
    assert report().is_reopened(factories.dt.date(2025, 10, 20))
    row = pages.read(signed_in("alice").get("/reports/2025Q3/east/")).one(data_row="factories")
    assert row.can_be_typed_in


@pytest.mark.parametrize(
    "changes",
    [{"reason": ""}, {"until": ""}, {"until": "2025-10-09"}, {"until": "soon"}, {"reason": "长" * 1001}],
)
def test_reopening_that_lacks_something_is_answered_in_words(
    reported: City, signed_in: Any, changes: dict[str, str]
) -> None:
    reported.approve(version())
    data = {"reopen": str(version().pk), "reason": "名录更正", "until": "2025-10-20"} | changes

    response = signed_in("rita").post(ADDRESS, data)
    assert response.status_code == 200
    main = pages.read(response).one("main")
    assert main.all("p", class_="error") or main.one(role="alert").text
    assert not report().is_reopened(factories.TODAY)


def test_reopening_by_the_figures_reporter_is_refused(reported: City, signed_in: Any) -> None:
    reported.approve(version())
    data = {"reopen": str(version().pk), "reason": "名录更正", "until": "2025-10-20"}

    assert signed_in("alice").post(ADDRESS, data).status_code == 403
    assert not report().is_reopened(factories.TODAY)


@pytest.mark.parametrize("data", [{}, {"nonsense": "1"}, {"comment": "核对"}])
def test_form_that_asks_for_nothing_is_told_so(reported: City, signed_in: Any, data: dict[str, str]) -> None:
    assert problem(signed_in("rita").post(ADDRESS, data))
