"""Plan files: an action plan with its themes, targets, baselines, definitions and sources as one text.

docs/plan-files.md explains the format to the office that writes one. The field order here is the order of
that page.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from tracker.calculations.goals import Aggregation, Comparator, Measure
from tracker.documents import plan_checks
from tracker.documents.definition_fields import (
    Address,
    AsOf,
    EffectiveDate,
    Figure,
    Name,
    Names,
    NotEmpty,
    PartialDate,
    Prose,
    QuarterCode,
    Record,
    ShortNames,
    Slug,
    Texts,
    ThemeCode,
    UnitNames,
    Whole,
    YesNo,
)
from tracker.documents.definition_files import read_definition
from tracker.documents.definition_text import DefinitionFileError, FileFormat

Grade = Literal["A", "B", "C", "D"]
Qualifier = Literal["exact", "more-than", "at-least", "about", "expected", "flash", "derived"]


class PlanFileError(DefinitionFileError):
    """A plan file that cannot be used; `errors` holds every reason."""


class Source(Record):
    """Where a fact was published; `date` may be known to the month only and stays text.

    Grades: A government site, B established news site, C repost, D unusable.
    """

    code: Slug
    title: Name
    publisher: Name
    date: PartialDate
    grade: Grade
    address: Address | None = None
    note: Prose | None = None


class Plan(Record):
    """The action plan itself; `first` and `last` are the quarters its schedule covers."""

    code: Slug
    name: Names
    short_name: ShortNames
    issuer: Names | None = None
    first: QuarterCode
    last: QuarterCode
    position: Annotated[Whole, Field(ge=1)]
    source: Slug


class Theme(Record):
    """A heading of the plan; themes stand in the order of the file."""

    code: ThemeCode
    name: Names


class Baseline(Record):
    """Where a target started. `value` None is "not published" and never zero; the note then says why."""

    value: Figure | None
    as_of: AsOf | None = None
    qualifier: Qualifier | None = None
    source: Slug | None = None
    note: Texts | None = None


class Definition(Record):
    """What exactly is counted (口径) from a day on.

    `source` is where the words it explains were published; a text without one says whose statement it is.
    """

    text: Texts
    effective_on: EffectiveDate
    source: Slug | None = None


class Remark(Record):
    """A published statement under another definition: shown beside the chart, never as an actual."""

    quarter: QuarterCode
    text: Texts
    source: Slug


class Target(Record):
    """One measurable target; targets stand in the order of the file.

    `part_of` is the code of a target of the same file of which this one counts a part.
    A band has `upper` (reached within value..upper, both included) and no comparator; every other target
    has a comparator and no upper.
    """

    code: Slug
    theme: ThemeCode
    name: Names
    wording: Prose
    unit: UnitNames
    decimals: Annotated[Whole, Field(ge=0, le=4)]
    comparator: Comparator | None = None
    value: Figure
    upper: Figure | None = None
    measure: Measure
    counts_from_start: YesNo = False
    aggregation: Aggregation
    part_of: Slug | None = None
    baseline: Baseline
    milestones: dict[QuarterCode, Figure] = Field(default_factory=dict)
    definitions: Annotated[tuple[Definition, ...], NotEmpty]
    remarks: tuple[Remark, ...] = ()

    @property
    def planned_values(self) -> list[tuple[QuarterCode, Decimal]]:
        """The milestones in time order."""
        return sorted(self.milestones.items())


class RosterGrade(Record):
    """A list type or a level of a roster."""

    code: Slug
    name: Names


class Roster(Record):
    """A list of names (名录) that gives targets of this file their count; rosters stand in the order of the file.

    `item` is the word for what is counted where an enterprise can have several; without one enterprises are counted.
    Levels stand lowest first.
    """

    code: Slug
    name: Names
    targets: Annotated[tuple[Slug, ...], NotEmpty]
    item: UnitNames | None = None
    kinds: tuple[RosterGrade, ...] = ()
    levels: tuple[RosterGrade, ...] = ()


class PlanFile(Record):
    """Everything one plan file says."""

    plan: Plan
    sources: Annotated[tuple[Source, ...], NotEmpty]
    themes: Annotated[tuple[Theme, ...], NotEmpty]
    targets: Annotated[tuple[Target, ...], NotEmpty]
    rosters: tuple[Roster, ...] = ()


def read_plan(text: str | bytes, *, format: FileFormat) -> PlanFile:
    """Read and check a plan file.

    `format` is "yaml" or "json" (`file_format(path)` tells which). Raises PlanFileError with every error of
    the file at once, each naming its place: fields that are missing, unknown or unreadable, and statements
    that contradict each other.
    """
    return read_definition(
        text, format=format, model=PlanFile, checks=plan_checks.problems, error=PlanFileError
    )
