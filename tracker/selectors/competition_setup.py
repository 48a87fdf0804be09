"""What the set-up pages of the competition show: editions, lists, groups and criteria."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from tracker.calculations.periods import Quarter
from tracker.models import (
    CompetitionList,
    Criterion,
    CriterionSource,
    Edition,
    PeerGroup,
    Period,
    Release,
    ReportingUnit,
    Target,
    Weight,
    Weighting,
)

from .setup import targets_in_order, units_offered


@dataclass(frozen=True)
class ListOutline:
    """A list with the newest of its weightings; without one its criteria have not been set."""

    list: CompetitionList
    weighting: Weighting | None
    weights: tuple[Weight, ...]

    @property
    def is_sample(self) -> bool:
        return any(weight.criterion.is_sample for weight in self.weights)

    @property
    def enters(self) -> bool:
        """Whether some of its figures are entered for the competition."""
        return any(weight.criterion.source == CriterionSource.ENTERED for weight in self.weights)


@dataclass(frozen=True)
class GroupOutline:
    group: PeerGroup
    count: int


@dataclass(frozen=True)
class EditionOutline:
    """An edition: its lists, its groups with how many units are in each, and the quarters in which it is reviewed."""

    edition: Edition
    lists: tuple[ListOutline, ...]
    groups: tuple[GroupOutline, ...]
    quarters: tuple[Quarter, ...]

    @property
    def without_criteria(self) -> tuple[ListOutline, ...]:
        return tuple(row for row in self.lists if row.weighting is None)

    @property
    def members(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def alone(self) -> tuple[PeerGroup, ...]:
        """Groups with a single unit: its place says nothing."""
        return tuple(row.group for row in self.groups if row.count == 1)

    @property
    def latest(self) -> Quarter | None:
        return self.quarters[-1] if self.quarters else None


@dataclass(frozen=True)
class EditionSetup:
    """An edition with every area unit and the group each is in."""

    outline: EditionOutline
    units: tuple[ReportingUnit, ...]
    group_of: dict[int, int]

    @property
    def edition(self) -> Edition:
        return self.outline.edition

    @property
    def groups(self) -> tuple[PeerGroup, ...]:
        return tuple(row.group for row in self.outline.groups)


@dataclass(frozen=True)
class ListSetup:
    """A list with every version of its criteria and weights, oldest first."""

    list: CompetitionList
    weightings: tuple[Weighting, ...]
    criteria: tuple[Criterion, ...]
    targets: tuple[Target, ...]
    quarters: tuple[Quarter, ...]
    released_until: Quarter | None

    @property
    def latest(self) -> Weighting | None:
        return self.weightings[-1] if self.weightings else None

    @property
    def weights(self) -> tuple[Weight, ...]:
        return tuple(self.latest.weights.all()) if self.latest else ()


def weighting_in_force(weightings: Iterable[Weighting], quarter: Quarter) -> Weighting | None:
    """The newest version that is in force in a quarter; None before the first one."""
    begun = [row for row in weightings if row.from_quarter <= quarter]
    return max(begun, key=lambda row: row.version, default=None)


def edition_outlines(*, on: dt.date) -> tuple[EditionOutline, ...]:
    """Every edition, the newest first. A fixed number of queries."""
    begun = quarters_begun(on)
    return tuple(_outline(edition, begun) for edition in _editions())


def edition_setup(code: str, *, on: dt.date) -> EditionSetup:
    """An edition with its groups and every unit that can be in one. Raises `Edition.DoesNotExist`."""
    edition = _editions().get(code=code)
    units = [unit for unit in units_offered() if unit.is_area]
    group_of = dict(edition.members.values_list("unit_id", "group_id"))
    return EditionSetup(_outline(edition, quarters_begun(on)), tuple(units), group_of)


def list_setup(edition: str, code: str, *, on: dt.date) -> ListSetup:
    """A list with every version of its weighting. Raises `CompetitionList.DoesNotExist`."""
    row = (
        CompetitionList.objects.select_related("edition")
        .prefetch_related("criteria", weightings_with_weights())
        .get(edition__code=edition, code=code)
    )
    return ListSetup(
        list=row,
        weightings=tuple(row.weightings.all()),
        criteria=tuple(row.criteria.all()),
        targets=tuple(targets_in_order()),
        quarters=quarters_covered(row.edition, quarters_begun(on)),
        released_until=Release.objects.published()
        .order_by("period__quarter")
        .values_list("period__quarter", flat=True)
        .last(),
    )


def weightings_with_weights() -> Prefetch:
    """A list's versions with their weights, criteria and authors. Three queries."""
    weights = Weight.objects.select_related("criterion__target").order_by("criterion__position", "pk")
    return Prefetch(
        "weightings",
        Weighting.objects.select_related("author").prefetch_related(Prefetch("weights", weights)),
    )


def _editions() -> QuerySet[Edition]:
    lists = CompetitionList.objects.prefetch_related(weightings_with_weights())
    groups = PeerGroup.objects.annotate(count=Count("members"))
    return Edition.objects.select_related("source").prefetch_related(
        Prefetch("lists", lists), Prefetch("groups", groups)
    )


def _outline(edition: Edition, begun: Sequence[Quarter]) -> EditionOutline:
    return EditionOutline(
        edition=edition,
        lists=tuple(_list_outline(row) for row in edition.lists.all()),
        groups=tuple(GroupOutline(group, group.count) for group in edition.groups.all()),
        quarters=quarters_covered(edition, begun),
    )


def _list_outline(row: CompetitionList) -> ListOutline:
    weightings = list(row.weightings.all())
    last = weightings[-1] if weightings else None
    return ListOutline(row, last, tuple(last.weights.all()) if last else ())


def quarters_begun(on: dt.date) -> tuple[Quarter, ...]:
    """The quarters that can be reported on this day."""
    return tuple(period.quarter for period in Period.objects.begun(on))


def quarters_covered(edition: Edition, quarters: Iterable[Quarter]) -> tuple[Quarter, ...]:
    """Those of the quarters in which the edition is reviewed."""
    return tuple(quarter for quarter in quarters if edition.covers(quarter))
