"""Rules and criteria as data: what a peer group's figures become, and what is no rule at all."""

from dataclasses import asdict
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest

from tracker.calculations.criteria import Absence, Criterion
from tracker.calculations.scoring_rules import (
    RULES,
    ClimbRule,
    CompletionRule,
    DeductionRule,
    EfficacyRule,
    Figure,
    PlaceRule,
    Rule,
    RuleKind,
    ScheduleRule,
)

D = Decimal
DEDUCTION = DeductionRule(allowed=D(3), points=D(2))


def points(rule: Rule, *values: int | str, rising: bool = True) -> list[Fraction]:
    figures = {f"u{index}": Figure(D(value)) for index, value in enumerate(values)}
    return [working.points for working in rule.workings(figures, rising=rising).values()]


def test_the_ends_of_the_group_are_the_worst_and_the_best() -> None:
    assert points(EfficacyRule(), 10, 20, 15) == [60, 100, 80]
    assert points(EfficacyRule(), 10, 20, 15, rising=False) == [100, 60, 80]


def test_given_ends_do_not_depend_on_the_group() -> None:
    rule = EfficacyRule(worst=D(0), best=D(40))
    assert points(rule, 10, 20) == [70, 80]
    assert points(rule, 10, 400) == [70, 100]


def test_a_given_end_of_zero_is_given() -> None:
    assert points(EfficacyRule(worst=D(-10), best=D(0)), -5, -1) == [80, 96]
    assert points(EfficacyRule(worst=D(0), best=D(-10)), -5, -1, rising=False) == [80, 64]


def test_efficacy_takes_its_base_and_its_cap() -> None:
    assert points(EfficacyRule(base=D(0)), 10, 20, 15) == [0, 100, 50]
    assert points(EfficacyRule(worst=D(0), best=D(10), cap=D("1.1")), 12, 15) == [108, 110]


@pytest.mark.parametrize("rising", [True, False])
def test_all_equal_have_full_marks_and_so_has_a_group_of_one(rising: bool) -> None:
    assert points(EfficacyRule(), 7, 7, 7, rising=rising) == [100, 100, 100]
    assert points(EfficacyRule(), 7, rising=rising) == [100]
    assert points(PlaceRule(), 7, 7, rising=rising) == [100, 100]


def test_places_are_counted_within_the_group_and_shared_by_equal_figures() -> None:
    assert points(PlaceRule(), 5, 9, 9, 7) == [85, 100, 100, 90]
    assert points(PlaceRule(), 5, 9, 9, 7, rising=False) == [100, 90, 90, 95]
    assert points(PlaceRule(step=D(20), least=D(70)), 3, 2, 1) == [100, 80, 70]


def test_climbing_compares_with_the_units_own_place_before() -> None:
    figures = {"A": Figure(D(5), place_before=1), "B": Figure(D(9), place_before=3), "C": Figure(D(7))}
    rising = ClimbRule().workings(figures, rising=True)
    assert {unit: working.points for unit, working in rising.items()} == {"A": 70, "B": 90, "C": 80}
    falling = ClimbRule(base=D(70), step=D(10), least=D(50)).workings(figures, rising=False)
    assert {unit: working.points for unit, working in falling.items()} == {"A": 70, "B": 70, "C": 70}


def test_completion_holds_each_figure_against_its_own_target() -> None:
    figures = {"A": Figure(D(30), D(40)), "B": Figure(D(50), D(40))}
    capped = CompletionRule().workings(figures, rising=True)
    assert {unit: working.points for unit, working in capped.items()} == {"A": 75, "B": 100}
    free = CompletionRule(cap=None).workings(figures, rising=True)
    assert free["B"].points == 125


def test_schedule_and_deduction_take_their_parameters() -> None:
    assert points(ScheduleRule(), "0.5", "1.5") == [50, 120]
    assert points(ScheduleRule(cap=None), "0.5", "1.5") == [50, 150]
    assert points(DEDUCTION, 2, 4, rising=False) == [100, 98]
    assert points(DeductionRule(allowed=D(3), points=D(2), unit=D("0.5")), 4, rising=False) == [96]


@pytest.mark.parametrize(
    ("kind", "parameters", "sentence"),
    [
        ("schedule", {"cap": "0.99"}, "a cap of 0.99 would put full marks out of reach"),
        ("completion", {"cap": "0"}, "a cap of 0 would put full marks out of reach"),
        ("efficacy", {"cap": "0.5"}, "a cap of 0.5 would put full marks out of reach"),
        ("efficacy", {"worst": "1"}, "^the worst and the best value are given together, .* from the group$"),
        ("efficacy", {"best": "1"}, "given together"),
        ("efficacy", {"worst": "1", "best": "1.0"}, "nothing to tell apart"),
        ("efficacy", {"base": "100"}, "from 0 to below 100, not at 100"),
        ("efficacy", {"base": "-1"}, "from 0 to below 100, not at -1"),
        ("place", {"step": "0"}, "worth something, not 0"),
        ("place", {"least": "-1"}, "from -1 by 100 to 100"),
        ("place", {"least": "101"}, "from 101 by 100 to 100"),
        ("climb", {"step": "-5"}, "worth something, not -5"),
        ("climb", {"base": "50"}, "from 60 by 50 to 100"),
        ("climb", {"base": "101"}, "from 60 by 101 to 100"),
        ("deduction", {"allowed": "3", "points": "0"}, "^something above zero .* each unit above zero$"),
        ("deduction", {"allowed": "3", "points": "1", "unit": "0"}, "above zero is taken off"),
    ],
)
def test_what_is_no_rule_is_refused(kind: str, parameters: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        RULES[RuleKind(kind)](**{name: D(value) for name, value in parameters.items()})


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("schedule", {"cap": "1"}),
        ("efficacy", {"base": "0"}),
        ("place", {"least": "0"}),
        ("place", {"least": "100"}),
        ("climb", {"base": "60"}),
        ("climb", {"base": "100"}),
    ],
)
def test_what_just_makes_a_rule_is_taken(kind: str, parameters: dict[str, str]) -> None:
    decimals = {name: D(value) for name, value in parameters.items()}
    assert asdict(RULES[RuleKind(kind)](**decimals)).items() >= decimals.items()


@pytest.mark.parametrize(
    ("rule", "rising"),
    [
        (ScheduleRule(), False),
        (CompletionRule(), False),
        (DEDUCTION, True),
        (EfficacyRule(worst=D(9), best=D(1)), True),
        (EfficacyRule(worst=D(1), best=D(9)), False),
    ],
)
def test_a_rule_that_looks_the_other_way_is_refused(rule: Rule, rising: bool) -> None:
    with pytest.raises(
        ValueError, match=r"should (rise|fall)$|^the best value lies on the wrong side of the worst$"
    ):
        Criterion("x", D(100), rule, rising=rising)


@pytest.mark.parametrize("rising", [True, False])
def test_rules_of_the_group_look_either_way(rising: bool) -> None:
    for rule in (EfficacyRule(), PlaceRule(), ClimbRule()):
        assert Criterion("x", D(100), rule, rising=rising).rising is rising
    assert EfficacyRule().rising is None
    assert Criterion("x", D(100), EfficacyRule(worst=D(9), best=D(1)), rising=False).rule.rising is False


def test_a_rule_can_be_made_again_from_its_kind_and_parameters() -> None:
    rules: list[Any] = [
        ScheduleRule(cap=None),
        CompletionRule(cap=D("1.1")),
        EfficacyRule(worst=D(1), best=D(2), base=D(50), cap=None),
        PlaceRule(step=D(3), least=D(10)),
        ClimbRule(base=D(70), step=D(2), least=D(20)),
        DeductionRule(allowed=D(3), points=D(2), unit=D("0.5")),
    ]
    assert [RULES[rule.kind](**asdict(rule)) for rule in rules] == rules
    assert {rule.kind for rule in rules} == set(RuleKind)


@pytest.mark.parametrize(
    ("figure", "absence"),
    [
        (Figure(D(3), D(4)), None),
        (Figure(D(3), D("0.0001")), None),
        (Figure(D(3)), Absence.NO_TARGET),
        (Figure(D(3), D(0)), Absence.NO_TARGET),
        (Figure(D(3), D(-4)), Absence.NO_TARGET),
    ],
)
def test_completion_needs_a_target_of_the_units_own(figure: Figure, absence: Absence | None) -> None:
    assert Criterion("x", D(100), CompletionRule()).absence(figure) is absence
    assert Criterion("x", D(100), PlaceRule()).absence(figure) is None


def test_what_units_are_compared_by_under_any_rule() -> None:
    completion = Criterion("x", D(100), CompletionRule())
    assert completion.measured(Figure(D(2), D(3))) == D("0.666667")
    assert Criterion("x", D(100), PlaceRule()).measured(Figure(D(2), D(3))) == 2


def test_the_callers_decimal_context_changes_nothing() -> None:
    values = ("99999999999.9999", "99999999999.9998", "-99999999999.9999")
    expected = [points(EfficacyRule(), *values), points(PlaceRule(), *values, rising=False)]
    assert expected[1] == [90, 95, 100]
    with localcontext(prec=3):
        assert [points(EfficacyRule(), *values), points(PlaceRule(), *values, rising=False)] == expected
