"""The competition's boards in the notice: every list and group, everybody named, the rule's criteria above."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tracker.competition_labels import ABSENCE_LABELS
from tracker.competition_sentences import change_sign, number_text, points_text
from tracker.documents.notice_tables import Bar, Block, Blocks, Cell, Column, Table
from tracker.documents.release_content import BoardFacts, ListFacts, ReleaseContent, RowFacts

COLUMNS = (
    Column("名次", 11, is_number=True),
    Column("板块", 28),
    Column("得分", 18, is_number=True),
    Column("得分图示", 40, is_bar=True),
    Column("位次变化", 17),
    Column("备注", 42),
)
FULL_MARKS = Decimal(100)


def board_blocks(content: ReleaseContent) -> Blocks:
    """Every list of the quarter's editions, in their order."""
    units = {unit.code: unit.name.zh for unit in content.units}
    blocks = []
    for edition in content.editions:
        for facts in edition.lists:
            blocks += _list_blocks(facts, units)
    return Blocks(blocks or [Block(lines=("本期不发榜。",))])


def _list_blocks(facts: ListFacts, units: dict[str, str]) -> list[Block]:
    mark = "【示例指标】" if facts.is_sample else ""
    head = Block(title=f"{facts.name.zh}（{facts.motto.zh}）{mark}")
    if not facts.boards:
        return [Block(title=head.title, lines=("尚未设定评价指标，本期不排名。",))]
    criteria = "、".join(f"{c.name.zh}（权重{number_text(c.weight)}）" for c in facts.criteria)
    names = {criterion.code: criterion.name.zh for criterion in facts.criteria}
    boards = [_board_block(board, names, units) for board in facts.boards]
    return [Block(title=head.title, lines=(f"评价指标：{criteria}。",)), *boards]


def _board_block(board: BoardFacts, criteria: dict[str, str], units: dict[str, str]) -> Block:
    best = max((row.score for row in board.rows if row.score is not None), default=FULL_MARKS)
    rows = tuple(_cells(row, max(best, FULL_MARKS), criteria, units) for row in board.rows)
    return Block(title=board.name.zh, table=Table(COLUMNS, rows, is_whole=True))


def _cells(
    row: RowFacts, whole: Decimal, criteria: dict[str, str], units: dict[str, str]
) -> tuple[Cell, ...]:
    return (
        "—" if row.place is None else str(row.place),
        units.get(row.unit, row.unit),
        "—" if row.score is None else points_text(Fraction(row.score)),
        Bar(row.score / whole if row.score is not None else Decimal(0)),
        "—" if row.place is None else change_sign(row.change),
        _remark(row, criteria),
    )


def _remark(row: RowFacts, criteria: dict[str, str]) -> str:
    """Why a unit has no place, or what it is honoured for."""
    words = []
    if row.flag:
        words.append(f"红旗：{row.flag.zh}")
    if row.exclusion:
        words.append(f"不参加本期排名：{row.exclusion}")
    elif row.absences:
        missing = "、".join(
            f"{criteria.get(a.criterion, a.criterion)}（{ABSENCE_LABELS[a.absence]}）" for a in row.absences
        )
        words.append(f"未排名：{missing}")
    return "；".join(words)
