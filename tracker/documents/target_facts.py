"""What a release says about plans and targets: their definitions, every figure, and what it added up to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict

from tracker.calculations.aggregation import Total, TotalProblem
from tracker.calculations.goals import StartKind
from tracker.calculations.progress import Reason, Standing, Status

from .release_alphabet import Facts, Number, QuarterCode, Words


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
    count: int | None
    unit: Words
    text: Words
    note: Words
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

    @classmethod
    def of(cls, total: Total, codes: Mapping[str, str]) -> TotalFacts:
        """A total with its units' codes in the place of their names."""
        facts = asdict(total)
        for group in ("missing", "left_out", "not_counting"):
            facts[group] = tuple(codes[name] for name in facts[group])
        return cls(**facts)


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

    @classmethod
    def of(cls, standing: Standing) -> StandingFacts:
        facts = {name: getattr(standing, name) for name in cls.model_fields}
        return cls(**facts | {"method": standing.method.version})


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
