"""Editions from files: once loaded they are the office's, and a file that names what is not there loads nothing."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.documents.test_competition_files import criterion, file
from tests.factories import NOW, City
from tracker.documents.competition_files import read_competition
from tracker.models import AuditEvent, CompetitionList, Criterion, Edition, GroupMember, Weighting
from tracker.services.competition_loading import UnableToLoadCompetition, competition_load


def load(tree: dict[str, Any]) -> Edition:
    return competition_load(file=read_competition(json.dumps(tree), format="json"), by=None, at=NOW)


def test_file_becomes_edition_lists_groups_and_criteria(city: City) -> None:
    ratio = criterion(code="f", target="factories", quantity="ratio", rule="schedule", weight=40)
    edition = load(file(criterion(weight=60, parameters={"cap": None}), ratio))

    assert (edition.code, str(edition.source)) == ("sample", str(edition.source))
    assert dict(GroupMember.objects.values_list("unit__code", "group__code")) == {
        "east": "urban",
        "west": "urban",
    }
    weighting = Weighting.objects.get()
    assert (weighting.version, weighting.from_quarter.code, weighting.author) == (1, "2024Q1", None)
    assert [(w.criterion.code, w.value, w.parameters["cap"]) for w in weighting.weights.all()] == [
        ("signed", 60, None),
        ("f", 40, "1.2"),
    ]
    assert Criterion.objects.get(code="f").target == city.targets["factories"]
    assert AuditEvent.objects.get(action="competition.loaded").details["created"] is True


def test_file_loaded_again_changes_what_it_says_and_leaves_what_the_office_has_set(city: City) -> None:
    load(file())
    GroupMember.objects.filter(unit__code="west").delete()
    Criterion.objects.update(name_zh="改了名")
    tree = file(criterion(weight=100, rule="place"))
    tree["lists"][0]["name"]["zh"] = "新名"
    load(tree)

    assert CompetitionList.objects.get().name_zh == "新名"
    assert Criterion.objects.get().name_zh == "改了名"
    assert Weighting.objects.get().weights.get().rule == "efficacy"
    assert GroupMember.objects.count() == 1


def test_file_that_names_what_is_not_there_loads_nothing(city: City) -> None:
    tree = file(criterion(target="lost", quantity="actual"))
    tree["groups"][0]["units"] = ["east", "north", "bureau"]

    with pytest.raises(UnableToLoadCompetition) as error:
        load(tree)
    assert error.value.errors == [
        "groups: there is no unit 'north'",
        "groups: 'bureau' is no district or zone",
        "criteria: there is no target 'lost'",
    ]
    assert not Edition.objects.exists()


def run(*arguments: Any) -> str:
    out = io.StringIO()
    call_command("load_competition", *arguments, stdout=out)
    return out.getvalue()


def test_command_checks_loads_and_refuses(city: City, tmp_path: Path) -> None:
    path = tmp_path / "edition.json"
    path.write_text(json.dumps(file()))
    assert "sound: 1 lists" in run(path, "--check")
    assert not Edition.objects.exists()
    assert "sample: 1 lists loaded" in run(path)

    path.write_text(json.dumps(file(criterion(weight=5))))
    with pytest.raises(CommandError, match="add up to 5"):
        run(path)
    path.write_text(json.dumps(file(criterion(target="lost", quantity="actual"))))
    with pytest.raises(CommandError, match="no target 'lost'"):
        run(path)
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.yaml")


def test_definitions_bring_both_editions_once(db: None) -> None:
    call_command("load_definitions", verbosity=0, stdout=io.StringIO())
    Edition.objects.filter(code="nanjing-2024").update(name_zh="改了名")
    call_command("load_definitions", verbosity=0, stdout=io.StringIO())

    assert [row.code for row in Edition.objects.all()] == ["nanjing-2024", "nanjing-2023"]
    assert Edition.objects.get(code="nanjing-2024").name_zh == "改了名"
    assert CompetitionList.objects.count() == 10
    assert not Criterion.objects.exists()
