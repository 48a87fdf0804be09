"""Invented figures: from the shapes in fixtures/demo/figures.yaml to what each fictitious unit stated.

Plain Python with a fixed seed: the same figures on every machine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Any

from tracker.calculations.figures import ratio_of
from tracker.calculations.periods import Quarter

CENT = Decimal("0.01")


@dataclass(frozen=True)
class DemoFigure:
    """One invented report."""

    target: str
    unit: str
    quarter: Quarter
    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    note: str = ""


def demo_figures(spec: dict[str, Any], units: list[str], decimals: dict[str, int]) -> Iterator[DemoFigure]:
    """Every invented figure of the demonstration, in a fixed order.

    `units` are the codes of the fictitious areas in their order, `decimals` those of each target.
    """
    running = Quarter.parse(spec["running"])
    gaps = {tuple(gap) for gap in spec["gaps"]}
    for figure in _drawn(spec, units, decimals):
        waiting = figure.quarter == running and figure.unit not in spec["early"]
        if not waiting and (figure.target, figure.unit, figure.quarter.code) not in gaps:
            yield figure
    for target, unit, quarter, value in spec["single"]:
        yield DemoFigure(target, unit, Quarter.parse(quarter), Decimal(value))
    for target, unit, quarter, value, note in spec["record"]:
        yield DemoFigure(target, unit, Quarter.parse(quarter), Decimal(value), note=note)


def demo_counts(
    spec: dict[str, Any], units: list[str], targets: Collection[str]
) -> dict[tuple[str, str, Quarter], int]:
    """How many names each unit has at each quarter's end for these targets, whether it states that or not.

    A target that contains another needs that one beside it.
    """
    only = spec | {"targets": {code: spec["targets"][code] for code in targets}}
    figures = _drawn(only, units, dict.fromkeys(targets, 0))
    return {(figure.target, figure.unit, figure.quarter): int(figure.value) for figure in figures}


def _drawn(spec: dict[str, Any], units: list[str], decimals: dict[str, int]) -> Iterator[DemoFigure]:
    """The figures of every unit and quarter, as if nobody were silent or late."""
    first = Quarter.parse(spec["first"])
    weights = dict(zip(units, spec["weights"], strict=True))
    del weights[spec["silent"]]
    made: dict[str, list[DemoFigure]] = {}
    for target, shape in spec["targets"].items():
        # A generator of its own for each target: changing one leaves the others as they were.
        random = Random(f"{spec['seed']}-{target}")  # noqa: S311  invented figures, not a secret
        spread = {"sum": _sums, "ratio": _ratios, "direct": _direct}[shape["split"]]
        made[target] = list(
            spread(target, _without_part(shape, spec), weights, first, decimals[target], random)
        )
        if "contains" in shape:
            made[target] = _with_part(made[target], made[shape["contains"]])
        yield from made[target]


def _without_part(shape: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    """The shape of what a target counts beside the target that it contains."""
    if "contains" not in shape:
        return shape
    part = spec["targets"][shape["contains"]]["city"]
    return shape | {"city": [whole - inside for whole, inside in zip(shape["city"], part, strict=True)]}


def _with_part(rest: list[DemoFigure], part: list[DemoFigure]) -> list[DemoFigure]:
    """The whole: in each unit and quarter the part and the rest, so that no part exceeds its whole."""
    inside = {(figure.unit, figure.quarter): figure.value for figure in part}
    return [replace(f, value=f.value + inside[f.unit, f.quarter]) for f in rest]


def _sums(
    target: str, shape: dict[str, Any], weights: dict[str, int], first: Quarter, decimals: int, random: Random
) -> Iterator[DemoFigure]:
    """Spread each quarter's change over the units, a step at a time, so that a unit's count never jumps."""
    step = Decimal(1) if decimals == 0 else CENT * 10
    held = dict.fromkeys(weights, Decimal(0))
    city = Decimal(0)
    for index, text in enumerate(shape["city"]):
        quarter = first.shift(index)
        aim = Decimal(str(text))
        if decimals and quarter.number == 1:  # a flow within the year starts anew
            held, city = dict.fromkeys(weights, Decimal(0)), Decimal(0)
        down = aim < city
        for _ in range(int(abs(aim - city) / step)):
            able = [unit for unit in weights if not down or held[unit] >= step]
            unit = random.choices(able, [weights[unit] for unit in able])[0]
            held[unit] += -step if down else step
        city = aim
        for unit, value in held.items():
            yield DemoFigure(target, unit, quarter, value)


def _ratios(
    target: str, shape: dict[str, Any], weights: dict[str, int], first: Quarter, decimals: int, random: Random
) -> Iterator[DemoFigure]:
    """Numerators and denominators around the city's rate; some units are steadily better than others."""
    total = sum(weights.values())
    lead = {unit: Decimal(random.randint(-40, 40)) / 10 for unit in weights}
    mean_lead = sum(lead[unit] * weight for unit, weight in weights.items()) / total
    for index, text in enumerate(shape["city"]):
        if text is None:
            continue
        for unit, weight in weights.items():
            denominator = Decimal(shape["size"] * weight // total + index * weight // 4)
            rate = Decimal(str(text)) + lead[unit] - mean_lead + Decimal(random.randint(-4, 4)) / 10
            numerator = (denominator * min(rate, Decimal(100)) / 100).quantize(Decimal(1))
            yield DemoFigure(
                target,
                unit,
                first.shift(index),
                ratio_of(numerator, denominator, percent=True),
                numerator,
                denominator,
            )


def _direct(
    target: str, shape: dict[str, Any], weights: dict[str, int], first: Quarter, decimals: int, random: Random
) -> Iterator[DemoFigure]:
    for index, text in enumerate(shape["city"]):
        yield DemoFigure(target, shape["lead"], first.shift(index), Decimal(str(text)))
