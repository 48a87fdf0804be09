"""Plans from files: all of a file or nothing, and the same again when it is loaded again."""

from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

from tests import factories
from tests.factories import NOW, target_entry
from tracker.calculations.periods import Quarter, quarter_range
from tracker.documents.plan_files import read_plan
from tracker.models import (
    AuditEvent,
    Baseline,
    Definition,
    Milestone,
    Period,
    Plan,
    Remark,
    Source,
    Target,
    Theme,
)
from tracker.services import plans
from tracker.services.plans import UnableToLoad, plan_load

MODELS: list[type[Model]] = [Plan, Theme, Target, Baseline, Milestone, Definition, Remark, Source, Period]
WHOLE = target_entry(
    milestones={"2024Q4": 40, "2025Q2": 70},
    definitions=[
        {"text": {"zh": "口径一", "en": "First"}, "effective_on": "2024-01-01"},
        {"text": {"zh": "口径二", "en": "Second"}, "effective_on": "2024-10-01"},
    ],
    remarks=[{"quarter": "2025Q1", "text": {"zh": "另一口径", "en": "Other"}, "source": "gazette"}],
)


def content() -> dict[str, list[Any]]:
    """Everything stored, without the row numbers: what was taken out and put back has new ones."""
    return {
        model.__name__: sorted(
            str({field: value for field, value in row.items() if field != "id"})
            for row in model._base_manager.values()
        )
        for model in MODELS
    }


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """An empty one for each test."""


def test_plan_load_stores_what_the_file_says() -> None:
    factories.plan_make(WHOLE)

    target = Target.objects.get()
    assert (target.code, target.value, target.comparator) == ("factories", 100, ">=")
    assert target.plan.first == Quarter(2024, 1)
    assert (target.baseline.value, target.baseline.as_of, target.baseline.source.code) == (
        20,
        "2023",
        "gazette",
    )
    assert [(m.quarter.code, m.value) for m in target.milestones.all()] == [("2024Q4", 40), ("2025Q2", 70)]
    assert [d.text_zh for d in target.definitions.all()] == ["口径一", "口径二"]
    assert [r.quarter.code for r in target.remarks.all()] == ["2025Q1"]


def test_plan_load_makes_the_quarters_of_the_plan_with_their_dates() -> None:
    factories.plan_make()

    assert [p.quarter for p in Period.objects.all()] == list(
        quarter_range(Quarter(2024, 1), Quarter(2025, 4))
    )
    first = Period.objects.first()
    assert (first.opens.isoformat(), first.due.isoformat(), first.closed_at) == (
        "2024-04-01",
        "2024-04-15",
        None,
    )


def test_plan_load_of_a_baseline_that_was_not_published_keeps_it_empty() -> None:
    target = factories.target_make(
        baseline={"value": None, "note": {"zh": "基期未公布", "en": "Not published"}}
    )

    assert target.baseline.value is None
    assert target.baseline.note_zh == "基期未公布"


def test_plan_load_again_changes_nothing() -> None:
    factories.plan_make(WHOLE)
    before = content()

    factories.plan_make(WHOLE)
    assert content() == before


def test_plan_load_again_keeps_what_the_office_has_set() -> None:
    factories.plan_make(WHOLE)
    quarter = factories.period_close(Quarter(2024, 1))
    target = Target.objects.get()

    factories.plan_make(WHOLE)
    quarter.refresh_from_db()
    assert quarter.closed_at
    assert Target.objects.get().pk == target.pk, "figures hang on it"


def test_plan_load_of_a_changed_file_changes_what_it_says() -> None:
    factories.plan_make(WHOLE)
    factories.plan_make(target_entry(value=120, milestones={"2024Q4": 50}), last="2026Q4")

    target = Target.objects.get()
    assert target.value == 120
    assert [(m.quarter.code, m.value) for m in target.milestones.all()] == [("2024Q4", 50)]
    assert not target.remarks.exists()
    assert target.plan.last == Quarter(2026, 4)
    assert Period.objects.count() == 12


def test_plan_load_keeps_a_target_that_the_file_no_longer_names() -> None:
    factories.plan_make(target_entry(), target_entry(code="second-count"))
    factories.plan_make(target_entry())

    assert set(Target.objects.values_list("code", flat=True)) == {"factories", "second-count"}


def test_plan_load_refuses_a_target_of_another_plan_and_leaves_nothing() -> None:
    factories.plan_make()
    before = content()

    with pytest.raises(UnableToLoad, match="factories"):
        factories.plan_make(target_entry(code="new"), target_entry(), code="other", position=2)
    assert content() == before


def test_plan_load_that_fails_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(plans, "periods_ensure", broken)
    with pytest.raises(OSError, match="disk is full"):
        factories.plan_make(WHOLE)
    assert not any(content().values())
    assert not AuditEvent.objects.exists()


def test_plan_load_leaves_an_audit_event() -> None:
    person = factories.person_make("administrator")
    plan_load(file=factories.plan_file(), by=person, at=NOW)

    event = AuditEvent.objects.get(action="plan.loaded")
    assert (event.actor, event.subject, event.at) == (person, "plan:example", NOW)
    assert event.details == {"created": True, "targets": ["factories"]}


def test_plan_load_takes_another_city_without_code(root: Path) -> None:
    file = read_plan((root / "fixtures/examples/yancheng.yaml").read_bytes(), format="yaml")
    plan = plan_load(file=file, by=None, at=NOW)

    assert (plan.first, plan.last) == (Quarter(2025, 1), Quarter(2027, 4))
    targets = Target.objects.filter(theme__plan=plan)
    assert targets.count() == len(file.targets)
    assert {100, 10, 72, 1500} <= {int(value) for value in targets.values_list("value", flat=True)}
    assert not Baseline.objects.filter(target__in=targets, value__isnull=False).exists()


def test_plan_load_takes_nanjing_and_another_city_side_by_side(root: Path) -> None:
    for name in ("plans/nanjing-digital", "plans/nanjing-ten-billion", "examples/yancheng"):
        file = read_plan((root / f"fixtures/{name}.yaml").read_bytes(), format="yaml")
        plan_load(file=file, by=None, at=NOW)

    assert Plan.objects.count() == 3
    assert Target.objects.filter(theme__plan__code__startswith="nanjing").count() == 15
    assert Period.objects.last().quarter == Quarter(2027, 4)
    published = Baseline.objects.filter(value__isnull=False)
    assert set(published.values_list("target__code", flat=True)) == {
        "integration-index",
        "digital-pioneer",
        "compute-fp16",
    }
