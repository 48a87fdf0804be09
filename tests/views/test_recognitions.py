"""The page of honours and of the chronicle, and their notes and marks on a target's page."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import pages
from tests.factories import City
from tracker.models import Recognition, Source

pytestmark = pytest.mark.usefixtures("clock")


def fact(code: str, as_of: str, kind: str, **fields: Any) -> Recognition:
    return Recognition.objects.create(
        code=code,
        kind=kind,
        as_of=as_of,
        text_zh=f"{code}事",
        text_en=f"{code} in English",
        source=Source.objects.get(code="gazette"),
        **fields,
    )


def page(client: Client) -> pages.Element:
    return pages.read(client.get("/recognitions/"))


def test_page_says_that_nothing_has_been_noted_and_still_tells_the_plans(client: Client, city: City) -> None:
    read = page(client)

    assert len(read.all(class_="empty")) == 1
    assert [item.one("a").attributes["href"] for item in read.all("ul", class_="moments")] == [
        "/?plan=example"
    ] * 2
    assert "示例行动计划" in read.text


def test_page_shows_an_honour_with_its_number_source_grade_and_target(client: Client, city: City) -> None:
    factories = city.targets["factories"]
    fact("甲", "2023", "honour", count=3, unit_zh="家", note_zh="当年新增", target=factories)
    section = page(client).one("section", aria_labelledby="honours-2023")

    assert section.one(class_="honour-count").text == "3 家"
    assert "甲事" in section.text
    assert "当年新增" in section.text
    assert "公报, 示例市, 2024-02 · A" in section.text
    assert section.one("a", href="/targets/factories/").text == factories.name


def test_page_an_honour_without_a_number_shows_none(client: Client, city: City) -> None:
    fact("甲", "2023", "honour")

    assert page(client).one(class_="honour-count").text == ""


def test_page_marks_what_is_still_ahead(client: Client, city: City) -> None:
    fact("past", "2025-10-10", "event")
    fact("ahead", "2025-10-11", "event")
    days = {day.text: "day-ahead" in day.attributes["class"] for day in page(client).all("li", class_=None)}

    assert [ahead for text, ahead in days.items() if "past事" in text] == [False]
    assert [ahead for text, ahead in days.items() if "ahead事" in text] == [True]


def test_page_states_one_source_once_for_the_events_of_a_day(client: Client, city: City) -> None:
    fact("one", "2024-02-19", "event")
    fact("two", "2024-02-19", "event")
    other = Source.objects.create(code="b", title="晚报", publisher="乙", date="2024", grade="C")
    Recognition.objects.filter(pk=fact("three", "2024-02-19", "event").pk).update(source=other)
    (day,) = [day for day in page(client).all("li", class_="day") if "one事" in day.text]

    assert [source.text.split(",")[0].split(" ")[-1] for source in day.all("p", class_="source")] == [
        "公报",
        "晚报",
    ]
    assert (
        day.text.index("two事") < day.text.index("公报") < day.text.index("three事") < day.text.index("晚报")
    )


def test_page_in_english_has_the_english_words(client: Client, city: City) -> None:
    fact("甲", "2023", "honour", count=1, unit_zh="家", unit_en="enterprise")
    read = page(pages.in_english(client))

    assert "甲 in English" in read.text
    assert read.one(class_="honour-count").text == "1 enterprise"
    assert "First quarter of the Example action plan: 2024 Q1" in read.text
    assert "None of them is a target's value" in read.text


def test_page_takes_the_same_queries_whatever_it_holds(client: Client, city: City) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/recognitions/")
        return len(captured)

    empty = count()
    for number in range(5):
        fact(f"honour-{number}", "2023", "honour", target=city.targets["factories"])
        fact(f"event-{number}", "2024-03", "event", plan=city.targets["factories"].plan)

    assert count() == empty == 6  # demonstration or not, honours, events, plans, releases, remarks


def test_target_page_lists_its_facts_with_their_source_and_marks_those_inside(
    client: Client, city: City
) -> None:
    factories = city.targets["factories"]
    fact("早", "2023", "honour", count=3, unit_zh="家", note_zh="不是累计数", target=factories)
    fact("内", "2024-11-02", "event", target=factories)
    read = pages.read(client.get("/targets/factories/")).one("main")
    early, inside = read.one("ol", class_="notes").all("li")

    assert early.text.startswith("2023")
    assert "早事 3 家" in early.text
    assert "不是累计数" in early.text
    assert "公报, 示例市, 2024-02 · A" in early.text
    assert inside.one(class_="note-mark").text == "①"
    assert "内事" in inside.text
    assert read.one("a", href="/recognitions/")
    annotations = pages.figures(read)["figure-trajectory"]["layout"]["annotations"]
    (mark,) = [a for a in annotations if "①" in a["text"]]
    assert "内事" in mark["hovertext"]
    # 2024Q4 stands fourth on the axis, after the start that the baseline has.
    assert mark["x"] == 4
    assert not [text for text in pages.texts(annotations) if "早事" in text]


def test_target_page_a_fact_is_never_drawn_as_a_figure(client: Client, city: City) -> None:
    before = pages.figures(pages.read(client.get("/targets/factories/")))["figure-trajectory"]["data"]
    fact("内", "2024-11-02", "event", count=987, unit_zh="家", target=city.targets["factories"])
    after = pages.figures(pages.read(client.get("/targets/factories/")))["figure-trajectory"]["data"]

    assert [trace.get("y") for trace in after] == [trace.get("y") for trace in before]


def test_target_page_without_facts_says_nothing_of_them(client: Client, city: City) -> None:
    main = pages.read(client.get("/targets/factories/")).one("main")

    assert not main.all("a", href="/recognitions/")
