"""What is typed saves itself as its author's draft, is theirs alone to submit, and counts nowhere before."""

from typing import Any

import pytest

from tests import factories, pages
from tests.factories import RUNNING, City
from tests.views.conftest import HTMX
from tests.views.sheets import SHEET, draft, keep, row_of, sheet_data, stored, submit
from tracker.models import AuditEvent, Draft, ReportVersion


def state_of(response: Any, target: str) -> pages.Element:
    """What the pause after typing is answered with: the words about the row, not the row itself."""
    assert response.status_code == 200
    page = pages.read(response)
    assert not page.all("html")
    assert not page.all(data_row=None), "the fields in which somebody types are never swapped"
    return page.one(id=f"state-{target}")


@pytest.mark.parametrize("typed", ["36", "三十六", "36..", "  ", "=1+1", "3\x006", "9" * 60])
def test_whatever_is_typed_is_kept_as_it_is(reported: City, signed_in: Any, typed: str) -> None:
    client = signed_in("alice")
    state_of(keep(client, "factories", factories__value=typed), "factories")

    kept = typed.replace("\0", "")  # the one character that PostgreSQL keeps nowhere
    assert draft("factories").content["value"] == kept
    row = row_of(pages.read(signed_in("alice").get(SHEET)), "factories")
    assert row.one("input", name="factories-value").value == kept
    assert stored("factories").value == 33


def test_a_draft_keeps_every_field(reported: City, signed_in: Any) -> None:
    typed = {"numerator": "4x", "denominator": "60", "qualifier": "about", "note": "待核", "reason": "land"}
    typed |= {"next_step": "下月补报", "value": ""}
    keep(signed_in("alice"), "tool-rate", **{f"tool-rate-{name}": text for name, text in typed.items()})

    assert draft("tool-rate").content == typed
    row = row_of(pages.read(signed_in("alice").get(SHEET)), "tool-rate")
    assert row.one("input", name="tool-rate-numerator").value == "4x"
    assert row.one(name="tool-rate-note").value == "待核"
    chosen = row.one("select", name="tool-rate-reason").one("option", selected=None)
    assert chosen.value == "land"


def test_a_draft_counts_nowhere(reported: City, signed_in: Any) -> None:
    before = ReportVersion.objects.count(), AuditEvent.objects.count()
    keep(signed_in("alice"), "tool-rate", **{"tool-rate-value": "76.54321"})
    keep(signed_in("alice"), "factories", factories__value="7654321")

    assert (ReportVersion.objects.count(), AuditEvent.objects.count()) == before
    query = {"quarter": RUNNING.code}
    for username in ("coordinator", "auditor", "viewer", "anonymous"):
        client = signed_in(username)
        for path in ("/", "/targets/factories/", "/targets/tool-rate/", "/targets/factories/explain/"):
            html = client.get(path, query).content.decode()
            assert "7654321" not in html
            assert "7,654,321" not in html


def test_the_answer_says_when_it_was_saved(reported: City, signed_in: Any) -> None:
    state = state_of(keep(signed_in("alice"), "factories", factories__value="36"), "factories")

    assert "12:00" in state.one(class_="draft-state").text
    assert state.one("input", name="factories-seen").value == "1"


def test_a_draft_that_says_what_stands_is_forgotten(reported: City, signed_in: Any) -> None:
    client = signed_in("alice")
    keep(client, "factories", factories__value="36")
    state = state_of(keep(client, "factories", factories__value="33"), "factories")

    assert draft("factories") is None
    assert not state.all(class_="draft-state")


def test_submitting_takes_the_draft_along(reported: City, signed_in: Any) -> None:
    client = signed_in("alice")
    keep(client, "factories", factories__value="36")

    assert client.post(SHEET, sheet_data(client) | {"submit": "all"}).status_code == 302
    assert stored("factories").value == 36
    assert draft("factories") is None


@pytest.mark.parametrize("typed", ["abc", "-1"])
def test_a_refused_figure_stays_as_a_draft(reported: City, signed_in: Any, typed: str) -> None:
    client = signed_in("alice")
    submit(client, "factories", htmx=True, factories__value=typed)

    assert draft("factories").content["value"] == typed


def test_two_people_in_one_cell_keep_their_own_drafts_and_see_the_others(
    reported: City, signed_in: Any
) -> None:
    keep(signed_in("alice"), "factories", factories__value="36")
    keep(signed_in("aaron"), "factories", factories__value="35")

    assert (draft("factories").content["value"], draft("factories", "aaron").content["value"]) == ("36", "35")
    row = row_of(pages.read(signed_in("alice").get(SHEET)), "factories")
    assert row.one("input", name="factories-value").value == "36"
    other = row.one(class_="other-draft").text
    assert "aaron" in other
    assert "35" in other


def test_a_colleagues_submission_leaves_the_draft_and_says_so(reported: City, signed_in: Any) -> None:
    alice = signed_in("alice")
    keep(alice, "factories", factories__value="36")
    submit(signed_in("aaron"), "factories", factories__value="35")

    page = sheet_data(alice)
    row = row_of(pages.read(alice.get(SHEET)), "factories")
    assert row.one("input", name="factories-value").value == "36"
    said = row.one(class_="row-state").text
    assert all(word in said for word in ("aaron", "35", "36"))

    # The draft was begun over the version before: submitting it asks once more.
    response = alice.post(SHEET, page | {"submit": "factories"}, headers=HTMX)
    assert row_of(pages.read(response), "factories").all(role="alert")
    assert stored("factories").value == 35
    assert draft("factories").content["value"] == "36"


def test_two_windows_of_one_person_notice_each_other(reported: City, signed_in: Any) -> None:
    alice = signed_in("alice")
    left, right = sheet_data(alice), sheet_data(alice)
    assert left["window"] != right["window"]
    saved = alice.post(SHEET, left | {"factories-value": "36", "draft": "factories"}, headers=HTMX)
    assert not state_of(saved, "factories").all(role="alert")

    answer = alice.post(SHEET, right | {"factories-value": "35", "draft": "factories"}, headers=HTMX)
    state = state_of(answer, "factories")
    assert "36" in state.one(role="alert").text
    assert not state.all(class_="draft-state")
    assert draft("factories").content["value"] == "36"

    # Having been told, they type on: the window now knows the draft it replaces.
    known = {"factories-draft": state.one("input", name="factories-draft").value}
    again = right | known | {"factories-value": "35", "draft": "factories"}
    assert not state_of(alice.post(SHEET, again, headers=HTMX), "factories").all(role="alert")
    assert draft("factories").content["value"] == "35"


def test_one_window_saves_on_and_on_without_waiting_for_the_answers(reported: City, signed_in: Any) -> None:
    """The next pause may come before the last answer: the count of the draft is then an older one."""
    alice = signed_in("alice")
    window = sheet_data(alice)
    for value in ("3", "36", "365"):
        answer = alice.post(SHEET, window | {"factories-value": value, "draft": "factories"}, headers=HTMX)
        assert not state_of(answer, "factories").all(role="alert")

    assert draft("factories").content["value"] == "365"


def test_a_draft_is_there_after_signing_in_again(reported: City, signed_in: Any) -> None:
    client = signed_in("alice")
    keep(client, "tool-rate", **{"tool-rate-value": "80"})
    client.logout()

    lost = client.post(
        SHEET, {"tool-rate-value": "81", "tool-rate-seen": "0", "draft": "tool-rate"}, headers=HTMX
    )
    assert lost.headers["HX-Retarget"] == "#page-alert"
    assert draft("tool-rate").content["value"] == "80"
    assert sheet_data(signed_in("alice"))["tool-rate-value"] == "80"


def test_keeping_everything_without_script_keeps_every_row(reported: City, signed_in: Any) -> None:
    client = signed_in("alice")
    data = sheet_data(client, factories__value="36", **{"tool-rate-value": "80"}) | {"draft": "all"}

    response = client.post(SHEET, data)
    assert response.status_code == 302
    assert (draft("factories").content["value"], draft("tool-rate").content["value"]) == ("36", "80")
    assert (stored("factories").number, stored("tool-rate")) == (1, None)


def test_keeping_a_faulty_row_without_script_keeps_it_and_says_what_is_wrong(
    reported: City, signed_in: Any
) -> None:
    client = signed_in("alice")
    response = client.post(SHEET, sheet_data(client, factories__value="abc") | {"draft": "all"})

    row = row_of(pages.read(response), "factories")
    assert "不是数字" in row.one(role="alert").text
    assert row.one("input", name="factories-value").value == "abc"
    assert draft("factories").content["value"] == "abc"


@pytest.mark.parametrize("code", ["index", "no-such-target", ""])
def test_a_draft_of_a_figure_that_is_not_asked_for_is_not_found(
    reported: City, signed_in: Any, code: str
) -> None:
    data = {f"{code}-value": "40", f"{code}-seen": "0", "draft": code}

    assert signed_in("alice").post(SHEET, data, headers=HTMX).status_code == 404
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("username", "status"), [("bob", 404), ("anna", 403), ("rita", 403), ("auditor", 403)]
)
def test_a_draft_in_somebody_elses_sheet_is_refused(
    reported: City, signed_in: Any, username: str, status: int
) -> None:
    data = {"factories-value": "40", "factories-seen": "1", "draft": "factories"}

    assert signed_in(username).post(SHEET, data, headers=HTMX).status_code == status
    assert not Draft.objects.exists()


def test_a_draft_of_a_closed_quarter_is_refused_in_words(reported: City, signed_in: Any) -> None:
    client = signed_in("alice")
    data = sheet_data(client, factories__value="36") | {"draft": "factories"}
    factories.period_close(RUNNING)

    state = state_of(client.post(SHEET, data, headers=HTMX), "factories")
    assert "2025Q3" in state.one(role="alert").text
    assert not Draft.objects.exists()


def test_a_note_that_is_too_long_is_cut_in_the_draft_alone(reported: City, signed_in: Any) -> None:
    """A megabyte pasted into a note is not stored with every pause."""
    keep(signed_in("alice"), "factories", factories__value="36", factories__note="长" * 5000)

    assert draft("factories").content["note"] == "长" * 1000
