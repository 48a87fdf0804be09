"""How many names a roster counts: in all, at each level, on each list type.

Source: progress method, item 7, in docs/calculations.md. A name counts once, however many entries it has.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Unit = TypeVar("Unit", bound=Hashable)


@dataclass(frozen=True, slots=True)
class NameCount:
    """Distinct names, and by code how many of them have each level as their highest and stand on each list type.

    A name has one highest level or none, so levels add up to at most `count`; it can stand on several list types,
    so those can add up to more. A code without names is left out.
    """

    count: int = 0
    levels: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NameGroup:
    """Names of one unit that share their highest level: its place from 1 (the lowest) on, 0 for none. `kinds` says
    how many of them stand on each list type, in the order of the list types.
    """

    rank: int
    count: int
    kinds: tuple[int, ...] = ()


def name_count(groups: Iterable[NameGroup], *, levels: Sequence[str], kinds: Sequence[str]) -> NameCount:
    """What groups of names come to; `levels` are the codes from the lowest on, `kinds` those of the list types.

    2 names at most at three stars, 3 at five, 1 without a star: 6 in all, {"three": 2, "five": 3}.
    """
    groups = list(groups)
    by_level = {
        code: sum(group.count for group in groups if group.rank == rank)
        for rank, code in enumerate(levels, start=1)
    }
    by_kind = {code: sum(group.kinds[place] for group in groups) for place, code in enumerate(kinds)}
    return NameCount(
        count=sum(group.count for group in groups),
        levels={code: count for code, count in by_level.items() if count},
        kinds={code: count for code, count in by_kind.items() if count},
    )


def name_counts(
    groups: Iterable[tuple[Unit, NameGroup]], *, levels: Sequence[str], kinds: Sequence[str]
) -> dict[Unit, NameCount]:
    """The same for each unit that has names."""
    of_units: dict[Unit, list[NameGroup]] = {}
    for unit, group in groups:
        of_units.setdefault(unit, []).append(group)
    return {unit: name_count(found, levels=levels, kinds=kinds) for unit, found in of_units.items()}
