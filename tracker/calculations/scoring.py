"""From figures to scores to places: one list of a competition, one quarter, each peer group by itself.

Source: "Criteria and scores" and "Places" in docs/scoring.md. The published score decides: it is rounded once, to two
decimals, and places are read from it, so that whoever sees the scores sees the order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from tracker.calculations.criteria import Absence, Criterion
from tracker.calculations.ranking import change_of_place, places
from tracker.calculations.rounding import EXACT, HUNDRED
from tracker.calculations.scoring_points import ONE, Working, half_up
from tracker.calculations.scoring_rules import Figure

SCORE_PLACES = 2
WHOLES = (HUNDRED, ONE)  # what weights add up to: points of a hundred, or shares of one

Former = Mapping[tuple[str, str], int | None]  # the places of the quarter before, by group and unit


class Problem(StrEnum):
    """What is wrong with a board. The values are stable: translations refer to them."""

    NO_CRITERIA = "no-criteria"
    WEIGHT_NOT_POSITIVE = "weight-not-positive"
    WEIGHTS_DO_NOT_SUM = "weights-do-not-sum"
    NOBODY_TAKES_PART = "nobody-takes-part"  # no unit, or all of them excluded
    CRITERION_WITHOUT_DATA = "criterion-without-data"  # no unit has a figure for it
    NOBODY_COMPLETE = "nobody-complete"  # every unit lacks some figure
    GROUP_OF_ONE = "group-of-one"  # only one unit is ranked: its place says nothing
    CRITERION_ALL_EQUAL = "criterion-all-equal"  # the same points for everybody: it does not tell them apart
    ALL_EQUAL = "all-equal"  # the same score for everybody: all are first

    @property
    def blocks(self) -> bool:
        """Whether the board cannot be published; else it is said beside it."""
        return self not in (Problem.GROUP_OF_ONE, Problem.CRITERION_ALL_EQUAL, Problem.ALL_EQUAL)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A problem, the criterion it is about, and the number for the sentence: the weight, or the sum of weights."""

    problem: Problem
    criterion: str | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One unit on a list: its figures by criterion, or why it has none; what is not there was not reported.

    `position` is the fixed official order. `exclusion` is the reason (不可抗力, force majeure) for which the unit is
    left out of the ranking this quarter; empty: it takes part.
    """

    unit: str
    position: int
    figures: Mapping[str, Figure | Absence]
    group: str = ""
    exclusion: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion's part in a score: weight × points. With all lines, the score can be computed again."""

    criterion: str
    weight: Decimal
    figure: Figure
    working: Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A unit on the board, with everything its score is made of; score, place and lines only when it is ranked.

    `change` is how many places it has climbed, None when it was not ranked in this group a quarter ago.
    """

    unit: str
    position: int
    score: Decimal | None = None
    place: int | None = None
    change: int | None = None
    lines: tuple[Line, ...] = ()
    absences: tuple[tuple[str, Absence], ...] = ()
    exclusion: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """One group's ranking: first the ranked by place (inside a tie in official order), then those who lack a figure,
    then the excluded. No rows at all when the criteria themselves are refused.
    """

    rows: tuple[Row, ...]
    flaws: tuple[Flaw, ...]

    @property
    def is_refused(self) -> bool:
        return any(flaw.problem.blocks for flaw in self.flaws)


def score_of(lines: Sequence[Line]) -> Decimal:
    """Σ weight × points ÷ Σ weights, exact until it is rounded: two decimals, half up.

    Weights 60 and 40, points 260/3 and 92.5: (5200 + 3700) ÷ 100 = 89.00.
    """
    parts = [(Fraction(line.weight), line.working.points) for line in lines]
    whole = sum(weight for weight, _points in parts)
    return half_up(Fraction(sum(weight * points for weight, points in parts), whole), SCORE_PLACES)


def score_groups(
    criteria: Sequence[Criterion], entries: Iterable[Entry], former: Former | None = None
) -> dict[str, Board]:
    """The board of each peer group, by its name; no unit of one group has any effect on another's.

    Groups come in the official order of their first units.
    """
    ordered = _in_official_order(entries)
    groups = dict.fromkeys(entry.group for entry in ordered)
    return {
        group: score_group(criteria, [entry for entry in ordered if entry.group == group], former)
        for group in groups
    }


def score_group(
    criteria: Sequence[Criterion], entries: Iterable[Entry], former: Former | None = None
) -> Board:
    """One group's board. Nothing is scored unless the weights are above zero and add up to exactly 100, or to 1.

    A unit that lacks a figure for any criterion is listed without a place: missing is not zero, and leaving a criterion
    out for one unit would let it choose what it is judged by. It has no part in the ends or places of the others
    either, and neither has an excluded one. Raises ValueError when a criterion or a unit comes twice.
    """
    flaws = tuple(_flaws_of_weights(criteria))
    if flaws:
        return Board((), flaws)
    rows = rank(criteria, entries, former)
    return Board(rows, tuple(_flaws_of_rows(criteria, rows)))


def rank(
    criteria: Sequence[Criterion], entries: Iterable[Entry], former: Former | None = None
) -> tuple[Row, ...]:
    """The rows of a board, whatever the weights add up to: they are taken in proportion (see `score_group`)."""
    units = _in_official_order(entries)
    _check_unique([criterion.code for criterion in criteria])
    _check_unique([entry.unit for entry in units])
    absences = {entry.unit: tuple(_absences(criteria, entry)) for entry in units if not entry.exclusion}
    complete = [entry for entry in units if absences.get(entry.unit) == ()]
    lines = _lines(criteria, complete)
    scores = {unit: score_of(own) for unit, own in lines.items()}
    place = places(scores)
    rows = [
        Row(
            unit=entry.unit,
            position=entry.position,
            score=scores.get(entry.unit),
            place=place.get(entry.unit),
            change=change_of_place(place.get(entry.unit), (former or {}).get((entry.group, entry.unit))),
            lines=lines.get(entry.unit, ()),
            absences=absences.get(entry.unit, ()),
            exclusion=entry.exclusion,
        )
        for entry in units
    ]
    last = len(rows) + 1  # behind every place; sorting keeps the official order
    return tuple(sorted(rows, key=lambda row: (bool(row.exclusion), row.place or last)))


def _in_official_order(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.position, entry.unit))


def _check_unique(names: Sequence[str]) -> None:
    if len(set(names)) < len(names):
        raise ValueError(f"something comes twice: {', '.join(sorted(names))}")


def _absences(criteria: Iterable[Criterion], entry: Entry) -> Iterator[tuple[str, Absence]]:
    for criterion in criteria:
        figure = entry.figures.get(criterion.code, Absence.NOT_REPORTED)
        absence = figure if isinstance(figure, Absence) else criterion.absence(figure)
        if absence is not None:
            yield criterion.code, absence


def _lines(criteria: Iterable[Criterion], entries: Sequence[Entry]) -> dict[str, tuple[Line, ...]]:
    """The lines of units that have a figure for every criterion, each criterion in its place."""
    lines: dict[str, tuple[Line, ...]] = {entry.unit: () for entry in entries}
    for criterion in criteria if entries else ():
        given = {entry.unit: entry.figures[criterion.code] for entry in entries}
        figures = {unit: figure for unit, figure in given.items() if isinstance(figure, Figure)}
        for unit, working in criterion.rule.workings(figures, rising=criterion.rising).items():
            lines[unit] += (Line(criterion.code, criterion.weight, figures[unit], working),)
    return lines


def _flaws_of_weights(criteria: Sequence[Criterion]) -> Iterator[Flaw]:
    if not criteria:
        yield Flaw(Problem.NO_CRITERIA)
        return
    whole = Decimal(0)
    for criterion in criteria:
        whole = EXACT.add(whole, criterion.weight)
        if criterion.weight <= 0:
            yield Flaw(Problem.WEIGHT_NOT_POSITIVE, criterion.code, criterion.weight)
    if whole not in WHOLES:
        yield Flaw(Problem.WEIGHTS_DO_NOT_SUM, None, whole)


def _flaws_of_rows(criteria: Sequence[Criterion], rows: Sequence[Row]) -> Iterator[Flaw]:
    taking_part = [row for row in rows if not row.exclusion]
    ranked = [row for row in taking_part if row.place is not None]
    if not taking_part:
        yield Flaw(Problem.NOBODY_TAKES_PART)
    elif not ranked:
        lacking = [{code for code, _absence in row.absences} for row in taking_part]
        without_data = [criterion for criterion in criteria if all(criterion.code in own for own in lacking)]
        for criterion in without_data:
            yield Flaw(Problem.CRITERION_WITHOUT_DATA, criterion.code)
        if not without_data:
            yield Flaw(Problem.NOBODY_COMPLETE)
    elif len(ranked) == 1:
        yield Flaw(Problem.GROUP_OF_ONE)
    else:
        for index, criterion in enumerate(criteria):
            if len({row.lines[index].working.points for row in ranked}) == 1:
                yield Flaw(Problem.CRITERION_ALL_EQUAL, criterion.code)
        if len({row.score for row in ranked}) == 1:
            yield Flaw(Problem.ALL_EQUAL)
