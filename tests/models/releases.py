"""How rows around a release can break a rule: what the tests of the constraints try on each."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F

from tests.factories import CLOSED, NOW, RUNNING, TODAY, City, period_of, person_make
from tracker import models as tables
from tracker.models.fields import FIGURE_LIMIT

Tried = list[tuple[type[models.Model], str, dict[str, Any]]]

TOO_LARGE = [FIGURE_LIMIT, -FIGURE_LIMIT]
YESTERDAY = TODAY - dt.timedelta(days=1)
# For a column that has to be empty: the rule is broken before anybody asks what the key points to.
SOME_KEY = F("pk")
# What turns the published release into one that is elsewhere on its way.
UNAPPROVED = {"approved_by": None, "approved_at": None}
DRAFT = {"state": "draft", "current": None, **UNAPPROVED}
SCHEDULED = {"state": "scheduled", "publish_at": NOW, "draft_sha256": "d" * 64}
UNPUBLISHED = SCHEDULED | {"current": None}

BROKEN: Tried = [
    (tables.Release, "release_state_known", DRAFT | {"state": "lost"}),
    (tables.Release, "release_published_has_revision", {"current": None}),
    (tables.Release, "release_published_has_revision", SCHEDULED),
    (tables.Release, "release_approved_by_and_at", {"approved_at": None}),
    (tables.Release, "release_approved_by_and_at", DRAFT | {"approved_at": NOW}),
    (tables.Release, "release_two_people", {"prepared_by": F("approved_by")}),
    (tables.Release, "release_approved_when_scheduled", UNAPPROVED),
    (tables.Release, "release_approved_when_scheduled", {"state": "draft", "current": None}),
    (tables.Release, "release_approved_when_scheduled", {"state": "window", "current": None}),
    (tables.Release, "release_approved_when_scheduled", DRAFT | {"publish_at": NOW}),
    (tables.Release, "release_approved_when_scheduled", DRAFT | {"draft_sha256": "d" * 64}),
    (tables.Release, "release_approved_when_scheduled", UNPUBLISHED | UNAPPROVED),
    (tables.Release, "release_approved_when_scheduled", UNPUBLISHED | {"publish_at": None}),
    (tables.Release, "release_approved_when_scheduled", UNPUBLISHED | {"draft_sha256": ""}),
    (tables.Release, "release_window_in_order", {"window_opens": TODAY, "window_closes": YESTERDAY}),
    (tables.Release, "release_window_in_order", {"window_closes": TODAY}),
    (tables.Release, "release_window_in_order", {"window_opens": TODAY}),
    (tables.Release, "release_shown_has_window", DRAFT | {"state": "window"}),
    (tables.Release, "release_draft_hash_form", {"draft_sha256": "no hash"}),
    (tables.ReleaseRevision, "revision_names_the_one_before", {"previous_sha256": "e" * 64}),
    (tables.ReleaseRevision, "revision_names_the_one_before", {"number": 3}),
    (tables.ReleaseRevision, "revision_names_the_one_before", {"number": 0}),
    (tables.ReleaseRevision, "revision_hash_form", {"sha256": "A" * 64}),
    (tables.ReleaseRevision, "revision_hash_form", {"sha256": "a" * 63}),
    (tables.ReleaseRevision, "revision_has_content", {"content": ""}),
    (tables.ReleaseRevision, "revision_two_people", {"approved_by": F("prepared_by")}),
    (tables.Correction, "correction_of_one_figure", {"report": None}),
    (tables.Correction, "correction_of_one_figure", {"version": None}),
    (tables.Correction, "correction_of_one_figure", {"report": None, "version": None}),
    (tables.Correction, "correction_of_one_figure", {"competition_version": SOME_KEY}),
    (tables.Correction, "correction_of_one_figure", {"target": SOME_KEY}),
    (
        tables.Correction,
        "correction_of_one_figure",
        {"report": None, "version": None, "competition_version": SOME_KEY, "target": SOME_KEY},
    ),
    (tables.Correction, "correction_has_reason", {"reason_zh": ""}),
    (tables.Correction, "correction_hash_form", {"sha256": ""}),
    (tables.Correction, "correction_published_or_withdrawn", {"withdrawn_at": NOW}),
    *[
        (tables.Correction, "correction_figures_sane", {field: value})
        for field in ("old", "new")
        for value in TOO_LARGE
    ],
    (tables.Objection, "objection_number_from_one", {"number": 0}),
    (tables.Objection, "objection_has_text", {"text": ""}),
    (tables.Objection, "objection_to_one_thing", {"list": SOME_KEY}),
    (tables.ObjectionAnswer, "answer_outcome_known", {"outcome": "perhaps"}),
    (tables.ObjectionAnswer, "answer_has_text", {"text": ""}),
    (tables.Notice, "notice_issued_as_a_whole", {"issued_by": None}),
    (tables.Notice, "notice_issued_as_a_whole", {"issued_at": None}),
    (tables.Notice, "notice_issued_as_a_whole", {"document": None}),
    (tables.Notice, "notice_issued_as_a_whole", {"document_sha256": ""}),
    (
        tables.Notice,
        "notice_issued_as_a_whole",
        {"issued_by": None, "issued_at": None, "document": None},
    ),
    (tables.NoticeTemplate, "notice_template_hash_form", {"sha256": "e"}),
    (tables.SealSheet, "seal_sheet_hash_form", {"sha256": "e"}),
    (tables.SealSheet, "seal_sheet_has_code", {"code": ""}),
    (tables.Recognition, "recognition_has_text", {"text_zh": ""}),
    (tables.Recognition, "recognition_as_of_form", {"as_of": "last year"}),
    (tables.Recognition, "recognition_as_of_form", {"as_of": "2023Q5"}),
    (tables.Recognition, "recognition_kind_known", {"kind": "scandal"}),
]
BROKEN_ROW = {"correction_published_or_withdrawn": {"revision__isnull": False}}
DOUBLE: Tried = [
    (tables.ReleaseRevision, "revision_number_unique", {"sha256": "c" * 64}),
    (tables.Correction, "correction_one_pending_per_figure", {"reason_zh": "另一原因"}),
    (tables.Correction, "correction_one_pending_per_entry", {"reason_zh": "另一原因"}),
    (tables.Correction, "correction_one_pending_per_count", {"reason_zh": "另一原因"}),
    (tables.Objection, "objection_number_unique", {"text": "另一异议"}),
    (tables.SealSheet, "seal_sheet_unique", {"code": "another"}),
]
DOUBLED_ROW = {
    "correction_one_pending_per_figure": {"report__isnull": False},
    "correction_one_pending_per_entry": {"competition_version__isnull": False, "revision__isnull": True},
    "correction_one_pending_per_count": {"target__isnull": False},
}
# model, field, what a copy of a row changes so that it shares only this field with the first
ONE_OF_A_KIND: Tried = [
    (tables.Release, "period", DRAFT),
    (tables.ReleaseRevision, "sha256", {"number": 3, "previous_sha256": "b" * 64}),
    (tables.ObjectionAnswer, "objection", {"text": "另一答复"}),
    (tables.Notice, "revision", {"title": "另一通报"}),
    (tables.SealSheet, "code", {"sha256": "f" * 64}),
    (tables.Recognition, "code", {"text_zh": "同码"}),
]


def releases_make(city: City) -> None:
    """A release published twice with its notice and corrections, and another one that a unit objects to."""
    second = published_make(city)
    corrections_make(second, city)
    tables.Notice.objects.create(
        revision=second,
        issued_by=second.approved_by,
        issued_at=NOW,
        document=b"PK",
        document_sha256="d" * 64,
    )
    signed = {"author": city.people["coordinator"], "recorded_at": NOW}
    tables.NoticeTemplate.objects.create(name="通报.docx", content=b"PK", sha256="e" * 64, **signed)
    east = {"unit": city.units["east"], "author": city.people["alice"], "recorded_at": NOW}
    tables.SealSheet.objects.create(
        code="2025Q3-east", period=period_of(RUNNING), content="{}", sha256="e" * 64, **east
    )
    shown = tables.Release.objects.create(
        period=period_of(RUNNING),
        state="window",
        window_opens=YESTERDAY,
        window_closes=TODAY,
        prepared_by=signed["author"],
        prepared_at=NOW,
    )
    objection = shown.objections.create(number=1, target=city.targets["factories"], text="口径不符", **east)
    tables.ObjectionAnswer.objects.create(objection=objection, outcome="upheld", text="已核实", **signed)
    tables.Recognition.objects.create(
        code="beacon",
        kind="honour",
        as_of="2023-12",
        text_zh="灯塔工厂",
        source=tables.Source.objects.first(),
    )


def published_make(city: City) -> tables.ReleaseRevision:
    """The second revision of a release, which one person prepared and another one approved."""
    publisher = person_make("publisher", unit=city.units["city"], role=tables.Role.PUBLISHER)
    prepared = {"prepared_by": city.people["coordinator"]}
    release = tables.Release.objects.create(period=period_of(CLOSED), prepared_at=NOW, **prepared)
    signed = {"approved_by": publisher, "published_at": NOW, **prepared}
    release.revisions.create(number=1, content="{}", sha256="a" * 64, **signed)
    second = release.revisions.create(
        number=2, content='{"number":2}', sha256="b" * 64, previous_sha256="a" * 64, **signed
    )
    release.state, release.current = tables.ReleaseState.PUBLISHED, second
    release.approved_by, release.approved_at = publisher, NOW
    release.save()
    return second


def corrections_make(revision: tables.ReleaseRevision, city: City) -> None:
    """A reported figure and a roster's count are to be corrected; one entered for the competition has been."""
    proposed = {
        "release": revision.release,
        "sha256": "9" * 64,
        "reason_zh": "漏报",
        "proposed_by": city.people["coordinator"],
        "proposed_at": NOW,
    }
    report = tables.Report.objects.get(assignment=city.assignment(), period=period_of(RUNNING))
    tables.Correction.objects.create(report=report, version=report.latest, old=30, new=31, **proposed)
    entered = tables.CompetitionFigureVersion.objects.first()
    tables.Correction.objects.create(competition_version=entered, old=6, new=7, revision=revision, **proposed)
    tables.Correction.objects.create(competition_version=entered, old=7, new=8, **proposed)
    tables.Correction.objects.create(target=city.targets["tool-rate"], old=1, new=2, **proposed)
