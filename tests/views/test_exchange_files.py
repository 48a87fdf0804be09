"""Files of figures that are not what was asked for: each gets a sentence, none an error, and none a half of an import.

What can be wrong with every spreadsheet: test_bad_files.py.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from tests import libreoffice, pages
from tests.documents import evidence_files
from tests.factories import City
from tests.mutations import MUTATIONS, SEED, mutated
from tests.views.exchange_files import (
    IMPORT,
    TEMPLATE,
    confirm,
    drafts,
    errors,
    filled,
    remarks,
    saved,
    steps,
    template,
    upload,
)
from tests.views.sheets import keep
from tracker.models import Draft, Upload

pytestmark = pytest.mark.usefixtures("reported")
RATE = {"tool_rate__numerator": 46, "tool_rate__denominator": 60}


@pytest.fixture
def alice(signed_in: Any) -> Any:
    client = signed_in("alice")
    client.post("/i18n/setlang/", {"language": "en"})
    return client


def refused(alice: Any, content: bytes, name: str = "填报.xlsx") -> str:
    """The sentence with which a file is refused; nothing of it is kept."""
    page = upload(alice, content, name)
    assert not Upload.objects.exists()
    assert page.all(id="preview") == []
    return page.one("p", class_="error").text


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (evidence_files.PDF, "填报.xlsx", "inside it is something else"),
        ("一,二".encode("utf-16"), "填报.csv", "neither UTF-8 nor GB18030"),
    ],
)
def test_a_file_that_is_no_table(alice: Any, content: bytes, name: str, sentence: str) -> None:
    assert sentence in refused(alice, content, name)


def test_no_file_at_all(alice: Any) -> None:
    response = alice.post(IMPORT, {"upload": "1"})

    assert "Choose a file first" in pages.read(response).text


def test_a_file_of_another_unit(alice: Any, signed_in: Any) -> None:
    other = signed_in("bob").get("/reports/2025Q3/west/template.xlsx").content
    preview = upload(alice, other)

    assert "another unit or quarter (west/2025Q3)" in errors(preview)[0]
    assert preview.all("button", name="confirm") == []


def test_a_file_of_another_quarter(alice: Any) -> None:
    assert (
        "(east/2025Q2)" in errors(upload(alice, alice.get("/reports/2025Q2/east/template.xlsx").content))[0]
    )


@pytest.mark.parametrize(("row", "sentence"), [(1, "older or newer form"), (2, "another installation")])
def test_a_file_of_another_form_or_installation(alice: Any, row: int, sentence: str) -> None:
    def spoil(workbook: openpyxl.Workbook) -> None:
        workbook["_key"].cell(row, 2).value = "0"

    assert sentence in errors(upload(alice, filled(alice, factories__value=36, spoil=spoil)))[0]


def test_a_sheet_without_its_hidden_sheets_is_known_by_the_code_above_it(alice: Any, signed_in: Any) -> None:
    def spoil(workbook: openpyxl.Workbook) -> None:
        for name in workbook.sheetnames[1:]:
            del workbook[name]

    assert steps(upload(alice, filled(alice, factories__value=36, spoil=spoil)))["factories"] == "changed"
    other = openpyxl.load_workbook(
        io.BytesIO(signed_in("bob").get("/reports/2025Q3/west/template.xlsx").content)
    )
    spoil(other)
    assert "west/2025Q3" in errors(upload(alice, saved(other)))[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_file_that_says_nothing_of_itself(alice: Any, encoding: str) -> None:
    text = "指标代码,完成值,说明,限定\r\nfactories,３６,并入两家,约\r\n"
    preview = upload(alice, text.replace("指标代码", "Target code").encode(encoding), "填报.csv")

    assert [severity for severity, _words in remarks(preview)] == ["warning", "warning"]
    assert "does not say for which unit" in remarks(preview)[0][1]
    assert steps(preview) == {"factories": "changed", "tool-rate": "absent"}
    confirm(alice, preview)
    assert drafts()["factories"] == {"value": "３６", "qualifier": "about", "note": "并入两家"}


@pytest.mark.parametrize(
    ("person", "address"), [("alice", TEMPLATE), ("bob", "/reports/2025Q3/west/template.xlsx")]
)
def test_a_template_saved_as_a_text_file_says_whose_it_is(
    alice: Any, signed_in: Any, person: str, address: str
) -> None:
    sheet = template(signed_in(person), address).worksheets[0]
    text = io.StringIO()
    csv.writer(text).writerows([["" if cell is None else cell for cell in row] for row in sheet.values])
    preview = upload(alice, text.getvalue().encode("gb18030"), "填报.csv")

    if person == "alice":
        assert remarks(preview) == []
        assert steps(preview) == {"factories": "unchanged", "tool-rate": "empty"}
    else:
        assert "(west/2025Q3)" in errors(preview)[0]


CELLS: list[tuple[str, Callable[[Any], None], str, str]] = [
    (
        "hidden column",
        lambda sheet: setattr(sheet.column_dimensions["K"], "hidden", True),
        "warning",
        "hidden",
    ),
    ("no code", lambda sheet: setattr(sheet["A5"], "value", None), "error", "code is missing"),
    ("unknown code", lambda sheet: setattr(sheet["A5"], "value", "index"), "error", "not asked for"),
    ("code twice", lambda sheet: setattr(sheet["A6"], "value", "factories"), "error", "row 5 already"),
    ("part of no rate", lambda sheet: setattr(sheet["G5"], "value", 3), "error", "rates only"),
    ("text too long", lambda sheet: setattr(sheet["K5"], "value", "长" * 1001), "error", "1000"),
    ("stored as text", lambda sheet: setattr(sheet["I5"], "value", " 3,6 "), "error", "separate thousands"),
    ("commas", lambda sheet: setattr(sheet["I5"], "value", "1,036 "), "warning", "read as 1036"),
    ("exponent", lambda sheet: setattr(sheet["I5"], "value", "1e5"), "error", "exponent"),
    ("decimals", lambda sheet: setattr(sheet["I5"], "value", 36.5), "error", "whole number"),
]


@pytest.mark.parametrize(
    ("spoil", "severity", "words"), [row[1:] for row in CELLS], ids=[row[0] for row in CELLS]
)
def test_something_wrong_in_the_sheet(
    alice: Any, spoil: Callable[[Any], None], severity: str, words: str
) -> None:
    preview = upload(alice, filled(alice, factories__value=36, spoil=lambda book: spoil(book.worksheets[0])))

    assert [text for found, text in remarks(preview) if found == severity and words in text], remarks(preview)
    assert bool(preview.all("button", name="confirm")) is (severity == "warning")


def test_a_date_where_a_number_belongs(alice: Any) -> None:
    def spoil(workbook: openpyxl.Workbook) -> None:
        cell = workbook.worksheets[0]["I5"]
        cell.value, cell.number_format = 46152, "m月d日"

    assert "the date 2026-05-10" in errors(upload(alice, filled(alice, spoil=spoil)))[0]


def test_further_sheets_are_not_read_and_named(alice: Any) -> None:
    def spoil(workbook: openpyxl.Workbook) -> None:
        workbook.create_sheet("草稿").append([1])

    preview = upload(alice, filled(alice, factories__value=36, spoil=spoil))
    assert remarks(preview)[0] == ("warning", "! warning 草稿 This sheet was not read.")


def test_a_figure_that_is_approved_cannot_be_changed_by_a_file(alice: Any, reported: Any) -> None:
    content = filled(alice, factories__value=36)
    reported.approve(reported.assignment().reports.get(period__quarter="2025Q3").latest)

    assert "approved" in errors(upload(alice, content))[0]


@libreoffice.INSTALLED
def test_what_libreoffice_saves_comes_back_unchanged(alice: Any, reported: City, tmp_path: Path) -> None:
    with_decimals(reported)
    keep(alice, "factories", factories__note="=并入两家", factories__qualifier="about")
    content = filled(alice, factories__value=36.1234, **RATE)

    before = upload(alice, content)
    kept = Upload.objects.latest("pk").rows
    after = upload(alice, libreoffice.saved_again(content, tmp_path))

    assert errors(after) == []
    assert steps(after) == steps(before)
    assert Upload.objects.latest("pk").rows == kept
    confirm(alice, after)
    assert drafts()["factories"] == {"value": "36.1234", "qualifier": "about", "note": "=并入两家"}


@libreoffice.INSTALLED
def test_what_stands_on_the_sheet_goes_out_and_comes_back_without_a_difference(
    alice: Any, reported: City, tmp_path: Path
) -> None:
    with_decimals(reported)
    figures = {"tool-rate__numerator": "46.1205", "tool-rate__denominator": "60.0001"}
    keep(alice, "factories", factories__value="36.1234", factories__note="+两家")
    keep(alice, "tool-rate", **figures)

    preview = upload(alice, libreoffice.saved_again(alice.get(TEMPLATE).content, tmp_path))

    assert steps(preview) == {"factories": "unchanged", "tool-rate": "unchanged"}
    assert remarks(preview) == []


def with_decimals(city: City) -> None:
    """Let the count have decimals: figures of it are kept with four, whatever is shown."""
    target = city.targets["factories"]
    target.decimals = 2
    target.save()


def test_no_mutation_of_a_file_breaks_anything_or_imports_a_part(alice: Any) -> None:
    content = filled(alice, factories__value=36, **RATE)
    for number, spoilt in zip(range(MUTATIONS), mutated(content, random.Random(SEED)), strict=False):
        Upload.objects.all().delete()
        file = SimpleUploadedFile("填报.xlsx", spoilt)
        response: HttpResponse = alice.post(IMPORT, {"upload": "1", "file": file}, follow=True)
        assert response.status_code == 200, number
        assert drafts() == {}, number
        assert Upload.objects.count() <= 1
        page = pages.read(response)
        if page.all("button", name="confirm"):
            importing = {code for code, step in steps(page).items() if step in ("new", "changed")}
            confirm(alice, page)
            assert drafts().keys() == importing, number
        Draft.objects.all().delete()
