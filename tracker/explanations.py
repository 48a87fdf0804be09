"""The arithmetic of a status, opened: every number that made it, with the formula it went into.

What stands here is enough to compute the status again with a pocket calculator, and a test does just that.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.calculations.annual import schedule_gap
from tracker.calculations.goals import StartKind
from tracker.calculations.methods import Method
from tracker.calculations.periods import elapsed_share
from tracker.calculations.progress import Aggregation, Measure, Reason, Standing
from tracker.calculations.rounding import rounded
from tracker.labels import (
    COMPARATOR_LABELS,
    STATUS_LABELS,
    exact_text,
    percent_text,
    quarter_name,
    signed_text,
)
from tracker.selectors.targets import TargetPage
from tracker.sentences import baseline_label, coverage_sentence, forecast_basis, pace_sentence

SHARE_DECIMALS = 4  # in per cent: the six places a share is computed to

REASONS = {
    Reason.NO_VALUE: gettext_lazy("No figure was reported."),
    Reason.BEFORE_DUE_DATE: gettext_lazy("The quarter is not due yet and no figure was reported."),
    Reason.TARGET_MET: gettext_lazy("The actual meets the target (a against T)."),
    Reason.OUTSIDE_BAND: gettext_lazy("The actual lies outside the range."),
    Reason.NO_START_KNOWN: gettext_lazy(
        "No baseline was published and no value planned: only the completion rate can be given."
    ),
    Reason.NO_PLAN_FOR_YEAR: gettext_lazy("There is no plan for this year of a yearly flow."),
    Reason.LEVEL_NOT_HELD: gettext_lazy("The level was to be held, and is not."),
    Reason.YEARLY_CAP: gettext_lazy("A yearly flow that must stay low: a is compared with m."),
    Reason.BEFORE_FIRST_MILESTONE: gettext_lazy(
        "No baseline was published and nothing was planned this early."
    ),
    Reason.BELOW_START: gettext_lazy("The actual has gone back behind the baseline (p < 0)."),
    Reason.NEAR_START: gettext_lazy("Near the start p is compared with e itself, within the tolerance."),
    Reason.BY_RATIO: gettext_lazy("The ratio r decides."),
}
STARTS = {
    StartKind.BASELINE: gettext_lazy("published baseline"),
    StartKind.PLAN_START: gettext_lazy("zero by definition: it counts from the plan's start"),
    StartKind.FIRST_MILESTONE: gettext_lazy("first planned value; no baseline was published"),
    StartKind.YEAR_START: gettext_lazy("zero: the year's figures begin anew each January"),
}


@dataclass(frozen=True)
class Step:
    """One line of the arithmetic: what it is, the numbers put into the formula, and a remark."""

    name: str
    text: str
    remark: str = ""


def explanation(page: TargetPage) -> list[Step]:
    """The lines in the order in which one would compute them."""
    standing = page.row.standing
    steps = [_actual(page), _target(page)]
    if standing.actual is not None:
        steps += [*_completion(standing), *_way(page)]
    steps += [_thresholds(standing.method), _status(standing)]
    steps += _within_year(page)
    pace = pace_sentence(page)
    if pace:
        steps.append(Step(_("Pace"), pace))
    if basis := forecast_basis(page):
        steps.append(Step(_("If the pace so far continues"), basis))
    return steps


def thresholds_text(method: Method) -> str:
    """All thresholds in one line, with the words they lead to."""
    words = {status.value: str(label) for status, label in STATUS_LABELS.items()}
    return _(
        "r ≥ %(ahead)s: %(ahead_word)s; ≥ %(on)s: %(on_word)s; ≥ %(slightly)s: %(slightly_word)s; below: "
        "%(behind_word)s. While e ≤ %(start)s: %(on_word)s if p ≥ e − %(tolerance)s, else %(behind_word)s."
    ) % {
        "ahead": exact_text(method.ahead),
        "on": exact_text(method.on_schedule),
        "slightly": exact_text(method.slightly_behind),
        "start": exact_text(method.start_share),
        "tolerance": exact_text(method.start_tolerance),
        "ahead_word": words["ahead"],
        "on_word": words["on-schedule"],
        "slightly_word": words["slightly-behind"],
        "behind_word": words["behind"],
    }


def _actual(page: TargetPage) -> Step:
    standing, total, target = page.row.standing, page.row.quarter_total, page.target
    name = _("Actual")
    if standing.actual is None or total is None:
        return Step(name, str(STATUS_LABELS[standing.status]), coverage_sentence(total) if total else "")
    text = f"a = {exact_text(standing.actual)} {target.unit}"
    if target.aggregation == Aggregation.RATIO and total.denominator is not None:
        scale = " × 100" if target.is_percent else ""
        text = (
            f"a = {exact_text(total.numerator)} ÷ {exact_text(total.denominator)}{scale}"
            f" = {exact_text(standing.actual)} {target.unit}"
        )
    remark = f"{target.get_aggregation_display()} · {coverage_sentence(total)}"
    if target.aggregation == Aggregation.ROSTER and not total.is_counted:
        remark = _("sum of the units' figures, not of the roster") + f" · {coverage_sentence(total)}"
    return Step(name, text, remark)


def _target(page: TargetPage) -> Step:
    target, standing = page.target, page.row.standing
    if target.upper is not None:
        text = f"T = {exact_text(target.value)} … {exact_text(target.upper)} {target.unit}"
    else:
        text = f"T {COMPARATOR_LABELS[target.comparator]} {exact_text(standing.target)} {target.unit}"
    if standing.target == target.value:
        return Step(_("Target"), text, _("from the plan"))
    remark = _("this year's plan; met only when the target itself is reached too: %(target)s") % {
        "target": f"{COMPARATOR_LABELS[target.comparator]} {exact_text(target.value)} {target.unit}"
    }
    return Step(_("Target"), text, remark)


def _completion(standing: Standing) -> list[Step]:
    if standing.completion is None:
        return []
    text = (
        f"a ÷ T = {exact_text(standing.actual)} ÷ {exact_text(standing.target)}"
        f" = {percent_text(standing.completion, SHARE_DECIMALS)}"
    )
    return [
        Step(_("Completion rate"), text, _("shown, but never the basis of a status where a start is known"))
    ]


def _way(page: TargetPage) -> list[Step]:
    standing, unit = page.row.standing, page.target.unit
    steps = []
    if standing.start is not None and standing.start_kind is not None:
        steps.append(Step(_("Start"), f"b = {exact_text(standing.start)} {unit}", _start_remark(page)))
    if standing.planned_value is not None:
        remark = _(
            "planned for the end of %(quarter)s; between planned values the way is a straight line"
        ) % {"quarter": quarter_name(page.quarter)}
        steps.append(Step(_("Planned"), f"m = {exact_text(standing.planned_value)} {unit}", remark))
    a, b, m, t = (
        _operand(value)
        for value in (standing.actual, standing.start, standing.planned_value, standing.target)
    )
    if standing.share is not None:
        value = percent_text(standing.share, SHARE_DECIMALS)
        steps.append(
            Step(_("Share of the way"), f"p = (a − b) ÷ (T − b) = ({a} − {b}) ÷ ({t} − {b}) = {value}")
        )
    if standing.planned_share is not None:
        value = percent_text(standing.planned_share, SHARE_DECIMALS)
        steps.append(Step(_("Planned share"), f"e = (m − b) ÷ (T − b) = ({m} − {b}) ÷ ({t} − {b}) = {value}"))
    if page.quarter is not None:
        steps.append(_time_gone(page))
    if standing.ratio is not None:
        p, e = (percent_text(s, SHARE_DECIMALS) for s in (standing.share, standing.planned_share))
        steps.append(
            Step(
                _("Ratio to schedule"),
                f"r = p ÷ e = {p} ÷ {e} = {exact_text(standing.ratio).replace('-', '−')}",
            )
        )
    return steps


def _time_gone(page: TargetPage) -> Step:
    """How much of the plan's time is over: beside the planned share, which planned values may set otherwise."""
    goal = page.goal
    length = goal.last.quarters_since(goal.first) + 1
    gone = min(page.quarter.quarters_since(goal.first) + 1, length)
    share = percent_text(elapsed_share(page.quarter, goal.first, goal.last), SHARE_DECIMALS)
    return Step(_("Quarters gone"), f"{gone} ÷ {length} = {share}", _("for comparison only"))


def _within_year(page: TargetPage) -> list[Step]:
    """A yearly flow against the months that have gone by, in percentage points."""
    standing = page.row.standing
    if page.target.measure != Measure.ANNUAL_FLOW or standing.actual is None or page.quarter is None:
        return []
    if Reason.NO_PLAN_FOR_YEAR in standing.reasons:  # the last year's target is no plan for this one
        return []
    months = 3 * page.quarter.number
    gap = schedule_gap(standing.actual, standing.target, months)
    if gap is None:
        return []
    text = _(
        "completion %(completion)s %%, months gone %(months)d ÷ 12 = %(elapsed)s %%: %(gap)s percentage points"
    ) % {
        "completion": rounded(gap.completion, 1),
        "months": months,
        "elapsed": rounded(gap.elapsed, 1),
        "gap": signed_text(gap.gap, 1),
    }
    return [Step(_("Within the year"), text)]


def _start_remark(page: TargetPage) -> str:
    kind = page.row.standing.start_kind
    words = str(STARTS[kind])
    if kind is StartKind.BASELINE and page.baseline and page.baseline.source:
        source = page.baseline.source
        words += f" · {baseline_label(page.baseline, page.target.decimals)} · {source}"
    return words


def _operand(value: object) -> str:
    """A number inside a formula: a negative one in brackets."""
    text = exact_text(value)
    return f"({text.replace('-', '−')})" if text.startswith("-") else text


def _thresholds(method: Method) -> Step:
    return Step(_("Thresholds, version %(version)d") % {"version": method.version}, thresholds_text(method))


def _status(standing: Standing) -> Step:
    return Step(
        _("Status"),
        str(STATUS_LABELS[standing.status]),
        " ".join(str(REASONS[reason]) for reason in standing.reasons),
    )
