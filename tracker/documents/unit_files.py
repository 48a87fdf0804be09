"""Unit files: the reporting units of a city in their official order."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from tracker.documents import definition_fields as fields
from tracker.documents.definition_checks import Row, read, repeated, rows, word
from tracker.documents.definition_fields import GbCode, Names, NotEmpty, Record, Slug, Texts, Whole, YesNo
from tracker.documents.definition_files import read_definition
from tracker.documents.definition_text import DefinitionFileError, FileFormat, Place, Problem

UnitKind = Literal["city", "bureau", "district", "zone"]


class UnitFileError(DefinitionFileError):
    """A unit file that cannot be used; `errors` holds every reason."""


class Unit(Record):
    """One reporting unit. `counts`: its figures count toward the city's total (overlapping areas do not)."""

    code: Slug
    kind: UnitKind
    name: Names
    gb_code: GbCode | None = None
    parent: Slug | None = None
    position: Annotated[Whole, Field(ge=1)]
    counts: YesNo
    note: Texts | None = None


class UnitFile(Record):
    """Everything one unit file says."""

    units: Annotated[tuple[Unit, ...], NotEmpty]


def read_units(text: str | bytes, *, format: FileFormat) -> UnitFile:
    """Read and check a unit file; raises UnitFileError with every error of the file at once."""
    return read_definition(text, format=format, model=UnitFile, checks=problems, error=UnitFileError)


def problems(tree: Row) -> Iterator[Problem]:
    """Every contradiction of a unit file."""
    for field in ("code", "gb_code", "position"):
        yield from repeated(tree, "units", field)
    units = dict(rows(tree, "units"))
    parents = {code: word(unit, "parent") for unit in units.values() if (code := word(unit, "code"))}
    for place, unit in units.items():
        yield from parent_problems(place, unit, parents)
        if word(unit, "kind") in {"city", "bureau"} and read(fields.yes_or_no, unit.get("counts")):
            sentence = (
                f"a {unit['kind']} cannot count toward the city's total; only districts and zones add up"
            )
            yield Problem((*place, "counts"), sentence)


def parent_problems(place: Place, unit: Row, parents: dict[str, str | None]) -> Iterator[Problem]:
    """A city stands at the top; everything else hangs from a unit of the file, never from itself."""
    kind, parent, place = word(unit, "kind"), word(unit, "parent"), (*place, "parent")
    if kind == "city" and unit.get("parent") is not None:
        yield Problem(place, "a city stands at the top and has no parent")
    if kind in {"bureau", "district", "zone"} and unit.get("parent") is None:
        yield Problem(place, f"is missing: a {kind} belongs to a unit above it")
    if parent is not None and parent not in parents:
        yield Problem(place, f"there is no unit {fields.shown(parent)} in units")
    above: list[str] = []
    while parent is not None and parent not in above:
        above.append(parent)
        parent = parents.get(parent)
    if word(unit, "code") in above:
        yield Problem(place, "leads back to the unit itself")
