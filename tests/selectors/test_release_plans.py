"""Releases of plans that ended before, that begin later, or for which nobody has reported anything yet."""

from typing import Any

import pytest

from tests.corrections import figures_replaced
from tests.factories import (
    CLOSED,
    NOW,
    RUNNING,
    City,
    city_make,
    close_before,
    definitions,
    period_of,
    plan_make,
    target_entry,
)
from tests.releases import release_prepared, release_published
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Status
from tracker.documents.release_content import ReleaseContent, TargetFacts
from tracker.documents.release_files import canonical_text, content_read
from tracker.models import Plan, Target
from tracker.selectors.periods import horizon
from tracker.selectors.plans import Filters, Overview, overview
from tracker.selectors.release_changes import target_changes
from tracker.selectors.release_drafts import draft_content
from tracker.selectors.release_drift import drift
from tracker.selectors.release_freezing import Frozen
from tracker.selectors.release_reading import released_of
from tracker.selectors.targets import target_page
from tracker.services.periods import period_reopen
from tracker.services.units import assignments_create

pytestmark = pytest.mark.django_db
EARLY, LATE = "early", "late"


@pytest.fixture
def city() -> City:
    """The small city with a plan that ended in 2024 and is followed until 2025Q1, and one that begins in 2025Q4."""
    made = city_make()
    plan_make(*_targets(EARLY), code=EARLY, first="2024Q1", last="2024Q4", position=2)
    plan_make(*_targets(LATE), code=LATE, first="2025Q4", last="2026Q4", position=3)
    targets = list(Target.objects.filter(code__in=(EARLY, LATE)))
    made.targets.update({target.code: target for target in targets})
    assignments_create(targets=targets, units=[made.units["east"], made.units["west"]], by=None, at=NOW)
    Plan.objects.filter(code=EARLY).update(followed_until=CLOSED.shift(-1))
    for quarter, value in ((Quarter(2024, 4), 90), (Quarter(2025, 1), 105)):
        made.report(value, target=EARLY, quarter=quarter)
        made.report(5, target=EARLY, unit="west", quarter=quarter)
    made.report(30, quarter=CLOSED)
    close_before(RUNNING)
    return made


def _targets(code: str) -> list[dict[str, Any]]:
    return [target_entry(code=code, theme="T1", definitions=definitions("2024-01-01"))]


def frozen(city: City) -> ReleaseContent:
    return content_read(canonical_text(draft_content(release_prepared(city), at=NOW)))


def target_of(content: ReleaseContent, code: str) -> TargetFacts:
    return next(facts for facts in content.targets() if facts.code == code)


def rows(page: Overview) -> dict[str, list[Any]]:
    return {
        row.code: [
            row.quarter,
            row.actual_quarter,
            row.standing,
            row.trend,
            row.total,
            row.quarter_total,
            row.deadline,
            row.plan_quarters,
        ]
        for plan in page.plans
        for theme in plan.themes
        for row in theme.rows
    }


def test_a_plan_that_ended_is_told_until_it_was_followed(city: City) -> None:
    facts = target_of(frozen(city), EARLY)

    assert [row.quarter.code for row in facts.quarters] == ["2024Q1", "2024Q2", "2024Q3", "2024Q4", "2025Q1"]
    assert facts.quarters[-1].total.value == 110
    assert facts.quarters[-1].standing.status == Status.MET


def test_a_plan_that_begins_later_has_no_quarters_yet(city: City) -> None:
    facts = target_of(frozen(city), LATE)
    assert (facts.quarters, facts.value) == ((), 100)


def test_pages_of_both_are_what_the_tables_say(city: City) -> None:
    seen = horizon(on=NOW.date())
    again = released_of(frozen(city))

    live = overview(horizon=seen, quarter=CLOSED, filters=Filters())
    assert rows(again.overview(Filters())) == rows(live)
    assert again.overview(Filters()).counts == live.counts
    for code in (EARLY, LATE):
        page, copy = target_page(code=code, horizon=seen, quarter=CLOSED), again.target_page(code)
        assert copy.quarters == page.quarters
        assert (copy.pace, copy.forecast, copy.growth) == (page.pace, page.forecast, page.growth)
        assert [(unit.code, unit.value, unit.absent) for unit in copy.units] == [
            (unit.code, unit.value, unit.absent) for unit in page.units
        ]


def test_what_changes_in_a_quarter_that_was_not_this_releases_is_no_difference(city: City) -> None:
    content = release_published(city).current.content_read()
    figures_replaced(city, {(EARLY, "east"): 106}, quarter=CLOSED.shift(-1))
    assert drift(content) == ()


def test_what_changed_compares_the_last_quarter_that_was_followed(city: City) -> None:
    before = release_published(city, CLOSED.shift(-1)).current.content_read()
    content = release_published(city).current.content_read()
    changes = {change.code: change for change in target_changes(content, before)}

    assert (changes[EARLY].value, changes[EARLY].value_before) == (110, 110)
    assert (changes[EARLY].status, changes[EARLY].has_new_status) == (Status.MET, False)
    assert (changes[LATE].value, changes[LATE].status) == (None, Status.NOT_DUE)
    assert changes["factories"].has_new_status


def test_a_quarter_that_is_open_again_is_left_out_of_a_later_release(city: City) -> None:
    period_reopen(period=period_of(Quarter(2024, 4)), by=None, at=NOW)
    facts = target_of(frozen(city), EARLY)
    assert [row.quarter.code for row in facts.quarters] == ["2024Q1", "2024Q2", "2024Q3", "2025Q1"]


def test_definitions_alone_are_frozen_without_figures() -> None:
    plan_make(target_entry())
    of_tables = Frozen(RUNNING)

    (plan,) = of_tables.plans()
    (facts,) = plan.themes[0].targets
    assert (facts.quarters, facts.assignments) == ((), ())
    assert facts.baseline is not None
    assert facts.baseline.value == 20
    assert (of_tables.periods(), of_tables.units()) == ((), ())
    assert [method.version for method in of_tables.methods()] == [1]
    assert [source.code for source in of_tables.sources()] == ["gazette"]


def test_a_quarter_in_which_nobody_reported_is_released_as_such() -> None:
    made = city_make()
    close_before(RUNNING)
    content = frozen(made)

    assert {facts.quarters[-1].standing.status for facts in content.targets()} == {Status.NOT_REPORTED}
    assert target_of(content, "factories").quarters[-1].total.missing == ("east", "west")
    assert released_of(content).overview(Filters()).counts[Status.NOT_REPORTED] == 3
