"""Files that are not what was asked for, sent to both imports: each is told what is wrong in a sentence, none is an
error, none is taken in half.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.worksheet.worksheet import Worksheet

from tests import pages
from tests.bad_files import (
    BAD_FILES,
    FAULTY,
    FINE,
    OF_FIGURES,
    OF_NAMES,
    REFUSED,
    WARNED,
    BadFile,
    Layout,
    in_sheet,
    list_of_names,
    turn_round,
)
from tests.factories import City
from tests.rosters import CODES, roster_make
from tests.views.exchange_files import IMPORT, drafts, filled, remarks
from tracker.models import RosterEntry, RosterUpload

NAMES = "/rosters/factories/import/"


@dataclass(frozen=True)
class Import:
    """One of the two imports, with a valid file for it. `upload` sends a file and reads the page that follows."""

    content: bytes
    layout: Layout
    upload: Callable[[bytes, str], pages.Element]
    written: Callable[[], Any]  # what a file must not change before it is confirmed
    tally: Callable[[pages.Element], Any]  # what the page says that the file would change


@pytest.fixture
def figures(reported: City, english: Any) -> Import:
    """The reporting sheet of the east, filled in."""
    client = english("alice")

    def upload(content: bytes, name: str) -> pages.Element:
        file = SimpleUploadedFile(name, content)
        response = client.post(IMPORT, {"upload": "1", "file": file}, follow=True)
        assert response.status_code == 200
        return pages.read(response)

    return Import(
        content=filled(client, factories__value=36, factories__note="并入两家", factories__qualifier="about"),
        layout=OF_FIGURES,
        upload=upload,
        written=drafts,
        tally=lambda page: [row.attributes["data-step"] for row in page.all(data_step=None)],
    )


@pytest.fixture
def names(reported: City, english: Any) -> Import:
    """A list of two names."""
    roster_make(reported)
    client = english("coordinator")

    def upload(content: bytes, name: str) -> pages.Element:
        file = SimpleUploadedFile(name, content)
        response = client.post(NAMES, {"file": file}, follow=True)
        assert response.status_code == 200
        return pages.read(response)

    return Import(
        content=list_of_names(),
        layout=OF_NAMES,
        upload=upload,
        written=lambda: list(RosterEntry.objects.values_list("pk", flat=True)),
        tally=lambda _page: RosterUpload.objects.latest("pk").counts["new"],
    )


def check(import_: Import, bad: BadFile) -> None:
    """Send the file as it should be and spoilt, and hold what is said against the list."""
    before = import_.written()
    sound = None
    if bad.outcome == FINE:
        sound = import_.tally(import_.upload(import_.content, "list.xlsx"))
    page = import_.upload(bad.make(import_.content, import_.layout), bad.file)
    said = remarks(page)
    may_confirm = bool(page.all("button", name="confirm"))

    assert import_.written() == before
    if bad.outcome == REFUSED:
        assert bad.words in page.one("main").text, [e.text for e in page.all("p", class_="error")]
        assert not may_confirm
    elif bad.outcome == FINE:
        assert said == []
        assert import_.tally(page) == sound
        assert may_confirm
    else:
        severity = "error" if bad.outcome == FAULTY else "warning"
        assert [words for found, words in said if found == severity and bad.words in words], said
        assert may_confirm is (bad.outcome == WARNED)


def by_name(bad: BadFile) -> str:
    return bad.name


@pytest.mark.parametrize("bad", BAD_FILES, ids=by_name)
def test_a_bad_file_of_figures(figures: Import, bad: BadFile) -> None:
    check(figures, bad)


@pytest.mark.parametrize("bad", BAD_FILES, ids=by_name)
def test_a_bad_file_of_names(names: Import, bad: BadFile) -> None:
    check(names, bad)


def of_names(place: str, value: object, number_format: str | None = None) -> Any:
    """A file of names with something else in one of its cells."""

    def spoil(sheet: Worksheet, _layout: Layout) -> None:
        sheet[place].value = value
        sheet[place].number_format = number_format or sheet[place].number_format

    return in_sheet(spoil)


def as_published(sheet: Worksheet, layout: Layout) -> None:
    """The list as a bureau publishes it: a title over all columns, who made it, running numbers, columns in an order
    of its own, days and codes in formats of Chinese programs.
    """
    turn_round(sheet, layout)
    sheet.insert_cols(1)
    sheet.merge_cells("A1:K1")
    sheet["A1"], sheet["A2"], sheet["A3"] = "示例市智能工厂名录", "填报单位:示例局 2025年10月", "序号"
    for number in (1, 2):
        day, code = sheet.cell(3 + number, 5), sheet.cell(3 + number, 10)
        sheet.cell(3 + number, 1).value = number
        day.value, day.number_format = 45672, 'yyyy"年"m"月"d"日";@'
        code.number_format = "0_ "


NAMES_ONLY = [
    BadFile("a list as it is published", WARNED, "“序号” is not one", in_sheet(as_published)),
    BadFile("a code as a number", FAULTY, "digits are lost", of_names("B4", 913201000000100430, "0")),
    BadFile("a code as a shown number", FAULTY, "digits are lost", of_names("B4", "9.13201E+17")),
    BadFile("a code of zeros", WARNED, "fails its check", of_names("B4", "913201000000100000")),
    BadFile("a code cut short", WARNED, "fails its check", of_names("B4", CODES[0][:17])),
    BadFile("a code in full width", FINE, "", of_names("B4", " ９１９９９９９９ｍａ0000001n ")),
    BadFile("no code", WARNED, "There is no code", of_names("B4", None)),
    BadFile("no name", FAULTY, "needed in every row", of_names("A4", None)),
    BadFile("a line under the list", FAULTY, "needed in every row", of_names("A7", "填表人:示例")),
    BadFile("an identity card", FAULTY, "identity card", of_names("J4", "联系人 11010519491231002X")),
    BadFile("the same row twice", FAULTY, "stands in row 4 already", of_names("B5", CODES[0])),
    BadFile("5/10 for a day", FAULTY, "no date", of_names("G4", "5/10")),
    BadFile("a month for a day", FAULTY, "no date", of_names("G4", "2025年1月")),
    BadFile("a number for a day", FAULTY, "no date", of_names("G4", 45672)),
    BadFile("a day as a day", FINE, "", of_names("G4", 45672, "yyyy/m/d;@")),
    BadFile("a day in words", FINE, "", of_names("G4", "2025年1月15日")),
    BadFile("a day in full width", FINE, "", of_names("G4", "２０２５．１．１５")),
    BadFile("a day as one number", FINE, "", of_names("G4", 20250115)),
    BadFile("a day to come", FAULTY, "still to come", of_names("G4", "2026-01-15")),
    BadFile("a year for a batch", FINE, "", of_names("F4", 2025)),
    BadFile("a text too long", FAULTY, "longer than 60", of_names("F4", "长" * 61)),
]


@pytest.mark.parametrize("bad", NAMES_ONLY, ids=by_name)
def test_a_file_of_names_as_bureaus_keep_them(names: Import, bad: BadFile) -> None:
    check(names, bad)
