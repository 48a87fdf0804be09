"""Correcting a released quarter: who sees the page, what is done there, and what it refuses."""

from typing import Any

import pytest

from tests import pages
from tests.competitions import entered_figure
from tests.corrections import corrected, edition_with_figures, figures_replaced, proposed, shown
from tests.factories import CLOSED, NOW, RUNNING, City, period_of, rate
from tests.pages import Element
from tests.releases import publisher_of, release_prepared, release_published
from tracker.models import Correction, Criterion, Edition, Release, ReleaseRevision
from tracker.selectors.release_drift import drift
from tracker.services.periods import period_reopen

ADDRESS = f"/quarters/{CLOSED.code}/corrections/"
EAST = ("factories", "east")
REASON = {"reason_zh": "漏报一家", "reason_en": "One was left out"}


@pytest.fixture
def release(reported: City) -> Release:
    edition_with_figures(reported)
    publisher_of(reported)
    return release_published(reported)


@pytest.fixture
def differing(reported: City, release: Release) -> str:
    """The key of the one figure that is another by now."""
    figures_replaced(reported, {EAST: 80})
    (found,) = drift(release.current.content_read())
    return found.key


def main(response: Any) -> Element:
    assert response.status_code == 200
    return pages.read(response).one("main")


def test_the_page_is_for_those_who_prepare_and_publish(release: Release, signed_in: Any) -> None:
    people = ("coordinator", "publisher", "alice", "rita", "auditor", "viewer", "stranger", "anonymous")
    answers = {person: signed_in(person).get(ADDRESS).status_code for person in people}
    assert answers == {
        "coordinator": 200,
        "publisher": 200,
        "alice": 403,
        "rita": 403,
        "auditor": 403,
        "viewer": 403,
        "stranger": 403,
        "anonymous": 302,
    }


@pytest.mark.parametrize("code", [RUNNING.code, "2031Q1", "soon"])
def test_what_has_not_been_published_has_nothing_to_correct(
    release: Release, signed_in: Any, code: str
) -> None:
    assert signed_in("coordinator").get(f"/quarters/{code}/corrections/").status_code == 404


def test_a_draft_has_nothing_to_correct(reported: City, signed_in: Any) -> None:
    release_prepared(reported)
    assert signed_in("coordinator").get(ADDRESS).status_code == 404


def test_without_differences_the_page_says_how_a_figure_is_corrected(release: Release, english: Any) -> None:
    page = main(english("coordinator").get(ADDRESS))
    assert "What was published is what is approved now." in page.text
    assert "open the quarter again" in page.text
    assert page.all("a", href=f"/quarters/{CLOSED.code}/")


def test_an_open_quarter_says_that_it_is_to_be_closed_first(release: Release, english: Any) -> None:
    period_reopen(period=period_of(CLOSED), by=None, at=NOW)
    assert "The quarter is open again. Close it" in main(english("coordinator").get(ADDRESS)).text


def test_a_correction_from_its_proposal_to_the_public_page(
    release: Release, differing: str, english: Any, client: Any
) -> None:
    coordinator, publisher = english("coordinator"), english("publisher")
    page = main(coordinator.get(ADDRESS))
    assert "Smart factories · East" in page.text
    assert "30 → 80" in page.text

    sent = coordinator.post(ADDRESS, {"step": "propose", "key": differing, **REASON}, follow=True)
    assert "The correction is proposed. Another person publishes it." in pages.read(sent).text
    after = main(sent)
    assert "30 → 80 · One was left out" in after.text
    assert "another person publishes them" in after.text
    assert not after.all("button", value="publish")
    assert not after.all("button", value="propose")

    assert main(publisher.get(ADDRESS)).one("button", value="publish").text == (
        "Publish this correction as a new revision"
    )
    sent = publisher.post(ADDRESS, {"step": "publish", "seen": shown(release)}, follow=True)
    assert "Revision 2 is published." in pages.read(sent).text
    public = main(pages.in_english(client).get("/releases/corrections/"))
    assert "30 → 80" in public.text
    assert "status behind → ahead of schedule" in public.text
    assert pages.statuses(pages.read(client.get(f"/releases/{CLOSED.code}/")))["factories"] == "ahead"


def test_without_a_reason_the_form_says_so_beside_the_field(
    release: Release, differing: str, english: Any
) -> None:
    asked = {"step": "propose", "key": differing, "reason_zh": " ", "reason_en": "One was left out"}
    page = main(english("coordinator").post(ADDRESS, asked))
    assert "Say why the published figure is corrected." in page.text
    assert page.one("textarea", name="reason_en").value.strip() == "One was left out"
    assert not Correction.objects.exists()


def test_a_reason_is_not_endless(release: Release, differing: str, english: Any) -> None:
    main(
        english("coordinator").post(ADDRESS, {"step": "propose", "key": differing, "reason_zh": "长" * 1001})
    )
    assert not Correction.objects.exists()


@pytest.mark.parametrize("key", ["report-0", "nothing", "count-factories"])
def test_what_does_not_differ_is_refused_with_a_sentence(release: Release, english: Any, key: str) -> None:
    page = main(english("coordinator").post(ADDRESS, {"step": "propose", "key": key, **REASON}))
    assert "there is nothing to correct here" in page.text


def test_what_is_proposed_can_be_withdrawn(reported: City, release: Release, english: Any) -> None:
    figures_replaced(reported, {EAST: 80})
    correction = proposed(reported, release)
    asked = {"step": "withdraw", "correction": correction.pk}
    sent = english("publisher").post(ADDRESS, asked, follow=True)
    assert "The correction is withdrawn." in pages.read(sent).text
    correction.refresh_from_db()
    assert correction.withdrawn_at == NOW
    assert main(english("coordinator").get(ADDRESS)).one("button", value="propose")

    again = main(english("publisher").post(ADDRESS, asked))
    assert "published or withdrawn already" in again.text


@pytest.mark.parametrize("correction", ["0", "", "many", "-1", "9" * 40, "1 or 1"])
def test_a_correction_that_does_not_exist_is_not_withdrawn(
    release: Release, signed_in: Any, correction: str
) -> None:
    asked = {"step": "withdraw", "correction": correction}
    assert signed_in("coordinator").post(ADDRESS, asked).status_code == 404


def test_a_correction_of_another_release_is_not_withdrawn_here(
    reported: City, release: Release, signed_in: Any
) -> None:
    figures_replaced(reported, {EAST: 80})
    correction = proposed(reported, release)
    other = CLOSED.shift(-1)
    Edition.objects.update(first=CLOSED)  # its lists have nobody to rank in the quarter before
    release_published(reported, other)
    asked = {"step": "withdraw", "correction": correction.pk}
    assert signed_in("coordinator").post(f"/quarters/{other.code}/corrections/", asked).status_code == 404


@pytest.mark.parametrize("step", ["", "approve"])
def test_there_is_no_other_step(release: Release, signed_in: Any, step: str) -> None:
    assert signed_in("coordinator").post(ADDRESS, {"step": step}).status_code == 404


def test_publishing_what_oneself_proposed_is_refused_with_a_sentence(
    reported: City, release: Release, english: Any
) -> None:
    figures_replaced(reported, {EAST: 80})
    proposed(reported, release)
    page = main(english("coordinator").post(ADDRESS, {"step": "publish"}))
    assert "another person has to publish them" in page.text
    assert ReleaseRevision.objects.count() == 1


def test_a_stale_proposal_is_refused_with_a_sentence(reported: City, release: Release, english: Any) -> None:
    figures_replaced(reported, {EAST: 80})
    proposed(reported, release)
    figures_replaced(reported, {EAST: 81})
    page = main(english("publisher").post(ADDRESS, {"step": "publish", "seen": shown(release)}))
    assert "A figure has changed since its correction was proposed" in page.text
    assert "30 → 80" in page.text
    assert ReleaseRevision.objects.count() == 1


def test_the_page_tells_every_kind_of_difference_and_who_does_not_propose_has_no_form(
    reported: City, release: Release, english: Any
) -> None:
    figures_replaced(reported, {("tool-rate", "east"): rate(60, 80), EAST: 31})
    entered_figure(Criterion.objects.get(code="new"), reported.units["west"], CLOSED, None)
    page = main(english("publisher").get(ADDRESS))

    assert "Share with tools · East 75 → 75 the parts or the qualifier differ" in page.text
    assert "30 → 31" in page.text
    assert "Sample list · new指标 · West 9 → no figure" in page.text
    assert not page.all("button", value="propose")
    assert len(main(english("coordinator").get(ADDRESS)).all("button", value="propose")) == 3


def test_several_are_published_with_one_button(reported: City, release: Release, english: Any) -> None:
    figures_replaced(reported, {EAST: 31, ("factories", "west"): 13})
    proposed(reported, release, 0)
    proposed(reported, release, 1)
    button = main(english("publisher").get(ADDRESS)).one("button", value="publish")
    assert button.text == "Publish these 2 corrections as a new revision"


def test_a_corrected_release_can_be_corrected_again(reported: City, release: Release, english: Any) -> None:
    corrected(reported, release, {EAST: 31})
    assert "Revision 2 is published and stays as it is" in main(english("coordinator").get(ADDRESS)).text
    figures_replaced(reported, {EAST: 32})
    assert "31 → 32" in main(english("coordinator").get(ADDRESS)).text
