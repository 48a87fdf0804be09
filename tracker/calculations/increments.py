"""What a quarter added, and how it compares with the quarter and the year before.

Increments are always derived from the reported cumulative or year-to-date figures and never stored:
correcting one quarter leaves every other figure as it was reported, and only the derived increments change.
Source: progress method, item 7 (increments), in docs/calculations.md.
"""

from dataclasses import dataclass
from decimal import Decimal

from tracker.calculations.goals import Measure, Start, StartKind
from tracker.calculations.periods import Quarter, Series
from tracker.calculations.rounding import EXACT, HUNDRED, STORED_PLACES, quotient


@dataclass(frozen=True, slots=True)
class Change:
    """From `base` to `current`.

    The difference is in the figures' own unit (percentage points for percentages), the rate in per cent: None
    when the base is zero or below, where a rate would say nothing.
    """

    current: Decimal
    base: Decimal
    difference: Decimal
    rate: Decimal | None


def change(current: Decimal | None, base: Decimal | None) -> Change | None:
    """The change from base to current, the rate to four places half up; None when either is missing."""
    if current is None or base is None:
        return None
    difference = EXACT.subtract(current, base)
    rate = quotient(EXACT.multiply(difference, HUNDRED), base, STORED_PLACES) if base > 0 else None
    return Change(current, base, difference, rate)


def increment(
    actuals: Series, quarter: Quarter, measure: Measure, start: Start | None = None
) -> Decimal | None:
    """What the quarter itself added (当季增量): the figure less the one before; None when either is missing.

    Year-to-date figures begin anew each January, so a first quarter's increment is its figure: 90, 200,
    330, 500 give 90, 110, 130, 170. A known start (a baseline, or zero by definition) stands in for the
    quarter before the plan's first. A gap is not bridged: after a missing quarter there is no increment for
    one quarter to be had.
    """
    current = actuals.get(quarter)
    if current is None:
        return None
    if measure == Measure.ANNUAL_FLOW and quarter.number == 1:
        return current
    base = actuals.get(quarter.shift(-1))
    if base is None and start is not None and start.quarter == quarter.shift(-1):
        # a first milestone is planned, not counted
        base = None if start.kind is StartKind.FIRST_MILESTONE else start.value
    return None if base is None else EXACT.subtract(current, base)


def increments(
    actuals: Series, measure: Measure, start: Start | None = None
) -> dict[Quarter, Decimal | None]:
    """The increment of every quarter of the series, in order of time."""
    return {quarter: increment(actuals, quarter, measure, start) for quarter in sorted(actuals)}


def year_on_year(actuals: Series, quarter: Quarter) -> Change | None:
    """同比: against the same quarter of last year; year-to-date against year-to-date for an annual flow."""
    return change(actuals.get(quarter), actuals.get(quarter.shift(-4)))


def quarter_on_quarter(actuals: Series, quarter: Quarter, measure: Measure) -> Change | None:
    """环比: against the quarter before; for an annual flow the quarters' own increments are compared."""
    before = quarter.shift(-1)
    if measure == Measure.ANNUAL_FLOW:
        return change(increment(actuals, quarter, measure), increment(actuals, before, measure))
    return change(actuals.get(quarter), actuals.get(before))
