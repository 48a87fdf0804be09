"""What every exported file has: its first lines, its numbers, and where the numbers come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.calculations.periods import Quarter
from tracker.documents.tables import Column, Kind, Number, Sheet
from tracker.labels import QUALIFIER_LABELS, exact_text, quarter_name
from tracker.models import Source, Target

SHARE_DECIMALS = 1  # of a share in per cent, as the pages show it


@dataclass(frozen=True)
class Origin:
    """Which page a file was made from, and when; `mark` says that its figures are invented."""

    address: str
    at: dt.datetime
    mark: str | None


def notes(
    origin: Origin, *, quarter: Quarter | None, running: bool, more: Iterable[str] = ()
) -> tuple[str, ...]:
    """The lines between a sheet's title and its table."""
    lines = []
    if quarter:
        lines.append(_("Quarter: %(quarter)s") % {"quarter": quarter_name(quarter)})
    if running:
        lines.append(_("Being reported: not final"))
    at = f"{timezone.localtime(origin.at):%Y-%m-%d %H:%M}"
    lines.append(_("Made on %(at)s from %(address)s") % {"at": at, "address": origin.address})
    return (*lines, *more)


def number(value: Decimal | None, decimals: int) -> Number | None:
    return None if value is None else Number(value, decimals)


def percent(share: Decimal | None) -> Number | None:
    """A share as the number that stands under a heading with (%): 0.275 is 27.5."""
    return None if share is None else Number(share * 100, SHARE_DECIMALS)


def figures(heading: str, unit: str = "", *, width: int = 12) -> Column:
    """A column of figures, its unit named in the heading."""
    return Column(headed(heading, unit) if unit else heading, width, Kind.FIGURE)


def headed(heading: str, unit: str) -> str:
    return _("%(heading)s (%(unit)s)") % {"heading": heading, "unit": unit}


def code_and_name() -> tuple[Column, Column]:
    """A target by its code, which stays the same, and by its name."""
    return Column(_("Code"), 24, Kind.CODE), Column(_("Target"), 36, Kind.LONG)


def sources_sheet(targets: Iterable[Target], head: tuple[str, ...]) -> Sheet:
    """Where the numbers come from: plan, baseline, definitions and remarks of each target, with their sources."""
    return Sheet(
        name=_("Sources and definitions"),
        title=_("Where the numbers come from"),
        notes=head,
        columns=(
            *code_and_name(),
            Column(pgettext("source", "What"), 12),
            Column(_("Text"), 60, Kind.LONG),
            Column(_("As of"), 12, Kind.CODE),
            Column(_("Source"), 44, Kind.LONG),
            Column(_("Publisher"), 20, Kind.LONG),
            Column(_("Date"), 12, Kind.CODE),
            Column(_("Grade"), 18),
            Column(_("Address"), 40, Kind.CODE),
        ),
        rows=tuple(row for target in targets for row in _sources_of(target)),
        fixed=2,
    )


def _sources_of(target: Target) -> list[tuple[str | None, ...]]:
    baseline = getattr(target, "baseline", None)
    said = [(_("Plan"), f"{target.plan.name} · {target.wording}", "", target.plan.source)]
    if baseline and baseline.value is not None:
        words = [] if baseline.qualifier == "exact" else [str(QUALIFIER_LABELS[baseline.qualifier])]
        text = " ".join([*words, exact_text(baseline.value), target.unit])
        text += f" · {baseline.note}" if baseline.note else ""
        said.append((_("Baseline"), text, baseline.as_of, baseline.source))
    else:
        text = (baseline and baseline.note) or _("Baseline not published")
        said.append((_("Baseline"), text, "", None))
    said += [
        (_("Definition"), definition.text, definition.effective_on.isoformat(), definition.source)
        for definition in target.definitions.all()
    ]
    said += [
        (_("Remark"), remark.text, remark.quarter.code, remark.source) for remark in target.remarks.all()
    ]
    return [
        (target.code, target.name, what, text, as_of, *_source_cells(source))
        for what, text, as_of, source in said
    ]


def _source_cells(source: Source | None) -> tuple[str | None, ...]:
    if source is None:
        return (None,) * 5
    return (source.title, source.publisher, source.date, str(source.get_grade_display()), source.address)
