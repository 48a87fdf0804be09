"""Compound files ([MS-CFB]): Word, Excel and PowerPoint before 2007, and WPS Office's .wps, .et and .dps.

Macros are looked for where the formats keep them: VBA in storages of fixed names, in PowerPoint as a record,
Excel 4.0 macros as sheets. A file in which a VBA project was once begun counts as having macros even when it
is empty: nothing here reads code, so it cannot tell.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.documents.evidence_kinds import EvidenceError, Kind, Problem

_MAIN_STREAMS = {
    "worddocument": Kind.DOC,
    "workbook": Kind.XLS,
    "book": Kind.XLS,  # Excel 5 and 95
    "powerpoint document": Kind.PPT,
}
_MACRO_STORAGES = {"vba", "macros", "_vba_project", "_vba_project_cur"}
_ENCRYPTED_STREAMS = {"encryptedpackage", "encryptedsummary"}
_ENTRY = 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_LAST_SECTOR = 0xFFFFFFFA  # above it are marks: free, end of chain, no entry
_MINI = 64
_MINI_CUTOFF = 4096  # smaller streams lie in 64-byte pieces within the root's stream

_WORD_ENCRYPTED = 0x0100  # FibBase, the flags at byte 10
_POWERPOINT_ENCRYPTED = 0xF3D1C4DF  # CurrentUserAtom, the token at byte 12
# VbaInfoAtom: its header, where the project lies, and that it holds macros.
_POWERPOINT_MACROS = re.compile(rb"\x02\x00\x00\x04\x0c\x00\x00\x00.{4}\x01\x00\x00\x00", re.DOTALL)
_EXCEL_END, _EXCEL_PASSWORD, _EXCEL_SHEET = 0x000A, 0x002F, 0x0085
_EXCEL_MACRO_SHEETS = {1, 6}
_EXCEL_RECORDS = 200_000  # no workbook has so many before its first sheet; empty ones would take seconds


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the directory: a storage, a stream, or the root."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def compound_kind(content: bytes) -> Kind:
    """Which of the old formats this is; EvidenceError when it is none, encrypted, or carries macros."""
    try:
        file = CompoundFile(content)
        names = {entry.name for entry in file.entries if entry.kind in (_STORAGE, _STREAM)}
        top = [entry for entry in file.top() if entry.kind == _STREAM]
        streams = {entry.name: entry for entry in top}
        if len(streams) < len(top):
            raise EvidenceError(Problem.DAMAGED)
        if names & _ENCRYPTED_STREAMS:
            raise EvidenceError(Problem.ENCRYPTED)
        if names & _MACRO_STORAGES:
            raise EvidenceError(Problem.MACROS)
        kinds = {kind for name, kind in _MAIN_STREAMS.items() if name in streams}
        if len(kinds) > 1:
            raise EvidenceError(Problem.TWO_IN_ONE)
        for name in streams.keys() & _MAIN_STREAMS.keys():
            _check_stream(file, name, streams)
    except (struct.error, IndexError) as broken:
        raise EvidenceError(Problem.DAMAGED) from broken
    if not kinds:
        raise EvidenceError(Problem.UNKNOWN, found="")
    return kinds.pop()


def _check_stream(file: "CompoundFile", name: str, streams: dict[str, Entry]) -> None:
    """Raise when the main stream is encrypted or says that there are macros."""
    data = file.stream(streams[name])
    if _MAIN_STREAMS[name] is Kind.XLS:
        _check_workbook(data)
    elif _MAIN_STREAMS[name] is Kind.DOC:
        if struct.unpack_from("<H", data, 10)[0] & _WORD_ENCRYPTED:
            raise EvidenceError(Problem.ENCRYPTED)
    else:
        user = streams.get("current user")
        if user and struct.unpack_from("<I", file.stream(user), 12)[0] == _POWERPOINT_ENCRYPTED:
            raise EvidenceError(Problem.ENCRYPTED)
        if _POWERPOINT_MACROS.search(data):
            raise EvidenceError(Problem.MACROS)


def _check_workbook(data: bytes) -> None:
    """Go through the records that stand before the first sheet ([MS-XLS] 2.4)."""
    position = 0
    for _ in range(_EXCEL_RECORDS):
        if position + 4 > len(data):
            break
        record, length = struct.unpack_from("<HH", data, position)
        if record == _EXCEL_PASSWORD:
            raise EvidenceError(Problem.ENCRYPTED)
        if record == _EXCEL_SHEET and data[position + 9] in _EXCEL_MACRO_SHEETS:
            raise EvidenceError(Problem.MACROS)
        if record == _EXCEL_END:
            return
        position += 4 + length
    raise EvidenceError(Problem.DAMAGED)


class CompoundFile:
    """The directory and the streams of a compound file.

    Forgiving about bytes that are missing at the end of the file, since WPS leaves out the rest of the last
    sector. A chain that runs in a circle ends where it would meet itself.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        (shift,) = struct.unpack_from("<H", content, 30)
        if shift not in (9, 12):
            raise EvidenceError(Problem.DAMAGED)
        self.sector_size = 1 << shift
        directory, cutoff, mini_table = struct.unpack_from("<I4xII", content, 48)
        if cutoff != _MINI_CUTOFF:
            raise EvidenceError(Problem.DAMAGED)
        self.table = self._numbers(self._table_sectors())
        lines = self._joined(directory)
        self.entries = [_entry(lines, at) for at in range(0, len(lines) - _ENTRY + 1, _ENTRY)]
        if not self.entries or self.entries[0].kind != _ROOT:
            raise EvidenceError(Problem.DAMAGED)
        self.mini_links = self._numbers(self._chain(mini_table, self.table))
        self.mini_content = self._joined(self.entries[0].start)

    def top(self) -> Iterator[Entry]:
        """The entries right below the root, which hang together as a tree."""
        waiting, seen = [self.entries[0].child], set[int]()
        while waiting:
            number = waiting.pop()
            if number < len(self.entries) and number not in seen:
                seen.add(number)
                entry = self.entries[number]
                waiting += [entry.left, entry.right]
                yield entry

    def stream(self, entry: Entry) -> bytes:
        """The bytes of a stream, which must be chained for its whole size: what is not seen is not checked."""
        if entry.size < _MINI_CUTOFF:
            unit, pieces = _MINI, list(self._chain(entry.start, self.mini_links))
            parts = [self.mini_content[at * _MINI : (at + 1) * _MINI] for at in pieces]
        else:
            unit, pieces = self.sector_size, list(self._chain(entry.start, self.table))
            parts = [self._sector(at) for at in pieces]
        if len(pieces) * unit < entry.size:
            raise EvidenceError(Problem.DAMAGED)
        return b"".join(parts)[: entry.size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self.sector_size
        return self.content[at : at + self.sector_size]

    def _joined(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._chain(start, self.table)))

    def _numbers(self, sectors: Iterator[int]) -> list[int]:
        data = b"".join(map(self._sector, sectors))
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))

    def _chain(self, start: int, links: list[int]) -> Iterator[int]:
        seen: set[int] = set()
        while start < _LAST_SECTOR and start not in seen:
            seen.add(start)
            yield start
            start = links[start] if start < len(links) else _LAST_SECTOR

    def _table_sectors(self) -> Iterator[int]:
        """The sectors of the allocation table: 109 in the header, the others in a chain of lists."""
        yield from (
            number for number in struct.unpack_from("<109I", self.content, 76) if number < _LAST_SECTOR
        )
        (following,) = struct.unpack_from("<I", self.content, 68)
        seen: set[int] = set()
        while following < _LAST_SECTOR and following not in seen:
            seen.add(following)
            *numbers, following = struct.unpack(f"<{self.sector_size // 4}I", self._sector(following))
            yield from (number for number in numbers if number < _LAST_SECTOR)


def _entry(lines: bytes, at: int) -> Entry:
    name, length, kind, _colour, left, right, child = struct.unpack_from("<64sHBBIII", lines, at)
    start, size = struct.unpack_from("<II", lines, at + 116)
    # Names are compared without regard to case; the length counts the zero at the end.
    text = name[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace").lower()
    return Entry(text, kind, left, right, child, start, size)
