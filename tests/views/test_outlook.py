"""Where a target is heading and where it ended: sentences, forecasts, outcomes, contributions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests import factories, pages
from tests.factories import CLOSED, City, plan_make, target_entry
from tracker.calculations.periods import Quarter
from tracker.models import Definition, Plan, Target
from tracker.services.units import assignments_create


def history(city: City, target: str, values: list[int], *, unit: str = "east", first: Quarter) -> None:
    for step, value in enumerate(values):
        city.report(value, target=target, unit=unit, quarter=first.shift(step))


def read(client: Client, address: str) -> pages.Element:
    return pages.read(client.get(address)).one("main")


@pytest.fixture
def ended(city: City) -> City:
    """A plan that ended in 2024Q4 three short, and was made good in 2025Q2."""
    plan_make(target_entry(code="ended"), code="ended-plan", position=2, last="2024Q4")
    Plan.objects.filter(code="ended-plan").update(followed_until="2025Q4")
    target = Target.objects.get(code="ended")
    assignments_create(targets=[target], units=[city.units["east"]], by=None, at=factories.NOW)
    history(city, "ended", [40, 60, 80, 97, 99, 100], first=Quarter(2024, 1))
    factories.close_before(Quarter(2025, 3))
    return city


@pytest.mark.parametrize(
    ("quarter", "word"),
    [("2024Q4", "到期未达标"), ("2025Q1", "到期未达标"), ("2025Q2", "逾期后补上")],
)
def test_outcome_after_the_deadline_stays_what_it_was(
    ended: City, signed_in: Any, quarter: str, word: str
) -> None:
    client = signed_in("viewer")

    assert word in read(client, f"/targets/ended/?quarter={quarter}").text
    assert word in read(client, f"/?quarter={quarter}&plan=ended-plan").text


def test_outcome_is_not_spoken_of_before_the_deadline(ended: City, signed_in: Any) -> None:
    assert "到期" not in read(signed_in("viewer"), "/?quarter=2024Q3&plan=ended-plan").text


def test_chart_of_a_unit_goes_on_where_the_plan_is_still_followed(ended: City, signed_in: Any) -> None:
    page = pages.read(signed_in("alice").get("/reports/2025Q3/east/?chart=ended"))

    drawn = pages.numbers([trace.get("y") for trace in next(iter(pages.figures(page).values()))["data"]])
    assert [value for value in drawn if value in (40, 60, 80, 97, 99)] == [40, 60, 80, 97, 99]


def test_forecast_says_where_the_pace_so_far_leads(city: City, signed_in: Any) -> None:
    history(city, "factories", [30, 40, 50, 60, 70, 80], first=Quarter(2024, 1))
    factories.close_before(Quarter(2025, 3))

    page = read(signed_in("viewer"), "/targets/factories/")

    assert "按目前节奏，2025年四季度为 100 家，将于2025年四季度达标" in page.text
    fan = pages.figures(page)["figure-trajectory"]
    assert "按目前节奏" in [trace.get("name") for trace in fan["data"]]


def test_forecast_needs_four_quarters(city: City, signed_in: Any) -> None:
    history(city, "factories", [30, 40, 50], first=Quarter(2024, 4))
    factories.close_before(Quarter(2025, 3))

    page = read(signed_in("viewer"), "/targets/factories/")

    assert "已报季度太少" in page.text
    assert "按目前节奏，" not in page.text


def test_forecast_rests_on_one_definition_only(city: City, signed_in: Any) -> None:
    history(city, "factories", [30, 40, 50, 60, 70, 80], first=Quarter(2024, 1))
    factories.close_before(Quarter(2025, 3))
    Definition.objects.create(
        target=city.targets["factories"], text_zh="新口径", effective_on=dt.date(2025, 1, 1)
    )

    page = read(signed_in("viewer"), "/targets/factories/")

    assert "已报季度太少" in page.text
    assert "口径变化" in page.text


def test_forecast_leaves_the_running_quarter_out(city: City, signed_in: Any) -> None:
    history(city, "factories", [30, 40, 50, 60, 70, 80, 82], first=Quarter(2024, 1))
    factories.close_before(Quarter(2025, 3))

    text = read(signed_in("viewer"), "/targets/factories/explain/?quarter=2025Q3").text

    assert "依据 6 个已报季度" in text


def test_pace_is_given_so_far_and_still_needed(city: City, signed_in: Any) -> None:
    history(city, "factories", [30, 40, 50, 60, 70, 80], first=Quarter(2024, 1))
    factories.close_before(Quarter(2025, 3))

    text = read(signed_in("viewer"), "/targets/factories/explain/").text

    assert "目前每季 +10.0 家、尚需每季 +10.0 家（余 2 季）" in text


def test_contributions_are_not_shown_where_no_unit_reported_twice(city: City, signed_in: Any) -> None:
    history(city, "factories", [30], first=CLOSED)
    factories.close_before(Quarter(2025, 3))

    assert "各单位本季贡献" not in read(signed_in("viewer"), "/targets/factories/").text


def test_contributions_add_up_to_the_change(city: City, signed_in: Any) -> None:
    history(city, "factories", [30, 36], first=Quarter(2025, 1))
    history(city, "factories", [70, 74], unit="west", first=Quarter(2025, 1))
    factories.close_before(Quarter(2025, 3))

    table = read(signed_in("viewer"), "/targets/factories/").one(aria_label="贡献数据表").text

    assert "east单位 +6 +60.0 %" in table
    assert "west单位 +4 +40.0 %" in table
    assert "可比单位合计 +10" in table


def test_correction_of_a_quarter_leaves_the_next_as_reported(city: City, signed_in: Any) -> None:
    history(city, "factories", [30, 45], first=Quarter(2025, 1))
    city.report(40, quarter=Quarter(2025, 1), seen=1)
    factories.close_before(Quarter(2025, 3))

    table = read(signed_in("viewer"), "/targets/factories/").one(aria_label="逐季数据表").text

    assert "2025年二季度 80 45 +5" in table


def test_figure_of_record_stands_beside_the_units_with_the_difference(city: City, signed_in: Any) -> None:
    assignments_create(
        targets=[city.targets["factories"]], units=[city.units["bureau"]], by=None, at=factories.NOW
    )
    history(city, "factories", [30], first=CLOSED)
    history(city, "factories", [12], unit="west", first=CLOSED)
    city.report(factories.figure(45, note="含市属企业三家"), unit="bureau", quarter=CLOSED)
    factories.close_before(Quarter(2025, 3))

    page = read(signed_in("viewer"), "/targets/factories/")

    assert page.one(aria_labelledby="record").text.split(" 说明 ")[0] == (
        "部门数与各单位数 主管部门 45 家 各单位汇总 42 家 正式采用 差额 +3 家 (+7.1 %)"
    )
    assert "含市属企业三家" in page.text


def test_yearly_flow_is_shown_year_beside_year_and_against_the_months_gone(
    city: City, signed_in: Any
) -> None:
    plan_make(
        target_entry(
            code="flow",
            measure="annual-flow",
            value=1500,
            decimals=1,
            unit={"zh": "亿元", "en": "100m yuan"},
            baseline={"value": None, "note": {"zh": "基期未公布", "en": "Not published"}},
        ),
        code="flow-plan",
        position=3,
    )
    assignments_create(
        targets=[Target.objects.get(code="flow")], units=[city.units["east"]], by=None, at=factories.NOW
    )
    for quarter, value in {Quarter(2024, 2): "855.1", Quarter(2025, 2): "939.8"}.items():
        city.report(value, target="flow", quarter=quarter)
    factories.close_before(Quarter(2025, 3))

    page = read(signed_in("viewer"), "/targets/flow/")
    arithmetic = read(signed_in("viewer"), "/targets/flow/explain/").text

    assert "完成率 62.7 %，序时进度 6 ÷ 12 = 50.0 %，相差 +12.7 个百分点" in arithmetic
    assert "2025年二季度 同比：+84.7 亿元" in page.text
    assert "figure-years" in pages.figures(page)


def test_late_report_of_a_unit_is_no_growth(city: City, signed_in: Any) -> None:
    """East reports every quarter, West misses one: nothing of what West has is new when it comes back."""
    history(city, "factories", [30, 31, 32, 33, 34, 35], first=Quarter(2024, 1))
    for quarter, value in {Quarter(2024, 1): 50, Quarter(2024, 3): 52, Quarter(2025, 2): 55}.items():
        city.report(value, unit="west", quarter=quarter)
    factories.close_before(Quarter(2025, 3))

    page = read(signed_in("viewer"), "/targets/factories/")

    assert "+5" not in page.one(aria_label="逐季数据表").text.replace("+50", "+5")
    assert "已报季度太少" in page.text  # only three quarters compare with the last one
    assert "同比" not in page.text


def test_outcome_waits_until_the_deadline_quarter_is_closed(ended: City, signed_in: Any) -> None:
    factories.Period.objects.filter(quarter="2024Q4").update(closed_at=None)

    assert "到期" not in read(signed_in("coordinator"), "/?quarter=2024Q4&plan=ended-plan").text


def test_summary_names_how_targets_ended(ended: City, signed_in: Any) -> None:
    text = read(signed_in("viewer"), "/?quarter=2025Q2&plan=ended-plan").text

    assert "已到期的目标中：1 项逾期后补上。" in text


def test_changes_of_a_percentage_are_percentage_points(city: City, signed_in: Any) -> None:
    for step, numerator in enumerate([30, 32, 34, 36, 38, 40]):
        city.report(factories.rate(numerator, 60), target="tool-rate", quarter=Quarter(2024, 1).shift(step))
    factories.close_before(Quarter(2025, 3))
    city.targets["tool-rate"].milestones.create(quarter="2024Q1", value=50)

    text = read(signed_in("viewer"), "/targets/tool-rate/explain/").text

    assert "个百分点" in text.split("节奏")[1]
    assert "每季 +3.3 %" not in text
