"""Days in spreadsheets: read as people write them, written so that a spreadsheet knows them for days."""

import csv
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents import spreadsheet_files as files
from tests.documents.spreadsheet_files import HEADER, codes, read
from tracker.documents.columns import Column as FormColumn
from tracker.documents.columns import ColumnKind
from tracker.documents.days import read_day
from tracker.documents.spreadsheet_problems import Problem
from tracker.documents.table_workbooks import write_xlsx
from tracker.documents.tables import Book, Column, Sheet, csv_text
from tracker.documents.workbooks import Form, Instructions, Line, write_form

DAY = dt.date(2026, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "2026-3-5",
        "2026/3/5",
        "2026.3.5",
        "2026.03.05",
        "2026年3月5日",
        "2026年03月05号",
        "2026 年 3 月 5 日",
        "20260305",
        "２０２６－０３－０５",
        "２０２６年３月５日",
        " 2026-03-05 ",
        "2026-03-05 00:00",
        "2026-03-05T10:30:00",
    ],
)
def test_a_day_however_it_is_written(text: str) -> None:
    assert read_day(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3月5日",
        "5/10",
        "2026年3月",
        "2026",
        "46086",
        "2026-02-30",
        "2026-13-01",
        "1900-01-05",  # a 5 that was formatted as a day
        "9999-12-31",
        "26-3-5",
        "2026-03-05前后",
        "12:30",
        "三月五日",
        "2026030",
        "٢٠٢٦-٠٣-٠٥",
    ],
)
def test_what_is_no_whole_day(text: str) -> None:
    assert read_day(text) is None


@given(st.dates(dt.date(1949, 1, 1), dt.date(2100, 12, 31)))
def test_every_day_is_read_as_it_is_written(day: dt.date) -> None:
    assert read_day(day.isoformat()) == read_day(f"{day.year}年{day.month}月{day.day}日") == day


@pytest.mark.parametrize(
    ("value", "number_format", "day"),
    [
        (DAY, "yyyy-mm-dd", "2026-03-05"),
        (46086.4375, "yyyy-mm-dd h:mm", "2026-03-05"),
        ("2026年3月5日", "@", "2026-03-05"),
        (20260305, "0", "2026-03-05"),
    ],
)
def test_a_column_of_days_holds_days(value: Any, number_format: str, day: str) -> None:
    def spoil(sheet: Any) -> None:
        sheet["F2"].value, sheet["F2"].number_format = value, number_format

    records, findings = read(files.xlsx(HEADER, ["a", None, 1], spoil=spoil))

    assert records[0].values["day"] == day
    assert findings == []


@pytest.mark.parametrize("value", ["5/10", 46086, 0.5, "2026年3月"])
def test_what_is_no_day_is_said_and_not_guessed(value: Any) -> None:
    records, findings = read(files.xlsx(HEADER, ["a", None, 1, None, None, value]))

    assert "day" not in records[0].values
    assert codes(findings) == [(Problem.NO_DATE, "F2")]


def test_a_day_among_texts_is_doubted() -> None:
    """Spreadsheets make 5/10 the tenth of May as it is typed."""
    records, findings = read(files.xlsx(HEADER, ["a", None, 1, None, dt.date(2026, 5, 10)]))

    assert records[0].values["note"] == "2026-05-10"
    assert codes(findings) == [(Problem.DATE_FOR_TEXT, "E2")]
    assert not findings[0].is_error


def table() -> Book:
    sheet = Sheet(name="名录", title="名录", columns=(Column("日期"),), rows=[(DAY,), (None,)])
    return Book(title="名录", sheets=(sheet,), made_at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC))


def test_a_table_holds_days_as_days() -> None:
    file = io.BytesIO()
    write_xlsx(table(), file)
    cell, empty = (row[0] for row in openpyxl.load_workbook(file)["名录"].iter_rows(min_row=4))

    assert cell.is_date
    assert (cell.value.date(), cell.number_format) == (DAY, "yyyy-mm-dd")
    assert empty.value is None


def test_a_text_file_holds_days_as_they_are_read_again() -> None:
    assert list(csv.reader("".join(csv_text(table())).splitlines()))[1] == ["2026-03-05"]


def test_a_form_asks_for_days_with_their_format_and_doubts_others() -> None:
    columns = (FormColumn("day", "日期", kind=ColumnKind.DATE, hint="如 2026-03-31"),)
    form = Form("名录", "名录", [], "roster/x", columns, [Line(), Line()])
    workbook = openpyxl.load_workbook(io.BytesIO(write_form(form, Instructions("说明", "说明", []), [])))
    sheet = workbook["名录"]
    (rule,) = sheet.data_validations.dataValidation

    assert [sheet[place].number_format for place in ("A4", "A5")] == ["yyyy-mm-dd"] * 2
    assert (rule.type, rule.errorStyle, str(rule.sqref), rule.prompt) == (
        "date",
        "warning",
        "A4:A5",
        "如 2026-03-31",
    )
