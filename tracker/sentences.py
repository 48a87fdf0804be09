"""Numbers in plain sentences, Chinese and English, made from the same rows as the tables and the charts."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.calculations.aggregation import Total, TotalProblem
from tracker.calculations.forecast import NoForecast
from tracker.calculations.outcomes import Outcome
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Measure, Status
from tracker.labels import (
    COMPARATOR_LABELS,
    OUTCOME_LABELS,
    STATUS_LABELS,
    figure_text,
    percent_text,
    qualified_text,
    quarter_name,
    separator,
    signed_text,
)
from tracker.models import Baseline, Target
from tracker.selectors.targets import TargetPage

# Why there is no city figure although units reported.
TOTAL_PROBLEMS = {
    TotalProblem.DENOMINATOR_ZERO: gettext_lazy("the denominators add up to zero"),
    TotalProblem.SEVERAL_DIRECT_FIGURES: gettext_lazy("several units state the city's figure: only one may"),
}


def summary_sentence(
    counts: Mapping[Status, int],
    *,
    quarter: Quarter | None,
    outcomes: Mapping[Outcome, int] | None = None,
) -> str:
    """A sentence whose classes add up to the number of targets, and a second one on those that have ended:
    "截至2026年二季度，15 项指标中：3 项已达标、…。其中已到期：1 项到期达标、1 项逾期后补上。"
    """
    parts = [
        _("%(count)d %(status)s") % {"count": counts[status], "status": label}
        for status, label in STATUS_LABELS.items()
        if counts.get(status)
    ]
    if not parts:
        return _("No target matches.")
    total = sum(counts.values())
    params = {"total": total, "parts": separator().join(parts)}
    if quarter is None:
        return ngettext("Of %(total)d target: %(parts)s.", "Of %(total)d targets: %(parts)s.", total) % params
    sentence = ngettext(
        "At %(quarter)s, of %(total)d target: %(parts)s.",
        "At %(quarter)s, of %(total)d targets: %(parts)s.",
        total,
    ) % (params | {"quarter": quarter_name(quarter)})
    ended = [
        _("%(count)d %(status)s") % {"count": count, "status": OUTCOME_LABELS[outcome]}
        for outcome, count in (outcomes or {}).items()
    ]
    if ended:
        sentence += " " + _("Of those whose deadline has come: %(parts)s.") % {
            "parts": separator().join(ended)
        }
    return sentence


def coverage_sentence(total: Total) -> str:
    """ "9 of 11 units reported; missing: …": a total never stands without it."""
    if total.is_counted:
        return _("distinct names on the roster at the quarter's end")
    if not total.expected:
        return _("No unit has been asked yet.")
    words = ngettext(
        "%(reported)d of %(expected)d unit reported",
        "%(reported)d of %(expected)d units reported",
        total.expected,
    ) % {"reported": total.reported, "expected": total.expected}
    if total.problem:
        words += _("; %(problem)s") % {"problem": TOTAL_PROBLEMS[total.problem]}
    if total.missing:
        words += _("; missing: %(units)s") % {"units": separator().join(total.missing)}
    if total.left_out:
        words += _("; without numerator and denominator: %(units)s") % {
            "units": separator().join(total.left_out)
        }
    return words


def baseline_label(baseline: Baseline, decimals: int) -> str:
    """A published baseline with its qualifier, date and grade: 基期 超 2,000（2024-05，B级）."""
    return _("Baseline %(value)s (%(as_of)s, grade %(grade)s)") % {
        "value": qualified_text(baseline.value, decimals, baseline.qualifier),
        "as_of": baseline.as_of,
        "grade": baseline.source.grade,
    }


def target_label(target: Target) -> str:
    """The target as a line's label: 目标 ≥ 3,000 家."""
    value = figure_text(target.value, target.decimals)
    if target.upper is not None:
        return _("Target %(low)s to %(high)s %(unit)s") % {
            "low": value,
            "high": figure_text(target.upper, target.decimals),
            "unit": target.unit,
        }
    return _("Target %(comparator)s %(value)s %(unit)s") % {
        "comparator": COMPARATOR_LABELS[target.comparator],
        "value": value,
        "unit": target.unit,
    }


def target_sentences(page: TargetPage) -> list[str]:
    """Where a target stands and where it is heading, in one or two sentences."""
    sentences = [_standing_sentence(page)]
    if page.row.standing.actual is not None:
        sentences += [_outlook_sentence(page)]
    return [sentence for sentence in sentences if sentence]


def _standing_sentence(page: TargetPage) -> str:
    target, standing = page.target, page.row.standing
    if page.quarter is None:
        return _("Nothing has been published yet.")
    params = {
        "quarter": quarter_name(page.quarter),
        "name": target.name,
        "target": target_label(target),
        "status": STATUS_LABELS[standing.status],
        "actual": figure_text(standing.actual, target.decimals),
        "unit": target.unit,
        "share": percent_text(standing.share),
        "planned": percent_text(standing.planned_share),
        "completion": percent_text(standing.completion),
    }
    if standing.actual is None:
        return _("At %(quarter)s, %(name)s: %(status)s; %(target)s.") % params
    if page.row.deadline:
        params["outcome"] = OUTCOME_LABELS[page.row.deadline.outcome]
        return _("At %(quarter)s, %(name)s %(actual)s %(unit)s; %(target)s: %(outcome)s.") % params
    if standing.share is not None and standing.planned_share is not None:
        return (
            _(
                "At %(quarter)s, %(name)s %(actual)s %(unit)s; %(target)s; %(share)s of the way, planned %(planned)s: "
                "%(status)s."
            )
            % params
        )
    return (
        _(
            "At %(quarter)s, %(name)s %(actual)s %(unit)s; %(target)s; completion rate %(completion)s: %(status)s."
        )
        % params
    )


def _outlook_sentence(page: TargetPage) -> str:
    """What would come "if the pace so far continues", or why that cannot be said."""
    target, forecast = page.target, page.forecast
    if page.row.standing.status == Status.MET or page.row.deadline:
        return ""
    if forecast.problem is NoForecast.TOO_FEW_QUARTERS:
        return _("Too few quarters have been reported to say where the pace so far would lead.")
    if forecast.problem or not forecast.points:
        return ""
    end = forecast.points[-1]
    params = {
        "quarter": quarter_name(end.quarter),
        "value": figure_text(end.value, target.decimals),
        "unit": target.unit,
        "low": figure_text(end.low, target.decimals),
        "high": figure_text(end.high, target.decimals),
        "met_in": quarter_name(forecast.met_in) if forecast.met_in else "",
    }
    if end.low is None:
        sentence = _("If the pace so far continues: %(value)s %(unit)s at %(quarter)s") % params
    else:
        sentence = (
            _(
                "If the pace so far continues: %(value)s %(unit)s at %(quarter)s (80 in 100: %(low)s to %(high)s)"
            )
            % params
        )
    if forecast.met_in is None:
        return sentence + _("; the target would not be met within ten years.")
    if forecast.met_in <= end.quarter:
        return sentence + _("; the target would be met in %(met_in)s.") % params
    return sentence + _("; the target would be met only in %(met_in)s.") % params


def change_unit(target: Target) -> str:
    """The unit of a difference: percentage points for a percentage, never per cent."""
    return _("percentage points") if target.is_percent else target.unit


def pace_sentence(page: TargetPage) -> str:
    """The pace so far and the pace still needed, per quarter; empty where there is none to speak of."""
    if page.pace is None:
        return ""
    decimals = max(page.target.decimals, 1)
    words = []
    if page.pace.so_far is not None:
        words.append(
            _("so far %(pace)s %(unit)s a quarter")
            % {"pace": signed_text(page.pace.so_far, decimals), "unit": change_unit(page.target)}
        )
    if page.pace.needed:
        words.append(
            _("still needed %(pace)s %(unit)s a quarter, %(left)d left")
            % {
                "pace": signed_text(page.pace.needed, decimals),
                "unit": change_unit(page.target),
                "left": page.pace.quarters_left,
            }
        )
    return separator().join(words)


def forecast_basis(page: TargetPage) -> str:
    """What a forecast rests on, so that it can be computed again."""
    forecast = page.forecast
    if forecast.drift is None:
        return ""
    (first, first_value), (last, last_value) = forecast.basis[0], forecast.basis[-1]
    words = _(
        "Random walk with drift from %(count)d reported quarters: %(first)s %(first_value)s, %(last)s %(last_value)s, "
        "%(drift)s a quarter."
    ) % {
        "count": len(forecast.basis),
        "first": first,
        "first_value": figure_text(first_value, page.target.decimals),
        "last": last,
        "last_value": figure_text(last_value, page.target.decimals),
        "drift": signed_text(forecast.drift, 4),
    }
    if page.target.measure == Measure.ANNUAL_FLOW:
        words += " " + _("In sums of four quarters.")
    return words
