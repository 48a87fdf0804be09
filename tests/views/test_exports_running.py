"""Files of the quarter that is being reported: for members, and for nobody else."""

import io
import zipfile
from typing import Any

import pytest

from tests.factories import City, checks_off
from tests.views.workbooks import head, rows, texts, workbook
from tracker.services.reports import StatedFigure

OVERVIEW, FACTORIES, RATE = (
    "/export/overview",
    "/export/targets/factories",
    "/export/targets/tool-rate",
)
CLOSED, RUNNING = "/export/quarters/2025Q2", "/export/quarters/2025Q3"


def test_quarter_file_of_a_running_quarter_is_for_members(reported: City, english: Any) -> None:
    for username, status in {"anonymous": 404, "stranger": 404, "viewer": 200, "alice": 200}.items():
        for form in ("xlsx", "csv"):
            response = english(username).get(f"{RUNNING}.{form}")
            assert b"".join(response)
            assert response.status_code == status, username
    book = workbook(english("viewer").get(f"{RUNNING}.xlsx"))

    found, states = rows(book["Figures"]), rows(book["Who has reported"])
    heading = "Smart factories"
    figures = [found[unit][f"{heading} (factories)"].value for unit in ("east", "west", "bureau")]
    assert figures == [33, "not yet due", None]
    assert [states[unit][heading].value for unit in ("east", "west")] == ["submitted", "not submitted"]
    assert "Being reported: not final" in head(book["Figures"])


@pytest.mark.parametrize("quarter", ["2025Q4", "2031Q1", "2025Q9", "none", "2025q2x"])
def test_quarter_file_of_a_quarter_that_is_not_there(reported: City, english: Any, quarter: str) -> None:
    assert english("coordinator").get(f"/export/quarters/{quarter}.csv").status_code == 404


def test_stated_blank_is_said_with_its_reason_and_counts_as_nothing(reported: City, english: Any) -> None:
    checks_off()
    reported.report(0, unit="west")
    blank = StatedFigure(None, reason="season", note="停产")
    reported.report(blank, target="tool-rate", unit="west")
    book = workbook(english("viewer").get(f"{RUNNING}.xlsx"))

    figures, states = rows(book["Figures"])["west"], rows(book["Who has reported"])["west"]
    assert figures["Smart factories (factories)"].value == 0, "a reported zero is a figure"
    assert figures["Share with tools (%)"].value == "not yet due"
    assert states["Share with tools"].value == "submitted · season"


@pytest.mark.parametrize("persona", ["anonymous", "stranger"])
def test_no_unpublished_figure_reaches_a_stranger(released: City, english: Any, persona: str) -> None:
    checks_off()
    released.report(765432, seen=1)
    client = english(persona)
    addresses = [f"{a}.xlsx" for a in (OVERVIEW, FACTORIES, RATE, CLOSED)]
    assert "765432" in texts(workbook(english("alice").get(f"{FACTORIES}.xlsx")))

    for address in addresses:
        for query in ({}, {"quarter": "2025Q3"}):
            file = io.BytesIO(b"".join(client.get(address, query)))
            with zipfile.ZipFile(file) as package:
                inside = b"".join(package.read(name) for name in package.namelist())
            assert b"765432" not in inside, address
            assert b"2025Q3.xlsx" not in inside
    for address in (OVERVIEW, FACTORIES, CLOSED):
        said = b"".join(client.get(f"{address}.csv", {"quarter": "2025Q3"}))
        assert b"765432" not in said


def test_running_quarter_of_a_target_stands_apart(reported: City, english: Any) -> None:
    book = workbook(english("alice").get(f"{FACTORIES}.xlsx"))

    row = rows(book["Quarters"])["2025Q3"]
    assert (row["Actual (factories)"].value, row["Being reported"].value) == (33, "Being reported")
    data = rows(book["Chart data"])["2025Q3"]
    assert (data["Actual"].value, data["Being reported"].value) == (None, 33)
