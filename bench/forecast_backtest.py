"""Does the 80 % interval cover 80 %, and does the drift forecast beat "last value"? On simulated, seeded
series.

    python bench/forecast_backtest.py [--series 1000]

Prints the table that docs/calculations.md carries. Each series is cut off after so many known quarters,
forecast by `tracker.calculations.forecast`, and compared with what the simulation did next. Coverage is
given for the t quantile that the forecast uses and for the normal quantile it does not use. The last column
divides the mean absolute error of the drift forecast by that of repeating the last value: below 1 the
forecast is the better one.
"""

import argparse
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tracker.calculations.forecast import T_90, forecast
from tracker.calculations.goals import Comparator, Goal, Measure
from tracker.calculations.periods import Quarter

FIRST = Quarter(2024, 1)
NORMAL_90 = 1.2816
SEED = 20240219
SEASONS = (0.15, 0.20, 0.25, 0.40)

Series = dict[Quarter, Decimal | None]
Simulation = Callable[[random.Random, int], list[float]]


@dataclass(frozen=True)
class Scenario:
    """A kind of series: how it is made, after how many quarters it is cut off, and which quarters are
    lost.
    """

    name: str
    simulate: Simulation
    known: tuple[int, ...] = (4, 8)
    measure: Measure = Measure.LEVEL
    lost: tuple[int, ...] = ()


def walk(drift: float, spread: float) -> Simulation:
    """A random walk with drift: what the method assumes."""

    def simulate(chance: random.Random, length: int) -> list[float]:
        values = [50.0]
        while len(values) < length:
            values.append(values[-1] + chance.gauss(drift, spread))
        return values

    return simulate


def counts(chance: random.Random, length: int) -> list[float]:
    """A cumulative count: each quarter adds a whole number, 3 on average, never less than none."""
    values = [20.0]
    while len(values) < length:
        values.append(values[-1] + sum(chance.random() < 0.3 for _ in range(10)))
    return values


def line_with_noise(chance: random.Random, length: int) -> list[float]:
    """A straight line read with an error each quarter: not what the method assumes."""
    return [50 + index + chance.gauss(0, 1) for index in range(length)]


def seasonal_flow(chance: random.Random, length: int) -> list[float]:
    """Year-to-date figures of a flow that grows by 2 % a quarter, with 15/20/25/40 % of a year in its
    seasons.
    """
    to_date = 0.0
    values = []
    for index in range(length):
        season = SEASONS[index % 4] * 400 * 1.02**index * chance.gauss(1, 0.05)
        to_date = season if index % 4 == 0 else to_date + season
        values.append(to_date)
    return values


SCENARIOS = (
    Scenario("drifting (1 ± 1 a quarter)", walk(1, 1)),
    Scenario("drifting, two of the quarters missing", walk(1, 1), known=(6, 10), lost=(1, 3)),
    Scenario("no drift (0 ± 1 a quarter)", walk(0, 1)),
    Scenario("cumulative count (3 a quarter)", counts),
    Scenario("straight line read with error", line_with_noise),
    Scenario("seasonal flow, as rolling years", seasonal_flow, known=(8, 12), measure=Measure.ANNUAL_FLOW),
)


@dataclass
class Tally:
    """What a scenario's series added up to."""

    series: int = 0
    inside_t: int = 0
    inside_normal: int = 0
    error_drift: float = 0.0
    error_last: float = 0.0

    def add(self, *, value: float, half: float, quantile: float, last: float, truth: float) -> None:
        self.series += 1
        self.inside_t += abs(truth - value) <= half
        self.inside_normal += abs(truth - value) <= half * NORMAL_90 / quantile
        self.error_drift += abs(truth - value)
        self.error_last += abs(truth - last)

    def cells(self) -> tuple[str, str, str]:
        return (
            f"{self.inside_t / self.series:.1%}",
            f"{self.inside_normal / self.series:.1%}",
            f"{self.error_drift / self.error_last:.2f}",
        )


def backtest(scenario: Scenario, known: int, ahead: int, series: int) -> Tally:
    """Forecast `ahead` quarters on from each series' first `known` quarters."""
    chance = random.Random(f"{SEED} {scenario.name} {known} {ahead}")
    tally = Tally()
    last = FIRST.shift(known + ahead - 1)
    # a target that is met from the start: the backtest does not ask when
    goal = Goal(-(Decimal(10) ** 9), Comparator.AT_LEAST, FIRST, last, measure=scenario.measure)
    for _ in range(series):
        values = [round(Decimal(value), 4) for value in scenario.simulate(chance, known + ahead)]
        actuals: Series = {
            FIRST.shift(index): value
            for index, value in enumerate(values[:known])
            if index not in scenario.lost
        }
        result = forecast(goal, actuals)
        point = result.points[-1]
        if point.high is None:
            continue
        tally.add(
            value=float(point.value),
            half=float(point.high - point.value),
            quantile=float(T_90[len(result.basis) - 4]),
            last=float(result.basis[-1][1]),
            truth=float(values[-1]),
        )
    return tally


def table(series: int) -> str:
    """The backtest as a Markdown table."""
    lines = [
        "| series | quarters known | quarters ahead | covered (t) | covered (normal) | error ÷ last value's |",
        "|---|---|---|---|---|---|",
    ]
    for scenario in SCENARIOS:
        for known in scenario.known:
            for ahead in (4, 8) if scenario.measure is Measure.ANNUAL_FLOW else (1, 4):
                cells = backtest(scenario, known, ahead, series).cells()
                reported = known - len(scenario.lost)
                lines.append(" | ".join((f"| {scenario.name}", str(reported), str(ahead), *cells)) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--series", type=int, default=1000, help="simulated series for each row")
    print(table(arguments.parse_args().series))
