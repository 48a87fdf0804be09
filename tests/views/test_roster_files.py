"""A roster as a file: the template that is filled in, and the names that are handed out."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, City
from tests.rosters import CODES, name_add, roster_make
from tests.views.workbooks import csv_rows, head, headings, rows, workbook
from tracker.models import Installation, Roster
from tracker.services.rosters import entry_withdraw

TEMPLATE, XLSX, CSV = (f"/rosters/factories/{name}" for name in ("template.xlsx", "names.xlsx", "names.csv"))
COLUMNS = [
    "Enterprise",
    "Unified social credit code",
    "Area unit",
    "List type",
    "Level",
    "Batch",
    "Recognised on",
    "Withdrawn on",
    "Reason of the withdrawal",
    "Source document",
]
A, B, C = "示例甲公司", "示例乙公司", "示例丙公司"


@pytest.fixture
def roster(city: City) -> Roster:
    """In the east one name that climbed and one without a sound code; in the west one that was withdrawn."""
    made = roster_make(city)
    name_add(city, made, A, code=CODES[0], level="three", kind="plain", batch="007", source="=文件")
    name_add(city, made, A, code=CODES[0], level="four", on="2025-03-01")
    name_add(city, made, B, code="9132X")
    gone = name_add(city, made, C, "west", code=CODES[1])
    day = dt.date(2025, 6, 1)
    entry_withdraw(entry=gone, on=day, reason="迁出", by=city.people["coordinator"], at=NOW)
    return made


def template(client: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(client.get(TEMPLATE).content))


def names(client: Any, **query: str) -> list[tuple[str, str, str]]:
    """Name, level and unit of every row of the text file."""
    found = csv_rows(client.get(CSV, query))
    return [(row["Enterprise"], row["Level"], row["Area unit"]) for row in found]


def test_template_opens_rows_to_type_in_and_locks_the_headings(roster: Roster, english: Any) -> None:
    sheet = template(english("coordinator")).worksheets[0]
    header = sheet[sheet.freeze_panes].row - 1

    assert sheet.protection.sheet
    assert [cell.value for cell in sheet[header]] == COLUMNS
    assert {cell.protection.locked for cell in sheet[header]} == {True}
    assert {cell.protection.locked for row in sheet[header + 1 : header + 2000] for cell in row} == {False}
    assert sheet.max_row == header + 2000
    assert {cell.value for row in sheet[header + 1 : header + 2000] for cell in row} == {None}


def test_template_knows_texts_days_and_choices(roster: Roster, english: Any) -> None:
    book = template(english("coordinator"))
    sheet = book.worksheets[0]
    first = sheet[sheet.freeze_panes].row
    formats = {name: sheet.cell(first, at).number_format for at, name in enumerate(COLUMNS, start=1)}
    rules = {str(rule.sqref).split(":")[0][0]: rule for rule in sheet.data_validations.dataValidation}

    assert formats["Unified social credit code"] == formats["Batch"] == "@"
    assert formats["Recognised on"] == formats["Withdrawn on"] == "yyyy-mm-dd"
    assert {letter: rules[letter].type for letter in "CDEGH"} == {
        **dict.fromkeys("CDE", "list"),
        **dict.fromkeys("GH", "date"),
    }
    offered = [[cell.value for cell in row if cell.value] for row in book["_lists"].iter_cols()]
    assert offered[2:5] == [["East", "West", "Zone"], ["Plain", "5G"], ["Three", "Four"]]
    assert {str(rule.sqref).split(":")[1][1:] for rule in rules.values()} == {str(first + 1999)}


def test_template_says_what_it_is_for(roster: Roster, english: Any) -> None:
    book = template(english("coordinator"))
    sheet = book.worksheets[0]
    above = [cell.value for (cell,) in sheet.iter_rows(max_row=sheet[sheet.freeze_panes].row - 2, max_col=1)]
    keys = {row[0].value: row[1].value for row in book["_key"].iter_rows()}
    instructions = [cell.value for (cell,) in book["Instructions"].iter_rows(max_col=1) if cell.value]

    assert above[0] == "Factories"
    assert "Smart factories" in above[1]
    assert above[-1] == "roster/factories"
    assert book["_key"].sheet_state == "veryHidden"
    assert (keys["format"], keys["roster"]) == ("1", "factories")
    assert "Enterprise, Area unit, Recognised on" in instructions[1]
    assert any("2000 rows are prepared" in line for line in instructions)


def test_template_of_workshops_has_a_column_for_them(city: City, english: Any) -> None:
    roster_make(city, item_zh="车间", item_en="workshop")
    book = template(english("coordinator"))

    assert "Workshop" in [cell.value for row in book.worksheets[0].iter_rows(max_row=8) for cell in row]
    assert any("each workshop" in (cell.value or "") for (cell,) in book["Instructions"].iter_rows(max_col=1))


def test_files_carry_names_that_say_what_they_are(roster: Roster, english: Any) -> None:
    client = english("coordinator")
    said = [client.get(address).headers["Content-Disposition"] for address in (TEMPLATE, XLSX, CSV)]

    assert said == [
        'attachment; filename="Factories-template.xlsx"',
        'attachment; filename="Factories-2025-10-10.xlsx"',
        'attachment; filename="Factories-2025-10-10.csv"',
    ]


def test_export_holds_names_codes_and_days_as_what_they_are(roster: Roster, english: Any) -> None:
    sheet = workbook(english("coordinator").get(XLSX, {"state": "all"})).worksheets[0]
    found = list(sheet.iter_rows(min_row=sheet[sheet.freeze_panes].row))

    assert list(headings(sheet)) == COLUMNS
    assert sheet.freeze_panes.startswith("C")
    assert [[cell.value for cell in row[:5]] for row in found] == [
        [A, CODES[0], "East", None, "Four"],
        [B, "9132X", "East", None, None],
        [A, CODES[0], "East", "Plain", "Three"],
        [C, CODES[1], "West", None, None],
    ]
    climbed = found[2]
    assert (climbed[1].data_type, climbed[1].number_format) == ("s", "@")
    assert (climbed[5].value, climbed[5].data_type) == ("007", "s")
    assert (climbed[6].value.date(), climbed[6].number_format) == (dt.date(2025, 1, 15), "yyyy-mm-dd")
    assert (climbed[9].value, climbed[9].data_type) == ("'=文件", "s")
    assert [cell.value for cell in found[3][7:9]] == [dt.datetime.fromisoformat("2025-06-01"), "迁出"]


def test_export_counts_by_unit_level_and_list_type(roster: Roster, english: Any) -> None:
    sheet = workbook(english("coordinator").get(XLSX))["Counts"]
    found = {row["Area unit"].value: row for row in rows(sheet).values()}

    assert list(headings(sheet)) == ["Code", "Area unit", "Names in all", "Three", "Four", "Plain", "5G"]
    assert {
        unit: [row[name].value for name in ("Names in all", "Three", "Four", "Plain")]
        for unit, row in found.items()
    } == {"The whole city": [2, 0, 1, 1], "East": [2, 0, 1, 1]}
    assert any("more than the total" in line for line in head(sheet))


def test_export_says_from_where_and_of_which_day_it_is(roster: Roster, english: Any) -> None:
    client = english("coordinator")
    lines = head(workbook(client.get(XLSX, {"on": "2025-03-31", "unit": "east"})).worksheets[0])

    assert lines[0] == "Factories"
    assert any("/rosters/factories/?on=2025-03-31&unit=east" in line for line in lines)
    assert "On the list at the end of 2025-03-31" in lines
    assert lines[-1] == "roster/factories"


@pytest.mark.parametrize(
    ("query", "is_part"),
    [
        ({}, False),
        ({"state": "all"}, False),
        ({"state": "withdrawn"}, True),
        ({"unit": "east"}, True),
        ({"search": "甲"}, True),
        ({"on": "2025-03-31"}, True),
        ({"on": "2025-10-10"}, False),
    ],
)
def test_a_part_of_the_list_says_that_it_is_one(
    roster: Roster, english: Any, query: dict[str, str], is_part: bool
) -> None:
    lines = head(workbook(english("coordinator").get(XLSX, query)).worksheets[0])

    assert any("do not import it as the whole list" in line for line in lines) is is_part


def test_export_follows_the_filters_of_the_page(roster: Roster, english: Any) -> None:
    client = english("coordinator")

    assert names(client) == [(A, "Four", "East"), (B, "", "East"), (A, "Three", "East")]
    assert names(client, level="four") == [(A, "Four", "East")]
    assert names(client, state="withdrawn") == [(C, "", "West")]
    assert names(client, on="2025-02-01", unit="west") == [(C, "", "West")]
    assert names(client, search="slyg") == [(B, "", "East")]
    assert names(client, flagged="1") == [(B, "", "East")]


def test_somebody_of_a_unit_gets_its_names_only_and_is_told_so(roster: Roster, english: Any) -> None:
    bob = english("bob")

    assert names(bob) == []
    assert names(bob, state="all") == [(C, "", "West")]
    assert {unit for _name, _level, unit in names(english("alice"), state="all")} == {"East"}
    lines = head(workbook(bob.get(XLSX)).worksheets[0])
    assert any("do not import it as the whole list" in line for line in lines)


def test_a_text_file_neutralises_what_a_spreadsheet_would_run(roster: Roster, english: Any) -> None:
    found = csv_rows(english("coordinator").get(CSV))

    assert [row["Source document"] for row in found] == ["", "", "'=文件"]
    assert found[2]["Recognised on"] == "2025-01-15"


def test_an_empty_roster_is_a_table_without_rows(city: City, english: Any) -> None:
    roster_make(city)
    client = english("coordinator")

    assert names(client) == []
    book = workbook(client.get(XLSX))
    assert rows(book["Names"]) == {}
    assert rows(book["Counts"])["The whole city"]["Names in all"].value == 0


def test_the_demonstration_marks_its_files(roster: Roster, english: Any) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True})
    client = english("coordinator")
    mark = template(client).worksheets[0]["A2"].value

    assert "DEMO" in mark
    assert head(workbook(client.get(XLSX)).worksheets[0])[1] == mark
    assert "demo-Factories" in client.get(CSV).headers["Content-Disposition"]
    assert {row[mark] for row in csv_rows(client.get(CSV))} == {mark}


def test_only_those_who_look_after_the_roster_get_its_template(
    city: City, roster: Roster, english: Any
) -> None:
    assert english("alice").get(TEMPLATE).status_code == 403
    target = city.targets["factories"]
    target.lead_unit = city.units["bureau"]
    target.save()
    assert english("berta").get(TEMPLATE).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/rosters/no-such/template.xlsx",
        "/rosters/no-such/names.csv",
        "/rosters/factories/names.pdf",
        "/rosters/factories/names.XLSX",
    ],
)
def test_what_is_not_there(roster: Roster, english: Any, address: str) -> None:
    assert english("coordinator").get(address).status_code == 404


def test_an_export_takes_the_same_queries_however_many_names_there_are(
    city: City, roster: Roster, english: Any
) -> None:
    client = english("coordinator")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert b"".join(client.get(CSV))
        return len(captured)

    before = queries()
    for number in range(5):
        name_add(city, roster, f"示例{number}号公司", "west")
    assert queries() == before
