"""Tables as CSV and as workbooks, read back with another library than the one that wrote them."""

import csv
import datetime as dt
import io
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tracker.documents.cells import FORMULA_STARTS, neutral, width_of
from tracker.documents.table_workbooks import write_xlsx
from tracker.documents.tables import BOM, Book, Chart, Column, Kind, Number, Series, Sheet, Style, csv_text

AT = dt.datetime(2025, 10, 10, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))
CODE = "913201000000000018"  # eighteen digits: as a number it would lose its last ones
COLUMNS = (
    Column("代码", 20, Kind.CODE),
    Column("单位", 14),
    Column("数值（家）", 12, Kind.FIGURE),
    Column("说明", 20, Kind.LONG),
)
ROWS = (
    (CODE, "东区", Number(Decimal("1234.5678"), 1), "很长的说明" * 8),
    ("00120", "西区", Number(Decimal(-3)), None),
    ("3-1", "北区", "未报", ""),
    ("4", "南区", None, "=1+1"),
    ("5", "中区", Number(Decimal(0), 2), "-"),
)


def sheet(**changes: Any) -> Sheet:
    return replace(Sheet(name="明细", title="各单位数据", columns=COLUMNS, rows=ROWS), **changes)


def book(*sheets: Sheet, mark: str | None = None) -> Book:
    return Book(title="数据", sheets=sheets or (sheet(),), made_at=AT, mark=mark)


def written(made: Book) -> Workbook:
    file = io.BytesIO()
    write_xlsx(made, file)
    return load_workbook(file)


def header_row(worksheet: Worksheet) -> int:
    """The last row above the panes' edge."""
    return worksheet[worksheet.freeze_panes].row - 1


def cells(worksheet: Worksheet) -> list[tuple[Any, ...]]:
    """The rows under the header."""
    return list(worksheet.iter_rows(min_row=header_row(worksheet) + 1))


def lines(made: Book) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(csv_text(made)).removeprefix(BOM), newline="")))


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_neutral_makes_a_text_of_what_could_be_a_formula(start: str) -> None:
    assert neutral(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "1+1", "a=b", "示例A区", "— 无", "−3", "'=1", " =1"])
def test_neutral_leaves_other_texts_as_they_are(text: str) -> None:
    assert neutral(text) == text


@pytest.mark.parametrize(("text", "width"), [("", 0), ("2025Q3", 6), ("示例A区", 7), ("（家）", 6)])
def test_width_counts_chinese_characters_twice(text: str, width: int) -> None:
    assert width_of(text) == width


def test_csv_keeps_every_decimal_and_no_thousands_commas() -> None:
    table = lines(book())

    assert table[0] == ["代码", "单位", "数值（家）", "说明"]
    assert [row[2] for row in table[1:]] == ["1234.5678", "-3", "未报", "", "0"]
    assert [row[0] for row in table[1:]] == [CODE, "00120", "3-1", "4", "5"]


def test_csv_makes_texts_harmless_but_not_numbers() -> None:
    table = lines(book(sheet(columns=(*COLUMNS[:3], Column("=说明")))))

    assert table[0][3] == "'=说明"
    assert [row[3] for row in table[4:]] == ["'=1+1", "'-"]


def test_csv_begins_with_a_byte_order_mark_once() -> None:
    text = "".join(csv_text(book()))

    assert text.startswith(BOM)
    assert text.count(BOM) == 1


def test_csv_says_in_every_row_that_figures_are_invented() -> None:
    assert {row[4] for row in lines(book(mark="示例数据 DEMO DATA"))} == {"示例数据 DEMO DATA"}
    assert {len(row) for row in lines(book())} == {4}


def test_csv_is_sent_while_the_rows_are_read() -> None:
    read = []

    def rows() -> Iterator[tuple[Any, ...]]:
        for row in ROWS:
            read.append(row)
            yield row

    text = csv_text(book(sheet(rows=rows())))
    next(text)
    assert read == []
    next(text)
    assert len(read) == 1


def test_csv_keeps_line_breaks_inside_their_cell() -> None:
    assert lines(book(sheet(rows=[("1", "一\n二", None, '"三", 四')])))[1] == ["1", "一\n二", "", '"三", 四']


def test_workbook_holds_figures_as_numbers_with_their_decimals() -> None:
    figures = [row[2] for row in cells(written(book())["明细"])]

    assert [cell.value for cell in figures] == [1234.5678, -3, "未报", None, 0]
    assert [cell.data_type for cell in figures[:3]] == ["n", "n", "s"]
    assert [figures[index].number_format for index in (0, 1, 4)] == ["#,##0.0", "#,##0", "#,##0.00"]


def test_workbook_holds_codes_as_texts() -> None:
    codes = [row[0] for row in cells(written(book())["明细"])]

    assert [cell.value for cell in codes] == [CODE, "00120", "3-1", "4", "5"]
    assert {(cell.data_type, cell.number_format) for cell in codes} == {("s", "@")}


def test_workbook_runs_nothing() -> None:
    dangerous = [f"{start}cmd|' /C calc'!A0" for start in FORMULA_STARTS]
    table = sheet(
        title=dangerous[0],
        notes=tuple(dangerous),
        columns=(Column(dangerous[0]),),
        rows=[(text,) for text in dangerous],
    )
    found = [cell for row in written(book(table))["明细"].iter_rows() for cell in row if cell.value]

    assert len(found) == 2 * len(dangerous) + 2
    assert {cell.data_type for cell in found} == {"s"}
    assert not [cell.value for cell in found if cell.value.startswith(FORMULA_STARTS)]


def test_workbook_survives_characters_that_xml_forbids() -> None:
    (row,) = cells(written(book(sheet(rows=[("1", "甲\x00\x0b乙", None, "<&>")])))["明细"])

    assert "甲" in row[1].value
    assert row[3].value == "<&>"


def test_workbook_keeps_header_and_first_columns_in_sight() -> None:
    worksheet = written(book(sheet(notes=("季度：2025年二季度",), fixed=2), mark="示例数据 DEMO DATA"))[
        "明细"
    ]

    assert worksheet.freeze_panes == "C6"
    assert [cell.value for cell in worksheet[5]] == [column.heading for column in COLUMNS]
    assert [worksheet["A1"].value, worksheet["A3"].value] == ["各单位数据", "季度：2025年二季度"]
    assert worksheet.print_title_rows == "$5:$5"


def test_workbook_sets_widths_and_makes_room_for_long_texts() -> None:
    worksheet = written(book())["明细"]

    widths = [worksheet.column_dimensions[letter].width for letter in "ABCD"]
    assert [round(width) for width in widths] == [21, 15, 13, 21]
    first = header_row(worksheet) + 1
    # Eighty half-width characters in a column of twenty: five lines of text.
    assert worksheet.row_dimensions[first].height >= 5 * 15
    assert worksheet.row_dimensions[first + 1].height in (None, 15)


def test_workbook_sets_totals_in_bold() -> None:
    rows = cells(written(book(sheet(totals=1)))["明细"])

    assert [[cell.font.bold for cell in row if cell.value is not None] for row in rows[:2]] == [
        [True] * 4,
        [False] * 3,
    ]


def test_workbook_carries_the_mark_on_every_sheet_and_on_paper() -> None:
    made = written(book(sheet(), sheet(name="另一张"), mark="示例数据 DEMO DATA"))

    for worksheet in made:
        assert worksheet["A2"].value == "示例数据 DEMO DATA"
        assert worksheet.oddFooter.left.text == "示例数据 DEMO DATA"
    assert made.properties.description == "示例数据 DEMO DATA"


def test_workbook_says_when_it_was_made() -> None:
    properties = written(book()).properties

    assert properties.title == "数据"
    assert properties.created.replace(tzinfo=dt.UTC) == AT


def test_workbook_without_rows_is_a_table_with_its_header() -> None:
    worksheet = written(book(sheet(rows=())))["明细"]

    assert [cell.value for cell in worksheet[header_row(worksheet)]] == [c.heading for c in COLUMNS]
    assert not [cell.value for row in cells(worksheet) for cell in row if cell.value]


def chart(*styles: Style, **changes: Any) -> Chart:
    series = tuple(
        Series(name=f"=线{index}", column=2, style=style, colour="#1f4e8c", in_legend=index == 0)
        for index, style in enumerate(styles)
    )
    return replace(
        Chart(title="=趋势", data="明细", rows=5, categories=0, series=series, decimals=1), **changes
    )


def drawn(made: Chart) -> Any:
    (found,) = written(book(sheet(chart=made)))["明细"]._charts
    return found


def test_line_chart_leaves_gaps_where_figures_are_missing() -> None:
    found = drawn(chart(Style.LINE, Style.DASHED, Style.DOTS, Style.LEVEL))

    assert type(found).__name__ == "LineChart"
    assert found.display_blanks == "gap"
    assert len(found.series) == 4
    assert {line.val.numRef.f for line in found.series} == {"明细!$C$4:$C$8"}
    assert {line.cat.strRef.f for line in found.series} == {"明细!$A$4:$A$8"}
    dashed, dots = found.series[1], found.series[2]
    assert dashed.graphicalProperties.line.prstDash == "dash"
    assert dots.graphicalProperties.line.noFill


def test_chart_keeps_its_figures_inside_for_programs_that_compute_nothing() -> None:
    (line,) = drawn(chart(Style.LINE)).series

    points = {point.idx: point.v for point in line.val.numRef.numCache.pt}
    assert points[0] == 1234.5678
    assert 3 not in points


def test_chart_names_a_line_in_pieces_once() -> None:
    hidden = [entry.idx for entry in drawn(chart(Style.LINE, Style.LINE)).legend.legendEntry]

    assert hidden == [1]


def test_chart_title_is_a_text_and_no_reference() -> None:
    found = drawn(chart(Style.LINE))

    assert found.title.tx.rich.p[0].r[0].t == "'=趋势"
    assert found.series[0].tx.v == "'=线0"


def test_bars_run_from_top_to_bottom_in_the_order_of_the_rows() -> None:
    found = drawn(chart(Style.BARS, from_zero=True))

    assert (type(found).__name__, found.barDir) == ("BarChart", "bar")
    assert found.x_axis.scaling.orientation == "maxMin"
    assert found.y_axis.scaling.min == 0


def test_flat_table_takes_the_same_memory_however_many_rows_there_are() -> None:
    def peak(count: int) -> int:
        rows = ((str(n), "东区", Number(Decimal(n)), f"说明{n}") for n in range(count))
        tracemalloc.start()
        try:
            write_xlsx(book(sheet(rows=rows)), io.BytesIO())
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    # What grows is the compressed file in this test's own memory: some ten bytes a row.
    assert peak(6_000) - peak(1_000) < 300_000
