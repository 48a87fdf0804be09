"""What the rosters of a plan file must say about its targets and about themselves.

As in `plan_checks`, what cannot be read is passed over here: it has its own sentence already.
"""

from collections.abc import Iterator
from typing import Any

from tracker.documents.definition_checks import Row, part, repeated, rows, word
from tracker.documents.definition_fields import shown
from tracker.documents.definition_text import Place, Problem


def problems(tree: Row) -> Iterator[Problem]:
    """Every contradiction of the list of rosters."""
    yield from target_problems(tree)
    yield from repeated_names(tree, "rosters")
    for place, roster in rows(tree, "rosters"):
        for name in ("kinds", "levels"):
            yield from repeated(roster, name, "code", place)
            yield from repeated_names(roster, name, place)


def target_problems(tree: Row) -> Iterator[Problem]:
    """A target that is none of the file's, that counts no names, or that a roster has already."""
    aggregations = {word(target, "code"): target.get("aggregation") for _, target in rows(tree, "targets")}
    counted: dict[str, int] = {}
    for place, code in named_targets(tree):
        number = int(place[1])
        if code not in aggregations:
            yield Problem(place, f"there is no target {shown(code)} in targets")
        elif code in counted:
            where = "this roster" if counted[code] == number else f"rosters[{counted[code] + 1}]"
            yield Problem(place, f"{shown(code)} takes its count from {where} already")
        elif aggregations[code] != "roster":
            yield Problem(place, f"{shown(code)} counts no names; its aggregation would have to be roster")
        counted.setdefault(code, number)


def named_targets(tree: Row) -> Iterator[tuple[Place, str]]:
    """Every place of a roster that names a target, with the code that stands there."""
    for place, roster in rows(tree, "rosters"):
        targets: Any = roster.get("targets")
        for index, code in enumerate(targets if isinstance(targets, list) else ()):
            if isinstance(code, str):
                yield (*place, "targets", index), code


def repeated_names(node: Row, name: str, place: Place = ()) -> Iterator[Problem]:
    """A name that an earlier entry has already: in a spreadsheet nobody could tell which of them is meant."""
    first: dict[tuple[str, str], int] = {}
    for row_place, row in rows(node, name, place):
        for language in ("zh", "en"):
            text = (word(part(row, "name"), language) or "").strip()
            if not text:
                continue
            at = first.setdefault((language, text), int(row_place[-1]))
            if at != row_place[-1]:
                yield Problem((*row_place, "name", language), f"{shown(text)} is taken by {name}[{at + 1}]")
