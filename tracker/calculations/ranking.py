"""Places on a board: standard competition ranking (1, 2, 3, 3, 5), and how far a unit has moved.

Source: two published boards of Nanjing's districts, on which equal scores share a place and the next place is
skipped; "Places" in docs/scoring.md.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

Merit = TypeVar("Merit", Decimal, Fraction)


def places(merits: Mapping[str, Merit]) -> dict[str, int]:
    """The place of every unit: one more than the number of units that are strictly better; more is better.

    Equal merits share a place, however they are written (2.5 and 2.50), and as many places are skipped after
    them: 90, 85, 80, 80, 70 take the places 1, 2, 3, 3, 5. The order in which the units come changes nothing.
    """
    best_place: dict[Merit, int] = {}
    for place, merit in enumerate(sorted(merits.values(), reverse=True), start=1):
        best_place.setdefault(merit, place)
    return {unit: best_place[merit] for unit, merit in merits.items()}


def change_of_place(now: int | None, before: int | None) -> int | None:
    """How many places a unit has climbed since the quarter before: from 5th to 3rd is 2, back again −2.

    None when it has no place in one of the two quarters: nothing can be said then, and 0 would say "unmoved".
    """
    if now is None or before is None:
        return None
    return before - now
