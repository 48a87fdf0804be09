"""A table in a spreadsheet: where its header is, which columns are there, what lies outside the eye."""

import openpyxl
import pytest

from tests.documents import spreadsheet_files as files
from tests.documents.spreadsheet_files import HEADER, ROW, codes, read
from tracker.documents.spreadsheet_problems import Problem

VALUES = {"code": "factories", "value": "33", "qualifier": "about", "note": "并入两家"}


def test_a_table_as_it_should_be() -> None:
    records, findings = read(files.xlsx())

    assert [(record.row, record.values) for record in records] == [(2, VALUES)]
    assert records[0].cells == {"code": "A2", "value": "C2", "qualifier": "D2", "note": "E2"}
    assert findings == []


def test_columns_in_another_order_are_found() -> None:
    records, findings = read(files.xlsx(HEADER[::-1], ROW[::-1]))

    assert records[0].values == VALUES
    assert findings == []


def test_headings_in_another_language_and_written_carelessly_are_found() -> None:
    header = [" TARGET  code", "上季度", "完成\n值＊", "限 定：", "说明"]
    records, findings = read(files.xlsx(header, ROW))

    assert records[0].values == VALUES
    assert findings == []


def test_a_column_too_many_is_left_out_and_said() -> None:
    records, findings = read(files.xlsx(["序号", *HEADER], [1, *ROW]))

    assert records[0].values == VALUES
    assert codes(findings) == [(Problem.COLUMN_UNKNOWN, "A1")]
    assert findings[0].params == {"heading": "序号"}
    assert not findings[0].is_error


def test_a_renamed_heading_is_a_missing_column() -> None:
    _records, findings = read(files.xlsx([*HEADER[:2], "本期完成", *HEADER[3:]], ROW))

    assert codes(findings) == [(Problem.COLUMN_MISSING, ""), (Problem.COLUMN_UNKNOWN, "C1")]
    assert findings[0].params == {"heading": "完成值"}
    assert findings[0].is_error


def test_a_column_that_may_be_missing() -> None:
    records, findings = read(files.xlsx(["指标代码", "完成值"], ["factories", 33]))

    assert records[0].values == {"code": "factories", "value": "33"}
    assert findings == []


def test_a_column_twice() -> None:
    _records, findings = read(files.xlsx([*HEADER, "完成值"], [*ROW, 34]))

    assert codes(findings) == [(Problem.COLUMN_TWICE, "")]


def test_the_header_may_stand_below_a_title() -> None:
    records, findings = read(files.xlsx(["示例区填报表"], [], ["east/2025Q3"], HEADER, ROW))

    assert [(record.row, record.values) for record in records] == [(5, VALUES)]
    assert findings == []


def test_headings_in_two_rows_are_read_together() -> None:
    def spoil(sheet) -> None:
        for column in "ABDEF":
            sheet.merge_cells(f"{column}1:{column}2")

    above = ["指标代码", "上季度", "填报", "限定", "说明", "日期"]
    records, findings = read(files.xlsx(above, [None, None, "完成值"], ROW, spoil=spoil))

    assert [(record.row, record.values) for record in records] == [(3, VALUES)]
    assert codes(findings) == [(Problem.HEADER_TWO_ROWS, "")]


def test_a_header_that_is_repeated_is_no_row() -> None:
    records, findings = read(files.xlsx(HEADER, ROW, HEADER, ["other", 1, 2]))

    assert [record.values["code"] for record in records] == ["factories", "other"]
    assert [(finding.code, finding.row) for finding in findings] == [(Problem.HEADER_REPEATED, 3)]


def test_blank_rows_are_no_rows() -> None:
    records, findings = read(files.xlsx(HEADER, ROW, [], [" ", "", "　"], ["other", 1, 2], [], [None] * 6))

    assert [record.row for record in records] == [2, 5]
    assert findings == []


def test_texts_lose_the_spaces_around_them() -> None:
    records, _findings = read(files.xlsx(HEADER, [" factories　", 1, 33, "约 ", " 并入两家\n"]))

    assert records[0].values == VALUES


def test_hidden_rows_are_read_and_said() -> None:
    def spoil(sheet) -> None:
        sheet.row_dimensions[3].hidden = True

    records, findings = read(files.xlsx(HEADER, ROW, ["other", 1, 2], spoil=spoil))

    assert [record.values["code"] for record in records] == ["factories", "other"]
    assert [(finding.code, finding.row, finding.is_error) for finding in findings] == [
        (Problem.ROW_HIDDEN, 3, False)
    ]


def test_hidden_columns_are_read_and_said_where_they_matter() -> None:
    def spoil(sheet) -> None:
        for column in "BEZ":
            sheet.column_dimensions[column].hidden = True

    records, findings = read(files.xlsx(spoil=spoil))

    assert records[0].values == VALUES
    assert [(finding.code, finding.params) for finding in findings] == [
        (Problem.COLUMN_HIDDEN, {"heading": "说明"})
    ]


@pytest.mark.parametrize(
    ("area", "is_said"), [("C2:C3", True), ("A2:C2", True), ("B2:B3", False), ("H2:I9", False)]
)
def test_merged_cells_are_an_error_where_figures_stand(area: str, is_said: bool) -> None:
    def spoil(sheet) -> None:
        sheet.merge_cells(area)

    _records, findings = read(files.xlsx(HEADER, ROW, ["other", 1, 2], spoil=spoil))

    assert ((Problem.MERGED, area) in codes(findings)) is is_said


def test_a_merged_title_is_no_matter() -> None:
    def spoil(sheet) -> None:
        sheet.merge_cells("A1:F1")

    assert read(files.xlsx(["示例区填报表"], HEADER, ROW, spoil=spoil))[1] == []


def test_the_sheet_with_the_headings_is_read_and_a_visible_one_first() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["说明", "请先阅读"])
    for name, value, state in (("旧表", 1, "hidden"), ("新表", 2, "visible")):
        sheet = workbook.create_sheet(name)
        sheet.sheet_state = state
        sheet.append(HEADER)
        sheet.append(["factories", None, value])

    records, _findings = read(files.saved(workbook))

    assert records[0].values["value"] == "2"


def test_findings_end_somewhere() -> None:
    rows = [["a", None, "#N/A"] for _ in range(700)]

    assert len(read(files.xlsx(HEADER, *rows))[1]) == 500
