"""Every rule that a row can state by itself is kept by the database, whoever writes to it."""

import copy
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.functional import Promise

from tests.factories import NOW, City
from tests.models import competitions, releases, rosters
from tracker import models as tables
from tracker.calculations.checks import CheckKind
from tracker.models.fields import FIGURE_LIMIT

MODELS = list(apps.get_app_config("tracker").get_models())
TOO_LARGE = [FIGURE_LIMIT, -FIGURE_LIMIT]

# model, constraint, what is changed in a row that is sound
BROKEN: list[tuple[type[models.Model], str, dict[str, Any]]] = [
    (tables.Source, "source_grade_known", {"grade": "E"}),
    (tables.Source, "source_grade_known", {"grade": ""}),
    (tables.Source, "source_date_form", {"date": "19.2.2024"}),
    (tables.Source, "source_date_form", {"date": "24-02"}),
    (tables.Plan, "plan_first_before_last", {"first": "2026Q1"}),
    (tables.Plan, "plan_followed_after_last", {"followed_until": "2025Q4"}),
    (tables.Target, "target_decimals_at_most_four", {"decimals": 5}),
    (tables.Target, "target_comparator_known", {"comparator": "="}),
    (tables.Target, "target_measure_known", {"measure": "speed"}),
    (tables.Target, "target_aggregation_known", {"aggregation": "mean"}),
    (tables.Target, "target_upper_above_value", {"upper": 100}),
    (tables.Target, "target_upper_above_value", {"upper": 99}),
    *[(tables.Target, "target_figures_sane", {"value": value, "upper": None}) for value in TOO_LARGE],
    (tables.Target, "target_figures_sane", {"upper": FIGURE_LIMIT}),
    (tables.Baseline, "baseline_value_has_date_and_source", {"as_of": ""}),
    (tables.Baseline, "baseline_value_has_date_and_source", {"source": None}),
    (tables.Baseline, "baseline_as_of_form", {"as_of": "last year"}),
    (tables.Baseline, "baseline_qualifier_known", {"qualifier": "certain"}),
    *[(tables.Baseline, "baseline_value_sane", {"value": value}) for value in TOO_LARGE],
    *[(tables.Milestone, "milestone_value_sane", {"value": value}) for value in TOO_LARGE],
    (tables.Installation, "installation_is_one_row", {"id": 2}),
    (tables.ReportingUnit, "unit_kind_known", {"kind": "village"}),
    (tables.ReportingUnit, "unit_gb_code_form", {"gb_code": "32010"}),
    (tables.ReportingUnit, "unit_gb_code_form", {"gb_code": "32010x"}),
    *[(tables.Assignment, "assignment_figures_sane", {"own_target": value}) for value in TOO_LARGE],
    *[(tables.Assignment, "assignment_figures_sane", {"own_baseline": value}) for value in TOO_LARGE],
    (tables.Membership, "membership_role_known", {"role": "emperor"}),
    (tables.Period, "period_opens_before_due", {"due": dt.date(2024, 3, 31)}),
    (tables.ReportVersion, "version_number_from_one", {"number": 0}),
    (tables.ReportVersion, "version_ratio_is_whole", {"numerator": None, "denominator": 1}),
    (tables.ReportVersion, "version_ratio_is_whole", {"numerator": 1, "denominator": 0}),
    (tables.ReportVersion, "version_ratio_is_whole", {"numerator": 1, "denominator": -1}),
    (tables.Report, "report_state_known", {"state": "lost"}),
    (tables.Report, "report_draft_has_no_version", {"state": "draft"}),
    (tables.Report, "report_draft_has_no_version", {"latest": None}),
    (tables.Report, "report_approved_is_latest", {"state": "approved"}),
    (tables.Report, "report_approved_is_latest", {"approved": F("latest")}),
    (tables.ReportVersion, "version_blank_has_reason", {"value": None}),
    (
        tables.ReportVersion,
        "version_blank_has_reason",
        {"value": None, "reason": "land", "numerator": 1, "denominator": 2},
    ),
    (tables.ReportVersion, "version_reason_known", {"reason": "weather"}),
    (tables.ReportVersion, "version_promise_known", {"promise_outcome": "forgotten"}),
    (tables.ReportVersion, "version_qualifier_known", {"qualifier": "certain"}),
    *[(tables.ReportVersion, "version_figures_sane", {"value": value}) for value in TOO_LARGE],
    (tables.ReportVersion, "version_figures_sane", {"numerator": FIGURE_LIMIT, "denominator": 1}),
    (tables.ReportVersion, "version_figures_sane", {"numerator": 1, "denominator": FIGURE_LIMIT}),
    (tables.Upload, "upload_is_not_empty", {"size": 0}),
    (tables.Upload, "upload_hash_form", {"sha256": "A" * 64}),
    (tables.Upload, "upload_state_known", {"state": "lost"}),
    (tables.Upload, "upload_confirmed_has_time", {"state": "confirmed"}),
    (tables.ProgressMethod, "method_thresholds_fall", {"ahead": Decimal("0.8")}),
    (tables.ProgressMethod, "method_thresholds_fall", {"slightly_behind": Decimal("0.95")}),
    (tables.ProgressMethod, "method_thresholds_fall", {"slightly_behind": Decimal(0)}),
    (tables.ProgressMethod, "method_start_between_zero_and_one", {"start_share": Decimal(1)}),
    (tables.ProgressMethod, "method_start_between_zero_and_one", {"start_tolerance": Decimal("-0.1")}),
    (tables.ProgressMethod, "method_after_built_in", {"version": 1}),
    (tables.Decision, "decision_kind_known", {"kind": "perhaps"}),
    (tables.Decision, "decision_refusal_has_comment", {"comment": ""}),
    (tables.Decision, "decision_reopening_has_end", {"kind": "reopened"}),
    (tables.Decision, "decision_reopening_has_end", {"until": dt.date(2025, 10, 20)}),
    (tables.CheckRule, "check_kind_known", {"kind": "weather"}),
    (tables.CheckRule, "check_severity_known", {"severity": "fatal"}),
    (tables.CheckRule, "check_threshold_above_zero", {"threshold": 0}),
    (tables.CheckRule, "check_part_has_whole", {"kind": CheckKind.PART_WHOLE}),
    (tables.CheckRule, "check_part_is_not_itself", {"whole": F("target")}),
    (tables.Evidence, "evidence_is_not_empty", {"size": 0}),
    (tables.Evidence, "evidence_hash_form", {"sha256": "A" * 64}),
    (tables.Evidence, "evidence_hash_form", {"sha256": "a" * 63}),
    *rosters.BROKEN,
    *competitions.BROKEN,
    *releases.BROKEN,
]
# The row to break, where it is not simply the first: a baseline that was not published has no date to be wrong.
BROKEN_ROW = {
    tables.Baseline: {"value__isnull": False},
    "check_part_is_not_itself": {"whole__isnull": False},
    "report_draft_has_no_version": {"state": "submitted"},
    "report_approved_is_latest": {"state": "submitted"},
    **releases.BROKEN_ROW,
}
# A release in no known state breaks two rules at once, and PostgreSQL names the other one.
NAMED_INSTEAD = {"release_state_known": "release_state_known|release_approved_when_scheduled"}
# model, constraint, what a copy of a row changes so that it shares nothing else with the first
DOUBLE: list[tuple[type[models.Model], str, dict[str, Any]]] = [
    (tables.Theme, "theme_code_unique_in_plan", {"name_zh": "同码"}),
    (tables.Milestone, "milestone_unique_per_quarter", {"value": 1}),
    (tables.Definition, "definition_unique_per_date", {"text_zh": "同日"}),
    (tables.ReportingUnit, "unit_gb_code_unique", {"code": "copy"}),
    (tables.Assignment, "assignment_unique", {"own_target": 1}),
    (tables.Membership, "membership_unique", {}),
    (
        tables.Report,
        "report_unique",
        {"state": "draft", "latest": None, "approved": None, "counted": None, "decision": None},
    ),
    (tables.ReportVersion, "version_number_unique", {"value": 1}),
    (tables.Draft, "draft_unique", {"number": 2}),
    (tables.CheckRule, "check_general_unique", {"severity": "error"}),
    (tables.CheckRule, "check_of_target_unique", {"severity": "error"}),
    (tables.CheckRule, "check_pair_unique", {"severity": "error"}),
    (tables.Reminder, "reminder_of_person_unique", {"attempts": 1}),
    (tables.Reminder, "reminder_of_group_unique", {"attempts": 1}),
    (tables.Upload, "upload_waiting_unique", {"name": "b"}),
    *rosters.DOUBLE,
    *competitions.DOUBLE,
    *releases.DOUBLE,
]
DOUBLED_ROW = {
    "check_of_target_unique": {"target__isnull": False, "whole__isnull": True},
    "check_pair_unique": {"whole__isnull": False},
    "reminder_of_group_unique": {"user__isnull": True},
    **rosters.DOUBLED_ROW,
    **competitions.DOUBLED_ROW,
    **releases.DOUBLED_ROW,
}
ONE_OF_A_KIND = [*competitions.ONE_OF_A_KIND, *releases.ONE_OF_A_KIND]


def constraint_of(model: type[models.Model], name: str) -> models.BaseConstraint:
    return next(constraint for constraint in model._meta.constraints if constraint.name == name)


def double_of(row: models.Model, changes: dict[str, Any]) -> models.Model:
    """A new row that says what this one says, but for these changes."""
    double = copy.copy(row)
    double.pk = None
    double._state = copy.copy(row._state)
    double._state.adding = True
    for field, value in changes.items():
        setattr(double, field, value)
    return double


@pytest.mark.parametrize(("model", "name", "changes"), BROKEN)
def test_row_that_breaks_a_rule_is_refused(
    rows: City, model: type[models.Model], name: str, changes: dict[str, Any]
) -> None:
    which = BROKEN_ROW.get(name) or BROKEN_ROW.get(model, {})
    row = model._base_manager.filter(**which).order_by("pk").first()

    with pytest.raises(IntegrityError, match=NAMED_INSTEAD.get(name, name)), transaction.atomic():
        model._base_manager.filter(pk=row.pk).update(**changes)


@pytest.mark.parametrize(("model", "name", "changes"), DOUBLE)
def test_row_that_says_what_another_says_is_refused(
    rows: City, model: type[models.Model], name: str, changes: dict[str, Any]
) -> None:
    row = model._base_manager.filter(**DOUBLED_ROW.get(name, {})).order_by("pk").first()
    if name == "unit_gb_code_unique":
        row.gb_code = "320102"
        row.save()
    double = double_of(row, changes)

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        double.save(force_insert=True)
    columns = [model._meta.get_field(field).column for field in constraint_of(model, name).fields]
    said = str(refusal.value)
    assert name in said or (columns and all(column in said for column in columns))


@pytest.mark.parametrize(("model", "field", "changes"), ONE_OF_A_KIND)
def test_second_row_of_what_there_is_one_of_is_refused(
    rows: City, model: type[models.Model], field: str, changes: dict[str, Any]
) -> None:
    row = model._base_manager.order_by("pk").first()

    with pytest.raises(IntegrityError, match=model._meta.get_field(field).column), transaction.atomic():
        double_of(row, changes).save(force_insert=True)


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (tables.Exclusion, {"withdrawn_at": NOW, "withdrawal_reason": "已恢复"}),
        (tables.Correction, {"withdrawn_at": NOW}),
    ],
)
def test_row_that_was_withdrawn_makes_room_for_another(
    rows: City, model: type[models.Model], changes: dict[str, Any]
) -> None:
    row = model._base_manager.order_by("pk").first()
    model._base_manager.filter(pk=row.pk).update(**changes)
    double = double_of(row, {})
    double.save(force_insert=True)

    assert model._base_manager.filter(pk__in=[row.pk, double.pk]).count() == 2


def test_no_constraint_is_missing_from_the_tables_above() -> None:
    checks = {(model, name) for model, name, _ in BROKEN}
    uniques = {(model, name) for model, name, _ in DOUBLE}

    for model in MODELS:
        for constraint in model._meta.constraints:
            place = checks if isinstance(constraint, models.CheckConstraint) else uniques
            assert (model, constraint.name) in place, f"{model.__name__}: no row breaks {constraint.name}"


def test_two_units_without_a_code_do_not_collide(rows: City) -> None:
    assert tables.ReportingUnit.objects.filter(gb_code="").count() > 1


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_has_names_in_the_administration_and_a_text_of_its_own(
    rows: City, model: type[models.Model]
) -> None:
    row = model._base_manager.first()

    assert row, "no row of this model in the fixture: the tables above test nothing of it"
    assert str(row)
    assert "object (" not in str(row)
    # What Django makes out of the class's name is plain text; what somebody wrote is translated.
    assert isinstance(model._meta.verbose_name, Promise)
    assert isinstance(model._meta.verbose_name_plural, Promise)


@pytest.mark.parametrize("quarter", ["2025Q0", "2025Q5", "25Q1", "2025-1", "now"])
def test_text_that_is_no_quarter_is_never_stored(rows: City, quarter: str) -> None:
    with pytest.raises(ValidationError), transaction.atomic():
        tables.Period.objects.create(quarter=quarter, opens=dt.date(2025, 1, 1), due=dt.date(2025, 1, 2))
