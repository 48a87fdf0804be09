"""Ways around the rules that must lead nowhere."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests import factories, pages
from tests.factories import NOW, RUNNING, TODAY, City
from tests.views.conftest import HTMX
from tracker.calculations.checks import CheckKind, Severity
from tracker.models import CheckRule, Draft, Membership, Report, Role
from tracker.permissions import Permission, Rights
from tracker.services.reviews import UnableToReview, report_reopen

pytestmark = pytest.mark.usefixtures("clock")

SHEET = "/reports/2025Q3/east/"


def stored(target: str) -> Any:
    report = Report.objects.filter(
        assignment__target__code=target, assignment__unit__code="east", period__quarter=RUNNING
    ).first()
    return report and report.latest


def test_a_part_is_not_judged_beside_a_whole_that_is_refused(reported: City, signed_in: Any) -> None:
    """The whole of 90 does not go in (the form is older than the figure that stands), so the part of 60 is more than
    the whole of 33 that stands.
    """
    CheckRule.objects.create(
        kind=CheckKind.PART_WHOLE,
        severity=Severity.ERROR,
        target=reported.targets["tool-rate"],
        whole=reported.targets["factories"],
    )
    data = {"factories-value": "90", "factories-seen": "0", "tool-rate-value": "60", "tool-rate-seen": "0"}

    response = signed_in("alice").post(SHEET, data | {"submit": "all"})

    assert response.status_code == 200
    assert stored("factories").value == 33
    assert stored("tool-rate") is None
    assert {draft.content["value"] for draft in Draft.objects.all()} == {"90", "60"}


@pytest.mark.parametrize("way", [{"submit": "factories"}, {"draft": "factories"}])
def test_what_another_window_typed_is_not_thrown_away(
    reported: City, signed_in: Any, way: dict[str, str]
) -> None:
    """Neither by submitting from a window that is older, nor by typing there what stands already."""
    alice = signed_in("alice")
    cell = {"factories-seen": "1", "factories-draft": "0", "factories-qualifier": "exact"}
    alice.post(SHEET, cell | {"factories-value": "39", "window": "one", "draft": "factories"}, headers=HTMX)

    value = "38" if "submit" in way else "33"
    response = alice.post(SHEET, cell | way | {"factories-value": value, "window": "two"}, headers=HTMX)

    assert "39" in pages.read(response).all(role="alert")[0].text
    assert Draft.objects.get().content["value"] == "39"
    assert stored("factories").value == 33


def test_a_form_that_somebody_else_sends_in_this_browser_is_not_theirs(
    reported: City, signed_in: Any
) -> None:
    data = {"factories-value": "36", "factories-seen": "1", "person": str(reported.people["alice"].pk)}
    aaron = signed_in("aaron")

    for way in ({"submit": "factories"}, {"draft": "factories"}):
        answer = aaron.post(SHEET, data | way, headers=HTMX)
        assert answer["HX-Retarget"] == "#page-alert"
        assert aaron.post(SHEET, data | way).status_code == 403
    assert stored("factories").value == 33
    assert not Draft.objects.exists()


def test_looking_at_a_unit_does_not_open_its_sheet(reported: City, signed_in: Any) -> None:
    Membership.objects.create(user=reported.people["alice"], unit=reported.units["west"], role=Role.VIEWER)

    assert signed_in("alice").get("/reports/2025Q3/west/").status_code == 403
    assert signed_in("alice").get(SHEET).status_code == 200


def test_nobody_re_opens_their_own_figure(reported: City) -> None:
    alice = reported.people["alice"]
    Membership.objects.create(user=alice, unit=reported.units["east"], role=Role.REVIEWER)
    version = stored("factories")
    reported.approve(version)

    with pytest.raises(UnableToReview, match="本人"):
        report_reopen(version=version, until=TODAY, reason="更正", by=alice, at=NOW)


def test_an_administrator_has_no_word_on_figures_whatever_roles_they_were_given(reported: City) -> None:
    administrator = get_user_model().objects.get(username="administrator")
    for role in (Role.REPORTER, Role.REVIEWER, Role.BUREAU_REVIEWER):
        Membership.objects.create(user=administrator, unit=reported.units["east"], role=role)
    rights = Rights(administrator)

    assert not rights.may(Permission.REPORT, reported.units["east"])
    assert not rights.may(Permission.REVIEW)
    assert not rights.may_review(reported.assignment())
    assert rights.may(Permission.MANAGE)


def test_a_figure_that_was_re_opened_is_somebodys_work(reported: City, signed_in: Any) -> None:
    version = stored("factories")
    reported.approve(version)
    before = signed_in("alice").get("/reports/").context["work_counts"].total
    report_reopen(version=version, until=TODAY, reason="漏计一家", by=reported.people["rita"], at=NOW)

    page = signed_in("alice").get("/reports/")
    assert page.context["work_counts"].total == before + 1
    assert "漏计一家" in pages.read(page).text
    assert "漏计一家" in pages.read(signed_in("alice").get(SHEET)).one(data_row="factories").text


def test_a_quarter_that_has_not_begun_is_not_closed(reported: City, signed_in: Any) -> None:
    period = factories.period_of(factories.FUTURE)
    client = signed_in("administrator")

    client.post("/admin/tracker/period/", {"action": "close", "_selected_action": [period.pk]})
    period.refresh_from_db()
    assert period.closed_at is None
