"""Competition files: an edition of the competition with its lists and, where they are known, groups and criteria.

docs/competitions.md explains the format to the office that writes one. The field order here is the order of that
page.
"""

from typing import Annotated

from pydantic import Field

from tracker.calculations.scoring_rules import RuleKind
from tracker.documents import competition_checks
from tracker.documents.definition_fields import (
    Figure,
    Name,
    Names,
    NotEmpty,
    Prose,
    QuarterCode,
    Record,
    Slug,
    Texts,
    UnitNames,
    Whole,
    YesNo,
)
from tracker.documents.definition_files import read_definition
from tracker.documents.definition_text import DefinitionFileError, FileFormat
from tracker.documents.plan_files import Source


class CompetitionFileError(DefinitionFileError):
    """A competition file that cannot be used; `errors` holds every reason."""


class Edition(Record):
    """One round of the competition. Without `last` it goes on; `has_results: false` where only names are known."""

    code: Slug
    name: Names
    first: QuarterCode
    last: QuarterCode | None = None
    has_results: YesNo = True
    note: Texts | None = None
    position: Annotated[Whole, Field(ge=1)]
    source: Slug | None = None


class Group(Record):
    """Units that are ranked among themselves, by their codes; a unit stands in one group."""

    code: Slug
    name: Names
    units: Annotated[tuple[Slug, ...], NotEmpty]


class Criterion(Record):
    """What a list looks at, its weight and its rule. Without `target` its figures are entered for the competition.

    `parameters` are the rule's own numbers; what is left out is as docs/scoring.md says. A parameter that is null is
    none: a cap of null is no cap.
    """

    code: Slug
    name: Names
    target: Slug | None = None
    quantity: competition_checks.QuantityCode = "entered"
    rising: YesNo = True
    unit: UnitNames | None = None
    decimals: Annotated[Whole, Field(ge=0, le=4)] = 0
    definition: Texts | None = None
    sample: YesNo = False
    weight: Figure
    rule: RuleKind
    parameters: dict[str, Figure | None] = Field(default_factory=dict)


class Weighting(Record):
    """From when on a list's criteria are in force, and why."""

    from_quarter: QuarterCode
    reason: Prose


class CompetitionList(Record):
    """A list (榜); lists stand in the order of the file. Criteria and their weighting come together or not at all."""

    code: Slug
    name: Names
    motto: Names | None = None
    looks_at: Names | None = None
    weighting: Weighting | None = None
    criteria: tuple[Criterion, ...] = ()


class CompetitionFile(Record):
    """Everything one competition file says."""

    edition: Edition
    sources: tuple[Source, ...] = ()
    groups: tuple[Group, ...] = ()
    lists: Annotated[tuple[CompetitionList, ...], NotEmpty]


class EnteredSeries(Record):
    """Invented figures of one criterion: for each unit one per quarter, in the order of `quarters`. Null: none."""

    list: Slug
    criterion: Slug
    figures: dict[Slug, tuple[Figure | None, ...]]
    own_targets: dict[Slug, Figure] = Field(default_factory=dict)


class Exclusion(Record):
    """A unit that is left out of all lists in a quarter."""

    unit: Slug
    quarter: QuarterCode
    reason: Prose
    document: Name | None = None


class HonourFlag(Record):
    """A red flag (红旗) for a unit on a list in a quarter."""

    list: Slug
    unit: Slug
    quarter: QuarterCode
    citation: Texts


class DemoCompetitionFile(CompetitionFile):
    """A competition file of the demonstration: with invented figures, exclusions and honour flags."""

    quarters: Annotated[tuple[QuarterCode, ...], NotEmpty]
    blank_reason: Slug
    blank_note: Prose
    source_document: Name
    entered: tuple[EnteredSeries, ...]
    exclusions: tuple[Exclusion, ...] = ()
    flags: tuple[HonourFlag, ...] = ()


def read_competition(text: str | bytes, *, format: FileFormat) -> CompetitionFile:
    """Read and check a competition file.

    `format` is "yaml" or "json". Raises CompetitionFileError with every error of the file at once, each naming its
    place.
    """
    return read_definition(
        text,
        format=format,
        model=CompetitionFile,
        checks=competition_checks.problems,
        error=CompetitionFileError,
    )


def read_demo_competition(text: str | bytes, *, format: FileFormat) -> DemoCompetitionFile:
    """Read and check the demonstration's competition file; raises as `read_competition` does."""
    return read_definition(
        text,
        format=format,
        model=DemoCompetitionFile,
        checks=competition_checks.problems,
        error=CompetitionFileError,
    )
