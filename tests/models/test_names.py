"""Names in the reader's language, and what a row says about itself."""

import pytest
from django.utils import translation

from tests.factories import City
from tracker.models import Definition, Target
from tracker.models.names import in_language


@pytest.mark.parametrize(
    ("language", "en", "expected"),
    [
        ("zh-hans", "Factories", "工厂"),
        ("en", "Factories", "Factories"),
        ("en", "", "工厂"),
        ("en-gb", "Factories", "Factories"),
        (None, "Factories", "工厂"),
    ],
)
def test_name_is_in_the_readers_language(language: str | None, en: str, expected: str) -> None:
    with translation.override(language, deactivate=language is None):
        assert in_language("工厂", en) == expected


def test_rows_speak_the_readers_language(rows: City) -> None:
    target = Target.objects.get(code="whole")
    with translation.override("en"):
        assert (str(target), target.unit, str(target.plan.short_name)) == (
            "Smart factories",
            "factories",
            "Example",
        )
        assert str(target.definitions.first()) == "Recognised"
    with translation.override("zh-hans"):
        assert (str(target), target.unit) == ("智能工厂", "家")


def test_definition_without_a_translation_is_shown_in_chinese(rows: City) -> None:
    definition = Definition(text_zh="仅中文")

    with translation.override("en"):
        assert definition.text == "仅中文"


def test_only_districts_and_zones_are_areas(rows: City) -> None:
    assert {code for code, unit in rows.units.items() if unit.is_area} == {"east", "west", "zone"}


def test_percentages_counts_and_flows_cannot_be_negative(rows: City) -> None:
    assert {code: target.may_be_negative for code, target in rows.targets.items()} == {
        "factories": False,
        "tool-rate": False,
        "index": True,
    }
