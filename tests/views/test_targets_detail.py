"""One target, opened."""

import datetime as dt

import pytest
from django.test import Client

from tests import pages
from tests.factories import CLOSED, City
from tracker.models import Definition, Remark, Source


def address(code: str) -> str:
    return f"/targets/{code}/"


def trajectory(page: pages.Element) -> dict[str, object]:
    return pages.figures(page)["figure-trajectory"]


def test_detail_shows_the_same_status_as_the_overview(member: Client, reported: City) -> None:
    overview = pages.statuses(pages.read(member.get("/")))

    for code, status in overview.items():
        assert pages.statuses(pages.read(member.get(address(code)))) == {code: status}


def test_detail_names_the_target_its_words_and_its_plan(member: Client, reported: City) -> None:
    page = pages.read(member.get(address("factories")))

    assert "智能工厂" in page.one("h1").text
    assert "建成智能工厂100家以上" in page.text
    assert "示例行动计划" in page.text
    assert page.one("title").text.startswith("智能工厂")


def test_detail_chart_holds_the_city_figures_as_numbers(member: Client, reported: City) -> None:
    page = pages.read(member.get(address("factories")))

    drawn = trajectory(page)["data"]
    assert {42.0, 100.0, 20.0} <= set(pages.numbers(drawn)), (
        "actual, target and baseline are drawn as numbers"
    )


def test_detail_chart_leaves_out_what_was_not_reported(member: Client, reported: City) -> None:
    page = pages.read(member.get(address("factories")))

    assert 0 not in pages.numbers([trace.get("y") for trace in trajectory(page)["data"]])
    # Of the quarters up to 2025Q2 only the last was reported: the others are said to be missing.
    assert any("未报" in text for text in pages.texts(trajectory(page)))


def test_detail_units_chart_follows_the_official_order(member: Client, reported: City) -> None:
    page = pages.read(member.get(address("factories")))

    texts = pages.texts(pages.figures(page)["figure-units"])
    order = [text for text in texts if text in ("east单位", "west单位", "zone单位")]
    assert order[:3] in (["east单位", "west单位", "zone单位"], ["zone单位", "west单位", "east单位"])


def test_detail_without_areas_has_no_units_chart(member: Client, reported: City) -> None:
    page = pages.read(member.get(address("index")))

    assert "figure-units" not in pages.figures(page)
    assert "bureau单位" in page.text


def test_detail_table_has_every_quarter_of_the_plan(member: Client, reported: City) -> None:
    main = pages.read(member.get(address("factories"))).one("main").text

    for year in (2024, 2025):
        for quarter in "一二三四":
            assert f"{year}年{quarter}季度" in main


def test_detail_names_units_that_did_not_report(member: Client, reported: City) -> None:
    page = pages.read(member.get(address("factories"), {"quarter": "2025Q1"}))

    assert "未报" in page.one("main").text
    for unit in ("east单位", "west单位", "zone单位"):
        assert unit in page.one("main").text


def test_detail_rate_is_the_sum_of_its_parts(member: Client, reported: City) -> None:
    page = pages.read(member.get(address("tool-rate")))

    # 45 of 60 and 10 of 40: 55 %. A mean of 75 % and 25 % would say 50.
    assert "55.0" in page.one(data_target="tool-rate").text
    assert "45 ÷ 60" in page.text
    assert "基期未公布" in page.text


def test_detail_baseline_shows_date_qualifier_source_and_grade(member: Client, reported: City) -> None:
    text = pages.read(member.get(address("index"))).one("main").text

    for part in ("68.1", "2023", "约", "公报", "示例市", "A"):
        assert part in text, part


def test_detail_says_the_definition_in_force_and_its_breaks(member: Client, reported: City) -> None:
    target = reported.targets["factories"]
    Definition.objects.create(target=target, text_zh="先进级以上", effective_on=dt.date(2024, 10, 1))
    source = Source.objects.get(code="gazette")
    Remark.objects.create(target=target, quarter=CLOSED, text_zh="另一口径的说法", source=source)

    page = pages.read(member.get(address("factories")))
    assert "省级以上智能工厂" in page.text
    assert "先进级以上" in page.text
    assert "另一口径的说法" in page.text
    assert "口径" in page.text


def test_detail_of_a_direct_figure_says_who_states_it(member: Client, reported: City) -> None:
    text = pages.read(member.get(address("index"))).one("main").text

    assert "71.5" in text
    assert "bureau单位" in text
    assert "east单位" not in text


@pytest.mark.parametrize("quarter", ["nonsense", "2025Q3", "1999Q1", "\x00", "2025Q9"])
def test_detail_at_a_quarter_that_is_not_there_shows_the_usual_one(
    member: Client, client: Client, released: City, quarter: str
) -> None:
    for person in (client, member) if quarter != "2025Q3" else (client,):
        response = person.get(address("factories"), {"quarter": quarter})

        assert response.status_code == 200
        assert "42" in pages.read(response).one(data_target="factories").text


def test_detail_lets_officials_see_the_running_quarter(reported: City, signed_in: object) -> None:
    page = pages.read(signed_in("bob").get(address("factories"), {"quarter": "2025Q3"}))

    assert "填报中 1/2" in page.one(data_target="factories").text
    assert "2025年三季度 填报中 90 33" in page.one(aria_label="逐季数据表").text
    assert 33.0 in pages.numbers(trajectory(page))


@pytest.mark.parametrize("code", ["smart-factry", "x", "0", "a" * 300])
def test_unknown_target_gets_a_page_that_lists_all_targets(member: Client, reported: City, code: str) -> None:
    response = member.get(address(code))

    assert response.status_code == 404
    links = {link.attributes["href"] for link in pages.read(response).one("main").all("a", href=None)}
    assert {address(code) for code in reported.targets} <= links


@pytest.mark.parametrize("path", ["/targets/", "/targets/Not a slug/", "/targets/../etc/passwd"])
def test_addresses_that_are_no_target_get_the_helpful_page_too(
    member: Client, reported: City, path: str
) -> None:
    response = member.get(path)

    assert response.status_code == 404
    assert "智能工厂" in response.content.decode()
