"""How a release's static site lies on the disk: which files it has by what it says, and their sums."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

from .release_content import ReleaseContent

CONTENT_FILE = "release.json"
SUMS_FILE = "SHA256SUMS"
LANGUAGE_FOLDERS = ("", "en/")  # of Chinese pages and of English ones
DATA_FORMATS = ("xlsx", "csv")
# The pages that every release has, by the name of their address.
FIXED_PAGES = {"release": "index.html", "release-changes": "changes.html", "release-method": "method.html"}
_LINE = re.compile(r"([0-9a-f]{64})  ([^\s\\][^\n\\]*)")


class UnreadableSums(Exception):
    """The list of sums is not one that this software, or sha256sum, would have written."""


def target_page(code: str) -> str:
    return f"targets/{code}.html"


def explain_page(code: str) -> str:
    return f"explain/{code}.html"


def board_page(edition: str, code: str) -> str:
    return f"boards/{edition}/{code}.html"


def overview_file(form: str) -> str:
    return f"files/overview.{form}"


def target_file(code: str, form: str) -> str:
    return f"files/targets/{code}.{form}"


def files_of(content: ReleaseContent) -> set[str]:
    """Every page and data file that the site of a release has, in both languages."""
    own = {*_files_in_one_language(content)}
    return {CONTENT_FILE, *(f"{folder}{name}" for folder in LANGUAGE_FOLDERS for name in own)}


def _files_in_one_language(content: ReleaseContent) -> Iterator[str]:
    yield from FIXED_PAGES.values()
    for edition in content.editions:
        for facts in edition.lists:
            yield board_page(edition.code, facts.code)
    for form in DATA_FORMATS:
        yield overview_file(form)
    for target in content.targets():
        yield target_page(target.code)
        yield explain_page(target.code)
        for form in DATA_FORMATS:
            yield target_file(target.code, form)


def sha256_of_bytes(data: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sums_text(sums: Mapping[str, str]) -> str:
    """The hashes of files by their names, as `sha256sum -c` reads them, in the order of the names."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))


def sums_read(data: bytes) -> dict[str, str]:
    """The hashes by file. Raises `UnreadableSums` for anything but what `sums_text` writes, byte for byte."""
    try:
        lines = data.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise UnreadableSums("it holds something that is no letter of a file's name") from error
    found: dict[str, str] = {}
    for number, line in enumerate(lines[:-1], start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise UnreadableSums(f"line {number} is no hash with the name of a file")
        found[match[2]] = match[1]
    if sums_text(found).encode() != data:
        raise UnreadableSums("its lines are not one for each file, in the order of the names")
    return found
