"""Invented names on rosters: from fixtures/demo/rosters.yaml to who came on which list, and when.

Plain Python with a fixed seed: the same names on every machine.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count, cycle
from random import Random
from types import MappingProxyType
from typing import Any

from stdnum.cn import uscc

from tracker.calculations.periods import Quarter

# By roster, unit and quarter: how many names there are.
Counts = Mapping[tuple[str, str, Quarter], int]
CLOUD, PIONEER, FACTORY, PLATFORM = "cloud-enterprise", "digital-pioneer", "smart-factory", "iiot-platform"
# By unit: its enterprises, in the order in which they came.
Pools = dict[str, list["DemoEnterprise"]]


@dataclass(frozen=True)
class DemoEnterprise:
    """An enterprise that does not exist."""

    name: str
    code: str = ""
    faulty_code: str = ""
    former_name: str = ""


@dataclass(frozen=True)
class DemoName:
    """One entry of a roster; texts are empty where there is nothing to say."""

    roster: str
    unit: str
    enterprise: DemoEnterprise
    on: dt.date
    level: str = ""
    kind: str = ""
    item: str = ""
    withdrawn_on: dt.date | None = None

    @property
    def batch(self) -> str:
        return f"{self.on.year}年第{'一二三四'[Quarter.of(self.on).number - 1]}批"


def demo_names(spec: dict[str, Any], counts: Counts) -> Iterator[DemoName]:
    """Every entry of the four rosters. `counts` says how many names each unit has on each of them."""
    counts = dict(counts)
    for roster, unit, quarter, fewer in spec["short"]:
        counts[roster, unit, Quarter.parse(quarter)] -= fewer
    pools: Pools = {}
    yield from _cloud(spec, counts, pools)
    yield from _pioneers(spec, counts, pools)
    yield from _factories(spec, counts, pools)
    yield from _platforms(spec, counts, pools)


def enterprises(names: dict[str, Any]) -> Iterator[DemoEnterprise]:
    """One invented enterprise after the other, each with two characters of its own and a code that passes its check."""
    pairs = [first + second for first in names["first"] for second in names["second"]]
    Random(names["region"]).shuffle(pairs)  # noqa: S311  invented names, not a secret
    trades, forms = cycle(names["trades"]), cycle(names["forms"])
    for serial, pair, trade, form in zip(count(1), pairs, trades, forms):
        yield DemoEnterprise(f"示例{pair}{trade}{form}", code_of(names["region"], serial))


def code_of(region: str, serial: int) -> str:
    """A unified social credit code (GB 32100) of an enterprise in a region: 91, the region, nine characters, check."""
    body = f"91{region}MA{serial:07d}"
    return body + uscc.calc_check_digit(body)


def batch_day(quarter: Quarter) -> dt.date:
    """When a quarter's batch is announced."""
    return quarter.first_day + dt.timedelta(days=45)


def _cloud(spec: dict[str, Any], counts: Counts, pools: Pools) -> Iterator[DemoName]:
    """The first and longest roster; fills the pools from which the others take their names."""
    shape, renamed = spec["rosters"][CLOUD], spec["renamed"]
    made, levels = enterprises(spec["names"]), cycle(shape["levels"])
    for unit in _units(counts, CLOUD):
        odd = [row for row in spec["odd"] if row["unit"] == unit]
        pool = pools[unit] = []
        for number, on in enumerate(_days(spec, counts, CLOUD, unit, _others(spec, unit))):
            enterprise = next(made)
            if (unit, number) == (renamed["unit"], renamed["number"]):
                enterprise = replace(enterprise, former_name=renamed["former"])
            pool.append(enterprise)
            entry = DemoName(CLOUD, unit, enterprise, on, level=next(levels))
            yield from _career(spec, shape["climbs"], entry, number)
        for row in odd:
            enterprise = _odd(row, pools, made)
            yield DemoName(CLOUD, unit, enterprise, batch_day(Quarter.parse(row["quarter"])), "three-star")


def _career(spec: dict[str, Any], climbs: dict[str, Any], entry: DemoName, number: int) -> Iterator[DemoName]:
    """What becomes of a name: most stay as they are, some climb once or twice, one is withdrawn."""
    gone = spec["withdrawn"]
    if (entry.unit, number) == (gone["unit"], gone["number"]):
        yield replace(entry, withdrawn_on=batch_day(Quarter.parse(gone["quarter"])))
        return
    turn, place = divmod(number, climbs["every"])
    if entry.on not in spec["stock"] or place != climbs["every"] - 1:
        yield entry
        return
    yield replace(entry, level="three-star")
    steps = ["four-star", "five-star"] if turn % 2 == 0 else ["four-star"]
    for level in steps:
        yield replace(entry, level=level, on=batch_day(Quarter.parse(climbs[level])))


def _odd(row: dict[str, Any], pools: Pools, made: Iterator[DemoEnterprise]) -> DemoEnterprise:
    """An enterprise that a person has to look at."""
    if row["kind"] == "faulty-code":
        enterprise = next(made)
        wrong = "1" if enterprise.code.endswith("0") else "0"
        return replace(enterprise, code="", faulty_code=enterprise.code[:-1] + wrong)
    unit, number = row["of"]
    other = pools[unit][number]
    if row["kind"] == "branch":
        return DemoEnterprise(f"{other.name}第一分公司")
    if row["kind"] == "look-alike":
        core = other.name.removesuffix("有限公司").removesuffix("股份")
        return DemoEnterprise(f"{core}集团有限公司", next(made).code)
    return other


def _pioneers(spec: dict[str, Any], counts: Counts, pools: Pools) -> Iterator[DemoName]:
    for unit in _units(counts, PIONEER):
        for number, on in enumerate(_days(spec, counts, PIONEER, unit)):
            yield DemoName(PIONEER, unit, pools[unit][number], on)


def _factories(spec: dict[str, Any], counts: Counts, pools: Pools) -> Iterator[DemoName]:
    """Each stands on one list type; some stand on another as well."""
    shape = spec["rosters"][FACTORY]
    kinds, numbers = cycle(shape["kinds"]), count(1)
    for unit in _units(counts, FACTORY):
        for number, on in enumerate(_days(spec, counts, FACTORY, unit)):
            entry = DemoName(FACTORY, unit, pools[unit][number], on, kind=next(kinds))
            yield entry
            if next(numbers) % shape["also"]["every"] == 0 and entry.kind != shape["also"]["kind"]:
                yield replace(entry, kind=shape["also"]["kind"])


def _platforms(spec: dict[str, Any], counts: Counts, pools: Pools) -> Iterator[DemoName]:
    """Each is a name of its own; some enterprises have two."""
    every, (usual, second) = (spec["rosters"][PLATFORM]["items"][key] for key in ("every", "names"))
    for unit in _units(counts, PLATFORM):
        for number, on in enumerate(_days(spec, counts, PLATFORM, unit)):
            turn, place = divmod(number + 1, every)
            enterprise = pools[unit][number - turn]
            item = enterprise.name[:4] + (second if place == 0 else usual)
            yield DemoName(PLATFORM, unit, enterprise, on, item=item)


def _units(counts: Counts, roster: str) -> list[str]:
    return list(dict.fromkeys(unit for code, unit, _quarter in counts if code == roster))


def _others(spec: dict[str, Any], unit: str) -> Counter[Quarter]:
    """By quarter, how many names of the first roster come (or go) beside those that grow with the unit."""
    others = Counter(Quarter.parse(row["quarter"]) for row in spec["odd"] if row["unit"] == unit)
    if spec["withdrawn"]["unit"] == unit:
        others[Quarter.parse(spec["withdrawn"]["quarter"])] -= 1
    return others


def _days(
    spec: dict[str, Any],
    counts: Counts,
    roster: str,
    unit: str,
    others: Mapping[Quarter, int] = MappingProxyType({}),
) -> Iterator[dt.date]:
    """The day on which each further name of a unit comes on a roster, so that there are as many as counted."""
    stock, before = spec["stock"], 0
    quarters = [quarter for code, name, quarter in counts if (code, name) == (roster, unit)]
    for quarter in quarters:
        wanted = counts[roster, unit, quarter]
        new = wanted - before - others.get(quarter, 0)
        for number in range(new):
            yield stock[number * len(stock) // new] if quarter == quarters[0] else batch_day(quarter)
        before = wanted
