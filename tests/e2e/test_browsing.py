"""A visitor looks around: filters, the Back button, small screens, no script."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visitor, drawn

PAGES = {
    "overview": ("/", ""),
    "detail": ("/targets/cloud-enterprise/", ""),
    "detail of a rate": ("/targets/process-cnc-rate/", ""),
    "explanation": ("/targets/cloud-enterprise/explain/", ""),
    "sheet": ("/reports/2026Q3/sample-b/", "coordinator"),
    "entry": ("/reports/2026Q3/sample-a/", "reporter"),
    "method": ("/method/", ""),
    "sign-in": ("/accounts/login/", ""),
    "error": ("/targets/no-such-target/", ""),
}
EVERY = 15


def test_status_filter_can_be_shared_and_taken_back(visitor: Visitor) -> None:
    page = visitor("/")
    targets = page.locator("[data-target]")
    expect(targets).to_have_count(EVERY)

    page.locator("#tally-behind").click()
    behind = page.locator("[data-target][data-status=behind]")
    expect(page).to_have_url(re.compile(r"\?.*status=behind"))
    expect(targets).not_to_have_count(EVERY)
    assert targets.count() == behind.count() > 0
    expect(page.locator("#overview-live")).to_contain_text(str(behind.count()))
    shared = visitor(page.url)
    expect(shared.locator("[data-target]")).to_have_count(behind.count())

    page.go_back()
    expect(targets).to_have_count(EVERY)
    expect(page.locator("header.site-header")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.go_forward()
    expect(targets).to_have_count(behind.count())


def test_back_from_a_target_returns_to_the_filtered_page_as_a_whole(visitor: Visitor) -> None:
    page = visitor("/")
    page.locator("#tally-behind").click()
    expect(page).to_have_url(re.compile("status=behind"))
    page.locator("[data-target] a").first.click()
    page.locator("[data-figure] .main-svg").first.wait_for()

    page.go_back()
    expect(page.locator("header.site-header")).to_have_count(1)
    expect(page.locator("[data-target]:not([data-status=behind])")).to_have_count(0)
    expect(page.locator("[data-target]").first).to_be_visible()


def test_plan_is_chosen_from_a_list(visitor: Visitor) -> None:
    page = visitor("/")
    page.get_by_label("行动计划").first.select_option("nanjing-ten-billion")

    expect(page.locator("[data-target]")).to_have_count(2)
    expect(page).to_have_url(re.compile("plan=nanjing-ten-billion"))


def test_filters_work_without_javascript(visitor: Visitor) -> None:
    page = visitor("/", java_script_enabled=False)
    page.get_by_label("行动计划").first.select_option("nanjing-ten-billion")
    page.locator(".filters").get_by_role("button").click()

    expect(page.locator("[data-target]")).to_have_count(2)
    page.goto("/")
    page.locator("#tally-receding").click()
    expect(page.locator("[data-target]")).to_have_count(1)


@pytest.mark.parametrize("code", ["cloud-enterprise", "integration-index", "industrial-software"])
def test_every_chart_of_a_target_is_drawn_with_the_mark_of_the_demonstration(
    visitor: Visitor, code: str
) -> None:
    page = visitor(f"/targets/{code}/")
    charts = page.locator("[data-figure]")

    assert charts.count() > 0
    for number in range(charts.count()):
        chart = charts.nth(number)
        chart.locator(".main-svg").first.wait_for()
        expect(chart).to_contain_text("DEMO DATA")
        expect(chart.locator(".chart-fallback")).to_be_hidden()
    assert drawn(page)


def test_pages_say_everything_without_javascript(visitor: Visitor) -> None:
    page = visitor("/", java_script_enabled=False)
    expect(page.locator("[data-target]")).to_have_count(EVERY)
    expect(page.locator("[data-target] svg").first).to_be_visible()

    page.goto("/targets/cloud-enterprise/")
    expect(page.locator("table").first).to_be_visible()
    expect(page.locator(".chart-fallback").first).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
def test_page_fits_a_small_screen(visitor: Visitor, name: str) -> None:
    path, username = PAGES[name]
    page = visitor(path, username, viewport={"width": 390, "height": 844})

    for width in (390, 768):
        page.set_viewport_size({"width": width, "height": 844})
        if page.locator("[data-figure]").count():
            page.locator("[data-figure] .main-svg").first.wait_for()
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, width


def test_language_is_chosen_and_kept(visitor: Visitor) -> None:
    page = visitor("/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Will we get there?")

    page.goto("/targets/cloud-enterprise/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")


def test_visitor_signs_out(visitor: Visitor) -> None:
    page = visitor("/", "leader")
    expect(page.locator(".site-header")).to_contain_text("示例领导")

    page.get_by_role("button", name="退出").click()
    expect(page.locator(".site-header")).not_to_contain_text("示例领导")
    page.goto("/reports/")
    expect(page.get_by_label("用户名")).to_be_visible()


def test_keyboard_reaches_the_content_at_once(visitor: Visitor) -> None:
    page = visitor("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
