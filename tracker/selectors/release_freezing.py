"""From the tables to what a release says: one quarter, frozen as it stands now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from tracker.calculations.methods import method_in_force
from tracker.calculations.periods import Quarter, quarter_range
from tracker.documents.release_content import (
    AssignmentFacts,
    BaselineFacts,
    CountFacts,
    DefinitionFacts,
    FigureFacts,
    MarkFacts,
    MethodFacts,
    MilestoneFacts,
    PeriodFacts,
    PlanFacts,
    QuarterFacts,
    RecognitionFacts,
    RemarkFacts,
    RosterFacts,
    SourceFacts,
    StandingFacts,
    TargetFacts,
    ThemeFacts,
    TotalFacts,
    UnitFacts,
    Words,
)
from tracker.models import (
    Baseline,
    CountDecision,
    Period,
    Plan,
    ReportingUnit,
    RosterCount,
    Source,
    Target,
    Theme,
)

from .figures import TargetFigures, UnitFigure, figures_of
from .goals import goal_of
from .periods import Horizon, methods


class Frozen:
    """The plans with all their figures, up to and with a quarter. Reads everything once, in a fixed number of queries.

    Quarters that are not closed are no part of it, nor what comes after the quarter.
    """

    def __init__(self, quarter: Quarter) -> None:
        self.quarter = quarter
        closed = [period for period in Period.objects.closed() if period.quarter <= quarter]
        self.horizon = Horizon(
            periods=tuple(closed),
            default=closed[-1] if closed else None,
            methods=methods(),
            due=frozenset(period.quarter for period in closed),
        )
        targets = list(
            Target.objects.select_related(
                "theme__plan__source", "lead_unit", "baseline__source", "roster_use__roster"
            ).prefetch_related(
                "milestones",
                "definitions__source",
                "remarks__source",
                "recognitions__source",
                "roster_use__roster__levels",
                "roster_use__roster__kinds",
            )
        )
        self.figures = figures_of(targets, quarters=self.horizon.quarters)
        self._units = {unit.pk: unit for unit in ReportingUnit.objects.all()}
        self._cities = _city_counts(self.horizon.quarters)
        self._decisions = _decisions(self.horizon.quarters)
        self._sources: dict[str, Source] = {}

    def periods(self) -> tuple[PeriodFacts, ...]:
        return tuple(
            PeriodFacts(quarter=p.quarter, opens=p.opens, due=p.due, closed_at=p.closed_at)
            for p in self.horizon.periods
        )

    def methods(self) -> tuple[MethodFacts, ...]:
        """Every version of the thresholds that is in force in one of the quarters; the built-in one too, which a later
        software may word differently.
        """
        first = min((figures.target.plan.first for figures in self.figures.values()), default=self.quarter)
        versions = {first: method_in_force(self.horizon.methods, first)} | self.horizon.methods
        return tuple(
            MethodFacts(from_quarter=quarter, **asdict(method))
            for quarter, method in sorted(versions.items())
            if first <= quarter <= self.quarter
        )

    def units(self) -> tuple[UnitFacts, ...]:
        """Every unit, in the official order."""
        return tuple(
            UnitFacts(
                code=unit.code,
                name=words(unit, "name"),
                kind=unit.kind,
                position=unit.position,
                counts_toward_total=unit.counts_toward_total,
                is_fictitious=unit.is_fictitious,
            )
            for unit in self._units.values()
        )

    def sources(self) -> tuple[SourceFacts, ...]:
        """What `plans` has cited so far, by code."""
        return tuple(
            SourceFacts(
                code=source.code,
                title=source.title,
                publisher=source.publisher,
                date=source.date,
                grade=source.grade,
                address=source.address,
                note=source.note,
            )
            for _code, source in sorted(self._sources.items())
        )

    def plans(self) -> tuple[PlanFacts, ...]:
        """Every plan with its themes and targets, in their own order."""
        grouped: dict[Plan, dict[Theme, list[TargetFigures]]] = {}
        for figures in self.figures.values():
            theme = figures.target.theme
            grouped.setdefault(theme.plan, {}).setdefault(theme, []).append(figures)
        return tuple(
            PlanFacts(
                code=plan.code,
                name=words(plan, "name"),
                short_name=words(plan, "short_name"),
                issuer=words(plan, "issuer"),
                first=plan.first,
                last=plan.last,
                followed_until=plan.followed_until,
                source=self._cite(plan.source) or "",
                themes=tuple(
                    ThemeFacts(
                        code=theme.code,
                        name=words(theme, "name"),
                        targets=tuple(self._target(figures) for figures in of_theme),
                    )
                    for theme, of_theme in themes.items()
                ),
            )
            for plan, themes in grouped.items()
        )

    def _cite(self, source: Source | None) -> str | None:
        if source is None:
            return None
        self._sources[source.code] = source
        return source.code

    def _target(self, figures: TargetFigures) -> TargetFacts:
        target = figures.target
        return TargetFacts(
            code=target.code,
            name=words(target, "name"),
            wording=target.wording,
            unit=words(target, "unit"),
            decimals=target.decimals,
            comparator=target.comparator,
            value=target.value,
            upper=target.upper,
            measure=target.measure,
            counts_from_start=target.counts_from_start,
            aggregation=target.aggregation,
            lead_unit=target.lead_unit.code if target.lead_unit else None,
            baseline=self._baseline(getattr(target, "baseline", None)),
            definitions=tuple(
                DefinitionFacts(
                    text=words(row, "text"), effective_on=row.effective_on, source=self._cite(row.source)
                )
                for row in target.definitions.all()
            ),
            milestones=tuple(
                MilestoneFacts(quarter=row.quarter, value=row.value) for row in target.milestones.all()
            ),
            remarks=tuple(
                RemarkFacts(quarter=row.quarter, text=words(row, "text"), source=self._cite(row.source) or "")
                for row in target.remarks.all()
            ),
            recognitions=tuple(
                RecognitionFacts(
                    kind=row.kind,
                    as_of=row.as_of,
                    count=row.count,
                    unit=words(row, "unit"),
                    text=words(row, "text"),
                    note=words(row, "note"),
                    source=self._cite(row.source) or "",
                )
                for row in target.recognitions.all()
            ),
            roster=_roster(target),
            assignments=tuple(
                AssignmentFacts(unit=a.unit.code, own_target=a.own_target, own_baseline=a.own_baseline)
                for a in figures.assignments
            ),
            quarters=tuple(self._quarter(figures, quarter) for quarter in self._quarters(target.plan)),
        )

    def _quarters(self, plan: Plan) -> tuple[Quarter, ...]:
        last = min(plan.reported_until, self.quarter)
        asked = quarter_range(plan.first, last) if plan.first <= last else ()
        return tuple(quarter for quarter in asked if quarter in self.horizon.due)

    def _baseline(self, baseline: Baseline | None) -> BaselineFacts | None:
        return baseline and BaselineFacts(
            value=baseline.value,
            as_of=baseline.as_of,
            qualifier=baseline.qualifier,
            source=self._cite(baseline.source),
            note=words(baseline, "note"),
        )

    def _quarter(self, figures: TargetFigures, quarter: Quarter) -> QuarterFacts:
        stated = figures.stated.get(quarter, {})
        units = {a.unit_id: a.unit for a in figures.assignments}
        codes = {unit.name: unit.code for unit in units.values()}
        standing = figures.standing(goal_of(figures.target), quarter, self.horizon)
        return QuarterFacts(
            quarter=quarter,
            figures=tuple(_figure(unit, stated[pk]) for pk, unit in units.items() if pk in stated),
            counts=self._counts(figures, quarter),
            total=TotalFacts.of(figures.city(quarter), codes),
            standing=StandingFacts.of(standing),
        )

    def _counts(self, figures: TargetFigures, quarter: Quarter) -> CountFacts | None:
        counts = figures.counts.get(quarter)
        if counts is None:
            return None
        key = figures.target.pk, quarter
        city, decision = self._cities[key], self._decisions.get(key)
        return CountFacts(
            city=counts.city,
            units={self._units[pk].code: count for pk, count in counts.units.items()},
            is_official=counts.is_official,
            levels=city.levels,
            kinds=city.kinds,
            decision=decision.reason if decision else "",
        )


def words(row: Any, field: str) -> Words:
    """A text of a row in both languages."""
    return Words(zh=getattr(row, f"{field}_zh"), en=getattr(row, f"{field}_en"))


def _figure(unit: ReportingUnit, figure: UnitFigure) -> FigureFacts:
    return FigureFacts(
        unit=unit.code,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        qualifier=figure.qualifier,
        # What a bureau says about its figure of record stands on the page; a unit's remark is for its reviewer.
        note="" if unit.is_area else figure.note,
        version=figure.version,
    )


def _roster(target: Target) -> RosterFacts | None:
    if not hasattr(target, "roster_use"):
        return None
    roster = target.roster_use.roster
    return RosterFacts(
        code=roster.code,
        name=words(roster, "name"),
        levels=tuple(MarkFacts(code=row.code, name=words(row, "name")) for row in roster.levels.all()),
        kinds=tuple(MarkFacts(code=row.code, name=words(row, "name")) for row in roster.kinds.all()),
    )


def _city_counts(quarters: Iterable[Quarter]) -> dict[tuple[int, Quarter], RosterCount]:
    rows = RosterCount.objects.filter(unit=None, period__quarter__in=list(quarters)).select_related("period")
    return {(row.target_id, row.period.quarter): row for row in rows}


def _decisions(quarters: Iterable[Quarter]) -> dict[tuple[int, Quarter], CountDecision]:
    """The last word on each count."""
    rows = CountDecision.objects.filter(period__quarter__in=list(quarters)).select_related("period")
    return {(row.target_id, row.period.quarter): row for row in rows.order_by("pk")}
