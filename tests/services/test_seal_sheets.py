"""Sheets to sign and seal: the code finds exactly what was printed, and says whether it still holds."""

import json

import pytest

from tests.factories import CLOSED, NOW, RUNNING, City, figure, period_of
from tracker.documents.seal_sheets import ALPHABET, CODE_LENGTH, seal_code, typed_code
from tracker.models import AuditEvent, SealSheet
from tracker.selectors.seal_sheets import found_sheet, seal_page, seal_sheet
from tracker.services.seal_sheets import UnableToSeal, seal_sheet_make


def made(city: City, *, unit: str = "east", by: str = "alice", quarter: object = RUNNING) -> SealSheet:
    return seal_sheet_make(unit=city.units[unit], period=period_of(quarter), by=city.people[by], at=NOW)


def test_code_is_made_of_the_content_and_can_be_read_off_paper() -> None:
    assert seal_code("{}") == "AJBQZAUPQF"
    assert len(ALPHABET) == 32
    assert not set(ALPHABET) & set("0O1I")
    assert len(seal_code("x")) == CODE_LENGTH
    assert typed_code(" ajbqz-aupqf ") == "AJBQZAUPQF"


def test_sheet_holds_exactly_the_versions_that_stand(reported: City) -> None:
    content = json.loads(made(reported).content)

    (row,) = content["figures"]
    assert (row["target"], row["value"], row["version"], row["is_approved"]) == ("factories", "33", 1, False)
    assert "alice" not in json.dumps(content)
    closed = json.loads(made(reported, quarter=CLOSED).content)["figures"]
    assert [(row["target"], row["value"], row["numerator"], row["is_approved"]) for row in closed] == [
        ("factories", "30", None, True),
        ("tool-rate", "75", "45", True),
    ]


def test_same_figures_give_the_same_sheet(reported: City) -> None:
    assert made(reported).pk == made(reported, by="rita").pk
    assert made(reported).pk != made(reported, quarter=CLOSED).pk
    assert AuditEvent.objects.filter(action="seal-sheet.made").count() == 2


def test_approval_is_said_and_changes_the_code(reported: City) -> None:
    before = made(reported)
    report = before.period.reports.get(assignment=reported.assignment())
    reported.approve(report.latest)
    after = made(reported)

    assert after.code != before.code
    assert seal_page(reported.units["east"], period_of(RUNNING)).content.is_approved
    found = found_sheet(before.code)
    assert found.is_current, "the approved version is the one that was printed"
    assert not found.content.is_approved


def test_sheet_whose_figure_was_replaced_does_not_hold(reported: City) -> None:
    sheet = made(reported)
    reported.report(figure(35), seen=1)
    found = found_sheet(sheet.code.lower())

    assert not found.is_current
    (row,) = found.rows
    assert (row.stands, row.is_stored, row.figure.value) == (2, True, 33)


def test_figure_reported_since_is_named(reported: City) -> None:
    sheet = made(reported)
    reported.report(figure(80, reason="other", note="新口径"), target="tool-rate")
    found = found_sheet(sheet.code)

    assert found.added == (reported.targets["tool-rate"].name,)
    assert not found.is_current


def test_returned_figure_stands_for_nothing(reported: City) -> None:
    sheet = made(reported)
    reported.send_back(sheet.period.reports.get(assignment=reported.assignment()).latest)

    (row,) = found_sheet(sheet.code).rows
    assert row.stands == 0
    assert seal_page(reported.units["east"], period_of(RUNNING)).content.figures == ()


def test_sheet_without_figures_is_refused(reported: City) -> None:
    with pytest.raises(UnableToSeal):
        made(reported, unit="west", by="bob")

    assert not SealSheet.objects.exists()


def test_somebody_elses_sheet_is_refused(reported: City) -> None:
    with pytest.raises(UnableToSeal):
        made(reported, by="bob")


def test_unknown_code_finds_nothing(reported: City) -> None:
    with pytest.raises(SealSheet.DoesNotExist):
        seal_sheet("AJBQZAUPQF")
