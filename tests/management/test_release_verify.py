"""A folder that holds a site is never half changed, and what is in it is proved by a command without a database."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.documents.release_sites import content, lay
from tests.documents.release_sites import site as small_site
from tracker.documents.release_files import sha256_of
from tracker.documents.release_layout import SUMS_FILE, sha256_of_bytes, sums_text
from tracker.release_sites import writing

Site = dict[str, bytes]


@pytest.fixture
def site() -> Site:
    """A small one, with its sums."""
    files = small_site(content())
    sums = {name: sha256_of_bytes(data) for name, data in files.items()}
    return files | {SUMS_FILE: sums_text(sums).encode()}


@pytest.fixture
def folder(site: Site, tmp_path: Path) -> Path:
    """The same on the disk."""
    writing.site_write(site, tmp_path / "site")
    return tmp_path / "site"


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, stderr=out)
    return out.getvalue()


def test_what_is_written_says_how_much_it_is(site: Site, tmp_path: Path) -> None:
    written = writing.site_write(site, tmp_path / "new" / "site")

    assert written.files == len(site)
    assert written.size == sum(map(len, site.values()))
    assert written.sums_sha256 == sha256_of_bytes(site[SUMS_FILE])


def test_the_same_site_is_brought_up_to_date_where_that_only_adds(site: Site, folder: Path) -> None:
    (folder / "method.html").unlink()

    writing.site_write(site, folder)

    assert (folder / "method.html").read_bytes() == site["method.html"]
    run("release_verify", str(folder))


@pytest.mark.parametrize("name", ["index.html", "notes.txt"])
def test_a_site_with_something_else_in_it_is_left_alone(site: Site, folder: Path, name: str) -> None:
    (folder / name).write_text("其他")

    with pytest.raises(writing.UnableToWrite, match=f"but {name} is not as it would be written now"):
        writing.site_write(site, folder)

    assert (folder / name).read_text() == "其他"


def test_a_folder_with_other_things_is_left_alone(site: Site, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")

    with pytest.raises(writing.UnableToWrite, match="is not empty and holds no site of this release"):
        writing.site_write(site, tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_what_was_interrupted_never_looks_finished(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def no_space_left(path: Path, data: bytes) -> int:
        written.append(path)
        if len(written) == 20:
            raise OSError(28, "No space left on device")
        return len(data)

    monkeypatch.setattr(Path, "write_bytes", no_space_left)
    with pytest.raises(OSError, match="No space left"):
        writing.site_write(site, tmp_path / "site")

    assert list(tmp_path.iterdir()) == []


def test_the_proof_takes_the_hash_that_is_known_from_elsewhere(site: Site, folder: Path) -> None:
    sha256 = sha256_of(site["release.json"].decode())

    assert sha256 in run("release_verify", str(folder), "--revision-hash", sha256.upper())
    with pytest.raises(CommandError, match="Not as it was published"):
        run("release_verify", str(folder), "--revision-hash", "0" * 64)
    sums = sha256_of(site["SHA256SUMS"].decode())
    assert sums in run("release_verify", str(folder), "--sums-hash", sums)
    with pytest.raises(CommandError, match="Not as it was published"):
        run("release_verify", str(folder), "--sums-hash", sha256)
    with pytest.raises(CommandError, match="64 hexadecimal digits"):
        run("release_verify", str(folder), "--revision-hash", "abc")


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run("release_verify", str(tmp_path / "nowhere"))


def test_several_sites_are_proved_at_once_and_a_fault_names_the_folder(tmp_path: Path) -> None:
    first = content()
    lay(small_site(first), tmp_path / "r1")
    lay(small_site(content(2, sha256_of(small_site(first)["release.json"].decode()))), tmp_path / "r2")
    assert "2025Q3 r2" in run("release_verify", str(tmp_path))

    (tmp_path / "r2" / "index.html").unlink()
    out = io.StringIO()
    with pytest.raises(CommandError, match="Not as it was published: 2 found"):
        call_command("release_verify", str(tmp_path), stdout=out, stderr=out)
    assert "r2/index.html: is missing, or its line in SHA256SUMS was changed" in out.getvalue()
