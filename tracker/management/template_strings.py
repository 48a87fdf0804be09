"""Babel's way into Django templates, so that the catalogue needs no system gettext. See `make messages`."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize


def extract(
    fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Yield the translatable strings of a template, as Babel's own extractors do for their languages.

    Django turns a template into something that looks like Python, the rest of it blanked out; without its
    indentation it can be read as Python, with its line numbers intact.
    """
    source = templatize(fileobj.read().decode())
    lines = "\n".join(line.strip() for line in source.splitlines())
    yield from extract_python(BytesIO(lines.encode()), keywords, comment_tags, options)
