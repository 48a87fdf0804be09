"""What changed from one release to the next."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Status
from tracker.documents.release_content import BoardFacts, ReleaseContent, TargetFacts
from tracker.models.names import in_language

from .releases import Head, heads_before


@dataclass(frozen=True)
class TargetChange:
    """A target in two releases that follow each other; None where it had no figure, or was not in the earlier one."""

    code: str
    name: str
    unit: str
    decimals: int
    value: Decimal | None
    value_before: Decimal | None
    status: Status
    status_before: Status | None
    reported: int  # units behind the figure, and how many were asked; both 0 without a figure
    expected: int

    @property
    def has_new_status(self) -> bool:
        return self.status_before is not None and self.status != self.status_before


@dataclass(frozen=True)
class Leader:
    """Who is first on a board, and who was."""

    edition: str
    list: str
    name: str
    group: str
    units: tuple[str, ...]
    before: tuple[str, ...]


@dataclass(frozen=True)
class ReleaseChanges:
    """`before` is None for the first release there is."""

    head: Head
    before: Head | None
    targets: tuple[TargetChange, ...]
    leaders: tuple[Leader, ...]

    @property
    def new_statuses(self) -> tuple[TargetChange, ...]:
        return tuple(row for row in self.targets if row.has_new_status)


def release_changes(head: Head) -> ReleaseChanges:
    """What a release says that the one before it did not. Compares what was published, never today's tables."""
    before = next(reversed(heads_before(head)), None)
    content, earlier = head.content, before.content if before else None
    return ReleaseChanges(
        head=head,
        before=before,
        targets=target_changes(content, earlier),
        leaders=leaders(content, earlier),
    )


def target_changes(content: ReleaseContent, earlier: ReleaseContent | None) -> tuple[TargetChange, ...]:
    """Every target of a release beside itself in the one before, in the order of the plans."""
    former = {facts.code: facts for facts in earlier.targets()} if earlier else {}
    return tuple(
        _change(facts, content.quarter, former.get(facts.code), earlier and earlier.quarter)
        for facts in content.targets()
    )


def _change(
    facts: TargetFacts, quarter: Quarter, former: TargetFacts | None, before: Quarter | None
) -> TargetChange:
    now, then = _last(facts, quarter), _last(former, before) if former and before else None
    return TargetChange(
        code=facts.code,
        name=in_language(facts.name.zh, facts.name.en),
        unit=in_language(facts.unit.zh, facts.unit.en),
        decimals=facts.decimals,
        value=now[0],
        value_before=then[0] if then else None,
        status=now[1],
        status_before=then[1] if then else None,
        reported=now[2],
        expected=now[3],
    )


def _last(facts: TargetFacts, quarter: Quarter) -> tuple[Decimal | None, Status, int, int]:
    """Figure, status and coverage of the release's own quarter, or of the plan's last one when it ended before."""
    rows = [row for row in facts.quarters if row.quarter <= quarter]
    if not rows:
        return None, Status.NOT_DUE, 0, 0
    standing, total = rows[-1].standing, rows[-1].total
    return standing.actual, standing.status, total.reported, total.expected


def leaders(content: ReleaseContent, earlier: ReleaseContent | None) -> tuple[Leader, ...]:
    """Who leads each board of a release."""
    names = {unit.code: in_language(unit.name.zh, unit.name.en) for unit in content.units}
    former = {
        (edition.code, facts.code, board.group): board
        for edition in (earlier.editions if earlier else ())
        for facts in edition.lists
        for board in facts.boards
    }

    def first(board: BoardFacts | None) -> tuple[str, ...]:
        return tuple(names.get(row.unit, row.unit) for row in board.rows if row.place == 1) if board else ()

    return tuple(
        Leader(
            edition=edition.code,
            list=facts.code,
            name=in_language(facts.name.zh, facts.name.en),
            group=in_language(board.name.zh, board.name.en),
            units=first(board),
            before=first(former.get((edition.code, facts.code, board.group))),
        )
        for edition in content.editions
        for facts in edition.lists
        for board in facts.boards
    )
