"""Every row that somebody wrote says who and when."""

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from tests.factories import City
from tracker import models as tables

# model, who, when
WHO_AND_WHEN = [
    (tables.ReportVersion, "author", "recorded_at"),
    (tables.ProgressMethod, "author", "recorded_at"),
    (tables.Decision, "author", "recorded_at"),
    (tables.Draft, "author", "recorded_at"),
    (tables.Evidence, "author", "recorded_at"),
    (tables.AuditEvent, "actor_name", "at"),
    (tables.Upload, "author", "recorded_at"),
    (tables.RosterUpload, "author", "recorded_at"),
    (tables.CountDecision, "author", "recorded_at"),
    (tables.CompetitionFigureVersion, "author", "recorded_at"),
    (tables.Exclusion, "author", "recorded_at"),
    (tables.HonourFlag, "author", "recorded_at"),
    (tables.Release, "prepared_by", "prepared_at"),
    (tables.ReleaseRevision, "prepared_by", "published_at"),
    (tables.ReleaseRevision, "approved_by", "published_at"),
    (tables.Correction, "proposed_by", "proposed_at"),
    (tables.Objection, "author", "recorded_at"),
    (tables.ObjectionAnswer, "author", "recorded_at"),
    (tables.NoticeTemplate, "author", "recorded_at"),
    (tables.SealSheet, "author", "recorded_at"),
]
# Steps that may not have been taken: constraints tell when their person and moment have to be there.
LATER = [
    (tables.RosterUpload, "confirmed_by", "finished_at"),
    (tables.CompetitionFigure, "approved_by", "approved_at"),
    (tables.Release, "approved_by", "approved_at"),
    (tables.Notice, "issued_by", "issued_at"),
]
# What came with a file of the product's own has a day, and nobody who wrote it here.
MAYBE_NOBODY = [(tables.Weighting, "author", "recorded_at")]
REQUIRED = {(model, field) for model, who, when in WHO_AND_WHEN for field in (who, when)} | {
    (model, when) for model, _, when in MAYBE_NOBODY
}


@pytest.mark.parametrize(("model", "field"), sorted(REQUIRED, key=lambda pair: (pair[0].__name__, pair[1])))
def test_row_without_who_or_when_is_refused(rows: City, model: type[models.Model], field: str) -> None:
    row = model._base_manager.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        model._base_manager.filter(pk=row.pk).update(**{field: None})


def test_who_and_when_stand_together() -> None:
    told = {(model, who): when for model, who, when in WHO_AND_WHEN + LATER + MAYBE_NOBODY}
    for model in apps.get_app_config("tracker").get_models():
        names = {field.name for field in model._meta.fields}
        assert ("author" in names) == ("recorded_at" in names), model.__name__
        for who in names:
            if who == "author" or who.endswith("_by"):
                assert told.get((model, who)) in names, f"{model.__name__}.{who}"
