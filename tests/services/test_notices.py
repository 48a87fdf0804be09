"""The notice's words, its issue, and its template: who may, once, and what is kept."""

import datetime as dt
import hashlib

import pytest

from tests.factories import NOW, City
from tests.notices import WORDS, notice_write, quarter_publish, template_with
from tracker.documents.notice_checks import TemplateRefused
from tracker.documents.notice_templates import default_template
from tracker.models import AuditEvent, Notice, NoticeTemplate, ReleaseRevision
from tracker.selectors.notices import issued_document, notice_page, template_in_use
from tracker.services.notices import (
    UnableToIssue,
    notice_issue,
    notice_save,
    template_replace,
    template_reset,
)

LATER = NOW + dt.timedelta(hours=1)


def composed(notice: Notice) -> bytes:
    return f"{notice.title}|{notice.opening}".encode()


@pytest.fixture
def revision(reported: City) -> ReleaseRevision:
    return quarter_publish(reported)


def actions() -> list[str]:
    return list(
        AuditEvent.objects.filter(action__startswith="notice").values_list("action", flat=True).order_by("pk")
    )


def test_words_are_kept_and_recorded(reported: City, revision: ReleaseRevision) -> None:
    notice = notice_write(reported, revision, opening="  现将情况通报如下。\n")

    assert notice.opening == "现将情况通报如下。"
    event = AuditEvent.objects.get(action="notice.written")
    assert event.quarter == "2025Q2"
    assert event.details["changes"]["title"] == [None, WORDS["title"]]
    notice_write(reported, revision)
    assert actions() == ["notice.written"], "the same words are no change"
    notice_write(reported, revision, closing="")
    assert AuditEvent.objects.order_by("pk").last().details["changes"] == {
        "closing": [WORDS["closing"], None]
    }


@pytest.mark.parametrize("person", ["alice", "rita", "auditor", "viewer", "administrator", "publisher"])
def test_only_a_coordinator_writes(reported: City, revision: ReleaseRevision, person: str) -> None:
    by = reported.people.get(person) or revision.approved_by
    with pytest.raises(UnableToIssue):
        notice_save(revision=revision, **WORDS, by=by, at=NOW)
    with pytest.raises(UnableToIssue):
        template_replace(name="a.docx", content=default_template(), by=by, at=NOW)
    with pytest.raises(UnableToIssue):
        template_reset(by=by, at=NOW)

    assert not Notice.objects.exists()
    assert not NoticeTemplate.objects.exists()


def test_issued_notice_keeps_its_document(reported: City, revision: ReleaseRevision) -> None:
    notice_write(reported, revision)
    notice = notice_issue(revision=revision, compose=composed, by=revision.approved_by, at=LATER)

    document = f"{WORDS['title']}|{WORDS['opening']}".encode()
    assert issued_document("2025Q2", 1) == document
    assert notice.document_sha256 == hashlib.sha256(document).hexdigest()
    assert (notice.issued_by, notice.issued_at) == (revision.approved_by, LATER)
    assert actions() == ["notice.written", "notice.issued"]


def test_issued_notice_is_written_once(reported: City, revision: ReleaseRevision) -> None:
    notice_write(reported, revision)
    notice_issue(revision=revision, compose=composed, by=revision.approved_by, at=LATER)
    before = issued_document("2025Q2", 1)

    with pytest.raises(UnableToIssue):
        notice_write(reported, revision, title="另一标题")
    with pytest.raises(UnableToIssue):
        notice_issue(revision=revision, compose=composed, by=revision.approved_by, at=LATER)
    assert issued_document("2025Q2", 1) == before


def test_notice_without_words_is_not_issued(reported: City, revision: ReleaseRevision) -> None:
    with pytest.raises(UnableToIssue):
        notice_issue(revision=revision, compose=composed, by=revision.approved_by, at=LATER)
    notice_write(reported, revision, title=" ")
    with pytest.raises(UnableToIssue):
        notice_issue(revision=revision, compose=composed, by=revision.approved_by, at=LATER)

    assert issued_document("2025Q2", 1) is None


@pytest.mark.parametrize("person", ["alice", "rita", "auditor", "administrator"])
def test_others_issue_nothing(reported: City, revision: ReleaseRevision, person: str) -> None:
    notice_write(reported, revision)
    with pytest.raises(UnableToIssue):
        notice_issue(revision=revision, compose=composed, by=reported.people[person], at=LATER)

    assert issued_document("2025Q2", 1) is None


def test_failure_in_the_making_leaves_a_draft(reported: City, revision: ReleaseRevision) -> None:
    def broken(_notice: Notice) -> bytes:
        raise OSError("disk full")

    notice_write(reported, revision)
    with pytest.raises(OSError, match="disk full"):
        notice_issue(revision=revision, compose=broken, by=revision.approved_by, at=LATER)

    assert not notice_page("2025Q2").is_issued


def test_notice_of_a_revision_that_was_corrected_is_refused(
    reported: City, revision: ReleaseRevision
) -> None:
    notice_write(reported, revision)
    release = revision.release
    second = release.revisions.create(
        number=2,
        content=revision.content,
        sha256="c" * 64,
        previous_sha256=revision.sha256,
        published_at=LATER,
        prepared_by=revision.prepared_by,
        approved_by=revision.approved_by,
    )
    type(release).objects.filter(pk=release.pk).update(current=second)

    with pytest.raises(UnableToIssue):
        notice_issue(revision=revision, compose=composed, by=revision.approved_by, at=LATER)
    assert notice_page("2025Q2").notice is None, "the new revision has a notice of its own"


def test_latest_template_is_in_use_and_the_built_in_one_comes_back(reported: City) -> None:
    coordinator = reported.people["coordinator"]
    assert template_in_use() is None
    first = template_with("【发文机关名称】", "示例市")
    template_replace(name="示例.docx", content=first, by=coordinator, at=NOW)
    assert bytes(template_in_use().content) == first

    template_reset(by=coordinator, at=LATER)
    assert template_in_use() is None
    assert actions() == ["notice-template.replaced", "notice-template.reset"]
    template_replace(name="再次.docx", content=first, by=coordinator, at=LATER)
    assert template_in_use().name == "再次.docx"


def test_template_that_cannot_be_used_is_not_kept(reported: City) -> None:
    with pytest.raises(TemplateRefused):
        template_replace(
            name="坏.docx",
            content=template_with("{{ title }}", "{{ headline }}"),
            by=reported.people["coordinator"],
            at=NOW,
        )

    assert not NoticeTemplate.objects.exists()
    assert actions() == []
