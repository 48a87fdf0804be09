"""What a definition file may be made of, before any field is looked at: YAML and JSON, both kept harmless."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.documents.definition_files import file_format
from tracker.documents.definition_text import SIZE_LIMIT, DefinitionFileError, FileFormat, parsed
from tracker.documents.plan_files import PlanFileError, read_plan


def errors_of(text: str | bytes, format: FileFormat = "yaml") -> list[str]:
    with pytest.raises(PlanFileError) as refusal:
        read_plan(text, format=format)
    return refusal.value.errors


def as_yaml(tree: Any) -> str:
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


@pytest.mark.parametrize(
    ("text", "format", "sentence"),
    [
        ("plan:\n  name: [one\n", "yaml", "line 3: not valid YAML: expected ',' or ']'"),
        ("plan: {}\n\tthemes: 1\n", "yaml", "line 2: not valid YAML: found character '\\t'"),
        (
            "a: 1\ncomparator: >=\n",
            "yaml",
            "line 2: not valid YAML: expected chomping or indentation indicators",
        ),
        (
            "a: 1\nunit: %\n",
            "yaml",
            "line 2: not valid YAML: found character '%' that cannot start any token",
        ),
        ("a: 1\n---\nb: 2\n", "yaml", "line 2: not valid YAML: but found another document"),
        ("a: 1\nb: \x07\n", "yaml", "line 2: the character U+0007 may not stand in a YAML file"),
        ('a: "\\UFFFFFFFF"', "yaml", "not valid YAML: an escape such as"),
        ("[" * 5000, "yaml", "the file is nested too deeply"),
        ('{"plan": 1,\n}', "json", "line 2: not valid JSON: "),
        ("[" * 100_000, "json", "the file is nested too deeply"),
        ("", "yaml", "the file is empty; expected a mapping with plan, sources, themes, targets"),
        ("# only a remark\n", "yaml", "the file is empty; expected a mapping"),
        (" \n", "json", "the file is empty; expected a mapping"),
        ("null", "json", "the file is empty; expected a mapping"),
        ("- a\n- b\n", "yaml", "the file holds a list; expected a mapping"),
        ("hello", "yaml", "the file holds 'hello'; expected a mapping"),
        ("7", "json", "the file holds '7'; expected a mapping"),
        ("计划: 一".encode("gb18030"), "yaml", "the file is not UTF-8 text (byte 1); save it again as UTF-8"),
        (
            "plan: 计划".encode("utf-16"),
            "yaml",
            "the file is not UTF-8 text (byte 1); save it again as UTF-8",
        ),
        ("plan: \ud800", "yaml", "the file is not UTF-8 text (byte 7); save it again as UTF-8"),
        (b"# " + b"x" * SIZE_LIMIT, "yaml", "the file has 524,290 bytes; at most 524,288 are read"),
    ],
)
def test_read_plan_text_that_is_no_mapping(text: str | bytes, format: FileFormat, sentence: str) -> None:
    errors = errors_of(text, format)
    assert len(errors) == 1
    assert errors[0].startswith(sentence)


def test_read_plan_sign_without_quotes_gets_advice() -> None:
    assert errors_of("comparator: >=\n")[0].endswith(
        '(text that begins with a sign, such as ">=" or "%", stands in quotes)'
    )


@pytest.mark.parametrize("text", ["!!python/object/apply:os.system [exit]", "!!str 2024", "!unit 家"])
def test_read_plan_tags_are_refused(plan: dict[str, Any], text: str) -> None:
    head, tail = as_yaml(plan).split("  position: 1\n")
    errors = errors_of(f"{head}  position: 1\n  issuer: {text}\n{tail}")
    line = len(head.splitlines()) + 2
    assert errors[0] == f"line {line}: tags (!) are not used here; write the plain value"


def test_read_plan_anchors_and_aliases_are_refused_each_with_its_line() -> None:
    errors = errors_of("plan: &p\n  code: a\nsources: *p\nthemes: *q\n")
    assert errors[:3] == [
        f"line {line}: anchors and aliases (&, *) are not used here; write the value out"
        for line in (1, 3, 4)
    ]
    assert "targets (line 1): is missing" in errors


def test_read_plan_alias_bomb_is_refused_at_once() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert errors_of(bomb)[0].startswith("line 1: anchors and aliases")


def test_read_plan_yaml_key_twice(plan: dict[str, Any]) -> None:
    text = as_yaml(plan).replace("  first: 2024Q1\n", "  first: 2024Q1\n  first: 2023Q1\n")
    line = text.splitlines().index("  first: 2024Q1") + 1
    assert errors_of(text) == [f"plan.first (line {line}): stands here again on line {line + 1}"]


def test_read_plan_json_key_twice(plan: dict[str, Any]) -> None:
    text = json.dumps(plan).replace('"first": "2024Q1"', '"first": "2024Q1", "first": "2023Q1"')
    assert errors_of(text, "json") == ["plan.first: stands here more than once"]


def test_read_plan_milestone_twice(plan: dict[str, Any]) -> None:
    text = as_yaml(plan).replace("    2025Q4: 25\n", "    2025Q4: 25\n    2025Q4: 26\n")
    assert [error.split(" (line")[0] for error in errors_of(text)] == [
        "targets[2] (smart-factory).milestones.2025Q4"
    ]


def test_read_plan_key_that_is_a_list() -> None:
    assert "plan (line 1): a key must be one word, which line 2 has not" in errors_of(
        "plan:\n  ? [a]\n  : b\n"
    )


def test_read_plan_yaml_errors_name_their_line(plan: dict[str, Any]) -> None:
    plan["targets"][1]["theme"] = "A9"
    del plan["targets"][1]["wording"]
    text = as_yaml(plan)
    entry = text.splitlines().index("- code: smart-factory") + 1
    assert errors_of(text) == [
        f"targets[2] (smart-factory).wording (line {entry}): is missing",
        f"targets[2] (smart-factory).theme (line {entry + 1}): there is no theme 'A9' in themes",
    ]


def test_read_plan_long_or_unprintable_words_are_quoted_short(plan: dict[str, Any]) -> None:
    plan["x" * 500] = 1
    plan["plan"]["code"] = "\u001b[31m" + "y" * 500
    assert all(len(error) < 200 and error.isprintable() for error in errors_of(json.dumps(plan), "json"))


def test_parsed_yaml_scalars_stay_text() -> None:
    text = "a: 2024-10\nb: no\nc: 68.10\nd: 010\ne: 12:30\nf: null\ng: 'null'\nh: ~\ni:\nj: 0x10\n"
    assert parsed(text, "yaml").tree == {
        "a": "2024-10",
        "b": "no",
        "c": "68.10",
        "d": "010",
        "e": "12:30",
        "f": None,
        "g": "null",
        "h": None,
        "i": None,
        "j": "0x10",
    }


def test_parsed_json_numbers_stay_text() -> None:
    assert parsed('{"a": 68.10, "b": 010e1}'.replace("010", "10"), "json").tree == {"a": "68.10", "b": "10e1"}


@pytest.mark.parametrize("start", ["\ufeff", ""])
def test_read_plan_byte_order_mark_is_no_fault(plan: dict[str, Any], start: str) -> None:
    assert read_plan((start + as_yaml(plan)).encode(), format="yaml").plan.code == "example-plan"
    assert read_plan(start + json.dumps(plan), format="json").plan.code == "example-plan"


@pytest.mark.parametrize(("name", "format"), [("a.yaml", "yaml"), ("a.YML", "yaml"), ("b.c.json", "json")])
def test_file_format_by_ending(name: str, format: str) -> None:
    assert file_format(Path("some") / name) == format


@pytest.mark.parametrize("name", ["plan.xlsx", "plan"])
def test_file_format_of_another_kind(name: str) -> None:
    with pytest.raises(DefinitionFileError, match=r"the name must end in \.yaml, \.yml or \.json"):
        file_format(Path(name))


def test_read_plan_largest_file_that_is_read(plan: dict[str, Any]) -> None:
    text = as_yaml(plan).encode() + b"#"
    assert read_plan(text + b"x" * (SIZE_LIMIT - len(text)), format="yaml").plan.code == "example-plan"


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
WORDS = st.sampled_from(
    ["plan", "sources", "themes", "targets", "code", "baseline", "milestones", "2024Q1", "value"]
)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=3), inner, max_size=5)
    ),
)


@settings(deadline=None)
@given(tree=st.dictionaries(WORDS, TREES, max_size=5))
def test_read_plan_any_json_is_refused_in_printable_words(tree: dict[str, Any]) -> None:
    errors = errors_of(json.dumps(tree), "json")
    assert errors
    assert all(error.isprintable() for error in errors)


@settings(deadline=None)
@given(text=st.text(alphabet=st.sampled_from("plan:\n -[]{}&*!|>'\"%#?,\\Ux0\ufeff\u2028é计"), max_size=40))
def test_read_plan_any_text_is_refused_in_words(text: str) -> None:
    assert errors_of(text)


@settings(deadline=None)
@given(data=st.binary(max_size=60))
def test_read_plan_any_bytes_are_refused_in_words(data: bytes) -> None:
    assert errors_of(data)
    assert errors_of(data, "json")
