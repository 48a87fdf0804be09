"""An official enters figures, and sees the chart move."""

import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Hire, Visitor, drawn
from tracker.calculations.periods import Quarter
from tracker.models import Draft, ReportVersion

SHEET = "/reports/2026Q3/sample-a/"


def row(page: Page, target: str) -> Locator:
    return page.locator(f"[data-row={target}]")


def submit(page: Page, target: str) -> None:
    row(page, target).get_by_role("button", name="报送", exact=True).click()


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
    page.locator(f"main a[href='{SHEET}']").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("示例A区")

    row(page, "smart-factory").get_by_label("完成值").fill("10")
    submit(page, "smart-factory")

    expect(row(page, "smart-factory").locator(".saved")).to_contain_text("10")
    expect(page.locator("#figure-chart")).to_contain_text("智能工厂")
    assert 10 in drawn(page)
    assert stored("smart-factory").value == 10

    page.goto("/targets/smart-factory/?quarter=2026Q3")
    expect(page.locator("main")).to_contain_text("示例A区")
    assert 10 in drawn(page, "[data-figure=figure-units]")


def test_wrong_figure_is_answered_beside_it_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    page = visitor(SHEET, "reporter")
    row(page, "smart-workshop").get_by_label("说明").fill("另一行还没报送")
    field = row(page, "service-provider").get_by_label("完成值")
    field.fill("三十")
    submit(page, "service-provider")

    expect(row(page, "service-provider").get_by_role("alert")).to_contain_text("这不是数字")
    expect(field).to_have_value("三十")
    expect(field).to_be_focused()
    expect(row(page, "smart-workshop").get_by_label("说明")).to_have_value("另一行还没报送")
    assert stored("service-provider") is None

    field.fill("３６")
    submit(page, "service-provider")
    expect(row(page, "service-provider").locator(".saved")).to_contain_text("36")
    expect(row(page, "service-provider").get_by_role("alert")).to_have_count(0)


def test_figure_is_entered_with_the_keyboard_alone(visitor: Visitor) -> None:
    page = visitor(SHEET, "reporter")
    row(page, "digital-pioneer").get_by_label("说明").focus()
    page.keyboard.type("认定文件已附")
    button = row(page, "digital-pioneer").get_by_role("button", name="报送", exact=True)
    for _ in range(4):
        if button.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")

    expect(row(page, "digital-pioneer").locator(".saved")).to_contain_text("1")
    assert stored("digital-pioneer").note == "认定文件已附"
    expect(row(page, "smart-factory").get_by_label("完成值")).to_be_focused()


def test_rate_is_entered_as_numerator_and_denominator(visitor: Visitor) -> None:
    page = visitor(SHEET, "reporter")
    rate = row(page, "process-cnc-rate")
    rate.get_by_label("分子").fill("1,481")
    rate.get_by_label("分母").fill("2,000")
    submit(page, "process-cnc-rate")

    expect(rate.locator(".saved")).to_contain_text("74.05")
    expect(rate.get_by_label("完成值")).to_have_attribute("placeholder", "74.05")
    version = stored("process-cnc-rate")
    assert (version.numerator, version.denominator) == (1481, 2000)
    assert 74.05 in drawn(page)


def test_missing_figure_is_stated_with_its_reason(visitor: Visitor) -> None:
    page = visitor(SHEET, "reporter")
    blank = row(page, "networked-equipment-rate")
    expect(blank.get_by_label("理由")).to_be_hidden()
    blank.locator(".row-more").click()
    blank.get_by_label("理由").select_option("policy")
    submit(page, "networked-equipment-rate")

    expect(blank.locator(".saved")).to_be_visible()
    assert (stored("networked-equipment-rate").value, stored("networked-equipment-rate").reason) == (
        None,
        "policy",
    )


def test_whole_form_is_submitted_without_javascript(visitor: Visitor, somebody: Hire) -> None:
    page = visitor(SHEET, somebody("sample-a"), java_script_enabled=False)
    expect(row(page, "cloud-enterprise").get_by_label("理由")).to_be_visible()
    row(page, "cloud-enterprise").get_by_label("完成值").fill("300")
    row(page, "compute-fp16").get_by_label("完成值").fill("abc")
    page.locator("#submit-all").click()

    expect(row(page, "compute-fp16").get_by_role("alert")).to_contain_text("这不是数字")
    expect(row(page, "compute-fp16").get_by_label("完成值")).to_have_value("abc")
    assert stored("cloud-enterprise").value == 300
    assert stored("compute-fp16") is None


@pytest.mark.parametrize("how", ["button", "Enter"])
def test_without_javascript_a_row_is_submitted_by_its_button_and_kept_by_enter(
    visitor: Visitor, somebody: Hire, how: str
) -> None:
    target, value = {"button": ("design-tool-rate", "94"), "Enter": ("management-digital-rate", "88.5")}[how]
    author = somebody("sample-a")
    page = visitor(SHEET, author, java_script_enabled=False)
    field = row(page, target).get_by_label("完成值")
    field.fill(value)
    if how == "Enter":
        field.press("Enter")
    else:
        submit(page, target)

    expect(page.get_by_role("status").first).to_contain_text("1 项")
    expect(page.locator("main").get_by_role("alert")).to_have_count(0)
    expect(field).to_have_value(value)
    if how == "Enter":
        assert stored(target) is None
        assert Draft.objects.get(author__username=author).content["value"] == value
    else:
        assert str(stored(target).value) == f"{value}.0000"
