"""From a board to its figures: the words go in here, the drawing rules live in `charts`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tracker import charts
from tracker.board_explanations import BoardView, words
from tracker.calculations.rounding import rounded
from tracker.calculations.scoring import SCORE_PLACES
from tracker.documents.release_content import ListFacts
from tracker.labels import quarter_name
from tracker.selectors.board_pages import BoardPage


def score_bars(board: BoardView, facts: ListFacts, mark: str | None) -> dict[str, Any]:
    """The ranked units' scores, each made of its weighted points."""
    return charts.score_bars(
        [
            charts.ScoreBar(
                name=row.unit,
                score=rounded(row.score, SCORE_PLACES),
                parts=tuple(rounded(part, SCORE_PLACES) for part in row.parts),
            )
            for row in board.ranked
            if row.score is not None
        ],
        [words(criterion.name) for criterion in facts.criteria],
        _words(_("Weighted points")),
        mark,
    )


def places_over_quarters(board: BoardView, page: BoardPage, mark: str | None) -> dict[str, Any]:
    """How the places of a group moved, quarter by quarter; in the board's order."""
    rows = (*board.ranked, *board.lacking, *board.excluded)
    return charts.places_over_quarters(
        [charts.PlaceLine(name=row.unit, places=page.places(board.facts.group, row.code)) for row in rows],
        tuple(page.history),
        _words(_("Place in the group")),
        mark,
    )


def _words(axis_title: str) -> charts.BoardWords:
    return charts.BoardWords(
        axis_title=axis_title,
        no_data=_("Nobody is ranked here."),
        place=lambda place: _("place %(place)s") % {"place": place},
        quarter=quarter_name,
    )
