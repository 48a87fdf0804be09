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
    workbook,
    written,
)
from tests.rosters import CODES, name_add, roster_make
from tracker.calculations.rosters import FlagKind
from tracker.models import Enterprise, Roster, RosterFlag, Target
from tracker.services.enterprises import enterprise_rename
from tracker.services.roster_editing import UnableToChangeRoster
from tracker.services.roster_reading import Missing
from tracker.services.roster_rows import NameProblem as Problem

NAME, CODE = "示例甲科技有限公司", CODES[0]
TODAY = dt.date(2025, 10, 10)
WHOLE = Missing(TODAY, "不在最新名录中")
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
    ("name", "code", "flag"),
    [
        ("示例乙公司", "", FlagKind.CODE_MISSING),
        ("示例乙公司", "91350100M000100Y4Z", FlagKind.CODE_INVALID),
        ("示例乙公司", "123", FlagKind.CODE_INVALID),
        ("示例乙公司溧水分公司", "", FlagKind.BRANCH),
    ],
)
def test_an_odd_code_is_said_taken_and_flagged(
    city: City, roster: Roster, name: str, code: str, flag: FlagKind
) -> None:
    upload = checked(city, roster, line(name, code))

    assert [code for code, _cell in found(upload)] == [flag]
    written(city, upload)
    enterprise = Enterprise.objects.get(name=name)
    assert (enterprise.uscc, enterprise.faulty_code) == ("", code)
    assert RosterFlag.objects.get().kind == flag


def test_without_a_valid_code_the_exact_name_says_who_is_meant(city: City, roster: Roster) -> None:
    name_add(city, roster, "示例乙公司")
    rows = [line("示例乙公司", "", level=""), line("示例乙有限公司")]
    upload = checked(city, roster, *rows)

    assert changes(upload) == {2: "unchanged", 3: "new"}
    assert found(upload) == [(FlagKind.CODE_MISSING, ""), (Problem.SIMILAR_NAME, "A3")]


def test_a_faulty_code_is_noted_at_the_name_that_had_none(city: City, roster: Roster) -> None:
    name_add(city, roster, "示例乙公司")
    upload = checked(city, roster, line("示例乙公司", "91350100M000100Y4Z"))

    assert before(upload) == {"faulty": ""}
    written(city, upload)
    assert Enterprise.objects.get().faulty_code == "91350100M000100Y4Z"


def test_names_that_may_be_one_are_kept_apart_and_flagged(city: City, roster: Roster, standing: Any) -> None:
    name_add(city, roster, "示例无码公司")
    upload = checked(
        city,
        roster,
        line(NAME),  # the name of a code
        line("示例无码公司", CODES[1]),  # the code of a name
        line("示例甲科技股份有限公司", CODES[2]),  # nearly a name
        line("示例新公司", ""),
        line("示例新有限公司"),
    )

    assert [code for code, _cell in found(upload) if code not in set(FlagKind)] == [
        Problem.NAME_HAS_CODE,
        Problem.NAME_HAS_NO_CODE,
        Problem.SIMILAR_NAME,
        Problem.SIMILAR_ROW,
    ]
    written(city, upload)
    assert Enterprise.objects.count() == 7
    assert RosterFlag.objects.filter(kind=FlagKind.SIMILAR_NAME).count() >= 6


@pytest.mark.parametrize("in_file", [True, False])
def test_a_name_in_a_second_unit_is_said_and_flagged(city: City, roster: Roster, in_file: bool) -> None:
    rows = [line(NAME, CODE), line(NAME, CODE, "west单位")]
    if not in_file:
        name_add(city, roster, NAME, code=CODE)
    upload = checked(city, roster, *(rows if in_file else rows[1:]))

    assert [code for code, _cell in found(upload)] == [Problem.OTHER_UNIT]
    assert upload.findings[0]["params"] == {"unit": "east"}
    written(city, upload)
    assert set(RosterFlag.objects.values_list("kind", flat=True)) == {FlagKind.TWO_UNITS}


def test_a_zone_lies_inside_a_district_and_is_no_second_unit(city: City, roster: Roster) -> None:
    upload = checked(city, roster, line(NAME, CODE), line(NAME, CODE, "zone单位"))

    assert found(upload) == []


def test_what_has_been_flagged_before_is_not_said_again(city: City, roster: Roster) -> None:
    name_add(city, roster, "示例乙公司")

    assert found(checked(city, roster, line("示例乙公司"))) == []


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


# ---- the whole list ----


def missing_names(upload: Any) -> list[str]:
    return [row.values["name"] for row in upload.rows.filter(change="withdrawn")]


def test_names_that_a_whole_list_lacks_are_withdrawn(city: City, roster: Roster, standing: Any) -> None:
    name_add(city, roster, "示例丙公司", code=CODES[2])
    upload = checked(city, roster, line(NAME, CODE, level="three", batch="第一批"), missing=WHOLE)

    assert missing_names(upload) == ["示例丙公司"]
    assert (upload.counts["withdrawn"], upload.counts["in_force"]) == (1, 2)
    written(city, upload, is_sure=True)
    gone = roster.entries.get(enterprise__uscc=CODES[2])
    assert (gone.withdrawn_on, gone.withdrawal_reason) == (TODAY, "不在最新名录中")


def test_a_part_of_the_list_withdraws_nothing(city: City, roster: Roster, standing: Any) -> None:
    assert missing_names(checked(city, roster, line("示例乙公司", CODES[1]))) == []


@pytest.mark.parametrize(
    ("row", "lacks"),
    [
        ({"level": "four", "recognised_on": "2025-05-01"}, False),  # it has climbed
        ({"level": "three", "recognised_on": "2025-05-01"}, False),  # it was recognised again
        ({"level": ""}, True),
        ({"level": "three", "kind": "5g"}, True),  # it stands on another of the lists
        ({"level": "three", "unit": "west单位"}, True),  # it has moved
    ],
)
def test_a_whole_list_gives_the_level_reached(
    city: City, roster: Roster, standing: Any, row: dict[str, str], lacks: bool
) -> None:
    upload = checked(city, roster, line(NAME, CODE, batch="第一批") | row, missing=WHOLE)

    assert missing_names(upload) == ([NAME] if lacks else [])


def test_a_name_that_has_moved_is_no_double_once_the_whole_list_is_written(
    city: City, roster: Roster, standing: Any
) -> None:
    moved = line(NAME, CODE, "west单位", level="three")
    written(city, checked(city, roster, moved, missing=WHOLE), is_sure=True)

    assert not RosterFlag.objects.exists()


def test_what_is_withdrawn_or_came_later_is_not_missed(city: City, roster: Roster, standing: Any) -> None:
    standing.withdrawn_on, standing.withdrawal_reason = dt.date(2025, 6, 1), "注销"
    standing.save()
    name_add(city, roster, "示例丙公司", on="2025-09-01")
    early = Missing(dt.date(2025, 8, 31), "不在名录中")

    assert missing_names(checked(city, roster, line("示例乙公司", CODES[1]), missing=early)) == []


def test_with_errors_nothing_is_said_to_be_missing(city: City, roster: Roster, standing: Any) -> None:
    assert missing_names(checked(city, roster, line("示例乙公司", unit="火星"), missing=WHOLE)) == []


# ---- the file as a whole ----


def test_a_file_of_another_roster_says_so(city: City, roster: Roster) -> None:
    content = "roster/cloud-enterprise\n" + text_file(line(NAME, CODE))
    upload = checked_file(city, roster, content)

    assert found(upload) == [(Problem.OTHER_ROSTER, "")]
    assert upload.findings[0]["params"] == {"code": "cloud-enterprise"}
    assert found(checked_file(city, roster, content.replace("cloud-enterprise", roster.code))) == []


def test_a_list_on_several_sheets_is_not_read_by_half(city: City, roster: Roster) -> None:
    def spoil(sheet: Any) -> None:
        second = sheet.parent.create_sheet("溧水")
        second.append(list(HEADINGS.values()))
        second.append(["示例乙公司", CODES[1], "east单位"])
        sheet.parent.create_sheet("说明").append(["企业名称", "随便写写"])

    upload = checked_file(city, roster, workbook(line(NAME, CODE), spoil=spoil))

    assert [(finding["code"], finding["sheet"]) for finding in upload.findings] == [
        (Problem.SECOND_TABLE, "溧水")
    ]


def test_columns_without_which_a_list_is_less_are_missed(city: City, roster: Roster) -> None:
    some = {key: HEADINGS[key] for key in ("name", "unit", "recognised_on")}
    upload = checked_file(city, roster, text_file(line(NAME), headings=some))

    absent = [f["params"]["heading"] for f in upload.findings if f["code"] == Problem.COLUMN_ABSENT]
    assert len(absent) == 3
    assert not upload.has_errors


@pytest.mark.parametrize(
    "row",
    [
        line(NAME, CODE, source=f"法人 {PERSON}"),
        line(NAME, CODE, level=PERSON),  # where it is not even read
        line(NAME, CODE, other=PERSON),  # in a column that is none of ours
    ],
)
def test_a_file_with_personal_data_is_refused_and_not_kept(
    city: City, roster: Roster, row: dict[str, Any]
) -> None:
    content = text_file(row, line("示例乙", CODES[1]), headings=HEADINGS | {"other": "法人证件"})
    upload = checked_file(city, roster, content)

    assert Problem.IDENTITY_NUMBER in dict(found(upload))
    assert upload.has_errors
    assert upload.file.name == ""
    assert not upload.rows.exists()
    assert PERSON not in str(upload.findings)


def test_warnings_crowd_out_no_error(city: City, roster: Roster) -> None:
    rows = [line(f"示例第{number}号工厂") for number in range(700)]
    upload = checked(city, roster, *rows, line("示例乙公司", unit=""))

    assert upload.findings[0]["code"] == Problem.CELL_EMPTY
    assert upload.has_errors
    assert upload.counts["said"][FlagKind.CODE_MISSING] == 701
    assert upload.counts["warnings"] == 701
    assert len(upload.findings) == 501
