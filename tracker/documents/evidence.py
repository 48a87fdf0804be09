"""Evidence as it is uploaded: a name that can be shown, and a file that is what its name says.

The content decides, never the name or what the browser claims. What this does not see: files within an
accepted document, scripts within a PDF, formulas in a CSV, and whether a document is true or secret. So the
file is kept under a name of ours and given out as a download, never opened in the site's own pages.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO

from tracker.documents.evidence_content import kind_of
from tracker.documents.evidence_kinds import EXTENSIONS, MEDIA_TYPES, EvidenceError, Kind, Problem

__all__ = ["LIMIT", "EvidenceError", "EvidenceFile", "Kind", "Problem", "clean_name", "read_evidence"]

LIMIT = 20 * 1024 * 1024
CHUNK = 64 * 1024
NAME_LENGTH = 150  # characters, the extension included

# Controls, line separators and lone surrogates; the invisible format characters contain those that turn the
# direction of writing, by which "fdp.exe" can be shown as "exe.pdf".
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_DRIVE = re.compile(r"\A[A-Za-z]:")
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*]')


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """An acceptable file: its cleaned name, its bytes counted and hashed, and what it is by its content."""

    name: str
    size: int
    kind: Kind
    media_type: str
    sha256: str


def read_evidence(name: str, file: BinaryIO, *, limit: int = LIMIT) -> EvidenceFile:
    """Read a seekable file from its start and say what it is; EvidenceError when it cannot be evidence.

    Never reads or holds more than `limit` bytes and one chunk. Leaves an accepted file at its start, ready
    to be stored.
    """
    name = clean_name(name)
    extension = _extension(name)
    expected = EXTENSIONS.get(extension)
    if expected is None:
        raise EvidenceError(Problem.EXTENSION, extension=extension)
    content, sha256 = _read(file, limit)
    kind = kind_of(content)
    if kind is Kind.TXT and expected is Kind.CSV:
        kind = Kind.CSV
    if kind is not expected:
        raise EvidenceError(Problem.CONTRADICTION, extension=extension, found=kind)
    file.seek(0)
    return EvidenceFile(name, len(content), kind, MEDIA_TYPES[kind], sha256)


def clean_name(name: str) -> str:
    """The file's own name without folders, invisible characters and what Windows cannot keep.

    Cut to NAME_LENGTH, keeping the extension: "C:\\报表\\2025年三季度.xlsx" is "2025年三季度.xlsx".
    Raises EvidenceError(NO_NAME) when nothing is left, or nothing before the extension.
    """
    own = re.split(r"[/\\]", name)[-1]
    visible = "".join(letter for letter in own if unicodedata.category(letter) not in _INVISIBLE)
    plain = _NOT_ON_WINDOWS.sub("_", _DRIVE.sub("", visible))
    # A leading dot hides a file, a dot or a space at the end is dropped by Windows.
    words = " ".join(unicodedata.normalize("NFC", plain).split()).rstrip(". ")
    stem, dot, extension = words.rpartition(".") if "." in words else (words, "", "")
    stem = stem.strip(". ")
    if not stem:
        raise EvidenceError(Problem.NO_NAME)
    ending = (dot + extension)[: NAME_LENGTH - 1]
    return stem[: NAME_LENGTH - len(ending)].rstrip(". ") + ending


def _extension(name: str) -> str:
    """What stands after the last dot, in lower case; "" without a dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _read(file: BinaryIO, limit: int) -> tuple[bytes, str]:
    """The whole content and its SHA-256 in hexadecimal; stops as soon as it is too large."""
    digest = hashlib.sha256()
    chunks: list[bytes] = []
    size = 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise EvidenceError(Problem.TOO_LARGE, limit=limit)
        digest.update(chunk)
        chunks.append(chunk)
    if not size:
        raise EvidenceError(Problem.EMPTY)
    return b"".join(chunks), digest.hexdigest()
