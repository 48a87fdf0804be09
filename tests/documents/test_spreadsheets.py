"""Files that cannot be read as a table: each is refused with a code of its own, soon and in little memory."""

import io
import time
import tracemalloc

import openpyxl
import pytest

from tests.documents import evidence_files
from tests.documents import spreadsheet_files as files
from tracker.documents.evidence import EvidenceError
from tracker.documents.evidence import Problem as EvidenceProblem
from tracker.documents.spreadsheet_cells import Limits
from tracker.documents.spreadsheet_problems import Problem, SpreadsheetError
from tracker.documents.spreadsheets import read_book

XLS = evidence_files.compound({"Workbook": evidence_files.workbook()})
ENCRYPTED = evidence_files.compound({"EncryptedPackage": bytes(100), "EncryptionInfo": bytes(100)})
MILLION = 1_048_576


def problem_of(content: bytes, name: str = "a.xlsx", limits: Limits | None = None) -> Problem:
    with pytest.raises(SpreadsheetError) as refusal:
        files.read(content, name, limits=limits)
    return refusal.value.code


def evidence_problem_of(content: bytes, name: str = "a.xlsx") -> EvidenceProblem:
    with pytest.raises(EvidenceError) as refusal:
        files.read(content, name)
    return refusal.value.code


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.xlsx"])
def test_an_old_excel_file_is_told_whatever_it_is_called(name: str) -> None:
    assert problem_of(XLS, name) is Problem.OLD_FORMAT


@pytest.mark.parametrize("name", ["a.exe", "a", "a.xlsm", "a.ods"])
def test_a_file_of_another_name_is_no_table(name: str) -> None:
    assert problem_of(files.xlsx(), name) is Problem.NOT_A_TABLE


def test_a_document_is_no_table() -> None:
    assert problem_of(evidence_files.open_xml("docx"), "a.docx") is Problem.NOT_A_TABLE
    assert problem_of(b"some text", "a.txt") is Problem.NOT_A_TABLE


def test_an_empty_file() -> None:
    assert evidence_problem_of(b"") is EvidenceProblem.EMPTY
    assert evidence_problem_of(b"", "a.csv") is EvidenceProblem.EMPTY


def test_an_encrypted_workbook() -> None:
    assert evidence_problem_of(ENCRYPTED) is EvidenceProblem.ENCRYPTED


def test_macros() -> None:
    assert (
        evidence_problem_of(files.with_part(files.xlsx(), "xl/vbaProject.bin", b"x"))
        is EvidenceProblem.MACROS
    )


def test_external_links() -> None:
    linked = files.with_part(files.xlsx(), "xl/externalLinks/externalLink1.xml", "<externalLink/>")

    assert problem_of(linked) is Problem.EXTERNAL_LINKS


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = files.with_part(files.xlsx(), "xl/media/zeros.bin", bytes(210 * 1024 * 1024))
    started = time.process_time()

    assert evidence_problem_of(bomb) is EvidenceProblem.UNPACKS_TOO_LARGE
    assert time.process_time() - started < 5


def test_what_unpacks_to_more_than_an_import_needs_is_refused_before_it_is_read() -> None:
    assert problem_of(files.xlsx(), limits=Limits(unpacked=1000)) is Problem.TOO_MUCH


class Endless(io.RawIOBase):
    """A file of 300 MB that exists only as far as it is read."""

    def __init__(self) -> None:
        self.position = 0

    def readable(self) -> bool:
        return True

    def seek(self, position: int, whence: int = 0) -> int:
        self.position = position
        return position

    def read(self, size: int = -1) -> bytes:
        self.position += size
        return bytes(size) if self.position < 300 * 1024 * 1024 else b""


def test_three_hundred_megabytes_are_not_read_to_their_end() -> None:
    file = Endless()

    with pytest.raises(EvidenceError) as refusal:
        read_book("a.xlsx", file)
    assert refusal.value.code is EvidenceProblem.TOO_LARGE
    assert file.position < 21 * 1024 * 1024


def with_empty_rows(count: int) -> bytes:
    """A table of one row, and below it this many rows that are only formatted."""
    empty = b"".join(
        b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (row, row)
        for row in range(3, count + 1)
    )
    rows = (files.inline(*files.HEADER) + files.inline("factories", "", "33", row=2)).encode()
    return files.raw_xlsx(files.sheet_xml("").replace(b"<sheetData>", b"<sheetData>" + rows + empty))


def test_a_million_empty_formatted_rows_are_no_rows() -> None:
    content = with_empty_rows(MILLION)
    started = time.process_time()

    records, _findings = files.read(content)

    assert time.process_time() - started < 10
    assert [record.values["value"] for record in records] == ["33"]


def test_empty_formatted_rows_take_no_memory() -> None:
    content = with_empty_rows(200_000)  # 13 MB of XML
    tracemalloc.start()

    files.read(content)

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * 1024 * 1024


def test_empty_cells_in_a_form_that_nobody_writes_end_at_the_limit() -> None:
    """What the quick way does not know is counted, and refused before it takes long."""
    odd = b'<row><c\n s="1"/></row>' * 1_000_000
    content = files.raw_xlsx(files.sheet_xml("").replace(b"<sheetData>", b"<sheetData>" + odd))
    started = time.process_time()

    assert problem_of(content) is Problem.TOO_MUCH
    assert time.process_time() - started < 10


def test_a_million_empty_lines_of_a_text_file_are_no_rows() -> None:
    lines = "指标代码,完成值\r\nfactories,33\r\n" + ",\r\n" * MILLION
    records, _findings = files.read(lines.encode("gb18030"), "a.csv")

    assert [record.values for record in records] == [{"code": "factories", "value": "33"}]


def test_something_far_below_the_table() -> None:
    def spoil(sheet) -> None:
        sheet.cell(5000, 1, "x")

    assert problem_of(files.xlsx(spoil=spoil)) is Problem.TOO_MANY_ROWS
    assert problem_of(("a,b\n" * 3000).encode(), "a.csv") is Problem.NO_HEADER
    assert problem_of(("指标代码,完成值\n" + "a,1\n" * 3000).encode(), "a.csv") is Problem.TOO_MANY_ROWS


def test_something_far_to_the_right_of_the_table() -> None:
    def spoil(sheet) -> None:
        sheet.cell(1, 500, "x")

    assert problem_of(files.xlsx(spoil=spoil)) is Problem.TOO_MANY_COLUMNS
    assert problem_of(("指标代码,完成值" + ",x" * 200).encode(), "a.csv") is Problem.TOO_MANY_COLUMNS


def test_more_fields_than_rows_and_columns_could_hold() -> None:
    lines = "指标代码,完成值\n" + "," * 300_000 + "x"

    assert problem_of(lines.encode(), "a.csv") is Problem.TOO_MUCH


def test_no_header() -> None:
    with pytest.raises(SpreadsheetError) as refusal:
        files.read(files.xlsx(["一", "二"], [1, 2]))
    assert refusal.value.code is Problem.NO_HEADER
    assert refusal.value.params["headings"] == ["指标代码", "完成值"]


def test_a_header_far_down_is_none() -> None:
    assert problem_of(files.xlsx(*[["x"]] * 25, files.HEADER, files.ROW)) is Problem.NO_HEADER


def test_a_workbook_without_sheets_of_cells() -> None:
    workbook = openpyxl.Workbook()
    workbook.create_chartsheet("图")
    workbook.remove(workbook.active)

    assert problem_of(files.saved(workbook)) is Problem.DAMAGED


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>many</v></c></row>',  # a number that is none
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',  # a shared text that does not exist
        '<row r="1"><c r="A1" t="z"><v>7</v></c></row>',  # a kind of cell that does not exist
        '<row r="1"><c r="1A"><v>7</v></c></row>',
        '<row r="x"><c r="A1"><v>7</v></c></row>',
        '<row r="1"><c r="A1"><v>inf</v></c></row>',
        "<row>",
        "&boom;",
    ],
)
def test_a_damaged_sheet(rows: str) -> None:
    assert problem_of(files.raw_xlsx(files.sheet_xml(rows))) is Problem.DAMAGED


def test_xml_that_grows_by_itself_is_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + files.sheet_xml("<row><c>&b;</c></row>")

    assert problem_of(files.raw_xlsx(bomb)) is Problem.DAMAGED
    assert problem_of(files.raw_xlsx(files.sheet_xml(""), xl__sharedStrings_xml="x")) is Problem.NO_HEADER


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_xml_in_another_encoding_is_refused(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + files.sheet_xml("").decode()

    assert problem_of(files.raw_xlsx(text.encode(encoding))) is Problem.DAMAGED


def test_a_quotation_that_never_ends() -> None:
    assert problem_of(('指标代码,完成值\na,"' + "x" * 200_000).encode(), "a.csv") is Problem.DAMAGED
