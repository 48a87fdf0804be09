"""The tables as files: the page's own figures, under the page's own rights. In English: its headings are short."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import pages
from tests.factories import City
from tests.selectors.test_queries import grow
from tests.views.workbooks import csv_rows, head, headings, rows, shown, workbook
from tracker.documents.cells import FORMULA_STARTS

OVERVIEW, FACTORIES, RATE = (
    "/export/overview",
    "/export/targets/factories",
    "/export/targets/tool-rate",
)
CLOSED, RUNNING = "/export/quarters/2025Q2", "/export/quarters/2025Q3"
FILES = [f"{address}.{form}" for address in (OVERVIEW, FACTORIES, RATE, CLOSED) for form in ("xlsx", "csv")]


def table_of(page: pages.Element, number: int) -> list[list[str]]:
    """The texts of the page's n-th table of figures, row by row."""
    table = page.all("table", class_="data")[number]
    return [[cell.text for cell in row.all("th") + row.all("td")] for row in table.all("tr")[1:]]


@pytest.mark.parametrize("address", FILES)
def test_export_is_a_file_to_be_kept(reported: City, english: Any, address: str) -> None:
    response = english("viewer").get(address)

    name = address.rsplit("/", 1)[1].split(".")[0].removesuffix("2025Q2") or "quarter-"
    expected = f"{name.rstrip('-')}-2025Q2.{address.rsplit('.', 1)[1]}"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{expected}"'
    assert response.streaming
    assert b"".join(response)
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("form", ["xls", "pdf", "XLSX", "csv.exe", "x" * 500])
@pytest.mark.parametrize("address", [OVERVIEW, FACTORIES, CLOSED])
def test_export_in_another_format_is_not_there(
    client: Client, reported: City, address: str, form: str
) -> None:
    assert client.get(f"{address}.{form}").status_code == 404


@pytest.mark.parametrize("address", FILES)
def test_export_takes_no_form(client: Client, reported: City, address: str) -> None:
    assert client.post(address).status_code == 405


def test_overview_file_says_what_the_page_says(reported: City, english: Any) -> None:
    client = english("viewer")
    page = pages.read(client.get("/"))
    found = rows(workbook(client.get(f"{OVERVIEW}.xlsx"))["Overview"])

    assert {code: row["Status"].value for code, row in found.items()} == {
        "factories": "behind",
        "tool-rate": "no baseline",
        "index": "behind",
    }
    for code, row in found.items():
        text = page.one(data_target=code).text
        for heading in ("Latest actual", "Target value"):
            assert shown(row[heading]) in text, (code, heading)
        assert row["Quarter of the actual"].value == "2025Q2"
    assert shown(found["factories"]["Share of the way (%)"]) == "27.5"
    assert shown(found["factories"]["Planned share (%)"]) == "75.0"
    assert found["tool-rate"]["Share of the way (%)"].value is None
    assert found["tool-rate"]["Baseline"].value is None
    assert found["index"]["Baseline"].value == 68.1


def test_overview_file_follows_filters_and_quarter(reported: City, english: Any) -> None:
    client = english("viewer")
    query = {"status": "behind", "quarter": "2025Q2"}
    book = workbook(client.get(f"{OVERVIEW}.xlsx", query))

    assert set(rows(book["Overview"])) == {"factories", "index"}
    assert {row[0].value for row in book["Sources and definitions"].iter_rows(min_row=8)} >= {"factories"}
    assert any("/?status=behind&quarter=2025Q2" in line for line in head(book["Overview"]))
    assert [row["Code"] for row in csv_rows(client.get(f"{OVERVIEW}.csv", query))] == ["factories", "index"]


def test_overview_file_before_anything_was_reported_has_words_and_no_zeros(
    reported: City, english: Any
) -> None:
    found = rows(workbook(english("viewer").get(f"{OVERVIEW}.xlsx", {"quarter": "2025Q1"}))["Overview"])

    for row in found.values():
        assert (row["Latest actual"].value, row["Quarter of the actual"].value) == (None, "not reported")
        assert row["Completion rate (%)"].value is None
        assert row["Status"].value == "not reported"


def test_target_file_says_quarter_by_quarter_what_the_page_says(released: City, english: Any) -> None:
    client = english("anonymous")
    page = table_of(pages.read(client.get("/targets/factories/")), 0)
    found = list(rows(workbook(client.get(f"{FACTORIES}.xlsx"))["Quarters"]).values())

    assert len(found) == len(page) == 8
    for row, cells in zip(found, page, strict=True):
        # As on the page, a whole planned value has no decimals.
        assert shown(row["Planned (factories)"]).removesuffix(".0") == cells[1]
        if row["Actual (factories)"].value is not None:
            assert shown(row["Actual (factories)"]) == cells[2]
            assert f"{shown(row['Completion rate (%)'])} %" == cells[4]
            assert f"{shown(row['Share of the way (%)'])} %" == cells[5]
            assert row["Coverage"].value == cells[7]
        assert row["Status"].value in " ".join(cells)
    at_closed = found[5]
    assert at_closed["Quarter"].value == "2025Q2"
    assert at_closed["Actual (factories)"].value == 42
    assert at_closed["Actual (factories)"].data_type == "n"
    assert found[0]["Actual (factories)"].value is None
    assert found[0]["Status"].value == "not reported"
    assert found[6]["Status"].value == "not published yet"


def test_target_file_says_unit_by_unit_what_the_page_says(reported: City, english: Any) -> None:
    client = english("viewer")
    page = table_of(pages.read(client.get("/targets/tool-rate/")), 1)
    found = rows(workbook(client.get(f"{RATE}.xlsx"))["Units"])

    assert list(found) == ["east", "west"], "the official order"
    assert [shown(row["Figure (%)"]) for row in found.values()] == ["75.0", "25.0"]
    for row, cells in zip(found.values(), page, strict=True):
        assert shown(row["Figure (%)"]) in cells[2]
        assert f"{shown(row['Numerator'])} ÷ {shown(row['Denominator'])}" == cells[3]


def test_target_file_names_percentage_points(reported: City, english: Any) -> None:
    columns = headings(workbook(english("viewer").get(f"{RATE}.xlsx"))["Quarters"])

    assert "Actual (%)" in columns
    assert "Added in the quarter (percentage points)" in columns
    assert "Added in the quarter (%)" not in columns


def test_target_file_puts_units_and_quarters_together(released: City, english: Any) -> None:
    found = rows(workbook(english("anonymous").get(f"{FACTORIES}.xlsx"))["Units and quarters"])

    assert list(found) == ["east", "west", "zone"]
    assert [found[unit]["2025Q2"].value for unit in found] == [30, 12, 5]
    assert [found[unit]["2025Q1"].value for unit in found] == ["not reported"] * 3
    assert "2025Q3" not in found["east"]


def test_target_file_names_its_sources(reported: City, english: Any) -> None:
    sheet = workbook(english("viewer").get(f"{FACTORIES}.xlsx"))["Sources and definitions"]
    said = {row[2].value: row for row in sheet.iter_rows(min_row=sheet[sheet.freeze_panes].row)}

    assert set(said) == {"Plan", "Baseline", "Definition"}
    assert said["Baseline"][3].value == "20 factories"
    assert said["Baseline"][4].value == "2023"
    assert [cell.value for cell in said["Baseline"][5:8]] == ["公报", "示例市", "2024-02"]
    assert "A" in said["Baseline"][8].value


def test_every_sheet_says_quarter_moment_and_page(reported: City, english: Any) -> None:
    for address in (OVERVIEW, FACTORIES, CLOSED):
        for sheet in workbook(english("viewer").get(f"{address}.xlsx")):
            if sheet.title != "Chart data":
                lines = " ".join(head(sheet))
                assert "2025 Q2" in lines, (address, sheet.title)
                assert "2025-10-10 12:00" in lines
                assert "http://testserver/" in lines


def test_quarter_file_is_the_matrix_of_the_counted_figures(released: City, english: Any) -> None:
    book = workbook(english("anonymous").get(f"{CLOSED}.xlsx"))
    found = rows(book["Figures"])

    assert list(found) == [
        "The whole city",
        "Units that reported",
        "Units asked",
        *["bureau", "east", "west", "zone"],
    ]
    heading = "Smart factories (factories)"
    assert [row[heading].value for row in found.values()] == [42, 2, 2, None, 30, 12, 5]
    assert [row["Share with tools (%)"].value for row in found.values()] == [55, 2, 2, None, 75, 25, None]
    assert "Who has reported" not in book.sheetnames, "how figures come about is for members"
    assert csv_rows(english("anonymous").get(f"{CLOSED}.csv"))[3]["Integration index (points)"] == "71.5"


def test_typed_names_run_nothing(reported: City, english: Any) -> None:
    danger = '=HYPERLINK("http://a.example")'
    unit, target = reported.units["east"], reported.targets["factories"]
    unit.name_zh = unit.name_en = danger
    target.name_zh = target.name_en = "@SUM(1)"
    target.theme.plan.short_name_en = "+1"
    unit.save()
    target.save()
    target.theme.plan.save()
    client = english("coordinator")

    for address in FILES:
        response = client.get(address)
        if address.endswith("xlsx"):
            book = workbook(response)
            cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
            assert "f" not in {cell.data_type for cell in cells}
            said = [cell.value for cell in cells if cell.data_type == "s"]
        else:
            said = [text for row in csv_rows(response) for text in (*row, *row.values())]
        assert not [text for text in said if text.startswith(FORMULA_STARTS)], address


def test_pages_link_to_their_files(reported: City, english: Any) -> None:
    client = english("viewer")
    for page, name in (("/", OVERVIEW), ("/targets/factories/", FACTORIES)):
        links = [
            link.attributes["href"] for link in pages.read(client.get(page, {"quarter": "2025Q2"})).all("a")
        ]
        for form in ("xlsx", "csv"):
            assert f"{name}.{form}?quarter=2025Q2" in links


# Signing in costs three queries: session, person, memberships. A stranger's file asks only which releases there are:
# what a release says is read once in a process.
QUERIES = {
    ("anonymous", OVERVIEW): 1,
    ("alice", OVERVIEW): 14,
    ("anonymous", FACTORIES): 1,
    ("alice", FACTORIES): 14,
    ("anonymous", CLOSED): 1,
    ("alice", RUNNING): 16,
}


def test_files_take_a_known_number_of_queries_in_any_city(released: City, signed_in: Any) -> None:
    def taken(username: str, address: str) -> int:
        client = signed_in(username)
        with CaptureQueriesContext(connection) as captured:
            b"".join(client.get(f"{address}.xlsx"))
        return len(captured)

    taken("anonymous", OVERVIEW)
    assert {key: taken(*key) for key in QUERIES} == QUERIES
    grow(released)
    assert {key: taken(*key) for key in QUERIES} == QUERIES
