"""Reporting units from a file, and who is asked for what."""

from pathlib import Path

import pytest

from tests import factories
from tests.factories import NOW, unit_entry, unit_file
from tracker.documents.unit_files import read_units
from tracker.models import Assignment, AuditEvent, ReportingUnit
from tracker.services.units import assignments_create, units_load

CITY, EAST = unit_entry("city", 1, "city"), unit_entry("east", 2, gb_code="990102")


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """An empty one for each test."""


def load(*units: dict[str, object]) -> int:
    return units_load(file=unit_file(*units), by=None, at=NOW)


def test_units_load_stores_what_the_file_says() -> None:
    assert load(CITY, EAST) == 2

    east = ReportingUnit.objects.get(code="east")
    assert (east.kind, east.gb_code, east.position, east.parent.code) == ("district", "990102", 2, "city")
    assert east.counts_toward_total
    assert not east.is_fictitious


def test_units_load_takes_a_child_before_its_parent() -> None:
    load(EAST | {"position": 1}, CITY | {"position": 2})

    assert ReportingUnit.objects.get(code="east").parent.code == "city"


def test_units_load_again_changes_what_the_file_changed_and_leaves_other_units() -> None:
    load(CITY, EAST)
    before = dict(ReportingUnit.objects.values_list("code", "pk"))
    load(CITY, unit_entry("west", 3))

    assert set(ReportingUnit.objects.values_list("code", flat=True)) == {"city", "east", "west"}
    load(CITY, EAST | {"counts": False, "name": {"zh": "东区", "en": "East End"}})
    east = ReportingUnit.objects.get(code="east")
    assert (east.pk, east.name_zh, east.counts_toward_total) == (before["east"], "东区", False)


def test_units_load_leaves_an_audit_event() -> None:
    load(CITY, EAST)

    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.actor_name) == ("units.loaded", None, "system")
    assert event.details == {"units": ["city", "east"]}


def test_units_load_of_nanjing_gives_eleven_districts_and_the_zone_in_order(root: Path) -> None:
    path = root / "fixtures/units/nanjing.yaml"
    units_load(file=read_units(path.read_bytes(), format="yaml"), by=None, at=NOW)

    areas = [unit for unit in ReportingUnit.objects.all() if unit.is_area]
    assert [unit.gb_code for unit in areas if unit.gb_code] == [
        f"3201{number:02}" for number in (2, 4, 5, 6, 11, 13, 14, 15, 16, 17, 18)
    ]
    assert [unit.code for unit in areas if not unit.counts_toward_total] == ["jiangbei"]
    assert not any(unit.is_fictitious for unit in areas)


def test_assignments_create_asks_each_unit_for_each_target_once() -> None:
    load(CITY, EAST, unit_entry("west", 3))
    target = factories.target_make()
    units = ReportingUnit.objects.filter(kind="district")

    assert assignments_create(targets=[target], units=units, by=None, at=NOW) == 2
    assert assignments_create(targets=[target], units=units, by=None, at=NOW) == 0
    assert set(Assignment.objects.values_list("unit__code", "target__code")) == {
        ("east", "factories"),
        ("west", "factories"),
    }
    assert AuditEvent.objects.filter(action="assignments.created").count() == 1


def test_assignments_create_keeps_what_a_unit_was_given() -> None:
    load(CITY, EAST, unit_entry("west", 3))
    target = factories.target_make()
    east, west = ReportingUnit.objects.filter(kind="district")
    Assignment.objects.create(unit=east, target=target, own_target=60)

    assert assignments_create(targets=[target], units=[east, west], by=None, at=NOW) == 1
    assert Assignment.objects.get(unit=east).own_target == 60
