"""Competition files: what ships is sound, and every error of a file is said at once."""

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tracker.calculations.scoring_rules import RULES, RuleKind
from tracker.documents.competition_checks import parameters_of, required_of, rule_made, stored_parameters
from tracker.documents.competition_files import (
    CompetitionFile,
    CompetitionFileError,
    read_competition,
    read_demo_competition,
)

FIXTURES = Path(__file__).parents[2] / "fixtures"
OFFICIAL = FIXTURES / "competitions" / "nanjing-2024.yaml"
NAME = {"zh": "名", "en": "Name"}
SOURCE = {"code": "gazette", "title": "公报", "publisher": "示例市", "date": "2024-02", "grade": "A"}


def criterion(**changes: Any) -> dict[str, Any]:
    return {"code": "signed", "name": NAME, "weight": 100, "rule": "efficacy"} | changes


def file(*criteria: dict[str, Any], **edition: Any) -> dict[str, Any]:
    """An edition with one group and one list of these criteria."""
    head = {"code": "sample", "name": NAME, "first": "2024Q1", "position": 1, "source": "gazette"}
    weighting = {"from_quarter": "2024Q1", "reason": "会议纪要"}
    return {
        "edition": head | edition,
        "sources": [SOURCE],
        "groups": [{"code": "urban", "name": NAME, "units": ["east", "west"]}],
        "lists": [
            {
                "code": "heat",
                "name": NAME,
                "weighting": weighting,
                "criteria": list(criteria or [criterion()]),
            }
        ],
    }


def read(tree: Any) -> CompetitionFile:
    return read_competition(json.dumps(tree), format="json")


def errors_of(tree: Any) -> list[str]:
    with pytest.raises(CompetitionFileError) as refusal:
        read(tree)
    return refusal.value.errors


def test_the_edition_of_2024_has_its_five_lists_and_no_criteria() -> None:
    official = read_competition(OFFICIAL.read_bytes(), format="yaml")

    assert [row.name.zh for row in official.lists] == ["实力榜", "活力榜", "热力榜", "动力榜", "能力榜"]
    assert [row.motto.zh for row in official.lists if row.motto] == [
        "拼产业 比贡献",
        "拼项目 比增量",
        "拼招商 比突破",
        "拼创新 比转化",
        "拼服务 比效率",
    ]
    assert not official.groups
    assert not any(row.criteria or row.weighting for row in official.lists)
    assert official.edition.note is not None
    assert "未公布" in official.edition.note.zh


def test_the_edition_of_2023_is_names_only() -> None:
    path = FIXTURES / "competitions" / "nanjing-2023.yaml"
    former = read_competition(path.read_bytes(), format="yaml")

    assert [row.name.zh for row in former.lists] == ["争先榜", "龙虎榜", "赛马榜", "活力榜", "效能榜"]
    assert not former.edition.has_results
    assert not any(row.motto or row.looks_at for row in former.lists)


def test_the_files_are_called_as_their_editions() -> None:
    for path in (FIXTURES / "competitions").glob("*.yaml"):
        assert read_competition(path.read_bytes(), format="yaml").edition.code == path.stem


def test_the_demonstration_says_of_the_lists_what_was_published_and_marks_what_it_invents() -> None:
    official = read_competition(OFFICIAL.read_bytes(), format="yaml")
    path = FIXTURES / "demo" / "competition.yaml"
    demo = read_demo_competition(path.read_bytes(), format="yaml")

    assert demo.edition == official.edition
    assert demo.sources == official.sources
    for row, published in zip(demo.lists, official.lists, strict=True):
        assert row.model_copy(update={"weighting": None, "criteria": ()}) == published
    criteria = [criterion for row in demo.lists for criterion in row.criteria]
    assert all(criterion.sample and "示例" in criterion.name.zh for criterion in criteria)
    assert {criterion.rule for criterion in criteria} == set(RuleKind)
    assert all(2 <= len(row.criteria) <= 4 for row in demo.lists)
    assert [len(group.units) for group in demo.groups] == [6, 6]
    assert all("示例" in group.name.zh for group in demo.groups)
    assert all("示例" in row.reason for row in demo.exclusions)
    assert all("示例" in row.citation.zh for row in demo.flags)


def test_what_is_left_out_is_as_the_format_says() -> None:
    made = read(file()).lists[0].criteria[0]

    assert (made.quantity, made.rising, made.sample, made.target) == ("entered", True, False, None)
    assert made.weight == Decimal(100)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weight": 90}, "lists[1] (heat).criteria: the weights add up to 90, not to 100"),
        ({"weight": 0}, "lists[1] (heat).criteria[1] (signed).weight: 0 is not above zero"),
        ({"weight": "很多"}, "lists[1] (heat).criteria[1] (signed).weight: '很多' is not a number"),
        ({"rule": "magic"}, "lists[1] (heat).criteria[1] (signed).rule: 'magic' is not one of"),
        (
            {"quantity": "ratio"},
            "lists[1] (heat).criteria[1] (signed).quantity: 'ratio' is a number of a target",
        ),
        (
            {"target": "factories"},
            "lists[1] (heat).criteria[1] (signed).quantity: is missing: which number of the target",
        ),
        (
            {"rule": "schedule"},
            "lists[1] (heat).criteria[1] (signed).rule: schedule needs the quantity ratio, not 'entered'",
        ),
        (
            {"rule": "deduction"},
            "lists[1] (heat).criteria[1] (signed).rule: deduction needs the parameter 'allowed'",
        ),
        (
            {"parameters": {"cup": 1}},
            "lists[1] (heat).criteria[1] (signed).parameters: 'cup' is no parameter of efficacy",
        ),
        ({"parameters": {"cap": "0.5"}}, "a cap of 0.5 would put full marks out of reach"),
        ({"parameters": {"worst": 5, "best": 1}}, "the best value lies on the wrong side of the worst"),
        ({"parameters": {"base": None}}, "the parameter 'base' of efficacy cannot be null"),
        (
            {"rule": "completion", "rising": False},
            "lists[1] (heat).criteria[1] (signed).rule: completion is for figures that should rise",
        ),
    ],
)
def test_a_criterion_that_does_not_fit_is_named(changes: dict[str, Any], sentence: str) -> None:
    assert any(sentence in error for error in errors_of(file(criterion(**changes))))


def changed(**parts: Any) -> dict[str, Any]:
    return copy.deepcopy(file()) | parts


@pytest.mark.parametrize(
    ("tree", "sentence"),
    [
        (file(first="2024Q2", last="2024Q1"), "edition.last: lies before the first quarter 2024Q2"),
        (file(source="rumour"), "edition.source: there is no source 'rumour' in sources"),
        (file(has_results=False), "lists[1] (heat): has criteria, but the edition says has_results: false"),
        (file(first="2025Q1"), "weighting.from_quarter: lies before the edition's first quarter 2025Q1"),
        (
            file(criterion(weight=50), criterion(weight=50)),
            "lists[1] (heat).criteria[2] (signed).code: 'signed' is taken by criteria[1]",
        ),
        (
            changed(lists=[{"code": "heat", "name": NAME, "criteria": [criterion()]}]),
            "lists[1] (heat).weighting: is missing",
        ),
        (
            changed(
                lists=[{"code": "heat", "name": NAME, "weighting": {"from_quarter": "2024Q1", "reason": "x"}}]
            ),
            "lists[1] (heat).criteria: is missing",
        ),
        (changed(lists=[]), "lists: is an empty list"),
        (
            changed(
                groups=[
                    {"code": "urban", "name": NAME, "units": ["east"]},
                    {"code": "rural", "name": NAME, "units": ["west", "east"]},
                ]
            ),
            "groups[2] (rural).units[2]: 'east' is in the group 'urban' already",
        ),
    ],
)
def test_parts_that_contradict_each_other_are_named(tree: dict[str, Any], sentence: str) -> None:
    assert any(sentence in error for error in errors_of(tree)), errors_of(tree)


def test_every_error_is_said_at_once() -> None:
    tree = file(criterion(weight=40, rule="schedule"), criterion(code="other", weight=40), source="rumour")

    assert len(errors_of(tree)) == 3


@pytest.mark.parametrize("kind", list(RuleKind))
def test_a_rule_is_made_again_from_what_is_stored(kind: RuleKind) -> None:
    given = {name: Decimal(3) for name in required_of(kind)}
    stored = stored_parameters(kind, given)

    assert stored.keys() == parameters_of(kind).keys()
    read_back = {name: None if value is None else Decimal(value) for name, value in stored.items()}
    assert RULES[kind](**read_back) == rule_made(kind, given)


def test_a_cap_of_null_is_no_cap() -> None:
    assert stored_parameters(RuleKind.SCHEDULE, {"cap": None}) == {"cap": None}
    assert rule_made(RuleKind.SCHEDULE, {"cap": None}) == RULES[RuleKind.SCHEDULE](cap=None)
