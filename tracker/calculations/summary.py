"""Counting targets by status for a summary in words: every class named with its members, and nothing lost.

Source: progress method, item 3 (summary), in docs/calculations.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.calculations.progress import Status


@dataclass(frozen=True, slots=True)
class StatusClass:
    """The targets of one status, in the order in which they were given (the plan's order)."""

    status: Status
    members: tuple[str, ...]


def classes(standings: Iterable[tuple[str, Status]]) -> tuple[StatusClass, ...]:
    """All nine statuses, best first and unknown last, the empty ones too.

    The classes partition the targets: each target is a member of exactly one, so that the counts always add
    up.
    """
    rows = tuple(standings)
    return tuple(StatusClass(status, tuple(name for name, own in rows if own == status)) for status in Status)
