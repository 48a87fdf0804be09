"""Changes of set-up rows are filed where they are looked for, and what goes with a row leaves a trace too."""

from typing import Any

import pytest

from tests import factories
from tests.factories import NOW, City
from tests.rosters import name_add, roster_make
from tracker.calculations.checks import CheckKind, Severity
from tracker.models import (
    Assignment,
    AuditEvent,
    Baseline,
    CheckRule,
    Membership,
    Milestone,
    Period,
    Plan,
    Source,
    Target,
    Theme,
)
from tracker.services.accounts import account_save, password_recorded
from tracker.services.changes import branch_delete
from tracker.services.trails import trail_of


@pytest.fixture
def extended(city: City) -> City:
    """The city with a target that nobody is asked for yet, and a rule that speaks of it."""
    factories.plan_make(
        factories.target_entry(code="whole", theme="T2", milestones={"2024Q4": 40, "2025Q2": 70}),
        theme="T2",
        code="second",
        position=2,
    )
    CheckRule.objects.create(
        kind=CheckKind.PART_WHOLE,
        severity=Severity.ERROR,
        target=city.targets["factories"],
        whole=Target.objects.get(code="whole"),
    )
    return city


def test_every_row_of_set_up_has_its_trail(extended: City) -> None:
    rows = {
        Plan.objects.get(code="second"): {"subject": "plan:second"},
        Theme.objects.get(code="T2"): {"subject": "plan:second"},
        Source.objects.get(): {"subject": "source:gazette"},
        Target.objects.get(code="whole"): {"subject": "target:whole", "target": "whole"},
        Baseline.objects.get(target__code="whole"): {"subject": "target:whole", "target": "whole"},
        Milestone.objects.get(quarter="2025Q2"): {
            "subject": "target:whole",
            "target": "whole",
            "quarter": "2025Q2",
        },
        extended.units["east"]: {"subject": "unit:east", "unit": "east"},
        extended.assignment(): {
            "subject": "assignment:east:factories",
            "unit": "east",
            "target": "factories",
        },
        Membership.objects.get(user__username="alice"): {"subject": "person:alice", "unit": "east"},
        extended.people["alice"]: {"subject": "person:alice"},
        Period.objects.get(quarter="2025Q2"): {"subject": "period:2025Q2", "quarter": "2025Q2"},
        CheckRule.objects.get(): {"subject": "check:part-whole:factories:whole", "target": "factories"},
    }

    assert {row: trail_of(row) for row in rows} == rows


def test_what_belongs_to_a_roster_is_filed_under_it_and_its_target(extended: City) -> None:
    entry = name_add(extended, roster_make(extended), "示例公司")
    roster = {"subject": "roster:factories", "target": "factories"}
    in_the_east = roster | {"unit": "east"}

    assert trail_of(entry.roster) == trail_of(entry.roster.uses.get()) == roster
    assert trail_of(entry.roster.levels.first()) == trail_of(entry.roster.kinds.first()) == roster
    assert trail_of(entry) == trail_of(entry.flags.get()) == in_the_east


def test_row_that_is_no_set_up_has_none(city: City) -> None:
    with pytest.raises(KeyError):
        trail_of(AuditEvent.objects.first())


def test_what_goes_with_a_row_leaves_an_event_too(extended: City) -> None:
    target = Target.objects.get(code="whole")
    branch_delete(target, by=extended.people["administrator"], at=NOW, reason="录错")

    gone = AuditEvent.objects.filter(action__endswith=".deleted")
    assert sorted(event.action for event in gone) == [
        "baseline.deleted",
        "checkrule.deleted",
        "definition.deleted",
        "milestone.deleted",
        "milestone.deleted",
        "target.deleted",
    ]
    assert {event.reason for event in gone} == {"录错"}
    planned = [e.details["changes"]["value"] for e in gone if e.action == "milestone.deleted"]
    assert sorted(planned) == [["40", None], ["70", None]]
    assert not Target.objects.filter(code="whole").exists()


def test_row_that_figures_hang_on_stays_with_all_its_parts(extended: City) -> None:
    events = AuditEvent.objects.count()

    with pytest.raises(Exception, match="protected"):
        branch_delete(extended.targets["factories"], by=None, at=NOW, reason="录错")
    assert AuditEvent.objects.count() == events
    assert Assignment.objects.filter(target__code="factories").count() == 3
    assert extended.targets["factories"].definitions.exists()


def saved(city: City, **fields: Any) -> AuditEvent:
    person = city.people["alice"]
    for name, value in fields.items():
        setattr(person, name, value)
    account_save(person=person, by=city.people["administrator"], at=NOW, reason="更名")
    return AuditEvent.objects.first()


def test_account_leaves_old_and_new_value(city: City) -> None:
    event = saved(city, first_name="爱丽", is_staff=True)

    assert (event.action, event.subject, event.reason) == ("person.changed", "person:alice", "更名")
    assert event.details["changes"] == {"first_name": [None, "爱丽"], "is_staff": ["False", "True"]}


def test_no_event_holds_a_password(city: City) -> None:
    person = city.people["alice"]
    person.set_password("another-long-password")

    assert saved(city).details == {"changes": {}}
    password_recorded(person=person, by=city.people["administrator"], at=NOW, reason="忘记")
    event = AuditEvent.objects.first()
    assert (event.action, event.details) == ("person.password-set", {})
