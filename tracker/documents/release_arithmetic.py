"""A release computed again from what it says itself: its totals, its statuses, its scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tracker.calculations.aggregation import Part, Total, counted_total, total
from tracker.calculations.goals import Aggregation, Comparator, Goal, Measure
from tracker.calculations.methods import Method, method_in_force
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Standing, assess

from .board_facts import scores_agree
from .release_content import PlanFacts, QuarterFacts, ReleaseContent, StandingFacts, TargetFacts, UnitFacts

AREA_KINDS = {"district", "zone"}  # whose figures add up; the others state the city's
PERCENT = "%"


def disagreements(content: ReleaseContent) -> Iterator[str]:
    """What does not follow from the release's own numbers, a sentence for each; nothing when all of it does.

    Every quarter's city figure is added up again from the units' figures, its status found again by the thresholds that
    were in force, and every score worked out again from its own lines.
    """
    units = {unit.code: unit for unit in content.units}
    methods = {
        facts.from_quarter: Method(**facts.values(without={"from_quarter"})) for facts in content.methods
    }
    for plan in content.plans:
        for theme in plan.themes:
            for target in theme.targets:
                yield from _target(plan, target, units, methods)
    yield from _boards(content)


def _target(
    plan: PlanFacts, target: TargetFacts, units: Mapping[str, UnitFacts], methods: Mapping[Quarter, Method]
) -> Iterator[str]:
    goal = goal_of(plan, target)
    for facts in target.quarters:
        of = f"{target.code} in {facts.quarter.code}"
        if not _same_total(facts, city_total(target, facts, units)):
            yield f"the city's figure of {of} does not follow from the units' figures"
        method = method_in_force(methods, facts.quarter)
        if not _same_standing(facts.standing, assess(goal, facts.quarter, facts.total.value, method=method)):
            yield f"the status of {of} does not follow from its figure, its plan and the thresholds"


def _boards(content: ReleaseContent) -> Iterator[str]:
    for edition in content.editions:
        for facts in edition.lists:
            of = f"of the list {facts.code} ({edition.code})"
            try:
                units = scores_agree(facts)
            except (ValueError, KeyError) as error:
                yield f"the rule {of} is none: {error}"
            else:
                yield from (
                    f"the score or place of {unit} {of} does not follow from its lines" for unit in units
                )


def goal_of(plan: PlanFacts, target: TargetFacts) -> Goal:
    """What was promised, as the arithmetic needs it."""
    return Goal(
        target=target.value,
        upper=target.upper,
        comparator=Comparator(target.comparator),
        measure=Measure(target.measure),
        first=plan.first,
        last=plan.last,
        baseline=target.baseline.value if target.baseline else None,
        counts_from_start=target.counts_from_start,
        milestones={milestone.quarter: milestone.value for milestone in target.milestones},
    )


def city_total(target: TargetFacts, facts: QuarterFacts, units: Mapping[str, UnitFacts]) -> Total:
    """The city's figure from what its units stated, or from the roster where that was official."""
    is_stated = target.aggregation == Aggregation.DIRECT
    stated = {figure.unit: figure for figure in facts.figures}
    parts = []
    for assignment in target.assignments:
        unit, figure = units[assignment.unit], stated.get(assignment.unit)
        is_area = unit.kind in AREA_KINDS
        parts.append(
            Part(
                unit=unit.code,
                value=figure.value if figure else None,
                numerator=figure.numerator if figure else None,
                denominator=figure.denominator if figure else None,
                counts=not is_area if is_stated else is_area and unit.counts_toward_total,
            )
        )
    if facts.counts and facts.counts.is_official and not is_stated:
        return counted_total(facts.counts.city, parts)
    return total(parts, Aggregation(target.aggregation), percent=target.unit.zh == PERCENT)


def _same_total(facts: QuarterFacts, found: Total) -> bool:
    return all(getattr(found, name) == value for name, value in facts.total.values().items())


def _same_standing(facts: StandingFacts, found: Standing) -> bool:
    names = facts.values(without={"method"})
    return facts.method == found.method.version and all(
        getattr(found, name) == value for name, value in names.items()
    )
