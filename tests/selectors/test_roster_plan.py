"""Counting names reads the index made for it: its order makes names of entries without sorting them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.bulk_names import entries_make
from tests.factories import City
from tracker.models import Roster, RosterKind, RosterLevel
from tracker.selectors.roster_counts import city_counts, counts_at

DAY = dt.date(2025, 6, 30)


@pytest.fixture
def roster(city: City) -> Roster:
    """Three hundred entries on a roster with levels and list types."""
    made = Roster.objects.create(code="factories", position=1, name_zh="智能工厂")
    for model in (RosterLevel, RosterKind):
        for position in (1, 2):
            model.objects.create(roster=made, code=f"{position}", name_zh=f"{position}", position=position)
    entries_make(made, 300)
    return made


def plans(captured: CaptureQueriesContext) -> list[str]:
    """How SQLite answers each query that reads entries."""
    with connection.cursor() as cursor:
        found = []
        for query in captured.captured_queries:
            if "tracker_rosterentry" in query["sql"]:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                found.append("\n".join(row[-1] for row in cursor.fetchall()))
        return found


@pytest.mark.parametrize("has_statistics", [False, True])
def test_counting_reads_the_index_made_for_it(roster: Roster, has_statistics: bool) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by the size of the table: bench/roster_counts.py prints its plans")
    if has_statistics:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as captured:
        assert counts_at(roster, None, DAY).city.count == city_counts(roster, None, [DAY])[DAY] > 100
    found = plans(captured)

    # Between the two the few names that stand in several units were looked up.
    for plan in (found[0], found[-1]):
        assert "USING COVERING INDEX entry_counting" in plan
