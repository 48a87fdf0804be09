"""Spreadsheets that come in: .xlsx from Excel, WPS and LibreOffice, and CSV.

What a file is, whether it is encrypted, carries macros or unpacks without end is told as for evidence; here it is
told whether it can be read as a table. Nothing of it is believed: no declared size, no cached result of a formula.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from tracker.documents.evidence import EvidenceError, EvidenceFile, Kind, read_evidence
from tracker.documents.evidence import Problem as EvidenceProblem
from tracker.documents.spreadsheet_cells import Limits, Sheet
from tracker.documents.spreadsheet_csv import CsvSheet
from tracker.documents.spreadsheet_problems import Problem, SpreadsheetError
from tracker.documents.spreadsheet_xlsx import Workbook

__all__ = ["Book", "Limits", "read_book", "recognised"]


@dataclass(frozen=True)
class Book:
    """A spreadsheet with its sheets in the order of their tabs."""

    file: EvidenceFile
    sheets: Sequence[Sheet]


def read_book(name: str, file: BinaryIO, *, limits: Limits | None = None) -> Book:
    """Open a spreadsheet; its rows are read when they are asked for.

    Raises SpreadsheetError when it is none or cannot be read, EvidenceError when it is empty, too large, encrypted,
    damaged, carries macros or unpacks to an enormous size. Reading the rows may raise SpreadsheetError too.
    """
    limits = limits or Limits()
    found = recognised(name, file, limits)
    content = file.read()
    sheets = Workbook(content, limits).sheets if found.kind is Kind.XLSX else [CsvSheet(content, limits)]
    if not sheets:
        raise SpreadsheetError(Problem.DAMAGED)
    return Book(found, sheets)


def recognised(name: str, file: BinaryIO, limits: Limits) -> EvidenceFile:
    """The file by its content, its name cleaned. Raises what `read_book` raises; the table is not looked at."""
    try:
        found = read_evidence(name, file, limit=limits.size)
    except EvidenceError as error:
        if error.params.get("found") is Kind.XLS:
            raise SpreadsheetError(Problem.OLD_FORMAT) from error
        if error.code is EvidenceProblem.EXTENSION:
            raise SpreadsheetError(Problem.NOT_A_TABLE) from error
        raise
    if found.kind is Kind.XLS:
        raise SpreadsheetError(Problem.OLD_FORMAT)
    if found.kind not in (Kind.XLSX, Kind.CSV):
        raise SpreadsheetError(Problem.NOT_A_TABLE)
    return found
