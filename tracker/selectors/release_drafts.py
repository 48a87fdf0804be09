"""A release before it is published: what it would say, and what stands in its way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.conf import settings

from tracker.calculations.periods import Quarter
from tracker.documents.release_content import (
    EditionFacts,
    EnteredFacts,
    ListFacts,
    ObjectionFacts,
    ReleaseContent,
    TargetFacts,
    Words,
)
from tracker.documents.release_files import canonical_text, sha256_of
from tracker.models import CompetitionFigure, Edition, Objection, Period, Release, Report, ReportState

from .boards import boards
from .periods import Horizon
from .records import is_demo
from .release_freezing import Frozen
from .releases import latest_content


def draft_content(release: Release, *, at: dt.datetime) -> ReleaseContent:
    """What the first revision of a release would say if it were published at a moment."""
    quarter = release.period.quarter
    frozen = Frozen(quarter)
    plans = frozen.plans()
    return ReleaseContent(
        quarter=quarter,
        revision=1,
        previous_sha256="",
        published_at=at.astimezone(dt.UTC),
        is_demo=is_demo(),
        software=settings.SOFTWARE,
        announcement=Words(zh=release.announcement_zh, en=release.announcement_en),
        override_reason=release.override_reason,
        periods=frozen.periods(),
        methods=frozen.methods(),
        sources=frozen.sources(),
        units=frozen.units(),
        plans=plans,
        editions=editions_at(quarter, frozen.horizon),
        objections=objections_of(release),
        corrections=(),
    )


def fingerprint(release: Release, content: ReleaseContent) -> str:
    """The hash of what a release would say, whenever and in spite of whatever it is published: what the one who
    publishes has seen.
    """
    fixed = {"published_at": release.prepared_at.astimezone(dt.UTC), "override_reason": ""}
    return sha256_of(canonical_text(content.model_copy(update=fixed)))


def editions_at(quarter: Quarter, horizon: Horizon) -> tuple[EditionFacts, ...]:
    """The editions that are reviewed in a quarter, with their boards. Places are compared with the quarter before as it
    was released, where it was.
    """
    before = latest_content(quarter.shift(-1))
    released = {facts.code: {before.quarter: facts} for facts in before.editions} if before else {}
    entered = entered_facts(quarter)
    made = (
        boards(edition, quarter, horizon, released.get(edition.code))
        for edition in Edition.objects.order_by("position", "pk")
        if edition.covers(quarter)
    )
    return tuple(
        facts.model_copy(
            update={
                "lists": tuple(
                    row.model_copy(update={"figures": tuple(entered.get((facts.code, row.code), ()))})
                    for row in facts.lists
                )
            }
        )
        for facts in made
    )


def entered_facts(quarter: Quarter) -> dict[tuple[str, str], list[EnteredFacts]]:
    """What was approved for the competition alone, by the codes of edition and list."""
    found: dict[tuple[str, str], list[EnteredFacts]] = {}
    rows = CompetitionFigure.objects.filter(period__quarter=quarter, approved__isnull=False)
    of_list = "criterion__list__edition__code", "criterion__list__code"
    facts = "criterion__code", "unit__code", "approved__value", "approved__own_target", "approved__number"
    ordered = rows.order_by("criterion__position", "criterion_id", "unit__position", "unit_id")
    for edition, code, *values in ordered.values_list(*of_list, *facts):
        row = dict(zip(EnteredFacts.model_fields, values, strict=True))
        found.setdefault((edition, code), []).append(EnteredFacts(**row))
    return found


def objections_of(release: Release) -> tuple[ObjectionFacts, ...]:
    """What units objected to, with the answers, by number.

    One that came late, after the release had been approved, is no part of what was approved: it holds nothing up.
    """
    rows = release.objections.select_related("unit", "target", "list__edition", "answer")
    if release.approved_at:
        rows = rows.exclude(is_late=True, recorded_at__gt=release.approved_at)
    return tuple(_objection(row) for row in rows)


def _objection(row: Objection) -> ObjectionFacts:
    answer = getattr(row, "answer", None)
    return ObjectionFacts(
        number=row.number,
        unit=row.unit.code,
        target=row.target.code if row.target else None,
        list=row.list.code if row.list else None,
        edition=row.list.edition.code if row.list else None,
        text=row.text,
        is_late=row.is_late,
        outcome=answer.outcome if answer else "",
        answer=answer.text if answer else "",
    )


class Hurdle(StrEnum):
    """Why a release cannot be published yet."""

    NOT_CLOSED = "not-closed"
    EARLIER_OPEN = "earlier-open"  # an earlier quarter has been opened again
    OPEN_REVIEWS = "open-reviews"
    WINDOW_OPEN = "window-open"
    UNANSWERED = "unanswered"
    BOARD_REFUSED = "board-refused"
    LOW_COVERAGE = "low-coverage"  # a sum of few units, which would look like a fall
    FLAG_UNRANKED = "flag-unranked"  # an honour flag for a unit that has no place

    @property
    def is_absolute(self) -> bool:
        """Whether no reason helps: the others can be overridden with one, which is printed."""
        return self not in OVERRIDABLE


OVERRIDABLE = (Hurdle.WINDOW_OPEN, Hurdle.UNANSWERED, Hurdle.BOARD_REFUSED, Hurdle.LOW_COVERAGE)
ENOUGH = Decimal("0.8")  # of the units that are expected: from here on a total goes to the public unasked


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way: how often, and what it is about (a quarter, a day, a list)."""

    hurdle: Hurdle
    count: int = 0
    about: str = ""


def obstacles(release: Release, content: ReleaseContent, *, on: dt.date) -> tuple[Obstacle, ...]:
    """Everything that stands in the way of publishing on a day."""
    quarter = release.period.quarter
    found = []
    if release.period.closed_at is None:
        found.append(Obstacle(Hurdle.NOT_CLOSED, about=quarter.code))
    reopened = Period.objects.filter(
        quarter__lt=quarter, closed_at__isnull=True, release__current__isnull=False
    )
    found += [Obstacle(Hurdle.EARLIER_OPEN, about=period.quarter.code) for period in reopened]
    waiting = Report.objects.filter(period=release.period, state=ReportState.SUBMITTED).count()
    if waiting:
        found.append(Obstacle(Hurdle.OPEN_REVIEWS, waiting, quarter.code))
    if release.window_closes and on <= release.window_closes:
        found.append(Obstacle(Hurdle.WINDOW_OPEN, about=release.window_closes.isoformat()))
    unanswered = sum(not row.outcome and not row.is_late for row in content.objections)
    if unanswered:
        found.append(Obstacle(Hurdle.UNANSWERED, unanswered))
    refused = [facts.name for edition in content.editions for facts in edition.lists if _is_refused(facts)]
    found += [Obstacle(Hurdle.BOARD_REFUSED, about=name.zh) for name in refused]
    thin = [facts.name.zh for facts in content.targets() if _is_thin(facts, content)]
    if thin:
        found.append(Obstacle(Hurdle.LOW_COVERAGE, len(thin), "、".join(thin)))
    found += [Obstacle(Hurdle.FLAG_UNRANKED, about=name) for name in _flagged_unranked(content)]
    return tuple(found)


def _is_thin(facts: TargetFacts, content: ReleaseContent) -> bool:
    """Whether the city's figure of the release's own quarter rests on too few of the units that were asked."""
    if not facts.quarters or facts.quarters[-1].quarter != content.quarter:
        return False
    total = facts.quarters[-1].total
    return total.value is not None and total.reported < total.expected * ENOUGH


def _flagged_unranked(content: ReleaseContent) -> list[str]:
    """The lists on which a unit without a place has an honour flag."""
    return [
        facts.name.zh
        for edition in content.editions
        for facts in edition.lists
        if any(row.flag and row.place is None for board in facts.boards for row in board.rows)
    ]


def _is_refused(facts: ListFacts) -> bool:
    """Whether a list has criteria and yet nobody is ranked on one of its boards."""
    ranked = [any(row.place is not None for row in board.rows) for board in facts.boards]
    return bool(facts.criteria) and not all(ranked)


def quarters_to_release() -> list[Quarter]:
    """The closed quarters without a release, the latest first."""
    return [p.quarter for p in Period.objects.closed().filter(release__isnull=True).order_by("-quarter")]
