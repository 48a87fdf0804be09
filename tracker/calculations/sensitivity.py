"""Would the order change? The places under other fair rules, beside the one that was chosen.

Nobody can say which of several fair rules is the right one; but a place that all of them give needs no defence, and one
that only this rule gives should be known before it is published. Source: "Would the order change?" in
docs/scoring.md; OECD and JRC, *Handbook on Constructing Composite Indicators* (2008), step 7 (uncertainty and
sensitivity analysis).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from tracker.calculations.criteria import Criterion
from tracker.calculations.scoring import Entry, rank, score_group
from tracker.calculations.scoring_points import ONE, ZERO
from tracker.calculations.scoring_rules import (
    ClimbRule,
    CompletionRule,
    EfficacyRule,
    Figure,
    PlaceRule,
    Rule,
    ScheduleRule,
)

BY_EFFICACY = EfficacyRule()
BY_PLACE = PlaceRule(step=ONE, least=ZERO)  # the order of the average places, of up to a hundred units


class AlternativeKind(StrEnum):
    """Another rule that could as well have been chosen."""

    NO_CAPS = "no-caps"  # 不封顶
    CAPS_AT_FULL_MARKS = "caps-at-full-marks"  # 满分封顶
    EQUAL_WEIGHTS = "equal-weights"  # 等权
    WITHOUT_CRITERION = "without-criterion"  # 去掉一项
    ALL_EFFICACY = "all-efficacy"  # 统一用功效系数法
    ALL_PLACES = "all-places"  # 统一按位次


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the other rules; `criterion` is the one left out, where one is."""

    kind: AlternativeKind
    criterion: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """The place that a unit would have under an alternative."""

    alternative: Alternative
    place: int


@dataclass(frozen=True, slots=True)
class Range:
    """A ranked unit's place, the best and the worst it would have under any of the rules, and which of them move it."""

    unit: str
    place: int
    best: int
    worst: int
    moves: tuple[Move, ...]

    @property
    def is_stable(self) -> bool:
        return not self.moves


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What was tried, and each ranked unit's range of places, in the board's order."""

    alternatives: tuple[Alternative, ...]
    ranges: tuple[Range, ...]


def sensitivity(criteria: Sequence[Criterion], entries: Iterable[Entry]) -> Sensitivity:
    """The range of places of every unit of one group; nothing when its board is refused.

    The same units are ranked under every rule: one that lacks a figure stays out, also where that figure would no
    longer be asked for. An alternative that says the same as the rule itself is not tried.
    """
    units = list(entries)
    rows = score_group(criteria, units).rows
    base = {row.unit: row.place for row in rows if row.place is not None}
    ranked = [entry for entry in units if entry.unit in base]
    tried = list(_alternatives(criteria)) if ranked else []
    placed = [(alternative, _placed(other, criteria, ranked)) for alternative, other in tried]
    ranges = []
    for unit, place in base.items():
        others = [place, *(other[unit] for _alternative, other in placed)]
        moves = tuple(Move(alternative, other[unit]) for alternative, other in placed if other[unit] != place)
        ranges.append(Range(unit, place, min(others), max(others), moves))
    return Sensitivity(tuple(alternative for alternative, _other in tried), tuple(ranges))


def _alternatives(criteria: Sequence[Criterion]) -> Iterator[tuple[Alternative, list[Criterion]]]:
    """Every alternative with its criteria, except those that change nothing."""
    single = {
        AlternativeKind.NO_CAPS: [replace(one, rule=_capped(one.rule, None)) for one in criteria],
        AlternativeKind.CAPS_AT_FULL_MARKS: [replace(one, rule=_capped(one.rule, ONE)) for one in criteria],
        AlternativeKind.EQUAL_WEIGHTS: [replace(one, weight=criteria[0].weight) for one in criteria],
    }
    for kind, other in single.items():
        if other != list(criteria):
            yield Alternative(kind), other
    if len(criteria) > 1:
        for left_out in criteria:
            rest = [one for one in criteria if one is not left_out]
            yield Alternative(AlternativeKind.WITHOUT_CRITERION, left_out.code), rest
    rules = ((AlternativeKind.ALL_EFFICACY, BY_EFFICACY), (AlternativeKind.ALL_PLACES, BY_PLACE))
    for kind, rule in rules:
        other = [replace(one, rule=_replaced(one.rule, rule)) for one in criteria]
        if other != list(criteria):
            yield Alternative(kind), other


def _capped(rule: Rule, cap: Decimal | None) -> Rule:
    """The rule with another cap, where it has one that can be reached: the group's own ends are never passed."""
    if isinstance(rule, EfficacyRule) and rule.worst is None:
        return rule
    return replace(rule, cap=cap) if isinstance(rule, ScheduleRule | CompletionRule | EfficacyRule) else rule


def _replaced(rule: Rule, other: Rule) -> Rule:
    """The other rule; but climbing stays climbing: where a unit stands is not what it measures."""
    return rule if isinstance(rule, ClimbRule) else other


def _placed(
    other: Sequence[Criterion], criteria: Sequence[Criterion], entries: Iterable[Entry]
) -> dict[str, int]:
    """The places under other criteria. Where a rule was replaced, it takes what the former one measured."""
    former = {criterion.code: criterion for criterion in criteria}
    replaced = [former[one.code] for one in other if one.rule.kind != former[one.code].rule.kind]
    units = [replace(entry, figures={**entry.figures, **_measured(entry, replaced)}) for entry in entries]
    return {row.unit: row.place for row in rank(other, units) if row.place is not None}


def _measured(entry: Entry, criteria: Iterable[Criterion]) -> dict[str, Figure]:
    figures = {criterion: entry.figures[criterion.code] for criterion in criteria}
    return {
        criterion.code: Figure(criterion.measured(figure))
        for criterion, figure in figures.items()
        if isinstance(figure, Figure)
    }
