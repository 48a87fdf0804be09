"""The boards of a release: made of what it says and of what releases before it said, never of today's tables."""

from __future__ import annotations

from tracker.calculations.periods import Quarter
from tracker.documents.board_facts import former_places
from tracker.documents.release_content import EditionFacts, ListFacts, ReleaseContent

from .board_pages import PLACES_SHOWN, BoardPage, Names
from .releases import Head, heads_before


def released_board(head: Head, *, edition: str, code: str) -> BoardPage | None:
    """A list in a release, with its places in the quarters before as they stood when it was published; None where the
    release has no such list.
    """
    content = head.content
    of_edition = _edition(content, edition)
    facts = _list(of_edition, code)
    if of_edition is None or facts is None:
        return None
    first = head.quarter.shift(1 - PLACES_SHOWN)
    earlier = {
        before.quarter: _list(_edition(before.content, edition), code)
        for before in heads_before(head)
        if before.quarter >= first
    }
    history = {quarter: one for quarter, one in earlier.items() if one} | {head.quarter: facts}
    return BoardPage(
        edition=of_edition,
        list=facts,
        quarter=head.quarter,
        is_published=True,
        quarters=(),
        history=_from_first_place(history),
        names=Names(
            units={unit.code: unit.name for unit in content.units},
            targets={target.code: target.name for target in content.targets()},
        ),
    )


def _edition(content: ReleaseContent, code: str) -> EditionFacts | None:
    return next((facts for facts in content.editions if facts.code == code), None)


def _list(edition: EditionFacts | None, code: str) -> ListFacts | None:
    return next((facts for facts in edition.lists if facts.code == code), None) if edition else None


def _from_first_place(history: dict[Quarter, ListFacts]) -> dict[Quarter, ListFacts]:
    """The history from the first quarter on in which somebody had a place; the release's own quarter in any case."""
    placed = (quarter for quarter, one in history.items() if any(former_places(one.boards).values()))
    first = next(placed, max(history))
    return {quarter: one for quarter, one in history.items() if quarter >= first}
