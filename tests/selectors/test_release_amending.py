"""Figures replaced in a released content: everything that rests on them is computed again, from that content alone."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.competitions import entered_figure, weigh
from tests.corrections import edition_with_figures, figures_replaced
from tests.factories import CLOSED, NOW, City
from tests.releases import release_published
from tests.rosters import CODES, name_add, roster_make
from tracker.calculations.progress import Status
from tracker.documents.board_facts import scores_agree
from tracker.documents.release_content import (
    EnteredFacts,
    FigureFacts,
    QuarterFacts,
    ReleaseContent,
    RowFacts,
    TargetFacts,
)
from tracker.documents.release_files import canonical_text, content_read
from tracker.models import (
    CompetitionFigure,
    CompetitionList,
    Edition,
    ProgressMethod,
    Release,
    ReportingUnit,
    Target,
)
from tracker.selectors.release_amending import Amendment, amended, place_effects, status_effects
from tracker.selectors.release_drafts import draft_content

NEW = ("sample", "strength", "new")  # the criterion that is entered: edition, list, criterion


@pytest.fixture
def content(reported: City) -> ReleaseContent:
    """2025Q2 as it was published: factories 30 + 12 (and 5 in the zone), with a list of three areas."""
    edition_with_figures(reported)
    return release_published(reported).current.content_read()


def target_of(content: ReleaseContent, code: str = "factories") -> TargetFacts:
    return next(facts for facts in content.targets() if facts.code == code)


def last(content: ReleaseContent, code: str = "factories") -> QuarterFacts:
    return target_of(content, code).quarters[-1]


def stated(content: ReleaseContent, unit: str, code: str = "factories") -> FigureFacts:
    return next(figure for figure in last(content, code).figures if figure.unit == unit)


def replaced(content: ReleaseContent, value: Any, unit: str = "east", code: str = "factories") -> Amendment:
    """An amendment by which a unit has stated another value."""
    changed = stated(content, unit, code).model_copy(update={"value": Decimal(value), "version": 2})
    return Amendment(figures={(code, unit): changed})


def rows(content: ReleaseContent) -> dict[str, RowFacts]:
    (board,) = content.editions[0].lists[0].boards
    return {row.unit: row for row in board.rows}


def entered(content: ReleaseContent, unit: str) -> EnteredFacts:
    return next(row for row in content.editions[0].lists[0].figures if row.unit == unit)


def test_a_replaced_figure_changes_the_total_and_the_standing(content: ReleaseContent) -> None:
    after = amended(content, replaced(content, 80))

    before, now = last(content), last(after)
    assert (before.total.value, now.total.value) == (42, 92)
    assert (before.standing.status, now.standing.status) == (Status.BEHIND, Status.AHEAD)
    # (92 − 20) ÷ (100 − 20) of the way, where 6 of 8 quarters were planned.
    assert (now.standing.share, now.standing.ratio) == (Decimal("0.9"), Decimal("1.2"))
    assert (now.total.expected, now.total.reported, now.total.not_counting) == (2, 2, ("zone",))
    (effect,) = status_effects(content, after)
    assert (effect.target, effect.quarter, effect.value_before, effect.value_after) == (
        "factories",
        CLOSED,
        42,
        92,
    )


def test_nothing_else_is_touched(content: ReleaseContent) -> None:
    after = amended(content, replaced(content, 31))

    assert target_of(after).quarters[:-1] == target_of(content).quarters[:-1]
    assert [t for t in after.targets() if t.code != "factories"] == [
        t for t in content.targets() if t.code != "factories"
    ]
    kept = set(ReleaseContent.model_fields) - {"plans", "editions"}
    assert after.values(without={"plans", "editions"}) == {name: getattr(content, name) for name in kept}
    assert content_read(canonical_text(after)) == after


def test_parts_of_a_rate_make_the_citys_rate(content: ReleaseContent) -> None:
    east = stated(content, "east", "tool-rate")
    parts = {"value": Decimal(100), "numerator": Decimal(60), "denominator": Decimal(60)}
    after = amended(content, Amendment(figures={("tool-rate", "east"): east.model_copy(update=parts)}))
    assert (last(content, "tool-rate").total.value, last(after, "tool-rate").total.value) == (55, 70)


def test_a_figure_that_is_taken_out_is_missing_and_not_zero(content: ReleaseContent) -> None:
    after = amended(content, Amendment(figures={("factories", "west"): None}))

    total = last(after).total
    assert (total.value, total.reported, total.missing) == (30, 1, ("west",))
    assert [figure.unit for figure in last(after).figures] == ["east", "zone"]
    assert rows(after)["west"].place is None
    assert rows(after)["west"].absences[0].criterion == "factories"


def test_scores_and_places_follow(content: ReleaseContent) -> None:
    assert {unit: (str(row.score), row.place) for unit, row in rows(content).items()} == {
        "east": ("84", 1),
        "west": ("82.72", 2),  # 60 % of 60 + 40 × 7 ÷ 25, and 40 % of 100
        "zone": ("68", 3),
    }
    after = amended(content, replaced(content, 30, "west"))

    assert {unit: (row.score, row.place) for unit, row in rows(after).items()} == {
        "west": (100, 1),
        "east": (84, 2),
        "zone": (68, 3),
    }
    assert scores_agree(after.editions[0].lists[0]) == []
    effects = {effect.unit: effect for effect in place_effects(content, after)}
    assert set(effects) == {"east", "west"}
    assert (effects["west"].place_before, effects["west"].place_after) == (2, 1)
    assert (effects["east"].score_before, effects["east"].score_after) == (84, 84)


def test_an_entered_figure_changes_its_list_alone(content: ReleaseContent) -> None:
    changed = entered(content, "zone").model_copy(update={"value": Decimal(21), "version": 2})
    after = amended(content, Amendment(entered={(*NEW, "zone"): changed}))

    assert after.plans == content.plans
    assert entered(after, "zone") == changed
    assert rows(after)["zone"].score == 76  # least of the factories, most of the others: 36 + 40
    assert status_effects(content, after) == ()
    assert place_effects(content, after) != ()


def test_what_came_into_the_tables_since_does_not_slip_in(reported: City, content: ReleaseContent) -> None:
    amendment = replaced(content, 80)
    expected = canonical_text(amended(content, amendment))

    everything_changed(reported)
    assert canonical_text(amended(content, amendment)) == expected


def everything_changed(city: City) -> None:
    """Thresholds, names, targets, groups, weights and figures as they could be by the time of a correction."""
    ProgressMethod.objects.create(
        version=9,
        from_quarter=CLOSED.shift(-5),
        ahead="9",
        on_schedule="8",
        slightly_behind="7",
        reason="更严",
        author=city.people["coordinator"],
        recorded_at=NOW,
    )
    Target.objects.update(value=900, name_zh="新名", decimals=2, aggregation="direct")
    Target.objects.get(code="factories").milestones.create(quarter=CLOSED, value=500)
    for unit in ReportingUnit.objects.all():
        unit.name_zh, unit.position = f"新{unit.code}", 100 - unit.position
        unit.counts_toward_total = not unit.counts_toward_total
        unit.save()
    Edition.objects.get().members.filter(unit__code="zone").delete()
    weigh(CompetitionList.objects.get(), {"new": (100, "deduction", {"full": "100", "per_unit": "1"})})
    CompetitionFigure.objects.update(approved=None, approved_by=None, approved_at=None)


def test_figures_amended_are_the_figures_frozen_anew(reported: City, content: ReleaseContent) -> None:
    """Where nothing but the figure has changed, the correction says what a release of today would say."""
    after = amended(content, replaced(content, 31))
    figures_replaced(reported, {("factories", "east"): 31})
    today = draft_content(Release.objects.get(), at=content.published_at)
    same = {"periods": today.periods}  # it was closed again, at another time
    assert canonical_text(after.model_copy(update=same)) == canonical_text(today)


VALUES = st.integers(min_value=0, max_value=10**6).map(Decimal) | st.decimals(
    min_value=0, max_value=1000, places=4
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        ("factories", "east"): VALUES,
        ("factories", "west"): VALUES,
        ("factories", "zone"): VALUES,
        ("tool-rate", "west"): VALUES,
        ("index", "bureau"): VALUES,
    },
)
ENTERED = st.fixed_dictionaries({}, optional={"east": VALUES, "west": VALUES, "zone": VALUES})


def amendment_of(
    content: ReleaseContent, figures: Mapping[tuple[str, str], Decimal], new: Mapping[str, Decimal]
) -> tuple[Amendment, Amendment]:
    """These values in the place of the published ones, and the published ones again."""
    there = {key: stated(content, key[1], key[0]) for key in figures}
    of_list = {(*NEW, unit): entered(content, unit) for unit in new}
    amendment = Amendment(
        figures={key: there[key].model_copy(update={"value": value}) for key, value in figures.items()},
        entered={key: row.model_copy(update={"value": new[key[3]]}) for key, row in of_list.items()},
    )
    return amendment, Amendment(figures=there, entered=of_list)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(figures=CHANGES, new=ENTERED)
def test_a_correction_and_its_reverse_leave_nothing_behind(
    content: ReleaseContent, figures: dict[tuple[str, str], Decimal], new: dict[str, Decimal]
) -> None:
    amendment, reverse = amendment_of(content, figures, new)
    after = amended(content, amendment)

    assert scores_agree(after.editions[0].lists[0]) == []
    assert canonical_text(amended(after, reverse)) == canonical_text(content)
    assert status_effects(content, after) == () or figures
    both = [*status_effects(content, after), *status_effects(after, content)]
    assert len(both) == 2 * len(status_effects(content, after))


@pytest.mark.parametrize("unit", ["east", "west", "zone"])
def test_a_figure_taken_out_and_put_back_leaves_nothing_behind(content: ReleaseContent, unit: str) -> None:
    key, before = ("factories", unit), stated(content, unit)
    without = amended(content, Amendment(figures={key: None}))
    assert canonical_text(amended(without, Amendment(figures={key: before}))) == canonical_text(content)


def test_an_entered_figure_taken_out_and_put_back_leaves_nothing_behind(content: ReleaseContent) -> None:
    key, before = (*NEW, "east"), entered(content, "east")
    without = amended(content, Amendment(entered={key: None}))
    assert rows(without)["east"].place is None
    assert canonical_text(amended(without, Amendment(entered={key: before}))) == canonical_text(content)


def test_places_gained_and_lost_are_kept_when_a_figure_comes_back(reported: City) -> None:
    edition = edition_with_figures(reported)
    criterion = edition.lists.get().criteria.get(code="new")
    weigh(edition.lists.get(), {"new": (100, "efficacy", {})}, from_quarter=CLOSED.shift(-1))
    for unit, value in {"east": 9, "west": 3, "zone": 1}.items():
        entered_figure(criterion, reported.units[unit], CLOSED.shift(-1), value)
    former = release_published(reported, CLOSED.shift(-1)).current.content_read()
    content = release_published(reported).current.content_read()
    assert {unit: row.change for unit, row in rows(content).items()} == {"west": 1, "zone": 1, "east": -2}

    key, before = (*NEW, "east"), entered(content, "east")
    without = amended(content, Amendment(entered={key: None}), former=former)
    assert {unit: row.change for unit, row in rows(without).items()} == {"west": 1, "zone": 1, "east": None}
    again = amended(without, Amendment(entered={key: before}), former=former)
    assert canonical_text(again) == canonical_text(content)


def test_what_a_roster_counts_is_replaced_as_a_whole(reported: City) -> None:
    roster = roster_make(reported)
    name_add(reported, roster, "甲公司", code=CODES[0], level="three")
    name_add(reported, roster, "乙公司", "west", code=CODES[1], level="four")
    figures_replaced(reported, {})
    edition_with_figures(reported)
    content = release_published(reported).current.content_read()
    before = last(content)
    assert (before.total.value, before.total.is_counted, before.counts.units) == (
        2,
        True,
        {"east": 1, "west": 1},
    )

    changed = before.counts.model_copy(update={"city": 4, "units": {"east": 3, "west": 1}})
    after = amended(content, Amendment(counts={"factories": changed}))
    assert (last(after).total.value, last(after).standing.actual) == (4, 4)
    assert rows(after)["east"].lines[0].value == 3
    reverse = Amendment(counts={"factories": before.counts})
    assert canonical_text(amended(after, reverse)) == canonical_text(content)

    stated_again = amended(content, Amendment(counts={"factories": None}))
    assert (last(stated_again).total.value, last(stated_again).total.is_counted) == (42, False)
