"""How many queries the competition's set-up pages take: a known number, however many units and criteria there are."""

from decimal import Decimal
from typing import Any

import pytest

from tests.competition_setup import Competition, competition_make, of_target, stated
from tests.factories import NOW, RUNNING, City, period_of
from tests.selectors.test_queries import grow, queries
from tracker.calculations.periods import Quarter
from tracker.models import ReportingUnit
from tracker.services.competition_figures import StatedCompetitionFigure, figure_enter
from tracker.services.competitions import members_set
from tracker.services.weightings import weighting_set

pytestmark = pytest.mark.usefixtures("clock")

# Signing in costs three: session, person, memberships.
PAGES = {
    "/setup/competitions/": 10,
    "/setup/competitions/sample/": 13,
    "/setup/competitions/sample/heat/": 11,
    "/setup/competitions/sample/heat/2025Q3/": 14,
}


@pytest.fixture
def competition(reported: City) -> Competition:
    made = competition_make(reported)
    weighting_set(
        list=made.list,
        criteria=[stated(weight=60), of_target(reported.targets["factories"], 40)],
        from_quarter=Quarter(2025, 1),
        reason="会议纪要",
        seen=0,
        by=reported.people["coordinator"],
        at=NOW,
    )
    return made


def taken(signed_in: Any) -> dict[str, list[str]]:
    return {page: queries(signed_in("coordinator"), page) for page in PAGES}


def test_pages_take_a_known_number_of_queries(competition: Competition, signed_in: Any) -> None:
    assert {page: len(sql) for page, sql in taken(signed_in).items()} == PAGES


def test_pages_take_no_more_queries_in_a_larger_competition(
    competition: Competition, reported: City, signed_in: Any
) -> None:
    enter(competition, reported, "east")
    before = taken(signed_in)
    grow(reported)
    event = {"by": reported.people["coordinator"], "at": NOW, "reason": "扩大"}
    districts = list(ReportingUnit.objects.filter(code__startswith="district-"))
    wanted = {unit.pk: competition.empty.pk for unit in districts}
    members_set(edition=competition.edition, wanted=wanted, seen=dict.fromkeys(wanted), **event)
    weighting_set(
        list=competition.list,
        criteria=[stated(weight=50, code="entered"), stated("另一项", 30), stated("又一项", 20)],
        from_quarter=Quarter(2025, 2),
        seen=1,
        **event,
    )
    for unit in districts:
        enter(competition, reported, unit.code)

    for page, more in taken(signed_in).items():
        assert len(more) == len(before[page]), (page, [sql for sql in more if sql not in before[page]])


def enter(competition: Competition, city: City, unit: str) -> None:
    figure_enter(
        criterion=competition.list.criteria.get(code="entered"),
        unit=ReportingUnit.objects.get(code=unit),
        period=period_of(RUNNING),
        stated=StatedCompetitionFigure(Decimal(3)),
        seen=0,
        by=city.people["colleague"],
        at=NOW,
    )
