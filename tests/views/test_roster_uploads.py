"""The pages on which a file of names comes in: chosen, watched, looked at, confirmed, stopped."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests import pages
from tests.documents.evidence_files import PDF
from tests.factories import NOW, City
from tests.roster_files import checked, fresh, line, names, sent, text_file, workbook, written
from tests.rosters import CODES, name_add, roster_make
from tracker.models import Roster, RosterFlag, RosterUpload, Target

pytestmark = pytest.mark.usefixtures("clock")
IMPORT = "/rosters/factories/import/"


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make(city)


@pytest.fixture
def coordinator(roster: Roster, english: Any) -> Client:
    return english("coordinator")


def send(client: Client, content: bytes | str, name: str = "名录.csv", **fields: str) -> HttpResponse:
    data = content.encode() if isinstance(content, str) else content
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data), **fields}, follow=True)


def address(upload: RosterUpload) -> str:
    return f"{IMPORT}{upload.pk}/"


def buttons(page: pages.Element) -> set[str]:
    return {button.attributes["name"] for button in page.one(id="upload-state").all("button", name=None)}


def steps(page: pages.Element) -> dict[str, str]:
    return {row.attributes["data-row"]: row.attributes["data-step"] for row in page.all(data_step=None)}


def test_a_file_goes_its_way_from_the_form_to_the_roster(coordinator: Client, roster: Roster) -> None:
    rows = line("示例甲公司", CODES[0], level="three"), line("示例乙公司", "", "west单位")
    page = pages.read(send(coordinator, workbook(*rows), "名录.xlsx"))

    assert steps(page) == {"2": "new", "3": "new"}
    assert "There is no code" in page.one("tr", data_row="3").text
    assert "three星" in page.one("tr", data_row="2").text or "Three" in page.one("tr", data_row="2").text
    assert "Nothing has been written yet" in page.text
    assert names(roster) == []
    upload = RosterUpload.objects.get()
    data = {"confirm": "1", "revision": page.one("input", name="revision").value}
    page = pages.read(coordinator.post(address(upload), data, follow=True))
    assert "Confirmed by coordinator" in page.text
    assert len(names(roster)) == 2
    assert page.one("a", href="/rosters/factories/?flagged=1")
    listed = pages.read(coordinator.get(IMPORT)).one("tr", data_state="applied")
    assert "名录.xlsx" in listed.text
    assert "2 new" in listed.text


def test_what_would_change_is_shown_beside_what_stands(
    city: City, coordinator: Client, roster: Roster
) -> None:
    entry = name_add(city, roster, "示例甲公司", code=CODES[0], batch="第一批")
    name_add(city, roster, "示例丙公司", code=CODES[2])
    page = pages.read(
        send(
            coordinator,
            text_file(line("示例新甲公司", CODES[0], batch="首批")),
            is_complete="on",
            missing_on="2025-10-01",
            missing_reason="不在名录中",
        )
    )

    row = page.one("tr", data_row="2")
    assert [(old.text, new.text) for old, new in zip(row.all("del"), row.all("ins"), strict=True)] == [
        ("示例甲公司", "示例新甲公司"),
        ("第一批", "首批"),
    ]
    assert row.one("a").attributes["href"] == f"/rosters/factories/entries/{entry.pk}/"
    gone = page.one("tr", data_row="0")
    assert (gone.attributes["data-step"], "2025-10-01" in gone.text) == ("withdrawn", True)
    assert "I am sure: 1 of 2 entries" in page.text


def test_who_is_not_sure_is_asked_once_more(city: City, coordinator: Client, roster: Roster) -> None:
    name_add(city, roster, "示例丙公司", code=CODES[2])
    whole = {"is_complete": "on", "missing_on": "2025-10-01", "missing_reason": "不在名录中"}
    page = pages.read(send(coordinator, text_file(line("示例甲公司", CODES[0])), **whole))
    upload = RosterUpload.objects.get()
    data = {"confirm": "1", "revision": page.one("input", name="revision").value}

    response = coordinator.post(address(upload), data)
    assert response.status_code == 200
    assert "Say that you are sure" in pages.read(response).one("p", class_="notice notice-error").text
    assert fresh(upload).state == "checked"
    coordinator.post(address(upload), data | {"is_sure": "1"})
    assert fresh(upload).state == "applied"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"is_complete": "on", "missing_on": "2025-10-01", "missing_reason": ""}, "Say why the names"),
        ({"is_complete": "on", "missing_on": "", "missing_reason": "不在"}, "Say from which day"),
        ({"is_complete": "on", "missing_on": "bald", "missing_reason": "不在"}, "Write the day as"),
        (
            {"is_complete": "on", "missing_on": "2025-10-01", "missing_reason": "11010119491001001X"},
            "identity card",
        ),
    ],
)
def test_a_whole_list_says_from_when_and_why(coordinator: Client, fields: dict[str, str], words: str) -> None:
    page = pages.read(send(coordinator, text_file(line("示例甲公司")), **fields))

    assert words in " ".join(error.text for error in page.all("p", class_="error"))
    assert page.one("input", name="is_complete").attributes.keys() >= {"checked"}
    assert page.one("input", name="missing_reason").value == fields["missing_reason"]
    assert not RosterUpload.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "名录.csv", "empty"),
        (PDF, "名录.pdf", "Only Excel workbooks"),
        (b"PK\x03\x04 no", "名录.xlsx", "damaged"),
    ],
)
def test_a_file_that_can_be_no_table_is_refused_before_it_is_kept(
    coordinator: Client, content: bytes, name: str, words: str
) -> None:
    assert words in pages.read(send(coordinator, content, name)).one("p", class_="error").text
    assert not RosterUpload.objects.exists()


def test_a_file_that_is_too_large_is_refused_in_words(coordinator: Client) -> None:
    content = b"x" * (21 * 1024 * 1024)

    assert "larger than 20 MB" in pages.read(send(coordinator, content)).one("p", class_="error").text


def test_no_file_at_all(coordinator: Client) -> None:
    assert "Choose a file first" in pages.read(coordinator.post(IMPORT)).text


def test_a_table_that_is_none_says_so_on_its_page(coordinator: Client) -> None:
    page = pages.read(send(coordinator, "一,二\n1,2\n"))

    assert "headings of the template" in page.one("p", class_="notice notice-error").text
    assert buttons(page) == {"recheck"}
    listed = pages.read(coordinator.get(IMPORT)).one("tr", data_state="failed")
    assert "headings of the template" in listed.text


def test_errors_are_shown_with_their_places_and_stop_everything(coordinator: Client) -> None:
    page = pages.read(
        send(coordinator, text_file(line("示例甲公司", CODES[0]), line("示例乙公司", unit="火星")))
    )

    assert "1 error: nothing can be written" in page.text
    assert "C3" in page.one(id="preview").text
    assert buttons(page) == {"cancel"}
    shown = pages.read(coordinator.get(address(RosterUpload.objects.get()) + "?show=faulty"))
    assert steps(shown) == {"3": "faulty"}


def test_personal_data_is_not_kept_and_not_shown(coordinator: Client) -> None:
    page = pages.read(send(coordinator, text_file(line("示例甲公司", source="11010119491001001X"))))

    assert "the file was not kept" in page.text
    assert "11010119491001001X" not in page.text
    upload = RosterUpload.objects.get()
    assert coordinator.get(f"{address(upload)}file").status_code == 404
    assert page.all("a", href=f"{address(upload)}file") == []


def test_long_files_are_shown_page_by_page_and_by_what_they_change(
    city: City, coordinator: Client, roster: Roster
) -> None:
    rows = [line(f"示例第{number:03}号工厂") for number in range(120)]
    written(city, checked(city, roster, *rows[:60]))
    upload = checked(city, roster, *rows)

    first = pages.read(coordinator.get(address(upload)))
    assert len(steps(first)) == 50
    assert set(steps(first).values()) == {"new"}
    assert len(steps(pages.read(coordinator.get(address(upload) + "?page=2")))) == 10
    same = pages.read(coordinator.get(address(upload) + "?show=unchanged&page=2"))
    assert len(steps(same)) == 10
    assert set(steps(same).values()) == {"unchanged"}
    for odd in ("?page=99", "?page=x", "?page=99999999999", "?show=nonsense"):
        assert coordinator.get(address(upload) + odd).status_code == 200


def test_many_remarks_of_one_kind_are_told_together(city: City, coordinator: Client, roster: Roster) -> None:
    upload = checked(city, roster, *(line(f"示例第{number:03}号工厂") for number in range(130)))
    group = pages.read(coordinator.get(address(upload))).one("details", class_="upload-group")

    assert group.one("summary").text.startswith("130 remarks")
    assert len(group.all("li")) == 101
    assert "and 30 more" in group.text


def test_the_bureau_that_leads_the_target_brings_files_too(city: City, roster: Roster, english: Any) -> None:
    Target.objects.filter(code="factories").update(lead_unit=city.units["bureau"])

    response = send(english("berta"), text_file(line("示例甲公司", CODES[0])))
    assert response.status_code == 200
    assert RosterUpload.objects.get().author.username == "berta"


def test_a_file_of_another_roster_is_not_found_here(city: City, coordinator: Client, roster: Roster) -> None:
    other = roster_make(city, "index", position=2)
    upload = checked(city, other, line("示例甲公司"))

    assert coordinator.get(address(upload)).status_code == 404
    assert coordinator.get(f"{address(upload)}file").status_code == 404
    assert coordinator.get("/rosters/nowhere/import/").status_code == 404


def test_the_file_is_given_out_as_it_came(city: City, coordinator: Client, roster: Roster) -> None:
    content = text_file(line("示例甲公司"))
    upload = checked(city, roster, line("示例甲公司"))
    response = coordinator.get(f"{address(upload)}file")

    assert b"".join(response.streaming_content).decode() == content
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_how_many_queries_the_pages_take(
    city: City, coordinator: Client, roster: Roster, django_assert_num_queries: Any
) -> None:
    upload = checked(city, roster, *(line(f"示例第{number:03}号工厂") for number in range(60)))
    with django_assert_num_queries(17) as few:
        coordinator.get(address(upload))
    more = checked(city, roster, *(line(f"示例第{number:03}号工厂") for number in range(400)))
    with django_assert_num_queries(len(few.captured_queries)):
        coordinator.get(address(more))


def test_a_long_list_of_files_takes_no_more_queries_than_a_short_one(
    city: City, coordinator: Client, roster: Roster, django_assert_num_queries: Any
) -> None:
    checked(city, roster, line("示例甲公司"))
    with django_assert_num_queries(11) as few:
        coordinator.get(IMPORT)
    for _ in range(4):
        sent(city, roster, text_file(line("示例甲公司")))
    with django_assert_num_queries(len(few.captured_queries)):
        coordinator.get(IMPORT)


def test_what_was_flagged_can_be_seen_on_the_roster(city: City, coordinator: Client, roster: Roster) -> None:
    written(city, checked(city, roster, line("示例甲公司")))

    assert RosterFlag.objects.count() == 1
    assert "示例甲公司" in pages.read(coordinator.get("/rosters/factories/?flagged=1")).text


def test_days_are_those_of_the_city(city: City, roster: Roster) -> None:
    """At noon in Nanjing it is the same day as in the file, whatever the server's own time."""
    upload = checked(city, roster, line("示例甲公司", CODES[0], recognised_on=str(NOW.date())))

    assert not upload.has_errors
    late = NOW.date() + dt.timedelta(days=1)
    assert checked(city, roster, line("示例甲公司", CODES[0], recognised_on=str(late))).has_errors
