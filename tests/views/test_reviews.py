"""The review page: what waits, old beside new, and decisions on exactly what is shown."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests import factories, pages
from tests.factories import CLOSED, NOW, RUNNING, City, figure
from tracker.models import AuditEvent, Decision, Membership, Report, ReportVersion, Role
from tracker.services.reviews import report_reopen

ADDRESS = "/reviews/2025Q3/"


def rows(page: pages.Element) -> dict[str, pages.Element]:
    return {element.attributes["data-report"]: element for element in page.all("tr", data_report=None)}


def state(target: str, unit: str = "east") -> str:
    return Report.objects.get(
        assignment__target__code=target, assignment__unit__code=unit, period__quarter=RUNNING
    ).state


def approve(client: Client, *versions: Any) -> HttpResponse:
    return client.post(ADDRESS, {"version": [str(version) for version in versions], "approve": "ticked"})


def give_back(client: Client, version: ReportVersion, comment: str) -> HttpResponse:
    return client.post(ADDRESS, {"return": str(version.pk), f"{version.pk}-comment": comment})


def said(client: Client, response: HttpResponse) -> str:
    """What the next page tells after a redirect."""
    assert response.status_code == 302
    return pages.read(client.get(response.url)).text


@pytest.fixture
def waiting(reported: City) -> dict[str, ReportVersion]:
    """What waits for Rita: both figures of the east. The west's is not hers."""
    reported.report(14, unit="west")
    return {
        "factories": ReportVersion.objects.get(
            report__assignment=reported.assignment(), report__period__quarter=RUNNING
        ),
        "tool-rate": reported.report(factories.rate(46, 60), target="tool-rate", by="aaron"),
    }


def test_page_lists_what_waits_for_the_reviewer_and_nothing_else(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    page = pages.read(signed_in("rita").get(ADDRESS))

    assert list(rows(page)) == ["east:factories", "east:tool-rate"]
    row = rows(page)["east:factories"]
    assert [cell.text for cell in row.all("td", class_="num")] == ["30", "—", "33 家", "+3"]
    assert "alice" in row.one("th").text
    assert row.one("input", name="version").value == str(waiting["factories"].pk)


def test_page_shows_what_changed_since_the_last_approval(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    first = waiting["factories"]
    reported.approve(first)
    report_reopen(version=first, until=NOW.date(), reason="更正", by=reported.people["rita"], at=NOW)
    reported.report(34, seen=1)

    row = rows(pages.read(signed_in("rita").get(ADDRESS)))["east:factories"]
    assert [cell.text for cell in row.all("td", class_="num")] == ["30", "33", "34 家", "+1"]


def test_page_shows_the_checks_that_fired_with_the_answers(reported: City, signed_in: Any) -> None:
    reported.report(figure(330, reason="other", note="并入两家", next_step="核对名录"), seen=1)

    row = rows(pages.read(signed_in("rita").get(ADDRESS)))["east:factories"]
    assert "30" in row.one(class_="finding finding-warning").text
    for words in ("其他", "并入两家", "核对名录"):
        assert words in row.one(class_="explained").text


def test_ticked_figures_are_approved_and_the_rest_waits(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    rita = signed_in("rita")

    assert "1" in said(rita, approve(rita, waiting["factories"].pk))
    assert (state("factories"), state("tool-rate")) == ("approved", "submitted")


def test_many_are_approved_at_once_and_each_is_on_record(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    rita = signed_in("rita")
    before = AuditEvent.objects.filter(action="report.approved").count()

    assert "2" in said(rita, approve(rita, *(version.pk for version in waiting.values())))
    assert (state("factories"), state("tool-rate")) == ("approved", "approved")
    assert AuditEvent.objects.filter(action="report.approved").count() == before + 2
    assert {d.author.username for d in Decision.objects.filter(version__in=waiting.values())} == {"rita"}


def test_a_figure_replaced_while_the_page_was_open_is_not_approved_and_the_others_are(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    rita = signed_in("rita")
    assert rita.get(ADDRESS).status_code == 200
    reported.report(35, seen=1)

    response = approve(rita, *(version.pk for version in waiting.values()))
    page = pages.read(rita.get(response.url))
    assert len(page.all(class_="notice notice-error")) == 1
    assert (state("factories"), state("tool-rate")) == ("submitted", "approved")
    assert Report.objects.get(latest__value=35).approved is None


def test_own_figures_are_shown_but_cannot_be_ticked_nor_approved_by_a_forged_form(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    Membership.objects.create(user=reported.people["alice"], unit=reported.units["east"], role=Role.REVIEWER)
    alice = signed_in("alice")

    row = rows(pages.read(alice.get(ADDRESS)))["east:factories"]
    assert not row.all("input", type="checkbox")
    assert not row.all("button")
    response = approve(alice, *(version.pk for version in waiting.values()))
    assert reported.targets["factories"].name in said(alice, response)
    assert (state("factories"), state("tool-rate")) == ("submitted", "approved")


@pytest.mark.parametrize("forged", ["0", "-1", "99999999999999999999", "abc", "1 OR 1=1", "\x00", "²", ""])
def test_forged_versions_are_counted_as_gone(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any, forged: str
) -> None:
    rita = signed_in("rita")
    page = pages.read(rita.get(approve(rita, forged, waiting["factories"].pk).url))

    assert len(page.all(class_="notice notice-error")) == 1
    assert (state("factories"), state("tool-rate")) == ("approved", "submitted")


def test_another_units_and_another_quarters_version_are_not_approved(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    others = ReportVersion.objects.exclude(pk__in=[version.pk for version in waiting.values()])
    before = Decision.objects.count()
    rita = signed_in("rita")

    approve(rita, *others.values_list("pk", flat=True))
    assert Decision.objects.count() == before
    assert state("factories", "west") == "submitted"


def test_approval_sent_twice_is_one_decision(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    rita = signed_in("rita")
    for _ in range(2):
        assert approve(rita, waiting["factories"].pk).status_code == 302

    assert waiting["factories"].decisions.count() == 1


def test_nothing_ticked_approves_nothing(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    rita = signed_in("rita")

    assert "没有勾选" in said(rita, approve(rita))
    assert state("factories") == "submitted"


def test_returning_says_to_whom_and_keeps_the_comment(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    rita = signed_in("rita")

    assert "east单位" in said(rita, give_back(rita, waiting["factories"], "与名录不符"))
    report = Report.objects.get(latest=waiting["factories"])
    assert (report.state, report.decision.comment) == ("returned", "与名录不符")
    assert list(rows(pages.read(rita.get(ADDRESS)))) == ["east:tool-rate"]


@pytest.mark.parametrize("comment", ["", "  ", "长" * 1001])
def test_returning_with_a_comment_that_is_none_is_answered_beside_it(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any, comment: str
) -> None:
    response = give_back(signed_in("rita"), waiting["factories"], comment)

    assert response.status_code == 200
    row = rows(pages.read(response))["east:factories"]
    assert row.one(role="alert").text
    assert row.one("textarea").value == comment
    assert not rows(pages.read(response))["east:tool-rate"].all(role="alert")
    assert state("factories") == "submitted"


def test_returning_a_version_that_was_replaced_is_refused(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    reported.report(35, seen=1)
    rita = signed_in("rita")

    page = pages.read(rita.get(give_back(rita, waiting["factories"], "核对").url))
    assert page.all(class_="notice notice-error")
    assert state("factories") == "submitted"


def test_returning_ones_own_figure_is_refused_beside_it(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    Membership.objects.create(user=reported.people["alice"], unit=reported.units["east"], role=Role.REVIEWER)

    assert give_back(signed_in("alice"), waiting["factories"], "核对").status_code == 200
    assert state("factories") == "submitted"


def test_closed_quarter_is_decided_on_no_more(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    rita = signed_in("rita")
    factories.periods.period_close(period=factories.period_of(RUNNING), by=None, at=NOW)

    page = pages.read(rita.get(ADDRESS))
    assert "disabled" in page.one("button", name="approve").attributes
    assert not page.all("button", name="return")
    approve(rita, waiting["factories"].pk)
    assert state("factories") == "submitted"


def test_bureau_reviewer_sees_every_unit_for_the_targets_it_leads(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    factories.Target.objects.filter(code="factories").update(lead_unit=reported.units["bureau"])
    berta = signed_in("berta")

    assert list(rows(pages.read(berta.get(ADDRESS)))) == ["east:factories", "west:factories"]
    approve(
        berta, *ReportVersion.objects.filter(report__period__quarter=RUNNING).values_list("pk", flat=True)
    )
    assert [state("factories"), state("factories", "west"), state("tool-rate")] == [
        "approved",
        "approved",
        "submitted",
    ]


@pytest.mark.parametrize("quarter", ["2025Q5", "now", "2099Q1", "２０２５Q3"])
def test_page_of_a_quarter_that_is_none_is_not_found(reported: City, signed_in: Any, quarter: str) -> None:
    assert signed_in("rita").get(f"/reviews/{quarter}/").status_code == 404


def test_page_without_anything_to_review_says_so(reported: City, signed_in: Any) -> None:
    assert pages.read(signed_in("rita").get(f"/reviews/{CLOSED.code}/")).one(class_="empty").text


def test_figures_on_the_page_stay_out_of_every_cache(reported: City, signed_in: Any) -> None:
    assert "no-store" in signed_in("rita").get(ADDRESS).headers["Cache-Control"]
