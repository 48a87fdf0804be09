"""Zip packages: Word, Excel and PowerPoint since 2007 (ECMA-376), and OFD (GB/T 33190).

Nothing is unpacked but the one small part that says what the package is.
"""

import io
import struct
import zipfile
import zlib
from xml.parsers import expat

from tracker.documents.evidence_kinds import EvidenceError, Kind, Problem

DIRECTORY = b"PK\x01\x02"  # begins each line of the list of files
END_OF_DIRECTORY = b"PK\x05\x06"
MEMBERS = 10_000
UNPACKED = 200 * 1024 * 1024  # ten times an upload: a large sheet packs about so well
INDEX_PART = 1024 * 1024

_TYPES = "[Content_Types].xml"
_OFD = "OFD.xml"
_MAIN = "application/vnd.openxmlformats-officedocument."
_MAIN_PARTS = {
    f"{_MAIN}wordprocessingml.document.main+xml": Kind.DOCX,
    f"{_MAIN}spreadsheetml.sheet.main+xml": Kind.XLSX,
    f"{_MAIN}presentationml.presentation.main+xml": Kind.PPTX,
}
_MACRO_TYPES = ("macroenabled", "vbaproject", "vbadata", "macrosheet")
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    struct.error,
    EOFError,
    OSError,
    LookupError,  # an encoding that does not exist
    ValueError,  # offsets that lie before the start, names that are no text
    NotImplementedError,  # archives in several volumes, encodings that no one uses
)

Element = tuple[str, dict[str, str]]


def package_kind(content: bytes) -> Kind:
    """Which package this is; EvidenceError when it is another zip, a bomb, encrypted, or carries macros."""
    # zipfile builds an object for each member before it can be asked how many there are.
    if content.count(DIRECTORY) > MEMBERS:
        raise EvidenceError(Problem.UNPACKS_TOO_LARGE, limit=UNPACKED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_members(package.infolist())
            names = set(package.namelist())
            if _TYPES in names:
                return _open_xml_kind(_elements(package, _TYPES), {name.lower() for name in names})
            if _OFD in names and _is_ofd(_elements(package, _OFD)):
                return Kind.OFD
    except EvidenceError:
        raise
    except _BROKEN as broken:
        raise EvidenceError(Problem.DAMAGED) from broken
    raise EvidenceError(Problem.UNKNOWN, found="zip")


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    """Look at the declared sizes and flags of every member; no more than declared is ever unpacked."""
    if any(member.flag_bits & 1 for member in members):
        raise EvidenceError(Problem.ENCRYPTED)
    if sum(member.file_size for member in members) > UNPACKED:
        raise EvidenceError(Problem.UNPACKS_TOO_LARGE, limit=UNPACKED)
    # Programs disagree which of two parts of one name they read; neither standard has other compressions.
    twice = len({member.filename.lower() for member in members}) < len(members)
    usual = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    if twice or any(member.compress_type not in usual for member in members):
        raise EvidenceError(Problem.DAMAGED)


def _elements(package: zipfile.ZipFile, name: str) -> list[Element]:
    """The elements of a small XML part in their order, with their attributes; "uri name" with a namespace."""
    with package.open(name) as part:
        # Bounded, since a member may unpack to more than it declares.
        text = part.read(INDEX_PART + 1)
    if len(text) > INDEX_PART:
        raise EvidenceError(Problem.UNPACKS_TOO_LARGE, limit=INDEX_PART)
    found: list[Element] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda tag, attributes: found.append((tag, attributes))
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(text, True)
    return found


def _refuse_doctype(*_declaration: object) -> None:
    """Neither standard has document types, and entities are how small XML grows large."""
    raise EvidenceError(Problem.DAMAGED)


def _open_xml_kind(types: list[Element], names: set[str]) -> Kind:
    """The kind that the main part declares: by its own name, or as the default of its extension."""
    declared = [attributes for _tag, attributes in types if "ContentType" in attributes]
    words = " ".join(attributes["ContentType"].lower() for attributes in declared)
    parts = {name.rpartition("/")[2] for name in names}
    if any(word in words for word in _MACRO_TYPES) or not parts.isdisjoint(_MACRO_PARTS):
        raise EvidenceError(Problem.MACROS)
    overridden = {_part(attributes) for attributes in declared if "PartName" in attributes}
    kinds = set()
    for attributes in declared:
        kind = _MAIN_PARTS.get(attributes["ContentType"])
        if kind and _has_part(attributes, names, overridden):
            kinds.add(kind)
    if len(kinds) > 1:
        raise EvidenceError(Problem.TWO_IN_ONE)
    if not kinds:
        raise EvidenceError(Problem.UNKNOWN, found="zip")
    return kinds.pop()


def _has_part(attributes: dict[str, str], names: set[str], overridden: set[str]) -> bool:
    """Whether a part to which this declaration applies is there."""
    if "PartName" in attributes:
        return _part(attributes) in names
    ending = f".{attributes.get('Extension', '')}".lower()
    return any(name.endswith(ending) for name in names - overridden - {_TYPES.lower()})


def _part(attributes: dict[str, str]) -> str:
    """The name of a part as the zip has it; part names are compared without regard to case."""
    return attributes["PartName"].lstrip("/").lower()


def _is_ofd(elements: list[Element]) -> bool:
    """Whether the root is OFD, in whichever edition's namespace."""
    uri, _, tag = elements[0][0].rpartition(" ")
    return tag == "OFD" and "ofdspec.org" in uri
