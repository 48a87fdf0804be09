"""Standings beyond the tables of docs/calculations.md: all fields, awkward cases, thresholds as data."""

from decimal import Decimal

import pytest

from tracker.calculations.goals import Comparator, Goal, Measure, StartKind
from tracker.calculations.methods import METHOD, Method, method_in_force
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Reason, Standing, Status, assess

D = Decimal
FIRST, LAST = Quarter(2024, 1), Quarter(2026, 4)
NOW = Quarter(2025, 3)


def goal(**changes: object) -> Goal:
    return Goal(
        **{
            "target": D(80),
            "comparator": Comparator.AT_LEAST,
            "first": FIRST,
            "last": LAST,
            "baseline": D("68.1"),
            **changes,
        }
    )


def test_a_standing_carries_every_number_that_made_it() -> None:
    assert assess(goal(), NOW, D("74.9")) == Standing(
        status=Status.ON_SCHEDULE,
        reasons=(Reason.BY_RATIO,),
        actual=D("74.9"),
        target=D(80),
        completion=D("0.93625"),
        start=D("68.1"),
        start_kind=StartKind.BASELINE,
        planned_value=D("75.041667"),
        share=D("0.571429"),
        planned_share=D("0.583333"),
        ratio=D("0.9796"),
        distance=D("5.1"),
        method=METHOD,
    )


@pytest.mark.parametrize(
    ("is_due", "status", "reason"),
    [
        (True, Status.NOT_REPORTED, Reason.NO_VALUE),
        (False, Status.NOT_DUE, Reason.BEFORE_DUE_DATE),
    ],
)
def test_without_a_figure_the_plan_is_still_told(is_due: bool, status: Status, reason: Reason) -> None:
    standing = assess(goal(), NOW, None, is_due=is_due)
    assert (standing.status, standing.reasons) == (status, (reason,))
    assert (standing.start, standing.planned_value) == (D("68.1"), D("75.041667"))
    assert standing.planned_share == D("0.583333")
    assert (
        standing.actual
        is standing.completion
        is standing.share
        is standing.ratio
        is standing.distance
        is None
    )


def test_a_figure_before_its_due_date_is_judged() -> None:
    assert assess(goal(), NOW, D("74.9"), is_due=False).status is Status.ON_SCHEDULE


def test_a_reported_zero_is_a_figure() -> None:
    standing = assess(goal(), NOW, D(0))
    assert (standing.status, standing.completion) == (Status.RECEDING, 0)


def test_without_a_baseline_completion_and_distance_are_still_told() -> None:
    standing = assess(goal(baseline=None), NOW, D("74.9"))
    assert (standing.status, standing.reasons) == (Status.NO_BASELINE, (Reason.NO_START_KNOWN,))
    assert (standing.completion, standing.distance) == (D("0.93625"), D("5.1"))
    assert standing.start is standing.start_kind is standing.planned_value is None


@pytest.mark.parametrize(("actual", "distance"), [(44, 1), (45, 0), (50, 0), (55, 0), (58, -3)])
def test_the_distance_to_a_band_ends_at_its_nearer_edge(actual: int, distance: int) -> None:
    band = goal(target=D(45), upper=D(55))
    assert assess(band, NOW, D(actual)).distance == distance


def test_a_band_needs_no_baseline() -> None:
    band = goal(target=D(45), upper=D(55), baseline=None)
    assert assess(band, NOW, D(44)).status is Status.BEHIND
    assert assess(band, NOW, D(45)).status is Status.MET


@pytest.mark.parametrize(
    ("ratio", "status"),
    [
        ("1.1", Status.AHEAD),
        ("1.0999", Status.ON_SCHEDULE),
        ("0.9", Status.ON_SCHEDULE),
        ("0.8999", Status.SLIGHTLY_BEHIND),
        ("0.7", Status.SLIGHTLY_BEHIND),
        ("0.6999", Status.BEHIND),
        ("0", Status.BEHIND),
    ],
)
def test_each_threshold_belongs_to_the_better_side(ratio: str, status: Status) -> None:
    half_way = goal(target=D(200), baseline=D(0), first=FIRST, last=FIRST.shift(3))
    standing = assess(half_way, FIRST.shift(1), D(ratio) * 100)
    assert (standing.status, standing.ratio) == (status, D(ratio))


@pytest.mark.parametrize(
    ("actual", "status"), [("0.89995", Status.ON_SCHEDULE), ("0.89994", Status.SLIGHTLY_BEHIND)]
)
def test_the_ratio_as_printed_decides(actual: str, status: Status) -> None:
    half_way = goal(target=D(2), baseline=D(0), first=FIRST, last=FIRST.shift(1))
    assert assess(half_way, FIRST, D(actual)).status is status


def test_the_least_step_back_is_receding_even_where_the_share_prints_as_zero() -> None:
    long_way = goal(target=D(10) ** 10, baseline=D(0))
    standing = assess(long_way, NOW, D("-0.0001"))
    assert (standing.status, standing.share) == (Status.RECEDING, 0)
    assert assess(long_way, NOW, D(0)).status is Status.BEHIND


def test_falling_back_before_the_plan_has_begun_is_receding_and_standing_still_is_not() -> None:
    assert assess(goal(), FIRST.shift(-1), D(68)).status is Status.RECEDING
    standing = assess(goal(), FIRST.shift(-1), D("68.1"))
    assert (standing.status, standing.planned_share, standing.ratio) == (Status.ON_SCHEDULE, 0, None)


def test_near_the_start_the_tolerance_is_inclusive() -> None:
    no_baseline = goal(baseline=None, milestones={NOW: D(70)})
    assert assess(no_baseline, NOW, D("69.5")).status is Status.ON_SCHEDULE
    assert assess(no_baseline, NOW, D("69.4999")).status is Status.BEHIND


def test_just_after_the_start_share_the_ratio_decides() -> None:
    twenty = goal(target=D(100), baseline=D(0), last=FIRST.shift(19), milestones={FIRST: D("5.0001")})
    assert assess(twenty, FIRST, D(0)).status is Status.BEHIND
    assert assess(goal(target=D(100), baseline=D(0), last=FIRST.shift(19)), FIRST, D(0)).ratio is None


def test_a_planned_dip_counts_as_near_the_start() -> None:
    dip = goal(target=D(100), baseline=D(50), milestones={NOW: D(48)})
    standing = assess(dip, NOW, D(50))
    assert (standing.status, standing.planned_share) == (Status.ON_SCHEDULE, D("-0.04"))


def test_after_the_deadline_the_planned_share_stays_one() -> None:
    standing = assess(goal(), LAST.shift(5), D("74.9"))
    assert (standing.planned_share, standing.planned_value) == (1, 80)
    assert standing.status is Status.BEHIND


def test_own_thresholds_are_used_and_kept() -> None:
    strict = Method(version=2, ahead=D("1.05"), on_schedule=D("0.98"), slightly_behind=D("0.5"))
    standing = assess(goal(), NOW, D("74.9"), method=strict)
    assert (standing.status, standing.method) == (Status.SLIGHTLY_BEHIND, strict)
    wide = Method(start_share=D("0.6"), start_tolerance=D("0.02"))
    assert assess(goal(), NOW, D("74.9"), method=wide).reasons == (Reason.NEAR_START,)
    narrow = Method(start_share=D("0.6"), start_tolerance=D("0.01"))
    assert assess(goal(), NOW, D("74.9"), method=narrow).status is Status.BEHIND


@pytest.mark.parametrize(
    "thresholds",
    [
        {"ahead": D("0.9")},
        {"on_schedule": D("0.7")},
        {"slightly_behind": D(0)},
        {"slightly_behind": D("-0.1")},
        {"start_share": D(1)},
        {"start_share": D("-0.1")},
        {"start_tolerance": D(1)},
        {"start_tolerance": D("-0.1")},
    ],
)
def test_thresholds_out_of_order_are_refused(thresholds: dict[str, Decimal]) -> None:
    with pytest.raises(ValueError, match=r"^(the thresholds must fall|the start share and its tolerance)"):
        Method(**thresholds)


def test_thresholds_of_zero_near_the_start_are_allowed() -> None:
    assert Method(start_share=D(0), start_tolerance=D(0)).start_share == 0


def test_a_method_is_used_from_its_quarter_on_and_never_backwards() -> None:
    second, third = Method(version=2), Method(version=3)
    versions = {Quarter(2026, 1): third, Quarter(2025, 3): second}
    found = [
        method_in_force(versions, Quarter.parse(code)).version
        for code in ("2025Q2", "2025Q3", "2025Q4", "2026Q1")
    ]
    assert found == [1, 2, 2, 3]
    assert method_in_force({}, NOW) is METHOD


FLOW = {"measure": Measure.ANNUAL_FLOW, "baseline": None}


def test_a_flow_meets_its_year_and_the_target() -> None:
    shrinking = goal(target=D(40), milestones={Quarter(2024, 4): D(100)}, **FLOW)
    assert assess(shrinking, Quarter(2024, 3), D(60)).status is Status.SLIGHTLY_BEHIND
    assert assess(shrinking, Quarter(2024, 4), D(100)).status is Status.MET
    assert assess(shrinking, Quarter(2026, 2), D(40)).status is Status.MET


def test_a_flow_in_a_year_without_a_plan_may_still_meet_the_target() -> None:
    flow = goal(target=D(400), **FLOW)
    assert assess(flow, Quarter(2025, 4), D(410)).status is Status.MET
    standing = assess(flow, Quarter(2025, 4), D(390))
    assert (standing.status, standing.reasons) == (Status.NO_BASELINE, (Reason.NO_PLAN_FOR_YEAR,))
    assert (standing.target, standing.completion, standing.distance) == (400, D("0.975"), 10)
    assert standing.start is standing.planned_value is standing.share is None


def test_a_flow_below_zero_is_receding() -> None:
    assert assess(goal(**FLOW), Quarter(2026, 2), D(-1)).status is Status.RECEDING


@pytest.mark.parametrize(
    ("quarter", "actual", "status"),
    [
        ("2026Q1", 20, Status.ON_SCHEDULE),
        ("2026Q1", 21, Status.BEHIND),
        ("2026Q3", 0, Status.ON_SCHEDULE),
        ("2026Q3", 81, Status.BEHIND),
        ("2026Q4", 80, Status.MET),
        ("2026Q4", 81, Status.BEHIND),
        ("2025Q3", 10, Status.NO_BASELINE),
        ("2025Q4", 10, Status.MET),
        ("2027Q1", 10, Status.MET),
    ],
)
def test_a_yearly_cap_is_kept_only_when_the_year_is_over(quarter: str, actual: int, status: Status) -> None:
    cap = goal(comparator=Comparator.AT_MOST, **FLOW)
    assert assess(cap, Quarter.parse(quarter), D(actual)).status is status


def test_a_yearly_cap_of_zero() -> None:
    cap = goal(target=D(0), comparator=Comparator.AT_MOST, **FLOW)
    assert assess(cap, Quarter(2026, 2), D(0)).status is Status.ON_SCHEDULE
    assert assess(cap, Quarter(2026, 2), D(1)).status is Status.BEHIND
    assert assess(cap, Quarter(2026, 4), D(0)).status is Status.MET


def test_a_yearly_cap_of_a_plan_that_ends_within_a_year() -> None:
    cap = goal(comparator=Comparator.AT_MOST, last=Quarter(2026, 2), **FLOW)
    assert assess(cap, Quarter(2026, 1), D(40)).status is Status.ON_SCHEDULE
    assert assess(cap, Quarter(2026, 2), D(80)).status is Status.MET


def test_a_growth_rate_is_held_against_its_full_value() -> None:
    growth = goal(target=D(6), baseline=None, milestones={FIRST: D(6)})
    assert assess(growth, FIRST, D("5.9")).status is Status.BEHIND
    assert assess(growth, FIRST, D(6)).status is Status.MET
