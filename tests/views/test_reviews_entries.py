"""What is ticked and typed on the review page beside a decision: it stays for the next one."""

from typing import Any

import pytest

from tests import factories, pages
from tests.factories import RUNNING, City
from tracker.models import Report, ReportVersion

ADDRESS = "/reviews/2025Q3/"


@pytest.fixture
def waiting(reported: City) -> dict[str, ReportVersion]:
    """What waits for Rita: both figures of the east."""
    return {
        "factories": ReportVersion.objects.get(
            report__assignment=reported.assignment(), report__period__quarter=RUNNING
        ),
        "tool-rate": reported.report(factories.rate(46, 60), target="tool-rate"),
    }


def rows(page: pages.Element) -> dict[str, pages.Element]:
    return {row.attributes["data-report"]: row for row in page.all("tr", data_report=None)}


def state(version: ReportVersion) -> str:
    return Report.objects.get(latest=version).state


def test_returning_one_figure_keeps_what_is_filled_in_beside_the_others(
    waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    ours, beside = waiting["factories"], waiting["tool-rate"]
    sent = {
        "return": str(ours.pk),
        f"{ours.pk}-comment": "与名录不符",
        "version": [str(ours.pk), str(beside.pk)],
    }
    response = signed_in("rita").post(ADDRESS, sent | {f"{beside.pk}-comment": "分母？"})

    page = pages.read(response)
    assert state(waiting["factories"]) == "returned"
    assert "east单位" in page.one(class_="notice notice-success").text
    assert list(rows(page)) == ["east:tool-rate"]
    row = rows(page)["east:tool-rate"]
    assert "checked" in row.one("input", type="checkbox").attributes
    assert row.one("textarea").value == "分母？"
    assert "open" in row.one("details").attributes
    assert not row.all(role="alert"), "nothing was asked of it yet"


def test_approving_keeps_the_comments_typed_beside_the_others(
    waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    ours, beside = waiting["factories"], waiting["tool-rate"]
    sent = {"approve": "ticked", "version": str(ours.pk), f"{beside.pk}-comment": "分母？"}
    page = pages.read(signed_in("rita").post(ADDRESS, sent))

    assert (state(waiting["factories"]), state(waiting["tool-rate"])) == ("approved", "submitted")
    assert "1" in page.one(class_="notice notice-success").text
    row = rows(page)["east:tool-rate"]
    assert row.one("textarea").value == "分母？"
    assert "checked" not in row.one("input", type="checkbox").attributes


def test_a_comment_that_is_missing_keeps_the_ticks(waiting: dict[str, ReportVersion], signed_in: Any) -> None:
    sent = {"return": str(waiting["factories"].pk), "version": str(waiting["tool-rate"].pk)}
    found = rows(pages.read(signed_in("rita").post(ADDRESS, sent)))

    assert found["east:factories"].one(role="alert").text
    ticked = {name for name, row in found.items() if row.all("input", type="checkbox", checked=None)}
    assert ticked == {"east:tool-rate"}


def test_what_was_decided_by_somebody_else_meanwhile_keeps_the_rest(
    reported: City, waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    ours, beside = waiting["factories"], waiting["tool-rate"]
    reported.approve(ours)
    sent = {"return": str(ours.pk), f"{ours.pk}-comment": "与名录不符", "version": str(beside.pk)}
    page = pages.read(signed_in("rita").post(ADDRESS, sent))

    assert page.one(class_="notice notice-error").text
    assert state(ours) == "approved"
    assert "checked" in rows(page)["east:tool-rate"].one("input", type="checkbox").attributes


def test_ids_and_comments_that_belong_to_nothing_are_dropped(
    waiting: dict[str, ReportVersion], signed_in: Any
) -> None:
    sent = {"return": "0", "version": ["1 OR 1=1", "\x00"], "99999999-comment": "?", "-comment": "?"}

    assert signed_in("rita").post(ADDRESS, sent).status_code == 302
