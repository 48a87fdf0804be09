"""How much of the city's change came from each unit (贡献).

Source: progress method, item 7 (contributions), in docs/calculations.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from tracker.calculations.aggregation import Part, total
from tracker.calculations.goals import Aggregation
from tracker.calculations.increments import Change, change
from tracker.calculations.rounding import EXACT, HUNDRED, STORED_PLACES, quotient, rounded


@dataclass(frozen=True, slots=True)
class Contribution:
    """One unit's part in the city's change.

    `amount` is in the figure's own unit (percentage points for a percentage); the amounts add up to the
    change. `points`: by how many percentage points the unit moved the city's growth rate (拉动); None for a
    ratio, and when there is no rate. `share`: the amount in per cent of the whole change (贡献率); None
    when nothing changed, above 100 or negative when units moved apart.
    """

    unit: str
    amount: Decimal
    points: Decimal | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Contributions:
    """Every unit that can be compared, the change of their common figure, and the units left out of it."""

    change: Change
    units: tuple[Contribution, ...]
    left_out: tuple[str, ...]


def contributions(
    before: Sequence[Part], now: Sequence[Part], aggregation: Aggregation, *, percent: bool = False
) -> Contributions | None:
    """Each unit's contribution to the change between two quarters; None when no unit can be compared.

    Only units that count and reported in both quarters are compared, so that a report that comes late does
    not look like growth; the others are named. Units are listed in the order of `now`. Sums: 30→36 and
    70→74 make 100→110: amounts 6 and 4, so 6 and 4 percentage points of the growth of 10 %, shares 60 % and
    40 %. Four places, half up.
    """
    with localcontext(EXACT):
        if aggregation == Aggregation.RATIO:
            amounts = _ratio_amounts(before, now, HUNDRED if percent else Decimal(1))
        else:
            amounts = _sum_amounts(before, now)
        whole_amount = sum(amounts.values(), Decimal(0))
    old = total([part for part in before if part.unit in amounts], aggregation, percent=percent)
    new = total([part for part in now if part.unit in amounts], aggregation, percent=percent)
    whole = change(new.value, old.value)
    if whole is None:
        return None
    # by the printed change: a ratio's amounts may add up to the last of fifty digits instead of to zero
    share_base = whole_amount if whole.difference else None
    growth_base = None if whole.rate is None or aggregation == Aggregation.RATIO else whole.base
    rows = tuple(
        Contribution(
            unit=unit,
            amount=rounded(amount, STORED_PLACES),
            points=_percentage(amount, growth_base),
            share=_percentage(amount, share_base),
        )
        for unit, amount in amounts.items()
    )
    asked = dict.fromkeys(part.unit for part in (*now, *before) if part.counts)
    return Contributions(whole, rows, tuple(unit for unit in asked if unit not in amounts))


def _sum_amounts(before: Iterable[Part], now: Iterable[Part]) -> dict[str, Decimal]:
    old = {part.unit: part.value for part in before if part.counts and part.value is not None}
    new = {part.unit: part.value for part in now if part.counts and part.value is not None}
    return {unit: value - old[unit] for unit, value in new.items() if unit in old}


def _ratio_amounts(before: Iterable[Part], now: Iterable[Part], scale: Decimal) -> dict[str, Decimal]:
    """What each unit added to a ratio of sums: its excess over the city's former ratio, now less before.

    The city stands at 40 of 100. A unit goes from 20 of 50 to 30 of 50, nothing else moves: the city comes
    to 50 of 100, and (30 − 0.4 × 50) ÷ 100 − (20 − 0.4 × 50) ÷ 100 = 0.1 is the whole change. The excesses
    before add up to zero by construction, those now to the change, whatever happened to the denominators.
    """
    old, new = _ratios(before), _ratios(now)
    units = [unit for unit in new if unit in old]
    old_numerator = sum((old[unit][0] for unit in units), Decimal(0))
    old_denominator = sum((old[unit][1] for unit in units), Decimal(0))
    new_denominator = sum((new[unit][1] for unit in units), Decimal(0))
    if old_denominator == 0 or new_denominator == 0:
        return {}
    former = old_numerator / old_denominator

    def excess(ratio: tuple[Decimal, Decimal], denominator: Decimal) -> Decimal:
        return (ratio[0] - former * ratio[1]) / denominator

    return {
        unit: scale * (excess(new[unit], new_denominator) - excess(old[unit], old_denominator))
        for unit in units
    }


def _ratios(parts: Iterable[Part]) -> dict[str, tuple[Decimal, Decimal]]:
    return {
        part.unit: (part.numerator, part.denominator)
        for part in parts
        if part.counts and part.numerator is not None and part.denominator is not None
    }


def _percentage(amount: Decimal, whole: Decimal | None) -> Decimal | None:
    """Per cent of the whole, which may be negative; None when there is no whole to speak of."""
    return quotient(EXACT.multiply(amount, HUNDRED), whole, STORED_PLACES) if whole else None
