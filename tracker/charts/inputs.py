"""What the trajectory of a target is drawn from: finished rows, and the words of the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tracker.calculations.periods import Quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class Actual:
    """What was reported for a quarter. None: it was due and nothing came, which is not zero."""

    quarter: Quarter
    value: Decimal | None
    partial: bool = False  # the running quarter, or not every unit has reported
    remark: str = ""  # coverage, qualifier: one line for the hover text


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    value: Decimal
    label: str  # with the comparator: "目标 ≥ 3,000 家"


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    value: Decimal
    label: str  # with qualifier and as-of: "基期 68.1（2023）"
    remark: str = ""  # source and grade, for the hover text


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark on a quarter, or a change of definition from it on. Numbered in the order given."""

    quarter: Quarter
    text: str
    is_break: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    quarter: Quarter
    mean: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory:
    axis_title: str  # with the unit: "累计完成值（家）"
    unit: str
    decimals: int
    quarters: tuple[Quarter, ...]  # of the plan, in order
    actuals: tuple[Actual, ...] = ()
    planned: tuple[tuple[Quarter, Decimal], ...] = ()  # where known; may begin one quarter before the first
    target: Target | None = None
    baseline: Baseline | None = None  # drawn one quarter before the first, where the planned line begins
    notes: tuple[Note, ...] = ()
    forecast: tuple[Forecast, ...] = ()
    yearly: bool = False  # a flow within the year: it begins again each January, and no line joins two years


@dataclass(frozen=True, slots=True, kw_only=True)
class TrajectoryWords:
    actual: str
    partial: str
    missing: str  # short, it stands in the picture: 未报
    planned: str
    start: str  # under the slot before the first quarter: 基期
    forecast: str
    interval: str
    no_data: str  # in the middle of a figure without any actual
    quarter: Callable[[Quarter], str]  # Quarter(2025, 3) -> 2025年三季度
    figure: Callable[[Decimal], str]  # Decimal(2310) -> 2,310


def start_quarter(series: Trajectory) -> Quarter | None:
    """The slot before the first quarter, for baseline and planned line; None when nothing stands there."""
    if not series.quarters:
        return None
    before = series.quarters[0].shift(-1)
    is_used = series.baseline is not None or any(quarter == before for quarter, _ in series.planned)
    return before if is_used else None


def slots(series: Trajectory) -> tuple[Quarter, ...]:
    """The quarters along the axis, from the start slot on when there is one."""
    start = start_quarter(series)
    return (start, *series.quarters) if start else series.quarters
