"""The reporting sheet as it is read: what is asked, what is known, who may look."""

from typing import Any

import pytest

from tests import factories, pages
from tests.factories import CLOSED, FUTURE, RUNNING, City
from tracker.models import Assignment, Membership, ReportVersion, Role

RUNNING_SHEET = "/reports/2025Q3/east/"
CLOSED_SHEET = "/reports/2025Q2/east/"


def rows(page: pages.Element) -> dict[str, pages.Element]:
    return {element.attributes["data-row"]: element for element in page.all(data_row=None)}


def test_sheet_asks_for_the_units_own_targets_in_plan_order(reported: City, signed_in: object) -> None:
    page = pages.read(signed_in("alice").get(RUNNING_SHEET))

    assert list(rows(page)) == ["factories", "tool-rate"]
    assert "east单位" in page.one("h1").text
    assert "2025年三季度" in page.one("h1").text


def test_sheet_shows_what_is_known_beside_each_input(reported: City, signed_in: object) -> None:
    row = rows(pages.read(signed_in("alice").get(RUNNING_SHEET)))["factories"]

    assert "30" in row.one(class_="known").text, "the quarter before"
    assert "省级以上智能工厂" in row.text, "the definition in force"
    assert row.one("input", name="factories-value").value == "33", "what stands"
    assert row.one("input", name="factories-seen").value == "1"
    assert row.one(data_state=None).attributes["data-state"] == "submitted"


def test_sheet_of_a_rate_asks_for_numerator_and_denominator(reported: City, signed_in: object) -> None:
    row = rows(pages.read(signed_in("alice").get(CLOSED_SHEET.replace("Q2", "Q3"))))["tool-rate"]

    for name in ("numerator", "denominator", "value"):
        assert row.one("input", name=f"tool-rate-{name}").value == ""


def test_sheet_labels_every_field(reported: City, signed_in: object) -> None:
    page = pages.read(signed_in("alice").get(RUNNING_SHEET))

    labelled = {label.attributes["for"] for label in page.all("label", for_=None)}
    around = {id(field) for label in page.all("label") for field in label.walk()}
    for tag in ("input", "select", "textarea"):
        for field in page.one("main").all(tag):
            if field.attributes.get("type") != "hidden":
                assert field.attributes.get("id") in labelled or id(field) in around, field.attributes


def test_sheet_draws_the_units_own_chart(reported: City, signed_in: object) -> None:
    page = pages.read(signed_in("alice").get(RUNNING_SHEET))

    drawn = pages.figures(page)
    assert len(drawn) == 1
    assert {30.0, 33.0} <= set(pages.numbers(drawn))
    assert 12.0 not in pages.numbers([t.get("y") for t in next(iter(drawn.values()))["data"]]), "the west's"


def test_sheet_chart_can_be_chosen_by_address(reported: City, signed_in: object) -> None:
    client = signed_in("alice")
    page = pages.read(client.get(RUNNING_SHEET, {"chart": "tool-rate"}))
    fragment = pages.read(client.get(RUNNING_SHEET, {"chart": "tool-rate"}, headers={"HX-Request": "true"}))

    assert pages.figures(page).keys() == pages.figures(fragment).keys()
    assert 75.0 in pages.numbers(pages.figures(fragment))
    assert not fragment.all("form")


@pytest.mark.parametrize("chart", ["no-such-target", "index", "\x00", ""])
def test_sheet_with_an_unknown_chart_shows_the_first(reported: City, signed_in: object, chart: str) -> None:
    response = signed_in("alice").get(RUNNING_SHEET, {"chart": chart})

    assert response.status_code == 200
    assert pages.figures(pages.read(response))


@pytest.mark.parametrize("username", ["rita", "reviewer", "coordinator", "auditor", "administrator"])
def test_sheet_is_read_by_those_who_watch(reported: City, signed_in: object, username: str) -> None:
    sheet = "/reports/2025Q3/bureau/" if username == "reviewer" else RUNNING_SHEET
    page = pages.read(signed_in(username).get(sheet))

    assert rows(page)
    assert not any(row.can_be_typed_in for row in rows(page).values())


def test_sheet_of_a_closed_quarter_is_read_only(reported: City, signed_in: object) -> None:
    page = pages.read(signed_in("alice").get(CLOSED_SHEET))

    assert "30" in rows(page)["factories"].text
    assert not any(row.can_be_typed_in for row in rows(page).values())


@pytest.mark.parametrize("path", [CLOSED_SHEET, f"{CLOSED_SHEET}import/"])
def test_sheet_of_a_closed_quarter_says_that_it_is_closed_and_takes_no_file(
    reported: City, english: Any, path: str
) -> None:
    page = pages.read(english("alice").get(path)).one("main")

    closed_at = factories.period_of(CLOSED).closed_at
    assert page.one(class_="notice notice-info").text.startswith(
        f"This quarter was closed on {closed_at:%Y-%m-%d}; the sheet can only be read."
    )
    links = {link.attributes["href"] for link in page.all("a", href=None)}
    assert f"{CLOSED_SHEET}template.xlsx" in links
    assert f"{CLOSED_SHEET}import/" not in links
    assert not page.all("input", type="file")


def test_sheet_that_is_approved_as_a_whole_offers_no_import(reported: City, signed_in: object) -> None:
    reported.approve(ReportVersion.objects.latest("pk"))
    client = signed_in("alice")
    assert f"{RUNNING_SHEET}import/" in str(client.get(RUNNING_SHEET).content)

    reported.approve(reported.report(factories.rate(45, 60), target="tool-rate"))
    assert f"{RUNNING_SHEET}import/" not in str(client.get(RUNNING_SHEET).content)


def test_sheet_of_a_quarter_that_has_not_begun_is_read_only(reported: City, signed_in: object) -> None:
    page = pages.read(signed_in("alice").get(f"/reports/{FUTURE.code}/east/"))

    assert "未开放填报" in page.one(class_="notice notice-info").text
    assert rows(page)
    assert not any(row.can_be_typed_in for row in rows(page).values())


@pytest.mark.parametrize(
    "path",
    [
        "/reports/2025Q3/west/",
        "/reports/2025Q3/no-such-unit/",
        "/reports/2099Q1/east/",
        "/reports/2025Q5/east/",
        "/reports/now/east/",
        "/reports/２０２５Q3/east/",
    ],
)
def test_sheet_that_is_not_mine_or_not_there_is_not_found(
    reported: City, signed_in: object, path: str
) -> None:
    assert signed_in("alice").get(path).status_code == 404


@pytest.mark.parametrize("username", ["reviewer", "berta"])
def test_sheet_of_another_unit_is_not_found_for_its_reviewer_either(
    reported: City, signed_in: object, username: str
) -> None:
    assert signed_in(username).get(RUNNING_SHEET).status_code == 404


def test_sheet_refuses_a_colleague_who_may_only_look_at_the_city(reported: City, signed_in: object) -> None:
    assert signed_in("anna").get(RUNNING_SHEET).status_code == 403


def test_sheet_without_anything_asked_says_so(reported: City, signed_in: object) -> None:
    Membership.objects.create(user=reported.people["alice"], unit=reported.units["city"], role=Role.REPORTER)

    page = pages.read(signed_in("alice").get("/reports/2025Q3/city/"))
    assert not rows(page)
    assert page.one("main").all(class_="empty")


def test_sheet_leaves_out_targets_of_plans_that_are_over(reported: City, signed_in: object) -> None:
    over = factories.plan_make(
        factories.target_entry(code="over"), code="over-plan", position=2, first="2023Q1", last="2024Q4"
    )
    target = over.themes.get().targets.get()
    Assignment.objects.create(unit=reported.units["east"], target=target)

    client = signed_in("alice")
    assert "over" not in rows(pages.read(client.get(RUNNING_SHEET)))
    assert "over" in rows(pages.read(client.get("/reports/2024Q4/east/")))


def test_sheet_keeps_figures_out_of_every_cache(reported: City, signed_in: object) -> None:
    assert "no-store" in signed_in("alice").get(RUNNING_SHEET).headers["Cache-Control"]


def test_sheet_shows_the_plan_of_the_unit_where_it_has_one(reported: City, signed_in: object) -> None:
    assignment = reported.assignment()
    assignment.own_target, assignment.own_baseline = 60, 20
    assignment.save()

    page = pages.read(signed_in("alice").get(RUNNING_SHEET))
    # From 20 to 60 over eight quarters: 55 at the seventh.
    assert "55" in rows(page)["factories"].text
    assert 60.0 in pages.numbers(pages.figures(page))
    assert RUNNING.code == "2025Q3"
