"""Honours by year, the chronicle in the order of time, and what stands beside a target."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import TODAY, City
from tracker.calculations.periods import Quarter
from tracker.labels import as_of_text
from tracker.models import Definition, Plan, Recognition, Remark, Source
from tracker.selectors.periods import horizon
from tracker.selectors.recognitions import Moment, TargetNote, honours, target_notes, timeline
from tracker.selectors.targets import target_page


def fact(code: str, as_of: str, kind: str = "event", **fields: Any) -> Recognition:
    return Recognition.objects.create(
        code=code,
        kind=kind,
        as_of=as_of,
        text_zh=code,
        source=Source.objects.get(code="gazette"),
        **fields,
    )


def moments(*events: Moment) -> list[tuple[str, str]]:
    return [(m.as_of, m.text or m.kind) for year in timeline(events) for m in year.moments]


def notes(city: City) -> list[TargetNote]:
    return list(target_notes(target_page(code="factories", horizon=horizon(on=TODAY), quarter=None)))


def test_honours_stand_by_year_the_latest_first_in_the_file_s_order(city: City) -> None:
    fact("second", "2023-12", "honour", position=2)
    fact("first", "2023", "honour", position=1)
    fact("later", "2024Q3", "honour", position=9)
    fact("event", "2023-05")

    assert [(year.year, [row.code for row in year.honours]) for year in honours()] == [
        (2024, ["later"]),
        (2023, ["first", "second"]),
    ]


def test_timeline_holds_plans_events_and_remarks_in_the_order_of_time(city: City) -> None:
    fact("conference", "2024-02-19")
    fact("month", "2024-05")
    fact("honour", "2023", "honour")
    Remark.objects.create(
        target=city.targets["factories"],
        quarter=Quarter(2024, 2),
        text_zh="另一口径",
        source=Source.objects.get(code="gazette"),
    )

    assert moments() == [
        ("2024-01-01", "plan-start"),
        ("2024-02-19", "conference"),
        ("2024Q2", "另一口径"),
        ("2024-05", "month"),
        ("2025-12-31", "plan-end"),
    ]


def test_timeline_follows_a_plan_that_is_moved(city: City) -> None:
    Plan.objects.update(last=Quarter(2026, 2))

    assert moments()[-1] == ("2026-06-30", "plan-end")


def test_timeline_takes_in_what_the_caller_adds(city: City) -> None:
    released = Moment(kind="release", as_of="2025-08-01", text="发布", address="/releases/2025Q2/")

    assert moments(released)[1] == ("2025-08-01", "发布")
    assert [year.year for year in timeline([released])] == [2024, 2025]


@pytest.mark.parametrize(
    ("as_of", "day", "chinese", "english"),
    [
        ("2023", (2023, 1, 1), "2023", "2023"),
        ("2023Q4", (2023, 10, 1), "2023年四季度", "2023 Q4"),
        ("2023-12", (2023, 12, 1), "2023年12月", "December 2023"),
        ("2024-02-19", (2024, 2, 19), "2024年2月19日", "Feb. 19, 2024"),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(
    as_of: str, day: tuple[int, int, int], chinese: str, english: str
) -> None:
    assert Moment(kind="event", as_of=as_of).day == dt.date(*day)
    assert as_of_text(as_of).startswith(chinese)
    with translation.override("en"):
        assert as_of_text(as_of) == english


def test_notes_number_what_lies_in_the_plan_and_only_list_an_earlier_honour(city: City) -> None:
    factories = city.targets["factories"]
    fact("earlier", "2023", "honour", target=factories)
    fact("inside", "2024-11-02", target=factories)
    fact("after", "2026-01", target=factories)
    fact("elsewhere", "2024-11-02", target=city.targets["index"])
    Definition.objects.create(target=factories, text_zh="新口径", effective_on=dt.date(2024, 7, 1))

    assert [(note.number, note.kind, note.text) for note in notes(city)] == [
        (None, "honour", "earlier"),
        (1, "break", "新口径"),
        (2, "event", "inside"),
        (None, "event", "after"),
    ]


def test_notes_what_is_dated_by_its_year_belongs_to_no_quarter(city: City) -> None:
    fact("year", "2025", "honour", target=city.targets["factories"])

    (note,) = notes(city)
    assert note.number is None


def test_the_chronicle_takes_three_queries_whatever_it_holds(city: City) -> None:
    for month in range(1, 10):
        fact(f"event-{month}", f"2024-{month:02}", target=city.targets["factories"])

    with CaptureQueriesContext(connection) as captured:
        assert [m.target and m.target.name for year in timeline() for m in year.moments]
        assert [m.source and m.source.title for year in timeline() for m in year.moments]
    assert len(captured) == 6, "three for each of two readings"
