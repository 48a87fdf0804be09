"""The whole workflow under random hands: legal and illegal steps of everybody, against a model in plain Python.

Whatever happens, what is stored is what the model says, and what was stored once never changes.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests import factories
from tests.factories import CLOSED, NOW, RUNNING, TODAY, City
from tests.services.workflow_model import (
    EVERYBODY,
    REOPENERS,
    REPORTERS,
    REVIEWERS,
    Cell,
    Moved,
    Refused,
    Typed,
    Version,
    Workflow,
)
from tests.services.workflow_promises import Promises
from tracker.calculations.periods import Quarter
from tracker.models import Membership, ReportVersion, Role
from tracker.services import periods
from tracker.services.drafts import draft_save
from tracker.services.reports import DraftMoved, FigureMoved, StatedFigure, UnableToReport, report_submit
from tracker.services.reviews import (
    UnableToReview,
    report_approve,
    report_reopen,
    report_return,
    reports_approve,
)

CELLS = {
    "report:2025Q2:east:factories": ("factories", CLOSED),
    "report:2025Q3:east:factories": ("factories", RUNNING),
    "report:2025Q3:east:tool-rate": ("tool-rate", RUNNING),
}
STATED = [
    StatedFigure(Decimal(30)),
    StatedFigure(Decimal(31)),
    StatedFigure(Decimal(31), note="核对"),
    StatedFigure(Decimal(0)),
    StatedFigure(None, reason="approval"),
]
OUTCOMES = {Refused: "refused", UnableToReport: "refused", UnableToReview: "refused"}
OUTCOMES |= dict.fromkeys((Moved, FigureMoved, DraftMoved), "moved")

# What is legal comes more often than what is not, or the figures would never get far.
cells = st.sampled_from(sorted(CELLS))
reporters = st.sampled_from([*EVERYBODY, *sorted(REPORTERS) * 5])
reviewers = st.sampled_from([*EVERYBODY, *sorted(REVIEWERS) * 9])
# How far from the newest version somebody is: mostly they look at it.
behind = st.sampled_from([0] * 8 + [1, 2])


class Machine(RuleBasedStateMachine):
    """Does every step twice, through the services and in the model, and compares."""

    seen: Counter[str] = Counter()  # how often each step ended how, over all examples

    def __init__(self, city: City) -> None:
        super().__init__()
        self.city = city
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        due = {quarter.code: factories.period_of(quarter).due for quarter in (CLOSED, RUNNING)}
        self.model = Workflow({name: Cell(q.code) for name, (_, q) in CELLS.items()}, due, TODAY)
        self.at = NOW
        self.places = {
            name: (city.assignment(target), factories.period_of(quarter))
            for name, (target, quarter) in CELLS.items()
        }
        self.promises = Promises(city, self.model, self.places)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(steps=st.lists(st.integers(0, 3), min_size=len(CELLS), max_size=len(CELLS)))
    def some_figures_are_there(self, steps: list[int]) -> None:
        """Nothing, a figure that waits, an approved one, a re-opened one."""
        for name, count in zip(CELLS, steps, strict=True):
            if count > 0:
                self.submit(name, "alice", STATED[0])
            if count > 1:
                self.approve_version(name, 1, "rita")
            if count > 2:
                self.reopen_version(name, "rita", "更正", 5)

    @rule(
        name=cells,
        by=reporters,
        stated=st.sampled_from(STATED),
        off=st.sampled_from([0] * 5 + [-1, -1, 1]),
        behalf=st.sampled_from([None, None, None, "aaron", "ruth", "bob"]),
        draft=st.none() | st.tuples(st.integers(0, 2), st.sampled_from(["left", "right"])),
    )
    def submit(
        self,
        name: str,
        by: str,
        stated: StatedFigure,
        off: int = 0,
        behalf: str | None = None,
        draft: tuple[int, str] | None = None,
    ) -> None:
        seen = max(self.model.cells[name].latest + off, 0)
        told = {"seen": seen, "draft": draft, "on_behalf_of": behalf and self.person(behalf)}
        self.both(
            "submit",
            lambda: self.model.submit(name, Version(stated, by, behalf), seen=seen, draft=draft),
            lambda: report_submit(**self.place(name, by), **told, figure=stated).number,
        )

    @precondition(lambda self: self.model.mendable)
    @rule(data=st.data(), by=reporters, stated=st.sampled_from(STATED))
    def mend(self, data: st.DataObject, by: str, stated: StatedFigure) -> None:
        """What came back or was re-opened is submitted anew."""
        self.submit(data.draw(st.sampled_from(self.model.mendable)), by, stated)

    @rule(
        name=cells,
        by=reporters,
        text=st.sampled_from(["3", "36", "三十六", ""]),
        known=st.booleans(),
        window=st.sampled_from(["left", "right"]),
    )
    def type(self, name: str, by: str, text: str, known: bool, window: str) -> None:
        draft = self.model.cells[name].drafts.get(by)
        number = draft.number if draft and known else 0

        def save() -> Typed:
            seen = self.model.cells[name].latest
            content = {"value": text}
            kept = draft_save(
                **self.place(name, by), content=content, seen=seen, number=number, window=window
            )
            return Typed(kept.content["value"], kept.number, kept.window)

        self.both("type", lambda: self.model.type(name, text, by=by, number=number, window=window), save)

    @precondition(lambda self: self.model.reviewable)
    @rule(data=st.data(), by=reviewers, back=behind)
    def approve(self, data: st.DataObject, by: str, back: int) -> None:
        self.approve_version(*self.chosen(data, back), by)

    def approve_version(self, name: str, number: int, by: str) -> None:
        self.both(
            "approve",
            lambda: self.model.approve(name, number, by=by),
            lambda: report_approve(version=self.version(name, number), by=self.person(by), at=self.at).kind,
        )

    @precondition(lambda self: len(set(self.model.reviewable)) > 2)
    @rule(by=reviewers)
    def approve_everything(self, by: str) -> None:
        newest = {name: self.model.cells[name].latest for name in self.model.submitted}
        outcomes = reports_approve(
            versions=[self.version(*place) for place in newest.items()], by=self.person(by), at=self.at
        )
        for (name, number), outcome in zip(newest.items(), outcomes, strict=True):
            self.both(
                "approve-many",
                lambda name=name, number=number: bool(self.model.approve(name, number, by=by)),
                lambda outcome=outcome: not outcome.problem or self.refuse(),
            )

    @precondition(lambda self: self.model.reviewable)
    @rule(data=st.data(), by=reviewers, back=behind, comment=st.sampled_from(["请核对"] * 5 + [""]))
    def give_back(self, data: st.DataObject, by: str, back: int, comment: str) -> None:
        name, number = self.chosen(data, back)
        who = {"by": self.person(by), "at": self.at}
        self.both(
            "return",
            lambda: self.model.give_back(name, number, by=by, comment=comment),
            lambda: report_return(version=self.version(name, number), comment=comment, **who).kind,
        )

    @precondition(lambda self: any(cell.approved for cell in self.model.cells.values()))
    @rule(
        data=st.data(),
        by=st.sampled_from([*EVERYBODY, *sorted(REOPENERS) * 5]),
        reason=st.sampled_from(["更正", "更正", "更正", ""]),
        days=st.sampled_from([0, 1, 5, 5, -1]),
    )
    def reopen(self, data: st.DataObject, by: str, reason: str, days: int) -> None:
        approved = sorted(name for name, cell in self.model.cells.items() if cell.approved)
        self.reopen_version(data.draw(st.sampled_from(approved)), by, reason, days)

    def reopen_version(self, name: str, by: str, reason: str, days: int) -> None:
        asked = {"reason": reason, "until": self.model.today + dt.timedelta(days=days)}
        number = self.model.cells[name].approved
        who = {"by": self.person(by), "at": self.at}
        self.both(
            "reopen",
            lambda: self.model.reopen(name, number, by=by, **asked),
            lambda: report_reopen(version=self.version(name, number), **asked, **who).kind,
        )

    # Not too often: a closed quarter refuses nearly everything.
    @precondition(lambda self: self.model.closed or len(self.model.events) % 4 == 3)
    @rule(quarter=st.sampled_from([CLOSED, RUNNING]), step=st.sampled_from(["close", "open"]))
    def turn_the_quarter(self, quarter: Quarter, step: str) -> None:
        turn = periods.period_close if step == "close" else periods.period_reopen
        period = next(period for _assignment, period in self.places.values() if period.quarter == quarter)
        self.both(
            step,
            lambda: self.model.turn(quarter.code, step),
            lambda: turn(period=period, by=self.person("coordinator"), at=self.at, reason="季度工作"),
        )

    @rule(days=st.sampled_from([1, 1, 3, 9]))
    def time_passes(self, days: int) -> None:
        self.at += dt.timedelta(days=days)
        self.model.today += dt.timedelta(days=days)

    @invariant()
    def every_promise_is_kept(self) -> None:
        self.promises.check()

    def both(self, step: str, expected: Callable[[], Any], done: Callable[[], Any]) -> None:
        """Do it for real and in the model: the same answer, or both refuse."""
        answers = [_outcome(done), _outcome(expected)]
        assert answers[0] == answers[1], step
        ended = answers[0] if answers[0] in OUTCOMES.values() else "done"
        self.seen[f"{step}: {ended}"] += 1

    def refuse(self) -> None:
        raise UnableToReview

    def place(self, name: str, by: str) -> dict[str, Any]:
        """Where, who and when. The quarter as the page was opened with it: the services look at it anew."""
        assignment, period = self.places[name]
        return {"assignment": assignment, "period": period, "by": self.person(by), "at": self.at}

    def person(self, name: str) -> Any:
        return self.city.people[name]

    def version(self, name: str, number: int) -> ReportVersion:
        assignment, period = self.places[name]
        return ReportVersion.objects.get(report__assignment=assignment, report__period=period, number=number)

    def chosen(self, data: st.DataObject, back: int) -> tuple[str, int]:
        name = data.draw(st.sampled_from(self.model.reviewable))
        return name, max(self.model.cells[name].latest - back, 1)


def _outcome(step: Callable[[], Any]) -> Any:
    try:
        return step()
    except tuple(OUTCOMES) as refusal:
        return OUTCOMES[type(refusal)]


def test_workflow_keeps_its_promises_under_random_hands(city: City) -> None:
    factories.checks_off()
    city.people["ruth"] = factories.person_make("ruth", unit=city.units["east"])
    Membership.objects.create(user=city.people["ruth"], unit=city.units["east"], role=Role.REVIEWER)
    Machine.seen.clear()

    run_state_machine_as_test(
        lambda: Machine(city),
        settings=settings(
            max_examples=25,
            stateful_step_count=35,
            deadline=None,
            derandomize=True,  # the same steps on every machine
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # The hands were busy: every kind of step was done, and refused where it can be.
    assert {step for step in Machine.seen if step.endswith("refused")} == {
        f"{step}: refused" for step in ("submit", "type", "approve", "approve-many", "return", "reopen")
    }
    assert {step for step in Machine.seen if step.endswith("moved")} == {"submit: moved", "type: moved"}
    done = ("submit", "type", "approve", "approve-many", "return", "reopen", "close", "open")
    assert {step for step in Machine.seen if step.endswith("done")} == {f"{step}: done" for step in done}
