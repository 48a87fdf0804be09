"""A published quarter, and what the tests of its notice do with it."""

import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from docx import Document
from pydantic import BaseModel

from tests.factories import CLOSED, NOW, City
from tests.releases import release_published
from tracker.calculations.periods import Quarter
from tracker.competition_sentences import points_text
from tracker.documents.notice_templates import default_template
from tracker.documents.release_content import ReleaseContent
from tracker.labels import exact_text, figure_text, percent_text
from tracker.models import ReleaseRevision
from tracker.selectors.notices import revision_of
from tracker.services.notices import notice_save

WORDS = {
    "number": "示发〔2025〕8号",
    "title": "关于2025年二季度目标完成情况的通报",
    "opening": "现将情况通报如下。",
    "closing": "请各单位对照目标，按期完成。",
}


def quarter_publish(city: City) -> ReleaseRevision:
    """2025Q2, prepared by the coordinator and published by the publisher."""
    release_published(city)
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


def facts_of(part: Any) -> Iterator[Any]:
    """Every fact anywhere inside a content."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from facts_of(getattr(part, name))
    elif isinstance(part, tuple | list):
        for item in part:
            yield from facts_of(item)
    elif isinstance(part, dict):
        yield from facts_of(tuple(part.values()))
    else:
        yield part


def numbers_of(content: ReleaseContent) -> set[str]:
    """Every number that a release can say, written as pages write it."""
    texts = []
    for fact in facts_of(content):
        if isinstance(fact, Decimal):
            texts += [exact_text(fact), points_text(Fraction(fact))]
        elif isinstance(fact, Quarter):
            texts.append(f"{fact.year}")
        elif isinstance(fact, dt.date):
            texts += [str(fact.year), str(fact.month), str(fact.day)]
        elif isinstance(fact, int | str):
            texts.append(str(fact))
    for target in content.targets():
        texts.append(figure_text(target.value, target.decimals))
        for quarter in target.quarters:
            values = [quarter.total.value, *(figure.value for figure in quarter.figures)]
            counts = quarter.counts.units.values() if quarter.counts else ()
            values += [Decimal(count) for count in counts]
            texts += [figure_text(value, target.decimals) for value in values]
            texts += [percent_text(quarter.standing.completion), percent_text(quarter.standing.share)]
    statuses = Counter(target.quarters[-1].standing.status for target in content.targets())
    targets = len(list(content.targets()))
    texts += [str(count) for count in (*statuses.values(), *range(1, targets + 1))]
    texts += [str(sum(len(theme.targets) for theme in plan.themes)) for plan in content.plans]
    return {number for text in texts for number in written_numbers(text)}
