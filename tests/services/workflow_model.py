"""What the reporting workflow promises, in plain Python: no database, no services, nothing taken from either."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

REPORTERS = {"alice", "aaron", "ruth"}
REVIEWERS = {"rita", "ruth"}
REOPENERS = REVIEWERS | {"coordinator"}
EVERYBODY = (*sorted(REPORTERS), *sorted(REVIEWERS - REPORTERS), "coordinator", "bob", "auditor")


class Refused(Exception):
    """Nothing happens."""


class Moved(Refused):
    """Nothing happens: the author has not seen what stands."""


@dataclass(frozen=True)
class Version:
    stated: Any
    author: str
    on_behalf_of: str | None = None

    @property
    def people(self) -> set[str | None]:
        return {self.author, self.on_behalf_of}


@dataclass(frozen=True)
class Typed:
    """A draft."""

    text: str
    number: int
    window: str


@dataclass
class Cell:
    """One figure: a unit, a target, a quarter. Versions are counted from 1; 0 is none."""

    quarter: str
    versions: list[Version] = field(default_factory=list)
    state: str = "draft"
    approved: int = 0
    reopened: dt.date | None = None  # until when the approved version may be replaced, once that was said
    decision: tuple[str, dt.date | None] | None = None
    is_late: bool = False
    drafts: dict[str, Typed] = field(default_factory=dict)

    @property
    def latest(self) -> int:
        return len(self.versions)

    def version(self, number: int) -> Version:
        return self.versions[number - 1]


@dataclass
class Workflow:
    """The figures, the quarters and the trail."""

    cells: dict[str, Cell]
    due: dict[str, dt.date]
    today: dt.date
    closed: set[str] = field(default_factory=set)
    # action, what about, by whom, which version
    events: list[tuple[str, str, str, int | None]] = field(default_factory=list)

    def counted(self, cell: Cell) -> int:
        """The version that pages add up."""
        return cell.approved if cell.quarter in self.closed or cell.state == "returned" else cell.latest

    def submit(self, name: str, version: Version, *, seen: int, draft: tuple[int, str] | None = None) -> int:
        cell = self._enter(name, version.author)
        if version.on_behalf_of and version.on_behalf_of not in REPORTERS:
            raise Refused
        if draft and version.author in cell.drafts:
            self._look(cell.drafts[version.author], *draft)
        repeats = bool(cell.latest) and cell.version(cell.latest).stated == version.stated
        if not (repeats and cell.state != "returned"):
            if cell.latest and cell.latest != seen:
                raise Moved
            if repeats or seen > cell.latest or not self._replaceable(cell):
                raise Refused
            cell.is_late = cell.is_late or (not cell.latest and self.today > self.due[cell.quarter])
            cell.versions.append(version)
            cell.state, cell.decision = "submitted", None
            self._record("report.submitted", name, version.author, cell.latest)
        cell.drafts.pop(version.author, None)
        return cell.latest

    def type(self, name: str, text: str, *, by: str, number: int, window: str) -> Typed:
        cell = self._enter(name, by)
        draft = cell.drafts.get(by)
        if draft and draft.text == text:
            return draft
        if draft:
            self._look(draft, number, window)
        cell.drafts[by] = Typed(text, draft.number + 1 if draft else 1, window)
        return cell.drafts[by]

    def approve(self, name: str, number: int, *, by: str) -> str:
        cell = self._review(name, number, by)
        if cell.approved != number:
            self._decide(name, number, "approved", by)
            cell.approved, cell.reopened = number, None
        return "approved"

    def give_back(self, name: str, number: int, *, by: str, comment: str) -> str:
        if not comment:
            raise Refused
        self._review(name, number, by)
        return self._decide(name, number, "returned", by)

    def reopen(self, name: str, number: int, *, by: str, reason: str, until: dt.date) -> str:
        cell = self.cells[name]
        if not reason or until < self.today or by not in REOPENERS or cell.quarter in self.closed:
            raise Refused
        if by in cell.version(number).people or cell.state != "approved" or cell.approved != number:
            raise Refused
        cell.decision, cell.reopened = ("reopened", until), until
        self._record("report.reopened", name, by, number)
        return "reopened"

    def turn(self, quarter: str, step: str) -> bool:
        """Close a quarter, or open it again; False when it is so already."""
        if (quarter in self.closed) == (step == "close"):
            return False
        self.closed ^= {quarter}
        action = "period.closed" if step == "close" else "period.reopened"
        self._record(action, f"period:{quarter}", "coordinator", None)
        return True

    @property
    def submitted(self) -> list[str]:
        return [name for name, cell in self.cells.items() if cell.latest]

    @property
    def mendable(self) -> list[str]:
        """What came back or was re-opened."""
        cells = self.cells.items()
        return [name for name, cell in cells if cell.decision and cell.decision[0] != "approved"]

    @property
    def reviewable(self) -> list[str]:
        """What waits for a decision; less often, and now and then alone, also what does not."""
        waiting = [name for name in self.submitted if self.cells[name].state == "submitted"]
        return waiting * 4 + (self.submitted if waiting or len(self.events) % 5 == 0 else [])

    def _enter(self, name: str, by: str) -> Cell:
        cell = self.cells[name]
        if by not in REPORTERS or cell.quarter in self.closed:
            raise Refused
        return cell

    def _replaceable(self, cell: Cell) -> bool:
        """An approved figure, and what is to replace it, as long as it is re-opened."""
        if cell.state == "approved":
            return cell.reopened is not None and self.today <= cell.reopened
        return cell.state != "submitted" or cell.reopened is None or self.today <= cell.reopened

    def _look(self, draft: Typed, number: int, window: str) -> None:
        """Another window of the same person may have saved since."""
        if draft.number != number and draft.window != window:
            raise Moved

    def _review(self, name: str, number: int, by: str) -> Cell:
        cell = self.cells[name]
        if by not in REVIEWERS or by in cell.version(number).people or cell.quarter in self.closed:
            raise Refused
        return cell

    def _decide(self, name: str, number: int, kind: str, by: str) -> str:
        cell = self.cells[name]
        if number != cell.latest or cell.state != "submitted":
            raise Refused
        cell.state, cell.decision = kind, (kind, None)
        self._record(f"report.{kind}", name, by, number)
        return kind

    def _record(self, action: str, subject: str, by: str, version: int | None) -> None:
        self.events.append((action, subject, by, version))
