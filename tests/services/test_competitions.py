"""The competition's set-up: editions, groups and members, exclusions, honour flags."""

from typing import Any

import pytest
from django.utils import translation

from tests.competition_setup import Competition, competition_make, release_make, stated
from tests.competitions import entered_figure
from tests.factories import CLOSED, NOW, RUNNING, City, period_of
from tracker.calculations.periods import Quarter
from tracker.models import (
    AuditEvent,
    CompetitionList,
    Edition,
    Exclusion,
    GroupMember,
    HonourFlag,
    PeerGroup,
)
from tracker.services import competitions as service
from tracker.services.editing import CellsRefused, ChangedMeanwhile, UnableToChange, fingerprint
from tracker.services.weightings import weighting_set


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def competition(city: City) -> Competition:
    return competition_make(city)


def event(city: City) -> dict[str, Any]:
    return {"by": city.people["coordinator"], "at": NOW, "reason": "会议纪要"}


def edition_saved(edition: Edition, city: City) -> bool:
    return service.edition_save(edition=edition, seen=fingerprint(edition_of(edition)), **event(city))


def edition_of(edition: Edition) -> Edition:
    return Edition.objects.filter(pk=edition.pk).first() or edition


def test_edition_list_and_group_are_added_with_their_trail(city: City) -> None:
    edition = Edition(code="next", name_zh="下一届", first=Quarter(2026, 1), position=9)
    assert service.edition_save(edition=edition, seen="", **event(city))
    board = CompetitionList(edition=edition, code="heat", name_zh="热力榜", position=1)
    assert service.list_save(competitionlist=board, seen="", **event(city))
    group = PeerGroup(edition=edition, code="urban", name_zh="城区组", position=1)
    assert service.group_save(peergroup=group, seen="", **event(city))

    written = AuditEvent.objects.filter(subject="edition:next", reason="会议纪要")
    assert {row.action for row in written} == {
        "edition.created",
        "competitionlist.created",
        "peergroup.created",
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"last": Quarter(2023, 4)}, "cannot end before it begins"),
        ({"first": Quarter(2025, 2)}, "set for a quarter before this one"),
        ({"last": Quarter(2025, 1)}, "entered for a quarter after this one"),
        ({"has_results": False}, "the edition has results"),
    ],
)
def test_edition_keeps_what_was_set_inside(
    competition: Competition, city: City, changes: dict[str, Any], words: str
) -> None:
    weighting_set(
        list=competition.list,
        criteria=[stated()],
        from_quarter=Quarter(2025, 1),
        seen=0,
        **event(city),
    )
    entered_figure(competition.list.criteria.get(), city.units["east"], RUNNING, 3)
    edition = competition.edition
    for name, value in changes.items():
        setattr(edition, name, value)

    with pytest.raises(UnableToChange, match=words):
        edition_saved(edition, city)


def test_code_that_is_taken_is_refused(competition: Competition, city: City) -> None:
    again = CompetitionList(edition=competition.edition, code="heat", name_zh="热", position=3)
    group = PeerGroup(edition=competition.edition, code="urban", name_zh="城", position=3)
    edition = Edition(code=competition.edition.code, name_zh="又", first=Quarter(2026, 1), position=3)

    with pytest.raises(UnableToChange, match="taken"):
        service.list_save(competitionlist=again, seen="", **event(city))
    with pytest.raises(UnableToChange, match="taken"):
        service.group_save(peergroup=group, seen="", **event(city))
    with pytest.raises(UnableToChange, match="taken"):
        service.edition_save(edition=edition, seen="", **event(city))


def test_edition_that_somebody_else_changed_is_not_overwritten(competition: Competition, city: City) -> None:
    seen = fingerprint(competition.edition)
    Edition.objects.update(name_zh="同事改的")

    with pytest.raises(ChangedMeanwhile):
        service.edition_save(edition=competition.edition, seen=seen, **event(city))


def moved(competition: Competition, city: City, wanted: dict[str, PeerGroup | None], **seen: Any) -> int:
    """Put units into groups, having seen how they stand now unless said otherwise."""
    stored = dict(GroupMember.objects.values_list("unit__code", "group_id"))
    before = {code: stored.get(code) for code in wanted} | seen
    return service.members_set(
        edition=competition.edition,
        wanted={city.units[code].pk: group.pk if group else None for code, group in wanted.items()},
        seen={city.units[code].pk: group for code, group in before.items()},
        **event(city),
    )


def groups() -> dict[str, str]:
    return dict(GroupMember.objects.values_list("unit__code", "group__code"))


def test_units_are_put_into_groups_moved_and_taken_out(competition: Competition, city: City) -> None:
    wanted = {"east": competition.empty, "west": None, "zone": competition.group}

    assert moved(competition, city, wanted) == 3
    assert groups() == {"east": "rural", "zone": "urban"}
    written = AuditEvent.objects.filter(reason="会议纪要").values_list("action", "unit")
    assert set(written) == {
        ("groupmember.changed", "east"),
        ("groupmember.deleted", "west"),
        ("groupmember.created", "zone"),
    }


def test_group_of_one_is_allowed(competition: Competition, city: City) -> None:
    assert moved(competition, city, {"zone": competition.empty}) == 1


def test_only_areas_are_ranked_and_only_in_groups_of_the_edition(
    competition: Competition, city: City
) -> None:
    other = Edition.objects.create(code="other", name_zh="另一届", first=Quarter(2024, 1), position=2)
    foreign = other.groups.create(code="urban", name_zh="城区组", position=1)

    with pytest.raises(CellsRefused) as error:
        moved(competition, city, {"bureau": competition.group, "zone": foreign, "west": None})
    assert error.value.problems == {
        city.units["bureau"].pk: "Only districts and zones are ranked.",
        city.units["zone"].pk: "This group is no longer there. Choose another one.",
    }
    assert groups() == {"east": "urban", "west": "urban"}


def test_unit_that_somebody_else_moved_meanwhile_is_not_overwritten(
    competition: Competition, city: City
) -> None:
    with pytest.raises(CellsRefused) as error:
        moved(competition, city, {"east": None}, east=competition.empty.pk)
    assert "meanwhile" in error.value.problems[city.units["east"].pk]


def test_group_with_units_stays(competition: Competition, city: City) -> None:
    kept, empty = competition.group, competition.empty
    with pytest.raises(UnableToChange, match="Units are in this group"):
        service.group_remove(peergroup=kept, seen=fingerprint(kept), **event(city))
    service.group_remove(peergroup=empty, seen=fingerprint(empty), **event(city))

    assert [group.code for group in PeerGroup.objects.all()] == ["urban"]


def excluded(competition: Competition, city: City, unit: str = "east", **changes: Any) -> Exclusion:
    row = Exclusion(
        edition=competition.edition,
        list=changes.pop("list", competition.list),
        unit=city.units[unit],
        period=period_of(changes.pop("quarter", RUNNING)),
        reason=changes.pop("reason", "洪涝灾害"),
    )
    made = service.exclusion_add(exclusion=row, by=city.people["coordinator"], at=NOW)
    return Exclusion.objects.get(pk=made.pk)


def test_exclusion_is_added_withdrawn_and_added_again(competition: Competition, city: City) -> None:
    row = excluded(competition, city)
    with pytest.raises(UnableToChange, match="left out of this ranking already"):
        excluded(competition, city)
    service.exclusion_withdraw(exclusion=row, seen=fingerprint(row), **event(city))
    row.refresh_from_db()
    assert (row.withdrawn_at, row.withdrawal_reason) == (NOW, "会议纪要")
    with pytest.raises(UnableToChange, match="withdrawn already"):
        service.exclusion_withdraw(exclusion=row, seen=fingerprint(row), **event(city))
    excluded(competition, city)

    written = AuditEvent.objects.filter(action__startswith="exclusion.").order_by("pk")
    assert [(row.action, row.unit, row.quarter) for row in written] == [
        ("exclusion.created", "east", "2025Q3"),
        ("exclusion.changed", "east", "2025Q3"),
        ("exclusion.created", "east", "2025Q3"),
    ]


def test_exclusion_from_every_list_covers_each_of_them(competition: Competition, city: City) -> None:
    excluded(competition, city, list=None)

    with pytest.raises(UnableToChange, match="already"):
        excluded(competition, city, list=competition.other)


@pytest.mark.parametrize(
    ("changes", "words"), [({"unit": "zone"}, "takes no part"), ({"reason": " "}, "Say why")]
)
def test_exclusion_refuses_in_words(
    competition: Competition, city: City, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(UnableToChange, match=words):
        excluded(competition, city, **changes)
    assert not Exclusion.objects.exists()


def honoured(competition: Competition, city: City, unit: str = "east", **changes: Any) -> HonourFlag:
    row = HonourFlag(
        list=competition.list,
        unit=city.units[unit],
        period=period_of(changes.pop("quarter", RUNNING)),
        citation_zh=changes.pop("citation", "签约最多"),
    )
    return HonourFlag.objects.get(pk=service.honour_flag_give(honourflag=row, **event(city)).pk)


def test_honour_flag_is_given_once_and_taken_back(competition: Competition, city: City) -> None:
    row = honoured(competition, city)
    with pytest.raises(UnableToChange, match="already"):
        honoured(competition, city)
    service.honour_flag_withdraw(honourflag=row, seen=fingerprint(row), **event(city))

    assert not HonourFlag.objects.exists()
    gone = AuditEvent.objects.get(action="honourflag.deleted")
    assert gone.details["list"] == "热力榜"
    assert gone.details["changes"]["citation_zh"] == ["签约最多", None]


@pytest.mark.parametrize(
    ("changes", "words"), [({"unit": "zone"}, "takes no part"), ({"citation": " "}, "honoured for")]
)
def test_honour_flag_refuses_in_words(
    competition: Competition, city: City, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(UnableToChange, match=words):
        honoured(competition, city, **changes)


def test_released_quarter_stays_as_it_was(competition: Competition, city: City) -> None:
    flag, exclusion = honoured(competition, city), excluded(competition, city, "west")
    release_make(RUNNING, city)

    attempts = [
        lambda: honoured(competition, city, "west"),
        lambda: excluded(competition, city),
        lambda: service.honour_flag_withdraw(honourflag=flag, seen=fingerprint(flag), **event(city)),
        lambda: service.exclusion_withdraw(exclusion=exclusion, seen=fingerprint(exclusion), **event(city)),
    ]
    for attempt in attempts:
        with pytest.raises(UnableToChange, match="2025Q3 has been released"):
            attempt()
    assert honoured(competition, city, quarter=CLOSED).pk
