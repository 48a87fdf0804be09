"""An official enters figures, and sees the chart move."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Visitor, drawn
from tracker.calculations.periods import Quarter
from tracker.models import ReportVersion

SHEET = "/reports/2026Q3/sample-a/"


def row(page: Page, target: str) -> Locator:
    return page.locator(f"[data-row={target}]")


def stored(target: str) -> ReportVersion | None:
    return ReportVersion.objects.filter(
        latest_of__assignment__target__code=target,
        latest_of__assignment__unit__code="sample-a",
        latest_of__period__quarter=Quarter(2026, 3),
    ).first()


def test_official_signs_in_types_a_figure_and_sees_the_chart_move(visitor: Visitor) -> None:
    page = visitor("/reports/")
    page.get_by_label("用户名").fill("reporter")
    page.get_by_label("密码").fill(settings.DEMO_PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("示例A区")

    value = row(page, "smart-factory").get_by_label("完成值")
    value.fill("77")
    row(page, "smart-factory").get_by_role("button", name="保存").click()

    expect(row(page, "smart-factory").locator(".saved")).to_contain_text("77")
    expect(page.locator("#figure-chart")).to_contain_text("智能工厂")
    assert 77 in drawn(page)
    assert stored("smart-factory").value == 77

    page.goto("/targets/smart-factory/?quarter=2026Q3")
    expect(page.locator("main")).to_contain_text("77")
    assert 77 in drawn(page, "[data-figure=figure-units]")


def test_wrong_figure_is_answered_beside_it_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    page = visitor(SHEET, "reporter")
    row(page, "smart-workshop").get_by_label("说明").fill("另一行还没保存")
    field = row(page, "service-provider").get_by_label("完成值")
    field.fill("三十")
    row(page, "service-provider").get_by_role("button", name="保存").click()

    expect(row(page, "service-provider").get_by_role("alert")).to_contain_text("这不是数字")
    expect(field).to_have_value("三十")
    expect(row(page, "smart-workshop").get_by_label("说明")).to_have_value("另一行还没保存")
    assert stored("service-provider") is None

    field.fill("３０")
    row(page, "service-provider").get_by_role("button", name="保存").click()
    expect(row(page, "service-provider").locator(".saved")).to_contain_text("30")
    expect(row(page, "service-provider").get_by_role("alert")).to_have_count(0)


def test_figure_is_entered_with_the_keyboard_alone(visitor: Visitor) -> None:
    page = visitor(SHEET, "reporter")
    row(page, "iiot-platform").get_by_label("完成值").focus()
    page.keyboard.type("6")
    page.keyboard.press("Enter")

    expect(row(page, "iiot-platform").locator(".saved")).to_contain_text("6")
    assert stored("iiot-platform").value == 6

    row(page, "digital-pioneer").get_by_label("完成值").focus()
    page.keyboard.type("1")
    for _ in ("qualifier", "note", "save"):
        page.keyboard.press("Tab")
    expect(row(page, "digital-pioneer").get_by_role("button", name="保存")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row(page, "digital-pioneer").locator(".saved")).to_contain_text("1")


def test_rate_is_entered_as_numerator_and_denominator(visitor: Visitor) -> None:
    page = visitor(SHEET, "reporter")
    rate = row(page, "process-cnc-rate")
    rate.get_by_label("分子").fill("1,234")
    rate.get_by_label("分母").fill("2,000")
    rate.get_by_role("button", name="保存").click()

    expect(rate.locator(".saved")).to_contain_text("61.7")
    assert (stored("process-cnc-rate").numerator, stored("process-cnc-rate").denominator) == (1234, 2000)
    assert 61.7 in drawn(page)


def test_whole_form_is_saved_without_javascript(visitor: Visitor) -> None:
    page = visitor(SHEET, "reporter", java_script_enabled=False)
    row(page, "cloud-enterprise").get_by_label("完成值").fill("250")
    row(page, "compute-fp16").get_by_label("完成值").fill("abc")
    page.locator(".sheet-actions").get_by_role("button").click()

    expect(row(page, "compute-fp16").get_by_role("alert")).to_contain_text("这不是数字")
    expect(row(page, "compute-fp16").get_by_label("完成值")).to_have_value("abc")
    assert stored("cloud-enterprise").value == 250
    assert stored("compute-fp16") is None


@pytest.mark.parametrize("how", ["button", "Enter"])
def test_single_row_is_saved_without_javascript(visitor: Visitor, how: str) -> None:
    target, value = {"button": ("design-tool-rate", 91), "Enter": ("management-digital-rate", 86)}[how]
    page = visitor(SHEET, "reporter", java_script_enabled=False)
    field = row(page, target).get_by_label("完成值")
    field.fill(str(value))
    if how == "Enter":
        field.press("Enter")
    else:
        row(page, target).get_by_role("button", name="保存").click()

    expect(page.get_by_role("status").first).to_contain_text("1 项")
    expect(page.locator("main").get_by_role("alert")).to_have_count(0)
    assert stored(target).value == value


def test_session_that_ended_while_typing_is_said_and_loses_nothing(visitor: Visitor) -> None:
    page = visitor(SHEET, "reporter")
    Session.objects.all().delete()
    row(page, "industrial-software").get_by_label("完成值").fill("30")
    page.keyboard.press("Enter")

    expect(page.locator("#page-alert")).to_contain_text("登录已失效")
    expect(row(page, "industrial-software").get_by_label("完成值")).to_have_value("30")
    assert stored("industrial-software") is None


def test_lost_connection_is_said_and_loses_nothing(visitor: Visitor) -> None:
    page = visitor(SHEET, "reporter")
    page.route("**/reports/**", lambda route: route.abort())
    row(page, "industrial-software").get_by_label("完成值").fill("31")
    page.keyboard.press("Enter")

    expect(page.locator("#page-alert")).to_contain_text("连不上服务器")
    expect(row(page, "industrial-software").get_by_label("完成值")).to_have_value("31")
