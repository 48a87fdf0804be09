"""Re-opening approved figures, and what a closed quarter makes of everything."""

import datetime as dt
from typing import Any

import pytest

from tests import factories
from tests.factories import NOW, RUNNING, TODAY, City
from tests.services.test_reviews import events, report_of
from tracker.models import Decision, DecisionKind, ReportState, ReportVersion
from tracker.services.reports import UnableToReport, report_submit
from tracker.services.reviews import UnableToReview, report_reopen

LATER = NOW + dt.timedelta(days=2)


def reopen(city: City, version: ReportVersion, *, by: str = "rita", **changes: Any) -> Decision:
    asked = {"until": TODAY, "reason": "名录更正", "at": NOW} | changes
    return report_reopen(version=version, by=city.people[by], **asked)


def test_approved_figure_cannot_be_replaced(city: City) -> None:
    version = city.report(30)
    city.approve(version)

    with pytest.raises(UnableToReport):
        city.report(31, seen=1)
    assert report_of(version).latest == version


def test_reopened_figure_counts_until_it_is_replaced_and_then_waits_again(city: City) -> None:
    first = city.report(30)
    city.approve(first)
    decision = reopen(city, first)
    assert (decision.kind, decision.until, decision.comment) == (DecisionKind.REOPENED, TODAY, "名录更正")
    assert (report_of(first).state, report_of(first).counted) == (ReportState.APPROVED, first)

    second = city.report(31, seen=1)
    report = report_of(second)
    assert (report.state, report.approved, report.counted) == (ReportState.SUBMITTED, first, second)
    event = events("report.reopened")[0]
    assert (event.reason, event.details) == ("名录更正", {"version": 1, "until": TODAY.isoformat()})


def test_correction_that_is_returned_leaves_the_approved_figure_in_force(city: City) -> None:
    first = city.report(30)
    city.approve(first)
    reopen(city, first)
    second = city.report(31, seen=1)
    city.send_back(second)

    report = report_of(second)
    assert (report.state, report.approved, report.counted) == (ReportState.RETURNED, first, first)


def test_reopening_is_used_up_by_one_submission(city: City) -> None:
    first = city.report(30)
    city.approve(first)
    reopen(city, first)
    second = city.report(31, seen=1)
    city.approve(second)

    with pytest.raises(UnableToReport):
        city.report(32, seen=2)
    assert report_of(second).approved == second


@pytest.mark.parametrize(("days", "taken"), [(0, True), (1, True), (2, False)])
def test_reopening_ends_after_its_last_day(city: City, days: int, taken: bool) -> None:
    first = city.report(30)
    city.approve(first)
    reopen(city, first, until=TODAY + dt.timedelta(days=1))
    stated = {"assignment": city.assignment(), "period": factories.period_of(RUNNING), "seen": 1}
    stated |= {
        "figure": factories.figure(31),
        "by": city.people["alice"],
        "at": NOW + dt.timedelta(days=days),
    }

    if taken:
        assert report_submit(**stated).number == 2
    else:
        with pytest.raises(UnableToReport):
            report_submit(**stated)
        assert report_of(first).counted == first


@pytest.mark.parametrize(("days", "taken"), [(1, True), (2, False)])
def test_correction_can_be_corrected_until_the_last_day(city: City, days: int, taken: bool) -> None:
    first = city.report(30)
    city.approve(first)
    reopen(city, first, until=TODAY + dt.timedelta(days=1))
    city.report(31, seen=1)
    stated = {"assignment": city.assignment(), "period": factories.period_of(RUNNING), "seen": 2}
    stated |= {
        "figure": factories.figure(32),
        "by": city.people["alice"],
        "at": NOW + dt.timedelta(days=days),
    }

    if taken:
        assert report_submit(**stated).number == 3
    else:
        with pytest.raises(UnableToReport):
            report_submit(**stated)


def test_nobody_reopens_their_own_figure(city: City) -> None:
    factories.Membership.objects.create(
        user=city.people["alice"], unit=city.units["east"], role=factories.Role.REVIEWER
    )
    first = city.report(30)
    city.approve(first)

    with pytest.raises(UnableToReview):
        reopen(city, first, by="alice")


def test_reopening_can_be_renewed_after_its_end(city: City) -> None:
    first = city.report(30)
    city.approve(first)
    reopen(city, first)
    reopen(city, first, until=LATER.date(), at=LATER)

    assert report_of(first).is_reopened(LATER.date())
    assert len(events("report.reopened")) == 2


def test_reopening_wants_a_reason_and_a_day_to_come(city: City) -> None:
    first = city.report(30)
    city.approve(first)

    for changes in ({"reason": " "}, {"until": TODAY - dt.timedelta(days=1)}):
        with pytest.raises(UnableToReview):
            reopen(city, first, **changes)
    assert not report_of(first).is_reopened(TODAY)


@pytest.mark.parametrize("username", ["rita", "coordinator", "administrator"])
def test_reopening_is_the_right_of_reviewers_and_coordinators(city: City, username: str) -> None:
    first = city.report(30)
    city.approve(first)

    assert reopen(city, first, by=username)


@pytest.mark.parametrize("username", ["alice", "anna", "bob", "reviewer", "berta", "auditor", "stranger"])
def test_reopening_without_the_right_is_refused(city: City, username: str) -> None:
    first = city.report(30)
    city.approve(first)

    with pytest.raises(UnableToReview, match="east单位"):
        reopen(city, first, by=username)


def test_only_the_approved_version_can_be_reopened(city: City) -> None:
    first = city.report(30)
    with pytest.raises(UnableToReview):
        reopen(city, first)
    city.approve(first)
    reopen(city, first)
    second = city.report(31, seen=1)

    for version in (first, second):
        with pytest.raises(UnableToReview):
            reopen(city, version)


def test_closed_quarter_takes_no_decision(city: City) -> None:
    submitted, approved = city.report(factories.rate(45, 60), target="tool-rate"), city.report(30)
    city.approve(approved)
    factories.periods.period_close(period=factories.period_of(RUNNING), by=None, at=NOW)

    for decide in (
        lambda: city.approve(submitted),
        lambda: city.send_back(submitted),
        lambda: reopen(city, approved),
        lambda: city.approve(approved),
    ):
        with pytest.raises(UnableToReview, match="2025Q3"):
            decide()
    assert Decision.objects.count() == 1


def test_closed_quarter_counts_what_was_approved_and_nothing_else(city: City) -> None:
    approved = city.report(30)
    city.approve(approved)
    reopen(city, approved)
    correction = city.report(31, seen=1)
    waiting = city.report(factories.rate(45, 60), target="tool-rate")
    closing = {"period": factories.period_of(RUNNING), "by": city.people["coordinator"], "at": NOW}

    factories.periods.period_close(**closing)
    assert report_of(approved).counted == approved
    assert report_of(waiting).counted is None
    assert events("period.closed")[0].details == {"not_approved": 2}

    factories.periods.period_reopen(**closing)
    assert report_of(approved).counted == correction
    assert report_of(waiting).counted == waiting
