"""The files that ship with the product say what was published, and nothing else."""

from decimal import Decimal
from pathlib import Path

import pytest

from tracker.calculations.periods import Quarter, quarter_range
from tracker.documents.plan_files import PlanFile, Target, read_plan
from tracker.documents.unit_files import read_units

FIXTURES = Path(__file__).parents[2] / "fixtures"
PLANS = ("plans/nanjing-digital", "plans/nanjing-ten-billion")


def plan_file(name: str) -> PlanFile:
    return read_plan((FIXTURES / f"{name}.yaml").read_bytes(), format="yaml")


def nanjing_targets() -> list[Target]:
    return [target for name in PLANS for target in plan_file(name).targets]


# theme, code, comparator, value, unit, measure, aggregation: from the plans' words, not from the files.
FIFTEEN = [
    ("A1", "integration-index", ">=", "80", "指数", "level", "direct"),
    ("A1", "process-cnc-rate", ">=", "75", "%", "level", "ratio"),
    ("A1", "management-digital-rate", ">=", "90", "%", "level", "ratio"),
    ("A1", "design-tool-rate", ">=", "95", "%", "level", "ratio"),
    ("A2", "digital-pioneer", ">=", "4", "家", "cumulative", "roster"),
    ("A2", "smart-factory", ">=", "110", "家", "cumulative", "roster"),
    ("A2", "smart-workshop", ">=", "700", "个", "cumulative", "roster"),
    ("A3", "networked-equipment-rate", ">=", "70", "%", "level", "ratio"),
    ("A3", "cloud-enterprise", ">=", "3000", "家", "cumulative", "roster"),
    ("A3", "iiot-platform", ">", "40", "个", "cumulative", "roster"),
    ("A3", "compute-fp16", ">=", "6000", "P FLOPS", "level", "sum"),
    ("A4", "industrial-software", ">=", "400", "亿元", "annual-flow", "sum"),
    ("A4", "service-provider", ">=", "300", "家", "cumulative", "roster"),
    ("B1", "new-ten-billion", ">=", "10", "家", "cumulative", "roster"),
    ("B1", "total-ten-billion", ">=", "30", "家", "level", "roster"),
]


def test_nanjing_fifteen_targets_stand_in_the_order_of_the_plans() -> None:
    assert [target.code for target in nanjing_targets()] == [row[1] for row in FIFTEEN]


@pytest.mark.parametrize("row", FIFTEEN, ids=[row[1] for row in FIFTEEN])
def test_nanjing_target_says_what_the_plan_says(row: tuple[str, ...]) -> None:
    theme, code, comparator, value, unit, measure, aggregation = row
    (target,) = [target for target in nanjing_targets() if target.code == code]
    assert (target.theme, target.code, target.unit.zh) == (theme, code, unit)
    assert (target.comparator, target.value, target.upper) == (comparator, Decimal(value), None)
    assert (target.measure, target.aggregation) == (measure, aggregation)
    # The plan's own words carry the number and, where it is strict, the word 超 right before it.
    assert value in target.wording
    assert (f"超{value}" in target.wording) == (comparator == ">")


@pytest.mark.parametrize(
    ("name", "first", "last", "quarters", "themes"),
    [
        ("plans/nanjing-digital", "2024Q1", "2026Q4", 12, ["A1", "A2", "A3", "A4"]),
        ("plans/nanjing-ten-billion", "2024Q1", "2025Q4", 8, ["B1"]),
    ],
)
def test_nanjing_plan_quarters_and_themes(
    name: str, first: str, last: str, quarters: int, themes: list[str]
) -> None:
    file = plan_file(name)
    assert (file.plan.first, file.plan.last) == (Quarter.parse(first), Quarter.parse(last))
    assert len(quarter_range(file.plan.first, file.plan.last)) == quarters
    assert [theme.code for theme in file.themes] == themes


def test_nanjing_three_baselines_are_published_with_their_evidence() -> None:
    sources = {source.code: source for source in plan_file(PLANS[0]).sources}
    published = {
        target.code: (
            target.baseline.value,
            target.baseline.as_of,
            target.baseline.qualifier,
            sources[target.baseline.source or ""].publisher,
            sources[target.baseline.source or ""].date,
            sources[target.baseline.source or ""].grade,
        )
        for target in nanjing_targets()
        if target.baseline.value is not None
    }
    assert published == {
        "integration-index": (Decimal("68.1"), "2023", "exact", "新华网江苏", "2024-04-02", "B"),
        "digital-pioneer": (
            Decimal(2),
            "2023-12",
            "derived",
            "新华日报（中国西藏网转载）",
            "2023-12-22",
            "B",
        ),
        "compute-fp16": (Decimal(2000), "2024-05", "more-than", "南京日报", "2024-11-10", "B"),
    }


def test_nanjing_twelve_baselines_are_not_published_and_not_zero() -> None:
    unpublished = [target.baseline for target in nanjing_targets() if target.baseline.value is None]
    assert len(unpublished) == 12
    for baseline in unpublished:
        assert baseline.note is not None
        assert "基期未公布" in baseline.note.zh


def test_nanjing_only_new_ten_billion_counts_from_the_start() -> None:
    assert [target.code for target in nanjing_targets() if target.counts_from_start] == ["new-ten-billion"]


def test_nanjing_compute_remark_is_never_a_figure() -> None:
    targets = {target.code: target for target in nanjing_targets()}
    assert [code for code, target in targets.items() if target.remarks] == ["compute-fp16"]
    (remark,) = targets["compute-fp16"].remarks
    sources = {source.code: source for source in plan_file(PLANS[0]).sources}
    assert remark.quarter == Quarter(2026, 1)
    assert "2.1万P" in remark.text.zh
    assert "口径不同" in remark.text.zh
    assert sources[remark.source].grade == "C"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("process-cnc-rate", "重点企业，不是规上企业"),
        ("management-digital-rate", "重点企业，不是规上企业"),
        ("design-tool-rate", "重点企业，不是规上企业"),
        ("cloud-enterprise", "同一企业由三星升为四星、五星，仍只计一次"),
        ("iiot-platform", "正好40个不算达标"),
        ("compute-fp16", "可统筹"),
        ("industrial-software", "累计数"),
        ("new-ten-billion", "包括10家"),
        ("total-ten-billion", "包括30家"),
    ],
)
def test_nanjing_definition_names_the_trap(code: str, words: str) -> None:
    (target,) = [target for target in nanjing_targets() if target.code == code]
    assert words in target.definitions[0].text.zh


def test_nanjing_smart_factory_definition_breaks_in_october_2024() -> None:
    (target,) = [target for target in nanjing_targets() if target.code == "smart-factory"]
    _, graded = target.definitions
    assert graded.effective_on.isoformat() == "2024-10-01"
    assert "先进级如何计入本目标尚不明确" in graded.text.zh
    assert graded.source is None


def test_nanjing_plans_describe_a_shared_source_alike() -> None:
    first, second = (plan_file(name) for name in PLANS)
    assert second.sources == (first.sources[0],)
    assert {first.plan.source, second.plan.source} == {first.sources[0].code}


def test_nanjing_twelve_units_in_the_official_order() -> None:
    units = read_units((FIXTURES / "units/nanjing.yaml").read_bytes(), format="yaml").units
    city, *areas = units
    assert (city.name.zh, city.kind, city.counts) == ("南京市", "city", False)
    assert [unit.position for unit in units] == list(range(1, 14))
    assert [(unit.name.zh, unit.gb_code) for unit in areas] == [
        ("玄武区", "320102"),
        ("秦淮区", "320104"),
        ("建邺区", "320105"),
        ("鼓楼区", "320106"),
        ("浦口区", "320111"),
        ("栖霞区", "320113"),
        ("雨花台区", "320114"),
        ("江宁区", "320115"),
        ("六合区", "320116"),
        ("溧水区", "320117"),
        ("高淳区", "320118"),
        ("江北新区", None),
    ]
    assert {unit.parent for unit in areas} == {"nanjing"}


def test_nanjing_overlapping_zone_is_not_counted_twice() -> None:
    units = read_units((FIXTURES / "units/nanjing.yaml").read_bytes(), format="yaml").units
    districts = [unit for unit in units if unit.kind == "district"]
    (zone,) = [unit for unit in units if unit.kind == "zone"]
    assert len(districts) == 11
    assert all(unit.counts for unit in districts)
    assert (zone.name.zh, zone.counts) == ("江北新区", False)
    assert zone.note is not None
    assert "重叠" in zone.note.zh


def test_yancheng_plan_is_data_like_any_other() -> None:
    file = plan_file("examples/yancheng")
    assert (file.plan.first, file.plan.last) == (Quarter(2025, 1), Quarter(2027, 4))
    assert [(t.code, t.comparator, t.value, t.measure) for t in file.targets] == [
        ("yancheng-advanced-factory", ">=", 100, "cumulative"),
        ("yancheng-excellent-factory", ">=", 10, "cumulative"),
        ("yancheng-integration-index", ">=", 72, "level"),
        ("yancheng-sme-transformation", ">=", 1500, "annual-flow"),
        ("yancheng-lighthouse", ">=", 1, "cumulative"),
    ]
    assert all(target.baseline.value is None for target in file.targets)
    (source,) = file.sources
    assert (source.publisher, source.date, source.grade) == ("盐城市人民政府办公室", "2025-02-22", "A")


def test_yancheng_flow_has_the_same_plan_every_year() -> None:
    (flow,) = [target for target in plan_file("examples/yancheng").targets if target.measure == "annual-flow"]
    assert flow.planned_values == [(Quarter(2025, 4), 1500), (Quarter(2026, 4), 1500)]


def test_yancheng_yes_or_no_target_says_whose_reading_it_is() -> None:
    (target,) = [
        target for target in plan_file("examples/yancheng").targets if target.code == "yancheng-lighthouse"
    ]
    assert "至少1家" in target.definitions[0].text.zh
    assert "不是计划原文" in target.definitions[0].text.zh
    assert target.definitions[0].source is None


# roster, targets, what is counted (enterprises where empty), list types, levels: from the targets' own words.
ROSTERS = [
    ("digital-pioneer", ["digital-pioneer"], "", [], []),
    ("smart-factory", ["smart-factory"], "", ["智能工厂", "5G工厂", "工业互联网标杆工厂"], []),
    ("smart-workshop", ["smart-workshop"], "车间", [], []),
    ("cloud-enterprise", ["cloud-enterprise"], "", [], ["三星级", "四星级", "五星级"]),
    ("iiot-platform", ["iiot-platform"], "平台", [], []),
    ("service-provider", ["service-provider"], "", [], []),
    ("ten-billion", ["new-ten-billion", "total-ten-billion"], "", [], []),
]


def test_nanjing_rosters_say_what_is_counted_and_how_it_is_divided() -> None:
    rosters = [roster for name in PLANS for roster in plan_file(name).rosters]
    assert [
        (
            roster.code,
            list(roster.targets),
            roster.item.zh if roster.item else "",
            [kind.name.zh for kind in roster.kinds],
            [level.name.zh for level in roster.levels],
        )
        for roster in rosters
    ] == ROSTERS


@pytest.mark.parametrize("name", [*PLANS, "examples/yancheng"])
def test_every_count_of_names_has_its_roster(name: str) -> None:
    file = plan_file(name)
    counted = [code for roster in file.rosters for code in roster.targets]
    assert sorted(counted) == sorted(target.code for target in file.targets if target.aggregation == "roster")


def test_nanjing_items_are_counted_where_the_plan_counts_in_pieces() -> None:
    units = {target.code: target.unit.zh for target in nanjing_targets()}
    for roster in (roster for name in PLANS for roster in plan_file(name).rosters):
        assert {units[code] for code in roster.targets} == {"个" if roster.item else "家"}


def test_yancheng_levels_begin_with_the_advanced_grade() -> None:
    advanced, _excellent, lighthouse = plan_file("examples/yancheng").rosters
    assert [level.name.zh for level in advanced.levels] == ["先进级", "卓越级", "领航级"]
    assert [kind.name.zh for kind in lighthouse.kinds] == ["国家领航级智能工厂", "全球“灯塔工厂”"]


def test_roster_codes_and_names_are_unique_over_all_files() -> None:
    rosters = [roster for name in (*PLANS, "examples/yancheng") for roster in plan_file(name).rosters]
    assert len({roster.code for roster in rosters}) == len({r.name.zh for r in rosters}) == len(rosters) == 10


def test_target_codes_are_unique_over_all_files() -> None:
    codes = [target.code for name in (*PLANS, "examples/yancheng") for target in plan_file(name).targets]
    assert len(codes) == len(set(codes)) == 20
