"""The trail: who did what, when and why; each sees what is theirs to see."""

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test.utils import CaptureQueriesContext

from tests import pages
from tests.factories import CHINA, NOW, City
from tracker.models import AuditEvent, Target
from tracker.services import audit
from tracker.services.changes import row_save

ADDRESS = "/records/"
EXPORT = "/records/export.csv"


def about(page: pages.Element) -> list[str]:
    """What the events on the page are about, the newest first."""
    return [" ".join(cell.text for cell in row.all(class_="sub")[:1]) for row in page.one("tbody").all("tr")]


def record(
    action: str = "evidence.added", *, by: Any = None, at: dt.datetime = NOW, **fields: Any
) -> AuditEvent:
    return audit.record(action=action, subject=fields.pop("subject", "tested"), by=by, at=at, **fields)


def asked(signed_in: Any, query: str = "", username: str = "coordinator") -> pages.Element:
    return pages.read(signed_in(username).get(ADDRESS + query))


def exported(signed_in: Any, query: str = "", username: str = "coordinator") -> list[list[str]]:
    response = signed_in(username).get(EXPORT + query)
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]


def test_event_says_who_did_what_when_and_why_with_old_and_new_value(reported: City, signed_in: Any) -> None:
    target = reported.targets["factories"]
    target.value = 120
    row_save(target, by=reported.people["coordinator"], at=NOW, reason="市政府会议纪要")

    row = asked(signed_in).one("tbody").all("tr")[0]
    words = [cell.text for cell in row.all("td")]
    assert words[0] == "2025-10-10 12:00"
    assert words[1] == "coordinator"
    assert "智能工厂" in words[2]
    assert (row.one("del").text, row.one("ins").text) == ("100", "120")
    assert "目标值" in words[3]
    assert words[4] == "市政府会议纪要"


def test_newest_comes_first(reported: City, signed_in: Any) -> None:
    record(at=NOW + dt.timedelta(minutes=2), reason="second")
    record(at=NOW + dt.timedelta(minutes=1), reason="first")

    assert [r.one("td", class_="why").text for r in asked(signed_in).one("tbody").all("tr")[:2]] == [
        "second",
        "first",
    ]


def test_figure_leads_to_its_history(reported: City, signed_in: Any) -> None:
    links = {link.attributes["href"] for link in asked(signed_in).one("tbody").all("a", href=None)}

    assert "/reports/2025Q3/east/factories/" in links


@pytest.mark.parametrize(
    ("username", "units"),
    [
        ("alice", {"east"}),
        ("bob", {"west"}),
        ("rita", {"east"}),
        ("carl", {"bureau"}),
        ("coordinator", {"east", "west", "zone", "bureau", ""}),
        ("auditor", {"east", "west", "zone", "bureau", ""}),
        ("administrator", {"east", "west", "zone", "bureau", ""}),
    ],
)
def test_everybody_sees_the_events_of_their_own_units(
    reported: City, signed_in: Any, username: str, units: set[str]
) -> None:
    expected = AuditEvent.objects.filter(unit__in=units).count()

    assert expected
    page = asked(signed_in, username=username)
    assert len(page.one("tbody").all("tr")) == expected
    assert len(exported(signed_in, username=username)) == expected
    if username == "bob":
        assert "east" not in page.one("main").text


def test_bureau_reviewer_sees_what_concerns_the_targets_that_the_bureau_leads(
    reported: City, signed_in: Any
) -> None:
    before = len(exported(signed_in, username="berta"))
    Target.objects.filter(code="factories").update(lead_unit=reported.units["bureau"])

    seen = exported(signed_in, username="berta")
    assert before == AuditEvent.objects.filter(unit="bureau").count()
    assert len(seen) == before + AuditEvent.objects.filter(target="factories").count()
    # The bureau's other people see the bureau's own alone.
    assert len(exported(signed_in, username="carl")) == before


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?unit=west", {"unit": "west"}),
        ("?target=tool-rate", {"target": "tool-rate"}),
        ("?quarter=2025Q3", {"quarter": "2025Q3"}),
        ("?person=alice", {"actor_name": "alice"}),
        ("?person=system", {"actor_name": "system"}),
        ("?action=report.approved", {"action": "report.approved"}),
        ("?unit=east&action=report.submitted&quarter=2025Q2", {"unit": "east", "action": "report.submitted"}),
    ],
)
def test_filters_narrow_page_and_export_alike(
    reported: City, signed_in: Any, query: str, expected: dict[str, str]
) -> None:
    rows = AuditEvent.objects.filter(**expected)
    count = rows.filter(quarter="2025Q2").count() if "2025Q2" in query else rows.count()

    assert 0 < count < AuditEvent.objects.count()
    page = asked(signed_in, query)
    assert len(page.one("tbody").all("tr")) == count
    assert str(count) in page.one(class_="records-head").one(role="status").text
    assert len(exported(signed_in, query)) == count
    # The address holds the choice: it stands in its field again, and leads on to the file.
    name, value = query[1:].partition("&")[0].split("=")
    assert page.one(id=f"filter-{name}").one("option", selected=None).attributes["value"] == value
    assert page.one("a", download=None).attributes["href"] == EXPORT + query


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("since=2025-09-02&until=2025-09-02", {"morning", "evening"}),
        ("since=2025-09-02&until=2025-09-03", {"morning", "evening", "after"}),
        ("until=2025-09-01", {"before"}),
    ],
)
def test_days_are_whole_days_of_the_offices_clock(
    reported: City, signed_in: Any, query: str, found: set[str]
) -> None:
    moments = {
        "before": (1, 23, 59),
        "morning": (2, 0, 0),
        "evening": (2, 23, 59),
        "after": (3, 0, 0),
    }
    for reason, (day, hour, minute) in moments.items():
        record("plan.loaded", at=dt.datetime(2025, 9, day, hour, minute, 59, tzinfo=CHINA), reason=reason)

    rows = exported(signed_in, f"?{query}&action=plan.loaded")
    assert {row[-1] for row in rows} - {""} == found


@pytest.mark.parametrize("day", ["gestern", "2025-02-30", "0001-01-01", "9999-12-31"])
def test_day_that_cannot_be_read_is_said_beside_its_field(reported: City, signed_in: Any, day: str) -> None:
    page = asked(signed_in, f"?since={day}&until={day}&unit=west")

    assert len(page.all("p", class_="error")) == 2
    assert len(page.one("tbody").all("tr")) == AuditEvent.objects.filter(unit="west").count()


@pytest.mark.parametrize("value", ["east'--", "%00", "x" * 300, "<script>", "=1+1", "无此单位"])
@pytest.mark.parametrize("name", ["unit", "target", "quarter", "person", "action", "page"])
def test_forged_filter_finds_nothing_and_breaks_nothing(
    reported: City, signed_in: Any, name: str, value: str
) -> None:
    for address in (ADDRESS, EXPORT):
        assert signed_in("alice").get(f"{address}?{name}={value}").status_code == 200


def test_nobody_reaches_events_of_other_units_by_a_filter(reported: City, signed_in: Any) -> None:
    page = asked(signed_in, "?unit=west", username="alice")

    assert not page.all("tbody")
    assert exported(signed_in, "?unit=west", username="alice") == []
    # What could be chosen tells nothing of them either: neither their people nor their names.
    offered = {option.attributes["value"] for option in asked(signed_in, username="alice").all("option")}
    assert {"west", "zone", "bob", "carl", "index"}.isdisjoint(offered)
    assert {"east", "alice", "factories"} <= offered


def test_trail_of_what_is_gone_can_still_be_chosen(reported: City, signed_in: Any) -> None:
    record("unit.deleted", subject="unit:dissolved", unit="dissolved", by=reported.people["coordinator"])

    page = asked(signed_in, "?unit=dissolved")
    assert len(page.one("tbody").all("tr")) == 1
    assert "dissolved" in page.one("tbody").text
    assert page.one(id="filter-unit").all("option")[-1].attributes["value"] == "dissolved"


def test_hundred_events_to_a_page(reported: City, signed_in: Any) -> None:
    for number in range(230):
        record(subject=f"unit:n{number:03}", at=NOW + dt.timedelta(days=1, minutes=number), unit="west")

    count = AuditEvent.objects.filter(unit="west").count()
    first = asked(signed_in, "?unit=west")
    assert "n229" in about(first)[0]
    assert len(about(first)) == 100
    older = first.one("a", rel="next").attributes["href"]
    second = asked(signed_in, older)
    assert set(about(first)).isdisjoint(about(second))
    last = asked(signed_in, second.one("a", rel="next").attributes["href"])
    assert len(about(last)) == count - 200
    assert not last.all("a", rel="next")
    assert asked(signed_in, "?unit=west&page=99").one("tbody").text == last.one("tbody").text
    assert len(exported(signed_in, "?unit=west")) == count


def test_export_is_streamed_text_that_no_spreadsheet_runs(reported: City, signed_in: Any) -> None:
    record("evidence.withdrawn", reason='=HYPERLINK("x")', by=reported.people["alice"], unit="east")
    response = signed_in("alice").get(EXPORT)

    assert isinstance(response, StreamingHttpResponse)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="records-2025-10-10.csv"', response["Content-Disposition"])
    assert "no-store" in response["Cache-Control"]
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert [row[-1] for row in rows if "HYPERLINK" in row[-1]] == ['\'=HYPERLINK("x")']


def test_export_speaks_the_readers_language(reported: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    client.cookies["django_language"] = "en"

    text = b"".join(client.get(EXPORT).streaming_content).decode()
    assert "Figure submitted" in text
    assert "East · Smart factories · 2025 Q3" in text


def test_page_without_any_event_says_so(reported: City, signed_in: Any) -> None:
    AuditEvent._base_manager.all().delete()

    assert asked(signed_in).all("p", class_="empty")
    assert exported(signed_in) == []


def test_trail_takes_a_fixed_number_of_queries(reported: City, signed_in: Any) -> None:
    def taken(address: str, username: str) -> int:
        client = signed_in(username)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
            if response.streaming:
                b"".join(response.streaming_content)
        return len(captured)

    pages_and_people = [(a, u) for a in (ADDRESS, EXPORT) for u in ("alice", "berta", "coordinator")]
    before = {pair: taken(*pair) for pair in pages_and_people}
    for number in range(40):
        record("unit.changed", subject=f"unit:n{number}", unit="east", target="factories")

    assert {pair: taken(*pair) for pair in pages_and_people} == before
    assert max(before.values()) <= 17
