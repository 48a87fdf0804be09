"""Templates of the notice: the built-in one, what an office may change in it, and what is refused."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from tests.notices import template_with
from tracker.documents.evidence_kinds import EvidenceError
from tracker.documents.evidence_kinds import Problem as FileProblem
from tracker.documents.notice_checks import LIMIT, SAMPLE, Problem, TemplateRefused, check_template
from tracker.documents.notice_templates import PLACEHOLDERS, default_template
from tracker.documents.notices import document_text, notice_document


def refusal(content: bytes) -> TemplateRefused:
    with pytest.raises(TemplateRefused) as refused:
        check_template(content)
    return refused.value


def repacked(content: bytes, changes: dict[str, bytes]) -> bytes:
    """The package with some parts replaced or added."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            new.writestr(name, changes.pop(name, None) or old.read(name))
        for name, part in changes.items():
            new.writestr(name, part)
    return written.getvalue()


def test_built_in_template_is_one_that_would_be_taken() -> None:
    check_template(default_template())


def test_built_in_template_says_everything() -> None:
    text = document_text(notice_document(default_template(), SAMPLE.context()))

    for words in (
        "一、总体情况",
        "六、下一步工作",
        "起首",
        "小结",
        "已达标（1项）：目标。",
        "结尾",
        "发布说明：说明",
    ):
        assert words in text
    assert "{" not in text
    assert SAMPLE.sha256 in text
    assert SAMPLE.demo_mark in text


def test_built_in_template_has_fonts_with_stand_ins_and_chinese_punctuation() -> None:
    with zipfile.ZipFile(io.BytesIO(default_template())) as package:
        fonts = package.read("word/fontTable.xml").decode()
        styles = package.read("word/styles.xml").decode()
        assert not [name for name in package.namelist() if "thumbnail" in name]

    for font, stand_in in (("仿宋", "FangSong"), ("黑体", "SimHei"), ("楷体", "KaiTi")):
        assert f'<w:font w:name="{font}"><w:altName w:val="' in fonts
        assert stand_in in fonts
    assert 'w:eastAsia="zh-CN"' in styles


def test_what_an_office_changes_stays() -> None:
    template = template_with("【发文机关名称】", "示例市推进办公室")

    check_template(template)
    assert "示例市推进办公室文件" in document_text(notice_document(template, SAMPLE.context()))


def test_unknown_placeholder_is_named() -> None:
    refused = refusal(template_with("{{ number }}", "{{ numbr }} {{ number }}"))

    assert refused.problem is Problem.UNKNOWN
    assert refused.names == ("numbr",)


@pytest.mark.parametrize(
    "name", [name for name, needed in PLACEHOLDERS.items() if needed and name != "demo_mark"]
)
def test_missing_placeholder_is_named(name: str) -> None:
    replaced = {
        "opening": ("{%p for line in opening %}", "{%p for line in summary %}"),
        "closing": ("{%p for line in closing %}", "{%p for line in summary %}"),
        "classes": ("{%p for group in classes %}", "{%p for group in summary %}"),
    }
    if name == "override_reason":
        template = template_with("{%p if override_reason %}", "{%p if title %}")
        template = template_with("发布说明：{{ override_reason }}", "说明", template=template)
    elif name in replaced:
        template = template_with(*replaced[name])
    elif name in ("targets", "units", "boards", "corrections"):
        template = template_with(f"{{{{p {name} }}}}", "")
    else:
        template = template_with(f"{{{{ {name} }}}}", "")

    refused = refusal(template)
    assert refused.problem is Problem.MISSING
    assert refused.names == (name,)


def test_optional_placeholders_may_be_left_out() -> None:
    check_template(template_with("{{ number }}　　{{ date }}", ""))


@pytest.mark.parametrize(
    "attack",
    [
        "{{ title.upper() }}",
        "{{ title|upper }}",
        "{{ title * 1000000 }}",
        "{{ range(9) }}",
        "{% set x = title %}{{ x }}",
        "{% include 'x' %}",
        "{% macro m() %}{% endmacro %}",
        "{% for a in opening %}{% for b in opening %}{% for c in opening %}.{% endfor %}{% endfor %}{% endfor %}",
    ],
)
@pytest.mark.parametrize("place", ["{{ title }}", "{{ quarter }}发布"])
def test_template_that_computes_is_refused_in_the_body_and_in_the_footer(attack: str, place: str) -> None:
    assert refusal(template_with(place, f"{place}{attack}")).problem is Problem.NOT_ALLOWED


@pytest.mark.parametrize("attack", ["{{ title.__class__ }}", "{{ title.upper }}", "{{ opening.append }}"])
def test_template_that_looks_inside_words_is_refused(attack: str) -> None:
    assert refusal(template_with("{{ title }}", f"{{{{ title }}}}{attack}")).problem is Problem.SYNTAX


def test_attack_in_the_properties_of_the_file_is_refused() -> None:
    document = Document(io.BytesIO(default_template()))
    document.core_properties.subject = "{{ title.upper() }}"
    written = io.BytesIO()
    document.save(written)

    assert refusal(written.getvalue()).problem is Problem.NOT_ALLOWED


@pytest.mark.parametrize(
    "broken", ["{{ title", "{{ title }} {% if %}", "{{ tit le }}", "{% for x in opening %}"]
)
def test_placeholder_that_is_not_written_well_is_refused(broken: str) -> None:
    refused = refusal(template_with("{{ title }}", broken))

    assert refused.problem in (Problem.SYNTAX, Problem.NOT_ALLOWED, Problem.MISSING, Problem.UNKNOWN)
    assert all("<w:" not in name for name in refused.names)


@pytest.mark.parametrize("name", ["targets", "units", "boards", "corrections"])
def test_table_inside_a_paragraph_is_named(name: str) -> None:
    refused = refusal(template_with(f"{{{{p {name} }}}}", f"表：{{{{ {name} }}}}"))

    assert refused.problem is Problem.NOT_ALONE
    assert name in refused.names


def test_mark_that_is_not_on_every_page_is_refused() -> None:
    template = template_with("{{ demo_mark }} {{ draft_mark }}", "{{ draft_mark }}")
    assert refusal(template).names == ("demo_mark",)

    in_body = template_with("{{ title }}", "{{ title }} {{ demo_mark }}", template=template)
    assert refusal(in_body).problem is Problem.MARK_NOT_ON_PAGES


def test_mark_that_the_first_page_has_not_is_refused() -> None:
    document = Document(io.BytesIO(default_template()))
    document.sections[0].different_first_page_header_footer = True
    written = io.BytesIO()
    document.save(written)

    assert refusal(written.getvalue()).problem is Problem.MARK_NOT_ON_PAGES


def test_other_files_are_no_template() -> None:
    workbook = io.BytesIO()
    Workbook().save(workbook)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("a.txt", "x")

    assert refusal(workbook.getvalue()).problem is Problem.NOT_WORD
    assert refusal(archive.getvalue()).problem is Problem.NOT_WORD
    for content in (b"", b"{{ title }}", b"PK\x03\x04", default_template()[:-400]):
        with pytest.raises((TemplateRefused, EvidenceError)):
            check_template(content)


def test_template_without_its_document_is_refused() -> None:
    content = repacked(default_template(), {"word/document.xml": b"<broken"})
    with pytest.raises((TemplateRefused, EvidenceError)):
        check_template(content)


def test_huge_template_is_refused() -> None:
    assert refusal(b"x" * (LIMIT + 1)).problem is Problem.TOO_LARGE


def test_template_with_macros_is_refused() -> None:
    with pytest.raises(EvidenceError) as refused:
        check_template(repacked(default_template(), {"word/vbaProject.bin": b"x"}))

    assert refused.value.code is FileProblem.MACROS


def test_placeholders_stand_in_the_documentation(root: Path) -> None:
    text = (root / "docs" / "releases.md").read_text(encoding="utf-8")
    for name, needed in PLACEHOLDERS.items():
        row = next((line for line in text.splitlines() if line.startswith(f"| `{name}` |")), "")
        assert row, name
        assert ("yes" in row.split("|")[2]) == needed, name
