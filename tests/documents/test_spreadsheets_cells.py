"""What stands in a cell, as it means it: numbers, dates, texts, formulas, errors."""

import datetime as dt
from typing import Any

import openpyxl
import pytest

from tests.documents import spreadsheet_files as files
from tests.documents.spreadsheet_files import HEADER, codes, read
from tracker.documents.spreadsheet_cells import address, column_letters, column_number
from tracker.documents.spreadsheet_problems import Problem


def of_value(value: Any, number_format: str = "General") -> tuple[str | None, list[tuple[str, str]]]:
    """What is read of a cell in the column of figures, and what is found."""

    def spoil(sheet) -> None:
        cell = sheet["C2"]
        cell.value, cell.number_format = value, number_format

    records, findings = read(files.xlsx(HEADER, ["factories"], spoil=spoil))
    return records[0].values.get("value"), codes(findings)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (33, "33"),
        (0, "0"),
        (-4, "-4"),
        (25.3, "25.3"),
        (73.7828, "73.7828"),
        (0.1 + 0.2, "0.3"),  # as Excel shows it
        (99999999999.9999, "99999999999.9999"),
        (1e20, "100000000000000000000"),
        (0.00001, "0.00001"),
        (100 / 3, "33.3333333333333"),
    ],
)
def test_a_number_has_the_digits_that_excel_shows(value: float, text: str) -> None:
    assert of_value(value) == (text, [])


@pytest.mark.parametrize("number_format", ["0%", "0.00%", '"共"0.0%'])
def test_a_percentage_is_the_one_that_is_shown(number_format: str) -> None:
    assert of_value(0.7383, number_format) == ("73.83%", [])


def test_a_percent_sign_that_is_only_a_word_changes_nothing() -> None:
    assert of_value(73.8, '0.0"%"') == ("73.8", [])


@pytest.mark.parametrize("text", ["３，０００", "3,000", " 3000 ", "3000", "3 000", "75 %"])
def test_a_number_that_is_stored_as_text_is_read_and_said(text: str) -> None:
    value, found = of_value(text)

    assert value == text.strip()
    assert found == [(Problem.NUMBER_AS_TEXT, "C2")]


def test_a_text_where_a_number_belongs_is_left_to_the_form() -> None:
    assert of_value("约三十家") == ("约三十家", [])
    assert of_value(True) == ("TRUE", [])


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (dt.date(2026, 5, 10), "yyyy-mm-dd", "2026-05-10"),
        (46152.5208333, "m/d h:mm", "2026-05-10 12:30"),
        (46152, "m月d日", "2026-05-10"),
        (0.5, "h:mm", "12:00"),
    ],
)
def test_a_date_where_a_number_belongs(value: Any, number_format: str, shown: str) -> None:
    def spoil(sheet) -> None:
        sheet["C2"].value, sheet["C2"].number_format = value, number_format

    records, findings = read(files.xlsx(HEADER, ["factories"], spoil=spoil))

    assert "value" not in records[0].values
    assert codes(findings) == [(Problem.DATE_FOR_FIGURE, "C2")]
    assert findings[0].params == {"text": shown}


def test_dates_of_chinese_formats_that_have_no_code() -> None:
    formats = '<cellXfs><xf numFmtId="0"/><xf numFmtId="31"/></cellXfs>'
    styles = f'<styleSheet xmlns="{files.NAMESPACE}">{formats}</styleSheet>'
    rows = (
        files.inline("指标代码", "完成值")
        + '<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"><v>46152</v></c></row>'
    )
    content = files.raw_xlsx(
        files.sheet_xml(rows),
        **{
            "xl/styles.xml": styles,
            "xl/_rels/workbook.xml.rels": files.relations(
                ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")
            ),
        },
    )

    assert codes(read(content)[1]) == [(Problem.DATE_FOR_FIGURE, "B2")]


def test_days_counted_from_1904() -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.active.append(["指标代码", "完成值", "日期"])
    workbook.active.append(["factories", 33, dt.date(2026, 5, 10)])

    assert read(files.saved(workbook))[0][0].values["day"] == "2026-05-10"


@pytest.mark.parametrize("formula", ["=1+1", "=SUM(B2:B9)"])
def test_a_formula_is_no_value(formula: str) -> None:
    assert of_value(formula) == (None, [(Problem.FORMULA, "C2")])


def test_the_result_that_a_formula_had_is_not_believed() -> None:
    rows = (
        files.inline("指标代码", "完成值")
        + '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>'
    )
    records, findings = read(files.raw_xlsx(files.sheet_xml(rows)))

    assert "value" not in records[0].values
    assert codes(findings) == [(Problem.FORMULA, "B2")]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!"])
def test_an_error_value(error: str) -> None:
    assert of_value(error) == (None, [(Problem.ERROR_VALUE, "C2")])
    assert codes(read(f"指标代码,完成值\na,{error}\n".encode(), "a.csv")[1]) == [(Problem.ERROR_VALUE, "B2")]


def test_texts_in_pieces_with_readings_and_escapes() -> None:
    texts = (
        "<sst><si><r><t>并入</t></r><r><t>两家</t></r><rPh><t>ピン</t></rPh></si>"
        "<si><t>一_x000D_\n二_xD800__x0000_</t></si></sst>"
    )
    rows = files.inline("指标代码", "说明") + "".join(
        f'<row><c t="inlineStr"><is><t>a</t></is></c><c t="s"><v>{n}</v></c></row>' for n in (0, 1)
    )
    content = files.raw_xlsx(files.sheet_xml(rows), **{"xl/sharedStrings.xml": texts})

    assert [record.values["note"] for record in read(content)[0]] == ["并入两家", "一\r\n二"]


def test_choices_are_known_by_their_labels_in_every_language() -> None:
    rows = [
        ["a", None, 1, "约"],
        ["b", None, 1, " about "],
        ["c", None, 1, "more-than"],
        ["d", None, 1, "大概"],
    ]
    records, findings = read(files.xlsx(HEADER, *rows))

    assert [record.values.get("qualifier") for record in records] == ["about", "about", "more-than", None]
    assert codes(findings) == [(Problem.NO_CHOICE, "D5")]
    assert findings[0].params == {"text": "大概", "choices": ["约", "超"]}


def test_a_long_number_among_texts_has_lost_digits() -> None:
    rows = [["a", None, 1, None, 913501000000100430], ["b", None, 1, None, "913501000000100430"]]
    records, findings = read(files.xlsx(HEADER, *rows))

    assert codes(findings) == [(Problem.DIGITS_LOST, "E2")]
    assert records[1].values["note"] == "913501000000100430"


def test_a_text_that_is_too_long() -> None:
    assert codes(read(files.xlsx(HEADER, ["a", None, 1, None, "长" * 21]))[1]) == [(Problem.TOO_LONG, "E2")]


def test_a_day_is_read_as_a_day() -> None:
    rows = [["a", 0, 1, None, None, dt.date(2026, 3, 31)], ["b", 0, 1, None, None, "三月底"]]
    records, findings = read(files.xlsx(HEADER, *rows))

    assert records[0].values["day"] == "2026-03-31"
    assert codes(findings) == [(Problem.NO_DATE, "F3")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_text_file_in_every_encoding(encoding: str, delimiter: str) -> None:
    lines = [["指标代码", "完成值", "说明"], ["factories", "33.5", '"并入""两家"""'], ["b", "３０", ""]]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)

    records, findings = read(content, "填报.csv")

    assert [record.values for record in records] == [
        {"code": "factories", "value": "33.5", "note": '并入"两家"'},
        {"code": "b", "value": "３０"},
    ]
    assert codes(findings) == [(Problem.NUMBER_AS_TEXT, "B3")]


def test_what_was_made_harmless_for_a_text_file_comes_back_as_it_was() -> None:
    records, findings = read("指标代码,完成值,说明\na,1,'=并入\nb,2,=1+1\n".encode(), "a.csv")

    assert records[0].values["note"] == "=并入"
    assert codes(findings) == [(Problem.FORMULA, "C3")]


def test_letters_of_columns() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 28, 703, 16384)] == ["A", "Z", "AA", "AB", "AAA", "XFD"]
    assert all(column_number(column_letters(n)) == n for n in range(1, 2000))
    assert address(3, 7) == "C7"
