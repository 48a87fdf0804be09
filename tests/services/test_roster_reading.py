"""Rows of a file against the roster: what each would change, and what is said about it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.factories import NOW, City
from tests.roster_files import (
    HEADINGS,
    changes,
    checked,
    checked_file,
    found,
    line,
    names,
    text_file,
    written,
)
from tests.rosters import CODES, name_add, roster_make
from tracker.models import Enterprise, Roster, Target
from tracker.services.enterprises import enterprise_rename
from tracker.services.roster_editing import UnableToChangeRoster
from tracker.services.roster_rows import NameProblem as Problem

NAME, CODE = "示例甲科技有限公司", CODES[0]
TODAY = dt.date(2025, 10, 10)
# A valid number of nobody: the region 110101 exists, the day is of the year 1949.
PERSON = "11010119491001001X"


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make(city)


@pytest.fixture
def standing(city: City, roster: Roster) -> Any:
    """One name on the roster: 示例甲 in the east, three stars, first batch."""
    return name_add(city, roster, NAME, code=CODE, level="three", batch="第一批")


def before(upload: Any) -> dict[str, str]:
    return upload.rows.get().values.get("before", {})


def test_a_row_that_stands_there_just_so_is_unchanged(city: City, roster: Roster, standing: Any) -> None:
    upload = checked(city, roster, line(NAME, CODE, level="three", batch="第一批"))

    assert changes(upload) == {2: "unchanged"}
    assert found(upload) == []


def test_what_a_row_changes_is_kept_with_what_stood_there(city: City, roster: Roster, standing: Any) -> None:
    upload = checked(city, roster, line(NAME, CODE, level="three", batch="首批", source="文件一号"))

    assert changes(upload) == {2: "changed"}
    assert before(upload) == {"batch": "第一批", "source": ""}
    written(city, upload)
    standing.refresh_from_db()
    assert (standing.batch, standing.source) == ("首批", "文件一号")


def test_an_empty_cell_empties_and_a_column_that_is_not_there_does_not(
    city: City, roster: Roster, standing: Any
) -> None:
    some = {key: HEADINGS[key] for key in ("name", "uscc", "unit", "level", "recognised_on")}
    row = line(NAME, CODE, level="three")

    assert changes(checked_file(city, roster, text_file(row, headings=some))) == {2: "unchanged"}
    assert before(checked(city, roster, row)) == {"batch": "第一批"}


@pytest.mark.parametrize(
    "other",
    [
        {"unit": "west单位"},
        {"level": "four"},
        {"kind": "5g"},
        {"recognised_on": "2025-03-01"},
    ],
)
def test_another_unit_level_list_type_or_day_is_another_recognition(
    city: City, roster: Roster, standing: Any, other: dict[str, str]
) -> None:
    assert changes(checked(city, roster, line(NAME, CODE, level="three", batch="第一批") | other)) == {
        2: "new"
    }


def test_headings_and_choices_are_understood_in_both_languages_and_by_code(
    city: City, roster: Roster
) -> None:
    rows = [
        line("示例甲", CODES[0], "East", level="Three", recognised_on="2025年1月15日"),
        line("示例乙", CODES[1], "east", kind="5g工厂", recognised_on="2025/1/15"),
    ]
    upload = checked(city, roster, *rows)

    assert [row.values["unit"] for row in upload.rows.all()] == ["east", "east"]
    assert {row.values["recognised_on"] for row in upload.rows.all()} == {"2025-01-15"}
    assert found(upload) == []


def test_a_known_code_under_another_name_renames_the_enterprise(
    city: City, roster: Roster, standing: Any
) -> None:
    upload = checked(city, roster, line("示例甲集团有限公司", CODE, level="three", batch="第一批"))

    assert before(upload) == {"name": NAME}
    assert found(upload) == [(Problem.RENAMED, "A2")]
    assert upload.findings[0]["params"] == {"old": NAME, "new": "示例甲集团有限公司"}
    written(city, upload)
    enterprise = Enterprise.objects.get(uscc=CODE)
    assert enterprise.name == "示例甲集团有限公司"
    assert enterprise.key == "示例甲"
    assert list(enterprise.former_names.values_list("name", "until")) == [(NAME, TODAY)]


def test_several_rows_of_an_enterprise_rename_it_once(city: City, roster: Roster, standing: Any) -> None:
    rows = [line("示例甲集团", CODE, level=level, batch="第一批") for level in ("three", "four")]
    upload = written(city, checked(city, roster, *rows))

    assert upload.state == "applied"
    assert {name for name, *_rest in names(roster)} == {"示例甲集团"}


def test_a_former_name_renames_nothing(city: City, roster: Roster, standing: Any) -> None:
    enterprise_rename(
        enterprise=standing.enterprise,
        name="示例新甲",
        on=TODAY,
        reason="更名",
        by=city.people["coordinator"],
        at=NOW,
    )
    upload = checked(city, roster, line(NAME, CODE, level="three", batch="第一批"))

    assert changes(upload) == {2: "unchanged"}
    assert found(upload) == [(Problem.FORMER_NAME, "A2")]


def test_who_does_not_look_after_all_rosters_of_an_enterprise_does_not_rename_it(
    city: City, roster: Roster, standing: Any
) -> None:
    other = roster_make(city, "index", position=2)
    name_add(city, other, NAME, code=CODE)
    Target.objects.filter(code="factories").update(lead_unit=city.units["bureau"])
    upload = checked(city, roster, line("示例新甲", CODE, level="three", batch="首批"), by="berta")

    assert found(upload) == [(Problem.SHARED_NAME, "A2")]
    assert before(upload) == {"batch": "第一批"}
    written(city, upload, by="berta")
    assert Enterprise.objects.get(uscc=CODE).name == NAME


def test_a_new_name_is_told_to_the_other_rosters_of_its_enterprise(
    city: City, roster: Roster, standing: Any
) -> None:
    other = roster_make(city, "index", position=2)
    name_add(city, other, NAME, code=CODE)
    waiting = checked(city, other, line("示例乙", CODES[1]))
    written(city, checked(city, roster, line("示例新甲", CODE, level="three", batch="第一批")))

    with pytest.raises(UnableToChangeRoster):
        written(city, waiting)


@pytest.mark.parametrize(
    ("row", "problem", "cell"),
    [
        (line(""), Problem.CELL_EMPTY, ""),
        (line(NAME, CODE, ""), Problem.CELL_EMPTY, ""),
        (line(NAME, CODE, recognised_on=""), Problem.CELL_EMPTY, ""),
        (line(NAME, CODE, recognised_on="2025-10-11"), Problem.DAY_AHEAD, "G2"),
        (line(NAME, CODE, recognised_on="3月"), "no_date", "G2"),
        (line(NAME, CODE, "火星区"), "no_choice", "C2"),
        (line(NAME, CODE, level="五星"), "no_choice", "E2"),
        (
            line(NAME, CODE, withdrawn_on="2025-01-14", withdrawal_reason="破产"),
            Problem.WITHDRAWN_EARLY,
            "H2",
        ),
        (line(NAME, CODE, withdrawn_on="2025-06-01"), Problem.REASON_MISSING, "H2"),
        (line(NAME, CODE, withdrawal_reason="破产"), Problem.REASON_ALONE, "I2"),
        (line(NAME, "9.13201E+17"), "digits_lost", "B2"),
        (line(f"{NAME}({PERSON})", CODE), Problem.IDENTITY_NUMBER, "A2"),
        (line("甲" * 201, CODE), "too_long", "A2"),
    ],
)
def test_a_row_with_an_error_keeps_the_whole_file_back(
    city: City, roster: Roster, row: dict[str, Any], problem: str, cell: str
) -> None:
    upload = checked(city, roster, row, line("示例乙公司", CODES[1]))

    assert (problem, cell) in found(upload)
    assert upload.counts["faulty"] == 1
    assert upload.has_errors
    with pytest.raises(UnableToChangeRoster):
        written(city, upload)
    assert not roster.entries.exists()


def test_the_same_recognition_twice_names_the_first_row(city: City, roster: Roster) -> None:
    upload = checked(city, roster, line(NAME, CODE), line("示例乙", CODES[1]), line(NAME, CODE))

    assert found(upload) == [(Problem.ROW_TWICE, "A4")]
    assert upload.findings[0]["params"] == {"row": 2}


def test_a_code_under_two_names_is_an_error(city: City, roster: Roster) -> None:
    upload = checked(city, roster, line(NAME, CODE), line("示例乙", CODE, level="four"))

    assert found(upload) == [(Problem.TWO_NAMES, "A3")]
    assert upload.findings[0]["params"] == {"row": 2, "name": NAME}


def test_a_row_that_withdraws_and_one_that_puts_back(city: City, roster: Roster, standing: Any) -> None:
    row = line(NAME, CODE, level="three", batch="第一批")
    withdrawn = row | {"withdrawn_on": "2025-06-01", "withdrawal_reason": "注销"}
    written(city, checked(city, roster, withdrawn))
    standing.refresh_from_db()
    assert (str(standing.withdrawn_on), standing.withdrawal_reason) == ("2025-06-01", "注销")

    upload = checked(city, roster, row)
    assert found(upload) == [(Problem.REINSTATED, "A2")]
    written(city, upload)
    standing.refresh_from_db()
    assert (standing.withdrawn_on, standing.withdrawal_reason) == (None, "")


def test_workshops_are_told_apart_by_their_names(city: City) -> None:
    roster = roster_make(city, item_zh="车间", item_en="workshop")
    headings = HEADINGS | {"item": "车间"}
    rows = [line(NAME, CODE, item=item) for item in ("一车间", "二车间", "")]
    upload = checked_file(city, roster, text_file(*rows, headings=headings))

    assert list(changes(upload).values()) == ["new", "new", "faulty"]
    assert found(upload) == [(Problem.CELL_EMPTY, "")]
    written(city, checked_file(city, roster, text_file(*rows[:2], headings=headings)))
    assert list(roster.entries.order_by("pk").values_list("item", flat=True)) == ["一车间", "二车间"]
