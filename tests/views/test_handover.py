"""The page on which an official's work is handed over."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories, pages
from tests.factories import NOW, RUNNING, City, figure
from tracker.models import AuditEvent, Draft, Membership, Role
from tracker.services.drafts import draft_save


def address(city: City, name: str = "alice") -> str:
    return f"/setup/people/{city.people[name].pk}/handover/"


def draft(city: City, by: str, value: str, *, target: str = "factories") -> None:
    draft_save(
        assignment=city.assignment(target),
        period=factories.period_of(RUNNING),
        content={"value": value, "note": "待核"},
        seen=1,
        by=city.people[by],
        at=NOW,
    )


def hand(
    client: Any, city: City, name: str = "alice", successor: str = "aaron", sent: dict[str, str] | None = None
) -> Any:
    """Send the form, as it should be but for what is `sent` otherwise."""
    form = {"successor": city.people[successor].pk, "reason": "调离"} | (sent or {})
    return client.post(address(city, name), form)


def test_page_shows_everything_that_would_stay_behind(reported: City, signed_in: Any) -> None:
    draft(reported, "alice", "约35")
    reported.send_back(reported.report(34, seen=1), comment="请附名单")
    stated = figure(70, numerator=figure(42).value, denominator=figure(60).value)
    reported.report(
        factories.StatedFigure(
            value=stated.value,
            numerator=stated.numerator,
            denominator=stated.denominator,
            reason="funding",
            next_step="年底前补齐设备",
        ),
        target="tool-rate",
    )
    text = pages.read(signed_in("coordinator").get(address(reported))).one("main").text

    assert "east单位 · " in text  # unit and role
    assert "请附名单" in text  # what came back
    assert "年底前补齐设备" in text  # what was promised
    assert "约35" not in text  # submitting ended that draft
    draft(reported, "alice", "约36")
    assert "约36" in pages.read(signed_in("coordinator").get(address(reported))).one("main").text


def test_promise_that_a_later_figure_has_answered_is_none_any_more(reported: City, signed_in: Any) -> None:
    reported.report(figure(34, reason="land", next_step="协调用地"), seen=1)
    page = pages.read(signed_in("coordinator").get(address(reported))).one("main").text
    assert "协调用地" in page

    reported.report(figure(35, note="已落实"), seen=2)
    assert "协调用地" not in pages.read(signed_in("coordinator").get(address(reported))).one("main").text


def test_coordinator_hands_over_and_is_shown_what_moved(reported: City, signed_in: Any) -> None:
    draft(reported, "alice", "约35")
    draft(reported, "aaron", "36")
    client = signed_in("coordinator")

    response = hand(client, reported)
    assert (response.status_code, response.url) == (302, address(reported))
    page = pages.read(client.get(response.url))
    assert page.all("p", class_="notice notice-success")
    shown = page.one(data_handed_over=None).text
    for word in ("aaron", "约35", "待核", "east单位", "调离", "coordinator"):
        assert word in shown
    assert not page.one("main").all("form")
    assert Draft.objects.get().author.username == "aaron"
    assert not get_user_model().objects.get(username="alice").is_active


def test_replayed_form_is_refused_in_a_sentence(reported: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    hand(client, reported)
    events = AuditEvent.objects.count()

    # Once more, the other way round: the old account is no successor any more.
    response = hand(client, reported, "aaron", "alice")
    assert response.status_code == 200
    assert pages.read(response).all("p", class_="error")
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    "sent",
    [{"successor": ""}, {"successor": "999999"}, {"successor": "x"}, {"reason": ""}, {"reason": "字" * 1001}],
)
def test_what_is_missing_is_said_beside_its_field(
    reported: City, signed_in: Any, sent: dict[str, str]
) -> None:
    response = hand(signed_in("coordinator"), reported, sent=sent)

    assert response.status_code == 200
    assert len(pages.read(response).all("p", class_="error")) == 1
    assert get_user_model().objects.get(username="alice").is_active
    if "successor" in sent:
        assert pages.read(response).one("textarea").value == "调离"


def test_empty_form_says_what_is_missing(reported: City, signed_in: Any) -> None:
    response = signed_in("coordinator").post(address(reported), {})

    assert len(pages.read(response).all("p", class_="error")) == 2


@pytest.mark.parametrize("successor", ["alice", "administrator", "gone"])
def test_nobody_who_cannot_take_over_is_offered(reported: City, signed_in: Any, successor: str) -> None:
    reported.people["gone"] = get_user_model().objects.create_user("gone", is_active=False)
    client = signed_in("coordinator")

    offered = {o.attributes["value"] for o in pages.read(client.get(address(reported))).all("option")}
    assert str(reported.people[successor].pk) not in offered
    assert str(reported.people["aaron"].pk) in offered
    assert hand(client, reported, successor=successor).status_code == 200
    assert get_user_model().objects.get(username="alice").is_active


def test_own_work_is_for_another_to_hand_over(reported: City, signed_in: Any) -> None:
    client = signed_in("coordinator")

    assert not pages.read(client.get(address(reported, "coordinator"))).one("main").all("form")
    assert hand(client, reported, "coordinator").status_code == 200
    assert get_user_model().objects.get(username="coordinator").is_active


@pytest.mark.parametrize("pk", ["administrator", "nobody"])
def test_administrators_and_nobody_have_no_such_page(reported: City, signed_in: Any, pk: str) -> None:
    place = address(reported, pk) if pk in reported.people else "/setup/people/999999/handover/"

    for username in ("coordinator", "administrator"):
        assert signed_in(username).get(place).status_code == 404


def test_page_takes_a_fixed_number_of_queries(reported: City, signed_in: Any) -> None:
    def taken() -> int:
        client = signed_in("coordinator")
        with CaptureQueriesContext(connection) as captured:
            client.get(address(reported))
        return len(captured)

    draft(reported, "alice", "35")
    before = taken()
    for unit in ("west", "zone", "bureau"):
        Membership.objects.create(
            user=reported.people["alice"], unit=reported.units[unit], role=Role.REPORTER
        )
    draft(reported, "alice", "9", target="tool-rate")
    reported.send_back(reported.report(34, seen=1, by="aaron"))

    assert taken() == before <= 13
