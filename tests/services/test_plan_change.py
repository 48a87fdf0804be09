"""Changing a plan's head: with a trail, never unawares over a colleague, and with its figures inside."""

import pytest

from tests.factories import CLOSED, NOW, City
from tracker.calculations.periods import Quarter
from tracker.models import AuditEvent, Milestone, Period, Plan
from tracker.services.editing import ChangedMeanwhile, UnableToChange, fingerprint
from tracker.services.plans import plan_change

REASON = "延长一年"


def change(city: City, seen: str | None = None, **fields: object) -> bool:
    plan = Plan.objects.get()
    seen = fingerprint(plan) if seen is None else seen
    for name, value in fields.items():
        setattr(plan, name, value)
    return plan_change(plan=plan, seen=seen, reason=REASON, by=city.people["coordinator"], at=NOW)


def test_plan_change_keeps_old_and_new_value_who_and_why(city: City) -> None:
    assert change(city, short_name_zh="新计划", name_en="") is True

    event = AuditEvent.objects.get(action="plan.changed")
    assert event.details["changes"] == {
        "short_name_zh": ["示例计划", "新计划"],
        "name_en": ["Example action plan", None],
    }
    assert (event.subject, event.actor, event.reason) == (
        "plan:example",
        city.people["coordinator"],
        REASON,
    )


def test_plan_change_of_nothing_leaves_no_event(city: City) -> None:
    assert change(city) is False
    assert not AuditEvent.objects.filter(action="plan.changed").exists()


def test_plan_change_makes_the_quarters_it_newly_asks_for(city: City) -> None:
    change(city, last=Quarter(2026, 2), followed_until=Quarter(2026, 4))

    assert Period.objects.filter(quarter__gt=Quarter(2025, 4)).count() == 4


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"last": Quarter(2023, 4)}, "last"),
        ({"last": Quarter(2044, 1)}, "last"),
        ({"followed_until": Quarter(2025, 4)}, "followed_until"),
        ({"followed_until": Quarter(2044, 1)}, "followed_until"),
        # 2025Q2 was reported, a value is planned for 2024Q4.
        ({"first": Quarter(2025, 3)}, "first"),
        ({"last": Quarter(2025, 1)}, "last"),
        ({"last": Quarter(2024, 3), "followed_until": Quarter(2025, 1)}, "followed_until"),
        ({"last": Quarter(2024, 3), "followed_until": Quarter(2025, 2)}, "last"),
    ],
)
def test_plan_change_refuses_quarters_that_leave_something_outside(
    city: City, fields: dict[str, Quarter], field: str
) -> None:
    city.report(30, quarter=CLOSED)
    Milestone.objects.create(target=city.targets["factories"], quarter=Quarter(2024, 4), value=40)

    with pytest.raises(UnableToChange) as refusal:
        change(city, **fields)
    assert refusal.value.field == field
    assert Plan.objects.get().last == Quarter(2025, 4)


def test_plan_change_refuses_to_begin_after_a_planned_value(city: City) -> None:
    Milestone.objects.create(target=city.targets["factories"], quarter=Quarter(2024, 4), value=40)

    with pytest.raises(UnableToChange, match="2024Q4"):
        change(city, first=Quarter(2025, 1))


def test_plan_change_refuses_what_a_colleague_has_changed_meanwhile(city: City) -> None:
    seen = fingerprint(Plan.objects.get())
    change(city, short_name_zh="同事改的")

    with pytest.raises(ChangedMeanwhile) as refusal:
        change(city, seen, short_name_zh="我改的")
    assert refusal.value.stored.short_name_zh == "同事改的"
    assert Plan.objects.get().short_name_zh == "同事改的"


def test_fingerprint_differs_with_every_field_and_is_empty_before_the_first_save(city: City) -> None:
    plan = Plan.objects.get()
    before = fingerprint(plan)
    for name, value in {"name_zh": "别的", "last": Quarter(2026, 1), "position": 9}.items():
        changed = Plan.objects.get()
        setattr(changed, name, value)
        assert fingerprint(changed) != before, name

    assert fingerprint(Plan.objects.get()) == before
    assert fingerprint(Plan()) == ""
