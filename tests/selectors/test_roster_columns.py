"""The columns of a roster: what there is to fill in, and under which headings it is found again."""

import pytest
from django.conf import settings
from django.utils.translation import override

from tests.factories import City
from tracker.documents.columns import Column, ColumnKind, columns_by_name, folded
from tracker.models import Roster, RosterKind, RosterLevel
from tracker.selectors.roster_columns import NAMES, roster_columns, roster_mark, roster_named

PLAIN = ["name", "uscc", "unit", "batch", "recognised_on", "withdrawn_on", "withdrawal_reason", "source"]


def roster_make(**item: str) -> Roster:
    return Roster.objects.create(
        code="factories", position=1, name_zh="智能工厂", name_en="Factories", **item
    )


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make()


def by_key(roster: Roster) -> dict[str, Column]:
    return {column.key: column for column in roster_columns(roster)}


def test_a_plain_roster_asks_for_no_kind_level_or_item(roster: Roster) -> None:
    columns = by_key(roster)

    assert list(columns) == PLAIN
    assert [key for key, column in columns.items() if column.is_required] == ["name", "unit", "recognised_on"]
    assert [key for key, column in columns.items() if column.kind is ColumnKind.DATE] == [
        "recognised_on",
        "withdrawn_on",
    ]
    assert all(column.is_read for column in columns.values())


def test_units_to_choose_from_are_the_areas(roster: Roster) -> None:
    unit = by_key(roster)["unit"]

    assert [choice.code for choice in unit.choices] == ["east", "west", "zone"]
    assert unit.code_of("east单位") == unit.code_of("East") == unit.code_of("east") == "east"
    assert unit.code_of("bureau") is None


def test_kinds_and_levels_stand_in_their_own_order(roster: Roster) -> None:
    for position, (code, name) in enumerate((("five", "五星级"), ("three", "三星级"))):
        RosterLevel.objects.create(roster=roster, code=code, name_zh=name, position=2 - position)
    RosterKind.objects.create(roster=roster, code="5g", name_zh="5G工厂", name_en="5G factory", position=1)
    columns = by_key(roster)

    assert list(columns) == [*PLAIN[:3], "kind", "level", *PLAIN[3:]]
    assert [choice.code for choice in columns["level"].choices] == ["three", "five"]
    assert columns["kind"].code_of(" ５g 工厂") == columns["kind"].code_of("5G factory") == "5g"
    assert not columns["kind"].is_required
    assert not columns["level"].is_required


def test_a_roster_of_workshops_has_a_column_for_them(city: City) -> None:
    roster = roster_make(item_zh="车间", item_en="workshop")
    columns = by_key(roster)

    assert list(columns) == [*PLAIN[:2], "item", *PLAIN[2:]]
    assert columns["item"].is_required
    names = columns_by_name(columns.values())
    assert all(names[folded(heading)].key == "item" for heading in ("车间", "车间名称", "Workshop"))


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_what_was_written_in_one_language_is_found_in_every_other(city: City, language: str) -> None:
    roster = roster_make(item_zh="车间", item_en="workshop")
    RosterKind.objects.create(roster=roster, code="5g", name_zh="5G工厂", position=1)
    RosterLevel.objects.create(roster=roster, code="three", name_zh="三星级", position=1)
    with override(language):
        written = [(column.heading, column.key) for column in roster_columns(roster)]
    for other, _name in settings.LANGUAGES:
        with override(other):
            names = columns_by_name(roster_columns(roster))
        assert [names[folded(heading)].key for heading, _key in written] == [key for _heading, key in written]


def test_no_heading_belongs_to_two_columns() -> None:
    headings = [folded(name) for names in NAMES.values() for name in names]

    assert len(headings) == len(set(headings))


def test_columns_take_a_fixed_number_of_queries(roster: Roster, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(4):
        roster_columns(roster)


def test_a_file_says_which_roster_it_is_for(roster: Roster) -> None:
    assert roster_named(["某某名录", f" {roster_mark(roster)} "]) == "factories"
    assert roster_named(["roster/", "see roster/factories", "east/2025Q3"]) == ""
