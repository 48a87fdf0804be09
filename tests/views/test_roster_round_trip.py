"""What is exported from a roster and imported again, as it is or saved by another program, changes nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests import libreoffice
from tests.factories import NOW, City
from tests.roster_files import checked_file, names, written
from tests.rosters import CODES, name_add, roster_make
from tests.views.workbooks import content
from tracker.models import Installation, ReportingUnit, Roster, RosterUpload
from tracker.services.enterprises import enterprise_rename
from tracker.services.roster_reading import Missing
from tracker.services.rosters import entry_withdraw

ALL = {"state": "all"}
ENTRIES = 9  # one of them withdrawn


@pytest.fixture
def roster(city: City) -> Roster:
    """Names with everything that could get lost on the way."""
    made = roster_make(city, item_zh="车间", item_en="workshop")
    by = {"by": city.people["coordinator"], "at": NOW}
    name_add(
        city, made, "示例甲公司", code=CODES[0], item="一号车间", level="three", kind="plain", batch="007"
    )
    name_add(city, made, "示例甲公司", code=CODES[0], item="一号车间", level="four", on="2025-03-01")
    name_add(city, made, "示例甲公司", code=CODES[0], item="二号车间", kind="5g", source="苏工信〔2025〕1号")
    name_add(city, made, "示例乙公司", item="3-1", batch="1.10", source="=1+1")  # no code
    name_add(
        city,
        made,
        "示例丙（集团）有限公司",
        code="9132X",
        item="-5G车间",
        batch="2025/5",
        source='＋一,二"三"',
    )
    name_add(city, made, "示例甲公司南京分公司", item="0012", batch="1e5", source="一\n二")
    gone = name_add(city, made, "示例丁公司", "west", code=CODES[1], item="TRUE", batch="第一批 ")
    entry_withdraw(entry=gone, on=dt.date(2025, 6, 1), reason="@迁出", **by)
    name_add(city, made, "示例甲公司", "west", code=CODES[0], item="一号车间")  # in two units
    renamed = name_add(city, made, "示例戊公司", "zone", code=CODES[2], item="2025-05-10", on="2024-02-29")
    enterprise_rename(
        enterprise=renamed.enterprise, name="示例己公司", on=dt.date(2025, 1, 1), reason="更名", **by
    )
    return made


def exported(client: Any, form: str, **query: str) -> bytes:
    return content(client.get(f"/rosters/factories/names.{form}", query))


def differences(upload: RosterUpload) -> list[Any]:
    """Rows that would change something, and whatever was found in the file."""
    rows = [(row.row, row.change, row.values) for row in upload.rows.exclude(change="unchanged")]
    return rows + upload.findings


def assert_the_same(upload: RosterUpload) -> None:
    assert upload.state == "checked"
    assert differences(upload) == []
    assert upload.counts["unchanged"] == ENTRIES


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_exported_workbook_changes_nothing(
    city: City, roster: Roster, signed_in: Any, language: str
) -> None:
    client = signed_in("coordinator")
    client.cookies["django_language"] = language

    assert_the_same(checked_file(city, roster, exported(client, "xlsx", **ALL)))


@libreoffice.INSTALLED
def test_what_libreoffice_saves_changes_nothing(
    city: City, roster: Roster, english: Any, tmp_path: Path
) -> None:
    file = libreoffice.saved_again(exported(english("coordinator"), "xlsx", **ALL), tmp_path)

    assert_the_same(checked_file(city, roster, file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_exported_text_file_changes_nothing_in_any_encoding(
    city: City, roster: Roster, english: Any, encoding: str
) -> None:
    text = exported(english("coordinator"), "csv", **ALL).decode("utf-8-sig")

    assert_the_same(checked_file(city, roster, text.encode(encoding), name="名录.csv"))


def test_the_whole_list_lacks_nobody(city: City, roster: Roster, english: Any) -> None:
    """The names in force today are the whole list: nobody would be withdrawn."""
    file = exported(english("coordinator"), "xlsx")
    upload = checked_file(city, roster, file, missing=Missing(NOW.date(), "不在名单内"))

    assert differences(upload) == []
    assert upload.counts["unchanged"] == ENTRIES - 1


def test_an_export_of_a_demonstration_changes_nothing_either(
    city: City, roster: Roster, english: Any
) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True})
    ReportingUnit.objects.update(is_fictitious=True)
    client = english("coordinator")

    assert_the_same(checked_file(city, roster, exported(client, "xlsx", **ALL)))
    marked = checked_file(city, roster, exported(client, "csv", **ALL), name="名录.csv")
    assert marked.counts["unchanged"] == ENTRIES
    assert {finding["code"] for finding in marked.findings} == {"column_unknown"}


def test_a_list_that_comes_to_an_empty_roster_is_there_again(
    city: City, roster: Roster, english: Any
) -> None:
    before = names(roster)
    file = exported(english("coordinator"), "xlsx", **ALL)
    roster.entries.all().delete()

    upload = written(city, checked_file(city, roster, file))

    assert upload.state == "applied"
    assert names(roster) == before
    assert_the_same(checked_file(city, roster, file))


def test_a_list_for_another_roster_says_so(city: City, roster: Roster, english: Any) -> None:
    file = exported(english("coordinator"), "xlsx", **ALL)
    Roster.objects.filter(pk=roster.pk).update(code="other")
    upload = checked_file(city, Roster.objects.get(pk=roster.pk), file)

    assert [(found["code"], found["params"], found["is_error"]) for found in upload.findings] == [
        ("other_roster", {"code": "factories"}, True)
    ]
