"""Within a year: how far along, against the months that have gone by (序时进度), in percentage points.

Source: progress method, item 4, in docs/calculations.md. The status of an annual flow comes from
`progress.assess`, which holds a year-to-date figure against that year's plan; this is the gap that is
printed beside it.
"""

from dataclasses import dataclass
from decimal import Decimal

from tracker.calculations.periods import Quarter, Series, months_elapsed_share
from tracker.calculations.rounding import EXACT, GAP_PLACES, HUNDRED, quotient, rounded


@dataclass(frozen=True, slots=True)
class ScheduleGap:
    """Completion and elapsed time in per cent; their difference is in percentage points (个百分点)."""

    completion: Decimal
    elapsed: Decimal
    gap: Decimal


def schedule_gap(actual: Decimal, plan: Decimal, months: int) -> ScheduleGap | None:
    """完成率 − 序时进度 after so many months of a year; None for a plan of zero or less: no completion rate.

    939.8 of 1500 after 6 months: 62.6533 − 50 = 12.6533, printed as 62.7 % and +12.7 percentage points.
    Four places, half up. A growth-rate target is compared with its full value and has no such gap. Raises
    ValueError when the months are not 0 to 12.
    """
    if plan <= 0:
        return None
    completion = quotient(EXACT.multiply(actual, HUNDRED), plan, GAP_PLACES)
    elapsed = rounded(EXACT.multiply(months_elapsed_share(months), HUNDRED), GAP_PLACES)
    return ScheduleGap(completion, elapsed, EXACT.subtract(completion, elapsed))


def rolling_years(year_to_date: Series) -> dict[Quarter, Decimal]:
    """The sum of the last four quarters at each quarter that has one, from year-to-date figures.

    It equals the year's own total at each fourth quarter, and leaves the seasons out at the others: this
    quarter to date + all of last year − last year to date. With 100 for 2024, 20 to 2024Q1 and 26 to
    2025Q1, the year to 2025Q1 is 26 + 100 − 20 = 106.
    """
    sums: dict[Quarter, Decimal] = {}
    for quarter, to_date in sorted(year_to_date.items()):
        whole = year_to_date.get(Quarter(quarter.year - 1, 4))
        same = year_to_date.get(quarter.shift(-4))
        if to_date is None:
            continue
        if quarter.number == 4:
            sums[quarter] = to_date
        elif whole is not None and same is not None:
            sums[quarter] = EXACT.subtract(EXACT.add(to_date, whole), same)
    return sums
