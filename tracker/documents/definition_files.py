"""From a definition file to frozen records, or to every error of the file at once.

Plan files and unit files differ only in their records and in the checks between their fields.
"""

from collections.abc import Callable, Container, Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tracker.documents.definition_fields import Record, abridged, shown
from tracker.documents.definition_text import (
    DefinitionFileError,
    FileFormat,
    Parsed,
    Place,
    Problem,
    UnreadableFile,
    parsed,
    walk,
)

RecordType = TypeVar("RecordType", bound=Record)


def file_format(path: Path) -> FileFormat:
    """The format by the file's ending, .yaml, .yml or .json; DefinitionFileError for any other."""
    endings: dict[str, FileFormat] = {".yaml": "yaml", ".yml": "yaml", ".json": "json"}
    try:
        return endings[path.suffix.lower()]
    except KeyError:
        raise DefinitionFileError(["the name must end in .yaml, .yml or .json"]) from None


def read_definition(
    text: str | bytes,
    *,
    format: FileFormat,
    model: type[RecordType],
    checks: Callable[[dict[str, Any]], Iterable[Problem]],
    error: type[DefinitionFileError],
) -> RecordType:
    """Read a file into `model`, or raise `error` with every problem that can be found in one pass.

    `checks` compares fields with each other. It is given the plain tree, not the record, so that a misspelt
    comparator does not hide a milestone outside the plan.
    """
    try:
        file = parsed(text, format)
    except UnreadableFile as unreadable:
        raise error(unreadable.errors) from unreadable
    if not isinstance(file.tree, dict):
        what = "is empty" if file.tree is None else f"holds {shown(file.tree)}"
        raise error([f"the file {what}; expected a mapping with {', '.join(model.model_fields)}"])
    problems = [*file.problems, *checks(file.tree)]
    record = None
    try:
        record = model.model_validate(file.tree)
    except ValidationError as invalid:
        problems += [Problem(place_of(found), sentence_of(found)) for found in invalid.errors()]
    if record is None or problems:
        raise error(in_words(problems, file))
    return record


def place_of(found: ErrorDetails) -> Place:
    """Where pydantic found it (the key of a mapping is marked with "[key]" there)."""
    return tuple(step for step in found["loc"] if step != "[key]")


def sentence_of(found: ErrorDetails) -> str:
    """What pydantic found, in words that need no pydantic."""
    value, context = shown(found["input"]), found.get("ctx", {})
    sentences = {
        "missing": "is missing",
        "extra_forbidden": "is not a field of this format",
        "literal_error": f"{value} is not one of {context.get('expected')}",
        "enum": f"{value} is not one of {context.get('expected')}",
        "model_type": f"expected a mapping, found {value}",
        "dict_type": f"expected a mapping, found {value}",
        "tuple_type": f"expected a list, found {value}",
        "greater_than_equal": f"{value} is too small; at least {context.get('ge')} is expected",
        "less_than_equal": f"{value} is too large; at most {context.get('le')} is expected",
        "value_error": str(context.get("error")),
    }
    return sentences.get(found["type"], found["msg"])


def in_words(problems: list[Problem], file: Parsed) -> list[str]:
    """The problems as sentences that name their place, in the order of the file and each one once."""
    order = {place: number for number, (place, _) in enumerate(walk(file.tree))}
    ordered = sorted(problems, key=lambda problem: order[nearest(problem.place, order)])
    return list(dict.fromkeys(sentence_at(problem, file) for problem in ordered))


def nearest(place: Place, known: Container[Place]) -> Place:
    """The place itself, or the one it would stand in."""
    while place and place not in known:
        place = place[:-1]
    return place


def sentence_at(problem: Problem, file: Parsed) -> str:
    """The sentence with its place before it: "targets[6] (smart-factory).comparator (line 88): …".

    Entries are counted from 1. What is missing has the line of the entry it is missing from.
    """
    if not problem.place:
        return problem.sentence
    name, node = "", file.tree
    for step in problem.place:
        node = child_of(node, step)
        if isinstance(step, int):
            code = child_of(node, "code")
            name += f"[{step + 1}]" + (f" ({abridged(code)})" if isinstance(code, str) and code else "")
        else:
            name += f".{abridged(step)}" if name else abridged(step)
    line = file.lines.get(nearest(problem.place, file.lines))
    return f"{name}{f' (line {line})' if line else ''}: {problem.sentence}"


def child_of(node: Any, step: str | int) -> Any:
    """What stands one step deeper, or None where the file ends before it."""
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, list) and isinstance(step, int):
        return node[step]
    return None
