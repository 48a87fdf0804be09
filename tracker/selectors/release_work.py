"""One quarter on its way to the public: how far it is, what it would say, and what stands in its way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from tracker.calculations.progress import Status
from tracker.documents.release_content import BoardFacts, ListFacts, ReleaseContent, TargetFacts, Words
from tracker.documents.release_files import canonical_text, sha256_of
from tracker.models import Period, Release, ReleaseState
from tracker.permissions import Rights

from .objections import SHOWN, works_on_releases
from .periods import period_of
from .plans import Filters, Overview
from .release_drafts import Obstacle, draft_content, fingerprint, obstacles
from .release_reading import Released, released_of
from .releases import Head, head, head_before


@dataclass(frozen=True)
class StatusChange:
    """A target whose class is another one than in the release before."""

    name: Words
    before: Status
    after: Status


@dataclass(frozen=True)
class FirstPlace:
    """A board whose first place is taken by others than in the release before; units by their codes."""

    edition: str
    list: ListFacts
    board: BoardFacts
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """What a release would say if it were published now; `before` is the release it is compared with."""

    release: Release
    content: ReleaseContent
    before: Head | None
    obstacles: tuple[Obstacle, ...]

    @cached_property
    def released(self) -> Released:
        return released_of(self.content)

    @cached_property
    def overview(self) -> Overview:
        return self.released.overview(Filters())

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.release, self.content)

    @property
    def is_certain(self) -> bool:
        """Whether something stands in the way that no reason overrides."""
        return any(row.hurdle.is_absolute for row in self.obstacles)

    @property
    def has_changed(self) -> bool:
        """Whether what was approved for a set time would be published otherwise now: it will go back to draft."""
        return bool(self.release.draft_sha256) and self.release.draft_sha256 != sha256_of(
            canonical_text(self.content)
        )

    @cached_property
    def status_changes(self) -> tuple[StatusChange, ...]:
        """The targets whose class has changed since the release before, in the order of the plans."""
        if self.before is None:
            return ()
        before = {target.code: _status(target) for target in self.before.content.targets()}
        pairs = [(target, before.get(target.code), _status(target)) for target in self.content.targets()]
        return tuple(StatusChange(t.name, old, new) for t, old, new in pairs if old and new and old != new)

    @cached_property
    def first_places(self) -> tuple[FirstPlace, ...]:
        """The boards with another first place than in the release before."""
        before = dict(_firsts(self.before.content)) if self.before else {}
        names = {(e.code, f.code, b.group): (e.code, f, b) for e, f, b in _boards(self.content)}
        return tuple(
            FirstPlace(*names[key], before=before[key], after=units)
            for key, units in _firsts(self.content)
            if key in before and before[key] != units
        )


@dataclass(frozen=True)
class ReleasePage:
    """How far one quarter is. `draft` is None before it is prepared, while it is not closed, and once published."""

    period: Period
    release: Release | None
    draft: Draft | None
    head: Head | None
    objections: int
    unanswered: int

    @property
    def state(self) -> str:
        return self.release.state if self.release else ""

    @property
    def is_published(self) -> bool:
        return self.state == ReleaseState.PUBLISHED

    @property
    def is_scheduled(self) -> bool:
        return self.state == ReleaseState.SCHEDULED


@dataclass(frozen=True)
class Preview:
    """What a release says, published or not."""

    release: Release
    released: Released

    @property
    def overview(self) -> Overview:
        return self.released.overview(Filters())

    @property
    def is_published(self) -> bool:
        return self.release.state == ReleaseState.PUBLISHED


def release_page(*, code: str, at: dt.datetime) -> ReleasePage:
    """Everything about a quarter's way to the public. A fixed number of queries. Raises `Period.DoesNotExist`."""
    period = period_of(code)
    release = _release(period)
    answered = list(release.objections.values_list("answer", flat=True)) if release else []
    return ReleasePage(
        period=period,
        release=release,
        draft=_draft(release, at) if release else None,
        head=head(code.upper()) if release and release.current_id else None,
        objections=len(answered),
        unanswered=answered.count(None),
    )


def preview(*, code: str, rights: Rights, at: dt.datetime) -> Preview:
    """A release before it is published, for those who prepare it and, once it is shown, for every member. Raises
    `Release.DoesNotExist` where there is nothing to see, or not for this reader.
    """
    period = period_of(code)
    release = _release(period)
    if release is None or not (works_on_releases(rights) or release.state in SHOWN):
        raise Release.DoesNotExist
    if release.current_id:
        return Preview(release, head(code.upper()).released)
    if period.closed_at is None:
        raise Release.DoesNotExist
    return Preview(release, released_of(draft_content(release, at=release.publish_at or at)))


def _release(period: Period) -> Release | None:
    rows = Release.objects.filter(period=period).select_related("period", "prepared_by", "approved_by")
    return rows.first()


def _draft(release: Release, at: dt.datetime) -> Draft | None:
    """None for what is published, and for a quarter that is open again: half of a quarter is no draft."""
    if release.current_id or release.period.closed_at is None:
        return None
    when = release.publish_at or at
    content = draft_content(release, at=when)
    standing = obstacles(release, content, on=timezone.localtime(when).date())
    return Draft(release, content, head_before(release.period.quarter), standing)


def _status(target: TargetFacts) -> Status | None:
    return target.quarters[-1].standing.status if target.quarters else None


def _boards(content: ReleaseContent) -> Iterable[tuple]:
    for edition in content.editions:
        for facts in edition.lists:
            for board in facts.boards:
                yield edition, facts, board


def _firsts(content: ReleaseContent) -> Iterable[tuple[tuple[str, str, str], tuple[str, ...]]]:
    """Who stands first on each board, by edition, list and group."""
    for edition, facts, board in _boards(content):
        firsts = tuple(row.unit for row in board.rows if row.place == 1)
        yield (edition.code, facts.code, board.group), firsts
