"""Who is asked for what: once, with a trail, and never taken from a unit that has begun to report."""

from decimal import Decimal

import pytest

from tests.factories import NOW, City
from tracker.models import Assignment, AuditEvent, Plan
from tracker.services.editing import CellsRefused
from tracker.services.units import OwnGoal, UnableToAssign, assignment_create, assignments_set

Places = dict[tuple[str, str], OwnGoal | None]
ASKED = OwnGoal()


def places(city: City, given: Places) -> dict[tuple[int, int], OwnGoal | None]:
    return {(city.units[unit].pk, city.targets[target].pk): own for (unit, target), own in given.items()}


def save(city: City, wanted: Places, seen: Places | None = None) -> int:
    return assignments_set(
        plan=Plan.objects.get(),
        wanted=places(city, wanted),
        seen=places(city, seen or {}),
        reason="任务分解",
        by=city.people["coordinator"],
        at=NOW,
    )


def goal(target: int | None = None, baseline: int | None = None) -> OwnGoal:
    return OwnGoal(*(None if value is None else Decimal(value) for value in (target, baseline)))


def test_assignment_create_refuses_to_ask_twice_in_words(city: City) -> None:
    with pytest.raises(UnableToAssign) as refusal:
        assignment_create(target=city.targets["factories"], unit=city.units["east"], by=None, at=NOW)

    assert "east单位" in str(refusal.value)
    assert "智能工厂" in str(refusal.value)
    assert Assignment.objects.filter(target__code="factories", unit__code="east").count() == 1


def test_assignment_create_keeps_the_units_own_goal(city: City) -> None:
    made = assignment_create(
        target=city.targets["index"],
        unit=city.units["east"],
        own=goal(80, 70),
        by=None,
        at=NOW,
        reason="新增",
    )

    assert (made.own_target, made.own_baseline) == (80, 70)
    event = AuditEvent.objects.get(action="assignment.created")
    assert (event.unit, event.target, event.reason) == ("east", "index", "新增")


def test_assignments_set_asks_changes_and_takes_away_with_an_event_each(city: City) -> None:
    assert (
        save(
            city,
            {("zone", "index"): goal(80), ("east", "factories"): goal(60, 12), ("west", "tool-rate"): None},
            {("east", "factories"): ASKED, ("west", "tool-rate"): ASKED},
        )
        == 3
    )

    events = AuditEvent.objects.filter(action__startswith="assignment.").order_by("pk")
    assert [(e.action, e.unit, e.target) for e in events] == [
        ("assignment.created", "zone", "index"),
        ("assignment.changed", "east", "factories"),
        ("assignment.deleted", "west", "tool-rate"),
    ]
    assert events[1].details["changes"] == {"own_target": [None, "60"], "own_baseline": [None, "12"]}


def test_assignments_set_leaves_what_its_author_did_not_touch(city: City) -> None:
    save(city, {("east", "factories"): goal(60)}, {("east", "factories"): ASKED})

    assert save(city, {("east", "factories"): ASKED}, {("east", "factories"): ASKED}) == 0
    assert city.assignment().own_target == 60


def test_assignments_set_refuses_to_take_away_from_a_unit_that_has_figures(city: City) -> None:
    city.report(33)

    with pytest.raises(CellsRefused) as refusal:
        save(
            city,
            {("east", "factories"): None, ("zone", "index"): ASKED},
            {("east", "factories"): ASKED},
        )
    assert list(refusal.value.problems) == [(city.units["east"].pk, city.targets["factories"].pk)]
    assert not Assignment.objects.filter(unit__code="zone", target__code="index").exists()


@pytest.mark.parametrize(("theirs", "mine"), [(goal(60), goal(50)), (None, goal(50)), (goal(60), None)])
def test_assignments_set_refuses_a_place_that_somebody_else_has_changed(
    city: City, theirs: OwnGoal | None, mine: OwnGoal | None
) -> None:
    cell = ("east", "factories")
    save(city, {cell: theirs}, {cell: ASKED})

    with pytest.raises(CellsRefused) as refusal:
        save(city, {cell: mine}, {cell: ASKED})
    key = (city.units["east"].pk, city.targets["factories"].pk)
    assert refusal.value.stored == {key: theirs}
    assert refusal.value.problems[key]


def test_assignments_set_twice_alike_asks_once(city: City) -> None:
    assert save(city, {("zone", "index"): ASKED}) == 1
    assert save(city, {("zone", "index"): ASKED}) == 0
