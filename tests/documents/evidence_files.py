"""Files for the tests of evidence, built in memory: the smallest of each kind, for the tests to spoil."""

import io
import struct
import zipfile
from collections.abc import Mapping

PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(17) + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(40) + b"\xff\xd9"
WEBP = b"RIFF\x1c\0\0\0WEBPVP8 " + bytes(20)
CSV = "指标,数值\n智能工厂,112\n"

_MAIN = "application/vnd.openxmlformats-officedocument."
MAIN_TYPES = {
    "docx": ("word/document.xml", f"{_MAIN}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_MAIN}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{_MAIN}presentationml.presentation.main+xml"),
}
OFD_ROOT = '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" DocType="OFD"/>'
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def zipped(members: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as package:
        for name, text in members.items():
            package.writestr(name, text)
    return buffer.getvalue()


def content_types(*declarations: str) -> str:
    """[Content_Types].xml with these declarations."""
    namespace = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<Types xmlns="{namespace}">{"".join(declarations)}</Types>'


def override(part: str, content_type: str) -> str:
    return f'<Override PartName="/{part}" ContentType="{content_type}"/>'


def open_xml(kind: str, *declarations: str, **more: str | bytes) -> bytes:
    """A .docx, .xlsx or .pptx, with further declarations and parts ("__" in a part's name is a slash)."""
    part, content_type = MAIN_TYPES[kind]
    types = content_types(override(part, content_type), *declarations)
    others = {name.replace("__", "/"): text for name, text in more.items()}
    return zipped({"[Content_Types].xml": types, part: "<main/>"} | others)


def ofd() -> bytes:
    return zipped({"OFD.xml": OFD_ROOT, "Doc_0/Document.xml": "<ofd:Document/>"})


def compound(
    streams: Mapping[str, bytes], storages: Mapping[str, Mapping[str, bytes]] | None = None
) -> bytes:
    """A compound file of 512-byte sectors: streams below the root, storages with streams of their own."""
    sectors: list[bytes] = []
    links: list[int] = []

    def put(data: bytes) -> int:
        """Store data in a chain of sectors and say where it begins."""
        first = len(sectors)
        pieces = [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)]
        sectors.extend(pieces)
        links.extend([*range(first + 1, first + len(pieces)), _END][: len(pieces)])
        return first if pieces else _END

    mini, mini_links = bytearray(), list[int]()
    entries: list[bytes] = []

    def add(name: str, kind: int, *, right: int = _FREE, child: int = _FREE, data: bytes = b"") -> None:
        start = 0
        if kind == 2 and len(data) < 4096:
            start = len(mini_links)
            count = -(-len(data) // 64)
            mini.extend(data.ljust(count * 64, b"\0"))
            mini_links.extend([*range(start + 1, start + count), _END][:count])
        elif data:
            start = put(data)
        text = (name + "\0").encode("utf-16-le")
        head = struct.pack("<64sHBBIII", text, len(text), kind, 1, _FREE, right, child)
        entries.append(head + bytes(36) + struct.pack("<IQ", start, len(data)))

    add("Root Entry", 5, child=1)
    top = [*((name, 2, data, {}) for name, data in streams.items())]
    top += [(name, 1, b"", inner) for name, inner in (storages or {}).items()]
    after = len(top) + 1
    for position, (name, kind, data, inner) in enumerate(top, start=1):
        right = position + 1 if position < len(top) else _FREE
        add(name, kind, right=right, child=after if inner else _FREE, data=data)
        after += len(inner)
    for _name, _kind, _data, inner in top:
        for number, (name, data) in enumerate(inner.items(), start=1):
            add(name, 2, right=_FREE if number == len(inner) else len(entries) + 1, data=data)

    mini_start = put(bytes(mini))
    entries[0] = entries[0][:116] + struct.pack("<IQ", mini_start, len(mini))
    mini_table = put(struct.pack(f"<{len(mini_links)}I", *mini_links).ljust(512, b"\xff")) if mini else _END
    directory = put(b"".join(entries))
    tables = -(-(len(links) + 2) // 127)
    first_table = len(sectors)
    links += [_FAT] * tables
    links += [_FREE] * (tables * 128 - len(links))
    sectors += [struct.pack("<128I", *links[at : at + 128]) for at in range(0, len(links), 128)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIIII", 0, tables, directory, 0, 4096, mini_table, 1, _END, 0, first_table)
    header += struct.pack("<108I", *range(first_table + 1, first_table + tables), *[_FREE] * (109 - tables))
    return header + b"".join(sectors)


def record(number: int, data: bytes = b"") -> bytes:
    """One record of an Excel workbook."""
    return struct.pack("<HH", number, len(data)) + data


def workbook(*records: bytes) -> bytes:
    """A workbook stream: its beginning, these records, one ordinary sheet, its end."""
    sheet = record(0x85, struct.pack("<IBB", 0, 0, 0) + b"\x01\0A")
    return record(0x809, bytes(16)) + b"".join(records) + sheet + record(0x0A)


def word(flags: int = 0, size: int = 4096) -> bytes:
    """A WordDocument stream with these flags."""
    return struct.pack("<H8xH", 0xA5EC, flags).ljust(size, b"\0")


def current_user(token: int = 0xE391C05F) -> bytes:
    """PowerPoint's stream that says whether the presentation is encrypted."""
    return struct.pack("<HHIII", 0, 0x0FF6, 20, 20, token).ljust(40, b"\0")
