"""Whether a release's static site is still what was published. Needs the files alone: no database, no Django."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .release_arithmetic import disagreements
from .release_content import ReleaseContent
from .release_files import UnreadableRelease, content_read, is_canonical
from .release_layout import (
    CONTENT_FILE,
    FIXED_PAGES,
    LANGUAGE_FOLDERS,
    SUMS_FILE,
    UnreadableSums,
    files_of,
    sha256_of_bytes,
    sums_read,
)

OVERVIEW = FIXED_PAGES["release"]
MARKS = {CONTENT_FILE, SUMS_FILE, OVERVIEW}  # a folder with one of them is meant to be a site
_PAGE_HASH = re.compile(r'<meta name="release-sha256" content="([^"]*)">')
_SHOWN_HASH = re.compile(r"SHA-256 <code>([^<]*)</code>")
_STATUS = re.compile(r'data-target="([^"]*)" data-status="([^"]*)"')


@dataclass(frozen=True)
class Fault:
    """What is wrong with which file."""

    file: str
    words: str

    def __str__(self) -> str:
        return f"{self.file}: {self.words}"


@dataclass(frozen=True)
class Proof:
    """What was found in one site; `content` is None where it cannot be read. `sums_sha256` names the whole site."""

    folder: Path
    sha256: str
    sums_sha256: str
    content: ReleaseContent | None
    files: int
    faults: tuple[Fault, ...]

    @property
    def name(self) -> str:
        return f"{self.content.quarter.code} r{self.content.revision}" if self.content else self.folder.name


def proofs(folder: Path, *, sha256: str = "", sums_sha256: str = "") -> tuple[list[Proof], list[Fault]]:
    """What was found in a site, or in every site that lies in a folder, and what is wrong between them.

    `sha256` is the hash that the release must have, and `sums_sha256` that of its list of sums, when they are known
    from elsewhere: in a folder of several, those of one of them. Raises `FileNotFoundError` where there is no site.
    """
    if any((folder / name).exists() for name in MARKS):
        found, between = [_proof(folder)], []
    else:
        inside = sorted(place for place in folder.iterdir() if place.is_dir())
        found = [_proof(place) for place in inside if any((place / name).exists() for name in MARKS)]
        between = [
            Fault(f"{place.name}/", "is no static site of a release")
            for place in inside
            if place not in {proof.folder for proof in found}
        ]
    if not found:
        raise FileNotFoundError(f"{folder} holds no static site of a release")
    if sha256 and sha256 not in {proof.sha256 for proof in found}:
        hashes = ", ".join(proof.sha256 or "none" for proof in found)
        between.append(Fault(CONTENT_FILE, f"has the hash {hashes}, not {sha256}: this is another release"))
    if sums_sha256 and sums_sha256 not in {proof.sums_sha256 for proof in found}:
        between.append(
            Fault(SUMS_FILE, "has another hash: this is not the site that was exported, or not all of it")
        )
    return found, [*between, *_chain(found)]


def _proof(folder: Path) -> Proof:
    """What was found in one site."""
    links = sorted(_name(path, folder) for path in folder.rglob("*") if path.is_symlink())
    files = {
        _name(path, folder): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
    sums, text = files.pop(SUMS_FILE, None), files.get(CONTENT_FILE)
    faults = [Fault(name, "is a link to another file, which no site has") for name in links]
    faults += _sum_faults(sums, files)
    content, of_content = _content(text)
    faults += of_content
    sha256 = sha256_of_bytes(text) if text is not None else ""
    faults += [fault for name, data in files.items() for fault in _page_faults(name, data, sha256)]
    if content:
        missing = sorted(files_of(content) - files.keys())
        faults += [Fault(name, "is missing, though the release speaks of it") for name in missing]
        faults += [Fault(CONTENT_FILE, f"{words}.") for words in disagreements(content)]
        faults += _status_faults(content, files)
    return Proof(
        folder=folder,
        sha256=sha256,
        sums_sha256=sha256_of_bytes(sums) if sums is not None else "",
        content=content,
        files=len(files),
        faults=tuple(dict.fromkeys(faults)),
    )


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _sum_faults(sums: bytes | None, files: Mapping[str, bytes]) -> Iterator[Fault]:
    """Files that are not what the list of sums says, that it does not know, or that are gone."""
    if sums is None:
        yield Fault(SUMS_FILE, "is missing: nothing says what the other files should be")
        return
    try:
        listed = sums_read(sums)
    except UnreadableSums as error:
        yield Fault(SUMS_FILE, f"was changed: {error}")
        return
    for name, hashed in listed.items():
        if name not in files:
            yield Fault(name, f"is missing, or its line in {SUMS_FILE} was changed")
        elif sha256_of_bytes(files[name]) != hashed:
            yield Fault(name, f"was changed, or its line in {SUMS_FILE} was")
    for name in files.keys() - listed.keys():
        yield Fault(name, f"was added: {SUMS_FILE} does not know it")


def _content(text: bytes | None) -> tuple[ReleaseContent | None, list[Fault]]:
    """What the release says, and what is wrong with how it is written."""
    if text is None:
        return None, [Fault(CONTENT_FILE, "is missing: without it nothing can be proved")]
    try:
        written = text.decode()
        content = content_read(written)
        if not is_canonical(written):
            return content, [Fault(CONTENT_FILE, "is not in the canonical form in which it was hashed")]
    except (UnicodeDecodeError, UnreadableRelease, ValueError) as error:
        return None, [Fault(CONTENT_FILE, f"is not the content of a release: {_short(error)}")]
    return content, []


def _page_faults(name: str, data: bytes, sha256: str) -> Iterator[Fault]:
    """A page that does not bear the hash of the release it lies beside, where a reader and where a program look."""
    if not name.endswith(".html"):
        return
    page = data.decode(errors="replace")
    if _PAGE_HASH.findall(page) != [sha256] or sha256 not in _SHOWN_HASH.findall(page):
        yield Fault(name, "does not bear the hash of this release")


def _status_faults(content: ReleaseContent, files: Mapping[str, bytes]) -> Iterator[Fault]:
    """Overviews whose statuses are not those of the release."""
    told = {
        target.code: target.quarters[-1].standing.status.value
        for target in content.targets()
        if target.quarters
    }
    for name in (f"{folder}{OVERVIEW}" for folder in LANGUAGE_FOLDERS):
        shown = dict(_STATUS.findall(files.get(name, b"").decode(errors="replace")))
        for code, status in told.items():
            if name in files and shown.get(code) != status:
                yield Fault(name, f"shows {code} as {shown.get(code, 'nothing')}; the release says {status}")


def _chain(found: Iterable[Proof]) -> Iterator[Fault]:
    """Revisions that do not carry the hash of the one before them."""
    known = {(p.content.quarter, p.content.revision): p for p in found if p.content}
    for (quarter, number), proof in sorted(known.items()):
        assert proof.content is not None
        before, named = known.get((quarter, number - 1)), proof.content.previous_sha256
        file = f"{proof.folder.name}/{CONTENT_FILE}"
        if (number == 1) != (named == ""):
            yield Fault(file, "a first revision follows none, and every other one names the hash before it")
        elif before and named != before.sha256:
            yield Fault(file, f"follows {named}, but revision {number - 1} beside it is {before.sha256}")


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
