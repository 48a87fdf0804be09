"""Figures entered for the competition: by whom, approved by whom, and every refusal."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from tests.competition_setup import Competition, competition_make, of_target, release_make, stated
from tests.factories import NOW, RUNNING, City, period_of
from tracker.calculations.periods import Quarter
from tracker.models import AuditEvent, CompetitionFigure, CompetitionFigureVersion, Criterion, Period
from tracker.services.competition_figures import (
    MayNotDecide,
    StatedCompetitionFigure,
    figure_approve,
    figure_enter,
    figures_enter,
)
from tracker.services.editing import CellsRefused, UnableToChange
from tracker.services.weightings import weighting_set


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def competition(city: City) -> Competition:
    """With two criteria: one that is entered, one that looks at a target."""
    made = competition_make(city)
    weighting_set(
        list=made.list,
        criteria=[stated(weight=60), of_target(city.targets["factories"], 40)],
        from_quarter=Quarter(2025, 1),
        reason="会议纪要",
        seen=0,
        by=city.people["coordinator"],
        at=NOW,
    )
    return made


def criterion(code: str = "entered") -> Criterion:
    return Criterion.objects.select_related("list__edition").get(code=code)


def enter(
    city: City, value: Any = 7, *, by: str = "coordinator", unit: str = "east", seen: int = 0, **changes: Any
) -> CompetitionFigureVersion | None:
    names = ("own_target", "reason")
    own = {name: changes.pop(name) for name in names if name in changes}
    given = None if value is None else Decimal(str(value))
    return figure_enter(
        criterion=changes.pop("criterion", None) or criterion(),
        unit=city.units[unit],
        period=changes.pop("period", None) or period_of(RUNNING),
        stated=StatedCompetitionFigure(given, **own),
        seen=seen,
        by=city.people[by],
        at=NOW,
        **changes,
    )


def approve(city: City, version: CompetitionFigureVersion | None, by: str) -> bool:
    assert version
    return figure_approve(version=version, by=city.people[by], at=NOW)


@pytest.mark.parametrize("author", ["coordinator", "editor", "carl"])
@pytest.mark.parametrize("approver", ["colleague", "publisher", "berta"])
def test_figure_counts_once_another_person_has_approved_it(
    competition: Competition, city: City, author: str, approver: str
) -> None:
    version = enter(city, 7, by=author, source="文件1号")
    figure = CompetitionFigure.objects.get()
    assert (figure.latest, figure.approved) == (version, None)
    assert approve(city, version, approver)
    figure.refresh_from_db()

    assert (figure.approved, figure.approved_by) == (version, city.people[approver])
    assert not approve(city, version, approver)
    actions = AuditEvent.objects.filter(action__startswith="competition-figure").order_by("pk")
    assert [(row.action, row.unit, row.quarter, row.details["entered"]) for row in actions] == [
        ("competition-figure.entered", "east", "2025Q3", "7"),
        ("competition-figure.approved", "east", "2025Q3", "7"),
    ]


@pytest.mark.parametrize(
    "person", ["alice", "rita", "anna", "reviewer", "berta", "publisher", "auditor", "administrator"]
)
def test_only_coordinator_and_bureaus_enter(competition: Competition, city: City, person: str) -> None:
    with pytest.raises(MayNotDecide, match="coordinator or a bureau"):
        enter(city, by=person, unit="west")
    assert not CompetitionFigure.objects.exists()


@pytest.mark.parametrize("person", ["alice", "rita", "reviewer", "editor", "auditor", "administrator"])
def test_only_coordinator_bureau_reviewer_and_publisher_approve(
    competition: Competition, city: City, person: str
) -> None:
    with pytest.raises(MayNotDecide, match="are approved by"):
        approve(city, enter(city, unit="west"), person)


def test_nobody_approves_their_own(competition: Competition, city: City) -> None:
    with pytest.raises(MayNotDecide, match="ask a colleague"):
        approve(city, enter(city), "coordinator")


def test_member_of_the_ranked_unit_has_no_word_even_as_coordinator(
    competition: Competition, city: City
) -> None:
    city.people["colleague"].memberships.create(unit=city.units["east"], role="viewer")

    with pytest.raises(MayNotDecide):
        enter(city, by="colleague")
    version = enter(city)
    with pytest.raises(MayNotDecide):
        approve(city, version, "colleague")
    assert enter(city, by="colleague", unit="west")


def test_figure_is_replaced_by_a_next_version_with_a_note(competition: Competition, city: City) -> None:
    first = enter(city, 7)
    approve(city, first, "colleague")
    assert enter(city, 7, seen=1) is None
    with pytest.raises(UnableToChange, match="why the figure is replaced"):
        enter(city, 8, seen=1)
    second = enter(city, 8, seen=1, note="漏计一项")

    figure = CompetitionFigure.objects.get()
    assert (figure.latest, figure.approved) == (second, first)
    with pytest.raises(UnableToChange, match="replaced meanwhile"):
        approve(city, first, "colleague")


def test_what_a_colleague_entered_meanwhile_is_not_overwritten(competition: Competition, city: City) -> None:
    enter(city, 7)

    with pytest.raises(UnableToChange, match="7 was entered here meanwhile"):
        enter(city, 8, by="editor", note="x")
    with pytest.raises(UnableToChange, match="no longer as you saw it"):
        enter(city, 8, unit="west", seen=3)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": None}, "choose why there is none"),
        ({"value": None, "reason": "weather"}, "choose why there is none"),
        ({"value": "7.5"}, "At most 0 decimals"),
        ({"own_target": Decimal(0)}, "lies above 0"),
        ({"unit": "zone"}, "takes no part"),
    ],
)
def test_figure_refuses_in_words(
    competition: Competition, city: City, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(UnableToChange, match=words):
        enter(city, **changes)
    assert not CompetitionFigure.objects.exists()


def test_blank_with_a_reason_is_kept_as_none(competition: Competition, city: City) -> None:
    version = enter(city, None, reason="season")

    assert version
    assert (version.value, version.reason) == (None, "season")


def test_figure_of_a_target_is_not_entered(competition: Competition, city: City) -> None:
    with pytest.raises(UnableToChange, match="from a target"):
        enter(city, criterion=criterion("factories"))


def test_figure_outside_the_edition_is_not_entered(competition: Competition, city: City) -> None:
    competition.edition.last = Quarter(2025, 2)
    competition.edition.save()

    with pytest.raises(UnableToChange, match="not reviewed in this quarter"):
        enter(city)


def test_figure_can_be_put_right_after_the_release(competition: Competition, city: City) -> None:
    approve(city, enter(city, 7), "colleague")
    release_make(RUNNING, city)
    later = enter(city, 8, seen=1, note="更正")

    assert approve(city, later, "colleague")


def test_table_is_entered_whole_or_not_at_all(competition: Competition, city: City) -> None:
    key = criterion().pk
    east, west = (city.units[code].pk for code in ("east", "west"))
    wanted = {
        (east, key): StatedCompetitionFigure(Decimal(5)),
        (west, key): StatedCompetitionFigure(Decimal("5.5")),
    }
    common = {"period": Period.objects.get(quarter=RUNNING), "seen": {}, "note": "", "source": "台账"}
    by = {"by": city.people["coordinator"], "at": NOW}

    with pytest.raises(CellsRefused) as error:
        figures_enter(wanted=wanted, **common, **by)
    assert error.value.problems.keys() == {(west, key)}
    assert not CompetitionFigure.objects.exists()
    wanted[west, key] = StatedCompetitionFigure(Decimal(6))
    assert figures_enter(wanted=wanted, **common, **by) == 2
    assert set(CompetitionFigureVersion.objects.values_list("source", flat=True)) == {"台账"}
