"""How rows of the competition can break a rule: what the tests of the constraints try on each."""

from typing import Any

from django.db import models

from tests.factories import CLOSED, NOW, RUNNING, City, period_of
from tracker import models as tables
from tracker.calculations.scoring_rules import RuleKind
from tracker.models.fields import FIGURE_LIMIT

Tried = list[tuple[type[models.Model], str, dict[str, Any]]]

TOO_LARGE = [FIGURE_LIMIT, -FIGURE_LIMIT]
BROKEN: Tried = [
    (tables.Edition, "edition_first_before_last", {"last": "2023Q4"}),
    (tables.Criterion, "criterion_source_fits", {"target": None}),
    (tables.Criterion, "criterion_source_fits", {"quantity": "entered"}),
    (tables.Criterion, "criterion_source_fits", {"source": "entered"}),
    (tables.Criterion, "criterion_source_fits", {"source": "entered", "quantity": "entered"}),
    (tables.Criterion, "criterion_source_fits", {"source": "entered", "target": None}),
    (tables.Criterion, "criterion_source_fits", {"source": "hearsay"}),
    (tables.Criterion, "criterion_quantity_known", {"quantity": "mood"}),
    (tables.Criterion, "criterion_decimals_at_most_four", {"decimals": 5}),
    (tables.Weighting, "weighting_version_from_one", {"version": 0}),
    (tables.Weighting, "weighting_has_reason", {"reason": ""}),
    (tables.Weight, "weight_above_zero", {"value": 0}),
    (tables.Weight, "weight_above_zero", {"value": -1}),
    (tables.Weight, "weight_rule_known", {"rule": "dice"}),
    (tables.CompetitionFigure, "competition_figure_approved_by_and_at", {"approved": None}),
    (tables.CompetitionFigure, "competition_figure_approved_by_and_at", {"approved_by": None}),
    (tables.CompetitionFigure, "competition_figure_approved_by_and_at", {"approved_at": None}),
    (tables.CompetitionFigure, "competition_figure_approved_has_latest", {"latest": None}),
    (
        tables.CompetitionFigure,
        "competition_figure_approved_by_and_at",
        {"approved": None, "approved_by": None},
    ),
    (tables.CompetitionFigureVersion, "competition_version_from_one", {"number": 0}),
    (tables.CompetitionFigureVersion, "competition_blank_has_reason", {"value": None}),
    (tables.CompetitionFigureVersion, "competition_reason_known", {"reason": "weather"}),
    *[
        (tables.CompetitionFigureVersion, "competition_figures_sane", {field: value})
        for field in ("value", "own_target")
        for value in TOO_LARGE
    ],
    (tables.Exclusion, "exclusion_has_reason", {"reason": ""}),
    (tables.Exclusion, "exclusion_withdrawn_has_reason", {"withdrawn_at": NOW}),
    (tables.Exclusion, "exclusion_withdrawn_has_reason", {"withdrawal_reason": "已恢复"}),
]
DOUBLE: Tried = [
    (tables.CompetitionList, "competition_list_unique_in_edition", {"name_zh": "同码"}),
    (tables.PeerGroup, "peer_group_unique_in_edition", {"name_zh": "同码"}),
    (tables.GroupMember, "group_member_in_one_group", {}),
    (tables.Criterion, "criterion_unique_in_list", {"name_zh": "同码"}),
    (tables.Weighting, "weighting_version_unique", {"reason": "另一次"}),
    (tables.Weight, "weight_unique_in_version", {"value": 1}),
    (
        tables.CompetitionFigure,
        "competition_figure_unique",
        {"latest": None, "approved": None, "approved_by": None, "approved_at": None},
    ),
    (tables.CompetitionFigureVersion, "competition_version_unique", {"value": 1}),
    (tables.Exclusion, "exclusion_unique_in_force", {"reason": "另一原因"}),
    (tables.HonourFlag, "honour_flag_unique", {"citation_zh": "再授"}),
]
# The exclusion from all lists: a database takes two rows without a list for different ones unless told otherwise.
DOUBLED_ROW = {"exclusion_unique_in_force": {"list__isnull": True}}
# model, field, what a copy of a row changes so that it shares only this field with the first
ONE_OF_A_KIND: Tried = [(tables.Edition, "code", {"name_zh": "同码"})]


def competitions_make(city: City) -> None:
    """An edition of one list with both kinds of criterion, weighed; a figure, two exclusions and a red flag."""
    edition = tables.Edition.objects.create(code="2024", name_zh="五榜", first=CLOSED.shift(-4), position=2)
    ranking = edition.lists.create(code="strength", name_zh="实力榜", motto_zh="拼产业", position=1)
    group = edition.groups.create(code="urban", name_zh="城区", position=1)
    edition.members.create(group=group, unit=city.units["east"])
    weigh(ranking, city)
    figure_make(ranking.criteria.get(code="visitors"), city)
    signed = {"author": city.people["coordinator"], "recorded_at": NOW}
    here = {"period": period_of(RUNNING), "unit": city.units["west"], **signed}
    edition.exclusions.create(list=ranking, reason="统计口径调整", **here)
    edition.exclusions.create(reason="洪涝灾害", **here)
    ranking.flags.create(citation_zh="提前完成", **here | {"unit": city.units["east"]})


def weigh(ranking: tables.CompetitionList, city: City) -> None:
    """One criterion from a target and one that is entered, with their first weights."""
    criteria = [
        ranking.criteria.create(
            code="factories",
            name_zh="智能工厂",
            source="target",
            target=city.targets["factories"],
            quantity="ratio",
            position=1,
        ),
        ranking.criteria.create(
            code="visitors", name_zh="客流", source="entered", quantity="entered", position=2
        ),
    ]
    weighting = ranking.weightings.create(
        version=1, from_quarter=CLOSED, reason="首次设定", author=city.people["coordinator"], recorded_at=NOW
    )
    for criterion in criteria:
        weighting.weights.create(criterion=criterion, value=50, rule=RuleKind.EFFICACY)


def figure_make(criterion: tables.Criterion, city: City) -> None:
    """An entered figure that another person has approved."""
    figure = criterion.figures.create(unit=city.units["east"], period=period_of(RUNNING))
    version = figure.versions.create(number=1, value=7, author=city.people["berta"], recorded_at=NOW)
    figure.latest = figure.approved = version
    figure.approved_by, figure.approved_at = city.people["coordinator"], NOW
    figure.save()
