"""The columns of a roster: the same list makes its template, reads its import and writes its export."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.documents.columns import Choice, Column, ColumnKind
from tracker.models import Roster
from tracker.models.names import Named
from tracker.models.units import AREA_KINDS

from .setup import units_offered

# Nobody is on a roster without these. Where it counts workshops or platforms, each has its own name too.
NEEDED = ("name", "item", "unit", "recognised_on")
# Headings that are understood whatever the language of the reader: ours in every language of the site, and those that
# bureaus write over their own lists.
NAMES = {
    "name": ("企业名称", "Enterprise", "企业", "单位名称", "公司名称", "企业全称"),
    "uscc": (
        "统一社会信用代码",
        "Unified social credit code",
        "社会信用代码",
        "统一信用代码",
        "信用代码",
        "USCC",
    ),
    "unit": (
        "所属板块",
        "Area unit",
        "板块",
        "单位",
        "Unit",
        "区",
        "所属区",
        "所在区",
        "属地",
        "所属地区",
        "所在地区",
    ),
    "kind": ("名录类型", "List type", "类型", "类别", "认定类别"),
    "level": ("等级", "Level", "级别", "星级", "认定等级", "认定级别"),
    "batch": ("批次", "Batch", "认定批次"),
    "recognised_on": ("认定日期", "Recognised on", "认定时间", "公布日期", "公布时间"),
    "withdrawn_on": ("撤销日期", "Withdrawn on", "撤销时间", "取消日期", "取消时间"),
    "withdrawal_reason": ("撤销原因", "Reason of the withdrawal", "取消原因"),
    "source": ("认定文件", "Source document", "文件依据", "文号"),
}
_MARK = re.compile(r"roster/([-a-zA-Z0-9_]{1,80})")


def roster_columns(roster: Roster) -> list[Column]:
    """The columns of a roster, with its own list types and levels and the area units to choose from.

    Four queries at most. The hints stand beside the cells of the template.
    """
    kinds, levels = list(roster.kinds.all()), list(roster.levels.all())
    units = units_offered().filter(kind__in=AREA_KINDS)
    return [
        _column(
            "name",
            pgettext("column", "Enterprise"),
            width=36,
            max_length=200,
            hint=_("The full name as on the business licence."),
        ),
        _column(
            "uscc",
            _("unified social credit code"),
            width=24,
            max_length=40,
            hint=_("18 characters, as text: a number would lose its last digits."),
        ),
        *([_item(roster)] if roster.counts_items else ()),
        _choice("unit", pgettext("column", "Area unit"), units, width=16),
        *([_choice("kind", _("list type"), kinds, width=20)] if kinds else ()),
        *([_choice("level", _("level"), levels, width=12)] if levels else ()),
        _column("batch", _("batch"), width=16, max_length=60),
        _day("recognised_on", _("recognised on"), _("A day such as 2026-03-31.")),
        _day(
            "withdrawn_on",
            _("withdrawn on"),
            _("Only for a name that counts no longer from this day on. It needs a reason."),
        ),
        _column("withdrawal_reason", _("reason of the withdrawal"), width=28, max_length=300),
        _column(
            "source",
            _("source document"),
            width=40,
            max_length=300,
            hint=_("The document with which the recognition was published."),
        ),
    ]


def roster_mark(roster: Roster) -> str:
    """How a file says in one cell which roster it is for."""
    return f"roster/{roster.code}"


def roster_named(texts: Iterable[str]) -> str:
    """The code of the roster that one of these texts (those above a table) names; empty when none does."""
    return next((found[1] for text in texts if (found := _MARK.fullmatch(text.strip()))), "")


def _column(key: str, heading: Any, **properties: Any) -> Column:
    properties = {"names": NAMES.get(key, ()), "is_required": key in NEEDED, **properties}
    return Column(key, capfirst(str(heading)), **properties)


def _choice(key: str, heading: str, rows: Iterable[Named], *, width: int) -> Column:
    choices = tuple(Choice(row.code, row.name, (row.name_zh, row.name_en)) for row in rows)
    return _column(key, heading, kind=ColumnKind.CHOICE, width=width, choices=choices)


def _day(key: str, heading: str, hint: str) -> Column:
    return _column(key, heading, kind=ColumnKind.DATE, width=14, hint=hint)


def _item(roster: Roster) -> Column:
    """What the roster counts where an enterprise can have several, under the roster's own word for it."""
    names = (roster.item_zh, f"{roster.item_zh}名称", roster.item_en)
    hint = _("The name of each in a row of its own: an enterprise can have several.")
    return _column("item", roster.item, names=tuple(filter(None, names)), width=28, max_length=200, hint=hint)
