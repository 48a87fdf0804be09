"""Closing a quarter makes its figures public: by a service, on the record, once."""

import pytest

from tests.factories import CLOSED, NOW, City, period_of
from tracker.models import AuditEvent
from tracker.services.periods import period_close, period_reopen
from tracker.services.reports import UnableToReport


def test_closed_quarter_takes_no_figures_until_it_is_open_again(city: City) -> None:
    coordinator = city.people["coordinator"]

    assert period_close(period=period_of(CLOSED), by=coordinator, at=NOW)
    with pytest.raises(UnableToReport):
        city.report(30, quarter=CLOSED)
    assert period_reopen(period=period_of(CLOSED), by=coordinator, at=NOW)
    assert city.report(30, quarter=CLOSED).value == 30


def test_closing_twice_is_recorded_once(city: City) -> None:
    for _ in range(2):
        period_close(period=period_of(CLOSED), by=city.people["coordinator"], at=NOW)

    assert AuditEvent.objects.filter(action="period.closed", subject="period:2025Q2").count() == 1


def test_quarter_closed_after_the_page_was_shown_is_refused(city: City) -> None:
    """The service looks at the quarter as it is now, not at the row its caller read earlier."""
    from tests.factories import RUNNING, figure
    from tracker.services.reports import report_save

    shown = period_of(RUNNING)
    period_close(period=shown, by=city.people["coordinator"], at=NOW)
    with pytest.raises(UnableToReport):
        report_save(
            assignment=city.assignment(),
            period=shown,
            figure=figure(30),
            seen=0,
            by=city.people["alice"],
            at=NOW,
        )
