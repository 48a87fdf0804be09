"""Recognition files: honours (荣誉) and events (大事记) with their sources. None is a target's value."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from tracker.documents import definition_fields as fields
from tracker.documents.definition_checks import Row, read, repeated, rows, word
from tracker.documents.definition_fields import AsOf, NotEmpty, Record, Slug, Texts, UnitNames, Whole
from tracker.documents.definition_files import read_definition
from tracker.documents.definition_text import DefinitionFileError, FileFormat, Place, Problem
from tracker.documents.plan_files import Source

Kind = Literal["honour", "event"]


class RecognitionFileError(DefinitionFileError):
    """A recognition file that cannot be used; `errors` holds every reason."""


class Recognition(Record):
    """One published fact. `count`, with its unit, is how many were recognised, where the source gives a number.

    `source` is the code of a source of this file or of one that is in the database already; `target` or `plan`
    is what the fact concerns.
    """

    code: Slug
    kind: Kind
    as_of: AsOf
    count: Annotated[Whole, Field(ge=1)] | None = None
    unit: UnitNames | None = None
    text: Texts
    note: Texts | None = None
    source: Slug
    plan: Slug | None = None
    target: Slug | None = None


class RecognitionFile(Record):
    """Everything one recognition file says."""

    sources: tuple[Source, ...] = ()
    recognitions: Annotated[tuple[Recognition, ...], NotEmpty]


def read_recognitions(text: str | bytes, *, format: FileFormat) -> RecognitionFile:
    """Read and check a recognition file; raises RecognitionFileError with every error of the file at once."""
    return read_definition(
        text, format=format, model=RecognitionFile, checks=problems, error=RecognitionFileError
    )


def problems(tree: Row) -> Iterator[Problem]:
    """Every contradiction of a recognition file."""
    yield from repeated(tree, "sources", "code")
    yield from repeated(tree, "recognitions", "code")
    unusable = {word(row, "code") for _, row in rows(tree, "sources") if row.get("grade") == "D"}
    for place, row in rows(tree, "recognitions"):
        yield from _row_problems(place, row)
        code = word(row, "source")
        if code is not None and code in unusable:
            yield Problem(
                (*place, "source"), f"{fields.shown(code)} has grade D (unusable); nothing can rest on it"
            )


def _row_problems(place: Place, row: Row) -> Iterator[Problem]:
    """A number needs its unit, an event its date, and a target knows its own plan."""
    if row.get("count") is not None and row.get("unit") is None:
        yield Problem((*place, "unit"), "is missing: a number cannot be read without it")
    if row.get("count") is None and row.get("unit") is not None:
        yield Problem((*place, "unit"), "stands beside no number (count)")
    as_of = read(fields.as_of, row.get("as_of"))
    if row.get("kind") == "event" and as_of is not None and len(as_of) == 4:
        yield Problem((*place, "as_of"), f"{as_of} is only a year; an event has its quarter, month or day")
    if row.get("plan") is not None and row.get("target") is not None:
        yield Problem((*place, "plan"), "is not needed beside a target, which knows its own plan")
