"""What a release says about the competition: each list with its rule, its boards, and the figures behind them."""

from __future__ import annotations

from tracker.calculations.criteria import Absence

from .release_alphabet import Facts, Number, QuarterCode, Words


class CriterionFacts(Facts):
    """A criterion with its weight and rule in the weighting that was in force; `parameters` as they are stored."""

    code: str
    name: Words
    source: str
    target: str | None
    quantity: str
    rising: bool
    unit: Words
    decimals: int
    definition: Words
    is_sample: bool
    weight: Number
    rule: str
    parameters: dict[str, str | None]


class WorkingFacts(Facts):
    """The numbers of the one formula (`calculations.scoring_points.Working`)."""

    value: Number
    origin: Number
    span: Number
    factor: Number
    offset: Number
    least: Number
    most: Number | None


class LineFacts(Facts):
    """One criterion's part in a score: the figure, what it is held against, and its working."""

    criterion: str
    value: Number
    target: Number | None
    place_before: int | None
    working: WorkingFacts


class AbsenceFacts(Facts):
    criterion: str
    absence: Absence


class RowFacts(Facts):
    """A unit on a board: its score and place, or why it has none. `flag` is the citation of its honour flag."""

    unit: str
    score: Number | None
    place: int | None
    change: int | None
    lines: tuple[LineFacts, ...]
    absences: tuple[AbsenceFacts, ...]
    exclusion: str
    flag: Words | None


class FlawFacts(Facts):
    """Something to know about a board, or why nobody is ranked on it."""

    problem: str
    criterion: str | None
    value: Number | None


class BoardFacts(Facts):
    """The ranking of one peer group, in the order in which it is shown."""

    group: str
    name: Words
    rows: tuple[RowFacts, ...]
    flaws: tuple[FlawFacts, ...]


class EnteredFacts(Facts):
    """A figure that was entered and approved for the competition alone, and which version of it."""

    criterion: str
    unit: str
    value: Number | None
    own_target: Number | None
    version: int


class ListFacts(Facts):
    """A list (榜) of the quarter with the rule beside its boards; no boards where no criteria are set."""

    code: str
    name: Words
    motto: Words
    looks_at: Words
    weighting: int | None
    from_quarter: QuarterCode | None
    criteria: tuple[CriterionFacts, ...]
    boards: tuple[BoardFacts, ...]
    figures: tuple[EnteredFacts, ...] = ()

    @property
    def is_sample(self) -> bool:
        return any(criterion.is_sample for criterion in self.criteria)


class EditionFacts(Facts):
    code: str
    name: Words
    lists: tuple[ListFacts, ...]
