"""Outcomes beyond the table of docs/calculations.md."""

from decimal import Decimal

from tracker.calculations.goals import Comparator, Goal, Measure
from tracker.calculations.outcomes import Deadline, Outcome, outcome_at
from tracker.calculations.periods import Quarter

D = Decimal
LAST = Quarter(2025, 4)


def goal(**changes: object) -> Goal:
    return Goal(
        **{
            "target": D(30),
            "comparator": Comparator.AT_LEAST,
            "first": Quarter(2024, 1),
            "last": LAST,
            **changes,
        }
    )


def test_an_outcome_tells_the_figure_at_the_deadline() -> None:
    actuals = {LAST.shift(-1): D(31), LAST: D(28), LAST.shift(1): D(33)}
    assert outcome_at(goal(), actuals, LAST.shift(1)) == Deadline(Outcome.MET_LATE, D(28), LAST.shift(1))
    assert outcome_at(goal(), actuals, LAST) == Deadline(Outcome.MISSED, D(28), None)


def test_figures_from_after_the_quarter_asked_for_are_not_read() -> None:
    actuals = {LAST: D(28), LAST.shift(2): D(33), LAST.shift(1): None}
    assert outcome_at(goal(), actuals, LAST.shift(1)) == Deadline(Outcome.MISSED, D(28), None)


def test_the_first_quarter_that_meets_it_is_named_whatever_the_order() -> None:
    actuals = {LAST.shift(3): D(40), LAST: D(0), LAST.shift(1): D(30), LAST.shift(2): D(31)}
    assert outcome_at(goal(), actuals, LAST.shift(9)) == Deadline(Outcome.MET_LATE, D(0), LAST.shift(1))


def test_a_strict_target_is_missed_when_it_is_only_reached() -> None:
    strict = goal(comparator=Comparator.MORE_THAN)
    assert outcome_at(strict, {LAST: D(30)}, LAST) == Deadline(Outcome.MISSED, D(30), None)


def test_a_falling_target() -> None:
    falling = goal(comparator=Comparator.AT_MOST)
    assert outcome_at(falling, {LAST: D(29)}, LAST) == Deadline(Outcome.MET_ON_TIME, D(29), None)


def test_an_annual_flow_is_decided_by_its_last_year() -> None:
    flow = goal(measure=Measure.ANNUAL_FLOW)
    assert outcome_at(flow, {Quarter(2024, 4): D(35), LAST: D(28)}, LAST) == Deadline(
        Outcome.MISSED, D(28), None
    )


def test_a_missing_figure_at_the_deadline_is_not_zero() -> None:
    falling = goal(comparator=Comparator.AT_MOST)
    assert outcome_at(falling, {LAST: None}, LAST) == Deadline(Outcome.UNKNOWN, None, None)
    assert outcome_at(falling, {LAST: D(0)}, LAST) == Deadline(Outcome.MET_ON_TIME, D(0), None)
