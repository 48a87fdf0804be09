"""Unit files: the same machinery as plan files, with the rules of a tree of units."""

import json
from typing import Any

import pytest

from tracker.documents.unit_files import UnitFile, UnitFileError, read_units


def read(tree: Any) -> UnitFile:
    return read_units(json.dumps(tree), format="json")


def errors_of(tree: Any) -> list[str]:
    with pytest.raises(UnitFileError) as refusal:
        read(tree)
    return refusal.value.errors


def test_read_units_keeps_every_field(units: dict[str, Any]) -> None:
    city, east, _, harbour, _ = read(units).units
    assert (city.kind, city.parent, city.gb_code, city.counts) == ("city", None, None, False)
    assert (east.code, east.kind, east.parent, east.gb_code, east.position) == (
        "east",
        "district",
        "city",
        "990102",
        2,
    )
    assert east.counts is True
    assert harbour.counts is False
    assert harbour.note is not None
    assert harbour.note.en == "Overlaps"


def test_read_units_yaml_code_with_a_leading_zero_stays_text() -> None:
    text = (
        "units: [{code: a, kind: city, name: {zh: 甲, en: A}, gb_code: 010100, position: 1, counts: false}]"
    )
    assert read_units(text, format="yaml").units[0].gb_code == "010100"


@pytest.mark.parametrize(
    ("index", "field", "value", "sentence"),
    [
        (1, "gb_code", "99010", "units[2] (east).gb_code: '99010' is not a GB/T 2260 code of six digits"),
        (
            1,
            "kind",
            "town",
            "units[2] (east).kind: 'town' is not one of 'city', 'bureau', 'district' or 'zone'",
        ),
        (1, "counts", "maybe", "units[2] (east).counts: 'maybe' is not true or false"),
        (1, "counts", None, "units[2] (east).counts: nothing is not true or false"),
        (1, "area", 5, "units[2] (east).area: is not a field of this format"),
        (2, "code", "east", "units[3] (east).code: 'east' is taken by units[2]"),
        (2, "gb_code", "990102", "units[3] (west).gb_code: '990102' is taken by units[2]"),
        (2, "position", 2, "units[3] (west).position: '2' is taken by units[2]"),
        (1, "parent", "province", "units[2] (east).parent: there is no unit 'province' in units"),
        (1, "parent", None, "units[2] (east).parent: is missing: a district belongs to a unit above it"),
        (1, "parent", "east", "units[2] (east).parent: leads back to the unit itself"),
        (0, "parent", "east", "units[1] (city).parent: a city stands at the top and has no parent"),
        (
            0,
            "counts",
            True,
            "units[1] (city).counts: a city cannot count toward the city's total; only districts",
        ),
        (
            4,
            "counts",
            True,
            "units[5] (bureau).counts: a bureau cannot count toward the city's total; only districts",
        ),
    ],
)
def test_read_units_with_one_fault(
    units: dict[str, Any], index: int, field: str, value: Any, sentence: str
) -> None:
    units["units"][index][field] = value
    assert any(error.startswith(sentence) for error in errors_of(units)), errors_of(units)


def test_read_units_parents_in_a_circle(units: dict[str, Any]) -> None:
    units["units"][1]["parent"] = "west"
    units["units"][2]["parent"] = "east"
    assert errors_of(units) == [
        "units[2] (east).parent: leads back to the unit itself",
        "units[3] (west).parent: leads back to the unit itself",
    ]


def test_read_units_reports_every_fault(units: dict[str, Any]) -> None:
    units["units"][0]["kind"] = "capital"
    units["units"][2]["position"] = 2
    del units["units"][3]["name"]
    units["unit"] = []
    assert [error.split(": ")[0] for error in errors_of(units)] == [
        "units[1] (city).kind",
        "units[3] (west).position",
        "units[4] (harbour).name",
        "unit",
    ]


@pytest.mark.parametrize(
    "wrong", [[], {}, 7, None, [[]], [{"code": [], "kind": [], "parent": {}, "position": []}]]
)
def test_read_units_with_the_wrong_shape(wrong: Any) -> None:
    assert errors_of({"units": wrong})[0].startswith("units")
