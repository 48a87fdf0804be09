"""Faults found; the first belongs into BROKEN of tests/models/test_constraints.py, the others into
tests/models/test_report_versions.py and test_constraints.py."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories import City
from tests.models.conftest import rows, rows_of_the_file  # noqa: F401
from tracker.models import Baseline, Immutable, Period, ProgressMethod, ReportVersion


def test_numerator_without_a_denominator_is_refused(rows: City) -> None:
    # In SQL, "numerator IS NOT NULL AND denominator > 0" is unknown, not false, without a denominator.
    with pytest.raises(IntegrityError, match="version_ratio_is_whole"), transaction.atomic():
        ReportVersion._base_manager.update(numerator=1, denominator=None)


def test_version_cannot_be_overwritten_by_a_new_object_with_its_number(rows: City) -> None:
    old = ReportVersion.objects.first()
    new = ReportVersion(
        pk=old.pk, report=old.report, number=1, value=999, author=old.author, recorded_at=old.recorded_at
    )
    with pytest.raises((Immutable, IntegrityError)), transaction.atomic():
        new.save()
    assert ReportVersion.objects.get(pk=old.pk).value == old.value


def test_version_cannot_be_overwritten_by_inserting_over_it(rows: City) -> None:
    old = ReportVersion.objects.first()
    new = ReportVersion(
        report=old.report, number=old.number, value=999, author=old.author, recorded_at=old.recorded_at
    )
    with pytest.raises((Immutable, IntegrityError)), transaction.atomic():
        ReportVersion.objects.bulk_create(
            [new], update_conflicts=True, unique_fields=["report", "number"], update_fields=["value"]
        )
    assert ReportVersion.objects.get(pk=old.pk).value == old.value


def test_method_that_is_in_force_cannot_be_changed(rows: City) -> None:
    method = ProgressMethod.objects.first()
    method.ahead = 2
    with pytest.raises(Immutable), transaction.atomic():
        method.save()


def test_baseline_with_an_unknown_qualifier_is_refused(rows: City) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Baseline.objects.update(qualifier="certain")


def test_quarter_that_was_closed_before_it_opened_is_refused(rows: City) -> None:
    import datetime as dt

    with pytest.raises(IntegrityError), transaction.atomic():
        Period.objects.update(closed_at=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
