"""What an uploaded file really is: names, sizes, pictures, pages and text."""

import contextlib
import hashlib
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents import evidence_files as files
from tracker.documents.evidence import LIMIT, EvidenceError, Kind, Problem, clean_name, read_evidence
from tracker.documents.evidence_kinds import EXTENSIONS, MEDIA_TYPES

ZIP = files.zipped({"a.exe": b"MZ"})


class Counting(io.RawIOBase):
    """A file of so many bytes that exists nowhere, and how many of them were asked for."""

    def __init__(self, size: int, start: bytes = b"") -> None:
        self.size, self.start, self.position, self.read_so_far = size, start, 0, 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self.position = offset
        return offset

    def read(self, size: int = -1) -> bytes:
        left = self.size - self.position
        count = left if size < 0 else min(size, left)
        chunk = self.start[self.position : self.position + count].ljust(count, b"x")
        self.position += count
        self.read_so_far += count
        return chunk


def problem_of(name: str, content: bytes) -> tuple[Problem, dict[str, Any]]:
    with pytest.raises(EvidenceError) as refusal:
        read_evidence(name, io.BytesIO(content))
    return refusal.value.code, refusal.value.params


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", files.PDF, Kind.PDF),
        ("a.PDF", files.PDF, Kind.PDF),
        ("a.png", files.PNG, Kind.PNG),
        ("a.jpg", files.JPEG, Kind.JPEG),
        ("a.jpeg", files.JPEG, Kind.JPEG),
        ("a.webp", files.WEBP, Kind.WEBP),
        ("a.csv", files.CSV.encode(), Kind.CSV),
        ("a.txt", files.CSV.encode("utf-8-sig"), Kind.TXT),
        ("a.csv", files.CSV.encode("gb18030"), Kind.CSV),
        ("a.txt", "𠮷野区 3\n".encode("gb18030"), Kind.TXT),  # four bytes a character
        ("a.txt", "指标".encode() * 40_000, Kind.TXT),  # characters across the edges of pieces
        ("a.txt", "a < b,<50 家\n".encode(), Kind.TXT),
    ],
)
def test_accepted(name: str, content: bytes, kind: Kind) -> None:
    file = io.BytesIO(content)
    file.seek(3)

    found = read_evidence(name, file)

    assert (found.name, found.size, found.kind) == (name, len(content), kind)
    assert found.media_type == MEDIA_TYPES[kind]
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert file.tell() == 0, "ready to be stored"


@pytest.mark.parametrize(
    ("name", "content", "problem", "params"),
    [
        ("a.pdf", b"", Problem.EMPTY, {}),
        ("setup.exe", b"MZ", Problem.EXTENSION, {"extension": "exe"}),
        ("a.pdf.exe", files.PDF, Problem.EXTENSION, {"extension": "exe"}),
        ("a.xlsm", files.open_xml("xlsx"), Problem.EXTENSION, {"extension": "xlsm"}),
        ("page.svg", b"<svg/>", Problem.EXTENSION, {"extension": "svg"}),
        ("无扩展名", files.PDF, Problem.EXTENSION, {"extension": ""}),
        (".pdf", files.PDF, Problem.NO_NAME, {}),
        ("a.pdf", files.PNG, Problem.CONTRADICTION, {"extension": "pdf", "found": "png"}),
        ("a.png", files.JPEG, Problem.CONTRADICTION, {"extension": "png", "found": "jpeg"}),
        ("a.xlsx", files.CSV.encode(), Problem.CONTRADICTION, {"extension": "xlsx", "found": "txt"}),
        ("a.csv", files.PDF, Problem.CONTRADICTION, {"extension": "csv", "found": "pdf"}),
        ("a.pdf", b"MZ\x90\0" + files.PDF, Problem.EXECUTABLE, {}),
        ("a.png", b"\x7fELF\x02\x01" + bytes(60), Problem.EXECUTABLE, {}),
        ("a.jpg", b"\xcf\xfa\xed\xfe" + bytes(60), Problem.EXECUTABLE, {}),
        ("a.jpg", b"\xca\xfe\xba\xbe" + bytes(60), Problem.EXECUTABLE, {}),
        ("a.doc", b"L\0\0\0\x01\x14\x02\0" + bytes(60), Problem.EXECUTABLE, {}),
        ("a.txt", b"#!/bin/sh\nrm -r .\n", Problem.EXECUTABLE, {}),
        ("a.txt", b"\xef\xbb\xbf#!/bin/sh\n", Problem.EXECUTABLE, {}),
        ("a.txt", b"\n <!DOCTYPE html><p>", Problem.MARKUP, {}),
        ("a.csv", b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", Problem.MARKUP, {}),
        ("a.txt", b"a,b\n1,<ScRiPt src=x>\n", Problem.MARKUP, {}),
        ("a.csv", "一,<svg onload=x>".encode("gb18030"), Problem.MARKUP, {}),
        ("a.xls", b"<html><table><tr><td>1</table>", Problem.MARKUP, {}),
        ("a.pdf", files.PDF[:-7], Problem.DAMAGED, {}),
        ("a.pdf", files.PDF + bytes(2000), Problem.DAMAGED, {}),
        ("a.png", files.PNG[:-5], Problem.DAMAGED, {}),
        ("a.jpg", files.JPEG[:-1], Problem.DAMAGED, {}),
        ("a.webp", files.WEBP[:-1], Problem.DAMAGED, {}),
        ("a.pdf", files.PDF.replace(b"/Root", b"/Encrypt 7 0 R/Root"), Problem.ENCRYPTED, {}),
        ("a.pdf", files.PDF.replace(b"/Root", b"/Encrypt<</V 4>>/Root"), Problem.ENCRYPTED, {}),
        ("a.pdf", files.PDF + ZIP + b"%%EOF", Problem.TWO_IN_ONE, {}),
        ("a.jpg", files.JPEG + ZIP, Problem.TWO_IN_ONE, {}),
        ("a.webp", files.WEBP + ZIP, Problem.TWO_IN_ONE, {}),
        ("a.png", files.PNG + ZIP + b"junk", Problem.TWO_IN_ONE, {}),
        ("a.png", files.PNG + b"Rar!\x1a\x07\x01\0", Problem.TWO_IN_ONE, {}),
        ("a.png", files.PNG + b"7z\xbc\xaf\x27\x1c", Problem.TWO_IN_ONE, {}),
        ("a.jpg", files.JPEG + files.PDF, Problem.TWO_IN_ONE, {}),
        ("a.txt", b"note\n" + files.PDF, Problem.TWO_IN_ONE, {}),
        ("a.txt", files.CSV.encode("utf-16"), Problem.ENCODING, {}),
        ("a.csv", b"caf\xe9\n1\n\xff", Problem.ENCODING, {}),
        ("a.csv", b"ends within a character \xe6", Problem.ENCODING, {}),
        ("a.txt", b"a\x01b", Problem.UNKNOWN, {"found": ""}),
        ("a.doc", b"{\\rtf1 text}", Problem.UNKNOWN, {"found": "rtf"}),
        ("a.txt", b"MIME-Version: 1.0\n", Problem.UNKNOWN, {"found": "mht"}),
        ("a.jpg", b"GIF89a" + bytes(30), Problem.UNKNOWN, {"found": "gif"}),
        ("a.pdf", b"Rar!\x1a\x07\x01\0" + bytes(50), Problem.UNKNOWN, {"found": "rar"}),
        ("a.webp", b"RIFF\x24\0\0\0WAVEfmt " + bytes(30), Problem.UNKNOWN, {"found": "wav"}),
        ("a.pdf", bytes(5000), Problem.UNKNOWN, {"found": ""}),
        ("a.txt", b"BM\x01\x02" + bytes(30), Problem.UNKNOWN, {"found": ""}),  # two bytes say little
    ],
)
def test_refused(name: str, content: bytes, problem: Problem, params: dict[str, Any]) -> None:
    assert problem_of(name, content) == (problem, params)


def test_a_huge_file_is_not_read_to_its_end() -> None:
    file = Counting(200 * 1024 * 1024, files.PDF)
    with pytest.raises(EvidenceError) as refusal:
        read_evidence("a.pdf", file)
    assert (refusal.value.code, refusal.value.params) == (Problem.TOO_LARGE, {"limit": LIMIT})
    assert file.read_so_far <= LIMIT + 64 * 1024


def test_a_file_whose_name_is_refused_is_not_read_at_all() -> None:
    file = Counting(100)
    with pytest.raises(EvidenceError):
        read_evidence("a.exe", file)
    assert file.read_so_far == 0


def test_the_limit_itself_is_allowed() -> None:
    content = files.CSV.encode()
    assert read_evidence("a.csv", io.BytesIO(content), limit=len(content)).size == len(content)
    with pytest.raises(EvidenceError) as refusal:
        read_evidence("a.csv", io.BytesIO(content), limit=len(content) - 1)
    assert refusal.value.code is Problem.TOO_LARGE


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("2025年三季度(终稿).xlsx", "2025年三季度(终稿).xlsx"),
        ("C:\\报表\\证明.pdf", "证明.pdf"),
        ("../../etc/证明.pdf", "证明.pdf"),
        ("C:证明.pdf", "证明.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie_ b.pdf"),
        ("报告\u202efdp.exe", "报告fdp.exe"),  # shown as 报告exe.pdf
        ("\u2066\u200b\ufeff证\u0000明\udc80.pdf", "证明.pdf"),
        ("  两个\u3000 空格 .pdf. ", "两个 空格.pdf"),
        ("..证明.pdf", "证明.pdf"),
        ('a<b>"c"|d?*.pdf', "a_b__c__d__.pdf"),
        ("e\u0301.pdf", "é.pdf"),  # as macOS writes it
        ("无扩展名", "无扩展名"),
        ("长" * 300 + ".xlsx", "长" * 145 + ".xlsx"),
        ("a." + "x" * 300, "a." + "x" * 148),
    ],
)
def test_names(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@pytest.mark.parametrize("name", ["", "..", "../..", "a/", " . ", ".pdf", "\u202e.pdf", "\x00"])
def test_nothing_is_left_of_a_name(name: str) -> None:
    with pytest.raises(EvidenceError) as refusal:
        clean_name(name)
    assert refusal.value.code is Problem.NO_NAME


@settings(deadline=None)
@given(st.text(max_size=200).map(lambda stem: stem + "x.pdf"))
def test_any_name_becomes_a_harmless_one(name: str) -> None:
    cleaned = clean_name(name)
    assert cleaned == clean_name(cleaned)
    assert len(cleaned) <= 150
    assert cleaned.endswith("x.pdf") or len(name) > 140
    assert not set(cleaned) & set('/\\:\0\n\r\u202e"')
    cleaned.encode()


@settings(deadline=None)
@given(st.binary(max_size=600), st.sampled_from([b"", b"PK\x03\x04", b"RIFF", files.compound({})[:600]]))
def test_any_content_is_text_or_refused_with_a_problem(content: bytes, start: bytes) -> None:
    with contextlib.suppress(EvidenceError):
        assert read_evidence("a.txt", io.BytesIO(start + content)).kind is Kind.TXT


def test_every_kind_has_an_extension_and_a_media_type() -> None:
    assert set(EXTENSIONS.values()) == set(MEDIA_TYPES) == set(Kind)
