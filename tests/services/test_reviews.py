"""Deciding on figures: on exactly one version, never on one's own, with everything kept that was said."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests import factories
from tests.factories import NOW, RUNNING, City
from tracker.models import AuditEvent, Decision, Report, ReportState, ReportVersion, Role
from tracker.services.reports import UnableToReport, report_submit
from tracker.services.reviews import (
    UnableToReview,
    report_approve,
    report_return,
    reports_approve,
)

LATER = NOW + dt.timedelta(days=2)


def report_of(version: ReportVersion) -> Report:
    return Report.objects.get(pk=version.report_id)


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action).order_by("pk"))


def test_approval_is_of_the_version_with_who_and_when(city: City) -> None:
    version = city.report(30)
    decision = city.approve(version)

    report = report_of(version)
    assert (report.state, report.approved, report.counted) == (ReportState.APPROVED, version, version)
    assert report.decision == decision
    assert (decision.version, decision.kind, decision.author) == (version, "approved", city.people["rita"])
    event = events("report.approved")[0]
    assert (event.subject, event.actor_name, event.at) == ("report:2025Q3:east:factories", "rita", NOW)
    assert event.details == {"version": 1}


def test_approval_of_a_version_that_was_replaced_fails_and_says_by_whom(city: City) -> None:
    first = city.report(30)
    city.report(31, seen=1, by="aaron")

    with pytest.raises(UnableToReview, match=r"aaron.*2"):
        city.approve(first)
    assert report_of(first).state == ReportState.SUBMITTED
    assert not Decision.objects.exists()
    assert not events("report.approved")


def test_approval_sent_twice_is_one_decision(city: City) -> None:
    version = city.report(30)

    assert city.approve(version) == city.approve(version)
    assert len(events("report.approved")) == 1


def test_approval_after_the_return_of_the_same_version_is_refused(city: City) -> None:
    version = city.report(30)
    city.send_back(version)

    with pytest.raises(UnableToReview):
        city.approve(version)
    assert report_of(version).state == ReportState.RETURNED


@pytest.mark.parametrize("decide", [City.approve, City.send_back])
def test_nobody_decides_on_their_own_figure(city: City, decide: Callable[..., Decision]) -> None:
    factories.Membership.objects.create(
        user=city.people["alice"], unit=city.units["east"], role=Role.REVIEWER
    )
    version = city.report(30)

    with pytest.raises(UnableToReview):
        decide(city, version, by="alice")
    assert report_of(version).state == ReportState.SUBMITTED
    # Of a colleague's figure she is the reviewer that her second role makes her.
    assert decide(city, city.report(31, seen=1, by="aaron"), by="alice")


def test_nobody_decides_on_a_figure_submitted_on_their_behalf(city: City) -> None:
    factories.Membership.objects.create(
        user=city.people["alice"], unit=city.units["east"], role=Role.REVIEWER
    )
    version = report_submit(
        assignment=city.assignment(),
        period=factories.period_of(RUNNING),
        figure=factories.figure(30),
        seen=0,
        by=city.people["aaron"],
        at=NOW,
        on_behalf_of=city.people["alice"],
    )
    assert version.people == {city.people["aaron"].pk, city.people["alice"].pk}

    with pytest.raises(UnableToReview):
        city.approve(version, by="alice")
    assert city.approve(version, by="rita")


def test_figure_submitted_on_behalf_of_somebody_from_elsewhere_is_refused(city: City) -> None:
    for username in ("bob", "anna", "rita", "coordinator"):
        with pytest.raises(UnableToReport, match=username):
            report_submit(
                assignment=city.assignment(),
                period=factories.period_of(RUNNING),
                figure=factories.figure(30),
                seen=0,
                by=city.people["aaron"],
                at=NOW,
                on_behalf_of=city.people[username],
            )


@pytest.mark.parametrize(
    "username",
    [
        "aaron",
        "anna",
        "bob",
        "reviewer",
        "berta",
        "coordinator",
        "auditor",
        "viewer",
        "stranger",
        "administrator",
    ],
)
@pytest.mark.parametrize("decide", [City.approve, City.send_back])
def test_figure_is_decided_on_by_its_reviewers_alone(
    city: City, decide: Callable[..., Decision], username: str
) -> None:
    version = city.report(30)

    with pytest.raises(UnableToReview, match="east单位"):
        decide(city, version, by=username)
    assert report_of(version).state == ReportState.SUBMITTED


def test_bureau_reviewer_decides_on_every_units_figure_for_the_targets_it_leads(city: City) -> None:
    factories.Target.objects.filter(code="factories").update(lead_unit=city.units["bureau"])
    for unit in ("east", "west"):
        assert city.approve(ReportVersion.objects.get(pk=city.report(30, unit=unit).pk), by="berta")

    rate = city.report(factories.rate(45, 60), target="tool-rate")
    with pytest.raises(UnableToReview):
        city.approve(rate, by="berta")


def test_returned_figure_counts_no_more_and_keeps_the_comment(city: City) -> None:
    version = city.report(30)
    decision = city.send_back(version, " 与名录不符 ")

    report = report_of(version)
    assert (report.state, report.counted, report.decision) == (ReportState.RETURNED, None, decision)
    assert decision.comment == "与名录不符"
    assert events("report.returned")[0].reason == "与名录不符"


@pytest.mark.parametrize("comment", ["", "   ", "\n"])
def test_return_without_a_comment_is_refused(city: City, comment: str) -> None:
    version = city.report(30)

    with pytest.raises(UnableToReview):
        city.send_back(version, comment)
    assert report_of(version).state == ReportState.SUBMITTED


def test_return_of_a_version_that_was_replaced_fails(city: City) -> None:
    first = city.report(30)
    second = city.report(31, seen=1)

    with pytest.raises(UnableToReview):
        city.send_back(first)
    assert report_of(second).counted == second


def test_return_sent_twice_is_one_decision(city: City) -> None:
    version = city.report(30)
    city.send_back(version)

    with pytest.raises(UnableToReview):
        city.send_back(version)
    assert Decision.objects.count() == 1


def test_returned_figure_cannot_be_submitted_again_as_it_was(city: City) -> None:
    city.send_back(city.report(30))

    with pytest.raises(UnableToReport):
        city.report(30, seen=1)
    assert city.report(factories.figure(30, note="已核对，属实"), seen=1).number == 2


def test_figure_after_a_return_waits_anew_and_the_comment_stays_with_its_version(city: City) -> None:
    first = city.report(30)
    city.send_back(first)
    second = city.report(29, seen=1)

    report = report_of(second)
    assert (report.state, report.counted, report.decision) == (ReportState.SUBMITTED, second, None)
    assert [d.kind for d in first.decisions.all()] == ["returned"]


def test_bulk_approval_does_exactly_what_single_approval_does(city: City) -> None:
    alone, among = city.report(30), city.report(factories.rate(45, 60), target="tool-rate")
    city.approve(alone)
    outcomes = reports_approve(versions=[among], by=city.people["rita"], at=NOW)

    assert [outcome.problem for outcome in outcomes] == [""]
    for version in (alone, among):
        report = report_of(version)
        assert (report.state, report.approved, report.counted) == (ReportState.APPROVED, version, version)
        assert (report.decision.author, report.decision.recorded_at) == (city.people["rita"], NOW)
    single, bulk = events("report.approved")
    compared = ("actor_id", "actor_name", "at", "action", "unit", "quarter", "reason", "details")
    assert [getattr(single, name) for name in compared] == [getattr(bulk, name) for name in compared]


def test_bulk_approval_that_cannot_take_one_keeps_none_of_the_others_back(city: City) -> None:
    factories.Membership.objects.create(user=city.people["rita"], unit=city.units["east"], role=Role.REPORTER)
    own = city.report(factories.rate(45, 60), target="tool-rate", by="rita")
    stale = city.report(30)
    fresh = city.report(31, seen=1)
    foreign = city.report(12, unit="west")

    outcomes = reports_approve(versions=[own, stale, foreign, fresh], by=city.people["rita"], at=NOW)

    assert [outcome.version for outcome in outcomes] == [own, stale, foreign, fresh]
    assert [bool(outcome.problem) for outcome in outcomes] == [True, True, True, False]
    assert [report_of(v).state for v in (own, foreign, fresh)] == ["submitted", "submitted", "approved"]
    assert len(events("report.approved")) == 1


def test_decision_and_its_event_are_written_together_or_not_at_all(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = city.report(30)

    def broken(**kwargs: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("tracker.services.audit.record", broken)
    for decide in (report_approve, lambda **who: report_return(comment="核对", **who)):
        with pytest.raises(OSError, match="disk is full"):
            decide(version=version, by=city.people["rita"], at=NOW)
    assert report_of(version).state == ReportState.SUBMITTED
    assert not Decision.objects.exists()
