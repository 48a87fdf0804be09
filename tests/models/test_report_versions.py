"""A stored version never changes, by whatever path somebody tries."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.models import ProtectedError

from tests.factories import City
from tracker.models import Immutable, Report, ReportVersion


def again(version: ReportVersion) -> None:
    version.value = 1
    version.save()


def again_one_field(version: ReportVersion) -> None:
    version.note = "改过"
    version.save(update_fields=["note"])


def in_place(version: ReportVersion) -> None:
    version.report.versions.filter(pk=version.pk).update(value=1)


def many_at_once(version: ReportVersion) -> None:
    version.value = 1
    ReportVersion.objects.bulk_update([version], ["value"])


def found_and_changed(version: ReportVersion) -> None:
    ReportVersion.objects.update_or_create(pk=version.pk, defaults={"value": 1})


def removed(version: ReportVersion) -> None:
    version.delete()


def removed_from_the_table(version: ReportVersion) -> None:
    ReportVersion.objects.filter(pk=version.pk).delete()


def removed_from_the_report(version: ReportVersion) -> None:
    version.report.versions.all().delete()


WAYS = [
    again,
    again_one_field,
    in_place,
    many_at_once,
    found_and_changed,
    removed,
    removed_from_the_table,
    removed_from_the_report,
]


@pytest.fixture
def version(rows: City) -> ReportVersion:
    return ReportVersion.objects.get(report__assignment=rows.assignment(), number=1)


@pytest.mark.parametrize("way", WAYS)
def test_version_cannot_be_changed_or_removed(
    version: ReportVersion, way: Callable[[ReportVersion], None]
) -> None:
    with pytest.raises(Immutable), transaction.atomic():
        way(version)

    assert ReportVersion.objects.get(pk=version.pk).value == 30


def test_version_goes_with_nobody(version: ReportVersion, rows: City) -> None:
    for holder in (version.report, version.author, version.report.period, version.report.assignment):
        with pytest.raises(ProtectedError):
            holder.delete()


def test_queries_that_only_read_are_not_disturbed(version: ReportVersion) -> None:
    found = ReportVersion.objects.filter(report=version.report).order_by("number")

    assert [v.number for v in found] == [1, 2]
    assert found.last() == Report.objects.get(pk=version.report_id).latest
    assert str(version) == f"{version.report_id} v1"


def test_new_versions_are_not_disturbed(version: ReportVersion, rows: City) -> None:
    assert rows.report(32, seen=2).number == 3
