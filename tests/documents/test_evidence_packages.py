"""Zip packages: Word, Excel, PowerPoint and OFD, and what pretends to be one."""

import io
import struct
import zipfile

import pytest

from tests.documents import evidence_files as files
from tracker.documents.evidence import EvidenceError, Kind, Problem, read_evidence
from tracker.documents.evidence_packages import INDEX_PART, MEMBERS, UNPACKED, package_kind

WORD_PART, WORD_TYPE = files.MAIN_TYPES["docx"]
TYPES = files.content_types(files.override(WORD_PART, WORD_TYPE))


def problem_of(content: bytes) -> Problem:
    with pytest.raises(EvidenceError) as refusal:
        package_kind(content)
    return refusal.value.code


def declaring(types: str | bytes) -> bytes:
    """A Word package with this [Content_Types].xml."""
    return files.zipped({"[Content_Types].xml": types, WORD_PART: "<main/>"})


def flagged(content: bytes, flag: int) -> bytes:
    """The zip with this flag on its first member, in both places where flags stand."""
    data = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= flag
    return bytes(data)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
def test_open_xml_is_told_by_its_main_part(kind: str) -> None:
    found = read_evidence(f"a.{kind}", io.BytesIO(files.open_xml(kind)))
    assert found.kind == kind


def test_ofd_is_told_by_its_entry() -> None:
    assert read_evidence("公文.ofd", io.BytesIO(files.ofd())).kind is Kind.OFD


def test_the_main_part_may_be_the_default_of_its_extension() -> None:
    assert package_kind(
        declaring(files.content_types(f'<Default Extension="XML" ContentType="{WORD_TYPE}"/>'))
    )
    other = files.content_types(f'<Default Extension="doc" ContentType="{WORD_TYPE}"/>')
    assert problem_of(declaring(other)) is Problem.UNKNOWN


def test_part_names_are_compared_without_regard_to_case() -> None:
    assert package_kind(declaring(files.content_types(files.override("Word/Document.XML", WORD_TYPE))))


def test_a_document_under_another_documents_name() -> None:
    with pytest.raises(EvidenceError) as refusal:
        read_evidence("a.xlsx", io.BytesIO(files.open_xml("docx")))
    assert refusal.value.code is Problem.CONTRADICTION
    assert refusal.value.params == {"extension": "xlsx", "found": Kind.DOCX}


@pytest.mark.parametrize(
    "content",
    [
        files.open_xml("docx", word__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin"),
        files.open_xml("docx", files.override("word/x.bin", "application/vnd.ms-office.vbaProject")),
        files.open_xml("docx", files.override("word/x.bin", "application/vnd.ms-office.vb&#97;Project")),
        files.open_xml("xlsx", files.override("xl/m.xml", "application/vnd.ms-excel.macrosheet+xml")),
        declaring(
            files.content_types(
                files.override(WORD_PART, "application/vnd.ms-word.document.macroEnabled.main+xml")
            )
        ),
    ],
    ids=["part", "type", "type in disguise", "excel 4", "macro-enabled"],
)
def test_macros(content: bytes) -> None:
    assert problem_of(content) is Problem.MACROS


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (files.zipped({"a.txt": "a"}), Problem.UNKNOWN),
        (files.zipped({"[Content_Types].xml": TYPES}), Problem.UNKNOWN),  # the main part is missing
        (files.zipped({"OFD.xml": "<OFD/>"}), Problem.UNKNOWN),
        (files.zipped({"Doc/OFD.xml": files.OFD_ROOT}), Problem.UNKNOWN),
        (declaring("<Types"), Problem.DAMAGED),
        (declaring("<!DOCTYPE Types><Types/>"), Problem.DAMAGED),
        (declaring('<!DOCTYPE T [<!ENTITY a "b">]><T>&a;</T>'.encode("utf-16")), Problem.DAMAGED),
        (declaring('<?xml version="1.0" encoding="none"?><Types/>'), Problem.DAMAGED),
        (files.open_xml("docx")[:-30], Problem.DAMAGED),
        (b"PK\x03\x04" + bytes(100), Problem.DAMAGED),
        (flagged(files.open_xml("docx"), 0x01), Problem.ENCRYPTED),
        (flagged(files.open_xml("docx"), 0x20), Problem.DAMAGED),  # patched data
        (files.zipped({"[Content_Types].xml": TYPES, WORD_PART: "x"}, zipfile.ZIP_BZIP2), Problem.DAMAGED),
        (files.zipped({"[Content_Types].xml": TYPES, "[content_types].XML": TYPES}), Problem.DAMAGED),
        (declaring(TYPES + " " * INDEX_PART), Problem.UNPACKS_TOO_LARGE),
    ],
)
def test_refused(content: bytes, problem: Problem) -> None:
    assert problem_of(content) is problem


def test_two_documents_in_one() -> None:
    part, content_type = files.MAIN_TYPES["xlsx"]
    both = files.open_xml("docx", files.override(part, content_type), **{"xl__workbook.xml": "<main/>"})
    assert problem_of(both) is Problem.TWO_IN_ONE


def test_an_executable_that_unpacks_itself() -> None:
    with pytest.raises(EvidenceError) as refusal:
        read_evidence("a.docx", io.BytesIO(b"MZ" + bytes(100) + files.open_xml("docx")))
    assert refusal.value.code is Problem.EXECUTABLE


def test_a_bomb_is_seen_by_its_declared_sizes() -> None:
    """Nothing large is built: the sizes that the zip declares are overwritten."""
    data = bytearray(files.open_xml("docx", word__media=b"x"))
    struct.pack_into("<I", data, data.rindex(b"PK\x01\x02") + 24, UNPACKED)
    assert problem_of(bytes(data)) is Problem.UNPACKS_TOO_LARGE


def test_a_bomb_that_declares_too_little_is_unpacked_no_further() -> None:
    data = bytearray(declaring(TYPES + " " * 20 * INDEX_PART))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 100)
    assert problem_of(bytes(data)) is Problem.DAMAGED


def test_very_many_members_are_not_even_listed() -> None:
    members = {str(number): "" for number in range(MEMBERS)}
    assert problem_of(files.zipped(members)) is Problem.UNKNOWN
    assert problem_of(files.zipped(members | {"one more": ""})) is Problem.UNPACKS_TOO_LARGE
