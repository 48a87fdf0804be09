"""Honours and events from files: all or nothing, and the same again changes nothing."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.factories import NOW, City
from tracker.documents.recognition_files import RecognitionFile, read_recognitions
from tracker.models import AuditEvent, Recognition, Source
from tracker.services.plan_rosters import UnableToLoad
from tracker.services.recognitions import recognitions_load

NEW_SOURCE = {"code": "paper", "title": "报道", "publisher": "示例日报", "date": "2024-02", "grade": "B"}


def entry(code: str = "pioneer", **changes: Any) -> dict[str, Any]:
    text = {"zh": "示例荣誉", "en": "Sample honour"}
    return {"code": code, "kind": "honour", "as_of": "2023", "text": text, "source": "gazette"} | changes


def file_with(*entries: dict[str, Any], sources: tuple[dict[str, Any], ...] = ()) -> RecognitionFile:
    return read_recognitions(
        json.dumps({"sources": sources, "recognitions": entries or [entry()]}), format="json"
    )


def load(*entries: dict[str, Any], sources: tuple[dict[str, Any], ...] = ()) -> list[str]:
    return recognitions_load(file=file_with(*entries, sources=sources), by=None, at=NOW)


def test_load_keeps_every_field(city: City) -> None:
    unit = {"zh": "家", "en": "enterprises"}
    note = {"zh": "说明", "en": "Note"}
    load(
        entry(count=3, unit=unit, note=note, target="factories"), entry("start", kind="event", as_of="2024Q1")
    )

    pioneer, start = Recognition.objects.order_by("position")
    assert (pioneer.kind, pioneer.as_of, pioneer.count, pioneer.unit_zh) == ("honour", "2023", 3, "家")
    assert (pioneer.text_zh, pioneer.text_en, pioneer.note_zh) == ("示例荣誉", "Sample honour", "说明")
    assert pioneer.target == city.targets["factories"]
    assert pioneer.source.code == "gazette"
    assert (start.kind, start.as_of, start.count, start.target, start.plan) == (
        "event",
        "2024Q1",
        None,
        None,
        None,
    )


def test_load_again_changes_nothing_and_leaves_no_trail(city: City) -> None:
    assert load(entry(plan="example")) == ["pioneer"]
    before = Recognition.objects.values().get()

    assert load(entry(plan="example")) == []
    assert Recognition.objects.values().get() == before
    assert AuditEvent.objects.filter(action="recognitions.loaded").count() == 1


def test_load_changes_what_the_file_changed_and_says_so(city: City) -> None:
    load(entry(), entry("other"))

    assert load(entry(as_of="2022"), entry("other"), entry("third")) == ["pioneer", "third"]
    assert Recognition.objects.get(code="pioneer").as_of == "2022"
    event = AuditEvent.objects.filter(action="recognitions.loaded").latest("pk")
    assert event.details == {"new": ["third"], "changed": ["pioneer"]}


def test_load_keeps_what_another_file_brought(city: City) -> None:
    load(entry("elsewhere"))
    load(entry())

    assert Recognition.objects.count() == 2


def test_load_stores_a_new_source_once(city: City) -> None:
    load(entry(source="paper"), entry("other", source="paper"), sources=(NEW_SOURCE,))

    paper = Source.objects.get(code="paper")
    assert (paper.publisher, paper.grade, paper.recognition_set.count()) == ("示例日报", "B", 2)


def test_load_a_known_source_stays_as_it_is_described(city: City) -> None:
    load(sources=(NEW_SOURCE | {"code": "gazette"},))

    assert Source.objects.get(code="gazette").title == "公报"


def test_load_refuses_with_everything_that_is_missing_and_stores_nothing(city: City) -> None:
    Source.objects.create(code="rumour", title="传闻", publisher="不详", date="2024", grade="D")

    with pytest.raises(UnableToLoad) as refusal:
        load(
            entry(source="paper"),
            entry("a", source="nowhere", target="no-target"),
            entry("b", plan="no-plan"),
            entry("c", source="rumour"),
            sources=(NEW_SOURCE,),
        )
    assert str(refusal.value).splitlines() == [
        "a: there is no source 'nowhere', neither in the file nor loaded",
        "a: there is no target 'no-target'",
        "b: there is no plan 'no-plan'",
        "c: the source 'rumour' has grade D (unusable); nothing can rest on it",
    ]
    assert not Recognition.objects.exists()
    assert not Source.objects.filter(code="paper").exists()


def run(*arguments: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def write(path: Path, *entries: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"recognitions": entries}))
    return path


def test_load_definitions_brings_the_recognitions_once(db: None) -> None:
    assert "honours and events loaded: 13." in run("load_definitions")
    # A shipped fact is what its file says, also after somebody has touched the row.
    Recognition.objects.filter(code="digital-pioneer-2023").update(count=7)

    assert "honours and events loaded: 1." in run("load_definitions")
    assert Recognition.objects.get(code="digital-pioneer-2023").count == 1
    assert Recognition.objects.count() == 13
    assert "honours" not in run("load_definitions")


def test_command_only_checks_when_asked(city: City, tmp_path: Path) -> None:
    assert "honours and events: 1." in run(
        "load_recognitions", write(tmp_path / "a.json", entry()), check=True
    )
    assert not Recognition.objects.exists()


def test_command_refuses_a_bad_file_and_loads_none_beside_it(city: City, tmp_path: Path) -> None:
    good = write(tmp_path / "a.json", entry())
    bad = write(tmp_path / "b.json", entry("b", kind="prize"), entry("c", as_of="24"))

    with pytest.raises(CommandError, match=r"(?s)b\.json is not loaded:.*kind.*as_of"):
        run("load_recognitions", good, bad)
    assert not Recognition.objects.exists()


def test_command_refuses_what_the_database_does_not_know_and_loads_none_beside_it(
    city: City, tmp_path: Path
) -> None:
    good = write(tmp_path / "a.json", entry())
    bad = write(tmp_path / "b.json", entry("b", target="no-target"))

    with pytest.raises(CommandError, match="there is no target 'no-target'"):
        run("load_recognitions", good, bad)
    assert not Recognition.objects.exists()


def test_command_says_that_a_file_is_not_there(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run("load_recognitions", tmp_path / "none.yaml")
