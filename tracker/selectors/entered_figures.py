"""What has been entered for a list of the competition in a quarter, and who is left out or honoured there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from tracker.calculations.periods import Quarter
from tracker.calculations.scoring_rules import RuleKind
from tracker.models import (
    CompetitionFigure,
    CompetitionFigureVersion,
    CompetitionList,
    Criterion,
    CriterionSource,
    Exclusion,
    GroupMember,
    HonourFlag,
    Period,
    Release,
    ReportingUnit,
    Weight,
)

from .competition_setup import (
    quarters_begun,
    quarters_covered,
    weighting_in_force,
    weightings_with_weights,
)


@dataclass(frozen=True)
class FigureCell:
    """A unit's figure for one criterion; `stored` is None until something is entered."""

    unit: ReportingUnit
    criterion: Criterion
    with_target: bool
    stored: CompetitionFigure | None

    @property
    def key(self) -> tuple[int, int]:
        return self.unit.pk, self.criterion.pk

    @property
    def latest(self) -> CompetitionFigureVersion | None:
        return self.stored.latest if self.stored else None

    @property
    def is_waiting(self) -> bool:
        """Entered, and not approved as it now is."""
        return self.stored is not None and self.stored.latest_id != self.stored.approved_id


@dataclass(frozen=True)
class FigureTable:
    """What is entered for a list in a quarter, who is left out, who is honoured."""

    list: CompetitionList
    period: Period
    criteria: tuple[Criterion, ...]
    rows: tuple[tuple[GroupMember, tuple[FigureCell, ...]], ...]
    exclusions: tuple[Exclusion, ...]
    flags: tuple[HonourFlag, ...]
    quarters: tuple[Quarter, ...]
    is_released: bool

    @property
    def cells(self) -> tuple[FigureCell, ...]:
        return tuple(cell for _member, cells in self.rows for cell in cells)

    @property
    def waiting(self) -> tuple[FigureCell, ...]:
        return tuple(cell for cell in self.cells if cell.is_waiting)


def figure_table(edition: str, code: str, quarter: str, *, on: dt.date) -> FigureTable:
    """What has been entered for a list in a quarter. A fixed number of queries.

    Raises `CompetitionList.DoesNotExist`, and `Period.DoesNotExist` for a quarter in which the edition is not reviewed.
    """
    row = (
        CompetitionList.objects.select_related("edition")
        .prefetch_related(weightings_with_weights())
        .get(edition__code=edition, code=code)
    )
    quarters = quarters_covered(row.edition, quarters_begun(on))
    period = Period.objects.get(quarter=next((q for q in quarters if q.code == quarter), None))
    weighting = weighting_in_force(row.weightings.all(), period.quarter)
    weights = [
        weight
        for weight in (weighting.weights.all() if weighting else ())
        if weight.criterion.source == CriterionSource.ENTERED
    ]
    members = row.edition.members.select_related("unit", "group").order_by(
        "group__position", "unit__position"
    )
    return FigureTable(
        list=row,
        period=period,
        criteria=tuple(weight.criterion for weight in weights),
        rows=_figure_rows(members, weights, period),
        exclusions=tuple(
            row.edition.exclusions.filter(Q(list=row) | Q(list__isnull=True), period=period).select_related(
                "unit", "author", "list", "edition", "period"
            )
        ),
        flags=tuple(
            row.flags.filter(period=period).select_related("unit", "author", "list__edition", "period")
        ),
        quarters=quarters,
        is_released=Release.objects.published().filter(period=period).exists(),
    )


def _figure_rows(
    members: Iterable[GroupMember], weights: Sequence[Weight], period: Period
) -> tuple[tuple[GroupMember, tuple[FigureCell, ...]], ...]:
    stored = {
        (figure.unit_id, figure.criterion_id): figure
        for figure in CompetitionFigure.objects.filter(
            period=period, criterion__in=[weight.criterion_id for weight in weights]
        ).select_related("latest__author", "approved", "approved_by")
    }
    return tuple(
        (
            member,
            tuple(
                FigureCell(
                    unit=member.unit,
                    criterion=weight.criterion,
                    with_target=weight.rule == RuleKind.COMPLETION,
                    stored=stored.get((member.unit_id, weight.criterion_id)),
                )
                for weight in weights
            ),
        )
        for member in members
    )
