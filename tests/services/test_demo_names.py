"""The generator of invented names: the same on every machine, never a real enterprise, as many as were asked for."""

import datetime as dt
from collections import Counter, defaultdict
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from stdnum.cn import uscc

from tracker.calculations.periods import Quarter
from tracker.calculations.rosters import FlagKind, code_flag, holds_identity_number, name_key
from tracker.services.demo_figures import demo_counts
from tracker.services.demo_names import DemoName, code_of, demo_names, enterprises

UNITS = [f"sample-{letter}" for letter in "abcdefghijkl"]
LEVELS = ["three-star", "four-star", "five-star"]
Counts = dict[tuple[str, str, Quarter], int]


@pytest.fixture(scope="module")
def spec(root: Path) -> dict[str, Any]:
    return yaml.safe_load((root / "fixtures/demo/rosters.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def counts(root: Path, spec: dict[str, Any]) -> Counts:
    figures = yaml.safe_load((root / "fixtures/demo/figures.yaml").read_text(encoding="utf-8"))
    return demo_counts(figures, UNITS, spec["rosters"])


@pytest.fixture(scope="module")
def names(spec: dict[str, Any], counts: Counts) -> list[DemoName]:
    return list(demo_names(spec, counts))


def in_force(name: DemoName, on: dt.date) -> bool:
    return name.on <= on and (name.withdrawn_on is None or name.withdrawn_on > on)


def counted(name: DemoName) -> tuple[Any, ...]:
    """What makes two entries one name: the platform on its roster, elsewhere the enterprise."""
    return name.enterprise, name.item


def test_names_are_the_same_on_every_run(spec: dict[str, Any], counts: Counts, names: list[DemoName]) -> None:
    assert list(demo_names(spec, counts)) == names


def test_names_are_as_many_as_drawn_but_for_those_that_are_short(
    spec: dict[str, Any], counts: Counts, names: list[DemoName]
) -> None:
    by_place = defaultdict(list)
    for name in names:
        by_place[name.roster, name.unit].append(name)
    short = {(roster, unit, quarter): fewer for roster, unit, quarter, fewer in spec["short"]}

    for (roster, unit, quarter), wanted in counts.items():
        standing = {counted(name) for name in by_place[roster, unit] if in_force(name, quarter.last_day)}
        assert len(standing) == wanted - short.get((roster, unit, quarter.code), 0), (roster, unit, quarter)
    assert {(roster, unit) for roster, unit, _quarter in counts} >= by_place.keys()


def test_every_name_says_that_it_is_invented(names: list[DemoName]) -> None:
    for name in names:
        assert name.enterprise.name.startswith("示例")
        assert not name.item or name.item.startswith("示例")
        assert not name.enterprise.former_name or name.enterprise.former_name.startswith("示例")


def test_codes_pass_their_check_and_name_a_region_that_does_not_exist(
    spec: dict[str, Any], names: list[DemoName]
) -> None:
    codes = [name.enterprise.code for name in names if name.enterprise.code]
    # GB/T 2260 gives the provinces 11 to 82; nothing begins with 9.
    assert {code[2:8] for code in codes} == {spec["names"]["region"]} == {"990000"}
    assert all(uscc.is_valid(code) for code in codes)
    assert not any(holds_identity_number(code) for code in codes)


def test_code_of_a_region_and_a_number() -> None:
    assert code_of("990000", 1) == "91990000MA0000001B"
    assert code_of("990000", 2) == "91990000MA0000002E"


def test_no_two_enterprises_are_taken_for_each_other_but_the_look_alike(names: list[DemoName]) -> None:
    all_of_them = {name.enterprise for name in names}
    codes = Counter(enterprise.code for enterprise in all_of_them if enterprise.code)
    keys = Counter(name_key(enterprise.name) for enterprise in all_of_them)

    assert max(codes.values()) == 1
    assert sorted(keys.values())[-2:] == [1, 2]
    assert len({enterprise.name for enterprise in all_of_them}) == len(all_of_them)


def test_there_are_more_names_than_the_lists_need(spec: dict[str, Any], names: list[DemoName]) -> None:
    made = list(islice(enterprises(spec["names"]), 10_000))
    assert len(made) > len({name.enterprise for name in names})
    assert len({name_key(enterprise.name) for enterprise in made}) == len(made)


def test_odd_ones_are_odd_as_the_file_says(spec: dict[str, Any], names: list[DemoName]) -> None:
    flags = Counter(
        flag
        for enterprise in {name.enterprise for name in names}
        if (flag := code_flag(enterprise.code or enterprise.faulty_code, enterprise.name))
    )
    assert flags == {FlagKind.BRANCH: 1, FlagKind.CODE_INVALID: 1}
    cloud: dict[Any, set[str]] = defaultdict(set)
    for name in names:
        if name.roster == "cloud-enterprise":
            cloud[name.enterprise].add(name.unit)
    assert [units for units in cloud.values() if len(units) > 1] == [{"sample-d", "sample-h"}]
    assert Counter(row["kind"] for row in spec["odd"]) == Counter(
        ["branch", "faulty-code", "look-alike", "second-unit"]
    )


def test_some_climb_once_and_some_twice_and_none_falls(names: list[DemoName]) -> None:
    careers = defaultdict(list)
    for name in names:
        if name.roster == "cloud-enterprise":
            careers[name.enterprise, name.unit].append(name)
    climbing = [career for career in careers.values() if len(career) > 1]

    assert {len(career) for career in climbing} == {2, 3}
    for career in climbing:
        assert all(
            before.on < after.on and LEVELS.index(before.level) < LEVELS.index(after.level)
            for before, after in pairwise(career)
        )


def test_one_is_withdrawn_and_another_comes_in_its_place(spec: dict[str, Any], names: list[DemoName]) -> None:
    (gone,) = [name for name in names if name.withdrawn_on]
    assert (gone.unit, Quarter.of(gone.withdrawn_on).code) == (
        spec["withdrawn"]["unit"],
        spec["withdrawn"]["quarter"],
    )
    assert gone.on < gone.withdrawn_on


def test_batches_are_called_by_year_and_quarter(names: list[DemoName]) -> None:
    days = {name.on: name.batch for name in names}
    assert days[dt.date(2021, 11, 15)] == "2021年第四批"
    assert days[dt.date(2026, 2, 15)] == "2026年第一批"
    assert max(days) <= Quarter(2026, 3).last_day
