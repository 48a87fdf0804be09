"""Boards beyond the tables of docs/scoring.md: who is listed where, and who has no effect on whom."""

from dataclasses import replace
from decimal import Decimal, localcontext

import pytest

from tracker.calculations.criteria import Absence, Criterion
from tracker.calculations.ranking import places
from tracker.calculations.scoring import (
    Board,
    Entry,
    Flaw,
    Line,
    Problem,
    Row,
    rank,
    score_group,
    score_groups,
    score_of,
)
from tracker.calculations.scoring_points import Working, efficacy_points
from tracker.calculations.scoring_rules import CompletionRule, EfficacyRule, Figure, PlaceRule, ScheduleRule

D = Decimal
ONE_CRITERION = [Criterion("x", D(100), ScheduleRule(cap=None))]
GROUP_RULES = [Criterion("x", D(50), EfficacyRule()), Criterion("y", D(50), PlaceRule())]


def entry(unit: str, position: int, *values: int | str | Absence, **more: str) -> Entry:
    """A unit with its figures for x, y, z; an Absence stands for itself."""
    figures = {
        code: value if isinstance(value, Absence) else Figure(D(value))
        for code, value in zip("xyz", values, strict=False)
    }
    return Entry(unit=unit, position=position, figures=figures, **more)


def line(weight: str, points: str) -> Line:
    working = Working(D(points), D(0), D(1), D(1), D(0), D(0), None)
    return Line("x", D(weight), Figure(D(points)), working)


def listed(board: Board) -> list[tuple[str, int | None]]:
    return [(row.unit, row.place) for row in board.rows]


def test_a_score_is_rounded_once_at_the_end() -> None:
    # each part to two decimals first would give 0.01 + 0.01 + 0.01 = 0.03
    assert score_of([line("0.5", "0.01"), line("0.3", "0.02"), line("0.2", "0.03")]) == D("0.02")
    thirds = replace(line("40", "0"), working=efficacy_points(D(7), D(5), D(8), base=D(0), cap=None))
    assert str(score_of([thirds, line("60", "92.5")])) == "82.17"
    assert score_of([thirds, line("60", "55.55555")]) == D("60.00")


def test_a_score_on_the_very_edge_goes_up() -> None:
    # 30 × 33.333… + 50 × 0.01 is 1000.5; from any number of decimals it would be less, and go down
    third = replace(line("30", "0"), working=efficacy_points(D(1), D(0), D(3), base=D(0), cap=None))
    assert score_of([third, line("50", "0.01"), line("20", "0")]) == D("10.01")


def test_weights_of_one_and_of_a_hundred_say_the_same() -> None:
    hundred = [line("60", "71.11"), line("40", "93.33")]
    one = [line("0.6", "71.11"), line("0.4", "93.33")]
    assert score_of(hundred) == score_of(one) == D("80.00")


def test_places_follow_the_published_score_and_ties_the_official_order() -> None:
    units = [entry("A", 3, "0.830049"), entry("B", 1, "0.829951"), entry("C", 2, "0.83005")]
    board = score_group(ONE_CRITERION, units)
    assert [(row.unit, row.score, row.place) for row in board.rows] == [
        ("C", D("83.01"), 1),
        ("B", D("83.00"), 2),
        ("A", D("83.00"), 2),
    ]


def test_units_of_one_official_position_are_told_apart_by_name() -> None:
    units = [entry("B", 1, 1), entry("A", 1, 1)]
    assert listed(score_group(ONE_CRITERION, units)) == [("A", 1), ("B", 1)]


def test_the_ranked_come_first_then_who_lacks_a_figure_then_the_excluded() -> None:
    units = [
        entry("excluded", 1, 2, exclusion="洪灾"),
        entry("silent", 2),
        entry("also excluded", 3, exclusion="地震"),
        entry("also silent", 4, Absence.NO_SCHEDULE),
        entry("second", 5, "0.8"),
        entry("first", 6, "0.9"),
    ]
    board = score_group(ONE_CRITERION, units)
    assert listed(board) == [
        ("first", 1),
        ("second", 2),
        ("silent", None),
        ("also silent", None),
        ("excluded", None),
        ("also excluded", None),
    ]
    assert [row.absences for row in board.rows] == [
        (),
        (),
        (("x", Absence.NOT_REPORTED),),
        (("x", Absence.NO_SCHEDULE),),
        (),
        (),
    ]
    assert [row.exclusion for row in board.rows[3:]] == ["", "洪灾", "地震"]
    assert [row.position for row in board.rows] == [6, 5, 2, 4, 1, 3]


def test_nobody_without_a_place_stands_before_the_last_place() -> None:
    units = [entry("silent", 1), entry("second", 2, "0.8"), entry("first", 3, "0.9")]
    assert listed(score_group(ONE_CRITERION, units)) == [("first", 1), ("second", 2), ("silent", None)]


def test_a_row_tells_everything_its_score_is_made_of() -> None:
    figure = Figure(D(3), D(4))
    unit = Entry(unit="A", position=7, figures={"x": figure})
    (row,) = rank([Criterion("x", D(3), CompletionRule())], [unit], {("", "A"): 4})
    working = Working(D(3), D(0), D(4), D(100), D(0), D(0), D(100))
    assert row == Row(
        unit="A",
        position=7,
        score=D("75.00"),
        place=1,
        change=3,
        lines=(Line("x", D(3), figure, working),),
    )


def test_lines_follow_the_order_of_the_criteria() -> None:
    rows = rank(GROUP_RULES[::-1], [entry("A", 1, 5, 6)])
    assert [(one.criterion, one.figure.value) for one in rows[0].lines] == [("y", 6), ("x", 5)]


def test_who_is_not_ranked_has_no_effect_on_who_is() -> None:
    ranked = [entry("A", 1, 10, 5), entry("B", 2, 20, 3)]
    others = [entry("C", 3, 0, 1, exclusion="洪灾"), entry("D", 4, 90)]
    alone = score_group(GROUP_RULES, ranked)
    assert score_group(GROUP_RULES, [*others, *ranked]).rows[:2] == alone.rows
    assert [row.score for row in alone.rows] == [D("97.50"), D("80.00")]


def test_a_unit_that_lacks_a_figure_says_which() -> None:
    criteria = [
        Criterion("x", D(40), ScheduleRule()),
        Criterion("y", D(30), CompletionRule()),
        Criterion("z", D(30), PlaceRule()),
    ]
    figures = {"x": Absence.NO_SCHEDULE, "y": Figure(D(1), D(0))}
    board = score_group(criteria, [Entry(unit="A", position=1, figures=figures)])
    assert board.rows[0].absences == (
        ("x", Absence.NO_SCHEDULE),
        ("y", Absence.NO_TARGET),
        ("z", Absence.NOT_REPORTED),
    )
    assert (board.rows[0].score, board.rows[0].place, board.rows[0].lines) == (None, None, ())


def test_peer_groups_are_ranked_apart_in_official_order() -> None:
    units = [
        entry("B", 2, 20, 1, group="郊区"),
        entry("A", 1, 10, 2, group="城区"),
        entry("D", 4, 40, 3, group="城区"),
        entry("C", 3, 30, 4, group="郊区"),
    ]
    boards = score_groups(GROUP_RULES, units)
    assert list(boards) == ["城区", "郊区"]
    assert {group: listed(board) for group, board in boards.items()} == {
        "城区": [("D", 1), ("A", 2)],
        "郊区": [("C", 1), ("B", 2)],
    }
    apart = score_groups(GROUP_RULES, [replace(units[1], figures={}), *units[2:], units[0]])
    assert apart["郊区"] == boards["郊区"]
    assert apart["城区"].flaws == (Flaw(Problem.GROUP_OF_ONE),)


def test_a_place_in_another_group_is_no_place_to_climb_from() -> None:
    units = [entry("A", 1, "0.9", group="城区"), entry("B", 2, "0.8", group="城区"), entry("C", 3)]
    before = {("城区", "A"): 2, ("郊区", "B"): 1, ("", "C"): 1}
    boards = score_groups(ONE_CRITERION, units, before)
    assert [row.change for row in boards["城区"].rows] == [1, None]
    assert [row.change for row in boards[""].rows] == [None]
    assert [row.change for row in score_groups(ONE_CRITERION, units)["城区"].rows] == [None, None]


def test_a_unit_that_was_listed_without_a_place_has_not_climbed() -> None:
    (row,) = score_group(ONE_CRITERION, [entry("A", 1, 1)], {("", "A"): None}).rows
    assert row.change is None


def test_nothing_is_scored_by_refused_weights() -> None:
    board = score_group(
        [Criterion("x", D("33.33"), PlaceRule()), Criterion("y", D("66.66"), PlaceRule())],
        [entry("A", 1, 1, 2), entry("B", 2, 1, 2)],
    )
    assert board == Board((), (Flaw(Problem.WEIGHTS_DO_NOT_SUM, None, D("99.99")),))
    assert board.is_refused


def test_weights_that_are_off_by_the_last_of_many_digits_are_refused() -> None:
    criteria = [
        Criterion("x", D("0.5"), PlaceRule()),
        Criterion("y", D("0.5000000000000000000000000000001"), PlaceRule()),
    ]
    units = [entry("A", 1, 1, 2), entry("B", 2, 2, 1)]
    assert score_group(criteria, units).is_refused
    with localcontext(prec=3):
        assert score_group(criteria, units).is_refused


def test_every_flaw_is_told_at_once() -> None:
    criteria = [Criterion("x", D(-1), PlaceRule()), Criterion("y", D(0), PlaceRule())]
    assert score_group(criteria, []).flaws == (
        Flaw(Problem.WEIGHT_NOT_POSITIVE, "x", D(-1)),
        Flaw(Problem.WEIGHT_NOT_POSITIVE, "y", D(0)),
        Flaw(Problem.WEIGHTS_DO_NOT_SUM, None, D(-1)),
    )


def test_rules_of_the_group_bear_a_group_of_nobody() -> None:
    board = score_group(GROUP_RULES, [entry("A", 1, 5), entry("B", 2, Absence.NO_SCHEDULE, 5)])
    assert board.flaws == (Flaw(Problem.NOBODY_COMPLETE),)
    assert listed(board) == [("A", None), ("B", None)]


def test_a_group_without_units_is_refused() -> None:
    assert score_group(ONE_CRITERION, []) == Board((), (Flaw(Problem.NOBODY_TAKES_PART),))
    assert score_groups(ONE_CRITERION, []) == {}


def test_a_criterion_that_tells_nobody_apart_is_told_by_its_points() -> None:
    capped = [Criterion("x", D(50), ScheduleRule()), Criterion("y", D(50), ScheduleRule())]
    board = score_group(capped, [entry("A", 1, "1.3", "0.9"), entry("B", 2, "1.4", "0.8")])
    assert board.flaws == (Flaw(Problem.CRITERION_ALL_EQUAL, "x"),)
    assert not board.is_refused


def test_scores_that_are_only_published_alike_are_all_equal() -> None:
    board = score_group(ONE_CRITERION, [entry("A", 1, "0.90001"), entry("B", 2, "0.90002")])
    assert board.flaws == (Flaw(Problem.ALL_EQUAL),)
    assert listed(board) == [("A", 1), ("B", 1)]


@pytest.mark.parametrize(
    ("criteria", "units"),
    [
        ([*ONE_CRITERION, *ONE_CRITERION], [entry("A", 1, 1)]),
        (ONE_CRITERION, [entry("A", 1, 1), entry("A", 2, 2)]),
    ],
)
def test_what_comes_twice_is_a_mistake_of_the_caller(criteria: list[Criterion], units: list[Entry]) -> None:
    with pytest.raises(ValueError, match=r"something comes twice: (A, A|x, x)"):
        rank(criteria, units)


def test_the_callers_decimal_context_changes_nothing() -> None:
    units = [entry("A", 1, "12345.6789", "8765.4321"), entry("B", 2, "12345.6788", "8765.4322")]
    units.append(entry("C", 3, "99999.9999", "1"))
    expected = score_group(GROUP_RULES, units)
    assert places({row.unit: row.score for row in expected.rows if row.score is not None})["C"] == 1
    with localcontext(prec=3):
        assert score_group(GROUP_RULES, units) == expected
