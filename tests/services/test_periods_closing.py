"""Closing a quarter makes its approved figures public: by a service, on the record, once."""

import pytest

from tests.factories import CLOSED, NOW, RUNNING, City, figure, period_of, rate
from tracker.models import AuditEvent, Report
from tracker.services.periods import UnableToChangeQuarter, period_close, period_reopen
from tracker.services.reports import UnableToReport, report_submit


def close(city: City, **changes: object) -> bool:
    return period_close(period=period_of(RUNNING), by=city.people["coordinator"], at=NOW, **changes)


def counted(unit: str) -> object:
    report = Report.objects.get(assignment__unit__code=unit, assignment__target__code="factories")
    return report.counted.value if report.counted else None


def test_closed_quarter_takes_no_figures_until_it_is_open_again(city: City) -> None:
    coordinator = city.people["coordinator"]

    assert period_close(period=period_of(CLOSED), by=coordinator, at=NOW)
    with pytest.raises(UnableToReport):
        city.report(30, quarter=CLOSED)
    assert period_reopen(period=period_of(CLOSED), by=coordinator, at=NOW)
    assert city.report(30, quarter=CLOSED).value == 30


def test_closing_counts_what_is_approved_and_reopening_the_latest_again(city: City) -> None:
    city.approve(city.report(30))
    city.report(12, unit="west")

    assert (counted("east"), counted("west")) == (30, 12)
    close(city)
    assert (counted("east"), counted("west")) == (30, None)
    period_reopen(period=period_of(RUNNING), by=city.people["coordinator"], at=NOW, reason="更正")
    assert (counted("east"), counted("west")) == (30, 12)


def test_closing_records_how_many_figures_were_left_out_and_why(city: City) -> None:
    city.approve(city.report(30))
    city.send_back(city.report(rate(45, 60), target="tool-rate"))
    city.report(12, unit="west")

    close(city, reason="按期发布")
    event = AuditEvent.objects.get(action="period.closed")
    assert (event.details, event.reason, event.quarter) == ({"not_approved": 2}, "按期发布", "2025Q3")


def test_closing_is_refused_when_more_would_be_left_out_than_was_said(city: City) -> None:
    city.report(30)

    with pytest.raises(UnableToChangeQuarter, match="目前有 1 项已报送数据未通过审核"):
        close(city, expected=0)
    assert period_of(RUNNING).closed_at is None
    assert close(city, expected=1)


def test_closing_twice_is_recorded_once(city: City) -> None:
    assert close(city)
    assert not close(city, expected=7)

    assert AuditEvent.objects.filter(action="period.closed", subject="period:2025Q3").count() == 1


def test_opening_what_is_open_is_not_recorded(city: City) -> None:
    assert not period_reopen(period=period_of(RUNNING), by=city.people["coordinator"], at=NOW)
    assert not AuditEvent.objects.filter(action="period.reopened").exists()


def test_quarter_closed_after_the_page_was_shown_is_refused(city: City) -> None:
    """The service looks at the quarter as it is now, not at the row its caller read earlier."""
    shown = period_of(RUNNING)
    period_close(period=shown, by=city.people["coordinator"], at=NOW)

    with pytest.raises(UnableToReport):
        report_submit(
            assignment=city.assignment(),
            period=shown,
            figure=figure(30),
            seen=0,
            by=city.people["alice"],
            at=NOW,
        )
