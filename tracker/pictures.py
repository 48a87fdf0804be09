"""From finished rows to figures: the words go in here, the drawing rules live in `charts`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tracker import charts
from tracker.calculations.periods import Quarter, quarter_range
from tracker.calculations.progress import Measure, planned_value
from tracker.labels import (
    COMPARATOR_LABELS,
    QUALIFIER_LABELS,
    STATUS_ICONS,
    STATUS_LABELS,
    figure_text,
    quarter_name,
)
from tracker.models import Baseline, Target
from tracker.selectors.goals import goal_of, own_goal_of
from tracker.selectors.recognitions import TargetNote, target_notes
from tracker.selectors.records import is_demo
from tracker.selectors.releases import Head
from tracker.selectors.reports import SheetRow
from tracker.selectors.targets import TargetPage, UnitRow
from tracker.sentences import baseline_label, change_unit, coverage_sentence, target_label


def demo_mark(head: Head | None = None) -> str | None:
    """The text that stands inside every picture of a demonstration, in both languages at once. A release says for
    itself whether it is of one.
    """
    return "示例数据 DEMO DATA" if (head.content.is_demo if head else is_demo()) else None


def target_trajectory(page: TargetPage, mark: str | None) -> dict[str, Any]:
    """The city's way toward one target."""
    target = page.target
    actuals = tuple(
        charts.Actual(
            quarter=row.quarter,
            value=row.actual,
            partial=row.running,
            remark=coverage_sentence(row.total) if row.total else "",
        )
        for row in page.quarters
        # A running quarter without any figure is not an omission yet: it is left out, not shown as missing.
        if row.seen and not (row.running and row.actual is None)
    )
    planned = tuple((row.quarter, row.planned) for row in page.quarters if row.planned is not None)
    return charts.trajectory(
        charts.Trajectory(
            axis_title=_("Actual (%(unit)s)") % {"unit": target.unit},
            unit=target.unit,
            decimals=target.decimals,
            yearly=target.measure == Measure.ANNUAL_FLOW,
            quarters=tuple(row.quarter for row in page.quarters),
            actuals=actuals,
            planned=_with_start(page, planned),
            target=charts.Target(value=target.value, label=target_label(target)),
            baseline=_baseline(page.baseline, target),
            notes=_marked(page),
            forecast=_fan(page),
        ),
        _trajectory_words(target),
        mark,
    )


def _fan(page: TargetPage) -> tuple[charts.Forecast, ...]:
    """The forecast as a fan. A flow within the year is forecast in sums of four quarters, another scale: its
    forecast is said in words. Past the deadline there is nothing to fan out.
    """
    if page.target.measure == Measure.ANNUAL_FLOW:
        return ()
    return tuple(
        charts.Forecast(
            quarter=p.quarter,
            mean=p.value,
            low=p.value if p.low is None else p.low,
            high=p.value if p.high is None else p.high,
        )
        for p in page.forecast.points
    )


def growth(page: TargetPage, mark: str | None) -> dict[str, Any] | None:
    """What each area added to the city's figure in the quarter; None when nothing can be compared."""
    if page.growth is None or page.quarter is None:
        return None
    target = page.target
    amounts = {unit.unit: unit.amount for unit in page.growth.units}
    unit = change_unit(target)
    return charts.growth_contribution(
        [
            charts.Contribution(name=area.name, value=amounts.get(area.name))
            for area in page.areas
            if area.counts
        ],
        charts.UnitWords(
            axis_title=_("Contribution to the change in %(quarter)s (%(unit)s)")
            % {"quarter": quarter_name(page.quarter), "unit": unit},
            unit=unit,
            decimals=growth_decimals(target),
            value=_("Contribution"),
            target="",
            missing=_("not comparable"),
            no_data=_("No figure has been reported yet."),
            figure=lambda value: figure_text(value, growth_decimals(target)),
        ),
        mark,
    )


def growth_decimals(target: Target) -> int:
    """Parts of a percentage point are small: two decimals at least."""
    return max(target.decimals, 2) if target.is_percent else target.decimals


def years(page: TargetPage, mark: str | None) -> dict[str, Any] | None:
    """Year beside year, for a flow within the year; None for every other measure."""
    target = page.target
    if target.measure != Measure.ANNUAL_FLOW or not page.seen_quarters:
        return None
    actuals = {row.quarter: row.actual for row in page.seen_quarters}
    due = [row.quarter for row in page.seen_quarters if not row.running]
    return charts.year_on_year(
        [
            charts.Year(
                year=year,
                values=tuple(actuals.get(Quarter(year, number)) for number in range(1, 5)),
                due=sum(q.year == year for q in due),
            )
            for year in sorted({quarter.year for quarter in actuals})
        ],
        charts.YearWords(
            axis_title=_("Year to date (%(unit)s)") % {"unit": target.unit},
            unit=target.unit,
            decimals=target.decimals,
            missing=str(STATUS_LABELS["not-reported"]),
            no_data=_("No figure has been reported yet."),
            figure=lambda value: figure_text(value, target.decimals),
        ),
        mark,
    )


def unit_trajectory(row: SheetRow, mark: str | None) -> dict[str, Any]:
    """One unit's own way: its figures, and its own target where it has one."""
    target = row.target
    plan = target.plan
    # Beyond the plan's end as far as the sheet goes: it may still be followed then.
    quarters = quarter_range(plan.first, max(plan.last, row.quarter))
    figures = {q: row.past[q] for q in quarters if q in row.past}
    reported = sorted(figures)
    goal = own_goal_of(row.assignment)
    planned = ((q, planned_value(goal, q)) for q in quarters) if goal else ()
    return charts.trajectory(
        charts.Trajectory(
            axis_title=_("Actual (%(unit)s)") % {"unit": target.unit},
            unit=target.unit,
            decimals=target.decimals,
            yearly=target.measure == Measure.ANNUAL_FLOW,
            quarters=quarters,
            actuals=tuple(
                charts.Actual(
                    quarter=q,
                    value=figure.value if (figure := figures.get(q)) else None,
                    remark=str(QUALIFIER_LABELS[figure.qualifier]) if figure else "",
                )
                for q in quarters
                if reported and q <= reported[-1]
            ),
            planned=tuple((q, value) for q, value in planned if value is not None),
            target=charts.Target(value=goal.target, label=_own_target_label(row)) if goal else None,
        ),
        _trajectory_words(target),
        mark,
    )


def units_bar(page: TargetPage, mark: str | None) -> dict[str, Any]:
    """The areas' figures of the page's quarter, in the official order."""
    target = page.target
    return charts.units_bar(
        [
            charts.UnitFigure(
                name=unit.name,
                value=unit.value,
                target=unit.own_target,
                remark=_unit_remark(unit),
                status=unit.standing.status if unit.standing and unit.figure else "",
                status_word=_status_word(unit) if unit.figure else "",
            )
            for unit in page.areas
        ],
        charts.UnitWords(
            axis_title=_("Actual (%(unit)s)") % {"unit": target.unit},
            unit=target.unit,
            decimals=target.decimals,
            value=_("Reported figure"),
            target=_("Own target"),
            missing=str(STATUS_LABELS[page.areas[0].absent]),
            no_data=_("No figure has been reported yet."),
            figure=lambda value: figure_text(value, target.decimals),
        ),
        mark,
    )


def _marked(page: TargetPage) -> tuple[charts.Note, ...]:
    """The notes that have a number in the picture, in its order."""
    return tuple(
        charts.Note(quarter=note.quarter, text=_with_number(note), is_break=note.kind == "break")
        for note in target_notes(page)
        if note.number is not None
    )


def _with_number(note: TargetNote) -> str:
    """What a note says, with how many were recognised where that is known."""
    if note.fact is None or note.fact.count is None:
        return note.text
    return f"{note.text} {note.fact.count} {note.fact.unit}"


def _own_target_label(row: SheetRow) -> str:
    if row.assignment.own_target is None:  # the bureau that states the city's figure
        return target_label(row.target)
    return _("Own target %(comparator)s %(value)s %(unit)s") % {
        "comparator": COMPARATOR_LABELS[row.target.comparator],
        "value": figure_text(row.assignment.own_target, row.target.decimals),
        "unit": row.target.unit,
    }


def _baseline(baseline: Baseline | None, target: Target) -> charts.Baseline | None:
    if baseline is None or baseline.value is None:
        return None
    return charts.Baseline(
        value=baseline.value,
        label=baseline_label(baseline, target.decimals),
        remark=f"{QUALIFIER_LABELS[baseline.qualifier]} · {baseline.source}",
    )


def _with_start(
    page: TargetPage, planned: tuple[tuple[Quarter, Decimal], ...]
) -> tuple[tuple[Quarter, Decimal], ...]:
    """The planned line begins at the start of the plan, where that value is known."""
    start = goal_of(page.target).start
    if planned and start is not None and start.quarter < planned[0][0]:
        return ((start.quarter, start.value), *planned)
    return planned


def _unit_remark(unit: UnitRow) -> str:
    figure = unit.figure
    if figure is None:
        return ""
    words = [] if figure.qualifier == "exact" else [str(QUALIFIER_LABELS[figure.qualifier])]
    if figure.numerator is not None and figure.denominator is not None:
        words.append(f"{figure_text(figure.numerator, 0)} ÷ {figure_text(figure.denominator, 0)}")
    if not unit.counts:
        words.append(_("not part of the city total"))
    return " · ".join(words)


def _status_word(unit: UnitRow) -> str:
    if unit.standing is None:
        return ""
    return f"{STATUS_ICONS[unit.standing.status]} {STATUS_LABELS[unit.standing.status]}"


def _trajectory_words(target: Target) -> charts.TrajectoryWords:
    return charts.TrajectoryWords(
        actual=_("Actual"),
        partial=_("Being reported"),
        missing=str(STATUS_LABELS["not-reported"]),
        planned=_("Planned"),
        start=_("Start"),
        forecast=_("If the pace so far continues"),
        interval=_("Interval of 80 in 100"),
        no_data=_("No figure has been reported yet."),
        quarter=quarter_name,
        figure=lambda value: figure_text(value, target.decimals),
    )
