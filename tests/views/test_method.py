"""The thresholds: open to everybody, changed by a coordinator, never backwards."""

from typing import Any

import pytest

from tests import pages
from tests.factories import City
from tracker.models import AuditEvent, ProgressMethod

NEXT = {
    "from_quarter": "2025Q3",
    "ahead": "1.2",
    "on_schedule": "0.95",
    "slightly_behind": "0.8",
    "start_share": "0.05",
    "start_tolerance": "0.05",
    "reason": "市政府办公室要求",
}


def test_method_is_open_to_everybody_and_shows_no_form(reported: City, signed_in: Any) -> None:
    page = pages.read(signed_in("anonymous").get("/method/"))

    assert "r ≥ 1.1" in page.text
    assert not page.one("main").all("form")


def test_method_change_is_in_force_from_its_quarter_and_leaves_earlier_ones(
    reported: City, signed_in: Any
) -> None:
    coordinator = signed_in("coordinator")
    before = pages.statuses(pages.read(coordinator.get("/?quarter=2025Q2")))

    response = coordinator.post("/method/", NEXT)

    assert response.status_code == 302
    assert "市政府办公室要求" in pages.read(coordinator.get("/method/")).text
    assert pages.statuses(pages.read(coordinator.get("/?quarter=2025Q2"))) == before
    earlier = coordinator.get("/targets/factories/explain/?quarter=2025Q2").content.decode()
    later = coordinator.get("/targets/factories/explain/?quarter=2025Q3").content.decode()
    assert "第 1 版" in earlier
    assert "第 2 版" in later
    assert "r ≥ 1.2" in later
    assert AuditEvent.objects.filter(action="method.created", actor__username="coordinator").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"from_quarter": "2025Q2"}, "2025Q2 已关闭"),
        ({"from_quarter": "2024Q1"}, "2025Q2 已关闭"),
        ({"from_quarter": "soon"}, "2025Q3 的形式"),
        ({"on_schedule": "1.3"}, "依次递减"),
        ({"slightly_behind": "0"}, "依次递减"),
        ({"start_share": "1"}, "小于 1"),
        ({"reason": ""}, "必填"),
        ({"ahead": "abc"}, "数字"),
    ],
)
def test_method_change_refuses(reported: City, signed_in: Any, changes: dict[str, str], words: str) -> None:
    from tests.factories import RUNNING, close_before

    close_before(RUNNING)
    response = signed_in("coordinator").post("/method/", NEXT | changes)

    page = pages.read(response)
    assert response.status_code == 200
    assert words in page.text
    assert page.one("input", name="ahead").value == (NEXT | changes)["ahead"]
    assert not ProgressMethod.objects.exists()


def test_method_change_before_a_later_version_is_refused(reported: City, signed_in: Any) -> None:
    coordinator = signed_in("coordinator")
    coordinator.post("/method/", NEXT | {"from_quarter": "2025Q4"})

    response = coordinator.post("/method/", NEXT)

    assert "第 2 版已定于 2025Q4" in pages.read(response).text
    assert ProgressMethod.objects.count() == 1


@pytest.mark.parametrize("person", ["alice", "reviewer", "auditor", "stranger", "viewer"])
def test_method_change_by_others_is_forbidden(reported: City, signed_in: Any, person: str) -> None:
    assert signed_in(person).post("/method/", NEXT).status_code == 403
    assert not ProgressMethod.objects.exists()
