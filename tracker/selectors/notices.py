"""The notice of a quarter: whose revision it is about, its words so far, the template in use, what was issued."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.documents.release_content import ReleaseContent
from tracker.models import Notice, NoticeTemplate, ReleaseRevision

from .release_reading import content_of
from .releases import head

# The document itself is large, and wanted by nobody who looks at a list.
WITHOUT_DOCUMENT = ("document",)


@dataclass(frozen=True)
class NoticePage:
    """The notice of the current revision, None until somebody has written its words. `template` is the one that an
    office brought; None for the built-in one.
    """

    revision: ReleaseRevision
    notice: Notice | None
    template: NoticeTemplate | None
    issued: tuple[Notice, ...]

    @property
    def content(self) -> ReleaseContent:
        return content_of(self.revision.sha256)

    @property
    def is_issued(self) -> bool:
        return self.notice is not None and self.notice.issued_at is not None


def notice_page(quarter: str) -> NoticePage:
    """The notice of a quarter's current revision. Raises `Release.DoesNotExist` where nothing was published."""
    revision = revision_of(quarter)
    rows = Notice.objects.defer(*WITHOUT_DOCUMENT).select_related("issued_by", "revision__release__period")
    return NoticePage(
        revision=revision,
        notice=rows.filter(revision=revision).first(),
        template=template_in_use(),
        issued=tuple(
            rows.filter(issued_at__isnull=False).order_by(
                "-revision__release__period__quarter", "-revision__number"
            )
        ),
    )


def revision_of(quarter: str, number: int | None = None) -> ReleaseRevision:
    """A revision of a quarter's release, the current one without a number. Raises `Release.DoesNotExist`."""
    found = head(quarter, number)
    return ReleaseRevision.objects.select_related("release__period").get(sha256=found.sha256)


def issued_document(quarter: str, number: int) -> bytes | None:
    """The issued notice of a revision, byte for byte; None while it is a draft or nobody has written it."""
    revision = revision_of(quarter, number)
    found = Notice.objects.filter(revision=revision, issued_at__isnull=False).first()
    return bytes(found.document) if found else None


def template_in_use() -> NoticeTemplate | None:
    """The template that was brought last; None for the built-in one, to which a row without content goes back."""
    latest = NoticeTemplate.objects.select_related("author").order_by("-pk").first()
    return latest if latest and latest.content else None
