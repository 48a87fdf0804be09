"""From what a release says back to rows and figures, as they were. Nothing here reads the database.

The rows are rebuilt without being saved, under keys below zero: none of them can be taken for a row of today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from tracker.calculations.aggregation import Total
from tracker.calculations.methods import Method
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Goal, Standing
from tracker.documents.release_content import (
    CountFacts,
    Facts,
    MarkFacts,
    PlanFacts,
    QuarterFacts,
    ReleaseContent,
    SourceFacts,
    TargetFacts,
    UnitFacts,
    Words,
)
from tracker.models import (
    Assignment,
    Baseline,
    Definition,
    Milestone,
    Period,
    Plan,
    Recognition,
    Remark,
    ReportingUnit,
    Roster,
    RosterKind,
    RosterLevel,
    RosterUse,
    Source,
    Target,
    Theme,
)

from .figures import RosterCounts, TargetFigures, UnitFigure, official
from .periods import Horizon


@dataclass(frozen=True)
class ReleasedFigures(TargetFigures):
    """A target's figures as they were released. Totals and standings are read, never computed again: whatever the
    software does by then, they are what was published.
    """

    quarters: Mapping[Quarter, QuarterFacts] = field(default_factory=dict)
    methods: Mapping[int, Method] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def city(self, quarter: Quarter) -> Total:
        if quarter not in self.quarters:
            return super().city(quarter)
        facts = self.quarters[quarter].total.values()
        for group in ("missing", "left_out", "not_counting"):
            facts[group] = tuple(self.names[code] for code in facts[group])
        return Total(**facts)

    def standing(self, goal: Goal, quarter: Quarter, horizon: Horizon) -> Standing:
        if quarter not in self.quarters:
            return super().standing(goal, quarter, horizon)
        facts = self.quarters[quarter].standing.values()
        return Standing(**facts | {"method": self.methods[facts["method"]]})


class Restoring:
    """Rebuilds the rows of a release. Each has everything at hand that a page asks of it."""

    def __init__(self, content: ReleaseContent) -> None:
        self.content = content
        self._keys: dict[type[models.Model], int] = {}
        self.sources = {facts.code: self._source(facts) for facts in content.sources}
        self.units = {facts.code: self._unit(facts) for facts in content.units}
        self.names = {code: unit.name for code, unit in self.units.items()}
        self.methods = {
            facts.from_quarter: Method(**facts.values(without={"from_quarter"})) for facts in content.methods
        }
        self.rosters: dict[str, Roster] = {}

    def horizon(self) -> Horizon:
        """The quarters of the release, all of them closed, with their thresholds."""
        periods = tuple(
            self._make(Period, quarter=p.quarter, opens=p.opens, due=p.due, closed_at=p.closed_at)
            for p in self.content.periods
        )
        return Horizon(
            periods=periods,
            default=periods[-1] if periods else None,
            methods=self.methods,
            due=frozenset(period.quarter for period in periods),
        )

    def figures(self) -> dict[str, ReleasedFigures]:
        """The figures of every target by its code, in the order of the plans."""
        return {
            of_target.target.code: of_target
            for position, plan in enumerate(self.content.plans)
            for of_target in self._plan(plan, position)
        }

    def _make(self, model: type[models.Model], **values: Any) -> Any:
        self._keys[model] = self._keys.get(model, 0) - 1
        return model(pk=self._keys[model], **values)

    def _source(self, facts: SourceFacts) -> Source:
        return self._make(Source, **facts.values())

    def _unit(self, facts: UnitFacts) -> ReportingUnit:
        return self._make(
            ReportingUnit,
            code=facts.code,
            kind=facts.kind,
            position=facts.position,
            counts_toward_total=facts.counts_toward_total,
            is_fictitious=facts.is_fictitious,
            **_in_both("name", facts.name),
        )

    def _plan(self, facts: PlanFacts, position: int) -> Iterable[ReleasedFigures]:
        plan = self._make(
            Plan,
            code=facts.code,
            first=facts.first,
            last=facts.last,
            followed_until=facts.followed_until,
            source=self.sources[facts.source],
            position=position,
            **_in_both("name", facts.name),
            **_in_both("short_name", facts.short_name),
            **_in_both("issuer", facts.issuer),
        )
        for place, of_theme in enumerate(facts.themes):
            theme = self._make(
                Theme, plan=plan, code=of_theme.code, position=place, **_in_both("name", of_theme.name)
            )
            for number, target in enumerate(of_theme.targets):
                yield self._figures(target, self._target(target, theme, number))

    def _target(self, facts: TargetFacts, theme: Theme, position: int) -> Target:
        target = self._make(
            Target,
            theme=theme,
            lead_unit=self.units[facts.lead_unit] if facts.lead_unit else None,
            position=position,
            code=facts.code,
            wording=facts.wording,
            decimals=facts.decimals,
            comparator=facts.comparator,
            value=facts.value,
            upper=facts.upper,
            measure=facts.measure,
            counts_from_start=facts.counts_from_start,
            aggregation=facts.aggregation,
            **_in_both("name", facts.name),
            **_in_both("unit", facts.unit),
        )
        # What a target does not have is said here too: it would be looked up in the database otherwise.
        target._state.fields_cache |= {"baseline": None, "roster_use": None}
        if facts.baseline:
            self._make(
                Baseline,
                target=target,
                value=facts.baseline.value,
                as_of=facts.baseline.as_of,
                qualifier=facts.baseline.qualifier,
                source=self._cited(facts.baseline.source),
                **_in_both("note", facts.baseline.note),
            )
        if facts.roster:
            self._roster(facts, target)
        at_hand(target, "milestones", self._rows(Milestone, target, facts.milestones))
        at_hand(target, "definitions", self._rows(Definition, target, facts.definitions))
        at_hand(target, "remarks", self._rows(Remark, target, facts.remarks))
        at_hand(target, "recognitions", self._rows(Recognition, target, facts.recognitions))
        return target

    def _rows(self, model: type[models.Model], target: Target, rows: Iterable[Facts]) -> list[Any]:
        """Rows that belong to a target: their facts are the fields of their table."""
        made = []
        for facts in rows:
            values = {}
            for name, value in facts.values().items():
                values |= _in_both(name, value) if isinstance(value, Words) else {name: value}
            if "source" in values:
                values["source"] = self._cited(values["source"])
            made.append(self._make(model, target=target, **values))
        return made

    def _cited(self, code: str | None) -> Source | None:
        return self.sources[code] if code else None

    def _roster(self, facts: TargetFacts, target: Target) -> None:
        assert facts.roster is not None
        roster = self._make(Roster, code=facts.roster.code, position=0, **_in_both("name", facts.roster.name))
        self._make(RosterUse, roster=roster, target=target)
        at_hand(roster, "levels", self._marks(RosterLevel, roster, facts.roster.levels))
        at_hand(roster, "kinds", self._marks(RosterKind, roster, facts.roster.kinds))
        at_hand(roster, "targets", [target])
        self.rosters[facts.code] = roster

    def _marks(self, model: type[models.Model], roster: Roster, marks: Iterable[MarkFacts]) -> list[Any]:
        return [
            self._make(model, roster=roster, code=mark.code, position=place, **_in_both("name", mark.name))
            for place, mark in enumerate(marks)
        ]

    def _figures(self, facts: TargetFacts, target: Target) -> ReleasedFigures:
        stated = {
            of_quarter.quarter: {
                self.units[figure.unit].pk: UnitFigure(**figure.values(without={"unit"}))
                for figure in of_quarter.figures
            }
            for of_quarter in facts.quarters
        }
        found = ReleasedFigures(
            target=target,
            assignments=tuple(
                self._make(
                    Assignment,
                    unit=self.units[row.unit],
                    target=target,
                    own_target=row.own_target,
                    own_baseline=row.own_baseline,
                )
                for row in facts.assignments
            ),
            by_quarter=stated,
            stated=stated,
            counts={q.quarter: self._counts(q.counts) for q in facts.quarters if q.counts},
            quarters={of_quarter.quarter: of_quarter for of_quarter in facts.quarters},
            methods={method.version: method for method in self.methods.values()},
            names=self.names,
        )
        return official(found)

    def _counts(self, facts: CountFacts) -> RosterCounts:
        units = {self.units[code].pk: count for code, count in facts.units.items()}
        return RosterCounts(facts.city, units, facts.is_official)


def at_hand(row: models.Model, name: str, rows: list[Any]) -> None:
    """Give a row the rows that point to it, as if they had been prefetched: nothing is read for them."""
    related = type(row)._meta.get_field(name).related_model
    found = related._default_manager.none()
    found._result_cache, found._prefetch_done = rows, True
    cache = row.__dict__.setdefault("_prefetched_objects_cache", {})
    cache[name] = found


def _in_both(field_name: str, text: Words) -> dict[str, str]:
    return {f"{field_name}_zh": text.zh, f"{field_name}_en": text.en}
