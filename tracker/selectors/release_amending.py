"""A release's content with some figures replaced, and all that follows from them computed again.

It starts from what was published, never from today's tables: a new threshold, another name or a changed group cannot
slip into a correction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import rfc8785

from tracker.calculations.scoring import Entry, score_group
from tracker.calculations.scoring_rules import Figure
from tracker.documents.board_facts import board_facts, criterion_of, former_places
from tracker.documents.release_content import (
    BoardFacts,
    CountFacts,
    CriterionFacts,
    EditionFacts,
    EnteredFacts,
    Facts,
    FigureFacts,
    ListFacts,
    PlaceEffect,
    QuarterFacts,
    ReleaseContent,
    RowFacts,
    StandingFacts,
    StatusEffect,
    TargetFacts,
    TotalFacts,
)
from tracker.documents.release_files import sha256_of

from .boards import climbed_from
from .competition_figures import EnteredFigure, Reading, criterion_figures
from .figures import TargetFigures
from .goals import goal_of
from .release_restoring import Restoring

EntryKey = tuple[str, str, str, str]  # the codes of edition, list, criterion and unit


@dataclass(frozen=True)
class Amendment:
    """What is replaced in a release's own quarter; None takes a figure out. Everything by its code."""

    figures: Mapping[tuple[str, str], FigureFacts | None] = field(default_factory=dict)  # target, unit
    counts: Mapping[str, CountFacts | None] = field(default_factory=dict)  # target
    entered: Mapping[EntryKey, EnteredFacts | None] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The hash of all that is replaced."""
        parts = {
            "figures": [[*key, facts_of(facts)] for key, facts in sorted(self.figures.items())],
            "counts": [[key, facts_of(facts)] for key, facts in sorted(self.counts.items())],
            "entered": [[*key, facts_of(facts)] for key, facts in sorted(self.entered.items())],
        }
        return sha256_of(rfc8785.dumps(parts).decode())

    @property
    def targets(self) -> set[str]:
        return {target for target, _unit in self.figures} | set(self.counts)

    def touches(self, edition: str, facts: ListFacts) -> bool:
        """Whether a list looks at something that is replaced."""
        own = any(key[:2] == (edition, facts.code) for key in self.entered)
        return own or any(criterion.target in self.targets for criterion in facts.criteria)


def facts_of(facts: Facts | None) -> dict[str, Any] | None:
    return None if facts is None else facts.model_dump(mode="json")


def amended(
    content: ReleaseContent, amendment: Amendment, *, former: ReleaseContent | None = None
) -> ReleaseContent:
    """The content with these figures, and totals, standings and boards that rest on them computed again.

    `former` is the quarter before as it stood when the content was first published: a unit that is ranked by an
    amendment alone has climbed from there.
    """
    content = _each_target(content, amendment, lambda facts: _with_figures(facts, amendment))
    restoring = Restoring(content)
    figures, horizon = restoring.figures(), restoring.horizon()
    codes = {name: code for code, name in restoring.names.items()}

    def computed(facts: TargetFacts) -> TargetFacts:
        # As plain figures: a release's own would answer with what was published.
        of = figures[facts.code]
        plain = TargetFigures(of.target, of.assignments, of.by_quarter, of.stated, of.counts)
        standing = plain.standing(goal_of(plain.target), content.quarter, horizon)
        total = TotalFacts.of(plain.city(content.quarter), codes)
        return _in_last_quarter(facts, total=total, standing=StandingFacts.of(standing))

    content = _each_target(content, amendment, computed)
    return content.model_copy(update={"editions": _Boards(content, amendment, former).editions()})


def status_effects(before: ReleaseContent, after: ReleaseContent) -> tuple[StatusEffect, ...]:
    """The targets whose city figure or status is another."""
    found = []
    for old, new in zip(before.targets(), after.targets(), strict=True):
        if not (old.quarters and new.quarters):
            continue
        was, now = old.quarters[-1].standing, new.quarters[-1].standing
        if (was.actual, was.status) != (now.actual, now.status):
            found.append(
                StatusEffect(
                    target=new.code,
                    quarter=new.quarters[-1].quarter,
                    value_before=was.actual,
                    value_after=now.actual,
                    status_before=was.status,
                    status_after=now.status,
                )
            )
    return tuple(found)


def place_effects(before: ReleaseContent, after: ReleaseContent) -> tuple[PlaceEffect, ...]:
    """The units whose score or place on a board is another."""
    was = dict(_rows(before))
    return tuple(
        PlaceEffect(
            edition=edition,
            list=code,
            unit=unit,
            score_before=was[edition, code, unit].score,
            score_after=row.score,
            place_before=was[edition, code, unit].place,
            place_after=row.place,
        )
        for (edition, code, unit), row in _rows(after)
        if (was[edition, code, unit].score, was[edition, code, unit].place) != (row.score, row.place)
    )


def _rows(content: ReleaseContent) -> Iterator[tuple[tuple[str, str, str], RowFacts]]:
    for edition in content.editions:
        for facts in edition.lists:
            for board in facts.boards:
                yield from (((edition.code, facts.code, row.unit), row) for row in board.rows)


def _each_target(
    content: ReleaseContent, amendment: Amendment, change: Callable[[TargetFacts], TargetFacts]
) -> ReleaseContent:
    """The content with each target changed that the amendment is about."""
    plans = tuple(
        plan.model_copy(
            update={
                "themes": tuple(
                    theme.model_copy(
                        update={
                            "targets": tuple(
                                change(facts) if facts.code in amendment.targets else facts
                                for facts in theme.targets
                            )
                        }
                    )
                    for theme in plan.themes
                )
            }
        )
        for plan in content.plans
    )
    return content.model_copy(update={"plans": plans})


def _with_figures(facts: TargetFacts, amendment: Amendment) -> TargetFacts:
    last: QuarterFacts = facts.quarters[-1]
    stated: dict[str, FigureFacts | None] = {figure.unit: figure for figure in last.figures}
    stated |= {unit: new for (target, unit), new in amendment.figures.items() if target == facts.code}
    return _in_last_quarter(
        facts,
        figures=tuple(figure for a in facts.assignments if (figure := stated.get(a.unit))),
        counts=amendment.counts.get(facts.code, last.counts),
    )


def _in_last_quarter(facts: TargetFacts, **values: object) -> TargetFacts:
    """A target with other facts in the last of its quarters, which is the release's own."""
    *earlier, last = facts.quarters
    return facts.model_copy(update={"quarters": (*earlier, last.model_copy(update=values))})


class _Boards:
    """The boards of a release that rest on what is replaced, scored again from its own figures and rules."""

    def __init__(self, content: ReleaseContent, amendment: Amendment, former: ReleaseContent | None) -> None:
        self.content, self.amendment = content, amendment
        self.former = {
            (edition.code, facts.code): facts
            for edition in (former.editions if former else ())
            for facts in edition.lists
        }
        restoring = Restoring(content)
        self.figures, self.horizon, self.units = restoring.figures(), restoring.horizon(), restoring.units

    def editions(self) -> tuple[EditionFacts, ...]:
        return tuple(
            edition.model_copy(
                update={
                    "lists": tuple(
                        self._list(edition.code, facts)
                        if self.amendment.touches(edition.code, facts)
                        else facts
                        for facts in edition.lists
                    )
                }
            )
            for edition in self.content.editions
        )

    def _list(self, edition: str, facts: ListFacts) -> ListFacts:
        entered: dict[tuple[str, str], EnteredFacts | None] = {
            (row.criterion, row.unit): row for row in facts.figures
        }
        for key, new in self.amendment.entered.items():
            if key[:2] == (edition, facts.code):
                entered[key[2], key[3]] = new
        kept = {key: row for key, row in entered.items() if row}
        readings = {criterion.code: self._readings(criterion, kept) for criterion in facts.criteria}
        former = self.former.get((edition, facts.code))
        boards = tuple(self._board(board, facts, readings, former) for board in facts.boards)
        return facts.model_copy(update={"figures": self._in_order(facts, kept.values()), "boards": boards})

    def _in_order(self, facts: ListFacts, rows: Collection[EnteredFacts]) -> tuple[EnteredFacts, ...]:
        """Entered figures by criterion and unit, wherever one was put back."""
        known = [row.criterion for row in facts.figures] + [criterion.code for criterion in facts.criteria]
        return tuple(
            sorted(rows, key=lambda row: (known.index(row.criterion), self.units[row.unit].position))
        )

    def _readings(
        self, criterion: CriterionFacts, entered: Mapping[tuple[str, str], EnteredFacts]
    ) -> dict[str, Reading]:
        return criterion_figures(
            criterion,
            self.figures.get(criterion.target or ""),
            {
                unit: EnteredFigure(row.value, row.own_target)
                for (code, unit), row in entered.items()
                if code == criterion.code
            },
            quarter=self.content.quarter,
            horizon=self.horizon,
            units=self.units.values(),
        )

    def _board(
        self,
        board: BoardFacts,
        facts: ListFacts,
        readings: Mapping[str, Mapping[str, Reading]],
        former: ListFacts | None,
    ) -> BoardFacts:
        """The board with the places of the quarter before as they were known when it was published."""
        climbed = climbed_from(board.group, facts.criteria, former)
        before: dict[tuple[str, str], int | None] = former_places(former.boards) if former else {}
        before |= {
            (board.group, row.unit): row.place + row.change
            for row in board.rows
            if row.place is not None and row.change is not None
        }
        entries = [
            Entry(
                unit=row.unit,
                position=self.units[row.unit].position,
                figures={
                    code: _as_before(of[row.unit], row, code, climbed.get(code, {}))
                    for code, of in readings.items()
                },
                group=board.group,
                exclusion=row.exclusion,
            )
            for row in board.rows
        ]
        rules = [criterion_of(criterion) for criterion in facts.criteria]
        scored = score_group(rules, entries, before)
        # Who loses its place with the correction loses the honour that went with it.
        ranked = {row.unit for row in scored.rows if row.place is not None}
        flags = {row.unit: row.flag for row in board.rows if row.flag and row.unit in ranked}
        return board_facts(board.group, board.name, scored, flags)


def _as_before(reading: Reading, row: RowFacts, criterion: str, climbed: Mapping[str, int]) -> Reading:
    """A figure with the place it is said to have climbed from, or had when the unit was not ranked yet."""
    if not isinstance(reading, Figure):
        return reading
    line = next((line for line in row.lines if line.criterion == criterion), None)
    return replace(reading, place_before=line.place_before if line else climbed.get(row.unit))
