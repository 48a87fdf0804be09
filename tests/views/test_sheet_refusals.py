"""Forged forms, ended sessions, closed quarters: refused on the server, whatever the form says."""

from typing import Any

import pytest
from django.test import Client

from tests import factories, pages
from tests.factories import RUNNING, City
from tests.views.conftest import HTMX
from tests.views.sheets import SHEET
from tracker.models import AuditEvent, ReportVersion

FIGURE = {
    "factories-value": "36",
    "factories-qualifier": "exact",
    "factories-note": "",
    "factories-seen": "1",
    "submit": "factories",
}


@pytest.fixture
def unchanged(reported: City) -> Any:
    """No figure is submitted by any request of this file."""
    submissions = AuditEvent.objects.filter(action="report.submitted")
    before = ReportVersion.objects.count(), submissions.count()
    yield reported
    assert (ReportVersion.objects.count(), submissions.count()) == before


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("username", "path", "status"),
    [
        ("alice", "/reports/2025Q3/west/", 404),  # forged unit
        ("alice", "/reports/2025Q3/no-such-unit/", 404),
        ("alice", "/reports/2031Q1/east/", 404),  # forged quarter
        ("alice", "/reports/latest/east/", 404),
        ("anna", SHEET, 403),  # looks, but does not report
        ("rita", SHEET, 403),  # reviews, but does not report
        ("reviewer", SHEET, 404),
        ("berta", SHEET, 404),
        ("reviewer", "/reports/2025Q3/bureau/", 403),
        ("coordinator", SHEET, 403),
        ("auditor", SHEET, 403),
        ("administrator", SHEET, 403),
        ("viewer", SHEET, 403),
        ("stranger", SHEET, 403),
    ],
)
def test_figure_of_somebody_elses_sheet_is_refused(
    unchanged: City, signed_in: Any, username: str, path: str, status: int, headers: dict[str, str]
) -> None:
    assert signed_in(username).post(path, FIGURE, headers=headers).status_code == status


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("target", ["index", "no-such-target", "../factories", "\x00"])
def test_figure_of_a_target_that_is_not_asked_for_is_refused(
    unchanged: City, signed_in: Any, target: str, headers: dict[str, str]
) -> None:
    forged = {f"{target}-value": "36", f"{target}-seen": "0", "submit": target}

    response = signed_in("alice").post(SHEET, forged, headers=headers)
    # The whole form knows no such field; for a single row there is no such row.
    assert response.status_code == (404 if headers else 302)


@pytest.mark.parametrize(("quarter", "reason"), [("2025Q2", "2025Q2 已"), ("2025Q4", "2026-01-01")])
def test_figure_for_a_quarter_that_is_not_open_is_refused_with_the_reason(
    unchanged: City, signed_in: Any, quarter: str, reason: str
) -> None:
    forged = FIGURE | {"factories-seen": "1" if quarter == "2025Q2" else "0"}
    response = signed_in("alice").post(f"/reports/{quarter}/east/", forged, headers=HTMX)

    assert reason in pages.read(response).one(data_row="factories").one(role="alert").text


@pytest.mark.parametrize(
    ("quarter", "words"), [("2025Q2", "closed on 2025-07-14"), ("2025Q4", "not open for reporting")]
)
def test_form_for_a_quarter_that_is_not_open_is_answered_with_the_sheet_to_read(
    unchanged: City, english: Any, quarter: str, words: str
) -> None:
    response = english("alice").post(f"/reports/{quarter}/east/", FIGURE)

    page = pages.read(response)
    assert words in page.one(class_="notice notice-info").text
    assert page.one(data_row="factories").one(role="alert").text, "what was typed is not dropped in silence"
    assert not any(row.can_be_typed_in for row in page.all(data_row=None))


def test_figure_is_refused_when_the_quarter_was_closed_while_it_was_typed(
    unchanged: City, signed_in: Any
) -> None:
    client = signed_in("alice")
    assert client.get(SHEET).status_code == 200
    factories.period_close(RUNNING)

    response = client.post(SHEET, FIGURE, headers=HTMX)
    row = pages.read(response).one(data_row="factories")
    assert "2025Q3" in row.one(role="alert").text


@pytest.mark.parametrize("seen", ["0", "2", "99999999999999999999999"])
def test_figure_over_a_version_that_was_never_shown_is_refused(
    unchanged: City, signed_in: Any, seen: str
) -> None:
    response = signed_in("alice").post(SHEET, FIGURE | {"factories-seen": seen}, headers=HTMX)

    assert "33" in pages.read(response).one(data_row="factories").one(role="alert").text


@pytest.mark.parametrize("seen", ["", "abc", "-1", None])
def test_figure_without_the_version_it_replaces_is_refused(
    unchanged: City, signed_in: Any, seen: str | None
) -> None:
    forged = FIGURE | {"factories-seen": seen}
    forged = {name: value for name, value in forged.items() if value is not None}

    response = signed_in("alice").post(SHEET, forged, headers=HTMX)
    assert response.status_code == 200
    assert pages.read(response).one(data_row="factories")


@pytest.mark.parametrize("data", [{}, {"submit": "all"}, {"submit": ""}, {"submit": "all", "nonsense": "1"}])
def test_form_without_figures_changes_nothing(unchanged: City, signed_in: Any, data: dict[str, str]) -> None:
    assert signed_in("alice").post(SHEET, data).status_code in (200, 302)


@pytest.mark.parametrize(("method", "path"), [("get", "/reports/"), ("get", SHEET), ("post", SHEET)])
def test_anonymous_visitors_are_sent_to_sign_in_and_back(
    unchanged: City, client: Client, method: str, path: str
) -> None:
    response = getattr(client, method)(path)

    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next={path}"


def test_htmx_save_of_an_ended_session_stays_on_the_page_and_says_so(unchanged: City, client: Client) -> None:
    for asked in ({"submit": "factories"}, {"submit": "all"}, {"draft": "factories"}):
        response = client.post(SHEET, FIGURE | asked, headers=HTMX)

        # Leaving the page would lose what was typed into the other rows.
        assert response.status_code == 200
        assert "HX-Redirect" not in response.headers
        assert response.headers["HX-Retarget"] == "#page-alert"
        assert "登录已失效" in response.content.decode()


def test_htmx_link_of_an_ended_session_leaves_for_the_sign_in_page(unchanged: City, client: Client) -> None:
    current = f"http://testserver{SHEET}?chart=tool-rate"
    response = client.get(SHEET, headers=HTMX | {"HX-Current-URL": current})

    # A redirect would be followed by the browser, and the sign-in page swapped into the row.
    assert response.status_code == 200
    assert response.headers["HX-Redirect"] == f"/accounts/login/?next={SHEET}%3Fchart%3Dtool-rate"
    assert not response.content


def test_htmx_request_of_an_ended_session_is_not_led_to_another_site(unchanged: City, client: Client) -> None:
    headers = HTMX | {"HX-Current-URL": "https://evil.example/reports/"}
    response = client.get(SHEET, headers=headers)

    assert "evil" not in response.headers["HX-Redirect"]


def test_forged_form_from_another_site_is_refused(unchanged: City) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(unchanged.people["alice"])

    assert client.post(SHEET, FIGURE).status_code == 403


def test_refused_colleague_reads_why_and_where_to_go(unchanged: City, signed_in: Any) -> None:
    page = pages.read(signed_in("coordinator").post(SHEET, FIGURE))

    assert "east单位" in page.one("main").text
    assert page.one("main").all("a", href="/")
