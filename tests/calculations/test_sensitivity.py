"""Would the order change? Beyond the table of docs/scoring.md."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tracker.calculations.criteria import Criterion
from tracker.calculations.scoring import Entry
from tracker.calculations.scoring_rules import (
    ClimbRule,
    CompletionRule,
    DeductionRule,
    EfficacyRule,
    Figure,
    PlaceRule,
    Rule,
    ScheduleRule,
)
from tracker.calculations.sensitivity import (
    Alternative,
    AlternativeKind,
    Move,
    Range,
    Sensitivity,
    sensitivity,
)

D = Decimal
Kind = AlternativeKind
NO_CAPS, AT_FULL = Alternative(Kind.NO_CAPS), Alternative(Kind.CAPS_AT_FULL_MARKS)
EQUAL = Alternative(Kind.EQUAL_WEIGHTS)
EFFICACY, PLACES = Alternative(Kind.ALL_EFFICACY), Alternative(Kind.ALL_PLACES)


def without(code: str) -> Alternative:
    return Alternative(Kind.WITHOUT_CRITERION, code)


def criteria(*rules: Rule, weights: tuple[int, ...] = ()) -> list[Criterion]:
    given = weights or (100,) if len(rules) == 1 else weights or (50, 50)
    return [
        Criterion(code, D(weight), rule, rising=not isinstance(rule, DeductionRule))
        for code, weight, rule in zip("xyz", given, rules, strict=False)
    ]


def entries(**figures: tuple[object, ...]) -> list[Entry]:
    """A=(3, (7, 12)): the figure 3 for x, and 7 with an own target of 12 for y."""
    return [
        Entry(
            unit=unit,
            position=position,
            figures={
                code: Figure(D(str(value[0])), D(str(value[1])))
                if isinstance(value, tuple)
                else Figure(D(str(value)))
                for code, value in zip("xyz", values, strict=False)
            },
        )
        for position, (unit, values) in enumerate(figures.items())
    ]


def tried(*rules: Rule, weights: tuple[int, ...] = ()) -> list[Alternative]:
    units = entries(A=((1, 2), (1, 2), (1, 2)), B=((2, 2), (2, 2), (2, 2)))
    return list(sensitivity(criteria(*rules, weights=weights), units).alternatives)


def test_what_says_the_same_is_not_tried() -> None:
    assert tried(EfficacyRule()) == [PLACES]
    assert tried(PlaceRule(step=D(1), least=D(0))) == [EFFICACY]
    assert tried(PlaceRule()) == [EFFICACY, PLACES]
    assert tried(ClimbRule()) == []
    assert tried(ScheduleRule()) == [NO_CAPS, AT_FULL, EFFICACY, PLACES]
    assert tried(ScheduleRule(cap=None)) == [AT_FULL, EFFICACY, PLACES]
    assert tried(CompletionRule()) == [NO_CAPS, EFFICACY, PLACES]
    assert tried(EfficacyRule(worst=D(0), best=D(1))) == [NO_CAPS, EFFICACY, PLACES]
    assert tried(EfficacyRule(base=D(0), cap=D(2))) == [EFFICACY, PLACES]
    assert tried(DeductionRule(allowed=D(1), points=D(1))) == [EFFICACY, PLACES]


def test_weights_are_made_equal_and_each_criterion_is_left_out_in_turn() -> None:
    rules = EfficacyRule(), EfficacyRule()
    assert tried(*rules) == [without("x"), without("y"), PLACES]
    assert tried(*rules, weights=(60, 40)) == [EQUAL, without("x"), without("y"), PLACES]


def test_a_unit_has_a_range_and_knows_what_moves_it() -> None:
    units = entries(A=(2, "0.5"), B=("1.2", 1), C=("0.1", "0.2"))
    result = sensitivity(criteria(ScheduleRule(cap=None), ScheduleRule(cap=None)), units)
    assert result.alternatives == (AT_FULL, without("x"), without("y"), EFFICACY, PLACES)
    assert result.ranges == (
        Range("A", 1, 1, 2, tuple(Move(other, 2) for other in (AT_FULL, without("x"), EFFICACY))),
        Range("B", 2, 1, 2, tuple(Move(other, 1) for other in (AT_FULL, without("x"), EFFICACY, PLACES))),
        Range("C", 3, 3, 3, ()),
    )
    assert [one.is_stable for one in result.ranges] == [False, False, True]


def test_left_out_criteria_leave_the_others_their_proportions() -> None:
    # without z, x still weighs three times as much as y
    rules = (ScheduleRule(cap=None),) * 3
    units = entries(A=(1, 0, 0), B=(0, 2, "0.9"))
    (first, second) = sensitivity(criteria(*rules, weights=(30, 10, 60)), units).ranges
    assert (first.unit, first.moves[-1]) == ("B", Move(without("z"), 2))
    assert (second.unit, second.moves[-1]) == ("A", Move(without("z"), 1))


def test_another_rule_compares_completion_and_not_the_size_of_a_district() -> None:
    units = entries(large=((90, 100),), small=((10, 10),))
    result = sensitivity(criteria(CompletionRule()), units)
    assert [(one.unit, one.place, one.moves) for one in result.ranges] == [("small", 1, ()), ("large", 2, ())]


def test_another_rule_looks_the_same_way() -> None:
    units = entries(many=(9,), few=(4,))
    result = sensitivity(criteria(DeductionRule(allowed=D(1), points=D(2))), units)
    assert [(one.unit, one.moves) for one in result.ranges] == [("few", ()), ("many", ())]


def test_climbing_stays_climbing() -> None:
    climbing = Criterion("x", D(50), ClimbRule())
    level = Criterion("y", D(50), ScheduleRule())
    units = [
        Entry(unit="A", position=1, figures={"x": Figure(D(9), place_before=1), "y": Figure(D("0.90"))}),
        Entry(unit="B", position=2, figures={"x": Figure(D(8), place_before=9), "y": Figure(D("0.89"))}),
    ]
    result = sensitivity([climbing, level], units)
    assert [one.unit for one in result.ranges] == ["B", "A"]
    # the level's points move, the climber's stay: 80 + 100 against 100 + 60 by efficacy
    assert result.ranges[0].moves == (Move(without("x"), 2), Move(EFFICACY, 2))


def test_the_same_units_are_ranked_under_every_rule() -> None:
    units = entries(A=("0.9", 1), B=("0.8", 2), late=("1.1",))
    units.append(replace(units[0], unit="excluded", position=9, exclusion="洪灾"))
    result = sensitivity(criteria(ScheduleRule(), EfficacyRule()), units)
    assert [one.unit for one in result.ranges] == ["B", "A"]
    assert {move.place for one in result.ranges for move in one.moves} <= {1, 2}
    alone = sensitivity(criteria(ScheduleRule(), EfficacyRule()), units[:2])
    assert result == alone


@pytest.mark.parametrize(
    ("weights", "units"),
    [((50, 40), entries(A=(1, 1), B=(2, 2))), ((50, 50), entries(A=(1,), B=(2,))), ((50, 50), [])],
)
def test_a_refused_board_has_no_other_places(weights: tuple[int, ...], units: list[Entry]) -> None:
    result = sensitivity(criteria(ScheduleRule(), ScheduleRule(), weights=weights), units)
    assert result == Sensitivity((), ())


def test_a_group_of_one_is_first_under_every_rule() -> None:
    result = sensitivity(criteria(ScheduleRule()), entries(A=("0.3",)))
    assert [(one.best, one.worst, one.moves) for one in result.ranges] == [(1, 1, ())]
