"""Tables as an xlsx workbook with native charts, written row by row where nothing has to be drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter

from .cells import neutral, width_of
from .tables import Book, Cell, Chart, Column, Kind, Number, Series, Sheet, Style

INK, MUTED, LINE_COLOUR, HEAD_COLOUR, MARK_COLOUR = "#1d2733", "#556270", "#c5ccd4", "#e8eef6", "#7d5a00"
CHART_SIZE = {"width": 980, "height": 420}
BAR_HEIGHT = 34  # px for each category, so that no name is left out
PIECE = 64 * 1024  # bytes
LINE_HEIGHT = 16  # points
A3, A4 = 8, 9  # the numbers Excel has for paper sizes
CELL = {"valign": "vcenter", "indent": 1, "bottom": 1, "bottom_color": LINE_COLOUR}
WIDE = 180  # half-width characters: a wider table is printed on A3
DAY_ZERO = dt.date(1899, 12, 30).toordinal()  # spreadsheets count days from here
Format = Any  # XlsxWriter's, which it does not export as a type


def write_xlsx(book: Book, file: IO[bytes]) -> None:
    """Write the workbook. Without charts it takes the same memory however many rows there are.

    A chart keeps its figures inside itself too, for programs that show it without computing; XlsxWriter can
    only put them there when it still has the cells, so a book with charts is built in memory.
    """
    data = {sheet.chart.data for sheet in book.sheets if sheet.chart}
    workbook = xlsxwriter.Workbook(file, {"constant_memory": not data, "in_memory": bool(data)})
    workbook.set_properties(
        {"title": book.title, "comments": book.mark or "", "created": _naive_utc(book.made_at)}
    )
    formats = _formats(workbook)
    heads = {sheet.name: _head_height(book, sheet) for sheet in book.sheets}
    for sheet in book.sheets:
        worksheet = workbook.add_worksheet(sheet.name)
        _set_up(worksheet, book, sheet, header_row=heads[sheet.name])
        _write_head(worksheet, book, sheet, formats)
        end = _write_rows(
            worksheet, sheet, heads[sheet.name] + 1, formats, with_blanks=sheet.name not in data
        )
        if sheet.chart:
            first = heads[sheet.chart.data] + 1
            chart, options = _chart(workbook, sheet.chart, first)
            worksheet.insert_chart(end + 1, 0, chart, options)
    workbook.close()


def xlsx_pieces(book: Book) -> Iterator[bytes]:
    """The workbook in pieces. It is written to a temporary file when the first one is asked for, so that what is
    never read costs nothing, and what is sent does not lie in memory.
    """
    with TemporaryFile() as file:
        write_xlsx(book, file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _formats(workbook: Any) -> Callable[..., Format]:
    """The formats of this workbook, each made when it is first asked for."""

    @cache
    def made(**properties: Any) -> Format:
        return workbook.add_format({"font_color": INK, **properties})

    return made


def _head_height(book: Book, sheet: Sheet) -> int:
    """How many rows stand above the table's header: the title, the mark, the notes and an empty one."""
    return 2 + bool(book.mark) + len(sheet.notes)


def _set_up(worksheet: Any, book: Book, sheet: Sheet, *, header_row: int) -> None:
    """Panes, widths, and how the sheet is printed: across, as wide as the paper, with its header on each page."""
    for index, column in enumerate(sheet.columns):
        worksheet.set_column(index, index, column.width)
    worksheet.freeze_panes(header_row + 1, sheet.fixed)
    worksheet.hide_gridlines(2)  # the table has lines of its own
    worksheet.set_landscape()
    worksheet.set_paper(A3 if sum(column.width for column in sheet.columns) > WIDE else A4)
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    worksheet.fit_to_pages(1, 1 if sheet.chart else 0)  # a picture is not cut in two
    worksheet.repeat_rows(header_row)
    worksheet.set_footer(f"&L{_footer(book.mark or '')}&C&P / &N&R{_footer(book.title)}")


def _footer(text: str) -> str:
    """A text in a footer: an ampersand alone would be a command there."""
    return text.replace("&", "&&")


def _write_head(worksheet: Any, book: Book, sheet: Sheet, formats: Callable[..., Format]) -> None:
    row = 0
    worksheet.set_row(row, 1.5 * LINE_HEIGHT)
    worksheet.write_string(row, 0, neutral(sheet.title), formats(bold=True, font_size=14))
    if book.mark:
        row += 1
        worksheet.write_string(row, 0, neutral(book.mark), formats(bold=True, font_color=MARK_COLOUR))
    for note in sheet.notes:
        row += 1
        worksheet.write_string(row, 0, neutral(note), formats(font_color=MUTED))
    headings = tuple(column.heading for column in sheet.columns)
    worksheet.set_row(row + 2, LINE_HEIGHT * _lines(sheet.columns, headings, range(len(headings))) + 4)
    for index, column in enumerate(sheet.columns):
        if not column.heading:  # between two tables
            continue
        heading = formats(
            bold=True,
            bg_color=HEAD_COLOUR,
            text_wrap=True,
            **CELL,
            **({"align": "right"} if column.kind is Kind.FIGURE else {}),
        )
        worksheet.write_string(row + 2, index, neutral(column.heading), heading)


def _write_rows(
    worksheet: Any, sheet: Sheet, first: int, formats: Callable[..., Format], *, with_blanks: bool
) -> int:
    """Write the rows from this one on, and say which row comes after them.

    An empty cell gets the table's line too, but not where a chart reads it: that would take it for zero.
    """
    bold = [_text_format(column.kind, formats, bold=True) for column in sheet.columns]
    plain = [_text_format(column.kind, formats) for column in sheet.columns]
    figures: dict[int, Format] = {}
    blank, day = formats(**CELL), formats(num_format="yyyy-mm-dd", align="left", **CELL)
    write_number, write_string = worksheet.write_number, worksheet.write_string
    wrapped = [index for index, column in enumerate(sheet.columns) if column.kind is Kind.LONG]
    row = first
    for row, cells in enumerate(sheet.rows, first):
        is_total = row - first < sheet.totals
        texts = bold if is_total else plain
        if wrapped and (lines := _lines(sheet.columns, cells, wrapped)) > 1:
            worksheet.set_row(row, LINE_HEIGHT * lines)  # not every program makes room by itself
        for column, cell in enumerate(cells):
            if not cell:
                if with_blanks:
                    worksheet.write_blank(row, column, None, blank)
            elif isinstance(cell, Number):
                value, decimals = cell
                key = -1 - decimals if is_total else decimals
                if key not in figures:
                    figures[key] = formats(
                        num_format=_number_format(decimals), bold=is_total, align="right", **CELL
                    )
                write_number(row, column, float(value), figures[key])
            elif isinstance(cell, dt.date):
                write_number(row, column, cell.toordinal() - DAY_ZERO, day)
            else:
                write_string(row, column, neutral(cell), texts[column])
    return row + 1


def _text_format(kind: Kind, formats: Callable[..., Format], *, bold: bool = False) -> Format:
    """A word in a column of figures says why there is none: it stands where the figure would."""
    more = {
        Kind.LONG: {"text_wrap": True},
        Kind.CODE: {"num_format": "@"},
        Kind.FIGURE: {"align": "right", "font_color": MUTED},
    }
    return formats(bold=bold, **CELL, **more.get(kind, {}))


def _lines(columns: Sequence[Column], cells: Sequence[Cell], wrapped: Iterable[int]) -> int:
    """How many lines the longest of these cells takes in its column, rather one too many than one too few."""
    return max(
        1 + width_of(text) // max(columns[index].width - 3, 1) if isinstance(text := cells[index], str) else 1
        for index in wrapped
    )


def _number_format(decimals: int) -> str:
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def _chart(workbook: Any, chart: Chart, first: int) -> tuple[Any, dict[str, Any]]:
    """The chart over its data, whose rows begin at `first`, and how it is put onto the sheet."""
    across = any(series.style is Style.BARS for series in chart.series)
    made = workbook.add_chart({"type": "bar" if across else "line"})
    last = first + chart.rows - 1
    for series in chart.series:
        made.add_series(
            {
                "name": neutral(series.name),
                "categories": [chart.data, first, chart.categories, last, chart.categories],
                "values": [chart.data, first, series.column, last, series.column],
                **_look(series),
            }
        )
    font = {"color": MUTED, "size": 10}
    values = {
        "num_format": _number_format(min(chart.decimals, 1)),
        "num_font": font,
        "major_gridlines": {"visible": True, "line": {"color": "#e4e9ef"}},
        "line": {"none": True},
    } | ({"min": 0} if chart.from_zero else {})
    names = {"num_font": font, "line": {"color": LINE_COLOUR}, "major_gridlines": {"visible": False}}
    if across:  # else the first row would lie at the bottom; the values stay there all the same
        made.set_y_axis(names | {"reverse": True, "crossing": "max"})
        made.set_x_axis(values)
    else:
        made.set_x_axis(names)
        made.set_y_axis(values)
    made.set_title({"name": neutral(chart.title), "name_font": {"size": 12, "color": INK}, "overlay": False})
    hidden = [index for index, series in enumerate(chart.series) if not series.in_legend]
    made.set_legend({"position": "bottom", "delete_series": hidden})
    made.show_blanks_as("gap")  # a quarter without a figure is no zero
    made.set_size(CHART_SIZE | ({"height": 150 + BAR_HEIGHT * chart.rows} if across else {}))
    return made, {"description": chart.title, "object_position": 2}


def _look(series: Series) -> dict[str, Any]:
    """XlsxWriter's words for how a row of figures is drawn."""
    marker = {
        "type": "circle",
        "size": 7,
        "fill": {"color": series.colour},
        "border": {"color": series.colour},
    }
    match series.style:
        case Style.BARS:
            return {"fill": {"color": series.colour}, "gap": 60}
        case Style.DASHED:
            return {
                "line": {"color": series.colour, "width": 1.75, "dash_type": "dash"},
                "marker": {"type": "none"},
            }
        case Style.LEVEL:
            return {"line": {"color": series.colour, "width": 1.5}, "marker": {"type": "none"}}
        case Style.DOTS:
            return {"line": {"none": True}, "marker": marker | {"type": "diamond", "size": 9}}
    return {"line": {"color": series.colour, "width": 2.5}, "marker": marker}


def _naive_utc(at: dt.datetime) -> dt.datetime:
    """What the file's properties take: a moment in UTC without saying so."""
    return at.astimezone(dt.UTC).replace(tzinfo=None)
