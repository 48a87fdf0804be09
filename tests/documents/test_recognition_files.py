"""Recognition files: the machinery of plan files, with the rules of a published fact."""

import json
from pathlib import Path
from typing import Any

import pytest

from tracker.documents.plan_files import read_plan
from tracker.documents.recognition_files import RecognitionFile, RecognitionFileError, read_recognitions

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture
def tree() -> dict[str, Any]:
    """A fresh file with a source, an honour and an event: every optional field stands somewhere in it."""
    text = {"zh": "示例", "en": "Example"}
    return {
        "sources": [
            {"code": "paper", "title": "报道", "publisher": "示例日报", "date": "2024-02", "grade": "B"}
        ],
        "recognitions": [
            {
                "code": "pioneer",
                "kind": "honour",
                "as_of": 2023,
                "count": 3,
                "unit": {"zh": "家", "en": "enterprises"},
                "text": text,
                "note": text,
                "source": "paper",
                "target": "factories",
            },
            {
                "code": "start",
                "kind": "event",
                "as_of": "2024-02-19",
                "text": text,
                "source": "elsewhere",
                "plan": "example",
            },
        ],
    }


def read(tree: Any) -> RecognitionFile:
    return read_recognitions(json.dumps(tree), format="json")


def errors_of(tree: Any) -> list[str]:
    with pytest.raises(RecognitionFileError) as refusal:
        read(tree)
    return refusal.value.errors


def shipped() -> RecognitionFile:
    return read_recognitions((FIXTURES / "recognitions/nanjing.yaml").read_bytes(), format="yaml")


def test_read_recognitions_keeps_every_field(tree: dict[str, Any]) -> None:
    pioneer, start = read(tree).recognitions

    assert (pioneer.kind, pioneer.as_of, pioneer.count, pioneer.target) == ("honour", "2023", 3, "factories")
    assert pioneer.unit is not None
    assert pioneer.unit.zh == "家"
    assert pioneer.note is not None
    assert pioneer.note.en == "Example"
    assert (start.kind, start.as_of, start.count, start.plan) == ("event", "2024-02-19", None, "example")


def test_read_recognitions_sources_may_all_be_known_already(tree: dict[str, Any]) -> None:
    del tree["sources"]

    assert read(tree).sources == ()


@pytest.mark.parametrize(
    ("index", "field", "value", "sentence"),
    [
        (0, "kind", "prize", "(pioneer).kind: 'prize' is not one of 'honour' or 'event'"),
        (0, "as_of", "last year", "(pioneer).as_of: 'last year' is not a year, quarter, month or day"),
        (0, "as_of", "2023-02-30", "(pioneer).as_of: '2023-02-30' is not a day of the calendar"),
        (0, "count", 0, "(pioneer).count: '0' is too small; at least 1 is expected"),
        (0, "count", "about 3", "(pioneer).count: 'about 3' is not a whole number"),
        (0, "unit", None, "(pioneer).unit: is missing: a number cannot be read without it"),
        (0, "count", None, "(pioneer).unit: stands beside no number (count)"),
        (0, "source", None, "(pioneer).source: nothing is not a code"),
        (0, "text", {"zh": "只有中文"}, "(pioneer).text.en: is missing"),
        (0, "plan", "example", "(pioneer).plan: is not needed beside a target"),
        (0, "place", "Nanjing", "(pioneer).place: is not a field of this format"),
        (1, "as_of", "2024", "(start).as_of: 2024 is only a year; an event has its quarter, month or day"),
        (1, "code", "pioneer", "(pioneer).code: 'pioneer' is taken by recognitions[1]"),
    ],
)
def test_read_recognitions_names_what_is_wrong(
    tree: dict[str, Any], index: int, field: str, value: Any, sentence: str
) -> None:
    tree["recognitions"][index][field] = value
    (error,) = errors_of(tree)

    assert error.startswith(f"recognitions[{index + 1}] {sentence}")


def test_read_recognitions_nothing_rests_on_an_unusable_source(tree: dict[str, Any]) -> None:
    tree["sources"][0]["grade"] = "D"

    assert errors_of(tree) == [
        "recognitions[1] (pioneer).source: 'paper' has grade D (unusable); nothing can rest on it"
    ]


def test_read_recognitions_tells_every_error_at_once(tree: dict[str, Any]) -> None:
    tree["recognitions"][0] |= {"kind": "prize", "unit": None}
    tree["recognitions"][1]["as_of"] = "2024"

    assert len(errors_of(tree)) == 3


def test_read_recognitions_an_empty_list_is_refused() -> None:
    assert errors_of({"recognitions": []}) == ["recognitions: is an empty list; at least one entry is needed"]


def test_nanjing_honours_are_those_of_2023() -> None:
    honours = [row for row in shipped().recognitions if row.kind == "honour"]

    assert [(row.as_of, row.count, row.target) for row in honours] == [
        ("2023", 1, "digital-pioneer"),
        ("2023", 2, None),
        ("2023", 4, None),
        ("2023", 3, "total-ten-billion"),
        ("2023", 1, None),
    ]


def test_nanjing_attendance_is_no_number_of_honours() -> None:
    (conference,) = [row for row in shipped().recognitions if row.code == "conference-2024"]

    assert conference.kind == "event"
    assert conference.count is None
    assert conference.note is not None
    assert "不是全市总数" in conference.note.zh
    assert "not the city's total" in conference.note.en
    assert not [row for row in shipped().recognitions if row.count == 16]


def test_nanjing_source_is_described_as_in_the_plans() -> None:
    plan = read_plan((FIXTURES / "plans/nanjing-digital.yaml").read_bytes(), format="yaml")
    (source,) = shipped().sources

    assert source in plan.sources
    assert {row.source for row in shipped().recognitions} == {source.code}
