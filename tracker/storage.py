"""Where files that prove figures lie."""

from __future__ import annotations

import os
from typing import Any

from django.core.files.storage import FileSystemStorage


class EvidenceStorage(FileSystemStorage):
    """Files as durable as the figures they prove: on the disk before anybody is told so, and never half a file, which
    on a full disk would keep it full.
    """

    def _save(self, name: str, content: Any) -> str:
        try:
            name = super()._save(name, content)
            with open(self.path(name), "rb") as file:
                os.fsync(file.fileno())
        except OSError:
            self.delete(name)
            raise
        return name
