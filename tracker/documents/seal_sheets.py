"""What a unit signs and seals (盖章表): exactly its figures of a quarter, in one canonical text, and the code on the
paper that finds it again.
"""

from __future__ import annotations

import re

import rfc8785

from .release_content import Facts, Number, QuarterCode, Words
from .release_files import sha256_of

# Without the digits and letters that are mistaken for each other on paper: 0 and O, 1 and I.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 10  # of five bits each: nobody guesses one


class SealedFigure(Facts):
    """One figure, and which version of it: approved, or submitted and not decided on yet. `value` is None where the
    unit stated that there is none, for the reason given.
    """

    target: str
    name: Words
    measure: Words
    decimals: int
    value: Number | None
    numerator: Number | None
    denominator: Number | None
    qualifier: str
    reason: str
    version: int
    is_approved: bool


class SealContent(Facts):
    """The figures of one unit and quarter. No person is named: they sign by hand."""

    schema_version: int = 1
    quarter: QuarterCode
    unit: str
    unit_name: Words
    is_demo: bool
    figures: tuple[SealedFigure, ...]

    @property
    def is_approved(self) -> bool:
        return all(figure.is_approved for figure in self.figures)


def seal_text(content: SealContent) -> str:
    """The content as canonical JSON (RFC 8785)."""
    return rfc8785.dumps(content.model_dump(mode="json")).decode()


def seal_read(text: str) -> SealContent:
    """The content behind a stored text."""
    return SealContent.model_validate_json(text)


def seal_code(text: str) -> str:
    """The code of a content: the first fifty bits of its SHA-256, so that the same content has the same code.

    "{}" hashes to 44136fa355b36781…, which is AJBQZAUPQF in this alphabet's five-bit digits.
    """
    bits = int(sha256_of(text), 16) >> (256 - 5 * CODE_LENGTH)
    return "".join(ALPHABET[bits >> (5 * place) & 31] for place in reversed(range(CODE_LENGTH)))


def typed_code(text: str) -> str:
    """A code as somebody types it off the paper: without spaces and hyphens, in capitals."""
    return re.sub(r"[\s\-–—]", "", text).upper()
