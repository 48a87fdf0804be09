"""Uploads that are too large are not even written down."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from tracker.documents.evidence import LIMIT

# What a form sends around the file itself.
FORM = 256 * 1024


class LimitHandler(FileUploadHandler):
    """The first of the upload handlers: reads a body that is too large to its end without keeping any of it, so
    that the browser is still there to be told. `request.upload_too_large` then says so to the view.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: bytes,
        encoding: str | None = None,
    ) -> None:
        self.request.upload_too_large = content_length > LIMIT + FORM

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if self.request.upload_too_large:
            # Not StopUpload: the fields after the file are needed, the proof that the form is ours among them.
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
