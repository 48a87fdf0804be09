"""Eight people at the same figures at the same time: nothing acknowledged is lost, no conflict goes unsaid.

Run on SQLite and on PostgreSQL: in both, writers queue up instead of failing.
"""

from __future__ import annotations

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from tests import factories
from tests.concurrency.writers import HTMX, Log, Window, sign_in
from tests.factories import RUNNING, City
from tracker.calculations.periods import Quarter
from tracker.models import AuditEvent, Decision, Draft, Membership, Report, ReportVersion, Role
from tracker.services.reports import counted_version

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]

TARGETS = ["factories", "tool-rate", "index"]
WRITING = {"submit": 5, "draft": 3}
REVIEWING = {"review": 6, "approve_everything": 1}
# Eight windows; Alice and Rita have two each, Ruth reports as well as reviews.
WINDOWS = [
    ("alice", WRITING),
    ("alice", WRITING),
    ("aaron", WRITING),
    ("amy", WRITING),
    ("ruth", WRITING | REVIEWING),
    ("rita", REVIEWING),
    ("rita", REVIEWING),
    ("raj", REVIEWING),
]
STEPS = 63  # for each window: 504 together
ONE_WINDOW = ["aaron", "amy", "ruth"]


@pytest.fixture
def city() -> City:
    """The east with three figures to report, five who may and three who decide. Nothing is asked by checks."""
    city = factories.city_make()
    factories.checks_off()
    east = city.units["east"]
    factories.assignments_create(targets=[city.targets["index"]], units=[east], by=None, at=factories.NOW)
    for name, role in (("amy", Role.REPORTER), ("ruth", Role.REPORTER), ("raj", Role.REVIEWER)):
        city.people[name] = factories.person_make(name, unit=east, role=role)
    Membership.objects.create(user=city.people["ruth"], unit=east, role=Role.REVIEWER)
    return city


def all_at_once(city: City) -> dict[int, tuple[str, Log]]:
    """What each window was told, by its number."""
    windows = [
        Window(number, name, sign_in(city.people[name]), TARGETS)
        for number, (name, _) in enumerate(WINDOWS, 1)
    ]
    start = Barrier(len(windows))

    def work(window: Window, may: dict[str, int]) -> Log:
        start.wait()
        return window.work(STEPS, may)

    with ThreadPoolExecutor(len(windows)) as pool:
        logs = list(pool.map(work, windows, [may for _name, may in WINDOWS]))
    return {window.number: (window.username, log) for window, log in zip(windows, logs, strict=True)}


def test_eight_writers_lose_nothing_and_are_told_of_every_conflict(
    city: City, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="django.request"):
        told = all_at_once(city)

    assert not caplog.records, "no error 500"
    assert set().union(*(log.statuses for _name, log in told.values())) <= {200, 302}
    check_submissions([saved for _name, log in told.values() for saved in log.submitted])
    check_decisions([decided for _name, log in told.values() for decided in log.decided])
    check_drafts(told)
    for report in Report.objects.select_related("latest", "approved", "counted"):
        assert report.counted == counted_version(report, is_closed=False)
    # They did get into each other's way, and still a good part got through.
    assert sum(log.refused for _name, log in told.values()) > 50
    assert ReportVersion.objects.count() > 30


def check_submissions(acknowledged: list[Any]) -> None:
    """Every acknowledged one is a version, over the very version its author had seen; and there are no others."""
    stored = {
        (row.report.assignment.target.code, row.author.username, row.value.normalize()): row.number
        for row in ReportVersion.objects.select_related("report__assignment__target", "author")
    }
    promised = {(s.target, s.author, Decimal(s.value).normalize()): s.seen + 1 for s in acknowledged}
    assert stored == promised
    assert ReportVersion.objects.count() == len(acknowledged)
    assert AuditEvent.objects.filter(action="report.submitted").count() == len(acknowledged)
    for report in Report.objects.all():
        numbers = list(report.versions.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


def check_decisions(acknowledged: list[tuple[str, str, int]]) -> None:
    """Every acknowledged decision is there with its event, none is on an own figure, and there are no others."""
    stored = Counter(Decision.objects.values_list("kind", flat=True))
    told = Counter(action for action, _name, _version in acknowledged)
    some = sum(version for action, _name, version in acknowledged if action == "approve-some")
    assert stored["returned"] == told["return"]
    assert stored["reopened"] == told["reopen"]
    # Approving what somebody has just approved is acknowledged too, and is no second decision.
    assert 0 < stored["approved"] <= told["approve"] + some
    approved = set(Decision.objects.filter(kind="approved").values_list("version", flat=True))
    assert {version for action, _name, version in acknowledged if action == "approve"} <= approved
    assert len(approved) == stored["approved"]
    for kind, count in stored.items():
        assert AuditEvent.objects.filter(action=f"report.{kind}").count() == count
    for decision in Decision.objects.exclude(kind="reopened").select_related("version"):
        assert decision.author_id not in decision.version.people


def check_drafts(told: dict[int, tuple[str, Log]]) -> None:
    """Whoever has one window finds in it what they typed last and did not submit."""
    kept: dict[str, dict[str, str]] = {name: {} for name in ONE_WINDOW}
    rows = Draft.objects.filter(author__username__in=ONE_WINDOW)
    for draft in rows.select_related("author", "report__assignment__target"):
        kept[draft.author.username][draft.report.assignment.target.code] = draft.content["value"]
    assert kept == {name: log.drafts for name, log in told.values() if name in ONE_WINDOW}


def test_eight_who_touch_an_empty_cell_first_all_get_an_answer(
    city: City, caplog: pytest.LogCaptureFixture
) -> None:
    """The report itself is made by the first of them, in the middle of everybody else's step."""
    names = ["alice", "aaron", "amy", "ruth"] * 2
    clients = [sign_in(city.people[name]) for name in names]
    cells = [(Quarter(2024, 1).shift(n), target) for n in range(3, 7) for target in TARGETS]
    start = Barrier(len(clients), timeout=60)

    def touch(number: int) -> list[int]:
        statuses = []
        try:
            for quarter, target in cells:
                what = "draft" if number % 2 else "submit"
                data = {f"{target}-value": f"{number + 1}", f"{target}-seen": "0", what: target}
                start.wait()
                response = clients[number].post(f"/reports/{quarter.code}/east/", data, headers=HTMX)
                statuses.append(response.status_code)
        finally:
            connections.close_all()
        return statuses

    with caplog.at_level(logging.ERROR, logger="django.request"), ThreadPoolExecutor(len(clients)) as pool:
        statuses = list(pool.map(touch, range(len(clients))))
    assert not caplog.records, "no error 500"
    assert {status for found in statuses for status in found} == {200}
    # One of the four submissions of each cell came first, and the others were told.
    assert Report.objects.count() == ReportVersion.objects.count() == len(cells)
    assert not Report.objects.exclude(latest__number=1).exists()
    assert RUNNING in {quarter for quarter, _target in cells}
