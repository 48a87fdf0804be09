"""How many queries a page takes: a known number, whatever the size of the city."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories, pages
from tests.factories import CLOSED, NOW, RUNNING, City, unit_entry
from tests.releases import release_published
from tracker.models import Assignment, Draft, Membership, ReportingUnit, ReportVersion, Role, Target
from tracker.services.drafts import draft_save
from tracker.services.evidence import evidence_add
from tracker.services.reports import report_submit
from tracker.services.units import assignments_create, units_load

pytestmark = pytest.mark.usefixtures("clock")

# Who asks for what, and how many queries it takes. Signing in costs three: session, person, memberships; the
# count of what waits, for those who report or review, one. A stranger's pages are made of a release, which is read
# once in a process: they only ask which releases there are.
PAGES = {
    ("anonymous", "/"): 1,
    ("alice", "/"): 12,
    ("anonymous", "/targets/factories/"): 1,
    ("alice", "/targets/factories/"): 16,
    ("anonymous", "/targets/tool-rate/explain/"): 1,
    ("alice", "/reports/"): 13,
    ("aaron", "/reports/"): 14,
    ("rita", "/reports/"): 9,
    ("coordinator", "/reports/"): 6,
    ("alice", "/reports/2025Q3/east/"): 18,  # four of them for what the checks say of her drafts
    ("rita", "/reports/2025Q3/east/"): 13,
    ("carl", "/reports/2025Q3/bureau/"): 13,
    ("coordinator", "/reports/2025Q3/east/"): 13,
    ("rita", "/reviews/2025Q3/"): 9,
    ("berta", "/reviews/2025Q3/"): 9,
    ("alice", "/reports/2025Q3/east/factories/"): 13,
    ("rita", "/reports/2025Q3/east/factories/"): 13,
    ("anonymous", "/method/"): 2,
    ("anonymous", "/no-such-page/"): 1,
    ("anonymous", "/targets/no-such-target/"): 3,
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
            report_submit(
                assignment=assignment,
                period=factories.period_of(quarter),
                figure=factories.figure(7),
                seen=0,
                by=reporter,
                at=NOW,
            )
    factories.close_before(RUNNING)
    for target in new:
        busy(city, target.code)


def busy(city: City, target: str) -> None:
    """Everything that can stand beside a figure of the east: a version that came back, one with a check that
    fired, a decision, a file, drafts of two people, and a promise of the quarter before.
    """
    seen = ReportVersion.objects.filter(
        report__assignment=city.assignment(target), report__period__quarter=RUNNING
    ).count()
    if seen == 0:
        city.report(30, target=target)
        seen = 1
    city.send_back(city.report(factories.figure(31, note="核对"), target=target, seen=seen))
    city.report(factories.figure(700, reason="other", note="并入"), target=target, seen=seen + 1)
    cell = {"assignment": city.assignment(target), "period": factories.period_of(RUNNING), "at": NOW}
    for username in ("alice", "aaron"):
        draft_save(**cell, content={"value": "7"}, seen=seen, by=city.people[username])
    evidence_add(**cell, name="认定.txt", content=io.BytesIO(b"7"), by=city.people["alice"])


def fill(city: City) -> None:
    """Give every reviewer something to review, one of whom reports as well."""
    Target.objects.filter(code="factories").update(lead_unit=city.units["bureau"])
    Membership.objects.create(user=city.people["aaron"], unit=city.units["west"], role=Role.REVIEWER)
    city.report(13, unit="west")
    busy(city, "factories")


def test_pages_take_a_known_number_of_queries(released: City, signed_in: Any) -> None:
    fill(released)
    queries(signed_in("anonymous"), "/")

    taken = {page: len(queries(signed_in(page[0]), page[1])) for page in PAGES}

    assert taken == PAGES


def test_pages_take_no_more_queries_in_a_larger_city(reported: City, signed_in: Any) -> None:
    fill(reported)
    release_published(reported, CLOSED.shift(-1))
    queries(signed_in("anonymous"), "/")
    before = {page: queries(signed_in(page[0]), page[1]) for page in PAGES}
    grow(reported)
    release_published(reported)
    queries(signed_in("anonymous"), "/")

    for page, fewer in before.items():
        more = queries(signed_in(page[0]), page[1])
        assert len(more) == len(fewer), (page, [sql for sql in more if sql not in fewer])


@pytest.mark.parametrize("asked", [{"draft": "factories"}, {"submit": "factories"}], ids=["draft", "submit"])
def test_keeping_and_submitting_take_no_more_queries_in_a_larger_city(
    reported: City, signed_in: Any, asked: dict[str, str]
) -> None:
    def taken(value: int, seen: int) -> int:
        client = signed_in("alice")
        typed = {"factories-value": value, "factories-seen": seen, "factories-qualifier": "exact"}
        with CaptureQueriesContext(connection) as captured:
            response = client.post("/reports/2025Q3/east/", typed | asked, headers={"HX-Request": "true"})
        assert not pages.read(response).all(role="alert")
        return len(captured)

    before = taken(36, 1)
    Draft.objects.all().delete()
    grow(reported)
    seen = ReportVersion.objects.filter(
        report__assignment=reported.assignment(), report__period__quarter=RUNNING
    ).count()
    assert taken(37, seen) == before


def test_approving_takes_so_many_queries_for_each_figure_and_no_more(reported: City, signed_in: Any) -> None:
    """Each figure is decided on by itself, in a transaction of its own: bulk approval is single approval."""

    def taken(*versions: ReportVersion) -> int:
        client = signed_in("rita")
        with CaptureQueriesContext(connection) as captured:
            client.post("/reviews/2025Q3/", {"version": [version.pk for version in versions]})
        assert all(version.decisions.exists() for version in versions)
        return len(captured)

    grow(reported)
    waiting = list(
        ReportVersion.objects.filter(
            latest_of__assignment__unit__code="east",
            latest_of__period__quarter=RUNNING,
            latest_of__state="submitted",
        )
    )
    page, one, three = taken(), taken(waiting[0]), taken(*waiting[1:4])
    assert three - page == 3 * (one - page)
