"""Saving figures: one row or all of them, with htmx and without."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests import pages
from tests.factories import RUNNING, City
from tests.views.conftest import HTMX
from tracker.models import AuditEvent, Report, ReportVersion

SHEET = "/reports/2025Q3/east/"


def sheet_data(client: Client, address: str = SHEET, **typed: str) -> dict[str, str]:
    """What a browser would send: every field of the form as it stands, and what was typed over it."""
    form = pages.read(client.get(address)).one("main").one("form", method="post")
    data = {}
    for element in form.walk():
        name = element.attributes.get("name")
        if name and element.tag == "select":
            data[name] = next(o.value for o in element.all("option", selected=None))
        elif name and element.tag in ("input", "textarea") and name != "csrfmiddlewaretoken":
            data[name] = element.value
    return data | {name.replace("__", "-"): value for name, value in typed.items()}


def save(client: Client, what: str, *, htmx: bool = False, **typed: str) -> HttpResponse:
    data = sheet_data(client, **typed) | {"save": what}
    return client.post(SHEET, data, headers=HTMX if htmx else {})


def stored(target: str, unit: str = "east") -> ReportVersion | None:
    report = Report.objects.filter(
        assignment__target__code=target, assignment__unit__code=unit, period__quarter=RUNNING
    ).first()
    return report and report.latest


def row_of(page: pages.Element, target: str) -> pages.Element:
    return page.one(data_row=target)


def test_saving_a_row_with_htmx_answers_with_the_row_and_the_chart(reported: City, signed_in: Any) -> None:
    response = save(signed_in("alice"), "factories", htmx=True, factories__value="36")

    fragment = pages.read(response)
    assert response.status_code == 200
    assert not fragment.all("html")
    row = row_of(fragment, "factories")
    assert "36" in row.one(role="status").text
    assert row.one("input", name="factories-value").value == "36"
    assert row.one("input", name="factories-seen").value == "2"
    chart = fragment.one("aside", hx_swap_oob="true")
    assert chart.attributes["id"] == "figure-chart"
    assert 36.0 in pages.numbers(pages.figures(fragment))
    assert stored("factories").value == 36


def test_saving_a_row_without_htmx_leads_back_to_the_sheet(reported: City, signed_in: Any) -> None:
    client = signed_in("alice")
    response = save(client, "factories", factories__value="36")

    assert response.status_code == 302
    page = pages.read(client.get(response.url))
    assert "1 项" in page.one("main").all(role="status")[0].text
    assert 36.0 in pages.numbers(pages.figures(page))
    assert stored("factories").value == 36


@pytest.mark.parametrize("what", ["factories", "all"])
def test_saving_keeps_what_was_typed_in_the_other_rows(reported: City, signed_in: Any, what: str) -> None:
    client = signed_in("alice")
    data = sheet_data(client, factories__value="36") | {"tool-rate-value": "abc", "save": what}

    page = pages.read(client.post(SHEET, data, follow=True))
    assert stored("factories").value == 36
    assert stored("tool-rate") is None
    assert row_of(page, "tool-rate").one("input", name="tool-rate-value").value == "abc"


def test_saving_everything_stores_the_rows_that_changed(reported: City, signed_in: Any) -> None:
    client = signed_in("alice")
    data = sheet_data(client, factories__value="36")
    data |= {"tool-rate-numerator": "40", "tool-rate-denominator": "50", "save": "all"}

    response = client.post(SHEET, data)
    assert response.status_code == 302
    assert stored("factories").value == 36
    assert stored("tool-rate").value == 80
    assert (stored("tool-rate").numerator, stored("tool-rate").denominator) == (40, 50)
    assert "2 项" in pages.read(client.get(response.url)).one("main").all(role="status")[0].text


def test_saving_an_untouched_sheet_changes_nothing(reported: City, signed_in: Any) -> None:
    client = signed_in("alice")
    versions, events = ReportVersion.objects.count(), AuditEvent.objects.count()

    response = client.post(SHEET, sheet_data(client) | {"save": "all"})
    assert response.status_code == 302
    assert (ReportVersion.objects.count(), AuditEvent.objects.count()) == (versions, events)


def test_saving_everything_with_one_fault_stores_the_others_and_keeps_what_was_typed(
    reported: City, signed_in: Any
) -> None:
    client = signed_in("alice")
    data = sheet_data(client, factories__value="三十六")
    data |= {"factories-note": "电话核对过", "save": "all"}
    data |= {"tool-rate-numerator": "40", "tool-rate-denominator": "50"}

    response = client.post(SHEET, data)
    page = pages.read(response)
    assert response.status_code == 200
    assert stored("factories").value == 33
    assert stored("tool-rate").value == 80
    faulty = row_of(page, "factories")
    assert faulty.one("input", name="factories-value").value == "三十六"
    assert "电话核对过" in (faulty.one(name="factories-note").value or faulty.one(name="factories-note").text)
    assert "不是数字" in faulty.one(role="alert").text
    assert not row_of(page, "tool-rate").all(role="alert")


def test_a_refused_row_with_htmx_says_what_is_wrong_and_is_swapped_in(reported: City, signed_in: Any) -> None:
    response = save(signed_in("alice"), "factories", htmx=True, factories__value="abc")

    # htmx swaps only answers of the 200s: a refusal is one.
    assert response.status_code == 200
    fragment = pages.read(response)
    row = row_of(fragment, "factories")
    field = row.one("input", name="factories-value")
    assert field.value == "abc"
    errors = row.one(id=field.attributes["aria-describedby"])
    assert "不是数字" in errors.text
    assert field.attributes.get("aria-invalid") == "true"
    assert not fragment.all(hx_swap_oob="true"), "the chart stays as it is"
    assert stored("factories").value == 33


def test_saving_the_same_figure_twice_is_one_version(reported: City, signed_in: Any) -> None:
    client = signed_in("alice")
    data = sheet_data(client, factories__value="36") | {"save": "factories"}

    for _ in range(2):
        assert client.post(SHEET, data, headers=HTMX).status_code == 200
    assert stored("factories").number == 2


def test_a_figure_that_a_colleague_has_saved_meanwhile_is_not_overwritten(
    reported: City, signed_in: Any
) -> None:
    alice, aaron = signed_in("alice"), signed_in("aaron")
    data = sheet_data(alice, factories__value="36") | {"save": "factories"}
    save(aaron, "factories", factories__value="35")

    response = alice.post(SHEET, data, headers=HTMX)
    row = row_of(pages.read(response), "factories")
    assert "35" in row.one(role="alert").text
    assert "aaron" in row.one(role="alert").text
    assert row.one("input", name="factories-value").value == "36"
    assert stored("factories").value == 35

    # Having been told, she saves again: the form now knows the version it replaces.
    again = data | {"factories-seen": row.one("input", name="factories-seen").value}
    assert alice.post(SHEET, again, headers=HTMX).status_code == 200
    assert (stored("factories").value, stored("factories").number) == (Decimal(36), 3)


def test_a_figure_keeps_its_qualifier_and_note(reported: City, signed_in: Any) -> None:
    save(
        signed_in("alice"),
        "factories",
        factories__value="36",
        factories__qualifier="about",
        factories__note=" 快报数 ",
    )

    assert (stored("factories").qualifier, stored("factories").note) == ("about", "快报数")
    assert stored("factories").author == reported.people["alice"]


def test_a_rate_typed_beside_its_parts_must_agree_with_them(reported: City, signed_in: Any) -> None:
    parts = {"tool-rate-numerator": "2", "tool-rate-denominator": "3", "save": "tool-rate"}
    client = signed_in("alice")

    wrong = client.post(SHEET, sheet_data(client) | parts | {"tool-rate-value": "60"}, headers=HTMX)
    assert "66.6667" in row_of(pages.read(wrong), "tool-rate").one(role="alert").text
    assert stored("tool-rate") is None

    client.post(SHEET, sheet_data(client) | parts | {"tool-rate-value": "66.7%"}, headers=HTMX)
    assert stored("tool-rate").value == Decimal("66.6667")


def test_a_saved_figure_reaches_the_detail_page_of_officials_alone(reported: City, signed_in: Any) -> None:
    alice = signed_in("alice")
    save(alice, "factories", factories__value="36")

    query = {"quarter": "2025Q3"}
    official = pages.read(alice.get("/targets/factories/", query))
    assert 36.0 in pages.numbers(pages.figures(official))
    stranger = pages.read(signed_in("anonymous").get("/targets/factories/", query))
    assert 36.0 not in pages.numbers(pages.figures(stranger))


@pytest.mark.parametrize("htmx", [True, False])
def test_every_saved_figure_leaves_an_audit_event(reported: City, signed_in: Any, htmx: bool) -> None:
    save(signed_in("alice"), "factories", htmx=htmx, factories__value="36")

    event = AuditEvent.objects.first()
    assert (event.action, event.subject) == ("report.saved", "report:2025Q3:east:factories")
    assert (event.actor, event.actor_name) == (reported.people["alice"], "alice")
    assert {**event.details}.keys() >= {"old", "new", "version"}


def test_saving_everything_leaves_a_colleagues_figure_that_one_did_not_touch(
    reported: City, signed_in: Any
) -> None:
    """A page opened before a colleague saved another row: neither overwritten nor complained about."""
    alice = signed_in("alice")
    page = sheet_data(alice)
    reported.report(35, seen=1, by="aaron")

    response = alice.post(SHEET, page | {"tool-rate-value": "60", "save": "all"})

    assert response.status_code == 302
    assert stored("factories").value == 35
    assert stored("tool-rate").value == 60


def test_saving_everything_with_one_fault_shows_the_rest_as_saved(reported: City, signed_in: Any) -> None:
    alice = signed_in("alice")
    response = alice.post(
        SHEET, sheet_data(alice) | {"factories-value": "40", "tool-rate-value": "abc", "save": "all"}
    )

    page = pages.read(response)
    assert row_of(page, "factories").one("input", name="factories-seen").value == "2"
    assert row_of(page, "tool-rate").one("input", name="tool-rate-value").value == "abc"


def test_figure_with_its_unit_is_understood(reported: City, signed_in: Any) -> None:
    save(signed_in("alice"), "factories", htmx=True, factories__value="36家")

    assert stored("factories").value == 36
