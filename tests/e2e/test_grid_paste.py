"""Blocks of cells from Excel or WPS, pasted into the reporting sheet."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Hire, Visitor
from tests.e2e.sheets import address, cell, drafted, focused, kept, paste, row, submitted


@pytest.fixture
def author(somebody: Hire) -> str:
    return somebody("sample-g")


@pytest.fixture
def page(visitor: Visitor, author: str) -> Page:
    return visitor(address("sample-g"), author)


def counted(page: Page) -> list[int]:
    """The numbers in what is said about a paste: cells that were filled, and those for which there was no place."""
    return [int(number) for number in re.findall(r"\d+", page.locator("#sheet-live").inner_text())]


def test_block_is_laid_over_rows_and_columns_and_kept(page: Page, author: str) -> None:
    block = (
        "1,481\t2,000\t\t约\t初步核对\r\n"
        "１７６０\t２０００\r\n"
        "1780\t2000\t\t\t\r\n"
        "\t\t1\t准确数\t\"两家在办，\n一家已获认定\"\r\n"
        "9\r\n"
    )  # fmt: skip
    paste(page, cell(page, "process-cnc-rate", "numerator"), block)

    expect(cell(page, "process-cnc-rate", "numerator")).to_have_value("1,481")
    expect(cell(page, "process-cnc-rate", "qualifier")).to_have_value("about")
    expect(cell(page, "process-cnc-rate", "note")).to_have_value("初步核对")
    expect(cell(page, "digital-pioneer", "note")).to_have_value("两家在办， 一家已获认定")
    # A line's only number is the row's only number, wherever it stands.
    expect(cell(page, "smart-factory")).to_have_value("9")
    assert counted(page) == [12]
    expect(page.locator("#sheet-live")).not_to_contain_class("is-left")
    for target in ("process-cnc-rate", "management-digital-rate", "design-tool-rate", "smart-factory"):
        kept(page, target)
    assert drafted(author, "management-digital-rate")["numerator"] == "１７６０", "as it was typed"
    expect(row(page, "management-digital-rate").locator(".rate")).to_have_attribute("data-rate", "88")
    assert drafted(author, "digital-pioneer")["value"] == "1"


def test_single_column_over_rates_and_counts_holds_figures(page: Page) -> None:
    paste(page, cell(page, "process-cnc-rate", "numerator"), "74.1\r\n88\r\n89\r\n1\r\n")

    expect(cell(page, "process-cnc-rate")).to_have_value("74.1")
    expect(cell(page, "process-cnc-rate", "numerator")).to_have_value("")
    expect(cell(page, "digital-pioneer")).to_have_value("1")


def test_single_column_over_rates_alone_stays_in_its_column(page: Page) -> None:
    paste(page, cell(page, "process-cnc-rate", "denominator"), "2000\n2100\n2200")

    expect(cell(page, "design-tool-rate", "denominator")).to_have_value("2200")


def test_what_does_not_fit_is_counted_and_said(page: Page) -> None:
    # Two rows remain and three come, a column lies beyond the grid, and a word is no qualifier.
    paste(page, cell(page, "new-ten-billion"), "3\t\t\t越界\r\n2\t大概\r\n7\t8\r\n\r\n")

    expect(cell(page, "new-ten-billion")).to_have_value("3")
    expect(cell(page, "total-ten-billion")).to_have_value("2")
    expect(cell(page, "total-ten-billion", "note")).to_have_value("大概")
    assert counted(page) == [3, 3]
    expect(page.locator("#sheet-live")).to_contain_class("is-left")
    expect(page.locator("#sheet-live")).to_be_visible()


def test_two_numbers_have_no_place_in_a_row_with_one(page: Page) -> None:
    paste(page, cell(page, "design-tool-rate", "numerator"), "1780\t2000\n5\t6\n")

    expect(cell(page, "design-tool-rate", "denominator")).to_have_value("2000")
    expect(cell(page, "digital-pioneer")).to_have_value("")
    assert counted(page) == [2, 2]


def test_empty_cells_of_a_block_leave_what_stands(page: Page) -> None:
    cell(page, "smart-factory").fill("9")
    cell(page, "smart-workshop").fill("64")
    paste(page, cell(page, "smart-factory"), "\t\t核对过\r\n65\t\t\r\n")

    expect(cell(page, "smart-factory")).to_have_value("9")
    expect(cell(page, "smart-factory", "note")).to_have_value("核对过")
    expect(cell(page, "smart-workshop")).to_have_value("65")


def test_rows_that_can_only_be_read_keep_their_place_in_the_block(visitor: Visitor, somebody: Hire) -> None:
    page = visitor(address("sample-b"), somebody("sample-b"))
    assert focused(page) == "networked-equipment-rate-numerator", "all others are approved"
    paste(page, cell(page, "networked-equipment-rate", "numerator"), "1200\t2000\r\n300\r\n")

    expect(cell(page, "networked-equipment-rate", "denominator")).to_have_value("2000")
    assert counted(page) == [2, 1]


def test_one_cell_is_pasted_where_the_caret_stands(page: Page) -> None:
    cell(page, "smart-factory", "note").fill("前后")
    cell(page, "smart-factory", "note").press("ArrowLeft")
    paste(page, cell(page, "smart-factory", "note"), "中")
    expect(cell(page, "smart-factory", "note")).to_have_value("前中后")
    paste(page, cell(page, "smart-workshop"), "66\r\n")
    expect(cell(page, "smart-workshop")).to_have_value("66")
    assert counted(page) == []


def test_lines_of_a_letter_stay_in_the_note(page: Page) -> None:
    paste(page, cell(page, "smart-factory", "note"), "第一段\n第二段")

    expect(cell(page, "smart-workshop", "note")).to_have_value("")
    expect(cell(page, "smart-factory", "note")).to_have_value("第一段 第二段")


def test_notes_of_a_table_are_laid_over_rows(page: Page) -> None:
    html = "<table><tr><td>第一行</td></tr><tr><td>第二行</td></tr></table>"
    paste(page, cell(page, "smart-factory", "note"), "第一行\r\n第二行\r\n", html=html)

    expect(cell(page, "smart-factory", "note")).to_have_value("第一行")
    expect(cell(page, "smart-workshop", "note")).to_have_value("第二行")


def test_whole_block_is_taken_back_by_one_key(page: Page, author: str) -> None:
    cell(page, "smart-factory").fill("8")
    paste(page, cell(page, "smart-factory"), "9\t约\r\n65\r\n")
    expect(cell(page, "smart-workshop")).to_have_value("65")
    page.keyboard.press("ControlOrMeta+Z")

    expect(cell(page, "smart-factory")).to_have_value("8")
    expect(cell(page, "smart-factory", "qualifier")).to_have_value("exact")
    expect(cell(page, "smart-workshop")).to_have_value("")
    kept(page, "smart-factory")
    kept(page, "smart-workshop")
    assert drafted(author, "smart-factory")["value"] == "8"
    assert drafted(author, "smart-workshop") == {}


def test_pasted_figures_are_submitted_together(page: Page) -> None:
    paste(page, cell(page, "cloud-enterprise"), "１３５\r\n5\r\n")
    assert focused(page) == "cloud-enterprise-value"
    page.locator("#submit-all").click()

    expect(page.get_by_role("status").first).to_contain_text("2 项")
    assert submitted("sample-g", "cloud-enterprise").value == 135
    assert submitted("sample-g", "iiot-platform").value == 5
