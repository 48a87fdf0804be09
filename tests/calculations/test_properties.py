"""What must hold for every target and every figure, whatever the numbers."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.calculations.goals import Comparator, Goal, Measure
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import METHOD, Status, assess

FIRST = Quarter(2024, 1)
BETTER = (
    Status.RECEDING,
    Status.BEHIND,
    Status.SLIGHTLY_BEHIND,
    Status.ON_SCHEDULE,
    Status.AHEAD,
    Status.MET,
)
MIRRORED = {
    Comparator.AT_LEAST: Comparator.AT_MOST,
    Comparator.MORE_THAN: Comparator.LESS_THAN,
    Comparator.AT_MOST: Comparator.AT_LEAST,
    Comparator.LESS_THAN: Comparator.MORE_THAN,
}

figures = st.decimals(min_value=-(10**6), max_value=10**6, places=4)
quarters = st.integers(-2, 22).map(FIRST.shift)


@st.composite
def goals(draw: st.DrawFn, measures: tuple[Measure, ...] = tuple(Measure)) -> Goal:
    last = FIRST.shift(draw(st.integers(0, 15)))
    milestones = draw(st.dictionaries(quarters, figures, max_size=4))
    return Goal(
        target=draw(figures),
        comparator=draw(st.sampled_from(Comparator)),
        first=FIRST,
        last=last,
        baseline=draw(st.none() | figures),
        counts_from_start=draw(st.booleans()),
        measure=draw(st.sampled_from(measures)),
        milestones=milestones,
    )


def mapped(goal: Goal, change: Callable[[Decimal], Decimal]) -> Goal:
    """The same goal in other numbers."""
    return replace(
        goal,
        target=change(goal.target),
        baseline=None if goal.baseline is None else change(goal.baseline),
        milestones={quarter: change(value) for quarter, value in goal.milestones.items()},
    )


@given(goals(), quarters, figures, figures)
def test_a_better_figure_never_has_a_worse_status(
    goal: Goal, quarter: Quarter, one: Decimal, other: Decimal
) -> None:
    worse, better = sorted((one, other), reverse=not goal.comparator.more_is_better)
    first, second = assess(goal, quarter, worse), assess(goal, quarter, better)
    if first.status is Status.NO_BASELINE:
        assert second.status in (Status.NO_BASELINE, Status.MET)
    else:
        assert BETTER.index(first.status) <= BETTER.index(second.status)


@given(goals(), quarters, st.none() | figures, st.sampled_from([Decimal(1000), Decimal("0.001"), Decimal(7)]))
def test_the_unit_of_measurement_changes_nothing(
    goal: Goal, quarter: Quarter, actual: Decimal | None, scale: Decimal
) -> None:
    one = assess(goal, quarter, actual)
    other = assess(
        mapped(goal, lambda value: value * scale), quarter, None if actual is None else actual * scale
    )
    assert (one.status, one.reasons) == (other.status, other.reasons)
    assert (one.share, one.planned_share, one.ratio) == (other.share, other.planned_share, other.ratio)
    assert one.completion == other.completion


@given(goals((Measure.LEVEL, Measure.CUMULATIVE)), quarters, st.none() | figures, figures)
def test_a_falling_target_mirrors_a_rising_one(
    goal: Goal, quarter: Quarter, actual: Decimal | None, around: Decimal
) -> None:
    goal = replace(goal, counts_from_start=False)  # zero by definition has no mirror image
    one = assess(goal, quarter, actual)
    mirror = replace(mapped(goal, lambda value: around - value), comparator=MIRRORED[goal.comparator])
    other = assess(mirror, quarter, None if actual is None else around - actual)
    assert (one.status, one.reasons) == (other.status, other.reasons)
    assert (one.share, one.planned_share, one.ratio) == (other.share, other.planned_share, other.ratio)
    if one.distance is not None and other.distance is not None:
        assert one.distance == -other.distance


@given(goals(), quarters, st.booleans())
def test_missing_is_never_zero(goal: Goal, quarter: Quarter, is_due: bool) -> None:
    missing, zero = assess(goal, quarter, None, is_due=is_due), assess(goal, quarter, Decimal(0))
    assert missing.status in (Status.NOT_REPORTED, Status.NOT_DUE)
    assert zero.status not in (Status.NOT_REPORTED, Status.NOT_DUE)
    assert missing.planned_share == zero.planned_share


@st.composite
def unmet_ways(draw: st.DrawFn) -> tuple[Goal, Quarter, Decimal]:
    """A goal with a way to go, and a figure that has not come all of it."""
    baseline, target = draw(st.tuples(figures, figures).filter(lambda ends: ends[0] != ends[1]))
    goal = Goal(
        target=target,
        comparator=Comparator.AT_LEAST if baseline < target else Comparator.AT_MOST,
        first=FIRST,
        last=FIRST.shift(draw(st.integers(0, 15))),
        baseline=baseline,
        milestones=draw(st.dictionaries(quarters, figures, max_size=2)),
    )
    share = draw(st.decimals(min_value="-0.5", max_value="0.99", places=3))
    return goal, draw(quarters), (baseline + (target - baseline) * share).quantize(Decimal("0.0001"))


@given(unmet_ways())
def test_a_status_can_be_reproduced_from_the_printed_numbers(way: tuple[Goal, Quarter, Decimal]) -> None:
    goal, quarter, actual = way
    assume(not goal.is_met_by(actual))
    standing = assess(goal, quarter, actual)
    p, e = Fraction(standing.share), Fraction(standing.planned_share)
    assert abs(
        p - Fraction(actual - standing.start) / Fraction(standing.target - standing.start)
    ) <= Fraction(1, 2000000)
    if standing.status is Status.RECEDING:
        assert (actual < standing.start) == (standing.target > standing.start)
    elif e <= Fraction(METHOD.start_share):
        assert standing.status is (
            Status.ON_SCHEDULE if p >= e - Fraction(METHOD.start_tolerance) else Status.BEHIND
        )
    else:
        r = Fraction(int(abs(p / e) * 10**4 + Fraction(1, 2)), 10**4) * (1 if p >= 0 else -1)
        assert r == Fraction(standing.ratio)
        steps = ((METHOD.ahead, Status.AHEAD), (METHOD.on_schedule, Status.ON_SCHEDULE))
        steps = (*steps, (METHOD.slightly_behind, Status.SLIGHTLY_BEHIND))
        expected = next((status for least, status in steps if r >= Fraction(least)), Status.BEHIND)
        assert standing.status is expected


@given(goals(), quarters)
def test_the_target_itself_is_met_unless_it_is_strict_or_a_year_not_over(
    goal: Goal, quarter: Quarter
) -> None:
    assume(goal.measure is not Measure.ANNUAL_FLOW)
    strict = goal.comparator in (Comparator.MORE_THAN, Comparator.LESS_THAN)
    assert (assess(goal, quarter, goal.target).status is Status.MET) is not strict
