"""Every event of the trail in words: no code that a service writes reaches a reader raw."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.utils import translation

from tests.factories import NOW
from tracker.event_labels import ACTION_LABELS, CHANGE_LABELS, DETAIL_LABELS
from tracker.events import action_words, draft_words, event_words
from tracker.models import AuditEvent, DecisionKind, Target
from tracker.selectors.records import Names
from tracker.selectors.records import names as names_of
from tracker.services.changes import row_save

SERVICES = Path(__file__).parents[1] / "tracker" / "services"
RECORDERS = {"record", "record_report", "upload_record", "_record"}
# What `report.` and a decision's kind make together.
DECISIONS = {f"report.{kind.value}" for kind in DecisionKind}
NAMES = Names(
    units={"east": "东区"},
    targets={"factories": "智能工厂"},
    plans={"example": "示例计划"},
    rosters={"cloud": "上云企业名录"},
    people={"li": "李"},
)


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls that write an event."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in RECORDERS:
                yield node


def literals(node: ast.expr | None) -> set[str]:
    """The actions that an expression can be; a name was given by another call, which is looked at itself."""
    if isinstance(node, ast.Constant):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return literals(node.body) | literals(node.orelse)
    if isinstance(node, ast.JoinedStr):
        text = ast.unparse(node)
        return DECISIONS if "report." in text and "kind.value" in text else {text}
    return set()


def actions_of(source: str) -> set[str]:
    found: set[str] = set()
    for call in calls(ast.parse(source)):
        keyword = next((k.value for k in call.keywords if k.arg == "action"), None)
        found |= literals(keyword or next(iter(call.args), None))
    return found


def detail_names_of(source: str) -> set[str]:
    """The keys of every dictionary that becomes an event's details, also where a function makes it."""
    tree = ast.parse(source)
    given = [k.value for call in calls(tree) for k in call.keywords if k.arg == "details"]
    given += [node for node in ast.walk(tree) if getattr(node, "name", "") == "_details"]
    keys = {
        key.value
        for expression in given
        for node in ast.walk(expression)
        for key in (node.keys if isinstance(node, ast.Dict) else [])
        if isinstance(key, ast.Constant)
    }
    assigned = {
        node.slice.value
        for expression in given
        for node in ast.walk(expression)
        if isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.slice, ast.Constant)
    }
    return keys | assigned


def all_services() -> str:
    return "\n".join(
        path.read_text().replace("from __future__ import annotations", "") for path in SERVICES.glob("*.py")
    )


def event(action: str = "target.changed", subject: str = "target:factories", **fields: Any) -> AuditEvent:
    return AuditEvent(at=NOW, actor_name="li", action=action, subject=subject, **fields)


def test_every_action_of_the_services_has_words_and_no_words_are_left_over() -> None:
    generic = {text for text in actions_of(all_services()) if "model_name" in text}

    assert actions_of(all_services()) - generic == ACTION_LABELS.keys(), (
        "give it words in tracker/event_labels.py"
    )
    # Rows of set-up: the table's own name and one of three words.
    verbs = {verb for text in generic for verb in re.findall(r"created|changed|deleted", text)}
    assert verbs == CHANGE_LABELS.keys()


def test_every_detail_of_the_services_has_words() -> None:
    # "changes" is a column of its own; "value" stands inside it, "figure" and "typed" are read together.
    missing = (
        detail_names_of(all_services()) - DETAIL_LABELS.keys() - {"changes", "value", "figure", "is_active"}
    )

    assert missing == set(), "give it words in tracker/event_labels.py"


def test_the_two_searches_find_what_they_look_for() -> None:
    source = """
audit.record(action="a.b", details={"one": 1} | ({"two": {"three": 3}} if x else {}))
_record("c.d" if x else "e.f", y, details=_details(z))
record(action=f"report.{kind.value}")
def _details(z):
    made = {"four": 4}
    made["five"] = 5
"""
    assert actions_of(source) == {"a.b", "c.d", "e.f"} | DECISIONS
    assert detail_names_of(source) == {"one", "two", "three", "four", "five"}


@pytest.mark.parametrize("model", [m._meta.model_name for m in apps.get_app_config("tracker").get_models()])
def test_change_of_any_table_is_said_in_words(model: str) -> None:
    with translation.override("en"):
        words = {action_words(f"{model}.{verb}") for verb in CHANGE_LABELS}

    assert len(words) == 3
    assert not any("." in text for text in words)


def test_no_event_of_the_demonstration_shows_a_raw_code(demo: Any) -> None:
    target = Target.objects.get(code="smart-factory")
    target.lead_unit, target.measure, target.counts_from_start = None, "level", True
    row_save(target, by=None, at=demo, reason="核对")
    names = names_of()
    raw = {*names.units, *names.targets, *names.plans, *ACTION_LABELS, "True", "False", "level", "cumulative"}

    events = [event_words(row, names) for row in AuditEvent.objects.all()]
    assert len(events) > 4
    assert sum(len(words.changes) for words in events) == 3
    for words in events:
        shown = [words.action, words.subject, *(text for _label, text in words.details)]
        shown += [text for row in words.changes for text in (row.field, row.old, row.new)]
        for text in shown:
            assert not raw & set(re.split(r"[\s、,·:]+", text)), text


def change(
    field: str, old: str | None, new: str | None, action: str = "target.changed"
) -> tuple[str, str, str]:
    words = event_words(event(action, details={"changes": {field: [old, new]}}), NAMES).changes[0]
    return words.field, words.old, words.new


@pytest.mark.parametrize(
    ("action", "field", "stored", "expected"),
    [
        ("target.changed", "value", "1234.5", "1,234.5"),
        ("target.changed", "comparator", ">=", "≥"),
        ("target.changed", "counts_from_start", "True", "Yes"),
        ("target.changed", "wording", "100家以上", "100家以上"),
        ("milestone.changed", "quarter", "2025Q3", "2025 Q3"),
        ("period.changed", "closed_at", "2025-10-10 04:00:00+00:00", "2025-10-10 12:00"),
        ("period.changed", "due", "2025-10-22", "2025-10-22"),
        ("membership.created", "role", "reporter", "reporter"),
        ("person.changed", "is_active", "False", "No"),
        ("report.submitted", "value", "33", "33"),
        # Written by an older version of the product, or by hand: better as it is than not at all.
        ("target.changed", "value", "eighty", "eighty"),
        ("target.changed", "abolished", "1", "1"),
        ("milestone.changed", "quarter", "later", "later"),
        ("abolished.changed", "value", "1", "1"),
    ],
)
def test_values_are_read_as_their_table_knows_them(
    action: str, field: str, stored: str, expected: str
) -> None:
    with translation.override("en"):
        assert [text.lower() for text in change(field, stored, None, action)[1:]] == [expected.lower(), ""]


def test_fields_have_their_names() -> None:
    with translation.override("zh-hans"):
        assert change("value", "80", "85") == ("目标值", "80", "85")
        assert change("value", None, "30", "report.submitted") == ("数值", "", "30")


@pytest.mark.parametrize(
    ("subject", "fields", "expected"),
    [
        ("report:2025Q3:east:factories", {"quarter": "2025Q3"}, "东区 · 智能工厂 · 2025 Q3"),
        ("report:2025Q3:gone:lost", {}, "gone · lost · 2025 Q3"),
        ("assignment:east:factories", {}, "东区 · 智能工厂"),
        ("target:factories", {"quarter": "2025Q2"}, "Target · 智能工厂 · 2025 Q2"),
        ("target:lost", {}, "Target · lost"),
        ("plan:example", {}, "Plan · 示例计划"),
        ("person:li", {}, "User · 李"),
        ("person:gone", {}, "User · gone"),
        ("unit:east", {}, "Reporting unit · 东区"),
        ("roster:cloud", {}, "Roster · 上云企业名录"),
        ("period:2025Q3", {"quarter": "2025Q3"}, "2025 Q3"),
        ("installation", {}, ""),
    ],
)
def test_subjects_bear_their_names_as_long_as_they_have_one(
    subject: str, fields: dict[str, str], expected: str
) -> None:
    with translation.override("en"):
        assert event_words(event(subject=subject, **fields), NAMES).subject == expected


def test_only_a_figure_that_is_still_asked_for_has_an_address() -> None:
    codes = {"unit": "east", "target": "factories", "quarter": "2025Q3"}
    there = event("report.approved", "report:2025Q3:east:factories", **codes)
    gone = event("report.approved", "report:2025Q3:west:factories", **codes | {"unit": "west"})

    assert event_words(there, NAMES).report == ("2025Q3", "east", "factories")
    assert event_words(gone, NAMES).report == ()
    assert event_words(event(target="factories", unit="east"), NAMES).report == ()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("units", ["east", "gone"], "东区, gone"),
        ("created", True, "yes"),
        ("from", "2026Q4", "2026 Q4"),
        ("memberships", ["east:reporter"], "东区 · reporter"),
        ("drafts", ["2025Q3:east:factories"], "东区 · 智能工厂 · 2025 Q3"),
        ("drafts", [], ""),
        ("left", {"drafts": 2, "returned": 0}, "drafts that moved 2, returned figures 0"),
        ("typed", {"value": "约35", "note": "", "reason": "land"}, "Value: 约35 · Reason: land"),
        (
            "kept",
            [{"figure": "2025Q3:east:factories", "typed": {"value": "35"}}],
            "东区 · 智能工厂 · 2025 Q3: Value: 35",
        ),
    ],
)
def test_details_are_names_not_codes(name: str, value: Any, expected: str) -> None:
    with translation.override("en"):
        assert event_words(event(details={name: value}), NAMES).details[0][1] == expected


def test_draft_that_is_no_figure_is_said_as_it_was_typed() -> None:
    with translation.override("en"):
        assert draft_words({"value": "3oo", "numerator": str(Decimal("45")), "unknown": "?"}) == (
            "Value: 3oo · Numerator: 45 · unknown: ?"
        )


def test_what_nobody_signed_in_did_was_done_by_the_system() -> None:
    by_itself = event()
    by_itself.actor_name = "system"

    with translation.override("zh-hans"):
        assert event_words(by_itself, NAMES).who in ("系统", "the system")
    assert event_words(event(), NAMES).who == "li"
