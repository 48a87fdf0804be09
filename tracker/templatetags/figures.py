"""Figures, statuses and quarters in templates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from tracker import labels
from tracker.calculations.aggregation import Total
from tracker.calculations.periods import Quarter
from tracker.calculations.rounding import rounded
from tracker.charts import note_mark
from tracker.models import Target
from tracker.selectors.plans import PlanBlock, TargetRow
from tracker.selectors.roster_entries import CITY
from tracker.sentences import baseline_label, coverage_sentence, summary_sentence
from tracker.sentences import change_unit as unit_of_change

register = template.Library()

register.filter("quarter_name", labels.quarter_name)
register.filter("as_of", labels.as_of_text)
register.filter("note_mark", note_mark)

SPARK_WIDTH, SPARK_HEIGHT = 96, 28


@register.filter
def figure(value: Decimal | int | None, decimals: int) -> str:
    return labels.figure_text(Decimal(value) if isinstance(value, int) else value, decimals)


register.filter("exact", labels.exact_text)


@register.filter
def baseline(row: TargetRow) -> str:
    return baseline_label(row.baseline, row.decimals)


@register.filter
def change_unit(target: Target) -> str:
    return unit_of_change(target)


@register.filter
def planned_figure(value: Decimal | None, decimals: int) -> str:
    """A planned value as it is drawn: a straight line has more decimals than anybody plans with."""
    if value is None or decimals:
        return labels.figure_text(value, decimals)
    return labels.exact_text(rounded(value, 1))


register.filter("percent", labels.percent_text)
register.filter("signed", labels.signed_text)


@register.filter
def svg_length(share: Decimal, width: int) -> str:
    """A share of a width as an SVG length: no style attribute, no locale."""
    return f"{float(share) * width:.2f}"


@register.filter
def status_label(status: str) -> str:
    return str(labels.STATUS_LABELS[status])


@register.filter
def status_icon(status: str) -> str:
    return labels.STATUS_ICONS[status]


@register.filter
def comparator(code: str) -> str:
    return labels.COMPARATOR_LABELS[code]


@register.filter
def qualifier(code: str) -> str:
    """The word for how sure a figure is; an exact one needs none."""
    return "" if code == "exact" else str(labels.QUALIFIER_LABELS[code])


@register.filter
def outcome_label(outcome: str) -> str:
    return str(labels.OUTCOME_LABELS[outcome])


@register.filter
def plan_summary(plan: PlanBlock) -> str:
    return summary_sentence(plan.counts, quarter=plan.quarter, outcomes=plan.outcomes)


@register.filter
def coverage(total: Total | None) -> str:
    return "" if total is None else coverage_sentence(total)


@register.inclusion_tag("components/sparkline.html")
def sparkline(values: tuple[Decimal | None, ...], slots: int) -> dict[str, Any]:
    """A trend line of the quarters so far in a space for all of the plan's; a gap where nothing was reported."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return {"segments": []}
    low, high = min(known), max(known)
    span = (high - low) or Decimal(1)
    segments: list[list[str]] = [[]]
    last = ""
    for index, value in enumerate(values):
        if value is None:
            segments.append([])
            continue
        x = 3 + (SPARK_WIDTH - 6) * index / max(slots - 1, 1)
        y = SPARK_HEIGHT - 4 - (SPARK_HEIGHT - 8) * float((value - low) / span)
        last = f"{x:.1f},{y:.1f}"
        segments[-1].append(last)
    end_x, end_y = last.split(",")
    return {
        # A lone quarter between gaps is a line to itself: its round ends make it a dot.
        "segments": [" ".join(points * 2 if len(points) == 1 else points) for points in segments if points],
        "end_x": end_x,
        "end_y": end_y,
        "width": SPARK_WIDTH,
        "height": SPARK_HEIGHT,
    }


@register.simple_tag(takes_context=True)
def address_with(context: dict[str, Any], **changes: Any) -> str:
    """The page's own address with some query parameters changed; an empty value takes one out."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = value.code if isinstance(value, Quarter) else str(value)
    return f"?{query.urlencode()}" if query else "?"


# The pages that a release has under an address of its own.
OF_RELEASE = {
    "overview": "release",
    "target-detail": "release-target",
    "target-explain": "release-explain",
    "export-overview": "release-export-overview",
    "export-target": "release-export-target",
    "board": "release-board",
    "method": "release-method",
}


@register.simple_tag(takes_context=True)
def place(context: dict[str, Any], name: str, *args: str) -> str:
    """Where a page stands: inside the release that this page's address names, else at the quarter that is chosen."""
    sight = context.get("sight")
    if sight and sight.address:
        return reverse(OF_RELEASE[name], args=[*sight.address, *args])
    quarter = context["request"].GET.get("quarter", "")
    return reverse(name, args=args) + (f"?{urlencode({'quarter': quarter})}" if quarter else "")


@register.simple_tag
def names_address(roster: str, on: dt.date, unit: str = CITY, target: str = "") -> str:
    """Where the names behind a count stand: those of a unit, or without one of all that count toward the city, on a
    day. `target` is named where it does not count every name.
    """
    query = {"on": on.isoformat(), "unit": unit} | ({"target": target} if target else {})
    return f"{reverse('roster', args=[roster])}?{urlencode(query)}"
