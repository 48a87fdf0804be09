"""The page on which a release is prepared and published: its whole way, and what is refused there."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories, pages
from tests.factories import CLOSED, NOW, RUNNING, City
from tests.releases import (
    objection_make,
    publisher_of,
    release_prepared,
    release_published,
    release_scheduled,
    release_shown,
)
from tracker.models import Release, ReleaseRevision, ReleaseState
from tracker.services import periods

pytestmark = pytest.mark.usefixtures("clock")
WORK = f"/quarters/{CLOSED.code}/release/"
PREVIEW = f"{WORK}preview/"
QUARTER = f"/quarters/{CLOSED.code}/"


@pytest.fixture
def city(reported: City) -> City:
    """The reported city with somebody who publishes."""
    publisher_of(reported)
    return reported


@pytest.fixture
def english(city: City, signed_in: Any) -> Any:
    """A person's browser in English, for tests of what is said."""
    return lambda person: pages.in_english(signed_in(person))


def words(response: Any) -> str:
    return pages.read(response).one("main").text


def seen(client: Any) -> str:
    return pages.read(client.get(WORK)).one("input", name="seen").value


def publish(client: Any, **changes: str) -> Any:
    return client.post(WORK, {"step": "publish", "seen": seen(client), "publish_at": ""} | changes)


def steps(client: Any) -> dict[str, str]:
    """Each step of the way by its name, and how far it is."""
    ways = pages.read(client.get(WORK)).one("ol", class_="release-steps card-section").all("li")
    return {li.one("strong").text: li.attributes["class"].removeprefix("step-") for li in ways}


def forms(client: Any) -> set[str]:
    return {form.value for form in pages.read(client.get(WORK)).all("button", name="step")}


def test_a_release_goes_its_whole_way_on_one_page(city: City, english: Any) -> None:
    coordinator, publisher = english("coordinator"), english("publisher")
    assert steps(coordinator)["Quarter closed"] == "done"
    assert steps(coordinator)["Prepared"] == "next"
    assert (forms(coordinator), forms(publisher)) == ({"prepare"}, set())

    done = coordinator.post(WORK, {"step": "prepare", "announcement_zh": "按季发布", "announcement_en": ""})
    assert done["Location"] == WORK
    assert "The release is prepared. Somebody else publishes it." in words(coordinator.get(WORK))
    assert (forms(coordinator), forms(publisher)) == ({"prepare", "window"}, {"publish"})
    assert "another person publishes it" in words(coordinator.get(WORK))

    coordinator.post(WORK, {"step": "window", "days": "3"})
    assert "2025-10-10 to 2025-10-14" in words(coordinator.get(WORK))
    assert "Units can object until 2025-10-14" in words(publisher.get(WORK))
    assert publish(publisher, override_reason="市政府要求")["Location"] == WORK
    page = words(publisher.get(WORK))
    revision = ReleaseRevision.objects.get()
    assert f"r1 SHA-256 {revision.sha256}" in page
    assert "Why it did not wait 市政府要求" in page
    assert set(steps(publisher).values()) == {"done", "later"}
    assert forms(coordinator) == forms(publisher) == set()


def test_a_quarter_that_is_reported_says_what_comes_first(city: City, english: Any) -> None:
    page = words(english("coordinator").get(f"/quarters/{RUNNING.code}/release/"))
    assert "A release is made of a closed quarter" in page
    assert english("coordinator").get("/quarters/2031Q1/release/").status_code == 404
    assert english("coordinator").get("/quarters/soon/release/").status_code == 404


def test_open_reviews_leave_no_way_to_publish(city: City, english: Any) -> None:
    periods.period_close(period=factories.period_of(RUNNING), by=None, at=NOW)
    release_prepared(city, RUNNING)
    page = english("publisher").get(f"/quarters/{RUNNING.code}/release/")

    assert "1 submitted figure of 2025 Q3 has not been decided on" in words(page)
    assert not pages.read(page).all("button", name="step")


def test_what_the_draft_says_stands_there_before_publication(city: City, english: Any) -> None:
    release_published(city, CLOSED.shift(-1))
    release_prepared(city)
    page = words(english("publisher").get(WORK))

    assert "of 3 targets" in page
    assert "against the release of 2025 Q1" in page
    assert "Smart factories ○ not reported" in page  # before: nothing had been reported for that quarter


def test_a_release_of_the_same_classes_says_so(city: City, english: Any) -> None:
    release_published(city, CLOSED.shift(-2))
    release_prepared(city, CLOSED.shift(-1))
    page = words(english("publisher").get(f"/quarters/{CLOSED.shift(-1).code}/release/"))
    assert "No target has changed its class, no first place has changed." in page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"step": "publish"}, "This page is out of date"),
        ({"step": "publish", "seen": "0" * 64}, "Figures have changed since you opened this page"),
        ({"step": "publish", "publish_at": "2025-10-10T11:59"}, "The time set for publishing is past"),
        ({"step": "publish", "publish_at": "tomorrow"}, "Write the time as"),
        ({"step": "publish"}, "Units can object until 2025-10-14"),
        ({"step": "recall", "reason": " "}, "Say why it is taken back."),
        ({"step": "window", "days": "31"}, "less than or equal to 30"),
        ({"step": "window", "days": ""}, "required"),
    ],
)
def test_what_is_refused_stands_beside_what_was_typed(
    city: City, english: Any, sent: dict[str, str], sentence: str
) -> None:
    release = release_shown(city)
    client = english("publisher" if sent["step"] == "publish" else "coordinator")
    if sent["step"] == "publish" and "seen" not in sent and "out of date" not in sentence:
        sent = sent | {"seen": seen(client)}
    answer = client.post(WORK, sent | {"announcement_en": "kept"})

    assert answer.status_code == 200
    assert sentence in words(answer)
    page = pages.read(answer)
    for name in sent.keys() - {"step", "seen"}:
        assert [field.value.strip() for field in page.all(name=name)] == [sent[name].strip()]
    assert Release.objects.get(pk=release.pk).state == ReleaseState.WINDOW


def test_a_refused_publication_keeps_the_reason(city: City, english: Any) -> None:
    release_shown(city)
    client = english("publisher")
    answer = publish(client, publish_at="2025-10-09T09:00", override_reason="市政府要求")

    page = pages.read(answer)
    assert page.one("textarea", name="override_reason").value == "市政府要求"
    assert page.one("input", name="publish_at").value == "2025-10-09T09:00"


def test_the_own_release_is_refused_on_the_page_too(city: City, english: Any) -> None:
    release_prepared(city)
    answer = english("coordinator").post(WORK, {"step": "publish", "seen": "0" * 64})
    assert "You have prepared this release yourself" in words(answer)
    assert not ReleaseRevision.objects.exists()


def test_two_who_publish_at_once_make_one_revision(city: City, english: Any) -> None:
    release_prepared(city)
    first, second = english("publisher"), english("publisher")
    both = seen(first), seen(second)
    assert first.post(WORK, {"step": "publish", "seen": both[0]}).status_code == 302
    answer = second.post(WORK, {"step": "publish", "seen": both[1]})

    assert "has been published" in words(answer)
    assert ReleaseRevision.objects.count() == 1


def test_a_release_is_planned_and_taken_back(city: City, english: Any) -> None:
    release_shown(city)
    publisher = english("publisher")
    assert publish(publisher, publish_at="2025-10-20T09:00").status_code == 302

    assert "planned for 2025-10-20 09:00" in words(publisher.get(WORK))
    assert forms(publisher) == {"recall"}
    publisher.post(WORK, {"step": "recall", "reason": "数据有误"})
    assert "The release is taken back" in words(publisher.get(WORK))
    assert Release.objects.get().state == ReleaseState.DRAFT


def test_a_plan_that_will_not_hold_is_said(city: City, english: Any) -> None:
    release = release_scheduled(city)
    publisher = english("publisher")
    assert "goes back to draft" not in words(publisher.get(WORK))
    objection_make(city, release)
    assert "at the time set it goes back to draft" in words(publisher.get(WORK))


def test_a_step_that_is_unknown_changes_nothing(city: City, english: Any) -> None:
    release_prepared(city)
    assert english("coordinator").post(WORK, {"step": "abolish"}).status_code == 200
    assert Release.objects.get().state == ReleaseState.DRAFT


def test_nothing_is_shown_before_there_is_a_release(city: City, english: Any) -> None:
    answer = english("coordinator").post(WORK, {"step": "window", "days": "3"})
    assert "Prepare the release first." in words(answer)


@pytest.mark.parametrize("person", ["alice", "viewer", "auditor", "administrator"])
def test_others_do_not_work_on_releases(city: City, signed_in: Any, person: str) -> None:
    release_shown(city)
    assert signed_in(person).get(WORK).status_code == 403
    assert signed_in(person).post(WORK, {"step": "window", "days": "9"}).status_code == 403


def test_the_page_takes_a_known_number_of_queries(city: City, signed_in: Any) -> None:
    release = release_shown(city)

    def queries(address: str) -> int:
        client = signed_in("publisher")
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    work, preview = queries(WORK), queries(PREVIEW)
    for _ in range(3):
        objection_make(city, release)
    assert (queries(WORK), queries(PREVIEW)) == (work, preview)
    assert work < 45
