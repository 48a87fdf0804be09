"""The page of a file of names while it is worked on: how far it is, what can still be stopped, what to do again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import pages
from tests.factories import NOW, City
from tests.roster_files import checked, fresh, line, sent, text_file
from tests.rosters import CODES, name_add, roster_make
from tracker import tasks
from tracker.models import Roster, RosterUpload
from tracker.services.roster_uploads import upload_confirm

pytestmark = pytest.mark.usefixtures("clock")
IMPORT = "/rosters/factories/import/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make(city)


@pytest.fixture
def coordinator(roster: Roster, english: Any) -> Client:
    return english("coordinator")


def address(upload: RosterUpload) -> str:
    return f"{IMPORT}{upload.pk}/"


def buttons(page: pages.Element) -> set[str]:
    return {button.attributes["name"] for button in page.one(id="upload-state").all("button", name=None)}


def steps(page: pages.Element) -> dict[str, str]:
    return {row.attributes["data-row"]: row.attributes["data-step"] for row in page.all(data_step=None)}


def test_a_file_that_waits_asks_for_its_own_state_until_it_is_read(
    city: City, coordinator: Client, roster: Roster
) -> None:
    upload = sent(city, roster, text_file(line("示例甲公司")))
    page = pages.read(coordinator.get(address(upload)))
    part = page.one(id="upload-state")
    assert (part.attributes["hx-get"], part.attributes["hx-trigger"]) == (address(upload), "every 2s")
    assert page.one("progress")
    assert buttons(page) == {"cancel"}

    RosterUpload.objects.update(progress=1_000, total=4_000)
    fragment = pages.read(coordinator.get(address(upload), headers=HTMX))
    assert fragment.all("h1") == []
    bar = fragment.one("progress").attributes
    assert (bar["value"], bar["max"]) == ("1000", "4000")
    tasks.check_upload.call(upload.pk)
    done = pages.read(coordinator.get(address(upload), headers=HTMX))
    assert "hx-get" not in done.one(id="upload-state").attributes
    assert steps(done) == {"2": "new"}


def test_while_names_are_written_nothing_can_be_stopped(
    city: City, coordinator: Client, roster: Roster
) -> None:
    upload = checked(city, roster, line("示例甲公司"))
    who = {"by": city.people["coordinator"], "at": NOW}
    upload_confirm(upload=upload, revision=upload.revision, is_sure=True, **who)
    assert buttons(pages.read(coordinator.get(address(upload)))) == {"cancel"}
    RosterUpload.objects.update(writing_at=NOW)

    page = pages.read(coordinator.get(address(upload)))
    assert buttons(page) == set()
    assert "cannot be stopped" in page.text
    told = pages.read(coordinator.post(address(upload), {"cancel": "1"}, follow=True))
    assert "too late" in told.text
    assert fresh(upload).state == "applying"


def test_a_file_is_discarded(city: City, coordinator: Client, roster: Roster) -> None:
    upload = checked(city, roster, line("示例甲公司"))
    page = pages.read(coordinator.post(address(upload), {"cancel": "1"}, follow=True))

    assert fresh(upload).state == "cancelled"
    assert buttons(page) == set()


def test_a_file_is_compared_again_when_the_roster_has_changed(
    city: City, coordinator: Client, roster: Roster
) -> None:
    upload = checked(city, roster, line("示例甲公司", CODES[0]))
    stale = {"confirm": "1", "revision": str(upload.revision)}
    name_add(city, roster, "示例甲公司", code=CODES[0])

    page = pages.read(coordinator.get(address(upload)))
    assert buttons(page) == {"recheck", "cancel"}
    assert "has changed since" in pages.read(coordinator.post(address(upload), stale)).text
    page = pages.read(coordinator.post(address(upload), {"recheck": "1"}, follow=True))
    assert "No difference" in page.text
    assert fresh(upload).counts["unchanged"] == 1


def test_a_confirmation_without_its_comparison_is_refused(
    city: City, coordinator: Client, roster: Roster
) -> None:
    upload = checked(city, roster, line("示例甲公司"))

    response = coordinator.post(address(upload), {"confirm": "1"})
    assert response.status_code == 200
    assert "Look at the comparison again" in pages.read(response).text
    assert fresh(upload).state == "checked"
