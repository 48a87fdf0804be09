"""The words of a board: rules, workings, figures and moves, in tables of cases."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from tests.documents.test_board_facts import criterion, two_units
from tracker.board_explanations import board_views, rule_views, sensitivity_views
from tracker.calculations.scoring import Flaw, Line, Problem
from tracker.calculations.scoring_points import (
    Working,
    climb_points,
    completion_points,
    deduction_points,
    efficacy_points,
    place_points,
    schedule_points,
)
from tracker.calculations.scoring_rules import Figure, RuleKind
from tracker.competition_sentences import (
    change_sign,
    change_words,
    figure_words,
    flaw_sentence,
    place_words,
    points_text,
    rule_sentence,
    working_line,
)
from tracker.documents.board_facts import rule_of
from tracker.documents.release_content import LineFacts, Words, WorkingFacts

CAP = Decimal("1.2")
SIXTY = Decimal(60)


@pytest.fixture(autouse=True)
def in_english() -> object:
    with translation.override("en"):
        yield


def d(text: str) -> Decimal:
    return Decimal(text)


@pytest.mark.parametrize(
    ("kind", "working", "text"),
    [
        ("schedule", schedule_points(d("0.98"), cap=CAP), "100 × 0.98 = 98.00"),
        ("schedule", schedule_points(d("1.35"), cap=CAP), "100 × 1.35 = 135.00 → at most 120.00"),
        ("schedule", schedule_points(d("-0.2"), cap=CAP), "100 × (−0.2) = −20.00 → at least 0.00"),
        ("completion", completion_points(d("2"), d("3"), cap=CAP), "100 × 2 ÷ 3 = 66.666667"),
        (
            "efficacy",
            efficacy_points(d("9"), d("6"), d("12"), base=SIXTY, cap=CAP),
            "60 + 40 × (9 − 6) ÷ (12 − 6) = 80.00",
        ),
        (
            "efficacy",
            efficacy_points(d("4"), d("9"), d("1"), base=SIXTY, cap=CAP),
            "60 + 40 × (4 − 9) ÷ (1 − 9) = 85.00",
        ),
        (
            "efficacy",
            efficacy_points(d("-4"), d("-9"), d("1"), base=SIXTY, cap=CAP),
            "60 + 40 × (−4 − (−9)) ÷ (1 − (−9)) = 80.00",
        ),
        (
            "efficacy",
            efficacy_points(d("5"), d("0"), d("8"), base=SIXTY, cap=CAP),
            "60 + 40 × 5 ÷ 8 = 85.00",
        ),
        (
            "efficacy",
            efficacy_points(d("5"), d("5"), d("5"), base=SIXTY, cap=CAP),
            "100 + 0 × (5 − 5) = 100.00",
        ),
        ("place", place_points(3, step=d("5"), least=SIXTY), "100 − 5 × (3 − 1) = 90.00"),
        (
            "place",
            place_points(12, step=d("5"), least=SIXTY),
            "100 − 5 × (12 − 1) = 45.00 → at least 60.00",
        ),
        ("climb", climb_points(4, 6, base=d("80"), step=d("5"), least=SIXTY), "80 − 5 × (4 − 6) = 90.00"),
        (
            "deduction",
            deduction_points(d("4.2"), d("3"), unit=d("0.5"), points=d("2")),
            "100 − 2 × (4.2 − 3) ÷ 0.5 = 95.20",
        ),
        (
            "deduction",
            deduction_points(d("1"), d("3"), unit=d("1"), points=d("2")),
            "100 − 2 × (1 − 3) = 104.00 → at most 100.00",
        ),
    ],
)
def test_a_working_is_one_line_of_a_pocket_calculator(kind: str, working: Working, text: str) -> None:
    assert working_line(Line("c", Decimal(1), Figure(Decimal(0)), working), RuleKind(kind)) == text


@pytest.mark.parametrize(
    ("rule", "parameters", "text"),
    [
        ("schedule", {}, "100 points × ratio to schedule, from 0 to 120."),
        ("schedule", {"cap": None}, "100 points × ratio to schedule, from 0, without an upper limit."),
        ("completion", {}, "100 points × figure ÷ the unit's own target, from 0 to 100."),
        (
            "efficacy",
            {},
            "60 points for the worst figure of the group, 100 for the best, in proportion between.",
        ),
        (
            "efficacy",
            {"worst": "-6", "best": "12", "base": "50"},
            "50 points at −6, 100 at 12, in proportion between and beyond, from 0 to 100.",
        ),
        (
            "place",
            {"step": "2.5"},
            "100 points for the first in the group by this figure, 2.5 less for each further place, never below 60.",
        ),
        (
            "climb",
            {},
            "80 points for an unchanged place by this figure, 5 more for each place climbed since the quarter before "
            "and as many less for each lost, from 60 to 100.",
        ),
        (
            "deduction",
            {"allowed": "3", "points": "2", "unit": "0.5"},
            "100 points, 2 less for each 0.5 above 3, in proportion, never below 0.",
        ),
    ],
)
def test_a_rule_is_a_sentence_with_its_own_numbers(
    rule: str, parameters: dict[str, str | None], text: str
) -> None:
    assert rule_sentence(rule_of(rule, parameters)) == text


def line(value: str, target: str | None = None, before: int | None = None, place: str = "0") -> LineFacts:
    working = WorkingFacts(value=place, origin=0, span=1, factor=1, offset=0, least=0, most=None)
    return LineFacts(criterion="c", value=value, target=target, place_before=before, working=working)


@pytest.mark.parametrize(
    ("quantity", "rule", "facts", "text"),
    [
        ("entered", "efficacy", line("1234.50"), "1,234.5 个"),
        ("entered", "completion", line("7", "12"), "7 个 of 12"),
        ("ratio", "schedule", line("0.9800"), "0.98"),
        ("growth", "efficacy", line("-2.5"), "−2.5%"),
        ("completion", "place", line("75"), "75%"),
        ("completion", "completion", line("30", "40"), "30 个 of 40"),
    ],
)
def test_a_figure_keeps_every_decimal_and_its_unit(
    quantity: str, rule: str, facts: LineFacts, text: str
) -> None:
    assert figure_words(criterion("c", 1, rule).model_copy(update={"quantity": quantity}), facts) == text


@pytest.mark.parametrize(
    ("rule", "facts", "text"),
    [
        ("efficacy", line("5"), ""),
        ("place", line("5", place="3"), "place 3 by this figure"),
        ("climb", line("5", place="3"), "place 3 by this figure, not ranked a quarter ago"),
        ("climb", line("5", before=6, place="3"), "place 3 by this figure, 6 a quarter ago"),
    ],
)
def test_places_by_a_figure_are_said_where_the_rule_looks_at_them(
    rule: str, facts: LineFacts, text: str
) -> None:
    assert place_words(criterion("c", 1, rule), facts) == text


@pytest.mark.parametrize(
    ("change", "sign", "text"),
    [
        (2, "▲2", "up 2 places"),
        (1, "▲1", "up 1 place"),
        (0, "–", "place unchanged"),
        (-1, "▼1", "down 1 place"),
        (None, "–", "no place a quarter ago"),
    ],
)
def test_a_move_is_said_with_a_sign_and_in_words(change: int | None, sign: str, text: str) -> None:
    assert (change_sign(change), change_words(change)) == (sign, text)


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_has_a_sentence_without_gaps(problem: Problem) -> None:
    sentence = flaw_sentence(Flaw(problem, "c", Decimal("99.99")), {"c": "新签约"})
    assert sentence.endswith(".")
    assert "%" not in sentence
    needs_name = problem in (
        Problem.WEIGHT_NOT_POSITIVE,
        Problem.CRITERION_WITHOUT_DATA,
        Problem.CRITERION_ALL_EQUAL,
    )
    assert ("新签约" in sentence) is needs_name


@pytest.mark.parametrize(
    ("points", "text"),
    [
        (Fraction(260, 3), "86.666667"),
        (Fraction(80), "80.00"),
        (Fraction(0), "0.00"),
        (Fraction(200, 1), "200.00"),
        (Fraction(-1, 8), "−0.125"),
    ],
)
def test_points_have_two_to_six_decimals(points: Fraction, text: str) -> None:
    assert points_text(points) == text


def test_a_list_is_opened_down_to_the_sum_of_its_lines() -> None:
    facts = two_units()
    (board,) = board_views(facts, {"x": Words(zh="甲区", en="X")})
    first = board.ranked[0]
    assert [row.unit for row in board.ranked] == [
        "X",
        "y",
        "z",
    ]  # a unit that the release did not name: its code
    assert (first.sum, str(first.score)) == ("(60 × 98.00 + 40 × 80.00) ÷ 100", "90.80")
    assert [(one.working, one.weighted) for one in first.lines] == [
        ("100 × 0.98 = 98.00", "58.80"),
        ("60 + 40 × (9 − 6) ÷ (12 − 6) = 80.00", "32.00"),
    ]
    assert [one.weight for one in rule_views(facts, {})] == ["60", "40"]


def test_sensitivity_names_what_moves_a_unit() -> None:
    (group,) = sensitivity_views(two_units(), {})
    moves = {one.unit: dict(one.moves) for one in group.ranges}
    assert moves["y"]["without b指标"] == 1
    assert group.moved == sum(bool(own) for own in moves.values())
    assert "without a指标" in group.alternatives
