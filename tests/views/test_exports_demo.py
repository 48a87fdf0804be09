"""The files of the whole demonstration: marked everywhere, drawn by the spreadsheet, opened by LibreOffice."""

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests import pages
from tests.views.workbooks import content, csv_rows, rows, shown, texts, workbook
from tracker.calculations.rounding import rounded
from tracker.models import Target

MARK = "示例数据 DEMO DATA"
BOOKS = [
    "/export/overview.xlsx",
    "/export/targets/smart-factory.xlsx",
    "/export/targets/integration-index.xlsx",
    "/export/targets/industrial-software.xlsx",
    "/export/quarters/2026Q2.xlsx",
]
SHEETS = ["Quarters", "Units", "Units and quarters", "Sources and definitions", "Chart data"]


@pytest.fixture(autouse=True)
def demonstration(demo: Any) -> None:
    """The demonstration, in every test of this file; it comes after the fixed clock and wins."""


@pytest.fixture
def english(client: Client) -> Client:
    return pages.in_english(client)


def charts(book: Workbook) -> dict[str, Any]:
    """The charts by the name of their sheet."""
    return {sheet.title: chart for sheet in book for chart in sheet._charts}


@pytest.mark.parametrize("address", BOOKS)
@pytest.mark.parametrize("username", ["anonymous", "coordinator"])
def test_every_sheet_and_every_chart_carries_the_mark(signed_in: Any, username: str, address: str) -> None:
    book = workbook(signed_in(username).get(address))

    for sheet in book:
        assert MARK in [cell.value for (cell,) in sheet.iter_rows(max_row=3, max_col=1)], sheet.title
        assert sheet.oddFooter.left.text == MARK
    for chart in charts(book).values():
        assert chart.title.tx.rich.p[0].r[0].t.startswith(MARK)


@pytest.mark.parametrize("address", [address.replace("xlsx", "csv") for address in BOOKS])
def test_every_row_of_a_csv_and_the_name_of_the_file_carry_the_mark(client: Client, address: str) -> None:
    response = client.get(address)

    assert 'filename="demo-' in response.headers["Content-Disposition"]
    found = csv_rows(response)
    assert len(found) >= 12
    assert {row[MARK] for row in found} == {MARK}


def test_overview_file_holds_all_fifteen_targets_as_the_page_shows_them(english: Client) -> None:
    page = pages.read(english.get("/"))
    found = rows(workbook(english.get("/export/overview.xlsx"))["Overview"])

    assert list(found) == list(pages.statuses(page))
    assert len(found) == 15
    for code, row in found.items():
        text = page.one(data_target=code).text
        for heading in ("Latest actual", "Target value", "Status"):
            assert shown(row[heading]) in text, (code, heading)


@pytest.mark.parametrize("code", ["smart-factory", "design-tool-rate", "integration-index", "compute-fp16"])
def test_target_file_holds_the_figures_of_the_page(english: Client, code: str) -> None:
    table = pages.read(english.get(f"/targets/{code}/")).all("table", class_="data")[0]
    found = rows(workbook(english.get(f"/export/targets/{code}.xlsx"))["Quarters"])

    compared = 0
    for row, line in zip(found.values(), table.all("tr")[1:], strict=True):
        cells = [cell.text for cell in line.all("th") + line.all("td")]
        headings = list(row)
        for heading, cell in zip(headings[2:6], cells[2:6], strict=False):
            if isinstance(row[heading].value, int | float):
                # Pages round half up, and write a sign before a change.
                decimals = len(row[heading].number_format.partition(".")[2])
                value = rounded(Decimal(str(row[heading].value)), decimals)
                assert f"{abs(value):,}" in cell, (heading, cell)
                compared += 1
    assert compared >= 30


def test_target_file_draws_the_way_and_the_units_in_the_official_order(english: Client) -> None:
    book = workbook(english.get("/export/targets/smart-factory.xlsx"))

    assert book.sheetnames == SHEETS
    drawn = charts(book)
    assert {name: type(chart).__name__ for name, chart in drawn.items()} == {
        "Quarters": "LineChart",
        "Units": "BarChart",
    }
    named = [line.tx.v for line in drawn["Quarters"].series]
    assert named[0] == "Planned"
    assert "Actual" in named
    assert named[-1] == "Target ≥ 110 factories"
    (unit, *_rest) = drawn["Units"].series
    names = [point.v for point in unit.cat.strRef.strCache.pt]
    assert names == sorted(names)
    assert names[0] == "Sample District A"
    assert drawn["Units"].x_axis.scaling.orientation == "maxMin", "the first unit on top"


def test_target_file_joins_nothing_across_a_new_year_of_a_yearly_flow(english: Client) -> None:
    book = workbook(english.get("/export/targets/industrial-software.xlsx"))

    chart = charts(book)["Quarters"]
    named = [line.tx.v for line in chart.series]
    assert named.count("Actual") == named.count("Planned") == 3, "a piece for each year"
    assert len(chart.legend.legendEntry) == 4, "and each is named once"
    pieces = [
        {point.idx for point in line.val.numRef.numCache.pt if point.v is not None}
        for line in chart.series
        if line.tx.v == "Actual"
    ]
    assert not set.intersection(*pieces)


def test_chart_data_leaves_missing_figures_empty(english: Client) -> None:
    sheet = workbook(english.get("/export/targets/networked-equipment-rate.xlsx"))["Chart data"]
    found = rows(sheet)

    actuals = [row["Actual"].value for row in found.values()]
    assert None in actuals
    assert 0 not in actuals
    assert {type(value) for value in actuals} <= {int, float, type(None)}


def test_no_real_unit_appears_beside_an_invented_figure(signed_in: Any) -> None:
    real = ["玄武", "秦淮", "建邺", "鼓楼", "浦口", "栖霞", "雨花台", "江宁", "六合", "溧水", "高淳", "江北"]
    client = signed_in("coordinator")

    for address in BOOKS:
        said = " ".join(texts(workbook(client.get(address))))
        assert not [name for name in real if name in said], address


def test_every_target_has_its_file(client: Client) -> None:
    for code in Target.objects.values_list("code", flat=True):
        assert len(workbook(client.get(f"/export/targets/{code}.xlsx")).sheetnames) == 5


def test_libreoffice_opens_a_file_and_saves_the_same_figures(english: Client, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-calc, then this test runs")
    original, saved = tmp_path / "original.xlsx", tmp_path / "saved"
    original.write_bytes(content(english.get("/export/targets/design-tool-rate.xlsx")))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(saved), str(original)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    before, after = load_workbook(original), load_workbook(saved / "original.xlsx")

    assert after.sheetnames == SHEETS
    assert {name: type(chart).__name__ for name, chart in charts(after).items()} == {
        "Quarters": "LineChart",
        "Units": "BarChart",
    }
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                assert after[sheet.title][cell.coordinate].value == cell.value, (sheet.title, cell.coordinate)
