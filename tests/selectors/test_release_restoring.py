"""From a release back to the pages: field by field what the tables said when it was published, without asking them."""

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import models
from django.utils import translation

from tests.factories import DEMO_NOW
from tracker import pictures
from tracker.calculations import aggregation, progress
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Status
from tracker.explanations import explanation
from tracker.models import CountDecision, Roster, Target
from tracker.selectors import plans, targets
from tracker.selectors.periods import Horizon, horizon
from tracker.selectors.plans import Filters
from tracker.selectors.recognitions import target_notes
from tracker.selectors.release_reading import Released, content_of, released, released_of
from tracker.selectors.releases import head
from tracker.sentences import summary_sentence, target_sentences

LAST = Quarter(2026, 2)
QUARTERS = (Quarter(2024, 1), Quarter(2025, 1), LAST)
LANGUAGES = ("zh-hans", "en")
# Of rows: a release numbers them in its own order; the code of a recognition stands on no page of a target.
KEYS = {"id", "position", "recognition.code"}

pytestmark = pytest.mark.usefixtures("demo")


def live_horizon(quarter: Quarter) -> Horizon:
    """What a stranger would have seen before there were releases, had this quarter been the last one."""
    whole = horizon(on=DEMO_NOW.date())
    periods = tuple(period for period in whole.periods if period.quarter <= quarter)
    due = frozenset(period.quarter for period in periods)
    return replace(whole, periods=periods, default=periods[-1], due=due)


def plain(value: Any) -> Any:
    """Rows and dataclasses as dictionaries of what they say, whatever their keys in the database."""
    if isinstance(value, CountDecision | SimpleNamespace):
        return value.reason
    if isinstance(value, Roster):
        parts = [*value.levels.all(), *value.kinds.all()]
        return value.code, value.name, [(part.code, part.name) for part in parts]
    if isinstance(value, models.Model):
        stored = (
            f
            for f in value._meta.concrete_fields
            if not {f.name, f"{value._meta.model_name}.{f.name}"} & KEYS
        )
        said = {f.name: getattr(value, f.name) for f in stored if not f.is_relation}
        source = value.source if hasattr(value, "source_id") else None
        return said | {"source": plain(source)}
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def said(page: Any) -> dict[str, Any]:
    """Everything a target's page says: its fields, sentences, arithmetic and charts."""
    return plain(page) | {
        "plan": plain(page.target.plan),
        "lead": plain(page.target.lead_unit),
        "sentences": [str(sentence) for sentence in target_sentences(page)],
        "steps": plain(explanation(page)),
        "notes": plain(target_notes(page)),
        "trajectory": pictures.target_trajectory(page, ""),
        "units": pictures.units_bar(page, "") if page.areas else None,
        "growth": pictures.growth(page, ""),
        "years": pictures.years(page, ""),
    }


def released_now(quarter: Quarter) -> Released:
    return released(head(quarter.code).sha256)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
def test_the_overview_is_what_it_was(quarter: Quarter, language: str) -> None:
    with translation.override(language):
        live = plans.overview(horizon=live_horizon(quarter), quarter=quarter, filters=Filters())
        again = released_now(quarter).overview(Filters())

        assert sum(len(theme.rows) for plan in again.plans for theme in plan.themes) == 15
        assert plain(again) == plain(live)
        words = {"quarter": quarter, "outcomes": live.outcomes}
        assert summary_sentence(again.counts, **words) == summary_sentence(live.counts, **words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
def test_every_target_page_is_what_it_was(quarter: Quarter, language: str) -> None:
    seen = live_horizon(quarter)
    codes = list(Target.objects.values_list("code", flat=True))
    assert len(codes) == 15
    with translation.override(language):
        of_release = released_now(quarter)
        for code in codes:
            live = said(targets.target_page(code=code, horizon=seen, quarter=quarter))
            again = said(of_release.target_page(code))
            differing = [name for name in live if again[name] != live[name]]
            assert not differing, f"{code}: {[(again[n], live[n]) for n in differing]}"


def test_filters_narrow_a_release_as_they_narrow_the_tables() -> None:
    live = plans.overview(horizon=live_horizon(LAST), quarter=LAST, filters=Filters())
    row = live.plans[1].themes[0].rows[0]
    filters = Filters(plan=row.plan_code, status=row.standing.status)
    narrowed = released_now(LAST).overview(filters)

    assert 0 < narrowed.shown < live.shown
    assert plain(narrowed) == plain(plans.overview(horizon=live_horizon(LAST), quarter=LAST, filters=filters))


def test_a_release_is_read_from_nothing_but_its_text(django_assert_num_queries: Any) -> None:
    content = content_of(head(LAST.code).sha256)
    with django_assert_num_queries(0):
        of_release = released_of(content)
        of_release.overview(Filters())
        for code in of_release.figures:
            said(of_release.target_page(code))


def test_rosters_stand_in_a_release_with_their_counts() -> None:
    pages = [released_now(LAST).target_page(code) for code in released_now(LAST).figures]
    compared = [page.comparison for page in pages if page.comparison]

    assert len(compared) >= 3
    assert all(comparison.counted > 0 and comparison.rows for comparison in compared)
    assert any(comparison.levels for comparison in compared)
    assert any(comparison.kinds for comparison in compared)


def test_a_target_that_is_not_in_it_has_no_page() -> None:
    with pytest.raises(Target.DoesNotExist):
        released_now(LAST).target_page("nothing")


def test_no_row_of_a_release_can_be_taken_for_one_of_today() -> None:
    of_release = released_now(LAST)
    for figures in of_release.figures.values():
        assert figures.target.pk < 0
        assert figures.target.plan.pk < 0
        assert all(assignment.pk < 0 and assignment.unit.pk < 0 for assignment in figures.assignments)


def test_totals_and_standings_of_the_city_are_read_and_never_computed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def wrong_standing(*args: Any, **kwargs: Any) -> Any:
        return replace(progress.assess(*args, **kwargs), status=Status.RECEDING, ratio=Decimal("-9"))

    def wrong_total(*args: Any, **kwargs: Any) -> Any:
        found = aggregation.total(*args, **kwargs)
        return replace(found, value=Decimal("-99"), missing=("nobody",)) if found.reported else found

    def wrong_count(*args: Any) -> Any:
        return replace(aggregation.counted_total(*args), value=Decimal("-99"))

    content = content_of(head(LAST.code).sha256)

    def city(of_release: Released) -> list[Any]:
        pages = [of_release.target_page(code) for code in of_release.figures]
        return [
            [plain(page.row), plain(page.quarters), plain(page.pace), plain(page.forecast)] for page in pages
        ]

    before = city(released_of(content)), plain(released_of(content).overview(Filters()))
    for name in ("periods", "plans"):
        monkeypatch.setattr(f"tracker.selectors.{name}.assess", wrong_standing)
    monkeypatch.setattr("tracker.selectors.figures.total", wrong_total)
    monkeypatch.setattr("tracker.selectors.figures.counted_total", wrong_count)

    live = plans.overview(horizon=live_horizon(LAST), quarter=LAST, filters=Filters())
    assert live.counts[Status.RECEDING] == 15  # the tables are computed, and now wrongly
    assert (city(released_of(content)), plain(released_of(content).overview(Filters()))) == before
