"""Submitting in the course of things: for a colleague, after an approval or a return, after the due date."""

from typing import Any

import pytest

from tests import factories, pages
from tests.factories import City
from tests.views.conftest import HTMX
from tests.views.sheets import SHEET, draft, row_of, sheet_data, stored, submit
from tracker.models import AuditEvent


@pytest.mark.parametrize("htmx", [True, False])
def test_submitting_on_behalf_of_a_colleague_names_both(reported: City, signed_in: Any, htmx: bool) -> None:
    aaron = reported.people["aaron"]
    submit(signed_in("alice"), "factories", htmx=htmx, factories__value="36", on_behalf_of=str(aaron.pk))

    version = stored("factories")
    assert (version.author.username, version.on_behalf_of) == ("alice", aaron)
    assert AuditEvent.objects.first().details["on_behalf_of"] == "aaron"


@pytest.mark.parametrize("whom", ["bob", "anna", "rita", "alice"])
def test_submitting_on_behalf_of_somebody_who_does_not_report_for_the_unit_is_refused(
    reported: City, signed_in: Any, whom: str
) -> None:
    forged = str(reported.people[whom].pk)
    response = submit(signed_in("alice"), "factories", factories__value="36", on_behalf_of=forged)

    assert "填报人" in row_of(pages.read(response), "factories").one(role="alert").text
    assert stored("factories").value == 33


def test_an_approved_figure_cannot_be_typed_over(reported: City, signed_in: Any) -> None:
    reported.approve(stored("factories"))

    row = row_of(pages.read(signed_in("alice").get(SHEET)), "factories")
    assert not row.can_be_typed_in
    assert row.one(data_state=None).attributes["data-state"] == "approved"


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("what", ["factories", "all"])
def test_a_figure_approved_while_it_was_typed_is_refused_and_what_was_typed_kept(
    reported: City, signed_in: Any, what: str, htmx: bool
) -> None:
    client = signed_in("alice")
    data = sheet_data(client, factories__value="36")
    reported.approve(stored("factories"))

    response = client.post(
        SHEET, data | {"submit": "factories" if htmx else what}, headers=HTMX if htmx else {}
    )

    assert response.status_code == 200
    assert row_of(pages.read(response), "factories").one(role="alert").text
    assert stored("factories").number == 1
    assert draft("factories").content["value"] == "36"


def test_a_returned_figure_shows_the_comment_and_is_submitted_anew(reported: City, signed_in: Any) -> None:
    reported.send_back(stored("factories"), "与名录不符")
    client = signed_in("alice")

    row = row_of(pages.read(client.get(SHEET)), "factories")
    assert "与名录不符" in row.one(class_="returned").text
    assert "rita" in row.one(class_="returned").text
    assert row.one("input", name="factories-value").value == "33"

    row = row_of(pages.read(submit(client, "factories", htmx=True, factories__value="32")), "factories")
    assert not row.all(class_="returned")
    assert (stored("factories").number, stored("factories").value) == (2, 32)


def test_a_figure_submitted_after_the_due_date_is_marked_as_late_for_good(
    reported: City, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = factories.period_of(factories.RUNNING).due
    late = factories.dt.datetime.combine(due, factories.dt.time(9), factories.CHINA)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late + factories.dt.timedelta(days=1))
    client = signed_in("alice")

    row = row_of(pages.read(submit(client, "tool-rate", htmx=True, **{"tool-rate-value": "80"})), "tool-rate")
    assert row.all(class_="tag tag-late")
    # The other one was there in time: a correction of it is no late report.
    row = row_of(pages.read(submit(client, "factories", htmx=True, factories__value="34")), "factories")
    assert not row.all(class_="tag tag-late")
