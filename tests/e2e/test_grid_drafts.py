"""What is typed in the reporting sheet is kept by itself, on a lost connection and after the session has ended too."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from tests import factories
from tests.e2e.conftest import Hire, Visitor
from tests.e2e.sheets import address, cell, drafted, focused, kept, row, submitted, would_ask_before_leaving
from tracker.models import ReportVersion

SHEET = address("sample-h")


@pytest.fixture
def author(somebody: Hire) -> str:
    return somebody("sample-h")


@pytest.fixture
def page(visitor: Visitor, author: str) -> Page:
    return visitor(SHEET, author)


def sign_in(page: Page, username: str) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(factories.PASSWORD)
    page.locator("main button").click()
    expect(page.locator("[name=password]")).to_have_count(0)


def test_draft_is_kept_by_itself_and_is_there_again(page: Page, author: str) -> None:
    cell(page, "smart-factory").fill("十九")
    kept(page, "smart-factory")
    expect(row(page, "smart-factory").locator(".draft-state")).to_contain_text("12:00")
    expect(page.locator("#sheet-save")).not_to_be_empty()
    assert not would_ask_before_leaving(page)

    page.reload()
    expect(cell(page, "smart-factory")).to_have_value("十九")
    assert drafted(author, "smart-factory")["value"] == "十九"
    assert submitted("sample-h", "smart-factory") is None
    assert focused(page) == "process-cnc-rate-numerator"


def test_draft_that_is_emptied_is_forgotten(page: Page, author: str) -> None:
    cell(page, "smart-factory").fill("19")
    kept(page, "smart-factory")
    cell(page, "smart-factory").fill("")
    kept(page, "smart-factory")

    expect(row(page, "smart-factory").locator(".draft-state")).to_have_count(0)
    assert drafted(author, "smart-factory") == {}


def test_saving_is_shown_while_it_lasts(page: Page) -> None:
    held: list[Route] = []
    page.route("**/reports/**", lambda route: held.append(route), times=1)
    cell(page, "smart-factory").fill("19")
    expect(row(page, "smart-factory")).to_have_attribute("data-save", "sending")
    expect(row(page, "smart-factory").locator(".save-state")).to_contain_text("正在保存")
    assert would_ask_before_leaving(page)

    held[0].continue_()
    kept(page, "smart-factory")
    expect(row(page, "smart-factory").locator(".save-state")).to_be_empty()


def test_lost_connection_is_said_and_made_up_for(page: Page, author: str) -> None:
    page.route("**/reports/**", lambda route: route.abort())
    cell(page, "smart-factory").fill("19")
    cell(page, "smart-workshop").fill("128")

    for target in ("smart-factory", "smart-workshop"):
        expect(row(page, target)).to_have_attribute("data-save", "lost")
    expect(row(page, "smart-factory").locator(".save-state")).to_contain_text("尚未保存")
    expect(page.locator("#page-alert")).to_contain_text("连不上服务器")
    expect(page.locator("#sheet-save")).to_contain_text("2")
    assert would_ask_before_leaving(page)
    assert drafted(author, "smart-factory") == {}

    page.locator("#submit-all").click()
    expect(page.locator("#sheet-live")).not_to_be_empty()
    expect(cell(page, "smart-factory")).to_have_value("19")

    page.unroute("**/reports/**")
    kept(page, "smart-factory")
    kept(page, "smart-workshop")
    expect(page.locator("#page-alert")).to_be_empty()
    expect(page.locator("#sheet-live")).to_have_text(page.locator("#sheet-save").get_attribute("data-saved"))
    assert not would_ask_before_leaving(page)
    assert (drafted(author, "smart-factory")["value"], drafted(author, "smart-workshop")["value"]) == (
        "19",
        "128",
    )


def test_browser_that_is_online_again_tries_at_once(page: Page) -> None:
    page.clock.install()
    page.route("**/reports/**", lambda route: route.abort())
    cell(page, "smart-factory").fill("19")
    page.clock.run_for(600)
    expect(row(page, "smart-factory")).to_have_attribute("data-save", "lost")
    page.unroute("**/reports/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    kept(page, "smart-factory")


def test_second_window_sees_what_was_typed_in_the_first_and_may_replace_it(
    page: Page, author: str, visitor: Visitor
) -> None:
    second = visitor(SHEET, author)
    cell(page, "cloud-enterprise").fill("460")
    kept(page, "cloud-enterprise")
    cell(second, "cloud-enterprise").fill("470")

    state = row(second, "cloud-enterprise")
    expect(state).to_have_attribute("data-save", "refused")
    expect(state.get_by_role("alert")).to_contain_text("460")
    expect(cell(second, "cloud-enterprise")).to_have_value("470")
    assert drafted(author, "cloud-enterprise")["value"] == "460"
    assert would_ask_before_leaving(second)

    cell(second, "cloud-enterprise").fill("471")
    kept(second, "cloud-enterprise")
    assert drafted(author, "cloud-enterprise")["value"] == "471"


def test_draft_survives_the_end_of_the_session_and_a_new_sign_in(page: Page, author: str) -> None:
    cell(page, "industrial-software").fill("44.1")
    kept(page, "industrial-software")
    Session.objects.all().delete()
    cell(page, "service-provider").fill("31")

    expect(row(page, "service-provider")).to_have_attribute("data-save", "lost")
    expect(page.locator("#page-alert")).to_contain_text("登录已失效")
    expect(page.locator("#sheet-signed-out a")).to_be_visible()
    page.locator("#submit-all").click()  # would lead away to the sign-in, and lose what is not saved
    expect(page.locator("#sheet-live")).not_to_be_empty()
    assert page.url.endswith(SHEET)
    assert drafted(author, "service-provider") == {}

    sign_in(page.context.new_page(), author)
    kept(page, "service-provider")
    expect(page.locator("#sheet-signed-out")).to_be_hidden()
    assert drafted(author, "service-provider")["value"] == "31"

    page.locator("#submit-all").click()
    expect(page.get_by_role("status").first).to_contain_text("2 项")
    assert submitted("sample-h", "service-provider").value == 31
    assert str(submitted("sample-h", "industrial-software").value) == "44.1000"


def test_everything_is_sent_only_after_what_was_typed_last_is_kept(page: Page, author: str) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.method) if request.method == "POST" else None)
    cell(page, "total-ten-billion").focus()
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("1 项")
    assert len(requests) == 2, "the draft, then the sheet"
    assert submitted("sample-h", "total-ten-billion").value == 4
    assert drafted(author, "total-ten-billion") == {}


def test_row_waits_for_its_own_draft_and_leaves_none_behind(page: Page, author: str) -> None:
    held: list[Route] = []
    page.route("**/reports/**", lambda route: held.append(route), times=1)
    cell(page, "iiot-platform").fill("8")
    expect(row(page, "iiot-platform")).to_have_attribute("data-save", "sending")
    row(page, "iiot-platform").locator("[name=submit]").click()
    assert not ReportVersion.objects.filter(author__username=author).exists()
    held[0].continue_()

    expect(row(page, "iiot-platform").locator(".saved")).to_be_visible()
    assert submitted("sample-h", "iiot-platform").value == 8
    assert drafted(author, "iiot-platform") == {}
    assert not would_ask_before_leaving(page)


def test_field_that_was_wrong_is_marked_as_long_as_it_is_wrong(page: Page) -> None:
    field = row(page, "smart-factory").locator(".field-value")
    cell(page, "smart-factory").fill("十九")
    expect(field).to_have_class(re.compile("field-faulty"))
    expect(row(page, "smart-factory")).to_have_class(re.compile("is-faulty"))

    cell(page, "smart-factory").fill("19")
    expect(field).not_to_have_class(re.compile("field-faulty"))
    expect(row(page, "smart-factory")).not_to_have_class(re.compile("is-faulty"))


def test_what_the_checks_say_is_there_again_until_it_is_answered(page: Page) -> None:
    finding = row(page, "smart-workshop").locator(".finding")
    cell(page, "smart-workshop").fill("9000")
    kept(page, "smart-workshop")
    expect(finding.first).to_be_visible()
    asked = finding.first.inner_text()

    page.reload()
    expect(finding.first).to_have_text(asked, use_inner_text=True)
    page.locator("[name=smart-workshop-reason]").select_option("policy")
    expect(finding.first).not_to_have_text(asked, use_inner_text=True)
