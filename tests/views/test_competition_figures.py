"""Entering a list's own figures, approving them, leaving a unit out, honouring one."""

from decimal import Decimal
from typing import Any

import pytest

from tests import pages
from tests.competition_setup import Competition, competition_make, of_target, release_make, stated
from tests.factories import NOW, RUNNING, City
from tests.views.setup_forms import errors, form_of, send
from tracker.calculations.periods import Quarter
from tracker.models import CompetitionFigure, CompetitionFigureVersion, Exclusion, HonourFlag
from tracker.services.weightings import weighting_set

ADDRESS = "/setup/competitions/sample/heat/2025Q3/"


@pytest.fixture
def competition(city: City) -> Competition:
    made = competition_make(city)
    weighting_set(
        list=made.list,
        criteria=[
            stated(weight=50),
            stated("完成目标", 30, rule="completion", decimals=1),
            of_target(city.targets["factories"], 20),
        ],
        from_quarter=Quarter(2025, 1),
        reason="会议纪要",
        seen=0,
        by=city.people["coordinator"],
        at=NOW,
    )
    return made


def enter(client: Any, page: Any = None, **typed: str) -> Any:
    return send(client, ADDRESS, "figures", page=page, **typed)


def versions() -> dict[tuple[str, str], CompetitionFigureVersion]:
    return {
        (row.unit.code, row.criterion.code): row.latest
        for row in CompetitionFigure.objects.all()
        if row.latest
    }


def test_figures_are_entered_by_a_bureau_and_approved_by_the_coordinator(
    competition: Competition, english: Any
) -> None:
    editor, coordinator = english("editor"), english("coordinator")
    typed = {
        "east.entered": "7",
        "east.entered-2": "12.5",
        "east.entered-2.target": "20",
        "west.entered.reason": "season",
        "source": "台账1号",
    }
    assert enter(editor, **typed).status_code == 302
    entered = versions()
    assert entered["east", "entered"].value == 7
    assert (entered["east", "entered-2"].value, entered["east", "entered-2"].own_target) == (
        Decimal("12.5"),
        20,
    )
    assert (entered["west", "entered"].value, entered["west", "entered"].reason) == (None, "season")
    assert entered.keys() == {("east", "entered"), ("east", "entered-2"), ("west", "entered")}

    own = pages.read(editor.get(ADDRESS))
    assert not own.all("input", name="versions"), "nobody approves their own"
    page = pages.read(coordinator.get(ADDRESS))
    boxes = [box.value for box in page.all("input", name="versions")]
    assert len(boxes) == 3
    assert "台账1号" in page.one(id="approve").text
    response = coordinator.post(ADDRESS, {"save": "approve", "versions": boxes[:2]})
    assert response.status_code == 302
    assert CompetitionFigure.objects.filter(approved__isnull=False).count() == 2
    assert "2 figures were approved." in pages.read(coordinator.get(ADDRESS)).text


def test_criterion_of_a_target_is_not_entered_here(competition: Competition, english: Any) -> None:
    table = pages.read(english("coordinator").get(ADDRESS)).one("table", class_="data entered")

    assert [cell.text for cell in table.one("thead").all("th")] == ["Unit", "新签约项目", "完成目标"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"east.entered": "seven"}, "number"),
        ({"east.entered": "7.5"}, "whole"),
        ({"east.entered": "7", "east.entered.reason": "season"}, "There is a figure"),
        ({"east.entered-2.target": "5"}, "choose why there is none"),
        ({"east.entered-2": "5", "east.entered-2.target": "-5"}, "above 0"),
    ],
)
def test_figures_are_refused_with_what_was_typed(
    competition: Competition, english: Any, typed: dict[str, str], words: str
) -> None:
    response = enter(english("coordinator"), **{"west.entered": "3", "note": "说明"} | typed)

    assert response.status_code == 200
    assert any(words in error for error in errors(response)), errors(response)
    page = pages.read(response)
    for name, value in {"west.entered": "3"}.items():
        assert page.one("input", name=name).value == value
    assert page.one("textarea", name="note").value == "说明"
    assert not CompetitionFigure.objects.exists()


def test_figure_is_replaced_only_with_a_note(competition: Competition, english: Any) -> None:
    client = english("coordinator")
    enter(client, **{"east.entered": "7"})
    response = enter(client, **{"east.entered": "8"})
    assert any("why the figure is replaced" in error for error in errors(response))
    assert enter(client, **{"east.entered": "8", "note": "漏计一项"}).status_code == 302

    assert versions()["east", "entered"].number == 2


def test_cell_that_nobody_touched_takes_nothing_back(competition: Competition, english: Any) -> None:
    editor, coordinator = english("editor"), english("coordinator")
    opened = pages.read(editor.get(ADDRESS))
    enter(coordinator, **{"east.entered": "7"})
    assert enter(editor, opened, **{"west.entered": "3"}).status_code == 302
    assert versions()["east", "entered"].value == 7

    response = enter(editor, opened, **{"east.entered": "9", "note": "x"})
    assert any("7 was entered here meanwhile" in error for error in errors(response))
    again = enter(editor, pages.read(response))
    assert again.status_code == 302, errors(again)
    assert versions()["east", "entered"].value == 9


@pytest.mark.parametrize("was", ["{", "[]", '{"east.entered": 7}', '{"east.entered": [1, "NaN", "", ""]}'])
def test_forged_memory_overwrites_nothing(competition: Competition, english: Any, was: str) -> None:
    client = english("coordinator")
    enter(client, **{"east.entered": "7"})

    assert enter(client, was=was, **{"east.entered": "9", "note": "x"}).status_code in (200, 302)
    assert versions()["east", "entered"].number in (1, 2)
    assert CompetitionFigureVersion.objects.filter(figure__unit__code="east").first().value == 7


def test_approval_of_what_has_been_replaced_is_refused(competition: Competition, english: Any) -> None:
    editor, coordinator = english("editor"), english("coordinator")
    enter(editor, **{"east.entered": "7"})
    box = pages.read(coordinator.get(ADDRESS)).one("input", name="versions").value
    enter(editor, **{"east.entered": "8", "note": "漏计"})

    response = coordinator.post(ADDRESS, {"save": "approve", "versions": [box]})
    assert any("replaced or approved meanwhile" in error for error in errors(response))
    response = coordinator.post(ADDRESS, {"save": "approve"})
    assert any("Tick the figures" in error for error in errors(response))
    assert not CompetitionFigure.objects.filter(approved__isnull=False).exists()


def test_publisher_approves_and_changes_nothing_else(competition: Competition, english: Any) -> None:
    enter(english("editor"), **{"east.entered": "7"})
    client = english("publisher")
    page = pages.read(client.get(ADDRESS))

    assert page.all("button", value="approve")
    assert not page.all("button", value="figures")
    assert not page.all("button", value="exclude")
    assert client.post(ADDRESS, {"save": "exclude"}).status_code == 404
    box = page.one("input", name="versions").value
    assert client.post(ADDRESS, {"save": "approve", "versions": [box]}).status_code == 302


def test_figure_typed_for_ones_own_unit_is_ignored(
    competition: Competition, city: City, english: Any
) -> None:
    city.people["editor"].memberships.create(unit=city.units["east"], role="viewer")
    client = english("editor")

    assert not pages.read(client.get(ADDRESS)).all("input", name="east.entered")
    enter(client, **{"east.entered": "9", "west.entered": "3"})
    assert versions().keys() == {("west", "entered")}


@pytest.mark.parametrize("person", ["alice", "reviewer", "auditor", "administrator", "stranger", "viewer"])
def test_page_is_closed_to_others(competition: Competition, english: Any, person: str) -> None:
    assert english(person).get(ADDRESS).status_code == 403


def test_unit_is_left_out_with_a_reason_and_let_in_again(
    competition: Competition, city: City, english: Any
) -> None:
    client = english("coordinator")
    east = str(city.units["east"].pk)
    response = send(client, ADDRESS, "exclude", unit=east, reason="")
    assert form_of(pages.read(response), "exclude").all("option", value=east, selected=None)
    assert send(client, ADDRESS, "exclude", unit=east, reason="洪涝灾害", whole="on").status_code == 302
    row = Exclusion.objects.get()
    assert (row.list, row.reason) == (None, "洪涝灾害")

    response = send(client, ADDRESS, "exclude", unit=east, reason="又一次")
    assert any("left out of this ranking already" in error for error in errors(response))
    assert "又一次" in form_of(pages.read(response), "exclude").one("textarea").value
    assert send(client, ADDRESS, f"include-{row.pk}", reason="核实后恢复").status_code == 302
    assert "核实后恢复" in pages.read(client.get(ADDRESS)).one(id="exclusions").text


def test_honour_flag_is_given_and_taken_back(competition: Competition, city: City, english: Any) -> None:
    client = english("coordinator")
    typed = {"unit": str(city.units["west"].pk), "citation_zh": "签约最多"}
    assert send(client, ADDRESS, "honour", **typed).status_code == 302
    assert "签约最多" in pages.read(client.get(ADDRESS)).one(id="flags").text
    response = send(client, ADDRESS, "honour", **typed)
    assert any("already" in error for error in errors(response))

    assert send(client, ADDRESS, f"unhonour-{HonourFlag.objects.get().pk}").status_code == 302
    assert not HonourFlag.objects.exists()


def test_released_quarter_says_what_entering_does_not_do(
    competition: Competition, city: City, english: Any
) -> None:
    release_make(RUNNING, city)
    client = english("coordinator")
    assert "changes no published board" in pages.read(client.get(ADDRESS)).text

    typed = {"unit": str(city.units["west"].pk), "citation_zh": "签约最多"}
    response = send(client, ADDRESS, "honour", **typed)
    assert any("2025Q3 has been released" in error for error in errors(response))
    assert enter(client, **{"east.entered": "7"}).status_code == 302


@pytest.mark.parametrize("quarter", ["2025Q4", "2023Q4", "2025", "now"])
def test_quarter_that_is_not_reviewed_yet_is_not_found(
    competition: Competition, english: Any, quarter: str
) -> None:
    assert english("coordinator").get(f"/setup/competitions/sample/heat/{quarter}/").status_code == 404


def test_list_without_entered_criteria_says_so(competition: Competition, english: Any) -> None:
    page = pages.read(english("coordinator").get("/setup/competitions/sample/drive/2025Q3/"))

    assert "No criterion of this list is entered" in page.text
