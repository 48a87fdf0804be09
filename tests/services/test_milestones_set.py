"""Planned values of a whole plan: all or nothing, and only what their author touched."""

from decimal import Decimal

import pytest

from tests.factories import NOW, City
from tracker.calculations.periods import Quarter
from tracker.models import AuditEvent, Milestone, Plan, Target
from tracker.services.editing import CellsRefused
from tracker.services.targets import milestones_set

EARLY, MIDDLE, LATE = Quarter(2024, 4), Quarter(2025, 1), Quarter(2025, 2)
Values = dict[tuple[str, Quarter], int | str | None]


def cells(city: City, values: Values) -> dict[tuple[int, Quarter], Decimal | None]:
    return {
        (city.targets[code].pk, quarter): None if value is None else Decimal(value)
        for (code, quarter), value in values.items()
    }


def save(city: City, wanted: Values, seen: Values | None = None) -> int:
    return milestones_set(
        plan=Plan.objects.get(),
        wanted=cells(city, wanted),
        seen=cells(city, seen or {}),
        reason="年度分解",
        by=city.people["coordinator"],
        at=NOW,
    )


def stored() -> Values:
    return {(row.target.code, row.quarter): f"{row.value.normalize():f}" for row in Milestone.objects.all()}


def test_milestones_set_adds_changes_and_clears_with_an_event_each(city: City) -> None:
    assert save(city, {("factories", EARLY): 40, ("index", LATE): "75.5", ("index", EARLY): None}) == 2
    assert (
        save(
            city,
            {("factories", EARLY): 45, ("index", LATE): None},
            {("factories", EARLY): 40, ("index", LATE): "75.5"},
        )
        == 2
    )

    assert stored() == {("factories", EARLY): "45"}
    events = AuditEvent.objects.filter(action__startswith="milestone.").order_by("pk")
    assert [(e.action, e.target, e.quarter, e.details["changes"]["value"]) for e in events] == [
        ("milestone.created", "factories", "2024Q4", [None, "40"]),
        ("milestone.created", "index", "2025Q2", [None, "75.5"]),
        ("milestone.changed", "factories", "2024Q4", ["40", "45"]),
        ("milestone.deleted", "index", "2025Q2", ["75.5", None]),
    ]
    assert {event.reason for event in events} == {"年度分解"}


def test_milestones_set_never_takes_back_what_its_author_did_not_touch(city: City) -> None:
    save(city, {("factories", EARLY): 40})
    # A page that was opened before that and says so: the cell is blank there and stays as it is.
    assert save(city, {("factories", EARLY): None, ("factories", LATE): 60}) == 1

    assert stored() == {("factories", EARLY): "40", ("factories", LATE): "60"}


@pytest.mark.parametrize("mine", [50, None])
def test_milestones_set_refuses_a_cell_that_somebody_else_has_changed(city: City, mine: int | None) -> None:
    save(city, {("factories", EARLY): 40})
    save(city, {("factories", EARLY): 45}, {("factories", EARLY): 40})

    with pytest.raises(CellsRefused) as refusal:
        save(city, {("factories", EARLY): mine, ("index", LATE): 75}, {("factories", EARLY): 40})
    cell = (city.targets["factories"].pk, EARLY)
    assert list(refusal.value.problems) == [cell]
    assert "45" in refusal.value.problems[cell]
    assert refusal.value.stored == {cell: 45}
    assert stored() == {("factories", EARLY): "45"}


def test_milestones_set_takes_what_somebody_else_has_stored_alike(city: City) -> None:
    save(city, {("factories", EARLY): 40})

    assert save(city, {("factories", EARLY): 40}) == 0


@pytest.mark.parametrize(
    ("values", "faulty"),
    [
        ({EARLY: 60, LATE: 50}, LATE),
        ({EARLY: 60, MIDDLE: 60, LATE: 59}, LATE),
        ({EARLY: 101}, EARLY),
    ],
)
def test_cumulative_target_is_not_planned_to_fall_or_to_pass_its_end(
    city: City, values: dict[Quarter, int], faulty: Quarter
) -> None:
    with pytest.raises(CellsRefused) as refusal:
        save(city, {("factories", quarter): value for quarter, value in values.items()})
    assert list(refusal.value.problems) == [(city.targets["factories"].pk, faulty)]
    assert stored() == {}


def test_cumulative_target_is_held_against_what_stands_beside_the_touched_cell(city: City) -> None:
    save(city, {("factories", EARLY): 60})

    with pytest.raises(CellsRefused):
        save(city, {("factories", LATE): 50})


def test_level_may_be_planned_to_fall_and_so_may_a_cap(city: City) -> None:
    Target.objects.filter(code="factories").update(comparator="<=")

    assert save(city, {("index", EARLY): 82, ("index", LATE): 79, ("factories", EARLY): 120}) == 3
