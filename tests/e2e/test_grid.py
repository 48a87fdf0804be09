"""The reporting sheet as a grid: keys that lead from cell to cell, rows that lead on when they are done."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Hire, Visitor, drawn
from tests.e2e.sheets import address, cell, drafted, focused, kept, row, submit, submitted

FIRST, SECOND, THIRD, PLAIN = (
    "process-cnc-rate",
    "management-digital-rate",
    "design-tool-rate",
    "digital-pioneer",
)
LAST = "total-ten-billion"


@pytest.fixture
def page(visitor: Visitor, somebody: Hire) -> Page:
    """The sheet of a unit that has reported nothing yet, opened by somebody who has typed nothing yet."""
    return visitor(address("sample-d"), somebody("sample-d"))


def test_whoever_opens_the_sheet_can_type_at_once(page: Page) -> None:
    assert focused(page) == f"{FIRST}-numerator"


def test_enter_returns_to_the_column_in_which_a_run_of_tabs_began(page: Page) -> None:
    page.keyboard.press("Tab")
    assert focused(page) == f"{FIRST}-denominator"
    page.keyboard.press("Enter")
    assert focused(page) == f"{SECOND}-numerator"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert focused(page) == f"{THIRD}-numerator"
    page.keyboard.press("Enter")
    assert focused(page) == f"{PLAIN}-value", "a row with one number begins with it"
    page.keyboard.press("Shift+Enter")
    assert focused(page) == f"{THIRD}-numerator"


def test_arrows_lead_up_and_down_in_one_column(page: Page) -> None:
    cell(page, SECOND, "denominator").focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == f"{THIRD}-denominator"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert focused(page) == f"{FIRST}-denominator"
    page.keyboard.press("ArrowUp")
    assert focused(page) == f"{FIRST}-denominator", "there is nothing above"

    cell(page, PLAIN, "note").focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "smart-factory-note"


def test_arrows_leave_a_cell_only_at_the_ends_of_its_text(page: Page) -> None:
    cell(page, FIRST, "denominator").focus()
    page.keyboard.type("12")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == f"{FIRST}-denominator"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == f"{FIRST}-numerator"
    page.keyboard.press("ArrowRight")
    assert focused(page) == f"{FIRST}-denominator"
    page.keyboard.press("ArrowRight")
    assert focused(page) == f"{FIRST}-value", "a cell that is selected as a whole is left at once"
    page.keyboard.press("Shift+ArrowLeft")
    assert focused(page) == f"{FIRST}-value", "Shift selects"


def test_cell_that_was_entered_with_a_key_is_typed_over(page: Page) -> None:
    cell(page, PLAIN).fill("41")
    cell(page, THIRD, "numerator").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("2")
    expect(cell(page, PLAIN)).to_have_value("2")


def test_list_keeps_its_own_arrows(page: Page) -> None:
    cell(page, PLAIN, "qualifier").focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == f"{PLAIN}-qualifier"
    expect(cell(page, PLAIN, "qualifier")).to_have_value("more-than")
    page.keyboard.press("Enter")
    assert focused(page) == "smart-factory-qualifier"


def test_home_and_end_stay_in_the_text(page: Page) -> None:
    cell(page, PLAIN).fill("123")
    for key in ("Home", "End", "Shift+ArrowUp"):
        page.keyboard.press(key)
        assert focused(page) == f"{PLAIN}-value"


@pytest.mark.parametrize("sign", ["isComposing: true", "keyCode: 229"])
def test_keys_of_an_input_method_move_nothing(page: Page, sign: str) -> None:
    note = cell(page, PLAIN, "note")
    note.focus()
    for key in ("Enter", "ArrowDown", "ArrowRight"):
        prevented = note.evaluate(
            f"note => !note.dispatchEvent(new KeyboardEvent('keydown', "
            f"{{key: '{key}', {sign}, bubbles: true, cancelable: true}}))"
        )
        assert not prevented
        assert focused(page) == f"{PLAIN}-note"


def test_last_row_leads_to_the_button_that_submits(page: Page) -> None:
    cell(page, LAST).focus()
    page.keyboard.press("Enter")
    assert focused(page) == "submit"
    expect(page.locator("#submit-all")).to_be_focused()
    page.keyboard.press("ArrowUp")
    assert focused(page) == f"{LAST}-value"


def test_row_that_was_submitted_leads_to_the_next(page: Page) -> None:
    cell(page, "smart-workshop").fill("66")
    row(page, "smart-workshop").locator("[name=submit]").focus()
    page.keyboard.press("Enter")

    expect(row(page, "smart-workshop").locator(".saved")).to_contain_text("66")
    expect(cell(page, "networked-equipment-rate", "numerator")).to_be_focused()
    assert submitted("sample-d", "smart-workshop").value == 66


def test_what_is_typed_while_a_row_is_being_submitted_is_not_lost(page: Page) -> None:
    held: list[Route] = []
    cell(page, "cloud-enterprise").fill("272")
    kept(page, "cloud-enterprise")
    page.route("**/reports/**", lambda route: held.append(route), times=1)
    submit(page, "cloud-enterprise")
    cell(page, "cloud-enterprise", "note").fill("含试点企业")
    held[0].continue_()

    expect(row(page, "cloud-enterprise").locator(".report-submitted")).to_be_visible()
    expect(cell(page, "cloud-enterprise", "note")).to_have_value("含试点企业")
    expect(cell(page, "cloud-enterprise", "note")).to_be_focused()
    kept(page, "cloud-enterprise")
    assert submitted("sample-d", "cloud-enterprise").note == ""
    author = submitted("sample-d", "cloud-enterprise").author.username
    assert drafted(author, "cloud-enterprise")["note"] == "含试点企业"


def test_unit_slip_is_put_right_with_the_keyboard(page: Page) -> None:
    cell(page, "service-provider").focus()
    page.keyboard.type("260")
    take = row(page, "service-provider").locator("[data-take]")
    expect(take).to_have_attribute("data-take", "26")
    for _ in range(3):  # past the qualifier and the note
        page.keyboard.press("Tab")
    expect(take).to_be_focused()
    page.keyboard.press("Enter")

    expect(cell(page, "service-provider")).to_have_value("26")
    expect(cell(page, "service-provider")).to_be_focused()
    expect(row(page, "service-provider").locator(".finding")).to_have_count(0)
    kept(page, "service-provider")


def test_cause_and_next_step_are_asked_for_when_a_check_wants_them(page: Page) -> None:
    reason = cell(page, "iiot-platform", "reason")
    expect(reason).to_be_hidden()
    cell(page, "iiot-platform").fill("90")

    expect(row(page, "iiot-platform").locator(".finding").first).to_be_visible()
    expect(reason).to_be_visible()
    submit(page, "iiot-platform")
    expect(reason).to_be_focused()


def test_chart_opens_under_its_row_and_stays_with_it(page: Page) -> None:
    row(page, "smart-factory").locator(".row-chart").focus()
    page.keyboard.press("Enter")
    panel = page.locator("#row-smart-factory + #figure-chart")
    expect(panel.locator("h2")).to_contain_text("智能工厂")
    expect(panel).to_be_focused()
    assert drawn(page)

    cell(page, "new-ten-billion").fill("4")
    submit(page, "new-ten-billion")
    expect(row(page, "new-ten-billion").locator(".saved")).to_be_visible()
    expect(panel.locator("h2")).to_contain_text("智能工厂")

    panel.locator(".back-to-row").click()
    expect(row(page, "smart-factory").locator(".row-chart")).to_be_focused()
    expect(page.locator("#sheet + #figure-chart")).to_be_visible()


@pytest.mark.parametrize("width", [390, 768, 1100, 1440])
def test_grid_needs_no_sideways_scrolling(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    cell(page, "compute-fp16").fill("99999999")
    expect(row(page, "compute-fp16").locator(".finding").first).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    beyond = page.locator(".figure-row :is(input, select, button):visible").evaluate_all(
        "fields => fields.filter(field => field.getBoundingClientRect().right > innerWidth).length"
    )
    assert beyond == 0


def test_what_the_roster_counts_is_taken_over_with_one_click(page: Page) -> None:
    use = row(page, "cloud-enterprise").locator(".row-use")
    use.click()
    expect(cell(page, "cloud-enterprise")).to_have_value(use.get_attribute("value") or "?")
    assert focused(page) == "cloud-enterprise-value"
    kept(page, "cloud-enterprise")
