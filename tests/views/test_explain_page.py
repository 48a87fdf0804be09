"""The panel with the arithmetic: a part or a page, for the quarter and the eyes it was asked for."""

from typing import Any

from tests import pages
from tests.factories import City
from tests.views.conftest import HTMX


def test_explanation_opens_as_a_part_with_htmx_and_as_a_page_without(reported: City, signed_in: Any) -> None:
    client = signed_in("viewer")

    fragment = client.get("/targets/factories/explain/", headers=HTMX)
    page = client.get("/targets/factories/explain/")

    assert not pages.read(fragment).all("html")
    assert pages.read(page).one("html")
    assert pages.read(fragment).one(id="explain-panel").text == pages.read(page).one(id="explain-panel").text
    assert "HX-Request" in fragment.headers["Vary"]


def test_explanation_is_linked_from_the_detail_page_for_the_same_quarter(
    reported: City, signed_in: Any
) -> None:
    page = pages.read(signed_in("viewer").get("/targets/factories/?quarter=2025Q1"))

    link = page.one("a", hx_target="#explain-panel")
    assert link.attributes["href"] == "/targets/factories/explain/?quarter=2025Q1"
    assert page.one(id="explain-panel")


def test_explanation_names_coverage_sources_and_the_version_of_the_thresholds(
    reported: City, signed_in: Any
) -> None:
    text = pages.read(signed_in("viewer").get("/targets/tool-rate/explain/")).one(id="explain-panel").text

    assert "a = 55 ÷ 100 × 100 = 55 %" in text
    assert "应报 2 家，已报 2 家" in text
    assert "第 1 版" in text
    assert "公报" in text


def test_explanation_of_an_unknown_target_is_not_found(reported: City, signed_in: Any) -> None:
    assert signed_in("anonymous").get("/targets/nothing/explain/").status_code == 404


def test_explanation_keeps_the_running_quarter_from_strangers(released: City, signed_in: Any) -> None:
    stranger = signed_in("anonymous").get("/targets/factories/explain/?quarter=2025Q3").content.decode()
    colleague = signed_in("viewer").get("/targets/factories/explain/?quarter=2025Q3").content.decode()

    assert "应报 2 家，已报 1 家" in colleague
    assert "a = 33" not in stranger
    assert "a = 42" in stranger
