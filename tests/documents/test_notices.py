"""What a notice is made of: classes that add up, numbers that come from somewhere, tables that any program opens."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from docx import Document

from tracker.documents.notice_checks import SAMPLE
from tracker.documents.notice_tables import BAR_PARTS, Bar, Block, Blocks, Column, Table
from tracker.documents.notice_templates import default_template
from tracker.documents.notices import (
    ClassesDoNotSum,
    ClassOfTargets,
    check_classes,
    document_text,
    notice_document,
    numbers_in,
    numbers_of_nowhere,
)

COLUMNS = (Column("板块", 30), Column("得分", 20, is_number=True), Column("图示", 40, is_bar=True))


def document_with(blocks: Blocks) -> bytes:
    return notice_document(default_template(), SAMPLE.context() | {"targets": blocks})


def test_classes_that_name_every_target_once_are_taken() -> None:
    check_classes(
        [ClassOfTargets("已达标", ("甲",)), ClassOfTargets("滞后", ("乙", "丙"))], ["甲", "乙", "丙"]
    )


@pytest.mark.parametrize(
    ("members", "counted"),
    [((("甲",), ("乙",)), 2), ((("甲", "乙"), ("乙", "丙")), 4), ((("甲", "乙"), ("丁",)), 3), ((), 0)],
)
def test_classes_that_leave_a_target_to_subtraction_are_refused(
    members: tuple[tuple[str, ...], ...], counted: int
) -> None:
    with pytest.raises(ClassesDoNotSum) as refused:
        check_classes([ClassOfTargets("类", names) for names in members], ["甲", "乙", "丙"])

    assert (refused.value.counted, refused.value.total) == (counted, 3)


@pytest.mark.parametrize(
    ("share", "filled"),
    [("0", 0), ("0.001", 1), ("0.5", 10), ("0.999", 19), ("1", 20), ("1.3", 20), ("-0.2", 0)],
)
def test_bar_is_full_only_when_it_is_full(share: str, filled: int) -> None:
    assert Bar(Decimal(share)).filled == filled


@pytest.mark.parametrize("share", ["0", "0.4", "1"])
def test_row_with_a_bar_is_as_wide_as_its_table(share: str) -> None:
    table = Table(COLUMNS, (("东区", "80.00", Bar(Decimal(share))),))
    document = Document(io.BytesIO(document_with(Blocks([Block(table=table)]))))
    head, row = document.tables[0]._tbl.tr_lst

    spans = [sum(cell.grid_span for cell in line.tc_lst) for line in (head, row)]
    assert spans == [2 + BAR_PARTS] * 2


def test_head_of_a_table_repeats_and_no_row_breaks() -> None:
    table = Table(COLUMNS, tuple((f"区{n}", "1", Bar(Decimal(1))) for n in range(40)))
    document = Document(io.BytesIO(document_with(Blocks([Block(title="表", table=table)]))))
    rows = document.tables[0]._tbl.tr_lst

    assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)
    assert [bool(row.xpath("./w:trPr/w:tblHeader")) for row in rows] == [True] + [False] * 40


def test_words_with_markup_and_placeholders_are_words() -> None:
    typed = "<w:p/> & {{ title }} {% x %} \x07\x00"
    blocks = Blocks([Block(title=typed, table=Table((Column(typed, 40),), ((typed,),)))])
    text = document_text(
        notice_document(default_template(), replace(SAMPLE, targets=blocks, title=typed).context())
    )

    assert text.count("<w:p/> & {{ title }} {% x %}") == 4


def test_nothing_at_all_leaves_the_document_whole() -> None:
    assert "二、指标完成情况" in document_text(document_with(Blocks()))


def test_numbers_are_found_however_they_are_written() -> None:
    found = numbers_in(["共3,000家，完成75.0%", "三项 2026年二季度 3000"])

    assert found == {Decimal(3000): "3,000", Decimal(75): "75.0", Decimal(2026): "2026"}


def test_numbers_of_nowhere_are_named_as_they_were_typed() -> None:
    assert numbers_of_nowhere(["增长12.5%，共75家"], {Decimal("75.0")}) == ("12.5",)
