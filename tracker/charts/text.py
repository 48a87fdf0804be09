"""Texts inside a picture: made harmless, made short, numbered."""

import re
import unicodedata
from html import escape

HOVER_COLUMNS = 40  # a hover label that fits a phone
NOTE_MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

_WIDE = "\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60"  # Chinese characters and their punctuation
_OPENING, _CLOSING = "（《「『“‘", "、，。；：！？）》」』”’％"
# What may not be broken: a Chinese character or a word, with the punctuation that clings to it.
_PIECE = re.compile(rf"[{_OPENING}]*(?:[^\s{_WIDE}]+|[{_WIDE}])[{_CLOSING}]*\s*")


def note_mark(number: int) -> str:
    """The sign of the n-th note, in the picture and in the list beside it: ① to ⑳, then (21)."""
    return NOTE_MARKS[number - 1] if 1 <= number <= len(NOTE_MARKS) else f"({number})"


def plain(text: str) -> str:
    """`text` as it is: Plotly reads some HTML in its labels, and no typed name shall become a link."""
    return escape(text, quote=False)


def columns(text: str) -> int:
    """The width of a text in half-width columns: a Chinese character takes two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrapped(text: str, width: int, lines: int | None = None) -> str:
    """`text` in lines of at most `width` columns, broken at Chinese characters or at spaces, and harmless.

    A word longer than a line is broken too. What does not fit into `lines` ends in "…": a label stays in the
    picture, and the full text stands beside it in the page.
    """
    rows, used = [""], 0
    for piece in _PIECE.findall(" ".join(text.split())):
        size = columns(piece.rstrip())
        if used and used + size > width:
            rows.append("")
            used = 0
        rows[-1] += piece
        used += columns(piece)
        while size > width:  # a word longer than a line
            head = _head(rows[-1], width)
            rows[-1:] = [head, rows[-1][len(head) :]]
            size = used = columns(rows[-1])
    rows = [row.strip() for row in rows]
    if lines is not None and len(rows) > lines:
        rows = [*rows[: lines - 1], _head(rows[lines - 1], width - 1).rstrip() + "…"]
    return "<br>".join(plain(row) for row in rows)


def with_unit(figure: str, unit: str) -> str:
    """A figure with its unit behind it: "2,310 家", but "62.7%"."""
    return f"{figure}%" if unit == "%" else plain(f"{figure} {unit}".strip())


def _head(text: str, width: int) -> str:
    """The longest beginning of `text` that fits, at least one character."""
    end = 1
    while end < len(text) and columns(text[: end + 1]) <= width:
        end += 1
    return text[:end]
