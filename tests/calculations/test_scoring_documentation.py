"""docs/scoring.md is true: every table under a `checked` comment is read, recomputed and compared."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from tests.calculations.documented import Row, number, rows, shown, table
from tracker.calculations import scoring_points
from tracker.calculations.criteria import Criterion
from tracker.calculations.ranking import places
from tracker.calculations.scoring import Board, Entry, Problem, score_group
from tracker.calculations.scoring_points import Working, half_up
from tracker.calculations.scoring_rules import RULES, Figure, Rule, RuleKind, ScheduleRule
from tracker.calculations.sensitivity import AlternativeKind, sensitivity

DOCUMENT = "scoring.md"
LACKING = "示例F区"
EXCLUDED = "示例G区"


def decimal(cell: str) -> Decimal:
    return Decimal(cell)


def as_shown(working: Working) -> tuple[str, str]:
    """The worked line and the points, as the tables print them."""
    line = f"{working.offset} + {working.factor} × ({working.value} − {working.origin}) ÷ {working.span}"
    return line, str(working.printed)


def rule_of(kind: str, parameters: str = "") -> Rule:
    pairs = (pair.split(" ") for pair in parameters.split(", ") if pair)
    return RULES[RuleKind(kind)](**{name: Decimal(value) for name, value in pairs})


def figure_of(cell: str, place_before: str = "none") -> Figure | None:
    value, _, target = cell.partition(" of ")
    if value == "none":
        return None
    return Figure(Decimal(value), number(target), None if place_before == "none" else int(place_before))


def entry(unit: str, position: int, cells: Iterable[tuple[str, str]], exclusion: str = "") -> Entry:
    figures = {code: figure_of(cell) for code, cell in cells}
    given = {code: figure for code, figure in figures.items() if figure is not None}
    return Entry(unit=unit, position=position, figures=given, exclusion=exclusion)


def sample() -> tuple[list[Criterion], list[Entry], dict[tuple[str, str], int]]:
    """The list of section 4."""
    criteria = [
        Criterion(
            row["criterion"],
            Decimal(row["weight"]),
            rule_of(row["rule"], row["parameters"]),
            rising=row["should"] == "rise",
        )
        for row in table(DOCUMENT, "criteria")
    ]
    lines = table(DOCUMENT, "figures")
    entries = [
        entry(
            row["unit"],
            position,
            [(criterion.code, row[criterion.code]) for criterion in criteria],
            "洪灾" if row["unit"] == EXCLUDED else "",
        )
        for position, row in enumerate(lines)
    ]
    before = {("", row["unit"]): int(row["place before"]) for row in lines if row["place before"] != "none"}
    return criteria, entries, before


@rows(DOCUMENT, "half up")
def test_an_exact_value_is_rounded_as_documented(row: Row) -> None:
    assert str(half_up(Fraction(row["exact"]), int(row["places"]))) == row["printed"]


@rows(DOCUMENT, "schedule")
def test_a_ratio_to_schedule_is_scored_as_documented(row: Row) -> None:
    working = scoring_points.schedule_points(decimal(row["ratio"]), cap=number(row["cap"]))
    assert as_shown(working) == (row["worked"], row["points"])


@rows(DOCUMENT, "completion")
def test_completion_is_scored_as_documented(row: Row) -> None:
    working = scoring_points.completion_points(
        decimal(row["actual"]), decimal(row["target"]), cap=number(row["cap"])
    )
    assert as_shown(working) == (row["worked"], row["points"])


@rows(DOCUMENT, "efficacy")
def test_efficacy_is_scored_as_documented(row: Row) -> None:
    x, worst, best, base = (decimal(row[name]) for name in ("x", "worst", "best", "base"))
    working = scoring_points.efficacy_points(x, worst, best, base=base, cap=number(row["cap"]))
    assert as_shown(working) == (row["worked"], row["points"])


@rows(DOCUMENT, "place")
def test_a_place_is_scored_as_documented(row: Row) -> None:
    working = scoring_points.place_points(
        int(row["place"]), step=decimal(row["step"]), least=decimal(row["least"])
    )
    assert as_shown(working) == (row["worked"], row["points"])


@rows(DOCUMENT, "climb")
def test_places_climbed_are_scored_as_documented(row: Row) -> None:
    before = number(row["before"])
    base, step, least = (decimal(row[name]) for name in ("base", "step", "least"))
    working = scoring_points.climb_points(
        int(row["place"]), None if before is None else int(before), base=base, step=step, least=least
    )
    assert as_shown(working) == (row["worked"], row["points"])


@rows(DOCUMENT, "deduction")
def test_a_deduction_is_as_documented(row: Row) -> None:
    value, allowed, unit, points = (decimal(row[name]) for name in ("value", "allowed", "unit", "points off"))
    working = scoring_points.deduction_points(value, allowed, unit=unit, points=points)
    assert as_shown(working) == (row["worked"], row["points"])


def test_the_sample_board_is_as_documented() -> None:
    criteria, entries, before = sample()
    board = score_group(criteria, reversed(entries), before)
    shown_rows = []
    for one in board.rows:
        points = {line.criterion: line.working.printed for line in one.lines}
        cells = [one.unit, *(points.get(criterion.code) for criterion in criteria)]
        shown_rows.append([shown(cell) for cell in (*cells, one.score, one.place, one.change)])
    assert shown_rows == [list(row.values()) for row in table(DOCUMENT, "board")]
    assert board.flaws == ()
    lacking, excluded = board.rows[-2:]
    assert (lacking.unit, lacking.absences, lacking.exclusion) == (
        LACKING,
        (("innovation", "not-reported"),),
        "",
    )
    assert (excluded.unit, excluded.absences, excluded.exclusion) == (EXCLUDED, (), "洪灾")


def test_the_rules_of_the_sample_are_the_defaults() -> None:
    criteria, _entries, _before = sample()
    for criterion in criteria[:3]:
        assert criterion.rule == RULES[criterion.rule.kind]()


@rows(DOCUMENT, "places")
def test_places_are_as_documented(row: Row) -> None:
    scores = {str(index): Decimal(cell) for index, cell in enumerate(row["scores"].split(", "))}
    assert ", ".join(map(str, places(scores).values())) == row["places"]


@rows(DOCUMENT, "neighbours")
def test_a_third_unit_decides_between_two_as_documented(row: Row) -> None:
    weights = [Decimal(cell) for cell in row["weights"].split(", ")]
    criteria = [
        Criterion(code, weight, rule_of(row["rule"])) for code, weight in zip("xy", weights, strict=True)
    ]
    entries = [
        entry(unit, index, zip("xy", row[unit].split(", "), strict=True)) for index, unit in enumerate("ABC")
    ]
    place = {one.unit: one.place for one in score_group(criteria, entries).rows}
    assert ", ".join(str(place[unit]) for unit in "ABC") == row["places of A, B, C"]


def test_the_other_rules_of_the_sample_give_the_documented_places() -> None:
    criteria, entries, _before = sample()
    result = sensitivity(criteria, entries)
    own, *others = table(DOCUMENT, "sensitivity")
    units = [name for name in own if name != "alternative"]
    assert [one.unit for one in result.ranges] == units
    assert [str(one.place) for one in result.ranges] == [own[unit] for unit in units]
    tried = [" ".join(filter(None, (one.kind, one.criterion))) for one in result.alternatives]
    assert tried == [row["alternative"] for row in others]
    for index, one in enumerate(result.ranges):
        moved = {move.alternative: move.place for move in one.moves}
        found = [moved.get(alternative, one.place) for alternative in result.alternatives]
        assert found == [int(row[units[index]]) for row in others]
        reached = (*found, one.place)
        assert (one.best, one.worst) == (min(reached), max(reached))


def board_of(row: Row) -> Board:
    weights = [Decimal(cell) for cell in row["weights"].split(", ") if cell != "none"]
    rule = ScheduleRule(cap=None)
    criteria = [Criterion(f"c{index}", weight, rule) for index, weight in enumerate(weights, start=1)]
    entries = []
    for index, text in enumerate(row["figures"].split("; ")):
        unit, _, figures = text.strip("()").partition(" ")
        cells = [(f"c{number_}", cell) for number_, cell in enumerate(figures.split(", "), start=1)]
        entries.append(entry(unit, index, cells, "洪灾" if text.startswith("(") else ""))
    return score_group(criteria, entries)


@rows(DOCUMENT, "problems")
def test_a_problem_is_found_as_documented(row: Row) -> None:
    board = board_of(row)
    found = [
        " ".join(str(part) for part in (flaw.problem, flaw.criterion, flaw.value) if part is not None)
        for flaw in board.flaws
    ]
    assert "; ".join(found) == row["found"]
    assert board.is_refused is (row["blocks"] == "yes")


def test_every_rule_problem_and_alternative_is_worked_through() -> None:
    assert all(table(DOCUMENT, kind) for kind in RuleKind)
    found = {words.split(" ")[0] for row in table(DOCUMENT, "problems") for words in row["found"].split("; ")}
    assert found - {""} == set(Problem)
    tried = {row["alternative"].split(" ")[0] for row in table(DOCUMENT, "sensitivity")[1:]}
    assert tried == set(AlternativeKind)
