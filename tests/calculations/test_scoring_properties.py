"""What must hold for every board, whatever the criteria, the weights and the figures (docs/scoring.md, section 6)."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.calculations.criteria import Absence, Criterion
from tracker.calculations.ranking import places
from tracker.calculations.scoring import Board, Entry, Line, rank, score_group, score_groups
from tracker.calculations.scoring_points import half_up
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
from tracker.calculations.sensitivity import sensitivity

UNITS = tuple("ABCDEFG")
BoardInput = tuple[list[Criterion], list[Entry]]

# Small whole numbers meet and tie; four decimals come close to the edges of rounding.
figures = st.integers(-3, 6).map(Decimal) | st.decimals(min_value=-100, max_value=100, places=4)
above_zero = st.decimals(min_value="0.1", max_value=50, places=1)
caps = st.none() | st.sampled_from([Decimal(1), Decimal("1.2"), Decimal(3)])
bases = st.sampled_from([Decimal(0), Decimal(60), Decimal("85.5")])
group_rules = st.one_of(
    st.builds(EfficacyRule, base=bases),
    st.builds(PlaceRule, step=above_zero, least=bases),
    st.builds(ClimbRule, base=st.just(Decimal(90)), step=above_zero, least=bases),
)


@st.composite
def given_ends(draw: st.DrawFn, rising: bool) -> Rule:
    low, high = sorted(draw(st.lists(figures, min_size=2, max_size=2, unique=True)))
    worst, best = (low, high) if rising else (high, low)
    return EfficacyRule(worst=worst, best=best, base=draw(bases), cap=draw(caps))


@st.composite
def lists_of_criteria(draw: st.DrawFn) -> list[Criterion]:
    """One to four criteria by any rules; their weights add up to 100."""
    cuts = sorted(draw(st.sets(st.integers(1, 99), max_size=3)))
    weights = [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
    criteria = []
    for index, weight in enumerate(weights):
        rising = draw(st.booleans())
        one_way = (
            st.one_of(st.builds(ScheduleRule, cap=caps), st.builds(CompletionRule, cap=caps))
            if rising
            else st.builds(DeductionRule, allowed=figures, points=above_zero, unit=above_zero)
        )
        rule = draw(st.one_of(one_way, group_rules, given_ends(rising)))
        criteria.append(Criterion(f"c{index}", Decimal(weight), rule, rising=rising))
    return criteria


@st.composite
def figure(draw: st.DrawFn) -> Figure:
    return Figure(draw(figures), draw(above_zero), draw(st.none() | st.integers(1, 8)))


@st.composite
def boards(draw: st.DrawFn, *, complete: bool = False) -> BoardInput:
    """A list's criteria and its units; unless complete, some lack a figure and some are excluded."""
    criteria = draw(lists_of_criteria())
    some_figure = figure() if complete else figure() | st.sampled_from(Absence)
    entries = [
        Entry(
            unit=unit,
            position=position,
            figures={criterion.code: draw(some_figure) for criterion in criteria},
            exclusion="" if complete else draw(st.sampled_from(["", "", "", "洪灾"])),
        )
        for position, unit in enumerate(UNITS[: draw(st.integers(1, len(UNITS)))])
    ]
    return criteria, entries


def points_again(line: Line) -> Fraction:
    """The one formula of docs/scoring.md, from the printed numbers of the line alone."""
    working = line.working
    step = Fraction(str(working.value)) - Fraction(str(working.origin))
    points = Fraction(str(working.offset)) + Fraction(str(working.factor)) * step / Fraction(
        str(working.span)
    )
    if points < Fraction(str(working.least)):
        return Fraction(str(working.least))
    if working.most is not None and points > Fraction(str(working.most)):
        return Fraction(str(working.most))
    return points


@given(boards(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(board: BoardInput, random: Random) -> None:
    criteria, entries = board
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert score_group(criteria, shuffled) == score_group(criteria, entries)
    assert sensitivity(criteria, shuffled) == sensitivity(criteria, entries)
    one, other = score_group(criteria, entries), score_group(criteria[::-1], entries)
    assert [(row.unit, row.score, row.place) for row in one.rows] == [
        (row.unit, row.score, row.place) for row in other.rows
    ]


@given(st.dictionaries(st.sampled_from(UNITS), figures, min_size=1))
def test_places_are_a_standard_competition_ranking(merits: dict[str, Decimal]) -> None:
    place = places(merits)
    for unit, merit in merits.items():
        assert place[unit] == 1 + sum(other > merit for other in merits.values())
    ordered = sorted(place.values())
    assert ordered[0] == 1
    steps = enumerate(pairwise(ordered), start=2)
    assert all(now in (position, before) for position, (before, now) in steps)


@given(boards())
def test_everybody_is_listed_once_and_the_ranked_by_their_scores(
    board: BoardInput,
) -> None:
    criteria, entries = board
    rows = score_group(criteria, entries).rows
    assert sorted(row.unit for row in rows) == [entry.unit for entry in entries]
    scores = {row.unit: row.score for row in rows if row.score is not None}
    assert {row.unit: row.place for row in rows if row.place is not None} == places(scores)
    for row in rows:
        assert (row.place is None) == bool(row.exclusion or row.absences) == (row.score is None)
    ranked = [(row.place, row.position) for row in rows if row.place is not None]
    assert ranked == sorted(ranked)
    assert all(row.place is not None for row in rows[: len(ranked)])


@given(boards())
def test_a_score_can_be_computed_again_from_its_explanation(
    board: BoardInput,
) -> None:
    criteria, entries = board
    for row in score_group(criteria, entries).rows:
        if row.score is None:
            continue
        assert [line.criterion for line in row.lines] == [criterion.code for criterion in criteria]
        exact = sum(Fraction(str(line.weight)) * points_again(line) for line in row.lines) / 100
        assert abs(Fraction(str(row.score)) - exact) <= Fraction(1, 200)
        assert row.score == half_up(exact, 2)
        printed = sum(line.weight * line.working.printed for line in row.lines) / 100
        assert abs(Fraction(printed) - exact) <= Fraction(1, 2 * 10**6)


def better(criterion: Criterion, figure: Figure, by: Decimal) -> Figure:
    return replace(figure, value=figure.value + by if criterion.rising else figure.value - by)


def score_and_place(board: Board) -> dict[str, tuple[Decimal, int]]:
    return {
        row.unit: (row.score, row.place)
        for row in board.rows
        if row.score is not None and row.place is not None
    }


@given(boards(complete=True), st.data())
def test_a_better_figure_never_costs_points_or_a_place_and_never_gives_others_points(
    board: BoardInput, data: st.DataObject
) -> None:
    criteria, entries = board
    index = data.draw(st.integers(0, len(entries) - 1))
    criterion = data.draw(st.sampled_from(criteria))
    by = data.draw(st.integers(1, 5).map(Decimal) | st.decimals("0.0001", 100, places=4))
    unit = entries[index]
    given_figure = unit.figures[criterion.code]
    assert isinstance(given_figure, Figure)
    improved = replace(unit, figures={**unit.figures, criterion.code: better(criterion, given_figure, by)})
    before = score_and_place(score_group(criteria, entries))
    after = score_and_place(score_group(criteria, [*entries[:index], improved, *entries[index + 1 :]]))
    assert after[unit.unit][0] >= before[unit.unit][0]
    assert after[unit.unit][1] <= before[unit.unit][1]
    for other in before.keys() - {unit.unit}:
        assert after[other][0] <= before[other][0]


def depends_on_the_group(rule: Rule) -> bool:
    if isinstance(rule, EfficacyRule):
        return rule.rising is None
    return isinstance(rule, PlaceRule | ClimbRule)


@given(boards(complete=True), st.data())
def test_without_rules_of_the_group_nobody_else_is_touched(board: BoardInput, data: st.DataObject) -> None:
    criteria, entries = board
    own = [one for one in criteria if not depends_on_the_group(one.rule)]
    assume(own)
    unit = data.draw(st.sampled_from(entries))
    changed = replace(unit, figures={code: data.draw(figure()) for code in unit.figures})
    others = [entry for entry in entries if entry is not unit]
    before, after, alone = (
        {row.unit: row.score for row in rank(own, units)} for units in (entries, [*others, changed], others)
    )
    for other in others:
        assert before[other.unit] == after[other.unit] == alone[other.unit]


@given(boards(), boards())
def test_groups_do_not_touch_each_other(one: BoardInput, other: BoardInput) -> None:
    criteria, entries = one
    figures_of_others = [
        replace(
            entry,
            unit=entry.unit.lower(),
            group="郊区",
            figures={c.code: entry.figures.get(c.code, Absence.NOT_REPORTED) for c in criteria},
        )
        for entry in other[1]
    ]
    together = score_groups(criteria, [*figures_of_others, *entries])
    assert together[""] == score_group(criteria, entries)


@given(boards())
def test_a_range_holds_the_place_and_every_move(board: BoardInput) -> None:
    criteria, entries = board
    result = sensitivity(criteria, entries)
    ranked = [(row.unit, row.place) for row in score_group(criteria, entries).rows if row.place is not None]
    assert [(one.unit, one.place) for one in result.ranges] == ranked
    for one in result.ranges:
        reached = {one.place, *(move.place for move in one.moves)}
        assert (one.best, one.worst) == (min(reached), max(reached))
        assert all(move.place != one.place for move in one.moves)
        assert {move.alternative for move in one.moves} <= set(result.alternatives)
        assert 1 <= one.best <= one.worst <= len(ranked)
