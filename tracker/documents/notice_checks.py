"""The check of a Word template that an office brings: it is tried with words of every kind."""

from __future__ import annotations

import io
import re
from enum import StrEnum

from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import TemplateError, meta

from .evidence_kinds import EvidenceError, Kind
from .evidence_packages import package_kind
from .notice_tables import Block, Blocks, Column, Table
from .notice_templates import PLACEHOLDERS
from .notices import ClassOfTargets, NotAllowed, NoticeText, PlaceholdersOnly, notice_document

LIMIT = 2 * 1024 * 1024
TABLES = ("targets", "units", "boards", "corrections")


class Problem(StrEnum):
    """Why a file cannot be the template."""

    TOO_LARGE = "too-large"
    NOT_WORD = "not-word"
    UNKNOWN = "unknown-placeholder"
    MISSING = "missing-placeholder"
    NOT_ALLOWED = "not-allowed"
    NOT_ALONE = "not-alone"
    MARK_NOT_ON_PAGES = "mark-not-on-pages"
    SYNTAX = "syntax"


class TemplateRefused(Exception):
    """The file cannot be the template; `names` are the placeholders it is about."""

    def __init__(self, problem: Problem, *names: str) -> None:
        super().__init__(problem.value, *names)
        self.problem, self.names = problem, names


SAMPLE = NoticeText(
    number="〔2026〕1号",
    title="通报",
    date="2026年7月31日",
    quarter="2026年二季度",
    revision="1",
    sha256="0" * 64,
    demo_mark="示例数据 DEMO DATA",
    draft_mark="草稿",
    opening=("起首",),
    summary=("小结",),
    classes=(ClassOfTargets("已达标", ("目标",)),),
    **{name: Blocks([Block(table=Table((Column("名称", 40),), ((name,),)))]) for name in TABLES},
    closing=("结尾",),
    override_reason="说明",
)


def check_template(content: bytes) -> None:
    """Whether a notice can be made with this file: it is tried. Raises `TemplateRefused`, and `EvidenceError` for a
    file that is damaged, protected or carries macros.
    """
    if len(content) > LIMIT:
        raise TemplateRefused(Problem.TOO_LARGE)
    try:
        if package_kind(content) is not Kind.DOCX:
            raise TemplateRefused(Problem.NOT_WORD)
        found = _placeholders(content)
        _check_names(found)
        _check_tables(notice_document(content, SAMPLE.context()))
        _check_mark(content)
    except NotAllowed as error:
        raise TemplateRefused(Problem.NOT_ALLOWED, *error.args) from error
    except TemplateError as error:
        raise TemplateRefused(Problem.SYNTAX, _readable(str(error))) from error
    except EvidenceError as error:
        # A zip that is no known package is simply another kind of file.
        if error.params.get("found") == "zip":
            raise TemplateRefused(Problem.NOT_WORD) from error
        raise
    except (
        KeyError,
        ValueError,
        SyntaxError,
        AttributeError,
    ) as error:  # what a broken package makes readers say
        raise TemplateRefused(Problem.NOT_WORD) from error


def _placeholders(content: bytes) -> set[str]:
    return DocxTemplate(io.BytesIO(content)).get_undeclared_template_variables(PlaceholdersOnly())


def _check_names(found: set[str]) -> None:
    if unknown := sorted(found - PLACEHOLDERS.keys()):
        raise TemplateRefused(Problem.UNKNOWN, *unknown)
    if missing := [name for name, needed in PLACEHOLDERS.items() if needed and name not in found]:
        raise TemplateRefused(Problem.MISSING, *missing)


def _check_tables(tried: bytes) -> None:
    """A table stands between paragraphs, never inside one."""
    body = Document(io.BytesIO(tried)).element.body
    tables = body.xpath(".//w:tbl[not(ancestor::w:p)]")
    placed = {text.text for table in tables for text in table.iter(qn("w:t"))}
    names = [name for name in TABLES if name not in placed]
    if names:
        raise TemplateRefused(Problem.NOT_ALONE, *names)


def _check_mark(content: bytes) -> None:
    """The mark of invented figures stands in the header or footer, and so on every page."""
    template = DocxTemplate(io.BytesIO(content))
    template.init_docx()
    for section in template.docx.sections:
        kinds = [(section.header, section.footer)]
        if section.different_first_page_header_footer:
            kinds.append((section.first_page_header, section.first_page_footer))
        if template.docx.settings.odd_and_even_pages_header_footer:
            kinds.append((section.even_page_header, section.even_page_footer))
        for places in kinds:
            texts = [template.patch_xml(template.xml_to_string(place._element)) for place in places]
            named = set().union(*(meta.find_undeclared_variables(PlaceholdersOnly().parse(t)) for t in texts))
            if "demo_mark" not in named:
                raise TemplateRefused(Problem.MARK_NOT_ON_PAGES, "demo_mark")


def _readable(message: str) -> str:
    """jinja2's message without the markup around it."""
    return re.sub(r"<[^>]*>|\s+", " ", message).strip()[:200]
