"""Looking at the plain tree of a definition file without tripping over what is wrong in it.

Checks between fields use these, so that an unreadable field (which has its own sentence already) does not
hide what is wrong beside it.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from tracker.documents.definition_fields import shown
from tracker.documents.definition_text import Place, Problem

Row = dict[str, Any]
Value = TypeVar("Value")


def rows(node: Any, name: str, place: Place = ()) -> Iterator[tuple[Place, Row]]:
    """The mappings in the list `name` of a mapping, each with its place; none where there is no such list."""
    entries = node.get(name) if isinstance(node, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield (*place, name, index), entry


def part(node: Any, name: str) -> Row:
    """The mapping that stands under `name`, empty when there is none."""
    found = node.get(name) if isinstance(node, dict) else None
    return found if isinstance(found, dict) else {}


def word(row: Row, name: str) -> str | None:
    """The text that stands under `name`, None when there is none."""
    found = row.get(name)
    return found if isinstance(found, str) else None


def codes(tree: Row, name: str) -> set[str]:
    """The codes of the list `name`."""
    return {code for _, row in rows(tree, name) if (code := word(row, "code"))}


def read(reader: Callable[[Any], Value], raw: Any) -> Value | None:
    """The value where it can be read; None where it is absent or has its own error already."""
    try:
        return None if raw is None else reader(raw)
    except ValueError:
        return None


def repeated(node: Row, name: str, field: str, place: Place = ()) -> Iterator[Problem]:
    """A code, position … that an earlier entry of the list `name` has already; `place` is where the list stands."""
    first: dict[str, int] = {}
    for row_place, row in rows(node, name, place):
        if (value := word(row, field)) is None:
            continue
        if value in first:
            yield Problem((*row_place, field), f"{shown(value)} is taken by {name}[{first[value] + 1}]")
        else:
            first[value] = int(row_place[-1])
