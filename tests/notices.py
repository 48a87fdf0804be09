"""A published quarter, and what the tests of its notice do with it."""

import datetime as dt
import io
import re
from typing import Any

from docx import Document

from tests.factories import CLOSED, NOW, City, period_of, person_make
from tracker.documents.notice_templates import default_template
from tracker.models import Release, ReleaseRevision, Role
from tracker.selectors.notices import revision_of
from tracker.services.notices import notice_save
from tracker.services.releases import release_approve, release_prepare

WORDS = {
    "number": "示发〔2025〕8号",
    "title": "关于2025年二季度目标完成情况的通报",
    "opening": "现将情况通报如下。",
    "closing": "请各单位对照目标，按期完成。",
}


def publisher_of(city: City) -> Any:
    """Who publishes what the coordinator has prepared."""
    return person_make("publisher", unit=city.units["city"], role=Role.PUBLISHER)


def quarter_publish(city: City, *, at: dt.datetime = NOW) -> ReleaseRevision:
    """2025Q2, prepared by the coordinator and published by another person."""
    prepared = release_prepare(
        period=period_of(CLOSED),
        announcement_zh="",
        announcement_en="",
        by=city.people["coordinator"],
        at=at,
    )
    release_approve(release=prepared, by=publisher_of(city), at=at)
    assert Release.objects.get(pk=prepared.pk).current is not None
    return revision_of(CLOSED.code)


def notice_write(city: City, revision: ReleaseRevision, **words: str) -> Any:
    """The words of the notice, written by the coordinator."""
    return notice_save(revision=revision, **WORDS | words, by=city.people["coordinator"], at=NOW)


def template_with(old: str, new: str, *, template: bytes | None = None) -> bytes:
    """The built-in template with a text in its body, header or footer changed."""
    document = Document(io.BytesIO(template or default_template()))
    section = document.sections[0]
    places = [document, section.header, section.footer]
    changed = 0
    for paragraph in (paragraph for place in places for paragraph in place.paragraphs):
        for run in paragraph.runs:
            changed += old in run.text
            run.text = run.text.replace(old, new)
    assert changed, f"the template does not say {old}"
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def written_numbers(text: str) -> set[str]:
    """The numbers of a text as they are written, without the digits of a hash."""
    return set(re.findall(r"\d[\d,]*(?:\.\d+)?", re.sub(r"\b[0-9a-f]{12,64}\b", "", text)))
