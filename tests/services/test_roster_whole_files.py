"""A file of names as a whole: what a complete list lacks, whose file it is, what it must not hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.factories import City
from tests.roster_files import (
    HEADINGS,
    checked,
    checked_file,
    found,
    line,
    text_file,
    workbook,
    written,
)
from tests.rosters import CODES, name_add, roster_make
from tracker.calculations.rosters import FlagKind
from tracker.models import Roster, RosterFlag
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


def test_a_row_that_is_withdrawn_puts_nothing_on_a_whole_list(
    city: City, roster: Roster, standing: Any
) -> None:
    later = name_add(city, roster, NAME, code=CODE, on="2025-05-01", level="three")
    gone = {"level": "three", "batch": "第一批", "withdrawn_on": "2025-04-01", "withdrawal_reason": "到期"}
    upload = checked(city, roster, line(NAME, CODE) | gone, missing=WHOLE)

    assert upload.counts["withdrawn"] == 1
    assert written(city, upload, is_sure=True).state == "applied"
    assert list(roster.entries.order_by("pk").values_list("pk", "withdrawn_on")) == [
        (standing.pk, dt.date(2025, 4, 1)),
        (later.pk, TODAY),
    ]


def test_a_row_that_is_withdrawn_after_the_day_of_a_whole_list_is_on_it(
    city: City, roster: Roster, standing: Any
) -> None:
    name_add(city, roster, NAME, code=CODE, on="2025-05-01", level="three")
    going = {"level": "three", "withdrawn_on": "2025-09-30", "withdrawal_reason": "到期"}
    early = Missing(dt.date(2025, 8, 31), "不在名录中")

    assert missing_names(checked(city, roster, line(NAME, CODE) | going, missing=early)) == []


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


def on_second_sheet(sheet: Any) -> None:
    sheet.parent.create_sheet("联系人").append(["张三", PERSON])


def above_the_headings(sheet: Any) -> None:
    sheet.insert_rows(1)
    sheet["A1"] = f"填表人 {PERSON}"


def in_a_heading(sheet: Any) -> None:
    sheet["K1"] = PERSON


def in_repeated_headings(sheet: Any) -> None:
    sheet.append([*HEADINGS.values(), PERSON])


def beside_the_names(sheet: Any) -> None:
    sheet["L3"] = PERSON


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (on_second_sheet, ("联系人", "B1")),
        (above_the_headings, ("名录", "A1")),
        (in_a_heading, ("名录", "K1")),
        (in_repeated_headings, ("名录", "K3")),
        (beside_the_names, ("名录", "L3")),
    ],
)
def test_personal_data_is_noticed_where_no_names_stand(
    city: City, roster: Roster, spoil: Any, place: tuple[str, str]
) -> None:
    upload = checked_file(city, roster, workbook(line(NAME, CODE), spoil=spoil))

    personal = [f for f in upload.findings if f["code"] == Problem.IDENTITY_NUMBER]
    assert [(finding["sheet"], finding["cell"]) for finding in personal] == [place]
    assert upload.file.name == ""
    assert PERSON not in str(upload.findings)


def test_personal_data_in_a_row_is_said_once(city: City, roster: Roster) -> None:
    upload = checked(city, roster, line(NAME, CODE, source=PERSON))

    assert upload.counts["said"][Problem.IDENTITY_NUMBER] == 1


def test_warnings_crowd_out_no_error(city: City, roster: Roster) -> None:
    rows = [line(f"示例第{number}号工厂") for number in range(700)]
    upload = checked(city, roster, *rows, line("示例乙公司", unit=""))

    assert upload.findings[0]["code"] == Problem.CELL_EMPTY
    assert upload.has_errors
    assert upload.counts["said"][FlagKind.CODE_MISSING] == 701
    assert upload.counts["warnings"] == 701
    assert len(upload.findings) == 501
