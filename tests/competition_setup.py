"""An edition ready to be set up: two lists without criteria, two groups, and a quarter that can be released."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.competitions import edition_make, group_make, list_make
from tests.factories import NOW, City, period_of, person_make
from tracker.calculations.periods import Quarter
from tracker.models import CompetitionList, Edition, PeerGroup, Release, ReleaseRevision, Role, Target
from tracker.services.weightings import StatedCriterion

SAMPLE = "sample"


@dataclass(frozen=True)
class Competition:
    """The edition with its list 热力榜 and its groups: the east and the west in one, nobody in the other."""

    edition: Edition
    list: CompetitionList
    other: CompetitionList
    group: PeerGroup
    empty: PeerGroup


def competition_make(city: City) -> Competition:
    """With a second coordinator, a publisher and an editor of the bureau beside the city's own people."""
    edition = edition_make(SAMPLE)
    for name, unit, role in (
        ("colleague", "city", Role.COORDINATOR),
        ("publisher", "city", Role.PUBLISHER),
        ("editor", "bureau", Role.REPORTER),
    ):
        city.people[name] = person_make(name, unit=city.units[unit], role=role)
    return Competition(
        edition=edition,
        list=list_make(edition, "heat", name_zh="热力榜", name_en="Heat list"),
        other=list_make(edition, "drive", name_zh="动力榜", name_en="Drive list", position=2),
        group=group_make(edition, city.units["east"], city.units["west"], code="urban", name_en="Urban"),
        empty=group_make(edition, code="rural", name_zh="郊区组", name_en="Rural", position=2),
    )


def stated(name: str = "新签约项目", weight: Any = 100, **changes: Any) -> StatedCriterion:
    """A criterion that is entered for the competition, scored by the efficacy coefficient."""
    given = {"rule": "efficacy", "weight": Decimal(str(weight))}
    return StatedCriterion(name_zh=name, **given | changes)


def of_target(target: Target, weight: Any = 100, **changes: Any) -> StatedCriterion:
    """A criterion that looks at a target's ratio to schedule."""
    given = {"quantity": "ratio", "rule": "schedule", "target": target}
    return stated(f"{target.name_zh}进度", weight, **given | changes)


def release_make(quarter: Quarter, city: City) -> Release:
    """The quarter as a released one; what the release says is nobody's business here."""
    prepared, approved = city.people["coordinator"], city.people["alice"]
    release = Release.objects.create(period=period_of(quarter), prepared_by=prepared, prepared_at=NOW)
    release.current = ReleaseRevision.objects.create(
        release=release,
        number=1,
        content="{}",
        sha256="0" * 64,
        published_at=NOW,
        prepared_by=prepared,
        approved_by=approved,
    )
    release.state, release.approved_by, release.approved_at = "published", approved, NOW
    release.save()
    return release
