"""One fault at a time: what each sentence of a refused plan file says, and where."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tracker.documents.plan_files import PlanFileError, read_plan

RATE = "targets[1] (tool-rate)"
FACTORY = "targets[2] (smart-factory)"
LIST = "rosters[1] (factory-list)"
LINE = {"zh": "一", "en": "one"}

# Where in the file (by index), what stands there instead (... for nothing at all), how the sentence begins.
ONE_FAULT = [
    # what stands in a field
    ("plan.first", "2024Q5", "plan.first: '2024Q5' is not a quarter such as 2025Q3"),
    ("plan.first", "24Q1", "plan.first: '24Q1' is not a quarter such as 2025Q3"),
    ("plan.position", 0, "plan.position: '0' is too small; at least 1 is expected"),
    ("plan.position", "first", "plan.position: 'first' is not a whole number such as 2"),
    (
        "plan.code",
        "Example Plan",
        "plan.code: 'Example Plan' is not a code (small letters, digits and single",
    ),
    ("plan.code", "x" * 51, "plan.code: has 51 characters; at most 50 are kept"),
    ("plan.name", "示例", "plan.name: expected a mapping, found '示例'"),
    ("plan.name.en", ..., "plan.name.en: is missing"),
    ("plan.name.en", " ", "plan.name.en: is empty"),
    ("plan.name.en", "a\nb", "plan.name.en: must stand on one line"),
    ("plan.name.en", "a\u0000b", "plan.name.en: contains the control character U+0000"),
    ("plan.name.en", True, "plan.name.en: expected text, found 'true'"),
    ("plan.name.en", "x" * 201, "plan.name.en: has 201 characters; at most 200 are kept"),
    ("plan.short_name.en", "x" * 61, "plan.short_name.en: has 61 characters; at most 60 are kept"),
    ("plan.sourse", "gazette", "plan.sourse: is not a field of this format"),
    ("plan", ..., "plan: is missing"),
    ("sources.1.code", {"a": 1}, "sources[2].code: a mapping is not a code"),
    ("sources.0.grade", "E", "sources[1] (gazette).grade: 'E' is not one of 'A', 'B', 'C' or 'D'"),
    ("sources.0.date", "2024-02-30", "sources[1] (gazette).date: '2024-02-30' is not a day of the calendar"),
    (
        "sources.0.date",
        "2024",
        "sources[1] (gazette).date: '2024' is not a date such as 2024-02-19 or 2024-02",
    ),
    (
        "sources.0.address",
        "javascript:alert(1)",
        "sources[1] (gazette).address: 'javascript:alert(1)' is not an",
    ),
    ("themes.0.code", "A 1", "themes[1] (A 1).code: 'A 1' is not a theme's code"),
    ("themes.0", "A1", "themes[1]: expected a mapping, found 'A1'"),
    ("targets", [], "targets: is an empty list; at least one entry is needed"),
    ("targets", {"a": 1}, "targets: expected a list, found a mapping"),
    ("targets.0.comparator", "=>", f"{RATE}.comparator: '=>' is not one of '>=', '>', '<=' or '<'"),
    (
        "targets.0.measure",
        "flow",
        f"{RATE}.measure: 'flow' is not one of 'level', 'cumulative' or 'annual-flow'",
    ),
    ("targets.0.aggregation", "mean", f"{RATE}.aggregation: 'mean' is not one of 'direct', 'sum', 'ratio'"),
    ("targets.0.decimals", 5, f"{RATE}.decimals: '5' is too large; at most 4 is expected"),
    ("targets.0.value", None, f"{RATE}.value: nothing is not a number"),
    ("targets.0.value", "1,234", f"{RATE}.value: '1,234' is not a number (digits with at most 11 before"),
    ("targets.0.value", "７５", f"{RATE}.value: '７５' is not a number"),
    ("targets.0.value", "1e400", f"{RATE}.value: '1e400' is not a number"),
    ("targets.0.value", float("nan"), f"{RATE}.value: 'NaN' is not a number"),
    ("targets.0.value", "9" * 40, f"{RATE}.value: '{'9' * 40}' is not a number"),
    ("targets.0.counts_from_start", "perhaps", f"{RATE}.counts_from_start: 'perhaps' is not true or false"),
    ("targets.0.unit.zh", "x" * 31, f"{RATE}.unit.zh: has 31 characters; at most 30 are kept"),
    ("targets.0.baseline.as_of", "2023-13", f"{RATE}.baseline.as_of: '2023-13' is not a day of the calendar"),
    (
        "targets.0.baseline.as_of",
        "end of 2023",
        f"{RATE}.baseline.as_of: 'end of 2023' is not a year, quarter",
    ),
    ("targets.0.baseline.qualifier", "nearly", f"{RATE}.baseline.qualifier: 'nearly' is not one of 'exact'"),
    ("targets.0.definitions", [], f"{RATE}.definitions: is an empty list; at least one entry is needed"),
    (
        "targets.0.definitions.0.effective_on",
        "2024",
        f"{RATE}.definitions[1].effective_on: '2024' is not a date",
    ),
    ("targets.0.milestones.soon", 70, f"{RATE}.milestones.soon: 'soon' is not a quarter such as 2025Q3"),
    ("targets.0.milestones.2025Q4", "much", f"{RATE}.milestones.2025Q4: 'much' is not a number"),
    # what fields say about each other
    ("plan.last", "2023Q4", "plan.last: 2023Q4 is before the first quarter 2024Q1"),
    ("plan.last", "2204Q4", "plan.last: 2024Q1 to 2204Q4 are 724 quarters; at most 80 are expected"),
    ("plan.source", "letter", "plan.source: there is no source 'letter' in sources"),
    ("sources.1.code", "gazette", "sources[2] (gazette).code: 'gazette' is taken by sources[1]"),
    ("themes", [{"code": "A1", "name": LINE}] * 2, "themes[2] (A1).code: 'A1' is taken by themes[1]"),
    ("targets.1.code", "tool-rate", "targets[2] (tool-rate).code: 'tool-rate' is taken by targets[1]"),
    ("targets.0.theme", "A9", f"{RATE}.theme: there is no theme 'A9' in themes"),
    (
        "targets.0.baseline.source",
        "hearsay",
        f"{RATE}.baseline.source: there is no source 'hearsay' in sources",
    ),
    (
        "targets.0.definitions.0.source",
        "x",
        f"{RATE}.definitions[1].source: there is no source 'x' in sources",
    ),
    ("targets.0.remarks.0.source", "x", f"{RATE}.remarks[1].source: there is no source 'x' in sources"),
    (
        "sources.1.grade",
        "D",
        f"{RATE}.baseline.source: 'paper' has grade D (unusable); nothing can rest on it",
    ),
    ("targets.0.value", 75.25, f"{RATE}.value: 75.25 has more decimals than the target's 1"),
    (
        "targets.0.baseline.value",
        60.55,
        f"{RATE}.baseline.value: 60.55 has more decimals than the target's 1",
    ),
    ("targets.0.value", 101, f"{RATE}.value: 101 is not a percentage from 0 to 100"),
    ("targets.0.baseline.value", -1, f"{RATE}.baseline.value: -1 is not a percentage from 0 to 100"),
    ("targets.0.milestones.2025Q4", 170, f"{RATE}.milestones.2025Q4: 170 is not a percentage from 0 to 100"),
    (
        "targets.0.comparator",
        ...,
        f"{RATE}.comparator: is missing; only a band (with upper) goes without one",
    ),
    (
        "targets.0.upper",
        80,
        f"{RATE}.comparator: a band (value to upper) has no comparator; leave one of them out",
    ),
    ("targets.0.part_of", "x", f"{RATE}.part_of: there is no other target 'x' in targets"),
    (
        "targets.0.part_of",
        "tool-rate",
        f"{RATE}.part_of: there is no other target 'tool-rate' in targets",
    ),
    (
        "targets.0.counts_from_start",
        True,
        f"{RATE}.counts_from_start: only a cumulative target can count from",
    ),
    (
        "targets.0.baseline.as_of",
        None,
        f"{RATE}.baseline.as_of: is missing: a baseline without it cannot be judged",
    ),
    (
        "targets.0.baseline.source",
        ...,
        f"{RATE}.baseline.source: is missing: a baseline without it cannot",
    ),
    (
        "targets.0.baseline.as_of",
        "2027-01",
        f"{RATE}.baseline.as_of: 2027-01 is after the plan's last quarter",
    ),
    (
        "targets.1.baseline.note",
        ...,
        f"{FACTORY}.baseline.note: is missing: say why there is no baseline",
    ),
    (
        "targets.1.baseline.as_of",
        "2023",
        f"{FACTORY}.baseline.as_of: stands beside no value; a baseline that is",
    ),
    ("targets.1.decimals", 1, f"{FACTORY}.decimals: a roster counts names: 0 is expected, not 1"),
    (
        "targets.1.milestones.2024Q4",
        -1,
        f"{FACTORY}.milestones.2024Q4: -1 cannot be the length of a list of names",
    ),
    (
        "targets.0.milestones.2027Q1",
        75,
        f"{RATE}.milestones.2027Q1: 2027Q1 is outside the plan, 2024Q1 to 2026Q4",
    ),
    (
        "targets.0.milestones.2023Q4",
        60,
        f"{RATE}.milestones.2023Q4: 2023Q4 is outside the plan, 2024Q1 to 2026Q4",
    ),
    (
        "targets.0.milestones.2026Q4",
        74,
        f"{RATE}.milestones.2026Q4: 74 is not the target, 75, though it is the",
    ),
    ("targets.0.milestones. 2025Q4", 70, f"{RATE}.milestones. 2025Q4: 2025Q4 has a milestone already"),
    (
        "targets.1.milestones.2026Q2",
        12,
        f"{FACTORY}.milestones.2026Q2: 12 is below the 25 before it; a cumulative",
    ),
    (
        "targets.1.milestones.2026Q2",
        41,
        f"{FACTORY}.milestones.2026Q2: 41 is beyond the target, 40, to which no",
    ),
    (
        "targets.0.definitions.1.effective_on",
        "2024-01",
        f"{RATE}.definitions[2].effective_on: 2024-01-01 is not after",
    ),
    (
        "targets.0.definitions.1.effective_on",
        "2027-01-01",
        f"{RATE}.definitions[2].effective_on: 2027-01-01 is after",
    ),
    (
        "targets.0.remarks.0.quarter",
        "2027Q1",
        f"{RATE}.remarks[1].quarter: 2027Q1 is outside the plan, 2024Q1 to",
    ),
    # rosters
    ("rosters", {"a": 1}, "rosters: expected a list, found a mapping"),
    ("rosters.0.targets", [], f"{LIST}.targets: is an empty list; at least one entry is needed"),
    ("rosters.0.targets", ..., f"{LIST}.targets: is missing"),
    ("rosters.0.targets", "smart-factory", f"{LIST}.targets: expected a list, found 'smart-factory'"),
    ("rosters.0.targets", ["x"], f"{LIST}.targets[1]: there is no target 'x' in targets"),
    (
        "rosters.0.targets",
        ["smart-factory", "tool-rate"],
        f"{LIST}.targets[2]: 'tool-rate' counts no names; its aggregation would have to be roster",
    ),
    (
        "rosters.0.targets",
        ["smart-factory", "smart-factory"],
        f"{LIST}.targets[2]: 'smart-factory' takes its count from this roster already",
    ),
    ("rosters.0.name.zh", " ", f"{LIST}.name.zh: is empty"),
    ("rosters.0.name", ..., f"{LIST}.name: is missing"),
    ("rosters.0.colour", "red", f"{LIST}.colour: is not a field of this format"),
    ("rosters.0.item.zh", "x" * 31, f"{LIST}.item.zh: has 31 characters; at most 30 are kept"),
    ("rosters.0.kinds.1.name.en", "", f"{LIST}.kinds[2] (5g).name.en: is empty"),
    ("rosters.0.kinds.1.code", "smart", f"{LIST}.kinds[2] (smart).code: 'smart' is taken by kinds[1]"),
    (
        "rosters.0.levels.1.code",
        "advanced",
        f"{LIST}.levels[2] (advanced).code: 'advanced' is taken by levels[1]",
    ),
    (
        "rosters.0.levels.1.name.zh",
        "先进级",
        f"{LIST}.levels[2] (excellent).name.zh: '先进级' is taken by levels[1]",
    ),
    (
        "rosters.0.kinds.1.name.en",
        "Smart factory",
        f"{LIST}.kinds[2] (5g).name.en: 'Smart factory' is taken by kinds[1]",
    ),
]


@pytest.mark.parametrize(("path", "value", "sentence"), ONE_FAULT)
def test_read_plan_with_one_fault(
    plan: dict[str, Any], put: Callable[[str, Any], None], path: str, value: Any, sentence: str
) -> None:
    put(path, value)
    with pytest.raises(PlanFileError) as refusal:
        read_plan(json.dumps(plan), format="json")
    assert any(error.startswith(sentence) for error in refusal.value.errors), refusal.value.errors
