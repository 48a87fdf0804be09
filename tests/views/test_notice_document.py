"""The notice of the whole demonstration: every number found in the release, everybody named, opened by LibreOffice."""

import datetime as dt
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from docx import Document

from tests.libreoffice import WRITER, converted
from tests.notices import numbers_of, written_numbers
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Status
from tracker.documents.notice_templates import default_template
from tracker.documents.notices import document_text, notice_document
from tracker.documents.release_content import (
    CorrectionFacts,
    FlawFacts,
    ReleaseContent,
    StatusEffect,
    Words,
)
from tracker.exports import notices
from tracker.exports.notices import (
    NoticeWords,
    UnableToMakeNotice,
    notice_text,
    strange_numbers,
    suggested_words,
)
from tracker.selectors.plans import Filters
from tracker.selectors.releases import heads

AREAS = [f"示例{letter}区" for letter in "ABCDEFGHIJKL"]


@pytest.fixture(autouse=True)
def demonstration(demo: Any) -> None:
    """The demonstration, in every test of this file; it comes after the fixed clock and wins."""


@pytest.fixture
def content() -> ReleaseContent:
    """The latest release, with a correction so that there is one to be told."""
    released = heads()[-1].content
    corrected = CorrectionFacts(
        number=1,
        revision=2,
        on=dt.date(2026, 9, 8),
        target="smart-workshop",
        edition=None,
        list=None,
        criterion=None,
        unit="sample-a",
        quarter=Quarter(2026, 1),
        old=None,
        new=Decimal("61.5"),
        reason=Words(zh="漏报"),
        statuses=(
            StatusEffect(
                target="smart-workshop",
                quarter=Quarter(2026, 1),
                value_before=Decimal(600),
                value_after=Decimal(661),
                status_before=Status.BEHIND,
                status_after=Status.ON_SCHEDULE,
            ),
        ),
        places=(),
    )
    changes = {"corrections": (corrected,), "override_reason": "三家单位数据核实中，先行发布"}
    return released.model_copy(update=changes)


@pytest.fixture
def document(content: ReleaseContent) -> bytes:
    text = notice_text(content, suggested_words(content), is_draft=False)
    return notice_document(default_template(), text.context())


def tables_of(document: bytes) -> list[list[list[str]]]:
    """The tables as rows of texts; a cell of several columns once."""
    found = Document(io.BytesIO(document)).tables
    return [
        [
            ["".join(t.text or "" for t in cell.iter() if t.tag.endswith("}t")) for cell in row.tc_lst]
            for row in t.tr_lst
        ]
        for t in (table._tbl for table in found)
    ]


def test_every_number_of_the_notice_is_found_in_the_release(content: ReleaseContent, document: bytes) -> None:
    written = written_numbers(document_text(document))

    assert len(written) > 150
    assert written - numbers_of(content) == set()


def test_test_of_the_numbers_would_find_one_of_nowhere(content: ReleaseContent) -> None:
    words = NoticeWords(title="通报", opening="增长 123.4%。")
    text = notice_text(content, words, is_draft=True)
    document = notice_document(default_template(), text.context())

    assert written_numbers(document_text(document)) - numbers_of(content) == {"123.4"}
    assert strange_numbers(content, words) == ("123.4",)


def test_suggested_words_hold_no_strange_number(content: ReleaseContent) -> None:
    assert strange_numbers(content, suggested_words(content)) == ()


def test_every_target_stands_in_one_class_and_in_the_order_of_the_plans(
    content: ReleaseContent, document: bytes
) -> None:
    names = [target.name.zh for target in content.targets()]
    classes = re.findall(r"^(\S+?)（(\d+)项）：(.*)。$", document_text(document), re.MULTILINE)
    members = [name for _status, _count, named in classes for name in named.split("；")]

    assert len(names) == 15
    assert sorted(members) == sorted(names)
    assert [len(named.split("；")) for _s, _c, named in classes] == [int(count) for _s, count, _n in classes]
    rows = [
        row for table in tables_of(document) if table[0][0] == "序号" for row in table[1:] if len(row) == 9
    ]
    assert [row[1] for row in rows] == names
    assert [row[0] for row in rows] == [str(number) for number in range(1, 16)]


def test_release_whose_classes_do_not_add_up_has_no_notice(
    content: ReleaseContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = {status: label for status, label in notices.STATUS_LABELS.items() if status != Status.BEHIND}
    monkeypatch.setattr(notices, "STATUS_LABELS", labels)
    assert any(target.quarters[-1].standing.status == Status.BEHIND for target in content.targets())

    with pytest.raises(UnableToMakeNotice, match="15"):
        notice_text(content, suggested_words(content), is_draft=True)


def test_units_stand_in_the_official_order_and_a_missing_figure_is_no_zero(
    content: ReleaseContent, document: bytes
) -> None:
    tables = [table for table in tables_of(document) if table[0][0] == "板块"]

    assert len(tables) == 5
    for table in tables:
        assert [row[0] for row in table[1:]] == [*AREAS, "全市"]
    released = heads()[-1].released
    missing = {
        (page.target.name, row.name)
        for plan in released.overview(Filters()).plans
        for theme in plan.themes
        for page in (released.target_page(target.code) for target in theme.rows)
        for row in page.areas
        if row.value is None
    }
    assert missing
    found = {
        (heading.partition("（")[0] if heading.partition("（")[0] else heading, row[0])
        for table in tables
        for column, heading in enumerate(table[0])
        for row in table[1:-1]
        if row[column] == "未报"
    }
    assert {unit for _target, unit in found} == {unit for _target, unit in missing}
    assert len(found) >= len({(target.partition("（")[0], unit) for target, unit in missing})


def test_boards_name_everybody_and_say_why_somebody_has_no_place(
    content: ReleaseContent, document: bytes
) -> None:
    boards = [table for table in tables_of(document) if table[0][0] == "名次"]
    facts = [board for edition in content.editions for row in edition.lists for board in row.boards]

    assert len(boards) == len(facts) >= 10
    for table, board in zip(boards, facts, strict=True):
        assert len(table) - 1 == len(board.rows)
        for line, row in zip(table[1:], board.rows, strict=True):
            assert line[0] == ("—" if row.place is None else str(row.place))
            assert bool(line[-1]) == bool(row.absences or row.exclusion or row.flag)
            if row.place is None:
                assert line[-1]
    text = document_text(document)
    assert text.count("【示例指标】") == sum(row.is_sample for e in content.editions for row in e.lists) > 0
    assert "红旗：" in text


def test_board_with_a_flaw_is_still_told(content: ReleaseContent) -> None:
    edition = next(edition for edition in content.editions if any(row.boards for row in edition.lists))
    first, *others = edition.lists
    alone = first.boards[0].model_copy(
        update={
            "rows": first.boards[0].rows[:1],
            "flaws": (FlawFacts(problem="group-of-one", criterion=None, value=None),),
        }
    )
    empty = first.model_copy(update={"boards": (), "criteria": ()})
    changed = edition.model_copy(
        update={"lists": (first.model_copy(update={"boards": (alone,)}), empty, *others)}
    )
    text = notice_text(
        content.model_copy(update={"editions": (changed,)}), NoticeWords(title="通报"), is_draft=True
    )

    titles = [block.title for block in text.boards]
    assert titles.count(f"{first.name.zh}（{first.motto.zh}）【示例指标】") == 1
    assert ("尚未设定评价指标，本期不排名。",) in [block.lines for block in text.boards]


def test_correction_says_old_new_reason_and_effect(document: bytes) -> None:
    (table,) = [table for table in tables_of(document) if table[0][1] == "事项"]

    assert table[1][:5] == ["1", "示例A区 智能车间", "2026年一季度", "未报", "61.5"]
    assert table[1][5] == "漏报；智能车间（2026年一季度）：滞后→按序时；2026年9月8日更正"


def test_reason_of_a_release_that_did_not_wait_is_printed(content: ReleaseContent, document: bytes) -> None:
    assert "发布说明：三家单位数据核实中，先行发布" in document_text(document)
    without = content.model_copy(update={"override_reason": "", "corrections": ()})
    text = notice_text(without, suggested_words(without), is_draft=True)
    words = document_text(notice_document(default_template(), text.context()))
    assert "发布说明" not in words
    assert "本期无更正。" in words


def test_marks_and_the_hash_stand_on_every_page(content: ReleaseContent, document: bytes) -> None:
    section = Document(io.BytesIO(document)).sections[0]
    foot = "".join(paragraph.text for paragraph in section.footer.paragraphs)

    assert section.header.paragraphs[0].text.strip() == "示例数据 DEMO DATA"
    assert f"2026年二季度发布 · 第{content.revision}版" in foot
    assert re.search(r"SHA-256 [0-9a-f]{64}$", foot)
    real = content.model_copy(update={"is_demo": False})
    draft = notice_document(
        default_template(), notice_text(real, suggested_words(real), is_draft=True).context()
    )
    head = Document(io.BytesIO(draft)).sections[0].header.paragraphs[0].text.strip()
    assert head == "草稿（未印发）"


def test_notice_is_in_chinese_for_whoever_makes_it(content: ReleaseContent, document: bytes) -> None:
    with translation.override("en"):
        text = notice_text(content, suggested_words(content), is_draft=False)
    assert document_text(notice_document(default_template(), text.context())) == document_text(document)


@WRITER
def test_notice_opens_in_libreoffice_on_a_sane_number_of_pages(document: bytes, tmp_path: Path) -> None:
    pdf = converted(document, tmp_path, "docx", "pdf")

    assert pdf.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page[^s]", pdf))
    assert 6 <= pages <= 16
    text = converted(document, tmp_path, "docx", "txt:Text (encoded):UTF8").decode()
    assert "关于2026年二季度行动计划目标完成情况的通报" in text
    assert "六、下一步工作" in text
