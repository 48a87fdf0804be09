"""The parts of an .xlsx package beside its sheets: which sheets there are, shared texts, number formats.

A reader of our own, in constant memory, because of what an import must say and openpyxl's streaming reader does
not: which rows and columns are hidden, which cells are merged, where a formula stands. And because a file of a few
megabytes can be made to unpack into hours of work: here every element is counted before it costs anything.
"""

import codecs
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from tracker.documents.spreadsheet_cells import Limits
from tracker.documents.spreadsheet_problems import Problem, SpreadsheetError

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    EOFError,
    OSError,
    LookupError,  # references to parts, texts and styles that do not exist
    ValueError,  # numbers that are none
    OverflowError,
    NotImplementedError,
)
DATE, PERCENT = "date", "percent"
# Formats without a code of their own in a file: dates as Chinese, Japanese and Korean programs number them.
_EAST_ASIAN_DATES = {*range(27, 37), *range(50, 59)}
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CHUNK = 256 * 1024
_TAGS = 1_000

Attributes = dict[str, str]


@contextmanager
def damage_said() -> Iterator[None]:
    """Whatever breaks while a file is read, its reader hears that the file is damaged."""
    try:
        yield
    except SpreadsheetError:
        raise
    except _BROKEN as broken:
        raise SpreadsheetError(Problem.DAMAGED) from broken


@dataclass
class Meter:
    """Counts what is read of one file, so that it can be refused when that becomes too much."""

    limits: Limits
    elements: int = 0


@dataclass(frozen=True, slots=True)
class SheetPart:
    """Where a sheet lies in the package."""

    name: str
    is_hidden: bool
    part: str


def local(tag: str) -> str:
    """A tag or attribute without its prefix: the namespaces differ between the editions of the standard."""
    return tag.rpartition(":")[2]


class _LocalNames(dict[str, str]):
    """The tags of a part without their prefixes: millions of elements have a dozen of them."""

    def __missing__(self, tag: str) -> str:
        name = local(tag)
        if len(self) < _TAGS:  # a file that makes up new ones is not remembered
            self[tag] = name
        return name


def parse(
    chunks: Iterator[bytes],
    meter: Meter,
    *,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Parse a part piece by piece; yields after each, so that its rows can be taken away."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.XmlDeclHandler = _check_declaration
    parser.StartDoctypeDeclHandler = _refuse_doctype

    names, most = _LocalNames(), meter.limits.elements

    def counted(tag: str, attributes: Attributes) -> None:
        meter.elements += 1
        if meter.elements > most:
            raise SpreadsheetError(Problem.TOO_MUCH)
        start(names[tag], attributes)

    parser.StartElementHandler = counted
    if end:
        parser.EndElementHandler = lambda tag: end(names[tag])
    if text:
        parser.CharacterDataHandler = text
    for chunk in chunks:
        parser.Parse(chunk, False)
        yield
    parser.Parse(b"", True)
    yield


def chunks_of(part: IO[bytes]) -> Iterator[bytes]:
    first = part.read(_CHUNK)
    if first.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        raise SpreadsheetError(Problem.DAMAGED)
    while first:
        yield first
        first = part.read(_CHUNK)


def _check_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
    """Every program writes UTF-8; empty cells are cut out of the bytes, so they must be what they seem."""
    if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
        raise SpreadsheetError(Problem.DAMAGED)


def _refuse_doctype(*_declaration: object) -> None:
    """The standard has no document types, and entities are how small XML grows large."""
    raise SpreadsheetError(Problem.DAMAGED)


class Package:
    """The parts of an .xlsx file by their names, compared without regard to case."""

    def __init__(self, file: IO[bytes], meter: Meter) -> None:
        self.meter = meter
        self._zip = zipfile.ZipFile(file)
        members = self._zip.infolist()
        self._members = {member.filename.lower(): member for member in members}
        if sum(member.file_size for member in members) > meter.limits.unpacked:
            raise SpreadsheetError(Problem.TOO_MUCH)
        if any(name.startswith("xl/externallinks/") for name in self._members):
            raise SpreadsheetError(Problem.EXTERNAL_LINKS)

    def open(self, name: str) -> IO[bytes]:
        return self._zip.open(self._members[name.lower()])

    def read(self, name: str, start: Callable[[str, Attributes], None], **handlers: Callable) -> None:
        """Parse a whole part; one that is not there is empty."""
        if name.lower() not in self._members:
            return
        with self.open(name) as part:
            for _piece in parse(chunks_of(part), self.meter, start=start, **handlers):
                pass

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: type and part by the reference's id."""
        folder, _slash, own = name.rpartition("/")
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
                found[attributes["Id"]] = (attributes["Type"].rpartition("/")[2], target)

        self.read(f"{folder}/_rels/{own}.rels".lstrip("/"), start)
        return found


def workbook_part(package: Package) -> str:
    return next(
        (part for kind, part in package.relations("").values() if kind == "officeDocument"), "xl/workbook.xml"
    )


def sheet_parts(package: Package, workbook: str) -> tuple[list[SheetPart], bool]:
    """The sheets in the order of their tabs, and whether days are counted from 1904."""
    relations = package.relations(workbook)
    sheets: list[SheetPart] = []
    epochs: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            reference = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            kind, part = relations[reference]
            if kind == "worksheet":
                hidden = attributes.get("state", "visible") != "visible"
                sheets.append(SheetPart(attributes["name"], hidden, part))
        elif tag == "workbookPr":
            epochs.append(attributes.get("date1904", "0"))

    package.read(workbook, start)
    return sheets, any(epoch in ("1", "true") for epoch in epochs)


def part_of(package: Package, workbook: str, kind: str) -> str:
    """The name of the one part of this kind; empty when the workbook has none."""
    return next((part for found, part in package.relations(workbook).values() if found == kind), "")


def shared_texts(package: Package, part: str) -> list[str]:
    """The texts that cells refer to by number, without the readings of Japanese words."""
    texts: list[str] = []
    pieces: list[str] = []
    state = {"t": False, "rPh": False}

    def start(tag: str, _attributes: Attributes) -> None:
        if tag == "si":
            pieces.clear()
        elif tag in state:
            state[tag] = True

    def end(tag: str) -> None:
        if tag == "si":
            texts.append(unescaped("".join(pieces)))
        elif tag in state:
            state[tag] = False

    def text(data: str) -> None:
        if state["t"] and not state["rPh"]:
            pieces.append(data)

    package.read(part, start, end=end, text=text)
    return texts


def number_formats(package: Package, part: str) -> list[str]:
    """For each style of a cell whether it shows a date, a percentage or (empty) simply a number."""
    codes: dict[int, str] = dict(BUILTIN_FORMATS)
    kinds: list[str] = []
    inside: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "cellXfs":
            inside.append(tag)
        elif tag == "numFmt":
            codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif tag == "xf" and inside:
            number = int(attributes.get("numFmtId", "0"))
            kinds.append(_kind(codes.get(number, "")) or (DATE if number in _EAST_ASIAN_DATES else ""))

    def end(tag: str) -> None:
        if tag == "cellXfs":
            inside.clear()

    package.read(part, start, end=end)
    return kinds


def _kind(code: str) -> str:
    if is_date_format(code):
        return DATE
    return PERCENT if "%" in _LITERAL.sub("", code) else ""


def unescaped(text: str) -> str:
    """A text with the characters that XML cannot hold put back; those that nothing else can hold are left out."""

    def character(match: re.Match[str]) -> str:
        number = int(match[1], 16)
        is_storable = number in (9, 10, 13) or (number >= 32 and not 0xD800 <= number < 0xE000)
        return chr(number) if is_storable else ""

    return _ESCAPED.sub(character, text) if "_x" in text else text
