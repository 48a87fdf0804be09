"""A board as facts: computed again from itself, it says the same; touched, it does not."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.calculations.criteria import Absence
from tracker.calculations.scoring import Entry, score_group, score_groups
from tracker.calculations.scoring_rules import EfficacyRule, Figure, ScheduleRule
from tracker.documents.board_facts import (
    board_facts,
    criterion_of,
    figure_places,
    flaws_of,
    former_places,
    lines_of,
    rule_of,
    scores_agree,
    sensitivity_of,
)
from tracker.documents.release_content import CriterionFacts, ListFacts, Words

NAME = Words(zh="示例")


def criterion(
    code: str, weight: object, rule: str, rising: bool = True, **parameters: str | None
) -> CriterionFacts:
    return CriterionFacts(
        code=code,
        name=Words(zh=f"{code}指标"),
        source="entered",
        target=None,
        quantity="entered",
        rising=rising,
        unit=Words(zh="个"),
        decimals=0,
        definition=Words(zh=""),
        is_sample=True,
        weight=Decimal(str(weight)),
        rule=rule,
        parameters=parameters,
    )


CRITERIA = (
    criterion("progress", 40, "schedule", cap="1.2"),
    criterion("projects", 25, "completion", cap=None),
    criterion("new", 15, "efficacy"),
    criterion("given", 5, "efficacy", worst="6", best="12", base="60", cap="1.2"),
    criterion("place", 5, "place"),
    criterion("climb", 5, "climb"),
    criterion("late", 5, "deduction", rising=False, allowed="3", points="2"),
)
amounts = st.decimals(min_value=-50, max_value=200, places=2)
figures = st.fixed_dictionaries(
    {
        one.code: st.builds(
            Figure,
            amounts,
            st.just(Decimal(7)) if one.code == "projects" else st.none(),
            st.integers(1, 6) | st.none() if one.code == "climb" else st.none(),
        )
        for one in CRITERIA
    }
)
entries = st.lists(figures, min_size=1, max_size=6).map(
    lambda units: [Entry(unit=f"u{n}", position=n, figures=own) for n, own in enumerate(units)]
)


def list_facts(
    units: list[Entry], criteria: tuple[CriterionFacts, ...] = CRITERIA, **changes: Any
) -> ListFacts:
    board = score_group([criterion_of(one) for one in criteria], units)
    given = {
        "code": "strength",
        "name": NAME,
        "motto": NAME,
        "looks_at": NAME,
        "weighting": 1,
        "from_quarter": "2024Q1",
        "criteria": criteria,
        "boards": (board_facts("areas", NAME, board, {"u0": Words(zh="示例红旗")}),),
    }
    return ListFacts(**given | changes)


TWO = (criterion("a", 60, "schedule", cap="1.2"), criterion("b", 40, "efficacy"))


def two_units() -> ListFacts:
    figures = {"x": ("0.98", "9"), "y": ("1.10", "6"), "z": ("0.50", "12")}
    units = [
        Entry(unit=unit, position=n, figures={"a": Figure(Decimal(a)), "b": Figure(Decimal(b))})
        for n, (unit, (a, b)) in enumerate(figures.items())
    ]
    return list_facts(units, TWO)


@given(entries)
def test_a_list_follows_from_its_own_lines_also_after_it_was_written_down(units: list[Entry]) -> None:
    facts = ListFacts.model_validate_json(list_facts(units).model_dump_json())

    assert scores_agree(facts) == []
    board = score_group([criterion_of(one) for one in CRITERIA], units)
    restored = {row.unit: lines_of(row, facts.criteria) for row in facts.boards[0].rows}
    assert restored == {row.unit: row.lines for row in board.rows}
    assert flaws_of(facts.boards[0]) == board.flaws


@pytest.mark.parametrize(
    ("touched", "found"),
    [
        ({"score": Decimal("90.01")}, ["y"]),
        ({"place": 1}, ["y"]),
        ({"lines": ()}, ["x", "y", "z"]),  # its figure was an end of the group for the others
    ],
)
def test_a_touched_row_is_found(touched: dict[str, Any], found: list[str]) -> None:
    facts = two_units()
    board = facts.boards[0]
    rows = tuple(row.model_copy(update=touched if row.unit == "y" else {}) for row in board.rows)
    assert scores_agree(facts) == []
    assert (
        scores_agree(facts.model_copy(update={"boards": (board.model_copy(update={"rows": rows}),)})) == found
    )


def test_a_touched_figure_is_found_although_score_and_working_agree_with_each_other() -> None:
    facts = two_units()
    board = facts.boards[0]
    row = next(row for row in board.rows if row.unit == "x")
    line = row.lines[0].model_copy(update={"value": Decimal("0.99")})
    rows = tuple(
        one.model_copy(update={"lines": (line, *one.lines[1:])}) if one is row else one for one in board.rows
    )
    assert scores_agree(facts.model_copy(update={"boards": (board.model_copy(update={"rows": rows}),)})) == [
        "x"
    ]


def test_touched_weights_are_found_in_every_unit_they_move() -> None:
    facts = two_units()
    heavier = (
        TWO[0].model_copy(update={"weight": Decimal(59)}),
        TWO[1].model_copy(update={"weight": Decimal(41)}),
    )
    assert sorted(scores_agree(facts.model_copy(update={"criteria": heavier}))) == ["x", "y", "z"]


def test_a_unit_without_a_place_keeps_the_reason_and_a_flag_its_citation() -> None:
    units = [
        Entry(unit="u0", position=0, figures={"a": Figure(Decimal(1)), "b": Figure(Decimal(2))}),
        Entry(unit="u1", position=1, figures={"a": Absence.NO_SCHEDULE, "b": Figure(Decimal(2))}),
        Entry(unit="u2", position=2, figures={}, exclusion="洪灾"),
    ]
    first, second, third = list_facts(units, TWO).boards[0].rows
    assert (first.place, first.flag) == (1, Words(zh="示例红旗"))
    assert [(one.criterion, one.absence) for one in second.absences] == [("a", Absence.NO_SCHEDULE)]
    assert (second.score, second.place, second.flag) == (None, None, None)
    assert (third.exclusion, third.absences) == ("洪灾", ())


def test_former_places_and_places_by_one_figure_alone() -> None:
    facts = two_units()
    assert former_places(facts.boards) == {("areas", "x"): 1, ("areas", "y"): 2, ("areas", "z"): 3}
    assert figure_places(facts.boards[0], TWO[1]) == {"x": 2, "y": 3, "z": 1}
    falling = TWO[1].model_copy(update={"rising": False})
    assert figure_places(facts.boards[0], falling) == {"x": 2, "y": 1, "z": 3}


def test_sensitivity_is_that_of_the_figures_and_leaves_out_who_has_no_place() -> None:
    units = [
        Entry(unit="x", position=0, figures={"a": Figure(Decimal("1.2")), "b": Figure(Decimal(1))}),
        Entry(unit="y", position=1, figures={"a": Figure(Decimal("0.9")), "b": Figure(Decimal(9))}),
        Entry(unit="z", position=2, figures={}),
    ]
    found = sensitivity_of(list_facts(units, TWO))["areas"]
    assert {one.unit: (one.place, one.best, one.worst) for one in found.ranges} == {
        "x": (1, 1, 2),
        "y": (2, 1, 2),
    }


def test_groups_do_not_mix() -> None:
    units = [
        Entry(unit=unit, position=n, group=group, figures={"a": Figure(Decimal(1)), "b": Figure(Decimal(n))})
        for n, (unit, group) in enumerate([("x", "one"), ("y", "two")])
    ]
    boards = score_groups([criterion_of(one) for one in TWO], units)
    facts = list_facts([], TWO, boards=tuple(board_facts(g, NAME, board, {}) for g, board in boards.items()))
    assert scores_agree(facts) == []
    assert {group: len(one.ranges) for group, one in sensitivity_of(facts).items()} == {"one": 1, "two": 1}


def test_rules_are_made_again_from_texts() -> None:
    assert rule_of("schedule", {"cap": "1.2"}) == ScheduleRule(Decimal("1.2"))
    assert rule_of("schedule", {"cap": None}) == ScheduleRule(None)
    assert rule_of("efficacy", {}) == EfficacyRule()


@pytest.mark.parametrize(
    ("rule", "parameters"),
    [
        ("dice", {}),
        ("schedule", {"hat": "1.2"}),
        ("schedule", {"cap": "much"}),
        ("schedule", {"cap": "0.5"}),
        ("deduction", {}),
    ],
)
def test_what_is_no_rule_is_refused(rule: str, parameters: dict[str, str | None]) -> None:
    with pytest.raises(ValueError, match=r"."):
        rule_of(rule, parameters)
