"""From the units' figures to the city's, always with its coverage: who counts, who reported, who is missing.

Source: progress method, item 7, in docs/calculations.md. A unit that has not reported is left out and
named, never counted as zero. There is no mean of percentages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from tracker.calculations.goals import Aggregation
from tracker.calculations.rounding import EXACT, HUNDRED, STORED_PLACES, quotient


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's contribution. `counts` is False for a unit whose area is already inside another's."""

    unit: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    counts: bool = True


class TotalProblem(StrEnum):
    """Why there is no city figure although somebody reported."""

    DENOMINATOR_ZERO = "denominator_zero"
    SEVERAL_DIRECT_FIGURES = "several_direct_figures"


@dataclass(frozen=True, slots=True)
class Total:
    """The city's figure and what it rests on: expected = reported + missing + left_out, in numbers of units.

    `missing` sent nothing; `left_out` sent a bare rate that cannot be added up; `not_counting` reported,
    but lie inside other units. Names come in the order in which the parts were given (the official order).
    """

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    expected: int
    reported: int
    missing: tuple[str, ...]
    left_out: tuple[str, ...]
    not_counting: tuple[str, ...]
    problem: TotalProblem | None = None
    is_counted: bool = False  # distinct names on a roster, not what units stated


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The figure of the bureau of record beside the sum of the units: both are kept, the difference is
    explained.

    `difference` is record − units; `rate` is it in per cent of the units' figure, None when that is not
    above zero. `is_covered` says whether every expected unit is in the sum: if not, that alone may explain
    the difference.
    """

    record: Decimal
    units: Decimal
    difference: Decimal
    rate: Decimal | None
    is_covered: bool


def reconcile(record: Decimal | None, units: Total) -> Reconciliation | None:
    """The bureau of record's figure against the units' own; None when either is missing.

    6200 stated and 6050 summed up from 9 of 11 units: +150, 2.4793 %, not covered. Four places, half up.
    """
    if record is None or units.value is None:
        return None
    difference = EXACT.subtract(record, units.value)
    rate = None
    if units.value > 0:
        rate = quotient(EXACT.multiply(difference, HUNDRED), units.value, STORED_PLACES)
    return Reconciliation(record, units.value, difference, rate, units.reported == units.expected)


def counted_total(count: int, parts: Iterable[Part]) -> Total:
    """The city's figure as the number of distinct names on a roster, whatever the units stated.

    A roster speaks for every unit at once: nobody is missing. It can be smaller than the units' counts together,
    because an enterprise that stands in two of them is one enterprise: 3 in A and 4 in B, one of them the same,
    are 6.
    """
    expected = sum(part.counts for part in parts)
    return Total(
        value=Decimal(count),
        numerator=None,
        denominator=None,
        expected=expected,
        reported=expected,
        missing=(),
        left_out=(),
        not_counting=(),
        is_counted=True,
    )


def total(parts: Iterable[Part], aggregation: Aggregation, *, percent: bool = False) -> Total:
    """The city's figure from its units' figures; value None when nobody reported (coverage 0).

    sum and roster: the sum of the values. ratio: Σ numerators ÷ Σ denominators (× 100 for a percentage),
    four places half up: 45 of 60 and 10 of 40 are 55 %, not the 50 % that a mean of 75 % and 25 % would
    say. direct: the one figure stated.
    """
    rows = tuple(parts)
    counting = [part for part in rows if part.counts]
    usable = [part for part in counting if _is_usable(part, aggregation)]
    value, numerator, denominator, problem = _combined(usable, aggregation, percent=percent)
    return Total(
        value=value,
        numerator=numerator,
        denominator=denominator,
        expected=len(counting),
        reported=len(usable),
        missing=tuple(part.unit for part in counting if not _sent_something(part)),
        left_out=tuple(
            part.unit for part in counting if _sent_something(part) and not _is_usable(part, aggregation)
        ),
        not_counting=tuple(part.unit for part in rows if not part.counts and _sent_something(part)),
        problem=problem,
    )


def _sent_something(part: Part) -> bool:
    return part.value is not None or part.numerator is not None or part.denominator is not None


def _is_usable(part: Part, aggregation: Aggregation) -> bool:
    """Whether a part can be added up: a rate without its numerator and denominator cannot."""
    if aggregation == Aggregation.RATIO:
        return part.numerator is not None and part.denominator is not None
    return part.value is not None


_Combined = tuple[Decimal | None, Decimal | None, Decimal | None, TotalProblem | None]


def _combined(parts: Sequence[Part], aggregation: Aggregation, *, percent: bool) -> _Combined:
    """Value, numerator, denominator and problem of the usable parts."""
    if not parts:
        return None, None, None, None
    if aggregation == Aggregation.RATIO:
        numerator, denominator = (
            _sum(part.numerator for part in parts),
            _sum(part.denominator for part in parts),
        )
        if denominator == 0:
            return None, numerator, denominator, TotalProblem.DENOMINATOR_ZERO
        dividend = EXACT.multiply(numerator, HUNDRED) if percent else numerator
        return quotient(dividend, denominator, STORED_PLACES), numerator, denominator, None
    if aggregation == Aggregation.DIRECT:
        if len(parts) > 1:
            return None, None, None, TotalProblem.SEVERAL_DIRECT_FIGURES
        return parts[0].value, parts[0].numerator, parts[0].denominator, None
    return _sum(part.value for part in parts), None, None, None


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    """The exact sum of what is there."""
    with localcontext(EXACT):
        return sum((value for value in values if value is not None), Decimal(0))
