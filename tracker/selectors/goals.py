"""What is to be reached, by the city and by each unit, and from when on another definition counts."""

from __future__ import annotations

from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Aggregation, Comparator, Goal, Measure
from tracker.models import Assignment, Target


def goal_of(target: Target) -> Goal:
    """The city's goal. Reads the target's baseline and milestones: prefetch them."""
    baseline = getattr(target, "baseline", None)
    return Goal(
        target=target.value,
        upper=target.upper,
        comparator=Comparator(target.comparator),
        measure=Measure(target.measure),
        first=target.plan.first,
        last=target.plan.last,
        baseline=baseline.value if baseline else None,
        counts_from_start=target.counts_from_start,
        milestones={m.quarter: m.value for m in target.milestones.all()},
    )


def states_for_city(assignment: Assignment) -> bool:
    """Whether this unit's figure is the city's: stated directly by the bureau of record."""
    return assignment.target.aggregation == Aggregation.DIRECT and not assignment.unit.is_area


def own_goal_of(assignment: Assignment) -> Goal | None:
    """The unit's own goal for the target, None where it was given none. Milestones are the city's, not its; but the
    bureau that states the city's figure itself has the city's goal, whose milestones this then reads.
    """
    target = assignment.target
    if assignment.own_target is None:
        return goal_of(target) if states_for_city(assignment) else None
    return Goal(
        target=assignment.own_target,
        comparator=Comparator(target.comparator),
        measure=Measure(target.measure),
        first=target.plan.first,
        last=target.plan.last,
        baseline=assignment.own_baseline,
        counts_from_start=target.counts_from_start,
    )


def breaks_of(target: Target) -> list[Quarter]:
    """The quarters from which another definition counts; the first definition is the beginning, no break.
    Reads the target's definitions: prefetch them.
    """
    return [Quarter.of(definition.effective_on) for definition in target.definitions.all()][1:]


def same_definition(target: Target, earlier: Quarter, later: Quarter) -> bool:
    return not any(earlier < quarter <= later for quarter in breaks_of(target))
