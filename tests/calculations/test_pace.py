"""Paces beyond the table of docs/calculations.md."""

from decimal import Decimal

import pytest

from tracker.calculations.goals import Comparator, Goal, Measure
from tracker.calculations.pace import Pace, pace
from tracker.calculations.periods import Quarter

D = Decimal
NOW = Quarter(2025, 3)


def goal(**changes: object) -> Goal:
    return Goal(
        **{
            "target": D(80),
            "comparator": Comparator.AT_LEAST,
            "first": Quarter(2024, 1),
            "last": Quarter(2026, 4),
            "baseline": D("68.1"),
            **changes,
        }
    )


def test_a_pace_tells_its_quarters() -> None:
    assert pace(goal(), NOW, D("74.9")) == Pace(D("0.9714"), D("1.02"), 7, 5)


@pytest.mark.parametrize("changes", [{"baseline": D(80)}, {"upper": D(90)}])
def test_a_level_to_hold_has_no_pace(changes: dict[str, object]) -> None:
    assert pace(goal(**changes), NOW, D(70)) is None


def test_an_annual_flow_counts_within_its_year() -> None:
    flow = goal(target=D(400), measure=Measure.ANNUAL_FLOW)
    assert pace(flow, Quarter(2026, 1), D(70)) == Pace(D(70), D(110), 1, 3)
    assert pace(flow, Quarter(2026, 4), D(380)) == Pace(D(95), None, 4, 0)
    assert pace(flow, NOW, D(70)) is None


def test_a_way_that_begins_with_a_milestone_counts_from_there() -> None:
    milestone = goal(baseline=None, milestones={Quarter(2024, 4): D(70)})
    assert pace(milestone, NOW, D(73)) == Pace(D(1), D("1.4"), 3, 5)
    assert pace(milestone, Quarter(2024, 2), D(69)) == Pace(None, D("1.1"), 0, 10)


def test_one_quarter_gone_and_one_left() -> None:
    assert pace(goal(), Quarter(2024, 1), D("69.1")) == Pace(D(1), D("0.9909"), 1, 11)
    assert pace(goal(), Quarter(2026, 3), D(79)) == Pace(D("0.9909"), D(1), 11, 1)


def test_before_the_plan_and_after_it() -> None:
    assert pace(goal(), Quarter(2023, 3), D(68)) == Pace(None, D("0.9231"), 0, 13)
    assert pace(goal(), Quarter(2027, 1), D(79)) == Pace(D("0.8385"), None, 13, 0)


def test_nothing_more_is_needed_once_the_target_is_met_even_when_it_falls() -> None:
    falling = goal(target=D(30), comparator=Comparator.AT_MOST, baseline=D(40))
    assert pace(falling, Quarter(2024, 2), D(30)) == Pace(D(-5), D(0), 2, 10)
    assert pace(falling, Quarter(2027, 2), D(29)) == Pace(D("-0.7857"), D(0), 14, 0)
