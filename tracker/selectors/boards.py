"""The lists of an edition in a quarter, computed from what is stored: the same facts that a release publishes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.calculations.periods import Quarter, quarter_range
from tracker.calculations.scoring import Entry, score_group
from tracker.calculations.scoring_rules import Figure, RuleKind
from tracker.documents.board_facts import board_facts, criterion_of, figure_places, former_places
from tracker.documents.release_content import BoardFacts, CriterionFacts, EditionFacts, ListFacts, Words
from tracker.models import (
    CompetitionList,
    Edition,
    Exclusion,
    HonourFlag,
    Target,
    Weight,
    Weighting,
)
from tracker.models.names import Named

from .competition_figures import Reading, criterion_figures, entered_figures, quarters_looked_at
from .figures import figures_of
from .periods import Horizon


@dataclass(frozen=True)
class Group:
    """Units that are ranked among themselves, each with its place in the official order."""

    code: str
    name: Words
    units: Mapping[str, int]


Released = Mapping[Quarter, EditionFacts]


def boards(
    edition: Edition, quarter: Quarter, horizon: Horizon, released: Released | None = None
) -> EditionFacts:
    """Every list of the edition in a quarter it covers, with the rule beside its boards. A fixed number of queries.

    Places are compared with the quarter before: as `released`, where it was, else as it would be computed now.
    """
    return boards_over(edition, [quarter], horizon, released)[quarter]


def boards_over(
    edition: Edition, quarters: Iterable[Quarter], horizon: Horizon, released: Released | None = None
) -> dict[Quarter, EditionFacts]:
    """The lists in each of these quarters, in order of time: as released, else computed. The number of queries does not
    grow with the number of quarters. A quarter that the edition does not cover has none.
    """
    given = released or {}
    asked = [quarter for quarter in sorted(set(quarters)) if edition.covers(quarter)]
    if not asked:
        return {}
    # A score may rest on places climbed since the quarter before, and those on the figures of the one before that.
    first = max(edition.first, asked[0].shift(-2))
    unreleased = [quarter for quarter in quarter_range(first, asked[-1]) if quarter not in given]
    facts = _EditionFacts(edition, unreleased, horizon)
    found: dict[Quarter, EditionFacts] = {}
    for quarter in quarter_range(first, asked[-1]):
        found[quarter] = given.get(quarter) or facts.of_quarter(quarter, found.get(quarter.shift(-1)))
    return {quarter: found[quarter] for quarter in asked}


def list_boards(
    criteria: Sequence[CriterionFacts],
    groups: Iterable[Group],
    readings: Mapping[str, Mapping[str, Reading]],
    *,
    exclusions: Mapping[str, str],
    flags: Mapping[str, Words],
    before: ListFacts | None,
) -> tuple[BoardFacts, ...]:
    """Each group's board, in the order of the groups; one without units has none. No queries.

    `readings` are the figures by criterion and unit, `exclusions` the reasons by unit, `before` the same list of the
    same edition a quarter earlier.
    """
    former = former_places(before.boards) if before else {}
    rules = [criterion_of(criterion) for criterion in criteria]
    made = []
    for group in groups:
        climbed = climbed_from(group.code, criteria, before)
        entries = [
            Entry(
                unit=unit,
                position=position,
                figures={
                    criterion.code: _with_place(
                        readings[criterion.code][unit], climbed.get(criterion.code), unit
                    )
                    for criterion in criteria
                },
                group=group.code,
                exclusion=exclusions.get(unit, ""),
            )
            for unit, position in group.units.items()
        ]
        if entries:
            made.append(board_facts(group.code, group.name, score_group(rules, entries, former), flags))
    return tuple(made)


def list_without_boards(row: CompetitionList) -> ListFacts:
    """What a list is called and looks at, where there is nothing to rank by."""
    return ListFacts(
        code=row.code,
        name=words_of(row),
        motto=Words(zh=row.motto_zh, en=row.motto_en),
        looks_at=Words(zh=row.looks_at_zh, en=row.looks_at_en),
        weighting=None,
        from_quarter=None,
        criteria=(),
        boards=(),
    )


def words_of(named: Named) -> Words:
    return Words(zh=named.name_zh, en=named.name_en)


class _EditionFacts:
    """What the boards of an edition rest on in these quarters, read once."""

    def __init__(self, edition: Edition, quarters: Sequence[Quarter], horizon: Horizon) -> None:
        self.edition, self.horizon = edition, horizon
        self.lists = list(edition.lists.order_by("position", "pk"))
        if not quarters:
            return
        seen = {looked_at for quarter in quarters for looked_at in quarters_looked_at(quarter)}
        seen &= set(horizon.quarters)
        self.groups = list(edition.groups.prefetch_related("members__unit").order_by("position", "pk"))
        self.units = [member.unit for group in self.groups for member in group.members.all()]
        self.weightings = _weightings(self.lists)
        targets = Target.objects.filter(criteria__list__in=self.lists).distinct()
        self.figures = {
            figures.target.code: figures
            for figures in figures_of(
                targets.select_related("theme__plan", "baseline").prefetch_related(
                    "milestones", "definitions"
                ),
                quarters=seen,
            ).values()
        }
        self.entered = entered_figures(self.lists, quarters=seen)
        self.exclusions = list(
            Exclusion.objects.filter(
                edition=edition, period__quarter__in=quarters, withdrawn_at__isnull=True
            ).values_list("list_id", "period__quarter", "unit__code", "reason")
        )
        self.flags = list(
            HonourFlag.objects.filter(list__in=self.lists, period__quarter__in=quarters).values_list(
                "list_id", "period__quarter", "unit__code", "citation_zh", "citation_en"
            )
        )

    def of_quarter(self, quarter: Quarter, before: EditionFacts | None) -> EditionFacts:
        former = {facts.code: facts for facts in before.lists} if before else {}
        return EditionFacts(
            code=self.edition.code,
            name=words_of(self.edition),
            lists=tuple(self._list(row, quarter, former.get(row.code)) for row in self.lists),
        )

    def _list(self, row: CompetitionList, quarter: Quarter, before: ListFacts | None) -> ListFacts:
        facts = list_without_boards(row)
        weighting = _in_force(self.weightings.get(row.pk, ()), quarter)
        if weighting is None:
            return facts
        criteria = tuple(_criterion_facts(weight) for weight in weighting.weights.all())
        made = list_boards(
            criteria,
            self._groups(),
            {criterion.code: self._readings(row, criterion, quarter) for criterion in criteria},
            exclusions={
                unit: reason
                for list_id, of, unit, reason in self.exclusions
                if of == quarter and list_id in (None, row.pk)
            },
            flags={
                unit: Words(zh=zh, en=en)
                for list_id, of, unit, zh, en in self.flags
                if (list_id, of) == (row.pk, quarter)
            },
            before=before,
        )
        return facts.model_copy(
            update={
                "weighting": weighting.version,
                "from_quarter": weighting.from_quarter,
                "criteria": criteria,
                "boards": made,
            }
        )

    def _readings(
        self, row: CompetitionList, criterion: CriterionFacts, quarter: Quarter
    ) -> dict[str, Reading]:
        return criterion_figures(
            criterion,
            self.figures.get(criterion.target or ""),
            self.entered.get((row.pk, criterion.code, quarter), {}),
            quarter=quarter,
            horizon=self.horizon,
            units=self.units,
        )

    def _groups(self) -> list[Group]:
        return [
            Group(
                code=group.code,
                name=words_of(group),
                units={member.unit.code: member.unit.position for member in group.members.all()},
            )
            for group in self.groups
        ]


def _weightings(lists: Iterable[CompetitionList]) -> dict[int, list[Weighting]]:
    """Every version of each list's weights, by the list's id."""
    found: dict[int, list[Weighting]] = {}
    rows = Weighting.objects.filter(list__in=list(lists)).prefetch_related("weights__criterion__target")
    for weighting in rows.order_by("version"):
        found.setdefault(weighting.list_id, []).append(weighting)
    return found


def _in_force(versions: Iterable[Weighting], quarter: Quarter) -> Weighting | None:
    """The version whose first quarter came last; of several from the same quarter on, the latest."""
    begun = [version for version in versions if version.from_quarter <= quarter]
    return max(begun, key=lambda version: (version.from_quarter, version.version), default=None)


def _criterion_facts(weight: Weight) -> CriterionFacts:
    criterion = weight.criterion
    return CriterionFacts(
        code=criterion.code,
        name=words_of(criterion),
        source=criterion.source,
        target=criterion.target.code if criterion.target else None,
        quantity=criterion.quantity,
        rising=criterion.rising,
        unit=Words(zh=criterion.unit_zh, en=criterion.unit_en),
        decimals=criterion.decimals,
        definition=Words(zh=criterion.definition_zh, en=criterion.definition_en),
        is_sample=criterion.is_sample,
        weight=weight.value,
        rule=weight.rule,
        parameters=weight.parameters,
    )


def climbed_from(
    group: str, criteria: Iterable[CriterionFacts], before: ListFacts | None
) -> dict[str, Mapping[str, int]]:
    """For criteria that reward places climbed: the units' places by the same figure a quarter earlier."""
    climbing = {criterion.code for criterion in criteria if criterion.rule == RuleKind.CLIMB}
    if before is None or not climbing:
        return {}
    boards = [board for board in before.boards if board.group == group]
    former = [criterion for criterion in before.criteria if criterion.code in climbing]
    return {criterion.code: figure_places(board, criterion) for board in boards for criterion in former}


def _with_place(reading: Reading, places: Mapping[str, int] | None, unit: str) -> Reading:
    if places is None or not isinstance(reading, Figure):
        return reading
    return replace(reading, place_before=places.get(unit))
