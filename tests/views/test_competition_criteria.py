"""A list's criteria, weights and rules, set as a whole on one page."""

from typing import Any

import pytest

from tests import pages
from tests.competition_setup import Competition, competition_make, of_target, release_make, stated
from tests.factories import NOW, RUNNING, City
from tests.views.setup_forms import errors, form_of, send
from tracker.calculations.periods import Quarter
from tracker.models import Criterion, Weight, Weighting
from tracker.services.weightings import StatedCriterion, weighting_set

LIST = "/setup/competitions/sample/heat/"


@pytest.fixture
def competition(city: City) -> Competition:
    return competition_make(city)


@pytest.fixture
def coordinator(competition: Competition, english: Any) -> Any:
    return english("coordinator")


def put(competition: Competition, city: City, *criteria: StatedCriterion, quarter: str = "2025Q1") -> None:
    weighting_set(
        list=competition.list,
        criteria=criteria or (stated(),),
        from_quarter=Quarter.parse(quarter),
        reason="初次设定",
        seen=competition.list.weightings.count(),
        by=city.people["coordinator"],
        at=NOW,
    )


NEW = {
    "new-1-name_zh": "新签约项目",
    "new-1-quantity": "entered",
    "new-1-weight": "60",
    "new-1-rule": "efficacy",
}


def second(city: City) -> dict[str, str]:
    target = str(city.targets["factories"].pk)
    return {
        "new-2-name_zh": "智能工厂进度",
        "new-2-target": target,
        "new-2-quantity": "ratio",
        "new-2-weight": "40",
        "new-2-rule": "schedule",
        "new-2-p_cap": "1.5",
    }


def test_criteria_are_set_for_the_first_time(competition: Competition, city: City, coordinator: Any) -> None:
    page = pages.read(coordinator.get(LIST))
    assert "No criteria are set" in page.text
    response = send(coordinator, LIST, from_quarter="2025Q1", **NEW, **second(city))

    assert response.status_code == 302, errors(response)
    weights = Weight.objects.all()
    assert [(w.criterion.name_zh, w.value, w.rule) for w in weights] == [
        ("新签约项目", 60, "efficacy"),
        ("智能工厂进度", 40, "schedule"),
    ]
    assert weights[1].parameters == {"cap": "1.5"}
    text = pages.read(coordinator.get(LIST)).text
    assert "Version 1, from 2025 Q1 on" in text
    assert "from 60 points on" in text
    assert "cap 1.5" in text


def test_next_version_keeps_the_first_for_reading(
    competition: Competition, city: City, coordinator: Any
) -> None:
    put(competition, city, stated(weight=60), of_target(city.targets["factories"], 40))
    typed = {"c-entered-weight": "", "c-factories-weight": "100", "c-factories-uncapped": "on"}
    response = send(coordinator, LIST, from_quarter="2025Q3", **typed)

    assert response.status_code == 302, errors(response)
    last = Weighting.objects.last()
    assert [(w.criterion.code, w.value, w.parameters) for w in last.weights.all()] == [
        ("factories", 100, {"cap": None})
    ]
    page = pages.read(coordinator.get(LIST))
    assert "not in force" in form_of(page, "").text
    assert "Version 1, from 2025 Q1 on" in page.one(id="earlier").text
    assert "without a cap" in page.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"new-1-weight": "50"}, "add up to 90 instead of 100: 10 are missing"),
        ({"new-1-weight": "0"}, "A weight lies above 0"),
        ({"new-1-weight": "sixty"}, "number"),
        ({"new-1-weight": ""}, "Give the new criterion a weight"),
        ({"new-1-rule": "schedule"}, "takes only"),
        ({"new-1-rule": "deduction"}, "less is better"),
        ({"new-1-p_cap": "0.5"}, "below 1"),
        ({"new-1-p_worst": "5"}, "both the worst and the best"),
        ({"new-1-quantity": "ratio"}, "choose the target"),
        ({"from_quarter": "2024"}, "2025Q3"),
        ({"from_quarter": "2023Q1"}, "not reviewed in this quarter"),
        ({"reason": ""}, "Say why"),
    ],
)
def test_criteria_are_refused_with_what_was_typed(
    competition: Competition, city: City, coordinator: Any, typed: dict[str, str], words: str
) -> None:
    sent = {"from_quarter": "2025Q1"} | NEW | second(city) | typed
    response = send(coordinator, LIST, **sent)

    assert response.status_code == 200
    assert any(words in error for error in errors(response)), errors(response)
    page = pages.read(response)
    for name in ("new-1-name_zh", "new-1-weight", "new-2-p_cap", "from_quarter"):
        assert page.one("input", name=name).value == sent[name]
    assert not Weighting.objects.exists()
    assert not Criterion.objects.exists()


def test_sum_is_shown_without_a_script(competition: Competition, city: City, coordinator: Any) -> None:
    put(competition, city, stated(weight=60), of_target(city.targets["factories"], 40))
    assert pages.read(coordinator.get(LIST)).one("output").text == "100"

    response = send(coordinator, LIST, from_quarter="2025Q3", **{"c-entered-weight": "70.5"})
    assert pages.read(response).one("output").text == "110.5"


def test_list_of_a_released_quarter_offers_the_next_one(
    competition: Competition, city: City, coordinator: Any
) -> None:
    put(competition, city)
    release_make(RUNNING, city)
    assert pages.read(coordinator.get(LIST)).one("input", name="from_quarter").value == "2025Q4"

    response = send(coordinator, LIST, from_quarter="2025Q3")
    assert any("2025Q3 has been released" in error for error in errors(response))


def test_two_coordinators_at_one_list_are_told(
    competition: Competition, city: City, coordinator: Any
) -> None:
    opened = pages.read(coordinator.get(LIST))
    put(competition, city)
    response = send(coordinator, LIST, page=opened, from_quarter="2025Q1", **NEW | {"new-1-weight": "100"})

    assert any("set version 1 meanwhile" in error for error in errors(response))
    assert Weighting.objects.count() == 1


def test_what_a_criterion_measures_cannot_be_sent_otherwise(
    competition: Competition, city: City, coordinator: Any
) -> None:
    put(competition, city, of_target(city.targets["factories"]))
    forged = {"c-factories-target": str(city.targets["index"].pk), "c-factories-quantity": "actual"}

    assert send(coordinator, LIST, from_quarter="2025Q3", **forged).status_code == 302
    row = Criterion.objects.get()
    assert (row.target.code, row.quantity) == ("factories", "ratio")
