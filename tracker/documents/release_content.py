"""What a release says: every fact of a published quarter, by codes and in both languages, and nothing else.

It is written once, hashed, and read again for every page of the release. Decimals, quarters and days are texts,
counts are whole numbers, what is missing is null; there is no floating-point number in it. Units, targets and
sources are named by their codes. No person is named. A field that is added later has a default: what was published
with an older software is read as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tracker.calculations.progress import Status

from .competition_facts import (
    AbsenceFacts,
    BoardFacts,
    CriterionFacts,
    EditionFacts,
    EnteredFacts,
    FlawFacts,
    LineFacts,
    ListFacts,
    RowFacts,
    WorkingFacts,
)
from .release_alphabet import Facts, Number, QuarterCode, Words, number_text
from .target_facts import (
    AssignmentFacts,
    BaselineFacts,
    CountFacts,
    DefinitionFacts,
    FigureFacts,
    MarkFacts,
    MethodFacts,
    MilestoneFacts,
    PeriodFacts,
    PlanFacts,
    QuarterFacts,
    RecognitionFacts,
    RemarkFacts,
    RosterFacts,
    SourceFacts,
    StandingFacts,
    TargetFacts,
    ThemeFacts,
    TotalFacts,
    UnitFacts,
)

__all__ = [
    "SCHEMA",
    "AbsenceFacts",
    "AssignmentFacts",
    "BaselineFacts",
    "BoardFacts",
    "CorrectionFacts",
    "CountFacts",
    "CriterionFacts",
    "DefinitionFacts",
    "EditionFacts",
    "EnteredFacts",
    "Facts",
    "FigureFacts",
    "FlawFacts",
    "LineFacts",
    "ListFacts",
    "MarkFacts",
    "MethodFacts",
    "MilestoneFacts",
    "Number",
    "ObjectionFacts",
    "PeriodFacts",
    "PlaceEffect",
    "PlanFacts",
    "QuarterCode",
    "QuarterFacts",
    "RecognitionFacts",
    "ReleaseContent",
    "RemarkFacts",
    "RosterFacts",
    "RowFacts",
    "SourceFacts",
    "StandingFacts",
    "StatusEffect",
    "TargetFacts",
    "ThemeFacts",
    "TotalFacts",
    "UnitFacts",
    "Words",
    "WorkingFacts",
    "number_text",
]

SCHEMA = 1


class ObjectionFacts(Facts):
    """An objection and its answer; `target` and `list` are codes, at most one of them, and a list is of an edition."""

    number: int
    unit: str
    target: str | None
    list: str | None
    edition: str | None = None
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
    # What a figure says beside its value, where only that is corrected: its parts, its qualifier, the own target.
    old_text: str = ""
    new_text: str = ""
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
