"""What the checks say beside a figure: again with every look at it, in few queries, and no longer than it is asked."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories, pages
from tests.factories import NOW, RUNNING, City, figure
from tests.views import exchange_files
from tests.views.sheets import SHEET, draft, keep, row_of, submit
from tracker.calculations.checks import CheckKind, Severity
from tracker.models import CheckRule, Target
from tracker.services.units import assignments_create

PARTS = ("part-0", "part-1", "part-2")


@pytest.fixture
def alice(english: Any) -> Client:
    return english("alice")


@pytest.fixture
def parts(reported: City) -> City:
    """The east is asked for three parts of the whole that its factories are; a part that is larger wants a reason."""
    entries = [factories.target_entry(code=code, theme="T2", measure="level") for code in PARTS]
    plan = factories.plan_make(*entries, theme="T2", code="second", position=2)
    made = Target.objects.filter(theme__plan=plan)
    assignments_create(targets=made, units=[reported.units["east"]], by=None, at=NOW)
    whole = reported.targets["factories"]
    CheckRule.objects.bulk_create(
        CheckRule(kind=CheckKind.PART_WHOLE, severity=Severity.WARNING, target=part, whole=whole)
        for part in made
    )
    return reported


def found(page: pages.Element) -> list[str]:
    """What the checks say on a page; pairs of part and whole alone are named in this plan."""
    return [element.text for element in page.all(class_="finding finding-warning")]


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def larger(parts: City, code: str, value: int = 40) -> None:
    parts.report(figure(value, reason="other", note="口径不同"), target=code)


@pytest.mark.parametrize(
    ("username", "address"), [("alice", SHEET), ("rita", "/reviews/2025Q3/"), ("coordinator", SHEET)]
)
def test_pairs_of_part_and_whole_cost_one_query_however_many_they_are(
    parts: City, english: Any, username: str, address: str
) -> None:
    client = english(username)
    for code in PARTS:
        parts.report(20, target=code)
    none = queries(client, address)

    for code in PARTS:
        parts.report(figure(40, reason="other", note="口径不同"), target=code, seen=1)
    assert queries(client, address) == none + 1
    said = found(pages.read(client.get(address)))
    assert len(said) == len(PARTS)
    assert all("Smart factories 33" in text for text in said)


def test_history_of_many_such_versions_costs_one_query(parts: City, alice: Client) -> None:
    address = f"{SHEET}part-0/"
    larger(parts, "part-0")
    one = queries(alice, address)

    for seen in (1, 2):
        parts.report(figure(41 + seen, reason="other", note="口径不同"), target="part-0", seen=seen)
    assert queries(alice, address) == one
    assert len(found(pages.read(alice.get(address)))) == 3


def test_preview_of_many_such_rows_costs_one_query(parts: City, alice: Client) -> None:
    def shown(*codes: str) -> int:
        def spoil(workbook: Any) -> None:
            sheet = workbook.worksheets[0]
            for code in codes:
                sheet[exchange_files.place(sheet, code, "value")].value = 40

        preview = exchange_files.upload(alice, exchange_files.filled(alice, spoil=spoil))
        warned = [text for severity, text in exchange_files.remarks(preview) if severity == "warning"]
        assert sum("A part cannot exceed its whole" in text for text in warned) == len(codes)
        return queries(alice, exchange_files.IMPORT)

    assert shown(*PARTS) == shown(PARTS[0])


def test_what_the_checks_say_of_a_draft_stands_there_again_when_the_sheet_opens(
    reported: City, alice: Client
) -> None:
    typed = found(pages.read(keep(alice, "factories", factories__value="300")))
    assert typed

    row = row_of(pages.read(alice.get(SHEET)), "factories")
    assert found(row) == typed
    assert row.one("button", data_take=None).attributes["data-take"] == "30"
    assert row.one("input", name="factories-value").value == "300"
    assert row.one(class_="draft-state").text


def test_what_is_wrong_with_a_draft_stands_there_again_too(reported: City, alice: Client) -> None:
    keep(alice, "factories", factories__value="36..")

    page = pages.read(alice.get(SHEET))
    row = row_of(page, "factories")
    assert row.one(role="alert").text
    assert "field-faulty" in row.one("div", class_="field field-value field-faulty").attributes["class"]
    assert not page.all(class_="notice notice-error"), "nothing was submitted"


def test_what_the_checks_say_of_an_imported_draft_stands_on_the_sheet(reported: City, alice: Client) -> None:
    preview = exchange_files.upload(alice, exchange_files.filled(alice, factories__value=300))
    exchange_files.confirm(alice, preview)

    assert draft("factories").content["value"] == "300"
    assert found(row_of(pages.read(alice.get(SHEET)), "factories"))


def test_a_rate_of_a_draft_is_shown_again(reported: City, alice: Client) -> None:
    keep(alice, "tool-rate", **{"tool-rate__numerator": "45", "tool-rate__denominator": "60"})

    row = row_of(pages.read(alice.get(SHEET)), "tool-rate")
    assert row.one(class_="rate").attributes["data-rate"] == "75"


def test_a_draft_of_a_figure_that_was_approved_since_is_asked_nothing(
    reported: City, alice: Client, signed_in: Any
) -> None:
    keep(alice, "factories", factories__value="300")
    reported.approve(reported.report(34, seen=1, by="aaron"))

    row = row_of(pages.read(alice.get(SHEET)), "factories")
    assert not found(row)
    assert not row.can_be_typed_in


def test_drafts_take_no_more_queries_the_more_there_are(parts: City, alice: Client) -> None:
    keep(alice, PARTS[0], **{f"{PARTS[0]}-value": "40"})
    one = queries(alice, SHEET)

    for code in PARTS[1:]:
        keep(alice, code, **{f"{code}-value": "40"})
    assert queries(alice, SHEET) == one
    assert len(found(pages.read(alice.get(SHEET)))) == len(PARTS)


ASKING = "Perhaps 30 is meant."


@pytest.mark.parametrize(
    ("answer", "is_asked"),
    [
        ({}, True),
        ({"factories__reason": "other"}, True),
        ({"factories__reason": "other", "factories__note": "并入"}, False),
        ({"factories__reason": "land"}, False),
    ],
)
def test_a_finding_asks_until_it_is_answered(
    reported: City, alice: Client, answer: dict[str, str], is_asked: bool
) -> None:
    keep(alice, "factories", factories__value="300", **answer)

    (said,) = found(row_of(pages.read(alice.get(SHEET)), "factories"))
    assert "300 is about 10 times 30" in said
    assert (ASKING in said) == is_asked


def test_a_figure_that_is_submitted_is_asked_nothing_any_more(
    reported: City, alice: Client, english: Any
) -> None:
    typed = {"factories__value": "300", "factories__reason": "other", "factories__note": "并入"}
    row = row_of(pages.read(submit(alice, "factories", htmx=True, **typed)), "factories")
    sheet, history = alice.get(SHEET), alice.get(f"{SHEET}factories/")
    review = english("rita").get(f"/reviews/{RUNNING.code}/")

    for page in (row, *map(pages.read, (sheet, history, review))):
        (said,) = found(page)
        assert said.endswith("300 is about 10 times 30 (2025 Q2).")
        assert not page.all(data_take=None)


def test_fields_that_are_wrong_are_named_for_the_script_that_marks_them(
    reported: City, alice: Client
) -> None:
    wrong = pages.read(keep(alice, "factories", factories__value="abc")).one(id="state-factories")
    assert wrong.attributes["data-faulty"] == "value"

    fine = pages.read(keep(alice, "factories", factories__value="36")).one(id="state-factories")
    assert fine.attributes["data-faulty"] == ""
