"""Targets at the edge of what arithmetic allows: a status or a word for why there is none, never NaN on a page."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from tests import factories, pages
from tests.factories import CHINA
from tracker.calculations.periods import Quarter
from tracker.models import Assignment, Target
from tracker.services.reports import report_submit
from tracker.services.units import assignments_create, units_load

BASE = {"as_of": "2023", "qualifier": "exact", "source": "gazette"}
NONE = {"value": None, "note": {"zh": "基期未公布", "en": "Not published"}}
LEVEL = {"measure": "level", "decimals": 1, "unit": {"zh": "指数", "en": "points"}}
# what it is: changes of the target, the quarterly figures (None: not reported)
EDGES = {
    "target-equals-baseline": ({"value": 20}, [20, 21, 19]),
    "zero-target": ({**LEVEL, "value": 0, "comparator": "<=", "baseline": {"value": 9, **BASE}}, [8, 5, 0]),
    "zero-target-zero-baseline": ({"value": 0, "baseline": {"value": 0, **BASE}}, [0, 0, 1]),
    "zero-baseline": ({"baseline": {"value": 0, **BASE}}, [0, 1, 2]),
    "baseline-better-than-target": ({"value": 10}, [25, 9, 12]),
    "missing-in-the-middle": ({}, [22, None, None, 30, None, 41]),
    "one-quarter": ({}, [22]),
    "all-equal": ({}, [22, 22, 22, 22, 22]),
    "largest": ({"value": 99_999_999_999}, [99_999_999_998, 99_999_999_998, 3, 99_999_999_999]),
    "negative": ({**LEVEL, "value": -5, "baseline": {"value": -20, **BASE}}, [-22.5, -19, -12, -11, -4]),
    "falling": (
        {**LEVEL, "comparator": "<", "value": 10, "baseline": {"value": 50, **BASE}},
        [48, 55, 31, 20],
    ),
    "no-baseline": ({"baseline": NONE}, [3, 4, 5, 6]),
    "band": ({**LEVEL, "comparator": None, "value": 40, "upper": 60, "baseline": NONE}, [39.9, 50, 61, 60]),
    "flow-without-plan": ({**LEVEL, "measure": "annual-flow", "baseline": NONE}, [3, 6, 9, 12, 2, 5]),
    "nothing": ({}, []),
}


@pytest.fixture
def edge(db: None, request: pytest.FixtureRequest) -> Client:
    """A target at an edge, reported by a district from 2024Q1 on, and the coordinator's browser."""
    changes, figures = EDGES[request.param]
    changes = {key: value for key, value in changes.items() if value is not None}
    if "upper" in changes:
        entry = factories.target_entry(**changes)
        del entry["comparator"]
        factories.plan_make(entry)
    else:
        factories.plan_make(factories.target_entry(**changes))
    units_load(
        file=factories.unit_file(
            factories.unit_entry("city", 1, "city"),
            factories.unit_entry("east", 2),
            factories.unit_entry("west", 3),
        ),
        by=None,
        at=factories.NOW,
    )
    target = Target.objects.get()
    units = {unit.code: unit for unit in factories.ReportingUnit.objects.all()}
    assignments_create(targets=[target], units=[units["east"], units["west"]], by=None, at=factories.NOW)
    Assignment.objects.filter(unit=units["east"]).update(
        own_target=target.value, own_baseline=target.baseline.value
    )
    alice = factories.person_make("alice", unit=units["east"])
    factories.checks_off()
    for step, value in enumerate(figures):
        if value is not None:
            report_submit(
                assignment=Assignment.objects.get(unit=units["east"]),
                period=factories.period_of(Quarter(2024, 1).shift(step)),
                figure=factories.figure(value),
                seen=0,
                by=alice,
                at=dt.datetime(2026, 1, 5, 12, tzinfo=CHINA),
            )
    # While a quarter is being reported an incomplete total is not judged: here the west never reports.
    factories.close_before(Quarter(2025, 4))
    client = Client()
    client.force_login(alice)
    return client


@pytest.mark.parametrize("edge", EDGES, indirect=True)
def test_pages_of_a_target_at_the_edge_say_something_sensible(edge: Client) -> None:
    for quarter in ("2024Q1", "2024Q4", "2025Q3"):
        for address in ("/", "/targets/factories/", "/targets/factories/explain/", "/reports/"):
            response = edge.get(address, {"quarter": quarter})
            page = pages.read(response)
            assert response.status_code == 200, (address, quarter)
            assert not re.search(r"\b(NaN|Infinity|None|null)\b", page.text), (address, quarter, page.text)
            for figure in pages.figures(page).values():
                assert all(abs(number) < 10**13 for number in pages.numbers(figure))


@pytest.mark.parametrize("edge", ["all-equal", "largest", "falling", "negative"], indirect=True)
def test_draft_at_the_edge_is_answered(edge: Client) -> None:
    for typed in ("0", "1", "99999999999", "-99999999999"):
        response = edge.post(
            "/reports/2025Q3/east/",
            {"factories-value": typed, "factories-seen": "0", "draft": "factories"},
            headers={"HX-Request": "true"},
        )
        assert response.status_code == 200
        assert "NaN" not in response.content.decode()


@pytest.mark.parametrize(
    ("edge", "quarter", "status"),
    [
        ("target-equals-baseline", "2024Q2", "met"),
        ("target-equals-baseline", "2024Q3", "behind"),
        ("zero-target", "2024Q3", "met"),
        ("zero-target-zero-baseline", "2024Q1", "met"),
        ("baseline-better-than-target", "2024Q2", "behind"),
        ("missing-in-the-middle", "2024Q2", "not-reported"),
        ("negative", "2024Q1", "receding"),
        ("negative", "2025Q1", "met"),
        ("falling", "2024Q2", "receding"),
        ("no-baseline", "2024Q2", "no-baseline"),
        ("band", "2024Q1", "behind"),
        ("band", "2024Q4", "met"),
        ("flow-without-plan", "2024Q2", "no-baseline"),
        ("nothing", "2024Q1", "not-reported"),
    ],
    indirect=["edge"],
)
def test_status_of_a_target_at_the_edge(edge: Client, quarter: str, status: str) -> None:
    assert pages.statuses(pages.read(edge.get("/", {"quarter": quarter}))) == {"factories": status}
