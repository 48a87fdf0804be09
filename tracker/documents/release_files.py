"""A release's content as one canonical text (RFC 8785), and the hash of that text."""

from __future__ import annotations

import hashlib
import json

import rfc8785
from pydantic import ValidationError

from .release_content import ReleaseContent


class UnreadableRelease(Exception):
    """The text is not the content of a release."""


def canonical_text(content: ReleaseContent) -> str:
    """The content as the JSON that anybody's tool for RFC 8785 writes: keys in order, no spaces, UTF-8."""
    return rfc8785.dumps(content.model_dump(mode="json")).decode()


def sha256_of(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_canonical(text: str) -> bool:
    """Whether a text is the canonical one of the JSON it holds. Raises ValueError where it holds none."""
    return rfc8785.dumps(json.loads(text)).decode() == text


def content_read(text: str) -> ReleaseContent:
    """The content behind a text. Raises `UnreadableRelease`, which names what is wrong."""
    try:
        return ReleaseContent.model_validate_json(text)
    except ValidationError as error:
        raise UnreadableRelease(str(error)) from error
