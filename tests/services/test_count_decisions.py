"""Which figure is official where a roster and the units differ: the coordinator's word, with a reason."""

from typing import Any

import pytest

from tests import factories
from tests.factories import CLOSED, NOW, RUNNING, City
from tests.rosters import CODES, name_add, roster_make
from tracker.models import AuditEvent, CountDecision, Roster, RosterCount
from tracker.services.rosters import UnableToChangeRoster, count_decide


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make(city)


def decide(city: City, *, takes_roster: bool = False, **changes: Any) -> CountDecision:
    asked = {
        "target": city.targets["factories"],
        "period": factories.period_of(RUNNING),
        "reason": "尚未核对",
        "by": city.people["coordinator"],
        "at": NOW,
    }
    return count_decide(takes_roster=takes_roster, **asked | changes)


def test_count_decide_makes_the_stated_figures_official_until_the_next_decision(
    city: City, roster: Roster
) -> None:
    name_add(city, roster, "甲公司", code=CODES[0])
    counts = RosterCount.objects.filter(period__quarter=RUNNING)

    decide(city)
    assert set(counts.values_list("is_official", flat=True)) == {False}
    name_add(city, roster, "乙公司", "west", code=CODES[1])  # counted anew: the decision stands
    assert set(counts.values_list("is_official", flat=True)) == {False}
    assert RosterCount.objects.filter(period__quarter="2025Q4", is_official=True).exists()
    decide(city, takes_roster=True)
    assert set(counts.values_list("is_official", flat=True)) == {True}
    event = AuditEvent.objects.filter(action="count.decided").latest("pk")
    assert (event.subject, event.quarter, event.reason) == ("target:factories", "2025Q3", "尚未核对")


@pytest.mark.parametrize("person", ["alice", "rita", "berta", "auditor", "administrator"])
def test_count_decide_is_the_coordinators(city: City, roster: Roster, person: str) -> None:
    name_add(city, roster, "甲公司", code=CODES[0])

    with pytest.raises(UnableToChangeRoster):
        decide(city, by=city.people[person])
    assert not CountDecision.objects.exists()


def test_count_decide_refuses_without_reason_names_or_an_open_quarter(city: City, roster: Roster) -> None:
    with pytest.raises(UnableToChangeRoster):
        decide(city)
    name_add(city, roster, "甲公司", code=CODES[0])
    with pytest.raises(UnableToChangeRoster) as refusal:
        decide(city, reason=" ")
    assert refusal.value.field == "reason"
    factories.period_close(CLOSED)
    with pytest.raises(UnableToChangeRoster, match="2025Q2"):
        decide(city, period=factories.period_of(CLOSED))
