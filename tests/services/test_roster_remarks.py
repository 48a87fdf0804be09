"""What is odd about the names of a file: said before they are written, and flagged once they are."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import NOW, City
from tests.roster_files import (
    changes,
    checked,
    found,
    line,
    written,
)
from tests.rosters import CODES, name_add, roster_make
from tracker.calculations.rosters import FlagKind
from tracker.events import action_words
from tracker.models import AuditEvent, Enterprise, Roster, RosterFlag, Target
from tracker.services.enterprises import enterprise_rename
from tracker.services.roster_rows import NameProblem as Problem

NAME, CODE = "示例甲科技有限公司", CODES[0]


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make(city)


@pytest.fixture
def standing(city: City, roster: Roster) -> Any:
    """One name on the roster: 示例甲 in the east, three stars, first batch."""
    return name_add(city, roster, NAME, code=CODE, level="three", batch="第一批")


def before(upload: Any) -> dict[str, str]:
    return upload.rows.get().values.get("before", {})


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


def test_a_stated_code_that_is_too_long_is_cut(city: City, roster: Roster) -> None:
    assert written(city, checked(city, roster, line("示例乙公司", "ß" * 39))).state == "applied"
    assert Enterprise.objects.get().faulty_code == "S" * 40


def test_who_does_not_look_after_all_rosters_of_an_enterprise_notes_no_other_code(
    city: City, roster: Roster
) -> None:
    other = roster_make(city, "index", position=2)
    name_add(city, other, "示例乙公司", code="9132FAULTY1")
    Target.objects.filter(code="factories").update(lead_unit=city.units["bureau"])
    upload = checked(city, roster, line("示例乙公司", "9132FAULTY2"), by="berta")

    assert (Problem.SHARED_CODE, "B2") in found(upload)
    written(city, upload, by="berta")
    assert Enterprise.objects.get().faulty_code == "9132FAULTY1"


def test_another_stated_code_is_told_to_the_other_rosters_of_its_enterprise(
    city: City, roster: Roster
) -> None:
    other = roster_make(city, "index", position=2)
    name_add(city, other, "示例乙公司", code="9132FAULTY1")
    written(city, checked(city, roster, line("示例乙公司", "9132FAULTY2")))

    event = AuditEvent.objects.get(action="enterprise.changed")
    assert event.subject == "roster:index"
    assert event.details["changes"] == {"faulty_code": ["9132FAULTY1", "9132FAULTY2"]}
    assert "enterprise" not in str(action_words(event.action))


@pytest.mark.parametrize("code", ["", CODES[1]])
def test_a_new_name_that_another_enterprise_has_given_up_is_said_and_flagged(
    city: City, roster: Roster, code: str
) -> None:
    enterprise = name_add(city, roster, "示例乙公司").enterprise
    by: dict[str, Any] = {"by": city.people["coordinator"], "at": NOW}
    enterprise_rename(enterprise=enterprise, name="示例丙科技公司", on=NOW.date(), reason="更名", **by)
    upload = checked(city, roster, line("示例乙公司", code))

    said = [f["params"] for f in upload.findings if f["code"] == Problem.NAME_GIVEN_UP]
    assert said == [{"name": "示例丙科技公司"}]
    written(city, upload)
    pairs = RosterFlag.objects.filter(kind=FlagKind.SIMILAR_NAME).values_list(
        "entry__enterprise__name", "other__name"
    )
    assert set(pairs) == {("示例乙公司", "示例丙科技公司"), ("示例丙科技公司", "示例乙公司")}


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
