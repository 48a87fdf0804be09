"""Forms as workbooks, looked at with another library, and read back with our own."""

import io
from decimal import Decimal

import openpyxl
import pytest

from tests.documents.spreadsheet_files import COLUMNS, read
from tracker.documents.workbooks import KEY_SHEET, LIST_SHEET, Form, Instructions, Line, write_form

LINES = [
    Line({"code": "factories", "previous": Decimal(30), "value": Decimal("33.25")}, decimals=2),
    Line({"code": "=1+1", "note": "-约", "value": "三十"}, locked=frozenset({"note"})),
    Line({"code": "planned", "previous": Decimal("7.6667")}),
]
INSTRUCTIONS = Instructions("填写说明", "怎样填写", ["只填黄色单元格。", "+ 零请填 0。"])


def form(lines: list[Line] | None = None) -> Form:
    lines = LINES if lines is None else lines
    return Form("填报", "东区 · 2025年三季度", ["严禁涉密"], "east/2025Q3", COLUMNS, lines, fixed=2)


@pytest.fixture(scope="module")
def content() -> bytes:
    return write_form(form(), INSTRUCTIONS, [["format", "1"], ["row", "factories", "0"]])


@pytest.fixture(scope="module")
def workbook(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_what_is_known_is_locked_and_what_is_asked_for_is_open(workbook: openpyxl.Workbook) -> None:
    sheet = workbook["填报"]

    assert sheet.protection.sheet
    locked = {cell.coordinate: cell.protection.locked for row in sheet["A5:E6"] for cell in row}
    assert locked == {
        "A5": True,
        "B5": True,
        "C5": False,
        "D5": False,
        "E5": False,
        "A6": True,
        "B6": True,
        "C6": False,
        "D6": False,
        "E6": True,
    }


def test_figures_are_numbers_and_show_the_decimals_of_their_target(workbook: openpyxl.Workbook) -> None:
    sheet = workbook["填报"]

    assert sheet["C5"].value == 33.25
    assert [sheet[place].number_format for place in ("B5", "C5", "C6", "B7")] == [
        "#,##0.00",
        "General",
        "#,##0",
        "#,##0.0",
    ]


def test_a_text_like_a_formula_stays_a_text(workbook: openpyxl.Workbook) -> None:
    sheet = workbook["填报"]

    for place, text in {"A6": "=1+1", "E6": "-约"}.items():
        assert (sheet[place].value, sheet[place].data_type) == (text, "s")
        assert sheet[place].quotePrefix
    assert not sheet["A5"].quotePrefix


def test_choices_come_from_a_hidden_list(workbook: openpyxl.Workbook) -> None:
    rules = {str(rule.sqref): rule for rule in workbook["填报"].data_validations.dataValidation}

    assert rules["D5:D7"].formula1 == f"'{LIST_SHEET}'!$D$1:$D$2"
    assert [cell.value for cell in workbook[LIST_SHEET]["D"]] == ["约", "超"]
    assert rules["C5:C7"].errorStyle == "warning"


def test_the_view_stays_on_the_header_and_the_hidden_sheets_hidden(workbook: openpyxl.Workbook) -> None:
    assert workbook["填报"].freeze_panes == "C5"
    assert {sheet.title: sheet.sheet_state for sheet in workbook} == {
        "填报": "visible",
        "填写说明": "visible",
        LIST_SHEET: "veryHidden",
        KEY_SHEET: "veryHidden",
    }
    assert [cell.value for cell in workbook["填写说明"]["A"]] == ["怎样填写", None, *INSTRUCTIONS.lines]


@pytest.mark.parametrize("many_rows", [False, True])
def test_what_was_written_is_read_back(many_rows: bool) -> None:
    records, findings = read(write_form(form(), INSTRUCTIONS, [], many_rows=many_rows))

    assert [record.values for record in records] == [
        {"code": "factories", "value": "33.25"},
        {"code": "=1+1", "value": "三十", "note": "-约"},
        {"code": "planned"},
    ]
    assert findings == []


def test_a_form_without_rows() -> None:
    assert read(write_form(form([]), INSTRUCTIONS, []))[0] == []
