"""A sound plan file becomes a record; a bad one is refused with a sentence for every fault."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml

from tracker.calculations.goals import Comparator
from tracker.calculations.periods import Quarter
from tracker.documents.plan_files import PlanFile, PlanFileError, read_plan

Put = Callable[[str, Any], None]
RATE = "targets[1] (tool-rate)"
FACTORY = "targets[2] (smart-factory)"


def read(tree: Any) -> PlanFile:
    return read_plan(json.dumps(tree), format="json")


def errors_of(tree: Any) -> list[str]:
    with pytest.raises(PlanFileError) as refusal:
        read(tree)
    return refusal.value.errors


def test_read_plan_keeps_every_field(plan: dict[str, Any]) -> None:
    file = read(plan)
    rate, factory = file.targets
    assert (file.plan.code, file.plan.first, file.plan.last) == (
        "example-plan",
        Quarter(2024, 1),
        Quarter(2026, 4),
    )
    assert file.plan.issuer is not None
    assert file.plan.issuer.en == "Example City"
    assert [source.date for source in file.sources] == ["2024-02-19", "2024-02"]
    assert (rate.value, rate.comparator, rate.upper) == (Decimal(75), Comparator.AT_LEAST, None)
    assert (rate.baseline.value, rate.baseline.as_of, rate.baseline.qualifier) == (
        Decimal("60.5"),
        "2023",
        "about",
    )
    assert rate.planned_values == [(Quarter(2024, 4), Decimal(64)), (Quarter(2025, 4), Decimal("70.5"))]
    assert [row.effective_on for row in rate.definitions] == [date(2024, 1, 1), date(2024, 10, 1)]
    assert rate.remarks[0].quarter == Quarter(2025, 1)
    assert (factory.counts_from_start, rate.counts_from_start) == (True, False)
    assert factory.baseline.value is None
    (roster,) = file.rosters
    assert (roster.code, roster.name.en, roster.targets) == (
        "factory-list",
        "List of smart factories",
        ("smart-factory",),
    )
    assert roster.item is not None
    assert roster.item.zh == "车间"
    assert [kind.code for kind in roster.kinds] == ["smart", "5g"]
    assert [level.name.zh for level in roster.levels] == ["先进级", "卓越级"]


def test_read_plan_goes_without_rosters(plan: dict[str, Any], put: Put) -> None:
    put("rosters", ...)
    assert read(plan).rosters == ()


def test_read_plan_one_roster_gives_several_targets_their_count(plan: dict[str, Any], put: Put) -> None:
    plan["targets"].append(plan["targets"][1] | {"code": "all-factories", "counts_from_start": False})
    put("rosters.0.targets", ["smart-factory", "all-factories"])
    put("rosters.0.item", ...)
    put("rosters.0.levels", ...)
    (roster,) = read(plan).rosters
    assert (roster.targets, roster.item, roster.levels) == (("smart-factory", "all-factories"), None, ())


def test_read_plan_a_target_on_two_rosters(plan: dict[str, Any]) -> None:
    plan["rosters"].append(plan["rosters"][0] | {"code": "again", "name": {"zh": "另一名录", "en": "Again"}})
    assert errors_of(plan) == [
        "rosters[2] (again).targets[1]: 'smart-factory' takes its count from rosters[1] already"
    ]


def test_read_plan_two_rosters_that_nobody_could_tell_apart(plan: dict[str, Any]) -> None:
    plan["targets"].append(plan["targets"][1] | {"code": "all-factories"})
    plan["rosters"].append(plan["rosters"][0] | {"targets": ["all-factories"]})
    assert errors_of(plan) == [
        "rosters[2] (factory-list).code: 'factory-list' is taken by rosters[1]",
        "rosters[2] (factory-list).name.zh: '智能工厂名录' is taken by rosters[1]",
        "rosters[2] (factory-list).name.en: 'List of smart factories' is taken by rosters[1]",
    ]


def test_read_plan_list_types_of_two_rosters_may_be_called_alike(plan: dict[str, Any]) -> None:
    plan["targets"].append(plan["targets"][1] | {"code": "all-factories"})
    plan["rosters"].append(
        plan["rosters"][0]
        | {"code": "all", "name": {"zh": "全部", "en": "All"}, "targets": ["all-factories"]}
    )
    assert [len(roster.kinds) for roster in read(plan).rosters] == [2, 2]


def test_read_plan_same_record_from_yaml_and_json(plan: dict[str, Any]) -> None:
    assert read_plan(yaml.safe_dump(plan, allow_unicode=True), format="yaml") == read(plan)


def test_read_plan_numbers_never_pass_through_a_float(plan: dict[str, Any], put: Put) -> None:
    put("targets.0.decimals", 4)
    text = json.dumps(plan).replace("60.5", "60.1000")
    assert str(read_plan(text, format="json").targets[0].baseline.value) == "60.1000"


def test_read_plan_record_cannot_be_changed(plan: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="frozen"):
        read(plan).targets[0].value = Decimal(1)


def test_read_plan_missing_baseline_is_not_zero(plan: dict[str, Any], put: Put) -> None:
    put("targets.0.baseline", {"value": 0, "as_of": "2023", "qualifier": "exact", "source": "paper"})
    rate, factory = read(plan).targets
    assert rate.baseline.value == 0
    assert factory.baseline.value is None


def test_read_plan_band_goes_without_comparator(plan: dict[str, Any], put: Put) -> None:
    put("targets.0.comparator", ...)
    put("targets.0.upper", 80)
    target = read(plan).targets[0]
    assert (target.value, target.upper, target.comparator) == (Decimal(75), Decimal(80), None)


@pytest.mark.parametrize("as_of", ["2023", "2023Q4", "2023-12", "2023-12-31"])
def test_read_plan_as_of_keeps_its_precision(plan: dict[str, Any], put: Put, as_of: str) -> None:
    put("targets.0.baseline.as_of", as_of)
    assert read(plan).targets[0].baseline.as_of == as_of


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("plan.name.en", "x" * 200),
        ("plan.last", "2043Q4"),  # the eightieth quarter
        ("targets.0.value", 100),
        ("targets.0.milestones", {"2024Q1": 0, "2026Q4": 75}),
        ("targets.0.baseline.as_of", "2026-12-31"),
        ("targets.0.definitions.1.effective_on", "2026-12-31"),
        ("targets.0.remarks.0.quarter", "2026Q4"),
        ("targets.1.milestones", {"2024Q4": 0, "2025Q4": 0, "2026Q1": 40, "2026Q4": 40}),
    ],
)
def test_read_plan_at_the_edge_of_what_is_sound(
    plan: dict[str, Any], put: Put, path: str, value: Any
) -> None:
    put(path, value)
    assert len(read(plan).targets) == 2


def test_read_plan_of_a_single_quarter(plan: dict[str, Any], put: Put) -> None:
    put("plan.first", "2026Q4")
    put("targets.0.milestones", {})
    put("targets.1.milestones", {"2026Q3": 30})
    put("targets.0.remarks", [])
    assert errors_of(plan) == [f"{FACTORY}.milestones.2026Q3: 2026Q3 is outside the plan, 2026Q4 to 2026Q4"]


def test_read_plan_one_fault_is_one_error(plan: dict[str, Any], put: Put) -> None:
    put("targets.0.comparator", "=>")
    assert errors_of(plan) == [f"{RATE}.comparator: '=>' is not one of '>=', '>', '<=' or '<'"]


def test_read_plan_band_upside_down(plan: dict[str, Any], put: Put) -> None:
    put("targets.0.comparator", ...)
    put("targets.0.upper", 75)
    assert errors_of(plan) == [f"{RATE}.upper: 75 is not above value, 75"]


def test_read_plan_count_from_start_with_a_baseline(plan: dict[str, Any], put: Put) -> None:
    put("targets.1.baseline", {"value": 3, "as_of": "2023", "qualifier": "exact", "source": "paper"})
    assert errors_of(plan) == [
        f"{FACTORY}.baseline.value: a target that counts from the plan's start begins at 0 by itself"
    ]


def test_read_plan_ratio_in_another_unit_may_pass_100(plan: dict[str, Any], put: Put) -> None:
    put("targets.0.unit", {"zh": "亩均万元", "en": "10,000 yuan per mu"})
    put("targets.0.value", 175)
    assert read(plan).targets[0].value == 175


def test_read_plan_reports_every_fault_in_the_order_of_the_file(plan: dict[str, Any], put: Put) -> None:
    put("rosters.0.targets", ["smart-factory", "x"])
    put("targets.1.theme", "A9")
    put("targets.1.milestones.2030Q1", 30)
    put("targets.1.milestones.2026Q1", 20)
    put("targets.0.comparator", "about")
    put("targets.0.value", 175)
    put("targets.0.colour", "red")
    put("sources.1.grade", "E")
    put("plan.name.en", ...)
    assert [error.split(": ")[0] for error in errors_of(plan)] == [
        "plan.name.en",
        "sources[2] (paper).grade",
        f"{RATE}.comparator",
        f"{RATE}.value",
        f"{RATE}.colour",
        f"{FACTORY}.theme",
        f"{FACTORY}.milestones.2030Q1",
        f"{FACTORY}.milestones.2026Q1",
        "rosters[1] (factory-list).targets[2]",
    ]


def test_read_plan_error_reads_as_one_message(plan: dict[str, Any], put: Put) -> None:
    put("plan.first", "x")
    put("plan.position", "x")
    with pytest.raises(PlanFileError) as refusal:
        read(plan)
    assert str(refusal.value).splitlines() == refusal.value.errors
    assert len(refusal.value.errors) == 2


@pytest.mark.parametrize("rest", [[], 7, None, "text", [{"code": {"a": 1}}], {"a": [None, {"code": []}]}])
@pytest.mark.parametrize(
    "path",
    [
        "plan",
        "sources",
        "themes",
        "targets",
        "targets.0",
        "targets.0.baseline",
        "rosters.0",
        "rosters.0.targets",
        "rosters.0.kinds.0",
    ],
)
def test_read_plan_with_the_wrong_shape_anywhere(
    plan: dict[str, Any], put: Put, path: str, rest: Any
) -> None:
    put(path, rest)
    assert any(error.startswith(path.split(".")[0]) for error in errors_of(plan))
