"""What a release says: every fact of a published quarter, by codes and in both languages, and nothing else.

It is written once, hashed, and read again for every page of the release. Decimals, quarters and days are texts,
counts are whole numbers, what is missing is null; there is no floating-point number in it. Units, targets and
sources are named by their codes. No person is named. A field that is added later has a default: what was published
with an older software is read as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from tracker.calculations.aggregation import TotalProblem
from tracker.calculations.criteria import Absence
from tracker.calculations.goals import StartKind
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Reason, Status

SCHEMA = 1


def number_text(value: Decimal) -> str:
    """The one way in which a number is written: 75.0000, 75 and 7.5E+1 are all "75"."""
    return format(value.normalize(), "f") if value else "0"


def _quarter(value: Any) -> Any:
    return Quarter.parse(value) if isinstance(value, str) else value


Number = Annotated[Decimal, PlainSerializer(number_text, return_type=str)]
QuarterCode = Annotated[
    Quarter, BeforeValidator(_quarter), PlainSerializer(lambda quarter: quarter.code, return_type=str)
]


class Facts(BaseModel):
    """Frozen, and closed: an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Words(Facts):
    """A text in Chinese and, where somebody gave one, in English."""

    zh: str
    en: str = ""


class SourceFacts(Facts):
    code: str
    title: str
    publisher: str
    date: str
    grade: str
    address: str
    note: str


class UnitFacts(Facts):
    code: str
    name: Words
    kind: str
    position: int
    counts_toward_total: bool
    is_fictitious: bool


class PeriodFacts(Facts):
    quarter: QuarterCode
    opens: dt.date
    due: dt.date
    closed_at: dt.datetime


class MethodFacts(Facts):
    """The thresholds that are in force from a quarter on."""

    from_quarter: QuarterCode
    version: int
    ahead: Number
    on_schedule: Number
    slightly_behind: Number
    start_share: Number
    start_tolerance: Number


class BaselineFacts(Facts):
    value: Number | None
    as_of: str
    qualifier: str
    source: str | None
    note: Words


class DefinitionFacts(Facts):
    text: Words
    effective_on: dt.date
    source: str | None


class MilestoneFacts(Facts):
    quarter: QuarterCode
    value: Number


class RemarkFacts(Facts):
    quarter: QuarterCode
    text: Words
    source: str


class RecognitionFacts(Facts):
    """An event that a target's chart is marked with."""

    kind: str
    as_of: str
    text: Words
    source: str


class MarkFacts(Facts):
    """A level or a list type of a roster."""

    code: str
    name: Words


class RosterFacts(Facts):
    code: str
    name: Words
    levels: tuple[MarkFacts, ...]
    kinds: tuple[MarkFacts, ...]


class AssignmentFacts(Facts):
    unit: str
    own_target: Number | None
    own_baseline: Number | None


class FigureFacts(Facts):
    """What a unit stated, and which version of it: its number names the row that was approved."""

    unit: str
    value: Number
    numerator: Number | None
    denominator: Number | None
    qualifier: str
    note: str
    version: int


class CountFacts(Facts):
    """What a roster counted at the quarter's end."""

    city: int
    units: dict[str, int]
    is_official: bool
    levels: dict[str, int]
    kinds: dict[str, int]
    decision: str  # why the one or the other figure is official; empty without a decision


class TotalFacts(Facts):
    """The city's figure and what it rests on; units by their codes."""

    value: Number | None
    numerator: Number | None
    denominator: Number | None
    expected: int
    reported: int
    missing: tuple[str, ...]
    left_out: tuple[str, ...]
    not_counting: tuple[str, ...]
    problem: TotalProblem | None
    is_counted: bool


class StandingFacts(Facts):
    """A status with every number that made it; the thresholds by their version."""

    status: Status
    reasons: tuple[Reason, ...]
    actual: Number | None
    target: Number
    completion: Number | None
    start: Number | None
    start_kind: StartKind | None
    planned_value: Number | None
    share: Number | None
    planned_share: Number | None
    ratio: Number | None
    distance: Number | None
    method: int


class QuarterFacts(Facts):
    """One target in one quarter: what units stated, what it added up to, and where it stood."""

    quarter: QuarterCode
    figures: tuple[FigureFacts, ...]
    counts: CountFacts | None
    total: TotalFacts
    standing: StandingFacts


class TargetFacts(Facts):
    code: str
    name: Words
    wording: str
    unit: Words
    decimals: int
    comparator: str
    value: Number
    upper: Number | None
    measure: str
    counts_from_start: bool
    aggregation: str
    lead_unit: str | None
    baseline: BaselineFacts | None
    definitions: tuple[DefinitionFacts, ...]
    milestones: tuple[MilestoneFacts, ...]
    remarks: tuple[RemarkFacts, ...]
    recognitions: tuple[RecognitionFacts, ...]
    roster: RosterFacts | None
    assignments: tuple[AssignmentFacts, ...]
    quarters: tuple[QuarterFacts, ...]


class ThemeFacts(Facts):
    code: str
    name: Words
    targets: tuple[TargetFacts, ...]


class PlanFacts(Facts):
    code: str
    name: Words
    short_name: Words
    issuer: Words
    first: QuarterCode
    last: QuarterCode
    followed_until: QuarterCode | None
    source: str
    themes: tuple[ThemeFacts, ...]


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
    """Something to know about a board; one that forbids publishing never comes here."""

    problem: str
    criterion: str | None
    value: Number | None


class BoardFacts(Facts):
    """The ranking of one peer group, in the order in which it is shown."""

    group: str
    name: Words
    rows: tuple[RowFacts, ...]
    flaws: tuple[FlawFacts, ...]


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

    @property
    def is_sample(self) -> bool:
        return any(criterion.is_sample for criterion in self.criteria)


class EditionFacts(Facts):
    code: str
    name: Words
    lists: tuple[ListFacts, ...]


class ObjectionFacts(Facts):
    """An objection and its answer; `target` and `list` are codes, at most one of them."""

    number: int
    unit: str
    target: str | None
    list: str | None
    text: str
    is_late: bool
    outcome: str  # empty while it has not been answered
    answer: str


class StatusEffect(Facts):
    """What a correction did to a target's city figure and status in a quarter."""

    target: str
    quarter: QuarterCode
    value_before: Number | None
    value_after: Number | None
    status_before: Status
    status_after: Status


class PlaceEffect(Facts):
    """What a correction did to a unit's score and place on a board."""

    edition: str
    list: str
    unit: str
    score_before: Number | None
    score_after: Number | None
    place_before: int | None
    place_after: int | None


class CorrectionFacts(Facts):
    """A correction (更正) of this release: numbered over all its revisions. `target` for a reported figure,
    `edition`, `list` and `criterion` for one entered for the competition.
    """

    number: int
    revision: int
    on: dt.date
    target: str | None
    edition: str | None
    list: str | None
    criterion: str | None
    unit: str
    quarter: QuarterCode
    old: Number | None
    new: Number | None
    reason: Words
    statuses: tuple[StatusEffect, ...]
    places: tuple[PlaceEffect, ...]


class ReleaseContent(Facts):
    """One quarter as it was published."""

    schema_version: int = SCHEMA
    quarter: QuarterCode
    revision: int
    previous_sha256: str
    published_at: dt.datetime
    is_demo: bool
    software: str
    announcement: Words
    override_reason: str
    periods: tuple[PeriodFacts, ...]
    methods: tuple[MethodFacts, ...]
    sources: tuple[SourceFacts, ...]
    units: tuple[UnitFacts, ...]
    plans: tuple[PlanFacts, ...]
    editions: tuple[EditionFacts, ...]
    objections: tuple[ObjectionFacts, ...]
    corrections: tuple[CorrectionFacts, ...]

    def targets(self) -> Iterator[TargetFacts]:
        """Every target, in the order of the plans."""
        for plan in self.plans:
            for theme in plan.themes:
                yield from theme.targets
