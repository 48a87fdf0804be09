"""How many queries the set-up pages take: a known number, whatever the size of the city."""

import datetime as dt
from typing import Any

import pytest

from tests.factories import City
from tests.selectors.test_queries import grow, queries
from tracker.calculations.checks import CheckKind, Severity
from tracker.models import CheckRule, Definition, Membership, Role

pytestmark = pytest.mark.usefixtures("clock")

# Signing in costs three: session, person, memberships; the navigation's own work none for a coordinator.
PAGES = {
    "/setup/": 7,
    "/setup/plans/": 7,
    "/setup/plans/example/": 5,
    "/setup/targets/factories/": 9,
    "/setup/milestones/example/": 7,
    "/setup/assignments/example/": 10,
    "/setup/checks/": 6,
    "/setup/people/": 7,
    "/setup/people/{alice}/": 10,
    "/setup/burden/": 6,
}


def taken(city: City, signed_in: Any) -> dict[str, list[str]]:
    alice = city.people["alice"].pk
    return {page: queries(signed_in("coordinator"), page.format(alice=alice)) for page in PAGES}


def test_set_up_pages_take_a_known_number_of_queries(reported: City, signed_in: Any) -> None:
    assert {page: len(sql) for page, sql in taken(reported, signed_in).items()} == PAGES


def test_set_up_pages_take_no_more_queries_in_a_larger_city(reported: City, signed_in: Any) -> None:
    before = taken(reported, signed_in)
    grow(reported)
    for day in ("2025-01-01", "2025-04-01"):
        Definition.objects.create(
            target=reported.targets["factories"], text_zh="新口径", effective_on=dt.date.fromisoformat(day)
        )
    for kind in (CheckKind.JUMP, CheckKind.BLANK):
        CheckRule.objects.create(kind=kind, severity=Severity.WARNING, target=reported.targets["index"])
    Membership.objects.create(user=reported.people["alice"], unit=reported.units["west"], role=Role.REPORTER)

    for page, more in taken(reported, signed_in).items():
        assert len(more) == len(before[page]), (page, [sql for sql in more if sql not in before[page]])
