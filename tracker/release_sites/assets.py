"""Style sheets, scripts and pictures of the pages: under plain names, as they are in the software."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

FOLDER = "assets/"


class Assets:
    """What the pages of a site ask for; `asked` has every name once, from the first page that asks."""

    def __init__(self) -> None:
        # On a server the names bear a part of the hash; a release has a folder of its own, and needs none.
        hashed = getattr(staticfiles_storage, "hashed_files", {})
        self._plain = {served: name for name, served in hashed.items()}
        self.asked: dict[str, None] = {}

    def file_of(self, address: str) -> str | None:
        """Where a static file lies in the site; None for an address of something else."""
        if not address.startswith(settings.STATIC_URL):
            return None
        served = address.removeprefix(settings.STATIC_URL)
        name = self._plain.get(served, served)
        self.asked[name] = None
        return FOLDER + name

    def files(self) -> dict[str, bytes]:
        """Every file that was asked for. Raises `FileNotFoundError`, which names the one that is not there."""
        found = {}
        for name in self.asked:
            path = finders.find(name)
            if path is None:
                raise FileNotFoundError(f"{name} is not installed: run `make run` once, which fetches it")
            found[FOLDER + name] = Path(path).read_bytes()
        return found
