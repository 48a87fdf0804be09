"""The circulated notice of a quarter (季度点评通报) as a Word document.

What it says arrives as finished words and tables; a template says where each of them stands.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from docx import Document
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.nodes import (
    Call,
    Const,
    Filter,
    For,
    Getattr,
    If,
    Name,
    Node,
    Not,
    Operand,
    Output,
    Template,
    TemplateData,
    Test,
)
from jinja2.nodes import Compare as Comparison
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .notice_tables import Blocks, plain

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# A template places words, repeats a line for each of several, and leaves lines out. It computes nothing.
ALLOWED = (Template, Output, TemplateData, Name, Getattr, For, If, Not, Comparison, Operand, Const)
DEEPEST_LOOP = 2
# `call` is what a called thing looks like in a template's tree; the others are named as their authors write them.
WORDS_FOR = {Call: "( )", Filter: "|", Test: "is"}


class NotAllowed(Exception):
    """A template holds more than placeholders, loops and conditions; the argument is what it holds."""


@dataclass(frozen=True)
class ClassOfTargets:
    """A class of the quarter (已达标, 滞后 …) with every target that is in it."""

    name: str
    members: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.members)


class ClassesDoNotSum(Exception):
    """The classes name other targets than there are: such a notice is never made."""

    def __init__(self, counted: int, total: int) -> None:
        super().__init__(f"{counted} of {total}")
        self.counted, self.total = counted, total


def check_classes(classes: Sequence[ClassOfTargets], targets: Sequence[str]) -> None:
    """Every target is in exactly one class. Raises `ClassesDoNotSum`.

    Two classes with 3 and 11 members do not stand for 15 targets.
    """
    named = Counter(member for group in classes for member in group.members)
    if named != Counter(targets):
        raise ClassesDoNotSum(named.total(), len(targets))


@dataclass(frozen=True)
class NoticeText:
    """Everything a notice says; the fields are the placeholders of its template."""

    number: str
    title: str
    date: str
    quarter: str
    revision: str
    sha256: str
    demo_mark: str
    draft_mark: str
    opening: tuple[str, ...]
    summary: tuple[str, ...]
    classes: tuple[ClassOfTargets, ...]
    targets: Blocks
    units: Blocks
    boards: Blocks
    corrections: Blocks
    closing: tuple[str, ...]
    override_reason: str

    @property
    def short_sha256(self) -> str:
        return self.sha256[:12]

    def context(self) -> dict[str, Any]:
        """The placeholders with their words: plain texts, lists of texts and finished tables."""
        words = {name: getattr(self, name) for name in ("number", "title", "date", "quarter", "revision")}
        words |= {name: getattr(self, name) for name in ("sha256", "short_sha256", "demo_mark", "draft_mark")}
        words |= {"override_reason": self.override_reason}
        lines = {"opening": self.opening, "summary": self.summary, "closing": self.closing}
        # Some names have a 、 of their own.
        groups = [
            {"name": plain(group.name), "count": str(group.count), "members": plain("；".join(group.members))}
            for group in self.classes
        ]
        tables = {name: getattr(self, name) for name in ("targets", "units", "boards", "corrections")}
        return (
            {name: plain(text) for name, text in words.items()}
            | {name: [plain(line) for line in texts] for name, texts in lines.items()}
            | {"classes": groups}
            | tables
        )

    def made_texts(self) -> list[str]:
        """Every text that was made from the release, without the words that somebody typed."""
        blocks = (*self.targets, *self.units, *self.boards, *self.corrections)
        groups = [text for group in self.classes for text in (str(group.count), *group.members)]
        return [
            *(text for block in blocks for text in block.texts),
            *groups,
            *self.summary,
            self.date,
            self.quarter,
            self.revision,
        ]


class PlaceholdersOnly(ImmutableSandboxedEnvironment):
    """Templates that place words and do nothing else: no call, no filter, no arithmetic, in no part of the file."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """What a loop knows of itself, such as `loop.last`; a text has nothing that is worth a placeholder."""
        return isinstance(obj, LoopContext) and not attr.startswith("_")

    def _parse(self, source: str, name: str | None, filename: str | None) -> Template:
        tree = super()._parse(source, name, filename)
        _check(tree, 0)
        return tree


def _check(node: Node, loops: int) -> None:
    if not isinstance(node, ALLOWED):
        raise NotAllowed(WORDS_FOR.get(type(node), type(node).__name__.lower()))
    loops += isinstance(node, For)
    if loops > DEEPEST_LOOP:
        raise NotAllowed("for … for … for")
    for child in node.iter_child_nodes():
        _check(child, loops)


def notice_document(template: bytes, context: dict[str, Any]) -> bytes:
    """The template with its words in place. Raises `NotAllowed` and jinja2's `TemplateError` for a template that
    was not checked.
    """
    document = DocxTemplate(io.BytesIO(template))
    document.render(context, PlaceholdersOnly(), autoescape=True)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def document_text(document: bytes) -> str:
    """Every word of a Word document, headers and footers included, a line for each paragraph."""
    read = Document(io.BytesIO(document))
    parts = [read.element.body]
    for section in read.sections:
        parts += [section.header._element, section.footer._element]
    paragraphs = [paragraph for part in parts for paragraph in part.iter(f"{{{part.nsmap['w']}}}p")]
    return "\n".join(
        "".join(text.text or "" for text in paragraph.iter(f"{{{paragraph.nsmap['w']}}}t"))
        for paragraph in paragraphs
    )


def numbers_in(texts: Iterable[str]) -> dict[Decimal, str]:
    """Every number in these texts with the way it is written first: "3,000" and "3000.0" are one."""
    found: dict[Decimal, str] = {}
    for text in texts:
        for written in NUMBER.findall(text):
            found.setdefault(Decimal(written.replace(",", "")), written)
    return found


def numbers_of_nowhere(typed: Iterable[str], known: Collection[Decimal]) -> tuple[str, ...]:
    """The numbers somebody typed that are not among the known ones, as they were written."""
    return tuple(written for number, written in numbers_in(typed).items() if number not in known)
