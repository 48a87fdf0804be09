"""Checks of a reported figure beyond the tables of docs/calculations.md."""

import json
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.calculations.checks import (
    DEFAULT_RULES,
    FACTORS,
    CheckKind,
    Finding,
    ReportedFigure,
    Rule,
    Severity,
    check_figure,
)
from tracker.calculations.goals import Measure
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Status

D = Decimal
FIRST = Quarter(2024, 1)
WARNING, ERROR = Severity.WARNING, Severity.ERROR
WIDTH = D("0.35")  # of a unit slip, by default


def figure(value: Decimal | str | None, *past: Decimal | str | None, **more: object) -> ReportedFigure:
    """A level with one decimal, reported in the quarter after the last of `past`."""
    numbers = [None if number is None else D(number) for number in (*past, value)]
    known = {"target": "rate", "measure": Measure.LEVEL, "decimals": 1, "quarter": FIRST.shift(len(past))}
    known["past"] = {FIRST.shift(index): number for index, number in enumerate(numbers[:-1])}
    return ReportedFigure(**{**known, "value": numbers[-1], **more})


def kinds(reported: ReportedFigure, *rules: Rule) -> list[str]:
    return [finding.kind for finding in check_figure(reported, rules or DEFAULT_RULES)]


def test_errors_come_first_and_each_in_the_order_of_the_kinds() -> None:
    reported = figure(
        "1", "9", "10", measure=Measure.CUMULATIVE, status=Status.BEHIND, beside={"all": D(0), "some": D(2)}
    )
    pairs = [
        Rule(CheckKind.PART_WHOLE, WARNING, part="rate", whole="all"),
        Rule(CheckKind.PART_WHOLE, ERROR, part="some", whole="rate"),
    ]
    found = check_figure(reported, [*reversed(DEFAULT_RULES), *pairs])
    assert [(finding.severity, finding.kind, finding.params.get("whole")) for finding in found] == [
        (ERROR, CheckKind.CUMULATIVE_FALL, None),
        (ERROR, CheckKind.PART_WHOLE, "rate"),
        (WARNING, CheckKind.UNIT_SLIP, None),
        (WARNING, CheckKind.PART_WHOLE, "all"),
        (WARNING, CheckKind.BEHIND, None),
    ]


def test_a_later_rule_of_the_same_kind_holds_instead() -> None:
    general, own = Rule(CheckKind.JUMP, WARNING), Rule(CheckKind.JUMP, ERROR, D(9))
    usual = ("100", "110", "120", "130")
    assert kinds(figure("190", *usual), general) == ["jump"]
    assert kinds(figure("190", *usual), general, own) == []
    assert [finding.severity for finding in check_figure(figure("221", *usual), [general, own])] == [ERROR]
    pair = Rule(CheckKind.PART_WHOLE, ERROR, part="rate", whole="all")
    softer = Rule(CheckKind.PART_WHOLE, WARNING, part="rate", whole="all")
    [found] = check_figure(figure("5", beside={"all": D(4)}), [pair, softer])
    assert found.severity is WARNING


def test_only_the_checks_that_have_a_rule_are_made() -> None:
    slipped = figure("1300", "100", "110", "120", "130", status=Status.BEHIND)
    assert kinds(slipped) == ["unit-slip", "behind"]
    assert kinds(slipped, Rule(CheckKind.JUMP, WARNING)) == ["jump"]
    assert check_figure(slipped, []) == ()
    assert check_figure(figure(None), []) == ()


def test_a_pair_is_checked_only_where_this_figure_belongs_to_it() -> None:
    others = {"part": D(9), "whole": D(8), "rate": D(99)}
    strangers = Rule(CheckKind.PART_WHOLE, ERROR, part="part", whole="whole")
    mine = Rule(CheckKind.PART_WHOLE, ERROR, part="part", whole="rate")
    assert kinds(figure("1", beside=others), strangers) == []
    assert kinds(figure("9", beside=others), mine) == []  # the figure itself, not what stood for it before
    assert kinds(figure("8", beside=others), mine) == ["part-whole"]


def test_a_blank_is_only_a_blank_whatever_stands_around_it() -> None:
    reported = figure(
        None, "10", "10", measure=Measure.CUMULATIVE, status=Status.BEHIND, beside={"all": D(0)}
    )
    pair = Rule(CheckKind.PART_WHOLE, ERROR, part="rate", whole="all")
    assert kinds(reported, *DEFAULT_RULES, pair) == ["blank"]


@pytest.mark.parametrize("status", [None, *Status])
def test_only_behind_and_receding_ask_for_a_cause(status: Status | None) -> None:
    asked = status in (Status.BEHIND, Status.RECEDING)
    assert kinds(figure("10", "10", status=status)) == (["behind"] if asked else [])


def test_later_quarters_are_not_looked_at() -> None:
    past = {FIRST: D(10), FIRST.shift(1): D(70), FIRST.shift(2): D(100)}
    late = figure("11", measure=Measure.CUMULATIVE, quarter=FIRST.shift(1), past=past)
    assert kinds(late) == []


def test_a_new_year_of_year_to_date_figures_may_start_below_the_old_one() -> None:
    flow = {"measure": Measure.ANNUAL_FLOW, "decimals": 0}
    assert kinds(figure("100", "90", "200", "330", "500", **flow)) == []
    assert kinds(figure("99", "90", "200", "330", "500", "100", **flow)) == ["cumulative-fall"]
    assert kinds(figure("-5", **flow)) == []


def test_a_flow_without_last_years_quarter_is_compared_with_its_own_pace() -> None:
    flow = {"measure": Measure.ANNUAL_FLOW, "decimals": 0, "quarter": Quarter(2024, 4)}
    [slip] = check_figure(figure("4000", "90", "200", None, **flow))
    assert (slip.kind, slip.params["compared"], slip.params["quarter"]) == (
        "unit-slip",
        400,
        Quarter(2024, 2),
    )
    assert kinds(figure("2000", "90", None, None, **flow)) == []
    assert kinds(figure("2000", "90", None, None, **{**flow, "quarter": Quarter(2025, 2)})) == []


def test_a_flow_is_compared_with_last_years_quarter_before_this_years() -> None:
    # every year most of it falls into the second quarter
    flow, rule = {"measure": Measure.ANNUAL_FLOW, "decimals": 0}, Rule(CheckKind.UNIT_SLIP, WARNING)
    assert kinds(figure("105", "10", "100", "110", "120", "10", **flow), rule) == []
    [slip] = check_figure(figure("1050", "10", "100", "110", "120", "10", **flow), [rule])
    assert (slip.params["compared"], slip.params["quarter"]) == (100, Quarter(2024, 2))


def test_a_change_over_several_quarters_is_spread_over_them() -> None:
    rising = ("100", "110", "120", "130", None, None)
    assert kinds(figure("280", *rising)) == []  # 150 in three quarters: five times the usual ten
    [jump] = check_figure(figure("280.1", *rising))
    assert jump.params == {"value": D("280.1"), "change": D("50.0333"), "usual": D(10)}
    with_gap = figure("200", "100", "110", None, "130", "140")  # 10, 10 a quarter, 10
    assert check_figure(with_gap)[0].params["usual"] == 10


def test_a_flows_changes_are_what_its_quarters_added() -> None:
    flow = {"measure": Measure.ANNUAL_FLOW, "decimals": 0, "quarter": Quarter(2025, 2)}
    past = ("100", "200", "300", "400", None)
    [jump] = check_figure(figure("1201", *past, **flow), [Rule(CheckKind.JUMP, WARNING)])
    assert (jump.params["change"], jump.params["usual"]) == (D("600.5"), 100)
    assert kinds(figure("1000", *past, **flow), Rule(CheckKind.JUMP, WARNING)) == []


def test_the_usual_change_is_that_of_the_last_eight() -> None:
    changes = [1, 1, 1, 1, 1, 10, 10, 10, 10, 10]
    past = [str(sum(changes[:end], 100)) for end in range(len(changes) + 1)]
    [jump] = check_figure(figure("216", *past))
    assert jump.params["usual"] == 10  # of all ten it would be 5.5
    assert kinds(figure("205", *past)) == []


def test_a_small_part_of_the_last_figure_is_no_jump() -> None:
    creeping = ("99.7", "99.8", "99.9", "100.0")
    assert kinds(figure("110", *creeping)) == []
    assert kinds(figure("90", *creeping)) == []
    assert kinds(figure("110.1", *creeping)) == ["jump"]
    assert kinds(figure("-110.1", "-99.7", "-99.8", "-99.9", "-100.0")) == ["jump"]


@pytest.mark.parametrize("factor", FACTORS)
def test_each_factor_is_recognised_and_taken_back(factor: Decimal) -> None:
    [slip] = check_figure(figure(D(75) * factor, "74.2"))
    assert (slip.params["factor"], slip.suggestion) == (factor, 75)


def test_a_conversion_that_the_target_cannot_take_is_named_but_not_offered() -> None:
    [slip] = check_figure(figure("37", "4", decimals=0))
    assert (slip.params["converted"], slip.suggestion) == (D("3.7"), None)


def test_a_conversion_is_written_plainly() -> None:
    [slip] = check_figure(figure("0.0300", "310"))
    assert str(slip.suggestion) == "300"
    assert str(slip.params["factor"]) == "0.0001"


@pytest.mark.parametrize("value", ["-750", "-7.5"])
def test_a_slip_below_zero_is_recognised_and_another_sign_is_none(value: str) -> None:
    assert kinds(figure(value, "-74.2")) == ["unit-slip"]
    assert kinds(figure(value, "74.2")) == []


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (CheckKind.BLANK, {"threshold": D(1)}),
        (CheckKind.PART_WHOLE, {"threshold": D(1), "part": "a", "whole": "b"}),
        (CheckKind.UNIT_SLIP, {"threshold": D(0)}),
        (CheckKind.UNIT_SLIP, {"threshold": D("0.81")}),
        (CheckKind.JUMP, {"threshold": D("0.99")}),
        (CheckKind.PART_WHOLE, {}),
        (CheckKind.PART_WHOLE, {"part": "a"}),
        (CheckKind.PART_WHOLE, {"part": "a", "whole": "a"}),
        (CheckKind.JUMP, {"part": "a"}),
        (CheckKind.BLANK, {"whole": "b"}),
    ],
)
def test_a_rule_without_sense_is_refused(kind: CheckKind, more: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"threshold|tolerance|jump|target"):
        Rule(kind, WARNING, **more)


@pytest.mark.parametrize(("kind", "limit"), [(CheckKind.UNIT_SLIP, D("0.8")), (CheckKind.JUMP, D(1))])
def test_the_limits_of_a_threshold_are_allowed(kind: CheckKind, limit: Decimal) -> None:
    assert Rule(kind, WARNING, limit).limit == limit


def test_a_finding_survives_being_stored() -> None:
    slipped = figure(
        "3.0", "24", "30", measure=Measure.CUMULATIVE, status=Status.RECEDING, beside={"all": D(2)}
    )
    pair = Rule(CheckKind.PART_WHOLE, ERROR, part="rate", whole="all")
    others = (*check_figure(figure("181", "100", "110", "120", "130")), *check_figure(figure(None)))
    found = (*check_figure(slipped, [*DEFAULT_RULES, pair]), *others)
    assert {finding.kind for finding in found} == set(CheckKind)
    stored = json.loads(json.dumps([finding.as_json() for finding in found]))
    assert tuple(Finding.from_json(**row) for row in stored) == found
    assert stored[0] == {
        "kind": "cumulative-fall",
        "severity": "error",
        "params": {"value": "3.0", "last": "30", "quarter": "2024Q2"},
    }
    assert Finding(CheckKind.JUMP, WARNING, {"value": D("1E+3")}).as_json()["params"] == {"value": "1000"}


def test_the_callers_decimal_context_changes_nothing() -> None:
    slipped, jumped = figure("12345678.9", "1234.5"), figure("18765.4321", "10000", "11111", "12222", "13333")
    expected = check_figure(slipped), check_figure(jumped)
    with localcontext(prec=3):
        assert (check_figure(slipped), check_figure(jumped)) == expected


numbers = st.decimals(min_value=-(10**6), max_value=10**6, places=4)
histories = st.lists(st.none() | numbers, max_size=12)
measures = st.sampled_from(Measure)


@given(numbers, histories, measures, st.integers(1, 4))
def test_another_unit_changes_no_slip_and_no_jump(
    value: Decimal, past: list[Decimal | None], measure: Measure, power: int
) -> None:
    scale = D(10) ** power
    larger = [None if number is None else number * scale for number in past]
    here = check_figure(figure(value, *past, measure=measure, decimals=4))
    there = check_figure(figure(value * scale, *larger, measure=measure, decimals=4 - power))
    said = [[(one.kind, one.params.get("factor")) for one in found] for found in (here, there)]
    assert said[0] == said[1]


@given(histories, measures)
def test_zero_is_never_blank_and_never_a_slip(past: list[Decimal | None], measure: Measure) -> None:
    assert not {"blank", "unit-slip"} & set(kinds(figure(D(0), *past, measure=measure)))


@given(numbers, histories, measures)
def test_what_is_suggested_lies_near_what_it_is_compared_with(
    value: Decimal, past: list[Decimal | None], measure: Measure
) -> None:
    for finding in check_figure(figure(value, *past, measure=measure, decimals=4)):
        if finding.suggestion is not None:
            compared, factor = finding.params["compared"], finding.params["factor"]
            assert abs(finding.suggestion - compared) <= WIDTH * abs(compared) + D("0.0001")  # as printed
            assert finding.suggestion * factor == value


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(2, 20), measures)
def test_a_figure_that_rises_steadily_is_never_asked_about(
    start: int, step: int, quarters: int, measure: Measure
) -> None:
    line = [D(start + step * index) for index in range(quarters + 1)]
    if measure is Measure.ANNUAL_FLOW:
        line = [D(step * (index % 4 + 1)) for index in range(quarters + 1)]
    assert kinds(figure(line[-1], *line[:-1], measure=measure)) == []


@given(st.integers(100, 10**6), st.integers(100, 132), st.integers(1, 20))
def test_a_figure_that_triples_within_a_year_is_never_asked_about(
    start: int, growth: int, quarters: int
) -> None:
    curve = [D(start)]
    for _ in range(quarters):
        curve.append((curve[-1] * growth / 100).quantize(D("0.1")))
    assert kinds(figure(curve[-1], *curve[:-1], measure=Measure.CUMULATIVE)) == []


@given(st.integers(100, 10**6), st.integers(100, 132), st.sampled_from(FACTORS))
def test_and_its_slips_are_recognised_all_the_same(last: int, growth: int, factor: Decimal) -> None:
    meant = D(last) * growth / 100
    [slip] = check_figure(figure(meant * factor, D(last), decimals=4))
    assert (slip.kind, slip.params["factor"], slip.params["converted"]) == ("unit-slip", factor, meant)
