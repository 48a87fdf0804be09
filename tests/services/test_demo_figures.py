"""The generator of invented figures: the same on every machine, and in the shapes that were asked for."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from tracker.calculations.periods import Quarter
from tracker.services.demo_figures import DemoFigure, demo_figures

UNITS = [f"sample-{letter}" for letter in "abcdefghijkl"]
DECIMALS = {"integration-index": 1, "industrial-software": 1, "compute-fp16": 0}


@pytest.fixture(scope="module")
def spec(root: Path) -> dict[str, Any]:
    return yaml.safe_load((root / "fixtures/demo/figures.yaml").read_text())


@pytest.fixture(scope="module")
def figures(spec: dict[str, Any]) -> list[DemoFigure]:
    return generated(spec)


def generated(spec: dict[str, Any]) -> list[DemoFigure]:
    decimals = {code: DECIMALS.get(code, 0) for code in spec["targets"]}
    return list(demo_figures(spec, UNITS, decimals))


def test_figures_are_the_same_on_every_run(spec: dict[str, Any], figures: list[DemoFigure]) -> None:
    assert generated(spec) == figures


def test_figures_of_one_target_do_not_depend_on_the_others(
    spec: dict[str, Any], figures: list[DemoFigure]
) -> None:
    alone = {"compute-fp16": spec["targets"]["compute-fp16"]}

    kept = [figure for figure in figures if figure.target == "compute-fp16"]
    made = generated(spec | {"targets": alone})
    assert [figure for figure in made if figure.target == "compute-fp16"] == kept


def test_figures_of_the_units_add_up_to_the_city(spec: dict[str, Any], figures: list[DemoFigure]) -> None:
    gaps = {(target, quarter) for target, _unit, quarter in spec["gaps"]}
    checked = 0
    for target, shape in spec["targets"].items():
        for index, city in enumerate(shape["city"]):
            quarter = Quarter.parse(spec["first"]).shift(index)
            whole = (target, quarter.code) not in gaps and quarter.code != spec["running"]
            if shape["split"] == "sum" and whole:
                parts = [
                    f.value for f in figures if (f.target, f.quarter) == (target, quarter) and f.unit in UNITS
                ]
                assert sum(parts) == Decimal(str(city)), (target, quarter)
                checked += 1
    assert checked > 60


def test_figures_of_rates_lie_around_the_citys(spec: dict[str, Any], figures: list[DemoFigure]) -> None:
    for target, shape in spec["targets"].items():
        if shape["split"] != "ratio":
            continue
        for index, city in enumerate(shape["city"]):
            parts = [
                f
                for f in figures
                if f.target == target and f.quarter == Quarter.parse(spec["first"]).shift(index)
            ]
            assert bool(parts) == (city is not None)
            if parts and len(parts) >= 10:
                rate = 100 * sum(p.numerator for p in parts) / sum(p.denominator for p in parts)
                assert abs(rate - Decimal(str(city))) < 1, (target, index)


def test_figures_leave_out_the_silent_unit_the_gaps_and_most_of_the_running_quarter(
    spec: dict[str, Any], figures: list[DemoFigure]
) -> None:
    present = {(figure.target, figure.unit, figure.quarter.code) for figure in figures}

    assert spec["silent"] not in {figure.unit for figure in figures}
    assert not present & {tuple(gap) for gap in spec["gaps"]}
    single = {(target, unit, quarter) for target, unit, quarter, _value in spec["single"]}
    running = {key for key in present if key[2] == spec["running"]}
    assert single <= running
    assert {unit for _target, unit, _quarter in running - single} <= set(spec["early"])
    assert max(figure.quarter for figure in figures).code == spec["running"]


def test_counts_never_jump_and_never_fall_where_the_city_rises(figures: list[DemoFigure]) -> None:
    last: dict[str, Decimal] = {}
    for figure in figures:
        if figure.target == "smart-factory":
            assert figure.value >= last.get(figure.unit, Decimal(0))
            last[figure.unit] = figure.value


def test_each_figure_is_stated_once(figures: list[DemoFigure]) -> None:
    keys = [(figure.target, figure.unit, figure.quarter) for figure in figures]

    assert len(keys) == len(set(keys))
