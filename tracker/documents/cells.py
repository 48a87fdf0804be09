"""What may stand in a cell of a file that goes out."""

from __future__ import annotations

import unicodedata

# A spreadsheet takes a text that begins so for a formula; the wide forms are read alike by Chinese input.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutral(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it: `=1+1` becomes `'=1+1`.

    For texts only: a number below zero is no formula and is written as a number.
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_meant(text: str) -> str:
    """A text that comes back as it was before `neutral`: `'=1+1` is `=1+1`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def width_of(text: str) -> int:
    """How wide a text is in half-width characters: a Chinese one takes two. `width_of("A区")` is 3."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
