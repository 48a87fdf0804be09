"""Compound files: the formats before 2007 and those of WPS Office."""

import io
import struct

import pytest

from tests.documents import evidence_files as files
from tests.documents.evidence_files import compound, current_user, record, word, workbook
from tracker.documents.evidence import EvidenceError, Kind, Problem, read_evidence
from tracker.documents.evidence_compound import compound_kind

SLIDES = {"Current User": current_user(), "PowerPoint Document": bytes(5000)}
VBA_INFO = struct.pack("<HHI", 0x0002, 0x0400, 12)
MACRO_SHEET = record(0x85, struct.pack("<IBB", 0, 2, 1) + b"\x01\0M")


def problem_of(content: bytes) -> Problem:
    with pytest.raises(EvidenceError) as refusal:
        compound_kind(content)
    return refusal.value.code


def patched(content: bytes, at: int, data: bytes) -> bytes:
    return content[:at] + data + content[at + len(data) :]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.doc", compound({"WordDocument": word()}), Kind.DOC),
        ("通知.wps", compound({"\x05SummaryInformation": b"x", "WordDocument": word()}), Kind.DOC),
        ("a.doc", compound({"WordDocument": word(size=300_000)}), Kind.DOC),
        ("a.xls", compound({"Workbook": workbook()}), Kind.XLS),  # in 64-byte pieces
        ("报表.et", compound({"ETExtData": b"", "Workbook": workbook() + bytes(9000)}), Kind.XLS),
        ("a.xls", compound({"Book": workbook(), "Workbook": workbook()}), Kind.XLS),
        ("a.ppt", compound(SLIDES), Kind.PPT),
        ("a.dps", compound(SLIDES), Kind.PPT),
        # A workbook within a Word document is an embedded table, not a second document.
        ("a.doc", compound({"WordDocument": word()}, {"_1": {"Workbook": workbook()}}), Kind.DOC),
    ],
)
def test_accepted(name: str, content: bytes, kind: Kind) -> None:
    assert read_evidence(name, io.BytesIO(content)).kind is kind


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (compound({"WordDocument": word()}, {"Macros": {"PROJECT": b"x"}}), Problem.MACROS),
        (compound({"Workbook": workbook()}, {"_VBA_PROJECT_CUR": {"PROJECT": b"x"}}), Problem.MACROS),
        (compound({"WordDocument": word()}, {"_1": {"_vba_Project": b"x"}}), Problem.MACROS),
        (compound({"Workbook": workbook(MACRO_SHEET)}), Problem.MACROS),
        (compound({"Book": workbook(MACRO_SHEET), "Workbook": workbook()}), Problem.MACROS),
        (
            compound(SLIDES | {"PowerPoint Document": VBA_INFO + struct.pack("<III", 5, 1, 2) + bytes(5000)}),
            Problem.MACROS,
        ),
        (compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), Problem.ENCRYPTED),
        (compound({"WordDocument": word(flags=0x0100)}), Problem.ENCRYPTED),
        (compound({"Workbook": workbook(record(0x2F, bytes(6)))}), Problem.ENCRYPTED),
        (compound(SLIDES | {"Current User": current_user(0xF3D1C4DF)}), Problem.ENCRYPTED),
        (compound({"WordDocument": word(), "Workbook": workbook()}), Problem.TWO_IN_ONE),
        (compound({"Property": b"an installer"}), Problem.UNKNOWN),
        (compound({"x": b"x"}, {"inner": {"WordDocument": word()}}), Problem.UNKNOWN),
        (compound({"WordDocument": b""}), Problem.DAMAGED),
        (compound({"Workbook": workbook()[:-4]}), Problem.DAMAGED),
        (compound({"Workbook": bytes(900_000) + workbook()}), Problem.DAMAGED),  # too many empty records
        (compound({"Workbook": workbook(), "WORKBOOK": workbook()}), Problem.DAMAGED),
        (compound({"WordDocument": word()})[:512], Problem.DAMAGED),
        (compound({"WordDocument": word()})[:100], Problem.DAMAGED),
        (patched(compound({"WordDocument": word()}), 30, b"\x10"), Problem.DAMAGED),  # sector size
        (patched(compound({"WordDocument": word()}), 56, bytes(4)), Problem.DAMAGED),  # where small ends
    ],
)
def test_refused(content: bytes, problem: Problem) -> None:
    assert problem_of(content) is problem


def test_a_presentation_that_says_it_has_no_macros() -> None:
    slides = SLIDES | {"PowerPoint Document": VBA_INFO + struct.pack("<III", 0, 0, 2) + bytes(5000)}
    assert compound_kind(compound(slides)) is Kind.PPT


def test_only_what_stands_before_the_first_sheet_counts() -> None:
    """Bytes after the end of the workbook's globals are sheets, where the same numbers mean other things."""
    assert compound_kind(compound({"Workbook": workbook() + record(0x2F, bytes(6))})) is Kind.XLS


def test_a_long_table_is_followed_through_its_own_chain() -> None:
    """Files over 7 MB list the sectors of their table outside the header; a small one can do so too."""
    content = compound({"Workbook": workbook(record(0xFC, bytes(8000)) * 20 + MACRO_SHEET)})
    tables = struct.unpack_from("<I", content, 44)[0]
    others = content[80 : 76 + 4 * tables]
    number = len(content) // 512 - 1
    content = patched(content, 80, b"\xff" * len(others))
    content = patched(content, 68, struct.pack("<II", number, 1))
    listed = others.ljust(508, b"\xff")

    assert problem_of(content + listed + struct.pack("<I", 0xFFFFFFFE)) is Problem.MACROS
    assert problem_of(content + listed + struct.pack("<I", number)) is Problem.MACROS, "a circle ends"
    assert problem_of(content + b"\xff" * 512) is Problem.DAMAGED, "most of the workbook cannot be reached"


def test_a_chain_in_a_circle_ends() -> None:
    content = compound({"WordDocument": word(size=20_000)})
    table = (struct.unpack_from("<I", content, 76)[0] + 1) * 512
    assert problem_of(patched(content, table + 4 * 5, struct.pack("<I", 0))) is Problem.DAMAGED


def test_a_last_sector_that_is_cut_short_as_wps_does() -> None:
    content = compound({"WordDocument": word()})
    table = struct.unpack_from("<I", content, 76)[0]
    assert (table + 2) * 512 == len(content), "the table of sectors lies last"
    assert compound_kind(content[:-300]) is Kind.DOC


def test_a_document_under_the_newer_formats_name() -> None:
    with pytest.raises(EvidenceError) as refusal:
        read_evidence("a.xlsx", io.BytesIO(files.compound({"WordDocument": word()})))
    assert refusal.value.code is Problem.CONTRADICTION
    assert refusal.value.params == {"extension": "xlsx", "found": Kind.DOC}
