"""What the coordinator's pages show of plans, targets and planned values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from tracker.calculations.checks import DEFAULT_RULES, DEFAULT_THRESHOLDS, CheckKind, Rule
from tracker.calculations.periods import Quarter, quarter_range
from tracker.calculations.progress import planned_value
from tracker.labels import CHECK_LABELS, SEVERITY_LABELS
from tracker.models import Baseline, CheckRule, Definition, Plan, ReportingUnit, Source, Target, Theme

from .checks import check_rules
from .goals import goal_of
from .records import is_demo


@dataclass(frozen=True)
class ThemeOutline:
    theme: Theme
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class PlanOutline:
    """A plan with everything it promises, in its own order."""

    plan: Plan
    themes: tuple[ThemeOutline, ...]


@dataclass(frozen=True)
class MilestoneCell:
    """One target in one quarter: what was planned for it, and where the straight line stands."""

    quarter: Quarter
    value: Decimal | None
    line: Decimal | None


@dataclass(frozen=True)
class MilestoneRow:
    target: Target
    cells: tuple[MilestoneCell, ...]


@dataclass(frozen=True)
class MilestoneGrid:
    """Every planned value of a plan. In the last quarter the target itself stands, so that one is not asked for."""

    plan: Plan
    quarters: tuple[Quarter, ...]
    rows: tuple[MilestoneRow, ...]


@dataclass(frozen=True)
class TargetSetup:
    """A target with what hangs on it."""

    target: Target
    baseline: Baseline
    definitions: tuple[Definition, ...]
    sources: tuple[Source, ...]  # on which a baseline or a definition can rest


@dataclass(frozen=True)
class CheckRows:
    """One kind of check: what is built in, this installation's rule instead of it, and those of single targets.
    A part and its whole are known to a plan alone, so for them nothing is built in.
    """

    kind: CheckKind
    built_in: Rule | None
    general: CheckRule | None
    own: tuple[CheckRule, ...]

    @property
    def label(self) -> str:
        return str(CHECK_LABELS[self.kind])

    @property
    def built_in_severity(self) -> str:
        return str(SEVERITY_LABELS[self.built_in.severity]) if self.built_in else ""

    @property
    def default_threshold(self) -> Decimal | None:
        """None for a check that has no threshold."""
        return DEFAULT_THRESHOLDS.get(self.kind)

    @property
    def rules(self) -> tuple[CheckRule, ...]:
        """Everything that was set, the general rule first."""
        return (*([self.general] if self.general else []), *self.own)

    @property
    def is_pair(self) -> bool:
        return self.kind == CheckKind.PART_WHOLE


def check_table() -> tuple[CheckRows, ...]:
    """Every kind of check with its rules. One query."""
    built_in = {rule.kind: rule for rule in DEFAULT_RULES}
    rules = check_rules()
    return tuple(
        CheckRows(
            kind=kind,
            built_in=built_in.get(kind),
            general=next((rule for rule in rules if rule.kind == kind and rule.target is None), None),
            own=tuple(rule for rule in rules if rule.kind == kind and rule.target),
        )
        for kind in CheckKind
    )


def plan_outlines() -> tuple[PlanOutline, ...]:
    """Every plan with its themes and targets. A fixed number of queries."""
    targets = Target.objects.select_related("lead_unit").order_by("position", "pk")
    plans = Plan.objects.prefetch_related("themes", Prefetch("themes__targets", targets))
    return tuple(
        PlanOutline(
            plan,
            tuple(ThemeOutline(theme, tuple(theme.targets.all())) for theme in plan.themes.all()),
        )
        for plan in plans
    )


def units_offered() -> QuerySet[ReportingUnit]:
    """The units of this installation, in the official order: in a demonstration the fictitious ones alone."""
    return ReportingUnit.objects.filter(is_fictitious=is_demo())


def usable_sources() -> QuerySet[Source]:
    """The publications on which a statement can rest: all but those graded as unusable."""
    return Source.objects.exclude(grade="D")


def targets_in_order() -> list[Target]:
    """Every target in the plans' own order."""
    return list(Target.objects.select_related("theme__plan"))


def plan_by_code(code: str) -> Plan:
    """Raises `Plan.DoesNotExist`."""
    return Plan.objects.select_related("source").get(code=code)


def target_setup(code: str) -> TargetSetup:
    """A target with its baseline (a new one where none is stored) and its definitions. Raises
    `Target.DoesNotExist`.
    """
    target = (
        Target.objects.select_related("theme__plan", "lead_unit", "baseline__source")
        .prefetch_related(Prefetch("definitions", Definition.objects.select_related("source")))
        .get(code=code)
    )
    baseline = getattr(target, "baseline", None) or Baseline(target=target)
    return TargetSetup(
        target=target,
        baseline=baseline,
        definitions=tuple(target.definitions.all()),
        sources=tuple(usable_sources()),
    )


def milestone_grid(code: str) -> MilestoneGrid:
    """The planned values of the plan with this code. A fixed number of queries; raises `Plan.DoesNotExist`."""
    plan = Plan.objects.get(code=code)
    targets = (
        Target.objects.filter(theme__plan=plan)
        .select_related("theme__plan", "baseline")
        .prefetch_related("milestones")
    )
    quarters = quarter_range(plan.first, plan.last.shift(-1))
    return MilestoneGrid(plan, quarters, tuple(_milestone_row(target, quarters) for target in targets))


def _milestone_row(target: Target, quarters: tuple[Quarter, ...]) -> MilestoneRow:
    goal = goal_of(target)
    planned: Mapping[Quarter, Decimal] = goal.milestones
    return MilestoneRow(
        target,
        tuple(MilestoneCell(q, planned.get(q), planned_value(goal, q)) for q in quarters),
    )
