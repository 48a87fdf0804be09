"""Submitting figures: each change is a version, and nothing is overwritten unawares."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from tests import factories
from tests.factories import CLOSED, FUTURE, NOW, RUNNING, City
from tracker.calculations.periods import Quarter
from tracker.models import AuditEvent, Period, Report, ReportVersion
from tracker.services import audit
from tracker.services.periods import periods_ensure
from tracker.services.reports import FigureMoved, StatedFigure, UnableToReport, figure_of, report_submit


def events() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action="report.submitted").order_by("pk"))


def test_first_figure_is_version_one(city: City) -> None:
    version = city.report(30)

    report = Report.objects.get()
    assert report.latest == version
    assert (version.number, version.value, version.author) == (1, 30, city.people["alice"])
    assert version.recorded_at == NOW
    assert (report.assignment, report.period.quarter) == (city.assignment(), RUNNING)


def test_figure_is_kept_whole(city: City) -> None:
    stated = StatedFigure(Decimal("66.6667"), Decimal(2), Decimal(3), "about", dt.date(2025, 9, 30), "据快报")

    stored = ReportVersion.objects.get(pk=city.report(stated, target="tool-rate").pk)
    assert figure_of(stored) == stated


def test_next_figure_is_a_new_version_and_the_old_one_stays(city: City) -> None:
    city.report(30)
    city.report(31, seen=1, by="aaron")

    first, second = ReportVersion.objects.order_by("number")
    assert (first.number, first.value, first.author.username) == (1, 30, "alice")
    assert (second.number, second.value, second.author.username) == (2, 31, "aaron")
    assert Report.objects.get().latest == second


@pytest.mark.parametrize(
    "change",
    [{"qualifier": "about"}, {"note": "核对过"}, {"as_of": dt.date(2025, 9, 30)}],
    ids=["qualifier", "note", "as-of"],
)
def test_changed_words_about_the_same_value_are_a_new_version(city: City, change: dict[str, object]) -> None:
    city.report(30)

    assert city.report(factories.figure(30, **change), seen=1).number == 2


@pytest.mark.parametrize("seen", [0, 1])
def test_same_figure_twice_is_one_version(city: City, seen: int) -> None:
    first = city.report(30)

    # Written differently, sent twice, or typed by two colleagues at once: it says the same.
    assert city.report("30.0000", seen=seen, by="aaron") == first
    assert ReportVersion.objects.count() == 1
    assert len(events()) == 1


def test_figure_over_a_version_that_was_not_seen_is_refused_and_tells_both(city: City) -> None:
    city.report(30)
    city.report(31, seen=1, by="aaron")

    with pytest.raises(FigureMoved) as refusal:
        city.report(32, seen=1)
    assert refusal.value.current.value == 31
    assert "aaron" in str(refusal.value)
    assert "31" in str(refusal.value)
    assert ReportVersion.objects.count() == 2


def test_first_figure_of_two_colleagues_at_once_is_refused_to_the_second(city: City) -> None:
    city.report(30)

    with pytest.raises(FigureMoved):
        city.report(31, seen=0, by="aaron")


@pytest.mark.parametrize("seen", [1, 7])
def test_figure_over_a_version_that_never_was_is_refused(city: City, seen: int) -> None:
    with pytest.raises(UnableToReport):
        city.report(30, seen=seen)
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "username", ["bob", "anna", "reviewer", "coordinator", "auditor", "viewer", "stranger", "administrator"]
)
def test_figure_of_a_unit_that_is_not_ones_own_is_refused(city: City, username: str) -> None:
    with pytest.raises(UnableToReport, match="east单位"):
        city.report(30, by=username)
    assert not Report.objects.exists()
    assert not events()


def test_figure_for_a_quarter_that_has_not_begun_is_refused_with_its_first_day(city: City) -> None:
    with pytest.raises(UnableToReport, match="2026-01-01"):
        city.report(30, quarter=FUTURE)
    assert not Report.objects.exists()


def test_figure_for_a_closed_quarter_is_refused_and_the_stored_one_stays(city: City) -> None:
    city.report(30, quarter=CLOSED)
    factories.period_close(CLOSED)

    with pytest.raises(UnableToReport, match="2025Q2"):
        city.report(31, quarter=CLOSED, seen=1)
    assert ReportVersion.objects.get().value == 30
    assert len(events()) == 1


def test_figure_is_refused_when_the_quarter_was_closed_after_it_was_read(city: City) -> None:
    read_before = factories.period_of(RUNNING)
    factories.period_close(RUNNING)

    with pytest.raises(UnableToReport, match="2025Q3"):
        report_submit(
            assignment=city.assignment(),
            period=read_before,
            figure=factories.figure(30),
            seen=0,
            by=city.people["alice"],
            at=NOW,
        )
    assert not Report.objects.exists()


def test_figure_on_the_day_the_quarter_opens_is_taken_by_the_clock_of_china(city: City) -> None:
    """00:30 on 1 October in Nanjing is still 30 September in Greenwich."""
    stated = {"assignment": city.assignment(), "period": factories.period_of(RUNNING), "seen": 0}
    stated |= {"figure": factories.figure(30), "by": city.people["alice"]}

    with pytest.raises(UnableToReport):
        report_submit(**stated, at=dt.datetime(2025, 9, 30, 15, 30, tzinfo=dt.UTC))
    assert report_submit(**stated, at=dt.datetime(2025, 9, 30, 16, 30, tzinfo=dt.UTC)).number == 1


def test_figure_outside_the_plans_time_is_refused(city: City) -> None:
    periods_ensure([Quarter(2023, 4)])
    early = Period.objects.get(quarter=Quarter(2023, 4))

    with pytest.raises(UnableToReport, match="2023Q4"):
        report_submit(
            assignment=city.assignment(),
            period=early,
            figure=factories.figure(30),
            seen=0,
            by=city.people["alice"],
            at=NOW,
        )
    assert not Report.objects.exists()


def test_submitted_figure_leaves_one_audit_event_with_old_and_new(city: City) -> None:
    city.report(30)
    city.report(31, seen=1)

    first, second = events()
    assert first.subject == second.subject == "report:2025Q3:east:factories"
    assert (first.actor, first.actor_name, first.at) == (city.people["alice"], "alice", NOW)
    assert first.details == {"version": 1, "changes": {"value": [None, "30"]}}
    assert second.details == {"version": 2, "changes": {"value": ["30", "31"]}}
    assert (first.unit, first.target, first.quarter) == ("east", "factories", "2025Q3")


def test_figure_and_audit_event_are_written_together_or_not_at_all(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**kwargs: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(OSError, match="disk is full"), transaction.atomic():
        city.report(30)
    assert not Report.objects.exists()
    assert not ReportVersion.objects.exists()


@pytest.mark.parametrize("value", ["0", "99999999999.9999", "-99999999999.9999", "0.0001"])
def test_figure_comes_back_exactly(city: City, value: str) -> None:
    stored = city.report(value)

    assert ReportVersion.objects.get(pk=stored.pk).value == Decimal(value)
