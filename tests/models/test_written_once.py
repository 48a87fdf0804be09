"""Rows that are written once stay as they are, by whatever path somebody tries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import IntegrityError, models, transaction

from tests.factories import NOW, City
from tracker.models import Assignment, AuditEvent, Immutable, Report, ReportVersion
from tracker.models.immutable import WrittenOnce
from tracker.services import audit

WRITTEN_ONCE = [
    model for model in apps.get_app_config("tracker").get_models() if issubclass(model, WrittenOnce)
]
# A field of each that takes any words.
TEXT = {
    "auditevent": "reason",
    "competitionfigureversion": "note",
    "countdecision": "reason",
    "decision": "comment",
    "noticetemplate": "name",
    "objection": "text",
    "objectionanswer": "text",
    "progressmethod": "reason",
    "releaserevision": "content",
    "reportversion": "note",
    "sealsheet": "content",
    "weight": "parameters",
    "weighting": "reason",
}


def text_of(row: models.Model) -> str:
    return TEXT[row._meta.model_name]


def change(row: models.Model) -> None:
    setattr(row, text_of(row), "改过")


def saved(row: models.Model) -> None:
    change(row)
    row.save()


def saved_in_one_field(row: models.Model) -> None:
    change(row)
    row.save(update_fields=[text_of(row)])


def saved_as_an_update(row: models.Model) -> None:
    change(row)
    row.save(force_update=True)


def updated(row: models.Model) -> None:
    type(row).objects.filter(pk=row.pk).update(**{text_of(row): "改过"})


def updated_all(row: models.Model) -> None:
    type(row).objects.all().update(**{text_of(row): "改过"})


def updated_in_bulk(row: models.Model) -> None:
    change(row)
    type(row).objects.bulk_update([row], [text_of(row)])


def updated_or_created(row: models.Model) -> None:
    type(row).objects.update_or_create(pk=row.pk, defaults={text_of(row): "改过"})


def created_in_bulk_over_it(row: models.Model) -> None:
    change(row)
    type(row).objects.bulk_create(
        [row], update_conflicts=True, update_fields=[text_of(row)], unique_fields=["pk"]
    )


def deleted(row: models.Model) -> None:
    row.delete()


def deleted_in_bulk(row: models.Model) -> None:
    type(row).objects.filter(pk=row.pk).delete()


WAYS = [
    saved,
    saved_in_one_field,
    saved_as_an_update,
    updated,
    updated_all,
    updated_in_bulk,
    updated_or_created,
    created_in_bulk_over_it,
    deleted,
    deleted_in_bulk,
]


def values(row: models.Model) -> dict[str, Any]:
    return type(row).objects.filter(pk=row.pk).values().get()


def test_every_table_that_is_written_once_is_tried() -> None:
    assert {model._meta.model_name for model in WRITTEN_ONCE} == TEXT.keys()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("model", WRITTEN_ONCE, ids=lambda model: model.__name__)
def test_row_cannot_be_changed_or_removed(
    rows: City, model: type[models.Model], way: Callable[[models.Model], None]
) -> None:
    row = model.objects.order_by("pk").first()
    before = values(row)

    with pytest.raises(Immutable), transaction.atomic():
        way(row)
    assert values(row) == before


@pytest.mark.parametrize("model", WRITTEN_ONCE, ids=lambda model: model.__name__)
def test_new_object_with_an_old_key_replaces_nothing(rows: City, model: type[models.Model]) -> None:
    row = model.objects.order_by("pk").first()
    before = values(row)
    impostor = model(**{field.attname: before[field.attname] for field in model._meta.concrete_fields})
    change(impostor)

    with pytest.raises(IntegrityError), transaction.atomic():
        impostor.save()
    assert values(row) == before


def test_events_outlive_the_person_who_acted(rows: City) -> None:
    person = get_user_model().objects.create_user("short", first_name="短期工")
    event = audit.record(action="period.closed", subject="period:2024Q1", by=person, at=NOW)
    person.delete()

    kept = AuditEvent.objects.get(pk=event.pk)
    assert (kept.actor, kept.actor_name) == (None, "短期工")


def test_events_outlive_what_they_speak_about(rows: City) -> None:
    assignment = rows.assignment("factories", "zone")
    codes = {"unit": "zone", "target": "factories", "quarter": "2025Q3"}
    subject = "report:2025Q3:zone:factories"
    audit.record(action="report.submitted", subject=subject, by=None, at=NOW, **codes)
    assert not ReportVersion.objects.filter(report__assignment=assignment).exists()
    Report.objects.filter(assignment=assignment).delete()
    Assignment.objects.filter(unit=assignment.unit).delete()
    assignment.unit.delete()

    kept = AuditEvent.objects.get(subject=subject)
    assert {name: getattr(kept, name) for name in codes} == codes
