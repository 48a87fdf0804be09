"""A small competition for the tests: rows as the services leave them, without the way there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model

from tests.factories import CLOSED, NOW, TODAY, City, period_of, unit_entry, unit_file
from tracker.calculations.periods import Quarter
from tracker.documents.release_content import EditionFacts, ReleaseContent, UnitFacts, Words
from tracker.documents.release_files import canonical_text, sha256_of
from tracker.models import (
    CompetitionFigure,
    CompetitionList,
    Criterion,
    Edition,
    Exclusion,
    HonourFlag,
    PeerGroup,
    Period,
    Release,
    ReleaseState,
    ReportingUnit,
    Weighting,
)
from tracker.selectors.boards import boards
from tracker.selectors.periods import horizon
from tracker.services.units import units_load

FIRST = Quarter(2024, 1)
# Of each area: projects won (60 of the weight, by the efficacy coefficient), cases overdue (40, by deduction).
SAMPLE = {"east": (3, 2), "west": (9, 8), "zone": (6, None), "north": (9, 8), "south": (5, 20)}


def edition_make(code: str = "sample", **changes: Any) -> Edition:
    """An edition that is reviewed from 2024Q1 on; without lists or groups yet."""
    given = {"name_zh": "示例竞赛", "name_en": "Sample edition", "first": FIRST, "position": 1}
    return Edition.objects.create(code=code, **given | changes)


def group_make(edition: Edition, *units: ReportingUnit, code: str = "areas", **changes: Any) -> PeerGroup:
    """A peer group of these units."""
    given = {"name_zh": "示例组", "name_en": "Sample group", "position": 1}
    group = edition.groups.create(code=code, **given | changes)
    for unit in units:
        edition.members.create(group=group, unit=unit)
    return group


def list_make(edition: Edition, code: str = "strength", **changes: Any) -> CompetitionList:
    """A list without criteria."""
    given = {"name_zh": "示例榜", "name_en": "Sample list", "motto_zh": "拼示例", "position": 1}
    return edition.lists.create(code=code, **given | changes)


def criterion_make(board: CompetitionList, code: str, quantity: str = "entered", **changes: Any) -> Criterion:
    """A criterion; with a target it looks at that target's figures."""
    given = {
        "name_zh": f"{code}指标",
        "source": "target" if "target" in changes else "entered",
        "quantity": quantity,
        "position": board.criteria.count() + 1,
    }
    return board.criteria.create(code=code, **given | changes)


def weigh(
    board: CompetitionList,
    weights: Mapping[str, tuple[Any, str, dict[str, str | None]]],
    from_quarter: Quarter = FIRST,
) -> Weighting:
    """A new version of a list's weights: weight, rule and parameters by the criterion's code."""
    weighting = board.weightings.create(
        version=board.weightings.count() + 1, from_quarter=from_quarter, reason="示例", recorded_at=NOW
    )
    for criterion in board.criteria.filter(code__in=weights):
        value, rule, parameters = weights[criterion.code]
        weighting.weights.create(criterion=criterion, value=value, rule=rule, parameters=parameters)
    return weighting


def entered_figure(
    criterion: Criterion,
    unit: ReportingUnit,
    quarter: Quarter,
    value: Any,
    *,
    own_target: Any = None,
    approved: bool = True,
) -> CompetitionFigure:
    """A figure entered for the competition alone; None: it was entered that there is none."""
    enters, _ = get_user_model().objects.get_or_create(username="enters")
    approves, _ = get_user_model().objects.get_or_create(username="approves")
    figure, _ = CompetitionFigure.objects.get_or_create(
        criterion=criterion, unit=unit, period=period_of(quarter)
    )
    figure.latest = figure.versions.create(
        number=figure.versions.count() + 1,
        value=None if value is None else Decimal(str(value)),
        own_target=own_target,
        reason="other" if value is None else "",
        author=enters,
        recorded_at=NOW,
    )
    if approved:
        figure.approved, figure.approved_by, figure.approved_at = figure.latest, approves, NOW
    figure.save()
    return figure


def exclude(
    edition: Edition,
    unit: ReportingUnit,
    quarter: Quarter,
    *,
    board: CompetitionList | None = None,
    withdrawn: dt.datetime | None = None,
) -> Exclusion:
    """A unit left out of one list, or of all, because of a flood."""
    author, _ = get_user_model().objects.get_or_create(username="enters")
    return edition.exclusions.create(
        list=board,
        unit=unit,
        period=period_of(quarter),
        reason="遭受洪灾",
        author=author,
        recorded_at=NOW,
        withdrawn_at=withdrawn,
        withdrawal_reason="核实后撤回" if withdrawn else "",
    )


def honour(
    board: CompetitionList, unit: ReportingUnit, quarter: Quarter, citation: str = "示例红旗"
) -> HonourFlag:
    """A red flag for a unit on a list."""
    author, _ = get_user_model().objects.get_or_create(username="enters")
    return board.flags.create(
        unit=unit, period=period_of(quarter), citation_zh=citation, author=author, recorded_at=NOW
    )


def release_make(
    quarter: Quarter,
    state: str = ReleaseState.PUBLISHED,
    editions: tuple[EditionFacts, ...] = (),
    units: tuple[UnitFacts, ...] = (),
) -> Release:
    """A quarter on its way to the public; a published one says what stands in `editions` and nothing else."""
    prepares, _ = get_user_model().objects.get_or_create(username="prepares")
    approves, _ = get_user_model().objects.get_or_create(username="approves")
    release = Release.objects.create(
        period=period_of(quarter), prepared_by=prepares, prepared_at=NOW, state="draft"
    )
    if state == ReleaseState.PUBLISHED:
        text = canonical_text(release_content(quarter, editions, units))
        release.approved_by, release.approved_at = approves, NOW
        release.current = release.revisions.create(
            number=1,
            content=text,
            sha256=sha256_of(text),
            published_at=NOW,
            prepared_by=prepares,
            approved_by=approves,
        )
    if state == ReleaseState.WINDOW:
        release.window_opens, release.window_closes = TODAY, TODAY
    release.state = state
    release.save()
    return release


def release_content(
    quarter: Quarter, editions: tuple[EditionFacts, ...], units: tuple[UnitFacts, ...]
) -> ReleaseContent:
    return ReleaseContent(
        quarter=quarter,
        revision=1,
        previous_sha256="",
        published_at=NOW,
        is_demo=False,
        software="1",
        announcement=Words(zh=""),
        override_reason="",
        periods=(),
        methods=(),
        sources=(),
        units=units,
        plans=(),
        editions=editions,
        objections=(),
        corrections=(),
    )


def unit_facts(unit: ReportingUnit) -> UnitFacts:
    return UnitFacts(
        code=unit.code,
        name=Words(zh=unit.name_zh, en=unit.name_en),
        kind=unit.kind,
        position=unit.position,
        counts_toward_total=unit.counts_toward_total,
        is_fictitious=unit.is_fictitious,
    )


def competition_make(city: City) -> Edition:
    """Five areas in one group: two share the first place, one lacks a figure, one is excluded, one is honoured."""
    units_load(
        file=unit_file(unit_entry("city", 1, "city"), unit_entry("north", 6), unit_entry("south", 7)),
        by=None,
        at=NOW,
    )
    areas = {unit.code: unit for unit in ReportingUnit.objects.filter(code__in=SAMPLE)}
    made = edition_make()
    group_make(made, *areas.values())
    board = list_make(made)
    new = criterion_make(board, "new", is_sample=True, unit_zh="个", definition_zh="新签约项目")
    late = criterion_make(board, "late", rising=False, unit_zh="件")
    weigh(
        board,
        {
            "new": ("60", "efficacy", {}),
            "late": ("40", "deduction", {"allowed": "3", "points": "2.5", "unit": "1"}),
        },
    )
    for code, (gained, lost) in SAMPLE.items():
        entered_figure(new, areas[code], CLOSED, gained)
        entered_figure(late, areas[code], CLOSED, lost)
        entered_figure(new, areas[code], CLOSED.shift(-1), 10 - gained)
        entered_figure(late, areas[code], CLOSED.shift(-1), 0)
    exclude(made, areas["south"], CLOSED)
    honour(board, areas["east"], CLOSED, "进位最快")
    list_make(made, "heat", name_zh="热力榜", position=2)
    Period.objects.filter(quarter__lte=CLOSED).update(closed_at=NOW)
    return made


def board_publish(edition: Edition) -> None:
    """The boards of the last closed quarter, released as they stand now."""
    facts = boards(edition, CLOSED, horizon(on=TODAY))
    release_make(CLOSED, editions=(facts,), units=tuple(map(unit_facts, ReportingUnit.objects.all())))
