"""What a file is by its bytes.

What is accepted is decided by rules of our own, because a signature alone says too little: puremagic takes
every zip for a .docx and every compound file for a .doc, and does not know OFD, CSV or text in Chinese. It
knows hundreds of other formats, so it names what is refused.
"""

import codecs
import re
import struct
from collections.abc import Callable

import puremagic

from tracker.documents.evidence_compound import compound_kind
from tracker.documents.evidence_kinds import EvidenceError, Kind, Problem
from tracker.documents.evidence_packages import DIRECTORY, END_OF_DIRECTORY, package_kind

_EXECUTABLES = (
    b"MZ",  # Windows
    b"\x7fELF",  # Linux
    b"\xfe\xed\xfa\xce",  # macOS: four of its own, and one that it shares with Java
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"L\0\0\0\x01\x14\x02\0",  # a Windows shortcut, which runs what it points to
    b"dex\n",  # Android
    b"\0asm",  # WebAssembly
    b"#!",  # scripts, with and without a byte order mark
    b"\xef\xbb\xbf#!",
)
_OTHER_TEXT = {b"{\\rtf": "rtf", b"%!PS": "ps", b"MIME-Version:": "mht"}
_PDF_EDGE = 1024  # readers find a header this far from the start, and the end mark this far from the end
_PDF_ENCRYPTED = re.compile(rb"/Encrypt(?:\s+\d+\s+\d+\s+R|\s*<<)")
_MARKUP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*<[!?/a-z]|<(?:!doctype|html|head|body|script|svg|iframe|object|embed)\b",
    re.IGNORECASE,
)
_NOT_IN_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CHUNK = 64 * 1024
_ZIP_TAIL = 22 + 0xFFFF  # the end record and the longest comment after it
# Shorter signatures (BM, MM) are met by chance; puremagic's confidence is a tenth for each byte that fits.
_SURE = 0.3


def kind_of(content: bytes) -> Kind:
    """What this content is; text is Kind.TXT. EvidenceError when it is nothing that can be evidence."""
    if content.startswith(_EXECUTABLES):
        raise EvidenceError(Problem.EXECUTABLE)
    kind = next((read(content) for start, read in _READERS.items() if content.startswith(start)), None)
    if kind is None:
        kind = _text(content)
    if kind is not Kind.PDF and b"%PDF-" in content[:_PDF_EDGE]:
        raise EvidenceError(Problem.TWO_IN_ONE)
    return kind


def _pdf(content: bytes) -> Kind:
    """A PDF with an end, for everybody to open. A password only against changes cannot be told apart."""
    if b"%%EOF" not in content[-_PDF_EDGE:]:
        raise EvidenceError(Problem.DAMAGED)
    if _PDF_ENCRYPTED.search(content):
        raise EvidenceError(Problem.ENCRYPTED)
    return _without_archive(content, Kind.PDF)


def _png(content: bytes) -> Kind:
    if b"IEND\xaeB`\x82" not in content:
        raise EvidenceError(Problem.DAMAGED)
    return _without_archive(content, Kind.PNG)


def _jpeg(content: bytes) -> Kind:
    if b"\xff\xd9" not in content:
        raise EvidenceError(Problem.DAMAGED)
    return _without_archive(content, Kind.JPEG)


def _riff(content: bytes) -> Kind:
    if content[8:12] != b"WEBP":
        raise EvidenceError(Problem.UNKNOWN, found=_usual_extension(content))
    (size,) = struct.unpack_from("<I", content, 4)
    if size + 8 > len(content):
        raise EvidenceError(Problem.DAMAGED)
    return _without_archive(content, Kind.WEBP)


_READERS: dict[bytes, Callable[[bytes], Kind]] = {
    b"%PDF-": _pdf,
    b"\x89PNG\r\n\x1a\n": _png,
    b"\xff\xd8\xff": _jpeg,
    b"RIFF": _riff,
    b"PK\x03\x04": package_kind,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": compound_kind,
}


def _without_archive(content: bytes, kind: Kind) -> Kind:
    """The kind, unless an archive hangs behind the picture or page (图种): a viewer would never show it."""
    if b"Rar!\x1a\x07" in content or b"7z\xbc\xaf\x27\x1c" in content:
        raise EvidenceError(Problem.TWO_IN_ONE)
    tail = max(len(content) - _ZIP_TAIL, 0)
    # Four bytes may stand there by chance, but hardly with a list of files before them.
    if DIRECTORY in content and content.rfind(END_OF_DIRECTORY, tail) >= 0:
        raise EvidenceError(Problem.TWO_IN_ONE)
    return kind


def _text(content: bytes) -> Kind:
    """Plain text in UTF-8 or GB18030 (with it GBK and GB 2312), or the reason why it is none."""
    for start, found in _OTHER_TEXT.items():
        if content.startswith(start):
            raise EvidenceError(Problem.UNKNOWN, found=found)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise EvidenceError(Problem.ENCODING)
    if _NOT_IN_TEXT.search(content):
        raise EvidenceError(Problem.UNKNOWN, found=_usual_extension(content))
    # Both encodings keep the bytes of ASCII for ASCII where it matters, so tags are found undecoded.
    if _MARKUP.search(content):
        raise EvidenceError(Problem.MARKUP)
    if not (_decodes(content, "utf-8") or _decodes(content, "gb18030")):
        raise EvidenceError(Problem.ENCODING)
    return Kind.TXT


def _decodes(content: bytes, encoding: str) -> bool:
    """Whether all of it is in this encoding; piece by piece, since text takes up to four times its bytes."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), _CHUNK):
            decoder.decode(content[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _usual_extension(content: bytes) -> str:
    """The extension that such files usually have, such as "rar" or "mp4"; "" when nobody knows."""
    try:
        matches = puremagic.magic_string(content)
    except puremagic.PureError:  # until version 2; from then on the list is empty
        return ""
    # Zeros alone are a signature to puremagic too.
    sure = (match for match in matches if match.confidence >= _SURE and match.byte_match.strip(b"\0"))
    return next((match.extension.lstrip(".") for match in sure), "")
