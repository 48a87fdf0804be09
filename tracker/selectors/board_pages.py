"""Which boards a reader may open, and everything that the page of one says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.calculations.periods import Quarter, quarter_range
from tracker.documents.board_facts import former_places
from tracker.documents.release_content import EditionFacts, ListFacts, ReleaseContent, Words
from tracker.models import Edition, Period, Release, ReleaseState, ReportingUnit, Target
from tracker.permissions import Permission, Rights

from .boards import boards_over, list_without_boards, words_of
from .periods import horizon
from .release_reading import content_of

SHOWN = (ReleaseState.WINDOW, ReleaseState.SCHEDULED)
PLACES_SHOWN = 8  # quarters: two years of places are what a picture can hold


@dataclass(frozen=True)
class Names:
    """What units and targets are called, by their codes, in the words of the release where there is one."""

    units: Mapping[str, Words]
    targets: Mapping[str, Words]


@dataclass(frozen=True)
class BoardPage:
    """A list in a quarter, its places in the quarters before, and where else the reader may look."""

    edition: EditionFacts
    list: ListFacts
    quarter: Quarter
    is_published: bool
    quarters: tuple[Quarter, ...]  # that this reader may open, oldest first
    history: Mapping[Quarter, ListFacts]  # from the first with a place on, oldest first
    names: Names

    def places(self, group: str, unit: str) -> tuple[int | None, ...]:
        """A unit's place in its group in every quarter of the history."""
        return tuple(former_places(facts.boards).get((group, unit)) for facts in self.history.values())


@dataclass(frozen=True)
class EditionEntry:
    """An edition on the page of the competition: its latest quarter that the reader may see, or the names alone."""

    edition: Edition
    quarter: Quarter | None
    is_published: bool
    lists: tuple[ListFacts, ...]
    names: Names


def may_see_unreleased(rights: Rights, release: Release | None) -> bool:
    """Whoever prepares or publishes sees a board at any time, other officials while it is shown to the units."""
    if rights.may(Permission.RELEASE) or rights.may(Permission.APPROVE_RELEASE):
        return True
    shown = release is not None and release.state in SHOWN
    return shown and rights.may(Permission.VIEW_RUNNING)


def board_page(*, edition: str, code: str, quarter: str, rights: Rights, on: dt.date) -> BoardPage | None:
    """A list's page; None where there is no such board, or not for this reader."""
    row = Edition.objects.prefetch_related("lists").filter(code=edition).first()
    known = next((one for one in row.lists.all() if one.code == code), None) if row else None
    if row is None or known is None:
        return None
    seen = _open_quarters(row, rights, on)
    shown = next((of for of in seen if of.code == quarter.upper()), None)
    if shown is None:
        return None
    wanted = [of for of in quarter_range(row.first, shown)[-PLACES_SHOWN:] if of in seen]
    contents = {of: content_of(seen[of]) for of in wanted if seen[of]}
    facts = _released(contents, edition) | _live(
        row, [of for of in wanted if of not in contents], _released(contents, edition), on
    )
    history = {of: one for of in wanted if of in facts for one in facts[of].lists if one.code == code}
    first = next((of for of, one in history.items() if any(former_places(one.boards).values())), shown)
    return BoardPage(
        edition=facts[shown] if shown in facts else EditionFacts(code=edition, name=words_of(row), lists=()),
        # A quarter may have been released before the competition was set up: then nobody is ranked in it.
        list=history.get(shown) or list_without_boards(known),
        quarter=shown,
        is_published=shown in contents,
        quarters=tuple(seen),
        history={of: one for of, one in history.items() if of >= first},
        names=_names(contents.get(shown)),
    )


def edition_entries(*, rights: Rights, on: dt.date) -> list[EditionEntry]:
    """Every edition, the latest first, each with the latest closed quarter that the reader may see: one that is still
    being reported ranks nobody.
    """
    editions = Edition.objects.select_related("source").prefetch_related("lists")
    return [_entry(edition, rights, on) for edition in editions]


def _entry(edition: Edition, rights: Rights, on: dt.date) -> EditionEntry:
    seen = _open_quarters(edition, rights, on)
    closed = {period.quarter for period in Period.objects.closed()}
    quarter = max((of for of in seen if of in closed), default=max(seen, default=None))
    if quarter is None:
        names = tuple(list_without_boards(row) for row in edition.lists.all())
        return EditionEntry(edition, None, is_published=False, lists=names, names=Names({}, {}))
    contents = {of: content_of(seen[of]) for of in (quarter.shift(-1), quarter) if seen.get(of)}
    released = _released(contents, edition.code)
    facts = released if quarter in contents else _live(edition, [quarter], released, on)
    lists = facts[quarter].lists if quarter in facts else ()
    return EditionEntry(
        edition, quarter, is_published=quarter in contents, lists=lists, names=_names(contents.get(quarter))
    )


def _live(
    edition: Edition, quarters: list[Quarter], released: Mapping[Quarter, EditionFacts], on: dt.date
) -> dict[Quarter, EditionFacts]:
    if not quarters:
        return {}
    return boards_over(edition, quarters, horizon(on=on), released)


def _released(contents: Mapping[Quarter, ReleaseContent], edition: str) -> dict[Quarter, EditionFacts]:
    """What releases say of an edition; one that was published without it says nothing."""
    return {
        quarter: facts
        for quarter, content in contents.items()
        for facts in content.editions
        if facts.code == edition
    }


def _open_quarters(edition: Edition, rights: Rights, on: dt.date) -> dict[Quarter, str]:
    """The quarters of an edition that the reader may open, oldest first, each with the hash of what was released,
    empty where nothing was.
    """
    releases = {
        release.period_id: release
        for release in Release.objects.select_related("current").defer("current__content")
    }
    found = {}
    for period in Period.objects.begun(on).order_by("quarter"):
        release = releases.get(period.pk)
        if not edition.covers(period.quarter):
            continue
        if release and release.current:
            found[period.quarter] = release.current.sha256
        elif may_see_unreleased(rights, release):
            found[period.quarter] = ""
    return found


def _names(content: ReleaseContent | None) -> Names:
    """The names that a release gave, else those of today."""
    if content is not None:
        return Names(
            units={unit.code: unit.name for unit in content.units},
            targets={target.code: target.name for target in content.targets()},
        )
    return Names(
        units={unit.code: words_of(unit) for unit in ReportingUnit.objects.all()},
        targets={target.code: words_of(target) for target in Target.objects.filter(criteria__isnull=False)},
    )
