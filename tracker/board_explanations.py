"""A list opened: its rule, every unit's score down to the figures, and what would move it. Made of facts alone, so that
a release shows the same as the day it was made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from tracker.calculations.scoring import Line
from tracker.calculations.scoring_points import half_up
from tracker.calculations.scoring_rules import RuleKind
from tracker.calculations.sensitivity import Alternative, Range
from tracker.competition_labels import (
    ABSENCE_LABELS,
    ALTERNATIVE_LABELS,
    CRITERION_SOURCE_LABELS,
    QUANTITY_LABELS,
    RULE_LABELS,
)
from tracker.competition_sentences import (
    change_sign,
    change_words,
    figure_words,
    flaw_sentence,
    number_text,
    place_words,
    points_text,
    rule_sentence,
    working_line,
)
from tracker.documents.board_facts import flaws_of, line_of, rule_of, sensitivity_of
from tracker.documents.release_content import (
    BoardFacts,
    CriterionFacts,
    LineFacts,
    ListFacts,
    RowFacts,
    Words,
)
from tracker.models.names import in_language

PART_PLACES = 4  # of a criterion's weighted points, as they are shown; the score is not made of these
NamesByCode = Mapping[str, Words]


@dataclass(frozen=True)
class CriterionView:
    """One criterion of the rule that stands beside a board."""

    name: str
    is_sample: bool
    definition: str
    weight: str
    rule: str
    sentence: str
    looks_at: str
    target: str | None
    direction: str


@dataclass(frozen=True)
class LineView:
    """One criterion's part in a score: the figure, how it became points, and points × weight."""

    name: str
    is_sample: bool
    figure: str
    place: str
    working: str
    points: str
    weight: str
    weighted: str


@dataclass(frozen=True)
class RowView:
    """A unit on a board; `absences` are the criteria it lacks a figure for, each with the reason."""

    code: str
    unit: str
    score: Decimal | None
    place: int | None
    change: int | None
    sign: str
    moved: str
    lines: tuple[LineView, ...]
    parts: tuple[Decimal, ...]
    sum: str
    absences: tuple[str, ...]
    exclusion: str
    flag: str | None


@dataclass(frozen=True)
class BoardView:
    """One peer group's ranking."""

    facts: BoardFacts
    name: str
    ranked: tuple[RowView, ...]
    lacking: tuple[RowView, ...]
    excluded: tuple[RowView, ...]
    flaws: tuple[str, ...]


@dataclass(frozen=True)
class RangeView:
    """A ranked unit's places under the other fair rules, and which of them move it."""

    unit: str
    range: Range
    moves: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class SensitivityView:
    """What was tried on one group, and how far each of its units could have stood from its place."""

    name: str
    alternatives: tuple[str, ...]
    ranges: tuple[RangeView, ...]

    @property
    def moved(self) -> int:
        """How many units have a place that depends on the rule."""
        return sum(not one.range.is_stable for one in self.ranges)


def words(text: Words) -> str:
    """A text of a release in the reader's language."""
    return in_language(text.zh, text.en)


def rule_views(facts: ListFacts, targets: NamesByCode) -> tuple[CriterionView, ...]:
    """The rule of a list in words."""
    return tuple(_criterion_view(criterion, targets) for criterion in facts.criteria)


def board_views(facts: ListFacts, units: NamesByCode) -> tuple[BoardView, ...]:
    """Every group's board, each score opened."""
    return tuple(_board_view(board, facts, units) for board in facts.boards)


def sensitivity_views(facts: ListFacts, units: NamesByCode) -> tuple[SensitivityView, ...]:
    """Would the order change? One answer for each group; none for a group in which nobody is ranked."""
    criteria = _criterion_names(facts)
    names = {board.group: words(board.name) for board in facts.boards}
    return tuple(
        SensitivityView(
            name=names[group],
            alternatives=tuple(_alternative_words(one, criteria) for one in found.alternatives),
            ranges=tuple(
                RangeView(
                    unit=_unit_name(one.unit, units),
                    range=one,
                    moves=tuple(
                        (_alternative_words(move.alternative, criteria), move.place) for move in one.moves
                    ),
                )
                for one in found.ranges
            ),
        )
        for group, found in sensitivity_of(facts).items()
        if found.ranges
    )


def _board_view(board: BoardFacts, facts: ListFacts, units: NamesByCode) -> BoardView:
    rows = [_row_view(row, facts, units) for row in board.rows]
    criteria = _criterion_names(facts)
    return BoardView(
        facts=board,
        name=words(board.name),
        ranked=tuple(row for row in rows if row.place is not None),
        lacking=tuple(row for row in rows if row.place is None and not row.exclusion),
        excluded=tuple(row for row in rows if row.exclusion),
        flaws=tuple(flaw_sentence(flaw, criteria) for flaw in flaws_of(board)),
    )


def _row_view(row: RowFacts, facts: ListFacts, units: NamesByCode) -> RowView:
    criteria = {criterion.code: criterion for criterion in facts.criteria}
    whole = sum((Fraction(criterion.weight) for criterion in facts.criteria), Fraction(0))
    lines = [(criteria[line.criterion], line) for line in row.lines]
    parts = tuple(
        half_up(Fraction(criterion.weight) * _line(criterion, line).working.points / whole, PART_PLACES)
        for criterion, line in lines
    )
    return RowView(
        code=row.unit,
        unit=_unit_name(row.unit, units),
        score=row.score,
        place=row.place,
        change=row.change,
        sign=change_sign(row.change),
        moved=change_words(row.change),
        lines=tuple(
            _line_view(criterion, line, part) for (criterion, line), part in zip(lines, parts, strict=True)
        ),
        parts=parts,
        sum=_sum_words(lines, whole),
        absences=tuple(
            _("%(criterion)s: %(absence)s")
            % {
                "criterion": words(criteria[absence.criterion].name),
                "absence": ABSENCE_LABELS[absence.absence],
            }
            for absence in row.absences
        ),
        exclusion=row.exclusion,
        flag=None if row.flag is None else words(row.flag),
    )


def _line_view(criterion: CriterionFacts, facts: LineFacts, part: Decimal) -> LineView:
    line = _line(criterion, facts)
    return LineView(
        name=words(criterion.name),
        is_sample=criterion.is_sample,
        figure=figure_words(criterion, facts),
        place=place_words(criterion, facts),
        working=working_line(line, RuleKind(criterion.rule)),
        points=points_text(line.working.points),
        weight=number_text(criterion.weight),
        weighted=points_text(Fraction(part)),
    )


def _sum_words(lines: list[tuple[CriterionFacts, LineFacts]], whole: Fraction) -> str:
    """Σ weight × points ÷ Σ weights with its numbers: (40 × 120.00 + 60 × 50.00) ÷ 100."""
    products = [
        f"{number_text(criterion.weight)} × {points_text(_line(criterion, line).working.points)}"
        for criterion, line in lines
    ]
    text = " + ".join(products)
    return text if whole == 1 or not lines else f"({text}) ÷ {whole}"


def _criterion_view(criterion: CriterionFacts, targets: NamesByCode) -> CriterionView:
    quantity = str(QUANTITY_LABELS[criterion.quantity])
    target = targets.get(criterion.target) if criterion.target else None
    return CriterionView(
        name=words(criterion.name),
        is_sample=criterion.is_sample,
        definition=words(criterion.definition),
        weight=number_text(criterion.weight),
        rule=str(RULE_LABELS[criterion.rule]),
        sentence=rule_sentence(rule_of(criterion.rule, criterion.parameters), words(criterion.unit)),
        looks_at=f"{words(target)} · {quantity}" if target else str(CRITERION_SOURCE_LABELS["entered"]),
        target=criterion.target if target else None,
        direction=_("more is better") if criterion.rising else _("less is better"),
    )


def _alternative_words(alternative: Alternative, criteria: Mapping[str, str]) -> str:
    return str(ALTERNATIVE_LABELS[alternative.kind]) % {
        "criterion": criteria.get(alternative.criterion or "", "")
    }


def _criterion_names(facts: ListFacts) -> dict[str, str]:
    return {criterion.code: words(criterion.name) for criterion in facts.criteria}


def _unit_name(code: str, units: NamesByCode) -> str:
    """A unit's name; its code where the release did not name it."""
    return words(units[code]) if code in units else code


def _line(criterion: CriterionFacts, facts: LineFacts) -> Line:
    return line_of(facts, criterion.weight)
