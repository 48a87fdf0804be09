"""Words and rows that the chart tests draw from: plain, invented, and in Chinese as on the pages."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from tracker.calculations.periods import Quarter, quarter_range
from tracker.charts import Actual, Target, Trajectory, TrajectoryWords, UnitWords, YearWords

MARK = "示例数据 DEMO DATA"
PLAN = quarter_range(Quarter(2024, 1), Quarter(2026, 4))


def figure(decimals: int = 0) -> Callable[[Decimal], str]:
    return lambda value: f"{value:,.{decimals}f}"


def words(decimals: int = 0) -> TrajectoryWords:
    return TrajectoryWords(
        actual="实际值",
        partial="未报齐",
        missing="未报",
        planned="计划进度",
        start="基期",
        forecast="按目前节奏",
        interval="80% 区间",
        no_data="暂无填报数据",
        quarter=lambda quarter: f"{quarter.year}年{'一二三四'[quarter.number - 1]}季度",
        figure=figure(decimals),
    )


def unit_words(**changes: Any) -> UnitWords:
    given = {
        "axis_title": "2026年二季度累计（家）",
        "unit": "家",
        "decimals": 0,
        "value": "完成值",
        "target": "本单位目标",
        "missing": "未报",
        "no_data": "暂无数据",
        "figure": figure(),
    }
    return UnitWords(**given | changes)


def year_words(**changes: Any) -> YearWords:
    given = {
        "axis_title": "年内累计（亿元）",
        "unit": "亿元",
        "decimals": 1,
        "missing": "未报",
        "no_data": "暂无数据",
        "figure": figure(1),
    }
    return YearWords(**given | changes)


def actuals(*values: object) -> tuple[Actual, ...]:
    """One figure a quarter from the plan's first on; None where it was due and did not come."""
    return tuple(
        Actual(quarter=quarter, value=None if value is None else Decimal(str(value)))
        for quarter, value in zip(PLAN, values, strict=False)
    )


def straight(start: int, end: int) -> tuple[tuple[Quarter, Decimal], ...]:
    """The planned line from one quarter before the plan to its end."""
    steps = len(PLAN)
    return tuple(
        (PLAN[0].shift(step - 1), Decimal(start) + Decimal(end - start) * step / steps)
        for step in range(steps + 1)
    )


def series(**changes: Any) -> Trajectory:
    given = {
        "axis_title": "省星级上云企业累计（家）",
        "unit": "家",
        "decimals": 0,
        "quarters": PLAN,
        "target": Target(value=Decimal(3000), label="目标 ≥ 3,000 家"),
    }
    return Trajectory(**given | changes)


def traces(figure: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if trace.get("name") == name]


def labels(figure: dict[str, Any], text: str) -> list[dict[str, Any]]:
    """The annotations that carry this text, bold or not."""
    return [note for note in figure["layout"]["annotations"] if text in note["text"]]


def numbers(values: Sequence[object]) -> list[object]:
    return [value for value in values if value is not None]
