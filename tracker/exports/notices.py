"""The notice of a quarter in words and tables, made of what its release says.

A notice is a document in Chinese, whatever language the person who makes it reads the site in: its headings stand
here in Chinese, and everything else is said in Chinese too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import wraps
from typing import ParamSpec, TypeVar

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from tracker.documents.notice_tables import Block, Blocks, Column, Table
from tracker.documents.notices import (
    ClassesDoNotSum,
    ClassOfTargets,
    NoticeText,
    check_classes,
    numbers_in,
    numbers_of_nowhere,
)
from tracker.documents.release_content import CorrectionFacts, ReleaseContent
from tracker.documents.release_files import canonical_text, sha256_of
from tracker.labels import (
    COMPARATOR_LABELS,
    OUTCOME_LABELS,
    STATUS_LABELS,
    exact_text,
    figure_text,
    percent_text,
    quarter_name,
)
from tracker.models import Notice
from tracker.selectors.plans import Filters, Overview, PlanBlock, TargetRow
from tracker.selectors.release_reading import Released, released_of
from tracker.sentences import summary_sentence

from .notice_boards import board_blocks
from .notice_units import unit_blocks

LANGUAGE = "zh-hans"
MARK = "示例数据 DEMO DATA"
DRAFT_MARK = "草稿（未印发）"
P, T = ParamSpec("P"), TypeVar("T")


class UnableToMakeNotice(Exception):
    """The release does not yield a notice; the message is for whoever tried."""


@dataclass(frozen=True)
class NoticeWords:
    """What somebody typed: the only words of a notice that do not come from the release."""

    number: str = ""
    title: str = ""
    opening: str = ""
    closing: str = ""

    @classmethod
    def of(cls, notice: Notice) -> NoticeWords:
        return cls(notice.number, notice.title, notice.opening, notice.closing)


def in_chinese(make: Callable[P, T]) -> Callable[P, T]:
    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> T:
        with translation.override(LANGUAGE):
            return make(*args, **kwargs)

    return made


@in_chinese
def suggested_words(content: ReleaseContent) -> NoticeWords:
    """What the words begin with until somebody writes others."""
    quarter = quarter_name(content.quarter)
    names = "、".join(f"《{plan.name.zh}》" for plan in content.plans)
    return NoticeWords(
        title=f"关于{quarter}行动计划目标完成情况的通报",
        opening=f"现将{names}{quarter}目标完成情况和竞赛榜单通报如下。",
        closing="请各单位对照目标，巩固成效；未达序时进度的，查明原因，落实举措，按期完成。",
    )


@in_chinese
def notice_text(content: ReleaseContent, words: NoticeWords, *, is_draft: bool) -> NoticeText:
    """Everything the notice of a release says. Raises `UnableToMakeNotice` when its classes do not add up."""
    released = released_of(content)
    overview = released.overview(Filters())
    published = timezone.localtime(content.published_at)
    return NoticeText(
        number=words.number.strip(),
        title=words.title.strip(),
        date=f"{published.year}年{published.month}月{published.day}日",
        quarter=quarter_name(content.quarter),
        revision=str(content.revision),
        sha256=sha256_of(canonical_text(content)),
        demo_mark=MARK if content.is_demo else "",
        draft_mark=DRAFT_MARK if is_draft else "",
        opening=_paragraphs(words.opening),
        summary=_summary(overview),
        classes=_classes(content, overview),
        targets=_target_blocks(overview),
        units=unit_blocks(released),
        boards=board_blocks(content),
        corrections=_correction_blocks(content, released),
        closing=_paragraphs(words.closing),
        override_reason=content.override_reason,
    )


def strange_numbers(content: ReleaseContent, words: NoticeWords) -> tuple[str, ...]:
    """The numbers in somebody's words that are found nowhere in the release, as they were typed."""
    made = notice_text(content, words, is_draft=False).made_texts()
    known = numbers_in([*made, canonical_text(content)])
    return numbers_of_nowhere([words.title, words.opening, words.closing], known.keys())


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _rows(overview: Overview) -> list[TargetRow]:
    return [row for plan in overview.plans for row in _rows_of(plan)]


def _rows_of(plan: PlanBlock) -> list[TargetRow]:
    return [row for theme in plan.themes for row in theme.rows]


def _summary(overview: Overview) -> tuple[str, ...]:
    """The sentence on all targets, and where there are several plans one on each."""
    whole = summary_sentence(overview.counts, quarter=overview.quarter, outcomes=overview.outcomes)
    parts = [
        f"《{plan.name}》：{summary_sentence(plan.counts, quarter=plan.quarter, outcomes=plan.outcomes)}"
        for plan in overview.plans
    ]
    return (whole, *(parts if len(parts) > 1 else ()))


def _classes(content: ReleaseContent, overview: Overview) -> tuple[ClassOfTargets, ...]:
    """Each class with all its members: nobody has to subtract to find the laggards."""
    rows = _rows(overview)
    classes = [
        ClassOfTargets(str(label), tuple(row.name for row in rows if row.standing.status == status))
        for status, label in STATUS_LABELS.items()
    ]
    filled = tuple(group for group in classes if group.members)
    try:
        check_classes(filled, [target.name.zh for target in content.targets()])
    except ClassesDoNotSum as error:
        raise UnableToMakeNotice(
            _(
                "The classes name %(counted)d targets, the release has %(total)d. No notice is made of such a "
                "release: have the release checked."
            )
            % {"counted": error.counted, "total": error.total}
        ) from error
    return filled


TARGET_COLUMNS = (
    Column("序号", 8, is_number=True),
    Column("指标", 33),
    Column("单位", 13),
    Column("目标值", 17, is_number=True),
    Column("最新完成值", 18, is_number=True),
    Column("数据季度及报送", 22),
    Column("完成率", 15, is_number=True),
    Column("进度", 15, is_number=True),
    Column("状态", 15),
)


def _target_blocks(overview: Overview) -> Blocks:
    """A table for each plan, its targets in the plan's own order and numbered through."""
    blocks, number = [], 0
    for plan in overview.plans:
        rows = []
        for row in _rows_of(plan):
            number += 1
            rows.append(_target_cells(number, row))
        blocks.append(Block(title=f"《{plan.name}》", table=Table(TARGET_COLUMNS, tuple(rows))))
    note = "进度：自基期至目标值已走过的比例；无基期的不计。报送：已报单位数/应报单位数。"
    return Blocks([*blocks[:-1], replace(blocks[-1], notes=(note,))]) if blocks else Blocks()


def _target_cells(number: int, row: TargetRow) -> tuple[str, ...]:
    standing = row.standing
    status = str(STATUS_LABELS[standing.status])
    if row.deadline:
        status += f"（{OUTCOME_LABELS[row.deadline.outcome]}）"
    low = figure_text(row.target_value, row.decimals)
    band = f"{low}至{figure_text(row.upper, row.decimals)}"
    return (
        str(number),
        row.name,
        row.unit,
        f"{COMPARATOR_LABELS[row.comparator]} {low}" if row.upper is None else band,
        _actual(row),
        _coverage(row),
        percent_text(standing.completion) or "—",
        percent_text(standing.share) or "—",
        status,
    )


def _actual(row: TargetRow) -> str:
    """The latest figure of the city, or the word for one that was never there."""
    value = row.total.value if row.total else None
    return str(STATUS_LABELS["not-reported"]) if value is None else figure_text(value, row.decimals)


def _coverage(row: TargetRow) -> str:
    """The quarter of the figure, and how many of the units asked stand behind it."""
    if row.actual_quarter is None or row.total is None:
        return "—"
    quarter = quarter_name(row.actual_quarter)
    if row.total.is_counted:
        return f"{quarter} 名录"
    return f"{quarter} {row.total.reported}/{row.total.expected}"


CORRECTION_COLUMNS = (
    Column("序号", 10, is_number=True),
    Column("事项", 44),
    Column("季度", 20),
    Column("原值", 18, is_number=True),
    Column("更正值", 18, is_number=True),
    Column("原因及影响", 46),
)


def _correction_blocks(content: ReleaseContent, released: Released) -> Blocks:
    if not content.corrections:
        return Blocks([Block(lines=("本期无更正。",))])
    rows = tuple(_correction_cells(facts, content, released) for facts in content.corrections)
    return Blocks([Block(table=Table(CORRECTION_COLUMNS, rows))])


def _correction_cells(facts: CorrectionFacts, content: ReleaseContent, released: Released) -> tuple[str, ...]:
    targets = {target.code: target.name.zh for target in content.targets()}
    lists = {row.code: row.name.zh for edition in content.editions for row in edition.lists}
    criteria = {c.code: c.name.zh for e in content.editions for row in e.lists for c in row.criteria}
    units = {unit.code: unit.name.zh for unit in content.units}
    parts = (
        units.get(facts.unit, facts.unit),
        targets.get(facts.target or "", ""),
        lists.get(facts.list or "", ""),
        criteria.get(facts.criterion or "", ""),
    )
    effects = [
        f"{targets.get(effect.target, effect.target)}（{quarter_name(effect.quarter)}）："
        f"{STATUS_LABELS[effect.status_before]}→{STATUS_LABELS[effect.status_after]}"
        for effect in facts.statuses
    ] + [
        f"{units.get(effect.unit, effect.unit)}（{lists.get(effect.list, effect.list)}）："
        f"{_place(effect.place_before)}→{_place(effect.place_after)}"
        for effect in facts.places
    ]
    on = f"{facts.on.year}年{facts.on.month}月{facts.on.day}日更正"
    return (
        str(facts.number),
        " ".join(part for part in parts if part),
        quarter_name(facts.quarter),
        _value(facts.old),
        _value(facts.new),
        "；".join([facts.reason.zh, *effects, on]),
    )


def _value(value: Decimal | None) -> str:
    return str(STATUS_LABELS["not-reported"]) if value is None else exact_text(value).replace("-", "−")


def _place(place: int | None) -> str:
    return "未排名" if place is None else f"第{place}名"
