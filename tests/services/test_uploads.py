"""Files that come in: kept, confirmed as a whole, put aside."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest

from tests.factories import CLOSED, NOW, RUNNING, City, period_of
from tracker.documents.evidence import EvidenceFile
from tracker.documents.evidence_kinds import Kind
from tracker.models import AuditEvent, Draft, Upload
from tracker.services.drafts import draft_save
from tracker.services.reports import DraftMoved, FigureMoved, UnableToReport
from tracker.services.uploads import ImportedRow, upload_confirm, upload_discard, upload_keep

CONTENT = b"content"
FILE = EvidenceFile("填报.csv", len(CONTENT), Kind.CSV, "text/csv", hashlib.sha256(CONTENT).hexdigest())


def kept(reported: City, by: str = "alice", unit: str = "east", quarter: Any = RUNNING) -> Upload:
    return upload_keep(
        unit=reported.units[unit],
        period=period_of(quarter),
        file=FILE,
        content=io.BytesIO(CONTENT),
        findings=[],
        rows=[],
        by=reported.people[by],
        at=NOW,
    )


def row(reported: City, target: str, version: int, draft: int = 0) -> ImportedRow:
    return ImportedRow(
        reported.assignment(target), {"value": "36"}, seen=version, version=version, draft=draft
    )


def confirmed(reported: City, upload: Upload, *rows: ImportedRow) -> int:
    return upload_confirm(upload=upload, rows=rows, by=reported.people["alice"], at=NOW)


def test_every_row_becomes_a_draft(reported: City) -> None:
    assert (
        confirmed(reported, kept(reported), row(reported, "factories", 1), row(reported, "tool-rate", 0)) == 2
    )

    assert list(
        Draft.objects.order_by("report__assignment__target__code").values_list("content", "seen")
    ) == [
        ({"value": "36"}, 1),
        ({"value": "36"}, 0),
    ]


def test_one_row_that_cannot_be_imported_keeps_all_back(reported: City) -> None:
    upload = kept(reported)

    with pytest.raises(FigureMoved):
        confirmed(reported, upload, row(reported, "tool-rate", 0), row(reported, "factories", 0))
    assert not Draft.objects.exists()
    upload.refresh_from_db()
    assert upload.state == "checked"


def test_a_draft_that_was_typed_meanwhile_keeps_all_back(reported: City) -> None:
    upload = kept(reported)
    draft_save(
        assignment=reported.assignment("tool-rate"),
        period=period_of(RUNNING),
        content={"value": "77"},
        seen=0,
        window="a",
        by=reported.people["alice"],
        at=NOW,
    )

    with pytest.raises(DraftMoved):
        confirmed(reported, upload, row(reported, "factories", 1), row(reported, "tool-rate", 0))
    assert [draft.content for draft in Draft.objects.all()] == [{"value": "77"}]


@pytest.mark.parametrize(
    ("by", "unit", "quarter"),
    [("bob", "east", RUNNING), ("rita", "east", RUNNING), ("alice", "east", CLOSED)],
)
def test_a_file_is_not_kept_for_strangers_or_closed_quarters(
    reported: City, by: str, unit: str, quarter: Any
) -> None:
    with pytest.raises(UnableToReport):
        kept(reported, by, unit, quarter)
    assert not Upload.objects.exists()


def test_another_persons_file_is_not_touched(reported: City) -> None:
    upload = kept(reported)

    with pytest.raises(Upload.DoesNotExist):
        upload_confirm(upload=upload, rows=[], by=reported.people["aaron"], at=NOW)
    kept(reported, "aaron")
    upload.refresh_from_db()
    assert upload.state == "checked"


def test_what_was_discarded_is_not_imported(reported: City) -> None:
    upload = kept(reported)
    alice = reported.people["alice"]

    assert upload_discard(upload=upload, by=alice, at=NOW)
    assert not upload_discard(upload=upload, by=alice, at=NOW)
    with pytest.raises(UnableToReport):
        confirmed(reported, upload, row(reported, "factories", 1))
    assert AuditEvent.objects.filter(action="upload.discarded").count() == 1
