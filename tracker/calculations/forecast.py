"""If the pace so far continues (按目前节奏): a forecast by random walk with drift, with an 80 % interval.

Source: Hyndman & Athanasopoulos, Forecasting: Principles and Practice (3rd ed.), 5.2 (drift method) and 5.5
(prediction intervals); progress method, item 6, in docs/calculations.md, with the table of the backtest.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from itertools import pairwise

from tracker.calculations.annual import rolling_years
from tracker.calculations.goals import Goal, Measure
from tracker.calculations.periods import Quarter, Series, quarter_range
from tracker.calculations.rounding import EXACT, STORED_PLACES, rounded

MIN_REPORTED = 4
FARTHEST = 40  # quarters ahead that are searched for the one in which the target would be met

# The 90 % points of Student's t by degrees of freedom, from 2 on: a two-sided interval of 80 %. The spread is
# itself estimated from few quarters: with four of them the normal's 1.2816 would cover two thirds, not 80 %.
# Beyond 30 degrees of freedom the last one serves: up to 2 % wide rather than narrow.
T_90 = tuple(
    Decimal(point)
    for point in (
        *("1.8856", "1.6377", "1.5332", "1.4759", "1.4398", "1.4149", "1.3968", "1.3830", "1.3722", "1.3634"),
        *("1.3562", "1.3502", "1.3450", "1.3406", "1.3368", "1.3334", "1.3304", "1.3277", "1.3253", "1.3232"),
        *("1.3212", "1.3195", "1.3178", "1.3163", "1.3150", "1.3137", "1.3125", "1.3114", "1.3104"),
    )
)


class NoForecast(StrEnum):
    """Why nothing is forecast."""

    TOO_FEW_QUARTERS = "too-few-quarters"  # fewer than four reported (for an annual flow: four rolling years)
    ENDS_WITHIN_YEAR = "ends-within-year"  # an annual flow whose plan does not end with a year


@dataclass(frozen=True, slots=True)
class Point:
    """The forecast for one quarter; without an interval when the figures did not vary around their line."""

    quarter: Quarter
    value: Decimal
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast and its inputs. For an annual flow all values are sums of four quarters (滚动四季度)."""

    basis: tuple[tuple[Quarter, Decimal], ...]  # the reported figures it rests on
    drift: Decimal | None = None  # change per quarter
    spread: Decimal | None = None  # standard deviation of a quarter's change around the drift
    points: tuple[Point, ...] = ()  # from the quarter after the last figure to the deadline
    met_in: Quarter | None = None  # the first quarter in which the point forecast meets the target
    problem: NoForecast | None = None


def forecast(
    goal: Goal,
    actuals: Series,
    *,
    minimum: Decimal | None = None,
    maximum: Decimal | None = None,
) -> Forecast:
    """The drift forecast to the deadline, from at least four reported quarters.

    n figures y at times t (the quarters between them may have gaps); h quarters after the last one:

        drift = (yₙ − y₁) ÷ (tₙ − t₁)        spread² = Σ (Δy − drift · Δt)² ÷ Δt ÷ (n − 2)
        yₙ + h · drift ± q · spread · √(h (1 + h ÷ (tₙ − t₁)))

    q is the 90 % point of Student's t with n − 2 degrees of freedom. Without gaps this is the textbook's
    method. `minimum` and `maximum` bound what is possible (100 for a percentage). Four places, half up; never
    raises. 10, 12, 13, 17 in 2025Q1…Q4 have drift 7 ÷ 3 = 2.3333 and spread 1.5275: 2026Q1 is forecast at
    19.3333, between 16.0074 and 22.6592.
    """
    is_flow = goal.measure == Measure.ANNUAL_FLOW
    series = rolling_years(actuals) if is_flow else actuals
    basis = tuple(sorted((quarter, value) for quarter, value in series.items() if value is not None))
    if is_flow and goal.last.number != 4:
        return Forecast(basis, problem=NoForecast.ENDS_WITHIN_YEAR)
    if len(basis) < MIN_REPORTED:
        return Forecast(basis, problem=NoForecast.TOO_FEW_QUARTERS)
    walk = _Walk.of(basis, minimum, maximum)
    return Forecast(
        basis=basis,
        drift=rounded(walk.drift, STORED_PLACES),
        spread=rounded(walk.spread, STORED_PLACES),
        points=tuple(walk.point(quarter) for quarter in quarter_range(walk.latest.shift(1), goal.last)),
        met_in=_met_in(goal, walk),
    )


@dataclass(frozen=True, slots=True)
class _Walk:
    """A random walk with drift, as estimated."""

    latest: Quarter
    value: Decimal
    drift: Decimal
    spread: Decimal
    span: int  # quarters between the first and the last figure
    quantile: Decimal
    minimum: Decimal | None
    maximum: Decimal | None

    @classmethod
    def of(
        cls, basis: tuple[tuple[Quarter, Decimal], ...], minimum: Decimal | None, maximum: Decimal | None
    ) -> "_Walk":
        (first, first_value), (latest, value) = basis[0], basis[-1]
        span = latest.quarters_since(first)
        with localcontext(EXACT):
            drift = (value - first_value) / span
            squares = Decimal(0)
            for (before, earlier), (after, later) in pairwise(basis):
                step = after.quarters_since(before)
                squares += (later - earlier - drift * step) ** 2 / step
            freedom = len(basis) - 2
            spread = (squares / freedom).sqrt()
        quantile = T_90[min(freedom - 2, len(T_90) - 1)]
        return cls(latest, value, drift, spread, span, quantile, minimum, maximum)

    def value_at(self, quarter: Quarter) -> Decimal:
        ahead = quarter.quarters_since(self.latest)
        return self._bounded(EXACT.add(self.value, EXACT.multiply(self.drift, ahead)))

    def point(self, quarter: Quarter) -> Point:
        ahead = quarter.quarters_since(self.latest)
        with localcontext(EXACT):
            centre = self.value + ahead * self.drift
            half = self.quantile * self.spread * (ahead * (1 + Decimal(ahead) / self.span)).sqrt()
            low, high = (self._bounded(centre - half), self._bounded(centre + half)) if half else (None, None)
        return Point(quarter, self.value_at(quarter), low, high)

    def _bounded(self, value: Decimal) -> Decimal:
        if self.minimum is not None:
            value = max(value, self.minimum)
        if self.maximum is not None:
            value = min(value, self.maximum)
        return rounded(value, STORED_PLACES)


def _met_in(goal: Goal, walk: _Walk) -> Quarter | None:
    """The first quarter in which the target would be met, beginning with the latest; None within ten years.

    An annual flow is only met by a whole year.
    """
    for quarter in quarter_range(walk.latest, walk.latest.shift(FARTHEST)):
        is_whole = goal.measure != Measure.ANNUAL_FLOW or quarter.number == 4
        if is_whole and goal.is_met_by(walk.value_at(quarter)):
            return quarter
    return None
