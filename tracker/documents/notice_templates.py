"""The built-in Word template of the notice, and the placeholders that every template can use."""

from __future__ import annotations

import io
from functools import cache

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from .notice_tables import BODY_FONT, HEAD_FONT, LATIN_FONT, NOTE_FONT

# Every placeholder, and whether a template needs it: what a reader must not miss cannot be left out.
PLACEHOLDERS = {
    "number": False,
    "title": True,
    "date": False,
    "quarter": True,
    "revision": True,
    "sha256": True,
    "short_sha256": False,
    "demo_mark": True,
    "draft_mark": True,
    "opening": True,
    "summary": False,
    "classes": True,
    "targets": True,
    "units": True,
    "boards": True,
    "corrections": True,
    "closing": True,
    "override_reason": True,
}
RED = RGBColor(0xC0, 0x10, 0x10)
GREY = RGBColor(0x55, 0x62, 0x70)
# What stands in for a font that a machine has not.
STAND_INS = {
    BODY_FONT: "仿宋_GB2312;FangSong;STFangsong;Noto Serif CJK SC",
    HEAD_FONT: "SimHei;STHeiti;Noto Sans CJK SC",
    NOTE_FONT: "楷体_GB2312;KaiTi;STKaiti;Noto Serif CJK SC",
}


@cache
def default_template() -> bytes:
    """The built-in template after GB/T 9704: A4, a red head, the sections in their order, page numbers."""
    document = Document()
    _page(document)
    _fonts(document)
    _without_picture(document)
    _header(document)
    _footer(document)
    _head(document)
    _body(document)
    document.core_properties.title = "季度点评通报"
    document.core_properties.author = document.core_properties.comments = ""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _page(document: Word) -> None:
    (section,) = document.sections
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(18)


def _fonts(document: Word) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = LATIN_FONT, Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY_FONT)
    for language in document.styles.element.iter(
        qn("w:lang")
    ):  # it decides the shapes of Chinese punctuation
        language.set(qn("w:eastAsia"), "zh-CN")
    table = next(
        part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml"
    )
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/></w:font>'
        for name, others in STAND_INS.items()
    )
    table._blob = table.blob.replace(b"</w:fonts>", f"{entries}</w:fonts>".encode())


def _without_picture(document: Word) -> None:
    """python-docx begins with a preview of its own empty page, which is not ours."""
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        relations.pop(key)


def _header(document: Word) -> None:
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, "{{ demo_mark }} {{ draft_mark }}", font=HEAD_FONT, size=9, colour=GREY)


def _footer(document: Word) -> None:
    footer = document.sections[0].footer
    paragraph = footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, "— ", size=12)
    _field(paragraph, "PAGE")
    _write(paragraph, " / ", size=12)
    _field(paragraph, "NUMPAGES")
    _write(paragraph, " —", size=12)
    words = "{{ quarter }}发布 · 第{{ revision }}版 · {{ short_sha256 }} · SHA-256 {{ sha256 }}"
    line = footer.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(line, words, size=6.5, colour=GREY)


def _field(paragraph: Paragraph, code: str) -> None:
    """A field that the word processor fills in, such as the page's number."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)


def _head(document: Word) -> None:
    """红头: who issues it (each office writes its own name here), the document's number, the red line."""
    issuer = _line(
        document, "【发文机关名称】文件", font=HEAD_FONT, size=30, colour=RED, centred=True, exact=44
    )
    issuer.paragraph_format.space_after = Pt(14)
    number = _line(document, "{{ number }}　　{{ date }}", centred=True)
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "6"), ("color", "C01010")):
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    # The schema wants the border before the spacing.
    number._p.get_or_add_pPr().insert_element_before(
        border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    title = _line(document, "{{ title }}", font=HEAD_FONT, size=22, centred=True, exact=34)
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(24), Pt(16)


def _body(document: Word) -> None:
    _each(document, "line in opening", "{{ line }}")
    _heading(document, "一、总体情况")
    _each(document, "line in summary", "{{ line }}")
    _each(document, "group in classes", "{{ group.name }}（{{ group.count }}项）：{{ group.members }}。")
    for title, name in (
        ("二、指标完成情况", "targets"),
        ("三、各板块情况", "units"),
        ("四、竞赛榜单", "boards"),
    ):
        _heading(document, title)
        _line(document, f"{{{{p {name} }}}}")
    _heading(document, "五、更正")
    _line(document, "{{p corrections }}")
    _heading(document, "六、下一步工作")
    _each(document, "line in closing", "{{ line }}")
    _line(document, "{%p if override_reason %}")
    _line(document, "发布说明：{{ override_reason }}", indent=True)
    _line(document, "{%p endif %}")


def _each(document: Word, loop: str, text: str) -> None:
    _line(document, f"{{%p for {loop} %}}")
    _line(document, text, indent=True)
    _line(document, "{%p endfor %}")


def _heading(document: Word, text: str) -> None:
    paragraph = _line(document, text, font=HEAD_FONT, indent=True)
    paragraph.paragraph_format.keep_with_next = True


def _line(
    document: Word,
    text: str,
    *,
    font: str = BODY_FONT,
    size: float = 16,
    colour: RGBColor | None = None,
    centred: bool = False,
    indent: bool = False,
    exact: int = 28,
) -> Paragraph:
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(exact)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indent:
        form.first_line_indent = Pt(2 * size)
    _write(paragraph, text, font=font, size=size, colour=colour)
    return paragraph


def _write(
    paragraph: Paragraph,
    text: str,
    *,
    font: str = BODY_FONT,
    size: float = 16,
    colour: RGBColor | None = None,
) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = LATIN_FONT, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour
