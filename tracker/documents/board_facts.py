"""A list's facts as the arithmetic's own objects, and back: what was published can be computed again from itself.

Source of the rules: docs/scoring.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from tracker.calculations.criteria import Criterion
from tracker.calculations.ranking import places
from tracker.calculations.scoring import Board, Entry, Flaw, Line, Problem, Row, score_of
from tracker.calculations.scoring_points import Working
from tracker.calculations.scoring_rules import RULES, Figure, Rule, RuleKind
from tracker.calculations.sensitivity import Sensitivity, sensitivity

from .release_content import (
    AbsenceFacts,
    BoardFacts,
    CriterionFacts,
    FlawFacts,
    LineFacts,
    ListFacts,
    RowFacts,
    Words,
    WorkingFacts,
)

WORKING_FIELDS = ("value", "origin", "span", "factor", "offset", "least", "most")


def rule_of(rule: str, parameters: Mapping[str, str | None]) -> Rule:
    """A stored rule made again: rule_of("schedule", {"cap": "1.2"}). Raises ValueError for one that is no rule."""
    try:
        return RULES[RuleKind(rule)](
            **{name: None if text is None else Decimal(text) for name, text in parameters.items()}
        )
    except (TypeError, ArithmeticError) as error:  # an unknown or missing parameter; a text that is no number
        raise ValueError(f"{rule} cannot have the parameters {dict(parameters)}") from error


def criterion_of(facts: CriterionFacts) -> Criterion:
    """The criterion with its weight and rule."""
    return Criterion(facts.code, facts.weight, rule_of(facts.rule, facts.parameters), facts.rising)


def line_of(facts: LineFacts, weight: Decimal) -> Line:
    """One criterion's part in a score."""
    working = Working(*(getattr(facts.working, name) for name in WORKING_FIELDS))
    return Line(facts.criterion, weight, figure_of(facts), working)


def figure_of(facts: LineFacts) -> Figure:
    return Figure(facts.value, facts.target, facts.place_before)


def lines_of(row: RowFacts, criteria: Iterable[CriterionFacts]) -> tuple[Line, ...]:
    """The lines of a row, with the weights that stand beside the board."""
    weights = {criterion.code: criterion.weight for criterion in criteria}
    return tuple(line_of(line, weights[line.criterion]) for line in row.lines)


def board_facts(group: str, name: Words, board: Board, flags: Mapping[str, Words]) -> BoardFacts:
    """A computed board as facts. `flags` are the citations of honour flags, by the unit's code."""
    return BoardFacts(
        group=group,
        name=name,
        rows=tuple(_row_facts(row, flags.get(row.unit)) for row in board.rows),
        flaws=tuple(
            FlawFacts(problem=flaw.problem.value, criterion=flaw.criterion, value=flaw.value)
            for flaw in board.flaws
        ),
    )


def flaws_of(board: BoardFacts) -> tuple[Flaw, ...]:
    return tuple(Flaw(Problem(flaw.problem), flaw.criterion, flaw.value) for flaw in board.flaws)


def former_places(boards: Iterable[BoardFacts]) -> dict[tuple[str, str], int | None]:
    """Every unit's place by group and unit, as the next quarter's boards need it."""
    return {(board.group, row.unit): row.place for board in boards for row in board.rows}


def figure_places(board: BoardFacts, criterion: CriterionFacts) -> dict[str, int]:
    """The places of a board's ranked units by one criterion's figure alone: what the next quarter climbs from."""
    return places(
        {
            row.unit: line.value if criterion.rising else line.value.copy_negate()
            for row in board.rows
            for line in row.lines
            if line.criterion == criterion.code
        }
    )


def scores_agree(facts: ListFacts) -> list[str]:
    """The units whose published score, place or points do not follow from what the list itself says; empty when
    everything does.

    Each line is worked out again by the rule from the figures of the ranked units, each score from its own lines, each
    place from the scores. Raises ValueError when a rule is none.
    """
    criteria = [criterion_of(criterion) for criterion in facts.criteria]
    return [unit for board in facts.boards for unit in _disagreeing(board, facts, criteria)]


def sensitivity_of(facts: ListFacts) -> dict[str, Sensitivity]:
    """Would the order change? For each group of a list, from its ranked units' figures: who lacks one stays out."""
    criteria = [criterion_of(criterion) for criterion in facts.criteria]
    return {
        board.group: sensitivity(
            criteria,
            [
                Entry(
                    unit=row.unit,
                    position=position,
                    figures={line.criterion: figure_of(line) for line in row.lines},
                )
                for position, row in enumerate(board.rows)
                if row.place is not None
            ],
        )
        for board in facts.boards
    }


def _disagreeing(board: BoardFacts, facts: ListFacts, criteria: list[Criterion]) -> Iterator[str]:
    ranked = [row for row in board.rows if row.score is not None]
    lines = {row.unit: lines_of(row, facts.criteria) for row in ranked}
    asked = [criterion.code for criterion in criteria]
    whole = {unit: own for unit, own in lines.items() if [line.criterion for line in own] == asked}
    worked: dict[str, list[Working]] = {unit: [] for unit in whole}
    for index, criterion in enumerate(criteria if whole else ()):
        figures = {unit: own[index].figure for unit, own in whole.items()}
        for unit, working in criterion.rule.workings(figures, rising=criterion.rising).items():
            worked[unit].append(working)
    place = places({row.unit: row.score for row in ranked if row.score is not None})
    for row in ranked:
        own = whole.get(row.unit)
        if (
            own is None
            or [line.working for line in own] != worked[row.unit]
            or score_of(own) != row.score
            or place[row.unit] != row.place
        ):
            yield row.unit


def _row_facts(row: Row, flag: Words | None) -> RowFacts:
    return RowFacts(
        unit=row.unit,
        score=row.score,
        place=row.place,
        change=row.change,
        lines=tuple(_line_facts(line) for line in row.lines),
        absences=tuple(AbsenceFacts(criterion=code, absence=absence) for code, absence in row.absences),
        exclusion=row.exclusion,
        flag=flag,
    )


def _line_facts(line: Line) -> LineFacts:
    return LineFacts(
        criterion=line.criterion,
        value=line.figure.value,
        target=line.figure.target,
        place_before=line.figure.place_before,
        working=WorkingFacts(**{name: getattr(line.working, name) for name in WORKING_FIELDS}),
    )
