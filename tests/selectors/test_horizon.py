"""Which quarters there are to see, and that nothing of an unpublished one reaches a visitor."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests import factories, pages
from tests.factories import CLOSED, FUTURE, NOW, RUNNING, TODAY, City
from tracker.calculations.methods import METHOD
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Status
from tracker.models import Period
from tracker.selectors.periods import horizon

# A running figure that appears nowhere else: whoever can read it has seen what is not published.
SECRET = 7654321
HTMX = {"HX-Request": "true"}


def test_horizon_goes_from_the_first_quarter_to_the_running_one(reported: City) -> None:
    seen = horizon(on=TODAY)

    assert seen.quarters[0] == Quarter(2024, 1)
    assert seen.quarters[-1] == RUNNING
    assert seen.default.quarter == CLOSED, "a page opens on what is complete"
    assert [seen.is_running(quarter) for quarter in (CLOSED, RUNNING, FUTURE)] == [False, True, False]


@pytest.mark.parametrize(
    ("day", "last"),
    [(dt.date(2025, 9, 30), CLOSED), (dt.date(2025, 10, 1), RUNNING), (dt.date(2026, 1, 1), FUTURE)],
)
def test_horizon_grows_on_the_day_a_quarter_opens(reported: City, day: dt.date, last: Quarter) -> None:
    assert horizon(on=day).quarters[-1] == last


def test_horizon_before_anything_was_closed(reported: City) -> None:
    Period.objects.update(closed_at=None)

    assert horizon(on=TODAY).default.quarter == RUNNING


def test_horizon_without_quarters_is_empty(reported: City) -> None:
    seen = horizon(on=dt.date(2023, 1, 1))

    assert (seen.quarters, seen.default) == ((), None)


def test_horizon_finds_a_quarter_by_its_code_and_no_other(reported: City) -> None:
    seen = horizon(on=TODAY)

    assert seen.period("2025q2").quarter == CLOSED
    assert [seen.period(code) for code in ("2025Q4", "", "x", "2025Q22")] == [None] * 4


def test_horizon_knows_what_is_due(reported: City) -> None:
    seen = horizon(on=dt.date(2025, 10, 21))
    later = horizon(on=dt.date(2025, 10, 22))

    assert (seen.is_due(CLOSED), seen.is_due(RUNNING), later.is_due(RUNNING)) == (True, False, True)


def test_quarter_that_was_closed_early_is_due(reported: City) -> None:
    Period.objects.filter(quarter=RUNNING).update(closed_at=NOW)

    assert horizon(on=TODAY).is_due(RUNNING)


def test_figure_that_is_not_there_is_called_by_its_due_date(reported: City) -> None:
    seen = horizon(on=dt.date(2025, 10, 22))

    assert (seen.is_due(RUNNING), seen.is_due(FUTURE)) == (True, False)
    assert (seen.absent(RUNNING), seen.absent(FUTURE)) == (Status.NOT_REPORTED, Status.NOT_DUE)


def test_horizon_carries_the_thresholds_of_each_quarter(reported: City) -> None:
    from tracker.services.methods import method_create

    method_create(
        thresholds=METHOD, from_quarter=RUNNING, reason="试行", by=reported.people["coordinator"], at=NOW
    )
    assert horizon(on=TODAY).methods.keys() == {RUNNING}


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("quarter", ["", "2025Q3", "2025q3", "2025Q4"])
@pytest.mark.parametrize("username", ["anonymous", "stranger"])
def test_an_unpublished_figure_reaches_no_visitor(
    released: City, signed_in: Any, username: str, quarter: str, headers: dict[str, str]
) -> None:
    factories.checks_off()
    released.report(SECRET, seen=1)
    released.report(factories.rate(SECRET, 10 * SECRET), target="tool-rate")
    released.report("79.8765", target="index", unit="bureau")

    client = signed_in(username)
    paths = ["/"] + [f"/targets/{code}/{page}" for code in released.targets for page in ("", "explain/")]
    for path in paths:
        html = client.get(path, {"quarter": quarter}, headers=headers).content.decode()
        for trace in (f"{SECRET}", f"{SECRET:,}", f"{10 * SECRET:,}", "79.8765", "79.9"):
            assert trace not in html, (path, trace)


@pytest.mark.usefixtures("clock")
def test_an_unpublished_figure_does_reach_officials(reported: City, signed_in: Any) -> None:
    """The same search finds it where it may be: the test above does not look past it."""
    factories.checks_off()
    reported.report(SECRET, seen=1)
    reported.report(0, unit="west")  # complete: an incomplete total stands in the tables only

    for username in ("alice", "viewer", "coordinator", "reviewer", "auditor", "administrator"):
        client: Client = signed_in(username)
        assert f"{SECRET:,}" in client.get("/", {"quarter": "2025Q3"}).content.decode(), username
        page = pages.read(client.get("/targets/factories/", {"quarter": "2025Q3"}))
        assert SECRET in pages.numbers(pages.figures(page)), username
