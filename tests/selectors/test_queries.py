"""How many queries a page takes: a known number, whatever the size of the city."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.factories import CLOSED, NOW, RUNNING, City, unit_entry
from tracker.models import Assignment, ReportingUnit, Target
from tracker.services.reports import report_save
from tracker.services.units import assignments_create, units_load

pytestmark = pytest.mark.usefixtures("clock")

# Who asks for what, and how many queries it takes. Signing in costs three: session, person, memberships.
PAGES = {
    ("anonymous", "/"): 7,
    ("alice", "/"): 10,
    ("anonymous", "/targets/factories/"): 10,
    ("alice", "/targets/factories/"): 13,
    ("anonymous", "/targets/tool-rate/explain/"): 9,
    ("alice", "/reports/2025Q3/east/"): 14,
    ("coordinator", "/reports/2025Q3/east/"): 14,
    ("anonymous", "/method/"): 2,
    ("anonymous", "/no-such-page/"): 1,
    ("anonymous", "/targets/no-such-target/"): 5,
}


def queries(client: Any, address: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(address)
    return [query["sql"] for query in captured.captured_queries]


def grow(city: City) -> None:
    """Nine more districts and four more targets, all reported for two quarters."""
    districts = [unit_entry(f"district-{number}", 10 + number) for number in range(9)]
    units_load(file=factories.unit_file(unit_entry("city", 1, "city"), *districts), by=None, at=NOW)
    counts = [
        factories.target_entry(code=f"count-{n}", theme="T2", milestones={"2024Q4": 40}) for n in range(4)
    ]
    plan = factories.plan_make(*counts, code="second", position=2, theme="T2")
    units = ReportingUnit.objects.filter(code__startswith="district")
    east = ReportingUnit.objects.get(code="east")
    new = Target.objects.filter(theme__plan=plan)
    assignments_create(targets=new, units=[*units, east], by=None, at=NOW)
    assignments_create(targets=[city.targets["factories"]], units=units, by=None, at=NOW)
    factories.Period.objects.update(closed_at=None)
    for assignment in Assignment.objects.filter(unit__in=units):
        reporter = city.people.get(assignment.unit.code) or factories.person_make(
            assignment.unit.code, unit=assignment.unit
        )
        city.people[assignment.unit.code] = reporter
        for quarter in (CLOSED, RUNNING):
            report_save(
                assignment=assignment,
                period=factories.period_of(quarter),
                figure=factories.figure(7),
                seen=0,
                by=reporter,
                at=NOW,
            )
    factories.close_before(RUNNING)


def test_pages_take_a_known_number_of_queries(reported: City, signed_in: Any) -> None:
    taken = {page: len(queries(signed_in(page[0]), page[1])) for page in PAGES}

    assert taken == PAGES


def test_pages_take_no_more_queries_in_a_larger_city(reported: City, signed_in: Any) -> None:
    before = {page: queries(signed_in(page[0]), page[1]) for page in PAGES}
    grow(reported)

    for page, fewer in before.items():
        more = queries(signed_in(page[0]), page[1])
        assert len(more) == len(fewer), (page, [sql for sql in more if sql not in fewer])


def test_saving_a_figure_takes_no_more_queries_in_a_larger_city(reported: City, signed_in: Any) -> None:
    def taken(value: int) -> int:
        client = signed_in("alice")
        data = {"factories-value": value, "factories-seen": value - 35, "factories-qualifier": "exact"}
        with CaptureQueriesContext(connection) as captured:
            response = client.post(
                "/reports/2025Q3/east/", data | {"save": "factories"}, headers={"HX-Request": "true"}
            )
        assert "alert" not in response.content.decode()
        return len(captured)

    before = taken(36)
    grow(reported)
    assert taken(37) == before
