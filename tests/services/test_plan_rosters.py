"""Rosters from plan files: with their plan, and added to a plan that an older version loaded."""

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.core.management import call_command

from tests import factories
from tests.factories import NOW, target_entry
from tracker.calculations.periods import Quarter
from tracker.documents.plan_files import PlanFile, read_plan
from tracker.models import (
    AuditEvent,
    Enterprise,
    Plan,
    ReportingUnit,
    Roster,
    RosterCount,
    RosterEntry,
    RosterKind,
    RosterLevel,
    RosterUse,
    Target,
)
from tracker.services.plan_rosters import UnableToLoad, rosters_add
from tracker.services.plans import plan_load

NEW = target_entry(aggregation="roster")
ALL = target_entry(code="all-factories", aggregation="roster", measure="level")


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """An empty one for each test."""


def grade(code: str) -> dict[str, Any]:
    return {"code": code, "name": {"zh": f"{code}级", "en": code.title()}}


def roster_entry(*targets: str, **changes: Any) -> dict[str, Any]:
    """A roster of a plan file, with two levels and a list type."""
    return {
        "code": "factory-list",
        "name": {"zh": "智能工厂名录", "en": "Factories"},
        "targets": list(targets) or ["factories"],
        "kinds": [grade("smart")],
        "levels": [grade("three"), grade("four")],
    } | changes


def file_with(*rosters: dict[str, Any], targets: tuple[dict[str, Any], ...] = (NEW, ALL)) -> PlanFile:
    content = json.loads(factories.plan_file(*targets).model_dump_json(exclude_none=True))
    content["plan"] |= {"first": "2024Q1", "last": "2025Q4"}
    return read_plan(json.dumps(content | {"rosters": list(rosters)}), format="json")


def load(*rosters: dict[str, Any]) -> Plan:
    return plan_load(file=file_with(*rosters), by=None, at=NOW)


def put_on(roster: Roster, level: str, on: dt.date = dt.date(2024, 5, 20)) -> RosterEntry:
    """A name on the roster."""
    unit, _ = ReportingUnit.objects.get_or_create(
        code="east", kind="district", name_zh="东区", position=1, counts_toward_total=True
    )
    enterprise = Enterprise.objects.create(name=f"示例{Enterprise.objects.count()}厂")
    return RosterEntry.objects.create(
        roster=roster,
        enterprise=enterprise,
        unit=unit,
        level=RosterLevel.objects.get(roster=roster, code=level),
        recognised_on=on,
    )


def city_counts(target: str) -> dict[str, int]:
    rows = RosterCount.objects.filter(target__code=target, unit=None).select_related("period")
    return {row.period.quarter.code: row.count for row in rows}


def content() -> list[Any]:
    """Everything that says what a roster is, without the row numbers."""
    return [
        list(Roster.objects.values("code", "name_zh", "name_en", "item_zh", "item_en", "position")),
        list(RosterKind.objects.values("roster__code", "code", "name_zh", "position")),
        list(RosterLevel.objects.values("roster__code", "code", "name_zh", "position")),
        list(RosterUse.objects.values("roster__code", "target__code")),
    ]


def test_plan_load_brings_its_rosters() -> None:
    load(roster_entry("factories", "all-factories", item={"zh": "车间", "en": "workshop"}))

    roster = Roster.objects.get()
    assert (roster.code, roster.name_zh, roster.item_zh, roster.position) == (
        "factory-list",
        "智能工厂名录",
        "车间",
        1,
    )
    assert [target.code for target in roster.targets.order_by("position")] == ["factories", "all-factories"]
    assert [kind.code for kind in roster.kinds.all()] == ["smart"]
    assert [(level.code, level.position) for level in roster.levels.all()] == [("three", 1), ("four", 2)]
    event = AuditEvent.objects.get(action="roster.added")
    assert (event.subject, event.details) == (
        "roster:factory-list",
        {"targets": ["factories", "all-factories"]},
    )


def test_plan_load_again_leaves_the_rosters_and_their_names_as_they_were() -> None:
    load(roster_entry())
    put_on(Roster.objects.get(), "three")
    before = content()

    load(roster_entry())
    assert content() == before
    assert RosterEntry.objects.count() == 1
    assert AuditEvent.objects.filter(action="roster.added").count() == 1


def test_plan_load_of_a_changed_file_changes_its_rosters() -> None:
    load(roster_entry())
    load(
        roster_entry(
            "all-factories", name={"zh": "新名", "en": "New"}, levels=[grade("four"), grade("five")], kinds=[]
        )
    )

    roster = Roster.objects.get()
    assert roster.name_zh == "新名"
    assert [level.code for level in roster.levels.all()] == ["four", "five"]
    assert not roster.kinds.exists()
    assert [target.code for target in roster.targets.all()] == ["all-factories"]


def test_plan_load_keeps_a_roster_that_the_file_no_longer_names() -> None:
    load(roster_entry())
    before = content()

    load()
    assert content() == before


def test_plan_load_refuses_to_take_away_a_level_that_names_have() -> None:
    load(roster_entry())
    put_on(Roster.objects.get(), "three")
    before = content()

    with pytest.raises(UnableToLoad, match="names on the roster have 'three'"):
        load(roster_entry(levels=[grade("four")]))
    assert content() == before


def test_plan_load_refuses_a_roster_of_another_plan() -> None:
    load(roster_entry())
    other = file_with(roster_entry("others"), targets=(NEW | {"code": "others"},))
    other = other.model_copy(update={"plan": other.plan.model_copy(update={"code": "other", "position": 2})})

    with pytest.raises(UnableToLoad, match="already belongs to a roster of '示例行动计划'"):
        plan_load(file=other, by=None, at=NOW)
    assert [target.code for target in Roster.objects.get().targets.all()] == ["factories"]
    assert Plan.objects.count() == 1


def test_plan_load_counts_again_what_a_moved_target_now_counts() -> None:
    load(roster_entry(), roster_entry("all-factories", code="other-list", name={"zh": "另", "en": "Other"}))
    put_on(Roster.objects.get(code="factory-list"), "three")
    put_on(Roster.objects.get(code="factory-list"), "three", dt.date(2025, 5, 20))
    load(roster_entry(), roster_entry("all-factories", code="other-list", name={"zh": "另", "en": "Other"}))
    assert city_counts("factories") == {
        "2024Q2": 1,
        "2024Q3": 1,
        "2024Q4": 1,
        "2025Q1": 1,
        "2025Q2": 2,
        "2025Q3": 2,
        "2025Q4": 2,
    }
    assert city_counts("all-factories") == {}

    factories.period_close(Quarter(2024, 2))
    load(roster_entry("all-factories"))
    assert city_counts("factories") == {"2024Q2": 1}, "a closed quarter keeps what it showed"
    assert city_counts("all-factories")["2025Q4"] == 2


def test_rosters_stand_in_the_order_of_their_targets() -> None:
    load(
        roster_entry("all-factories"),
        roster_entry("factories", code="first-list", name={"zh": "先", "en": "First"}),
    )

    assert [(r.code, r.position) for r in Roster.objects.all()] == [("first-list", 1), ("factory-list", 2)]


def test_rosters_add_gives_an_older_plan_its_rosters_and_touches_nothing_else() -> None:
    plan = load()
    Target.objects.filter(code="factories").update(value=120)
    before = list(Target.objects.values()), AuditEvent.objects.count()

    file = file_with(roster_entry("factories", "all-factories"))
    assert rosters_add(file=file, plan=plan, by=None, at=NOW) == ["factory-list"]
    assert (list(Target.objects.values()), AuditEvent.objects.count() - 1) == before
    roster = Roster.objects.get()
    assert (roster.targets.count(), roster.levels.count(), roster.kinds.count()) == (2, 2, 1)
    assert AuditEvent.objects.latest("pk").subject == "roster:factory-list"


def test_rosters_add_again_adds_nothing() -> None:
    plan = load()
    file = file_with(roster_entry())
    rosters_add(file=file, plan=plan, by=None, at=NOW)
    Roster.objects.update(name_zh="office's own")
    before = content(), AuditEvent.objects.count()

    assert rosters_add(file=file, plan=plan, by=None, at=NOW) == []
    assert (content(), AuditEvent.objects.count()) == before


def has_a_roster(plan: Plan) -> None:
    own = Roster.objects.create(code="own", name_zh="自建名录", position=1)
    RosterUse.objects.create(roster=own, target=Target.objects.get(code="all-factories"))


def counts_otherwise(plan: Plan) -> None:
    Target.objects.filter(code="all-factories").update(aggregation="sum")


def is_gone(plan: Plan) -> None:
    Target.objects.get(code="all-factories").delete()


@pytest.mark.parametrize("situation", [has_a_roster, counts_otherwise, is_gone])
def test_rosters_add_leaves_out_a_roster_with_a_target_that_is_not_free(situation: Any) -> None:
    plan = load()
    situation(plan)
    before = content()

    file = file_with(roster_entry("factories", "all-factories"))
    assert rosters_add(file=file, plan=plan, by=None, at=NOW) == []
    assert content() == before


def test_load_definitions_adds_the_rosters_that_an_older_installation_lacks() -> None:
    call_command("load_definitions", stdout=io.StringIO())
    RosterUse.objects.all().delete()
    Roster.objects.all().delete()
    AuditEvent.objects.all()._raw_delete(AuditEvent.objects.db)
    Target.objects.filter(code="cloud-enterprise").update(value=3100)

    out = io.StringIO()
    call_command("load_definitions", stdout=out)
    assert "nanjing-digital: 6 rosters added." in out.getvalue()
    assert "nanjing-ten-billion: 1 rosters added." in out.getvalue()
    assert RosterUse.objects.count() == 8
    assert [row.position for row in Roster.objects.all()] == [1, 2, 3, 4, 5, 6, 7]
    assert set(AuditEvent.objects.values_list("action", flat=True)) == {"roster.added"}
    assert Target.objects.get(code="cloud-enterprise").value == 3100

    out = io.StringIO()
    call_command("load_definitions", stdout=out)
    assert out.getvalue() == ""
