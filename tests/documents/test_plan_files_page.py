"""docs/plan-files.md stays true: its examples load, its tables name every field, its messages exist."""

import re
from pathlib import Path

import pytest

from tracker.documents import plan_files, unit_files
from tracker.documents.definition_fields import Record

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plan-files.md").read_text(encoding="utf-8")
CODE = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tracker" / "documents").glob("*.py"))
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def section(heading: str) -> str:
    """The text below a heading of the page, up to the next heading."""
    parts = re.split(r"^#+ (.+)\n", PAGE, flags=re.MULTILINE)
    return parts[parts.index(heading) + 1]


def first_cells(text: str) -> list[str]:
    """What stands in code in the first cell of each table row."""
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return [code for cell in rows for code in re.findall(r"`([^`]+)`", cell)]


def test_page_plan_example_loads() -> None:
    file = plan_files.read_plan(EXAMPLES[0], format="yaml")
    assert [target.code for target in file.targets] == ["example-tool-rate", "example-smart-factory"]
    assert [roster.targets for roster in file.rosters] == [("example-smart-factory",)]


def test_page_unit_example_loads() -> None:
    file = unit_files.read_units(EXAMPLES[1], format="yaml")
    assert [unit.counts for unit in file.units] == [False, True, False]


@pytest.mark.parametrize(
    ("heading", "record"),
    [
        ("plan", plan_files.Plan),
        ("sources", plan_files.Source),
        ("themes", plan_files.Theme),
        ("targets", plan_files.Target),
        ("definitions", plan_files.Definition),
        ("remarks", plan_files.Remark),
        ("rosters", plan_files.Roster),
        ("Unit files", unit_files.Unit),
    ],
)
def test_page_names_every_field_in_order(heading: str, record: type[Record]) -> None:
    assert first_cells(section(heading)) == list(record.model_fields)


def test_page_names_every_field_and_qualifier_of_a_baseline() -> None:
    qualifiers = list(plan_files.Qualifier.__args__)
    assert first_cells(section("baseline")) == [*plan_files.Baseline.model_fields, *qualifiers]


@pytest.mark.parametrize("message", first_cells(section("What can be wrong")))
def test_page_message_exists(message: str) -> None:
    assert message in CODE
