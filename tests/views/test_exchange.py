"""The reporting sheet as a file: the template, the comparison, the drafts that come of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests import pages
from tests.factories import RUNNING, City, figure, period_of, rate
from tests.views.exchange_files import (
    IMPORT,
    TEMPLATE,
    confirm,
    drafts,
    errors,
    filled,
    place,
    remarks,
    steps,
    template,
    upload,
)
from tests.views.sheets import SHEET, keep, row_of, stored, submit
from tracker.models import AuditEvent, Upload

pytestmark = pytest.mark.usefixtures("reported")


@pytest.fixture
def alice(signed_in: Any) -> Any:
    client = signed_in("alice")
    client.post("/i18n/setlang/", {"language": "en"})
    return client


def test_the_template_holds_what_is_known_and_asks_for_the_rest(alice: Any) -> None:
    sheet = template(alice).worksheets[0]
    row = sheet[place(sheet, "factories", "value")].row
    known = [cell.value for cell in sheet[row]]

    assert known[:5] == ["factories", "Smart factories", "factories", 30, None]
    assert sheet[f"I{row}"].value == 33  # what stands already is not asked for again
    assert [
        sheet[place(sheet, "factories", name)].protection.locked for name in ("numerator", "value", "note")
    ] == [
        True,
        False,
        False,
    ]
    assert not sheet[place(sheet, "tool-rate", "numerator")].protection.locked
    assert sheet[f"D{sheet[place(sheet, 'tool-rate', 'value')].row}"].value == 75


def test_the_file_is_named_after_unit_and_quarter(alice: Any) -> None:
    assert "East-2025Q3.xlsx" in alice.get(TEMPLATE)["Content-Disposition"]


def test_a_figure_that_is_approved_is_locked(alice: Any, reported: City) -> None:
    reported.approve(stored("factories"))
    sheet = template(alice).worksheets[0]

    assert sheet[place(sheet, "factories", "value")].protection.locked


def test_what_stands_in_a_draft_is_in_the_template(alice: Any) -> None:
    keep(alice, "tool-rate", **{"tool-rate__numerator": "四十六"})
    sheet = template(alice).worksheets[0]

    assert sheet[place(sheet, "tool-rate", "numerator")].value == "四十六"


def test_nothing_is_stored_before_it_is_confirmed(alice: Any) -> None:
    preview = upload(
        alice, filled(alice, factories__value=36, tool_rate__numerator=46, tool_rate__denominator=60)
    )

    assert steps(preview) == {"factories": "changed", "tool-rate": "new"}
    assert "33 → 36" in preview.one(data_row="factories").text
    assert errors(preview) == []
    assert drafts() == {}
    assert stored("factories").value == 33


def test_confirmed_rows_become_drafts_and_are_submitted_on_the_sheet(alice: Any) -> None:
    preview = upload(
        alice,
        filled(
            alice,
            factories__value=36,
            factories__note="并入两家",
            factories__qualifier="About",
            tool_rate__numerator=46,
            tool_rate__denominator=60,
        ),
    )
    response = confirm(alice, preview)

    assert response.url == SHEET
    assert drafts() == {
        "factories": {"value": "36", "qualifier": "about", "note": "并入两家"},
        "tool-rate": {"numerator": "46", "denominator": "60", "qualifier": "exact"},
    }
    assert submit(alice, "all").status_code == 302
    assert stored("factories").value == 36
    assert stored("tool-rate").value == Decimal("76.6667")


def test_four_decimals_are_kept(alice: Any, reported: City) -> None:
    target = reported.targets["factories"]
    target.decimals = 2
    target.save()

    confirm(alice, upload(alice, filled(alice, factories__value=33.1234)))

    assert drafts()["factories"]["value"] == "33.1234"


def test_a_template_that_nobody_filled_in_changes_nothing(alice: Any) -> None:
    preview = upload(alice, filled(alice))

    assert steps(preview) == {"factories": "unchanged", "tool-rate": "empty"}
    assert preview.all("button", name="confirm") == []
    assert "changes nothing" in preview.text


def test_an_emptied_row_leaves_what_stands(alice: Any) -> None:
    assert steps(upload(alice, filled(alice, factories__value=None)))["factories"] == "empty"


def test_zero_is_a_figure(alice: Any) -> None:
    assert steps(upload(alice, filled(alice, factories__value=0)))["factories"] == "changed"


def test_no_figure_with_its_reason(alice: Any) -> None:
    preview = upload(alice, filled(alice, tool_rate__reason="funding", tool_rate__note="尚未统计"))
    confirm(alice, preview)

    assert drafts()["tool-rate"] == {"reason": "funding", "note": "尚未统计", "qualifier": "exact"}


def test_errors_stand_beside_their_cells_and_nothing_is_imported(alice: Any) -> None:
    content = filled(alice, factories__value="约三十", tool_rate__numerator=61, tool_rate__denominator=60)
    preview = upload(alice, content)

    assert [words.split(" ")[0:2] for words in errors(preview)] == [["✕", "error"], ["✕", "error"]]
    assert "I5" in errors(preview)[0]
    assert "not a number" in errors(preview)[0]
    assert "G6" in errors(preview)[1]
    assert "larger than the denominator" in errors(preview)[1]
    assert preview.all("button", name="confirm") == []
    assert "2 errors" in preview.text


def test_an_import_with_errors_cannot_be_confirmed_by_hand(alice: Any) -> None:
    preview = upload(alice, filled(alice, factories__value=36, tool_rate__value="x"))
    stands = preview.one("input", name="stands").value
    response = alice.post(IMPORT, {"confirm": str(Upload.objects.get().pk), "stands": stands})

    assert response.status_code == 200
    assert "Nothing was imported" in pages.read(response).text
    assert drafts() == {}


def test_what_the_checks_would_say_is_said_before(alice: Any) -> None:
    preview = upload(alice, filled(alice, factories__value=12))

    assert [severity for severity, _words in remarks(preview)] == ["warning"]
    assert "cannot fall" in remarks(preview)[0][1]
    assert preview.one("button", name="confirm")


def test_a_colleagues_figure_since_the_template_is_shown_with_both_values(alice: Any, reported: City) -> None:
    content = filled(alice, factories__value=36)
    reported.report(figure(35, reason="other", note="并入"), seen=1, by="aaron")
    preview = upload(alice, content)

    assert "33 stood here; aaron has submitted 35 since" in remarks(preview)[0][1]
    confirm(alice, preview)
    # The sheet asks once more: the draft was written with the old figure in view.
    row = row_of(pages.read(alice.get(SHEET)), "factories")
    assert "aaron has submitted 35 since" in row.text


def test_a_row_that_was_left_as_it_was_does_not_undo_a_colleagues_figure(alice: Any, reported: City) -> None:
    content = filled(alice, tool_rate__numerator=46, tool_rate__denominator=60)
    reported.report(figure(35, reason="other", note="并入"), seen=1, by="aaron")

    assert steps(upload(alice, content)) == {"factories": "unchanged", "tool-rate": "new"}


def test_a_change_between_comparison_and_confirmation_stops_it(alice: Any, reported: City) -> None:
    preview = upload(
        alice, filled(alice, factories__value=36, tool_rate__numerator=46, tool_rate__denominator=60)
    )
    reported.report(rate(47, 60), target="tool-rate", by="aaron")
    response = confirm(alice, preview)

    assert "changed meanwhile" in pages.read(response).text
    assert drafts() == {}
    assert confirm(alice, pages.read(response)).status_code == 302
    assert drafts().keys() == {"factories", "tool-rate"}


def test_confirming_twice_imports_once(alice: Any) -> None:
    preview = upload(alice, filled(alice, factories__value=36))
    confirm(alice, preview)
    keep(alice, "factories", factories__value="37")

    assert confirm(alice, preview).status_code == 302
    assert drafts()["factories"]["value"] == "37"
    assert AuditEvent.objects.filter(action="upload.confirmed").count() == 1


def test_a_later_file_takes_the_place_of_an_earlier_one(alice: Any) -> None:
    first = upload(alice, filled(alice, factories__value=36))
    upload(alice, filled(alice, factories__value=37))
    response = confirm(alice, first)

    assert "replaced or discarded" in pages.read(response).text
    assert drafts() == {}
    assert list(Upload.objects.order_by("pk").values_list("state", flat=True)) == ["superseded", "checked"]


def test_a_discarded_file_is_gone_from_the_page_and_kept(alice: Any) -> None:
    preview = upload(alice, filled(alice, factories__value=36))
    alice.post(IMPORT, {"discard": preview.one("button", name="discard").value})

    assert pages.read(alice.get(IMPORT)).all(id="preview") == []
    assert Upload.objects.get().state == "discarded"


def test_the_comparison_is_still_there_when_one_comes_back(alice: Any) -> None:
    upload(alice, filled(alice, factories__value=36))

    assert steps(pages.read(alice.get(IMPORT)))["factories"] == "changed"


def test_the_file_its_hash_its_rows_and_what_was_done_are_kept(alice: Any) -> None:
    content = filled(alice, factories__value=36)
    confirm(alice, upload(alice, content, "三季度.xlsx"))
    kept = Upload.objects.get()

    assert kept.file.read() == content
    assert (kept.name, kept.size, kept.state) == ("三季度.xlsx", len(content), "confirmed")
    assert kept.rows[0]["values"]["value"] == "36"
    events = AuditEvent.objects.filter(action__startswith="upload.").order_by("pk")
    assert [(event.action, event.unit, event.quarter) for event in events] == [
        ("upload.checked", "east", "2025Q3"),
        ("upload.confirmed", "east", "2025Q3"),
    ]
    assert events[1].details["targets"] == ["factories"]
    assert events[1].details["sha256"] == kept.sha256


def test_another_persons_file_is_none_of_mine(alice: Any, signed_in: Any) -> None:
    preview = upload(alice, filled(alice, factories__value=36))
    aaron = signed_in("aaron")

    assert pages.read(aaron.get(IMPORT)).all(id="preview") == []
    assert confirm(aaron, preview).status_code == 404
    assert aaron.post(IMPORT, {"discard": "x" * 30}).status_code == 404


def test_the_quarter_is_closed_meanwhile(alice: Any, reported: City) -> None:
    preview = upload(alice, filled(alice, factories__value=36))
    period = period_of(RUNNING)
    period.closed_at = period.due.strftime("%Y-%m-%dT12:00:00+08:00")
    period.save()
    response = confirm(alice, preview)

    assert response.status_code == 200
    assert drafts() == {}
    assert pages.read(alice.get(IMPORT)).all("input", type="file") == []
    assert template(alice).worksheets[0].protection.sheet


@pytest.mark.parametrize(
    ("person", "status"),
    [("rita", 403), ("coordinator", 403), ("auditor", 403), ("bob", 404), ("stranger", 403)],
)
def test_only_those_who_report_for_the_unit(signed_in: Any, person: str, status: int) -> None:
    client = signed_in(person)

    assert client.get(TEMPLATE).status_code == status
    assert client.get(IMPORT).status_code == status
    assert client.post(IMPORT, {"confirm": "1"}).status_code == status


def test_the_comparison_takes_a_fixed_number_of_queries(
    alice: Any, django_assert_max_num_queries: Any
) -> None:
    upload(alice, filled(alice, factories__value=36, tool_rate__numerator=46, tool_rate__denominator=60))

    with django_assert_max_num_queries(20):
        alice.get(IMPORT)
