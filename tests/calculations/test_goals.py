"""Comparators, starts and planned values beyond the tables of docs/calculations.md."""

from decimal import Decimal

import pytest

from tracker.calculations.goals import Comparator, Goal, Measure, Start, StartKind, planned_value
from tracker.calculations.periods import Quarter

D = Decimal
FIRST, LAST = Quarter(2024, 1), Quarter(2026, 4)


def goal(**changes: object) -> Goal:
    return Goal(
        **{"target": D(80), "comparator": Comparator.AT_LEAST, "first": FIRST, "last": LAST, **changes}
    )


@pytest.mark.parametrize(
    ("sign", "below", "at", "above", "more_is_better"),
    [
        (">=", False, True, True, True),
        (">", False, False, True, True),
        ("<=", True, True, False, False),
        ("<", True, False, False, False),
    ],
)
def test_comparators(sign: str, below: bool, at: bool, above: bool, more_is_better: bool) -> None:
    comparator = Comparator(sign)
    assert [comparator.holds(D(value), D(40)) for value in (39, 40, 41)] == [below, at, above]
    assert comparator.more_is_better is more_is_better


def test_a_band_includes_both_ends_unless_its_comparator_is_strict() -> None:
    band = goal(target=D(45), upper=D(55))
    assert [band.is_met_by(D(value)) for value in (44, 45, 50, 55, 56)] == [False, True, True, True, False]
    strict = goal(target=D(45), upper=D(55), comparator=Comparator.MORE_THAN)
    assert not strict.is_met_by(D(45))


def test_impossible_goals_are_refused() -> None:
    with pytest.raises(ValueError, match=r"cannot end \(2023Q4\) before it begins \(2024Q1\)"):
        goal(last=FIRST.shift(-1))
    with pytest.raises(ValueError, match=r"cannot end \(79\) below its beginning \(80\)"):
        goal(upper=D(79))
    assert goal(last=FIRST).last == FIRST
    assert goal(upper=D(80)).is_met_by(D(80))


@pytest.mark.parametrize(
    ("changes", "start"),
    [
        ({}, None),
        ({"baseline": D(68)}, Start(D(68), Quarter(2023, 4), StartKind.BASELINE)),
        ({"baseline": D(0)}, Start(D(0), Quarter(2023, 4), StartKind.BASELINE)),
        ({"counts_from_start": True}, Start(D(0), Quarter(2023, 4), StartKind.PLAN_START)),
        (
            {"baseline": D(3), "counts_from_start": True, "milestones": {FIRST: D(9)}},
            Start(D(3), Quarter(2023, 4), StartKind.BASELINE),
        ),
        (
            {"milestones": {Quarter(2025, 4): D(75), Quarter(2024, 4): D(70)}},
            Start(D(70), Quarter(2024, 4), StartKind.FIRST_MILESTONE),
        ),
        (
            {"milestones": {Quarter(2023, 4): D(66)}},
            Start(D(66), Quarter(2023, 4), StartKind.FIRST_MILESTONE),
        ),
        ({"milestones": {Quarter(2023, 3): D(66)}}, None),
        ({"milestones": {LAST: D(80)}}, None),
        ({"milestones": {Quarter(2027, 1): D(80)}}, None),
        (
            {"measure": Measure.ANNUAL_FLOW, "baseline": D(5)},
            Start(D(0), Quarter(2023, 4), StartKind.YEAR_START),
        ),
    ],
)
def test_the_effective_start(changes: dict[str, object], start: Start | None) -> None:
    assert goal(**changes).start == start


def test_a_milestone_outside_the_plan_changes_nothing() -> None:
    outside = {Quarter(2023, 4): D(1), Quarter(2022, 1): D(2), LAST: D(999), Quarter(2027, 1): D(3)}
    for step in range(-3, 16):
        quarter = FIRST.shift(step)
        assert planned_value(goal(baseline=D(68), milestones=outside), quarter) == planned_value(
            goal(baseline=D(68)), quarter
        )


def test_the_plan_is_flat_before_its_start_and_after_its_end() -> None:
    straight = goal(baseline=D(68))
    assert [planned_value(straight, FIRST.shift(step)) for step in (-9, -2, -1)] == [68, 68, 68]
    assert [planned_value(straight, LAST.shift(step)) for step in (0, 1, 9)] == [80, 80, 80]


def test_several_milestones_in_any_order() -> None:
    uneven = goal(baseline=D(60), milestones={Quarter(2025, 4): D(72), Quarter(2024, 2): D(62)})
    codes = ["2024Q1", "2024Q2", "2024Q4", "2025Q4", "2026Q1", "2026Q4"]
    values = ["61", "62", "65.333333", "72", "74", "80"]
    assert [planned_value(uneven, Quarter.parse(code)) for code in codes] == [D(value) for value in values]


@pytest.mark.parametrize("changes", [{"baseline": D(80)}, {"baseline": D(85)}, {"upper": D(90)}])
def test_a_level_to_hold_is_planned_throughout(changes: dict[str, object]) -> None:
    held = goal(**changes, milestones={Quarter(2024, 4): D(82)})
    assert held.is_hold
    assert {planned_value(held, FIRST.shift(step)) for step in range(-2, 14)} == {D(80)}


def test_without_a_start_only_the_deadline_is_planned() -> None:
    assert planned_value(goal(), LAST.shift(-1)) is None
    assert planned_value(goal(), LAST) == 80
    assert not goal().is_hold


def test_the_goal_in_force_is_the_goal_itself_unless_it_is_an_annual_flow() -> None:
    level = goal(baseline=D(3), measure=Measure.CUMULATIVE)
    assert level.in_force(Quarter(2030, 1)) is level


def test_an_annual_flow_plans_each_year_from_zero() -> None:
    flow = goal(
        target=D(400),
        measure=Measure.ANNUAL_FLOW,
        milestones={Quarter(2024, 4): D(300), Quarter(2026, 1): D(40), Quarter(2026, 3): D(280)},
    )
    planned = {
        quarter.code: planned_value(flow, quarter)
        for quarter in (FIRST.shift(step) for step in range(-1, 13))
    }
    assert planned == {
        "2023Q4": None,
        "2024Q1": D(75),
        "2024Q2": D(150),
        "2024Q3": D(225),
        "2024Q4": D(300),
        **dict.fromkeys(("2025Q1", "2025Q2", "2025Q3", "2025Q4")),
        "2026Q1": D(40),
        "2026Q2": D(160),
        "2026Q3": D(280),
        "2026Q4": D(400),
        "2027Q1": None,
    }


def test_the_text_stored_for_a_measure_does_as_well() -> None:
    flow = goal(measure="annual-flow", comparator=Comparator.AT_MOST)
    assert flow.is_yearly_cap
    assert flow.in_force(Quarter(2025, 1)) is None
    assert flow.start == Start(D(0), Quarter(2023, 4), StartKind.YEAR_START)


def test_a_plan_that_ends_within_a_year_ends_there() -> None:
    flow = goal(target=D(100), last=Quarter(2025, 2), measure=Measure.ANNUAL_FLOW)
    year = flow.in_force(Quarter(2025, 1))
    assert year is not None
    assert (year.first, year.last, year.target) == (Quarter(2025, 1), Quarter(2025, 2), D(100))
    assert planned_value(flow, Quarter(2025, 1)) == 50


def test_a_plan_that_begins_within_a_year_still_counts_from_january() -> None:
    flow = goal(target=D(100), first=Quarter(2025, 3), last=Quarter(2025, 4), measure=Measure.ANNUAL_FLOW)
    assert planned_value(flow, Quarter(2025, 3)) == 75


def test_years_outside_the_plan_have_no_plan_even_with_a_milestone() -> None:
    flow = goal(measure=Measure.ANNUAL_FLOW, milestones={Quarter(2023, 4): D(9), Quarter(2027, 4): D(9)})
    assert flow.in_force(Quarter(2023, 4)) is None
    assert flow.in_force(Quarter(2027, 1)) is None


def test_only_a_flow_that_must_stay_below_is_a_yearly_cap() -> None:
    assert goal(measure=Measure.ANNUAL_FLOW, comparator=Comparator.AT_MOST).is_yearly_cap
    assert not goal(measure=Measure.ANNUAL_FLOW).is_yearly_cap
    assert not goal(comparator=Comparator.AT_MOST).is_yearly_cap
    assert not goal(measure=Measure.ANNUAL_FLOW, comparator=Comparator.AT_MOST).is_hold
