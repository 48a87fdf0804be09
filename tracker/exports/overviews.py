"""The overview as a file: every target that the filters keep, at one quarter."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.documents.tables import Book, Cell, Column, Kind, Sheet
from tracker.labels import COMPARATOR_LABELS, OUTCOME_LABELS, QUALIFIER_LABELS, STATUS_LABELS
from tracker.models import Target
from tracker.selectors.plans import Overview, PlanBlock, TargetRow, ThemeBlock
from tracker.sentences import coverage_sentence, summary_sentence

from .parts import Origin, code_and_name, figures, notes, number, percent, sources_sheet


def overview_book(page: Overview, targets: Iterable[Target], origin: Origin) -> Book:
    """The table of the page, and where its numbers come from. `targets` carry their sources."""
    head = notes(
        origin,
        quarter=page.quarter,
        running=page.running,
        more=[
            summary_sentence(page.counts, quarter=page.quarter, outcomes=page.outcomes),
            _("The status follows the thresholds, version %(version)d.") % {"version": page.method.version},
        ],
    )
    shown = [(plan, theme, row) for plan in page.plans for theme in plan.themes for row in theme.rows]
    codes = {row.code for _plan, _theme, row in shown}
    title = _("Overview of the targets")
    return Book(
        title=title,
        sheets=(
            Sheet(
                name=_("Overview"),
                title=title,
                notes=head,
                columns=_columns(),
                rows=tuple(_cells(*row) for row in shown),
                fixed=2,
            ),
            sources_sheet([target for target in targets if target.code in codes], head),
        ),
        made_at=origin.at,
        mark=origin.mark,
    )


def _columns() -> tuple[Column, ...]:
    return (
        *code_and_name(),
        Column(_("Unit of measure"), 10),
        figures(_("Latest actual")),
        Column(_("Quarter of the actual"), 12, Kind.CODE),
        Column(_("Comparator"), 10),
        figures(_("Target value")),
        figures(_("Upper end")),
        figures(_("Completion rate"), "%"),
        figures(_("Share of the way"), "%"),
        figures(_("Planned share"), "%"),
        Column(_("Status"), 12),
        Column(_("Quarter of the status"), 12, Kind.CODE),
        Column(_("At the deadline"), 16),
        figures(_("Baseline")),
        Column(_("Baseline: qualifier and date"), 18),
        Column(_("Coverage"), 40, Kind.LONG),
        Column(_("Lead unit"), 20),
        Column(_("Plan"), 16),
        Column(_("Theme"), 36, Kind.LONG),
    )


def _cells(plan: PlanBlock, theme: ThemeBlock, row: TargetRow) -> tuple[Cell, ...]:
    standing, baseline = row.standing, row.baseline
    return (
        row.code,
        row.name,
        row.unit,
        number(row.total.value if row.total else None, row.decimals),
        # The figure's own column holds figures only; that there is none is said in the one beside it.
        row.actual_quarter.code if row.actual_quarter else pgettext("status", "not reported"),
        str(COMPARATOR_LABELS[row.comparator]) if row.upper is None else "",
        number(row.target_value, row.decimals),
        number(row.upper, row.decimals),
        percent(standing.completion),
        percent(standing.share),
        percent(standing.planned_share),
        str(STATUS_LABELS[standing.status]),
        row.quarter.code if row.quarter else "",
        str(OUTCOME_LABELS[row.deadline.outcome]) if row.deadline else "",
        number(baseline.value if baseline else None, row.decimals),
        _baseline_words(row),
        coverage_sentence(row.total) if row.total else "",
        row.lead_name,
        plan.short_name,
        theme.name,
    )


def _baseline_words(row: TargetRow) -> str:
    if row.baseline is None or row.baseline.value is None:
        return _("Baseline not published")
    return f"{QUALIFIER_LABELS[row.baseline.qualifier]} · {row.baseline.as_of}"
