"""Files that prove figures are kept whole, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from tracker.storage import EvidenceStorage


class DiskIsFull(ContentFile):
    """A file of which only the first piece can be written."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"the first piece"
        raise OSError(28, "No space left on device")


def test_file_is_stored_as_it_came(tmp_path: Path) -> None:
    storage = EvidenceStorage(location=tmp_path)

    name = storage.save("proof.txt", ContentFile(b"a list of names"))

    assert (tmp_path / name).read_bytes() == b"a list of names"


def test_file_that_does_not_fit_leaves_nothing_behind(tmp_path: Path) -> None:
    storage = EvidenceStorage(location=tmp_path)

    with pytest.raises(OSError, match="No space"):
        storage.save("proof.txt", DiskIsFull(b"a list of names"))

    assert list(tmp_path.iterdir()) == []
