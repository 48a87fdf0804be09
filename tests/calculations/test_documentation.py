"""docs/calculations.md is true: every table under a `checked` comment is read, recomputed and compared."""

import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from tracker.calculations import checks, figures, increments
from tracker.calculations.aggregation import Part, reconcile, total
from tracker.calculations.annual import schedule_gap
from tracker.calculations.contributions import contributions
from tracker.calculations.forecast import forecast
from tracker.calculations.goals import Aggregation, Comparator, Goal, Measure, Start, StartKind, planned_value
from tracker.calculations.outcomes import outcome_at
from tracker.calculations.pace import pace
from tracker.calculations.periods import Quarter, elapsed_share, quarter_range
from tracker.calculations.progress import METHOD, Reason, Status, assess

DOCUMENT = Path(__file__).parents[2] / "docs" / "calculations.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
Row = dict[str, str]


def table(name: str) -> list[Row]:
    """The rows of the table under <!-- checked: name -->, by the words of their headings."""
    match = re.search(rf"<!-- checked: {name} -->\n((?:\|.*\n)+)", TEXT)
    assert match, f"no table {name} in {DOCUMENT}"
    header, _rule, *lines = (
        [cell.strip() for cell in line.strip("|").split(" |")] for line in match[1].splitlines()
    )
    assert lines, f"table {name} is empty"
    assert all(len(line) == len(header) for line in lines), f"table {name} has ragged rows"
    return [dict(zip(header, line, strict=True)) for line in lines]


def rows(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", table(name), ids=lambda row: " ".join(row.values()))


def number(cell: str) -> Decimal | None:
    return None if cell in ("none", "") else Decimal(cell)


def shown(value: object) -> str:
    return "none" if value is None else str(value)


def series(cell: str, first: Quarter) -> dict[Quarter, Decimal | None]:
    return {first.shift(index): number(text.strip()) for index, text in enumerate(cell.split(","))}


def goal_of(row: Row, measure: Measure = Measure.LEVEL) -> Goal:
    first, last = row["plan"].split("…")
    low, _, high = row["T"].partition("…")
    pairs = (pair.split(": ") for pair in row.get("milestones", "").split(", ") if pair)
    start = row.get("b", "none")
    return Goal(
        target=Decimal(low),
        upper=number(high),
        comparator=Comparator(row.get("cmp", "<=" if start == "45" else ">=")),
        first=Quarter.parse(first),
        last=Quarter.parse(last),
        baseline=None if start == "from 0" else number(start),
        counts_from_start=start == "from 0",
        measure=measure,
        milestones={Quarter.parse(quarter): Decimal(value) for quarter, value in pairs},
    )


def part_of(text: str) -> Part:
    name, _, figure = text.strip("() ").partition(" ")
    numerator, _, denominator = figure.partition("/")
    counts = not text.strip().startswith("(")
    if denominator:
        return Part(name, numerator=Decimal(numerator), denominator=Decimal(denominator), counts=counts)
    return Part(name, value=number(figure), counts=counts)


def parts_of(cell: str) -> list[Part]:
    return [part_of(text) for text in cell.split(";")]


def aggregation_of(cell: str) -> tuple[Aggregation, bool]:
    name, _, percent = cell.partition(" ")
    return Aggregation(name), percent == "%"


@rows("figures")
def test_a_typed_figure_reads_as_documented(row: Row) -> None:
    typed = "" if row["typed"] == "(blank)" else row["typed"].strip("`")
    arguments = {
        "decimals": int(row["decimals"]),
        "percent": row["%"] == "%",
        "minimum": number(row["min"]),
    }
    if row["or refused because"]:
        with pytest.raises(figures.FigureError) as refusal:
            figures.read_figure(typed, **arguments)
        assert refusal.value.code == row["or refused because"]
    else:
        assert shown(figures.read_figure(typed, **arguments)) == row["read as"]


@rows("ratios")
def test_a_ratio_is_as_documented(row: Row) -> None:
    numerator, denominator, percent = Decimal(row["numerator"]), Decimal(row["denominator"]), row["%"] == "%"
    if row["or refused because"]:
        with pytest.raises(figures.FigureError) as refusal:
            figures.ratio_of(numerator, denominator, percent=percent)
        assert refusal.value.code == row["or refused because"]
    else:
        assert shown(figures.ratio_of(numerator, denominator, percent=percent)) == row["ratio"]


@rows("plan")
def test_the_plan_is_as_documented(row: Row) -> None:
    goal, quarter = goal_of(row), Quarter.parse(row["quarter"])
    assert shown(elapsed_share(quarter, goal.first, goal.last)) == row["elapsed"]
    assert shown(planned_value(goal, quarter)) == row["m"]


@rows("status")
def test_a_status_is_as_documented(row: Row) -> None:
    standing = assess(goal_of(row), Quarter.parse(row["quarter"]), number(row["a"]))
    assert {
        "completion": shown(standing.completion),
        "p": shown(standing.share),
        "e": shown(standing.planned_share),
        "r": shown(standing.ratio),
        "status": standing.status,
        "reason": " ".join(standing.reasons),
    } == {name: row[name] for name in ("completion", "p", "e", "r", "status", "reason")}


@rows("annual")
def test_an_annual_flow_is_as_documented(row: Row) -> None:
    goal, quarter = goal_of(row, Measure.ANNUAL_FLOW), Quarter.parse(row["quarter"])
    standing = assess(goal, quarter, number(row["a"]))
    year = goal.in_force(quarter)
    assert {
        "year's plan": shown(year and year.target),
        "m": shown(standing.planned_value),
        "p": shown(standing.share),
        "e": shown(standing.planned_share),
        "r": shown(standing.ratio),
        "status": standing.status,
        "reason": " ".join(standing.reasons),
    } == {name: row[name] for name in ("year's plan", "m", "p", "e", "r", "status", "reason")}
    assert standing.planned_value == planned_value(goal, quarter)


@rows("gaps")
def test_a_gap_is_as_documented(row: Row) -> None:
    gap = schedule_gap(Decimal(row["actual"]), Decimal(row["plan"]), int(row["months"]))
    assert gap is not None
    assert [str(gap.completion), str(gap.elapsed), str(gap.gap)] == [
        row["completion %"],
        row["elapsed %"],
        row["gap, points"],
    ]
    one = Decimal("0.1")
    printed = f"{gap.completion.quantize(one, ROUND_HALF_UP)} %, {gap.gap.quantize(one, ROUND_HALF_UP):+}"
    assert printed == row["printed"]


@rows("outcomes")
def test_an_outcome_is_as_documented(row: Row) -> None:
    goal = Goal(Decimal(30), Comparator.AT_LEAST, Quarter(2024, 1), Quarter(2025, 4))
    actuals = {
        quarter: number(row[quarter.code]) for quarter in quarter_range(Quarter(2025, 3), Quarter(2026, 2))
    }
    deadline = outcome_at(goal, actuals, Quarter.parse(row["as known in"]))
    assert shown(deadline and deadline.outcome) == row["outcome"]
    assert shown(deadline and deadline.met_in) == row["met in"]


@rows("pace")
def test_a_pace_is_as_documented(row: Row) -> None:
    result = pace(goal_of(row), Quarter.parse(row["quarter"]), Decimal(row["a"]))
    assert result is not None
    assert (shown(result.so_far), shown(result.needed)) == (row["so far"], row["needed"])


@rows("totals")
def test_a_total_is_as_documented(row: Row) -> None:
    aggregation, percent = aggregation_of(row["aggregation"])
    result = total(parts_of(row["units"]), aggregation, percent=percent)
    assert {
        "total": shown(result.value),
        "reported of expected": f"{result.reported} of {result.expected}",
        "missing": " ".join(result.missing),
        "left out": " ".join(result.left_out),
    } == {name: row[name] for name in ("total", "reported of expected", "missing", "left out")}


def test_the_bureau_of_record_example_is_as_documented() -> None:
    found = re.search(r"(\d+) beside (\d+) is\n\+(\d+), \+([\d.]+) %", TEXT)
    assert found
    units = total([Part("A", Decimal(found[2]))], Aggregation.SUM)
    result = reconcile(Decimal(found[1]), units)
    assert result is not None
    assert (str(result.difference), str(result.rate)) == (found[3], found[4])


@rows("increments")
def test_increments_are_as_documented(row: Row) -> None:
    first = Quarter(2025, 1)
    actuals = series(row["figures of 2025Q1, Q2, Q3, Q4"], first)
    known = number(row["start"])
    start = None if known is None else Start(known, first.shift(-1), StartKind.BASELINE)
    derived = increments.increments(actuals, Measure(row["measure"]), start)
    assert ", ".join(shown(value) for value in derived.values()) == row["increments"]


@rows("changes")
def test_a_change_is_as_documented(row: Row) -> None:
    result = increments.change(number(row["current"]), number(row["base"]))
    assert shown(result and result.difference) == row["difference"]
    assert shown(result and result.rate) == row["rate %"]


@rows("contributions")
def test_contributions_are_as_documented(row: Row) -> None:
    aggregation, percent = aggregation_of(row["aggregation"])
    result = contributions(parts_of(row["before"]), parts_of(row["now"]), aggregation, percent=percent)
    assert result is not None
    assert ", ".join(shown(unit.amount) for unit in result.units) == row["amounts"]
    assert ", ".join(shown(unit.points) for unit in result.units) == row["points"]
    assert ", ".join(shown(unit.share) for unit in result.units) == row["shares"]
    assert " ".join(result.left_out) == row["left out"]


@rows("forecasts")
def test_a_forecast_is_as_documented(row: Row) -> None:
    goal = Goal(Decimal(30), Comparator.AT_LEAST, Quarter(2025, 1), Quarter(2026, 4))
    result = forecast(goal, series(row["figures from 2025Q1 on"], Quarter(2025, 1)))
    point = next((point for point in result.points if point.quarter.code == row["quarter"]), None)
    assert shown(result.drift) == row["drift"]
    assert shown(result.spread) == row["spread"]
    assert shown(point and point.value) == row["value"]
    assert shown(point and point.low) == row["low"]
    assert shown(point and point.high) == row["high"]
    assert shown(result.met_in) == row["would be met in"]


@rows("check rules")
def test_a_check_is_as_grave_as_documented(row: Row) -> None:
    assert checks.DEFAULT_SEVERITIES[row["kind"]] == row["severity"]
    assert checks.DEFAULT_THRESHOLDS.get(row["kind"]) == number(row["threshold"])


@rows("checks")
def test_a_check_finds_what_is_documented(row: Row) -> None:
    past = series(row["earlier figures from 2024Q1 on"], Quarter(2024, 1))
    other, _, size = row["beside, or own status"].partition(" ")
    pairs = (("figure", "whole"), ("part", "figure"))
    rules = [checks.Rule(checks.CheckKind.PART_WHOLE, checks.Severity.ERROR, None, *pair) for pair in pairs]
    figure = checks.ReportedFigure(
        target="figure",
        quarter=max(past).shift(1),
        value=number(row["figure"]),
        measure=Measure(row["measure"]),
        decimals=int(row["d"]),
        past=past,
        status=Status(other) if other in set(Status) else None,
        beside={other: number(size)},
    )
    found = checks.check_figure(figure, [*checks.DEFAULT_RULES, *rules])
    said = [[f"{one.severity} {one.kind}", *(f"{k} {v}" for k, v in one.params.items())] for one in found]
    assert "; ".join(map(", ".join, said)) == row["found"]


def test_every_status_and_every_reason_is_worked_through() -> None:
    worked = {row["status"] for row in (*table("status"), *table("annual"))}
    assert worked == set(Status) - {Status.NOT_DUE}  # the same as not reported, one day earlier
    reasons = {row["reason"] for row in (*table("status"), *table("annual"))}
    assert reasons == set(Reason) - {Reason.BEFORE_DUE_DATE}


def test_every_problem_of_a_figure_is_worked_through() -> None:
    refused = {row["or refused because"] for row in (*table("figures"), *table("ratios"))}
    assert refused - {""} == set(figures.Problem) - {figures.Problem.ABOVE_MAXIMUM}


def test_the_thresholds_are_those_of_the_method() -> None:
    said = re.findall(
        r"\| 9 \| r ≥ ([\d.]+) · ([\d.]+) ≤ r < ([\d.]+) · ([\d.]+) ≤ r < ([\d.]+) · r < ([\d.]+)", TEXT
    )
    ahead, on_schedule, slightly_behind = METHOD.ahead, METHOD.on_schedule, METHOD.slightly_behind
    assert [Decimal(value) for value in said[0]] == [
        ahead,
        on_schedule,
        ahead,
        slightly_behind,
        on_schedule,
        slightly_behind,
    ]
    near = re.findall(r"\| 8 \| e ≤ ([\d.]+) \| .* p ≥ e − ([\d.]+)", TEXT)
    assert [Decimal(value) for value in near[0]] == [METHOD.start_share, METHOD.start_tolerance]
