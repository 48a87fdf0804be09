"""The overview: every target at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from tracker.calculations.aggregation import Total
from tracker.calculations.methods import METHOD, Method, method_in_force
from tracker.calculations.outcomes import Deadline, Outcome, outcome_at
from tracker.calculations.periods import Quarter, quarter_range
from tracker.calculations.progress import Goal, Standing, Status, assess
from tracker.calculations.summary import classes
from tracker.models import Baseline, Plan, Target

from .figures import TargetFigures, figures_of, judged_value
from .goals import goal_of
from .periods import Horizon


@dataclass(frozen=True)
class Filters:
    """What the visitor narrowed the overview to; empty texts mean everything."""

    plan: str = ""
    theme: str = ""
    status: str = ""
    lead: str = ""

    def in_scope(self, row: TargetRow) -> bool:
        """Whether the row is asked for, whatever its status: what the summary counts."""
        return (
            self.plan in ("", row.plan_code)
            and self.theme in ("", row.theme_code)
            and self.lead in ("", row.lead_code)
        )

    def keeps(self, row: TargetRow) -> bool:
        return self.in_scope(row) and self.status in ("", row.standing.status)

    @property
    def active(self) -> bool:
        return any((self.plan, self.theme, self.status, self.lead))


@dataclass(frozen=True)
class TargetRow:
    """One target on the overview, at one quarter."""

    code: str
    name: str
    plan_code: str
    theme_code: str
    lead_code: str
    lead_name: str
    unit: str
    decimals: int
    comparator: str
    target_value: Decimal
    upper: Decimal | None
    quarter: Quarter | None
    actual_quarter: Quarter | None
    total: Total | None  # of the actual's quarter
    quarter_total: Total | None
    running: bool
    standing: Standing
    deadline: Deadline | None
    baseline: Baseline | None
    trend: tuple[Decimal | None, ...]
    plan_quarters: int
    roster: str  # the code of the list that counts it, empty without one
    counts_from_start: bool

    @property
    def bar_share(self) -> Decimal | None:
        """How far the bar reaches, 0 to 1: the share of the way, or without a baseline the completion rate."""
        share = self.standing.share if self.standing.share is not None else self.standing.completion
        # Forty is not "more than forty": only a target that is met fills the bar.
        full = Decimal(1) if self.standing.status == Status.MET else Decimal("0.985")
        return None if share is None else min(max(share, Decimal(0)), full)

    @property
    def in_progress(self) -> Total | None:
        """The incomplete total of a quarter that is being reported, for its coverage; else None."""
        return self.quarter_total if self.running and self.standing.actual is None else None

    @property
    def mark_share(self) -> Decimal | None:
        """Where the schedule stands on the bar, 0 to 1; None when there is no schedule to compare with."""
        share = self.standing.planned_share
        return None if share is None else min(max(share, Decimal(0)), Decimal(1))


@dataclass(frozen=True)
class ThemeBlock:
    code: str
    name: str
    rows: tuple[TargetRow, ...]


@dataclass(frozen=True)
class PlanBlock:
    code: str
    name: str
    short_name: str
    first: Quarter
    last: Quarter
    quarter: Quarter | None
    counts: dict[Status, int]
    outcomes: dict[Outcome, int]
    themes: tuple[ThemeBlock, ...]


@dataclass(frozen=True)
class Choice:
    code: str
    name: str


@dataclass(frozen=True)
class Overview:
    """All targets at a quarter, those that pass the filters grouped as in their plans.

    `counts` are the classes of the targets in scope, before the status filter: whatever is shown.
    """

    quarter: Quarter | None
    running: bool
    method: Method
    plans: tuple[PlanBlock, ...]
    shown: int
    counts: dict[Status, int]
    outcomes: dict[Outcome, int]
    filters: Filters
    plan_choices: tuple[Choice, ...]
    theme_choices: tuple[Choice, ...]
    lead_choices: tuple[Choice, ...]


def overview(*, horizon: Horizon, quarter: Quarter | None, filters: Filters) -> Overview:
    """The overview at `quarter`, from the figures the horizon lets its reader see. A fixed number of queries."""
    targets = list(
        Target.objects.select_related(
            "theme__plan", "lead_unit", "baseline__source", "roster_use__roster"
        ).prefetch_related("milestones")
    )
    figures = figures_of(targets, quarters=horizon.quarters)
    return overview_of(figures.values(), horizon=horizon, quarter=quarter, filters=filters)


def overview_of(
    figures: Iterable[TargetFigures], *, horizon: Horizon, quarter: Quarter | None, filters: Filters
) -> Overview:
    """The overview of these targets' figures, which come in the order of the plans. No queries."""
    found = {of_target.target.pk: of_target for of_target in figures}
    targets = [of_target.target for of_target in found.values()]
    themes = {t.theme.code for t in targets if filters.plan in ("", t.plan.code)}
    if filters.plan and filters.theme not in themes:  # a theme of another plan narrows nothing
        filters = replace(filters, theme="")
    rows = {pk: target_row(of_target, horizon, quarter) for pk, of_target in found.items()}
    kept = [target for target in targets if filters.keeps(rows[target.pk])]
    in_scope = [row for row in rows.values() if filters.in_scope(row)]
    return Overview(
        quarter=quarter,
        running=quarter is not None and horizon.is_running(quarter),
        method=method_in_force(horizon.methods, quarter) if quarter else METHOD,
        plans=_blocks(kept, rows, filters),
        shown=len(kept),
        counts=_counts(in_scope),
        outcomes=_outcomes(in_scope),
        filters=filters,
        plan_choices=_choices((t.plan.code, t.plan.short_name) for t in targets),
        theme_choices=_choices(
            (t.theme.code, t.theme.name) for t in targets if filters.plan in ("", t.plan.code)
        ),
        lead_choices=_choices((t.lead_unit.code, t.lead_unit.name) for t in targets if t.lead_unit),
    )


def targets_with_sources() -> list[Target]:
    """Every target in the plans' own order, with all that says where its numbers come from. At most five queries."""
    return list(
        Target.objects.select_related(
            "theme__plan__source", "lead_unit", "baseline__source"
        ).prefetch_related("definitions__source", "remarks__source")
    )


def target_row(figures: TargetFigures, horizon: Horizon, quarter: Quarter | None) -> TargetRow:
    """One target at a quarter, or at its plan's last one when the plan has ended before.

    With nothing reported for that quarter the latest earlier figure is still shown, with its own quarter
    beside it, but the status is that of the quarter asked for: an old figure does not answer for a new one.
    """
    target = figures.target
    plan = target.plan
    shown = min(quarter, plan.reported_until) if quarter else None
    quarters = quarter_range(plan.first, shown) if shown and shown >= plan.first else ()
    totals = {q: figures.city(q) for q in quarters}
    actuals = {q: judged_value(totals[q], running=horizon.is_running(q)) for q in quarters}
    reported = [q for q in quarters if actuals[q] is not None]
    actual_quarter = reported[-1] if reported else None
    goal = goal_of(target)
    # Nothing published at all: the status of a figure that is missing, not of one that is not due.
    standing = figures.standing(goal, shown, horizon) if shown else assess(goal, plan.first, None)
    return TargetRow(
        code=target.code,
        name=target.name,
        plan_code=plan.code,
        theme_code=target.theme.code,
        lead_code=target.lead_unit.code if target.lead_unit else "",
        lead_name=target.lead_unit.name if target.lead_unit else "",
        unit=target.unit,
        decimals=target.decimals,
        comparator=target.comparator,
        target_value=target.value,
        upper=target.upper,
        quarter=shown,
        actual_quarter=actual_quarter,
        total=totals[actual_quarter] if actual_quarter else None,
        quarter_total=totals.get(shown) if shown else None,
        running=shown is not None and horizon.is_running(shown),
        standing=standing,
        deadline=_deadline(goal, actuals, shown, horizon),
        baseline=getattr(target, "baseline", None),
        trend=tuple(actuals.values()),
        plan_quarters=len(quarter_range(plan.first, max(plan.last, shown or plan.last))),
        roster=target.roster_use.roster.code if hasattr(target, "roster_use") else "",
        counts_from_start=target.counts_from_start,
    )


def _of_plan(rows: Iterable[TargetRow], plan: Plan, filters: Filters) -> list[TargetRow]:
    return [row for row in rows if row.plan_code == plan.code and filters.in_scope(row)]


def _outcomes(rows: Iterable[TargetRow]) -> dict[Outcome, int]:
    """How the targets ended whose deadline has come, in the outcomes' own order; without those that never occur."""
    ended = [row.deadline.outcome for row in rows if row.deadline]
    return {outcome: ended.count(outcome) for outcome in Outcome if outcome in ended}


def _deadline(
    goal: Goal, actuals: Mapping[Quarter, Decimal | None], shown: Quarter | None, horizon: Horizon
) -> Deadline | None:
    """The outcome at the deadline; nobody speaks of it while the deadline's own quarter is being reported."""
    if shown is None or horizon.is_running(min(shown, goal.last)):
        return None
    return outcome_at(goal, actuals, shown)


def _counts(rows: Iterable[TargetRow]) -> dict[Status, int]:
    """How many rows are of each status; every row is in exactly one class."""
    return {c.status: len(c.members) for c in classes((row.code, row.standing.status) for row in rows)}


def _blocks(targets: list[Target], rows: dict[int, TargetRow], filters: Filters) -> tuple[PlanBlock, ...]:
    """Targets arrive in the plans' own order; grouping keeps it."""
    plans: dict[Plan, dict[str, ThemeBlock]] = {}
    for target in targets:
        themes = plans.setdefault(target.plan, {})
        block = themes.get(target.theme.code) or ThemeBlock(target.theme.code, target.theme.name, ())
        themes[target.theme.code] = ThemeBlock(block.code, block.name, (*block.rows, rows[target.pk]))
    return tuple(
        PlanBlock(
            code=plan.code,
            name=plan.name,
            short_name=plan.short_name,
            first=plan.first,
            last=plan.last,
            quarter=next(iter(themes.values())).rows[0].quarter,
            counts=_counts(in_scope := _of_plan(rows.values(), plan, filters)),
            outcomes=_outcomes(in_scope),
            themes=tuple(themes.values()),
        )
        for plan, themes in plans.items()
    )


def _choices(pairs: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(code, name) for code, name in dict(pairs).items())
