"""The checks of a unit's figures: the rules in force, and what they have to be held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tracker.calculations.checks import (
    DEFAULT_RULES,
    CheckKind,
    Finding,
    ReportedFigure,
    Rule,
    Severity,
    check_figure,
)
from tracker.calculations.methods import Method, method_in_force
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Measure, Status, assess
from tracker.models import Assignment, CheckRule, Period, Report, Target

from .figures import UnitFigure, own_figures
from .goals import own_goal_of, same_definition
from .periods import methods


@dataclass(frozen=True)
class Checker:
    """Everything that the checks of one unit's figures of one quarter need, read once."""

    quarter: Quarter
    rules: tuple[CheckRule, ...]
    methods: Mapping[Quarter, Method]
    past: Mapping[int, Mapping[Quarter, UnitFigure]]
    beside: Mapping[str, Decimal]

    def findings(
        self, assignment: Assignment, value: Decimal | None, beside: Mapping[str, Decimal]
    ) -> tuple[Finding, ...]:
        """What the checks say of a value for this assignment, before it is submitted; `beside` are the unit's
        other figures that are submitted with it, by the target's code.
        """
        target = assignment.target
        past = {
            quarter: figure.value
            for quarter, figure in self.past[assignment.pk].items()
            if quarter < self.quarter and same_definition(target, quarter, self.quarter)
        }
        figure = ReportedFigure(
            target=target.code,
            quarter=self.quarter,
            value=value,
            measure=Measure(target.measure),
            decimals=target.decimals,
            past=past,
            status=self._status(assignment, value),
            beside={**self.beside, **beside},
        )
        return check_figure(figure, rules_of(target, self.rules))

    def promise(self, assignment: Assignment) -> str:
        """The next step that the unit named a quarter ago; empty when it named none."""
        return promise_of(self.past[assignment.pk], self.quarter)

    def _status(self, assignment: Assignment, value: Decimal | None) -> Status | None:
        goal = own_goal_of(assignment)
        if goal is None or value is None:
            return None
        method = method_in_force(self.methods, self.quarter)
        return assess(goal, self.quarter, value, is_due=True, method=method).status


def promise_of(past: Mapping[Quarter, UnitFigure], quarter: Quarter) -> str:
    """The next step that was named a quarter ago: now it is asked what came of it. Empty when none was."""
    before = past.get(quarter.shift(-1))
    return before.next_step if before else ""


def checker_for(assignments: Iterable[Assignment], period: Period) -> Checker:
    """The checker for assignments of one unit. A fixed number of queries; prefetch the targets' definitions."""
    assignments = list(assignments)
    quarter = period.quarter
    others = Report.objects.filter(
        assignment__unit__in={assignment.unit_id for assignment in assignments},
        period=period,
        counted__value__isnull=False,
    )
    return Checker(
        quarter=quarter,
        rules=check_rules(),
        methods=methods(),
        past=own_figures(assignments, until=quarter.shift(-1)),
        beside=dict(others.values_list("assignment__target__code", "counted__value")),
    )


def check_rules() -> tuple[CheckRule, ...]:
    """Every rule that the coordinator has set, in force or not."""
    return tuple(CheckRule.objects.select_related("target", "whole"))


def rules_of(target: Target, rows: Iterable[CheckRule]) -> list[Rule]:
    """The rules for one target: the built-in ones, instead of them the general ones of this installation, instead
    of those the target's own. A rule that is switched off takes the one before it away. A pair of part and
    whole speaks for both.
    """
    held: dict[tuple[str, ...], Rule] = {(rule.kind,): rule for rule in DEFAULT_RULES}
    # The general ones first, so that the target's own come after and win.
    for row in sorted(rows, key=lambda row: row.target_id is not None):
        if row.target_id is not None and target.pk not in (row.target_id, row.whole_id):
            continue
        key = (row.kind, *((row.target.code, row.whole.code) if row.whole else ()))
        held.pop(key, None)
        if row.is_active:
            held[key] = Rule(
                kind=CheckKind(row.kind),
                severity=Severity(row.severity),
                threshold=row.threshold,
                part=row.target.code if row.whole else None,
                whole=row.whole.code if row.whole else None,
            )
    return list(held.values())
