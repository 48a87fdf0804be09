"""A release's static site on the disk: written beside its place, and put there as a whole."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tracker.documents.release_layout import CONTENT_FILE, SUMS_FILE, sha256_of_bytes, sums_text
from tracker.models import ReleaseRevision
from tracker.selectors.releases import Head

from .assets import Assets
from .links import relinked
from .pages import LANGUAGES, ReleasePages, relative


class UnableToWrite(Exception):
    """The folder holds something else, which is left as it is."""


@dataclass(frozen=True)
class Written:
    """`sums_sha256` is the hash of the list of sums: one line that stands for every byte of the site."""

    files: int
    size: int
    sums_sha256: str


def site_files(head: Head) -> dict[str, bytes]:
    """Every file of a revision's site by its name: the same bytes, whoever asks and when."""
    pages, assets = ReleasePages(head), Assets()
    text = ReleaseRevision.objects.values_list("content", flat=True).get(sha256=head.sha256)
    files = {CONTENT_FILE: text.encode()}
    for language, folder in LANGUAGES.items():
        for page in pages.pages:
            name, answer = folder + page.file, pages.render(page, language)
            if page.is_html:
                answer = relinked(answer.decode(), _Way(name, folder, pages.files, assets)).encode()
            files[name] = answer
    files |= assets.files()
    sums = {name: sha256_of_bytes(data) for name, data in files.items()}
    return files | {SUMS_FILE: sums_text(sums).encode()}


class _Way:
    """From one file of the site to what an address of the server has become; None for what is not in the site."""

    def __init__(self, here: str, folder: str, pages: Mapping[str, str], assets: Assets) -> None:
        self._here, self._folder, self._pages, self._assets = here, folder, pages, assets

    def __call__(self, address: str) -> str | None:
        path, mark, part = address.partition("#")
        there = self._assets.file_of(path)
        if there is None and path in self._pages:
            there = self._pages[path]
            there = there if there == CONTENT_FILE else self._folder + there
        return there and relative(self._here, there) + mark + part


def site_write(files: Mapping[str, bytes], folder: Path) -> Written:
    """Put the site into a folder, which then holds it and nothing else.

    A folder that has a site of the same release is brought up to date where that only adds files. Raises
    `UnableToWrite` for every other folder that is not empty, and `OSError`; the folder is then as it was.
    """
    folder = folder.absolute()
    _check(files, folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    new, old = beside / "new", beside / "old"
    try:
        for name, data in files.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Written(len(files), sum(map(len, files.values())), sha256_of_bytes(files[SUMS_FILE]))


def _check(files: Mapping[str, bytes], folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UnableToWrite(f"{folder} is a file: name a folder.")
    there = [path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()]
    if not there and not any(folder.iterdir()):
        return
    content = folder / CONTENT_FILE
    if not content.is_file() or content.read_bytes() != files[CONTENT_FILE]:
        raise UnableToWrite(
            f"{folder} is not empty and holds no site of this release: name an empty folder, or a new one."
        )
    for path in sorted(there):
        name = path.relative_to(folder).as_posix()
        if name != SUMS_FILE and (path.is_symlink() or files.get(name) != path.read_bytes()):
            raise UnableToWrite(
                f"{folder} holds this release, but {name} is not as it would be written now: name an empty folder, "
                "and compare."
            )
