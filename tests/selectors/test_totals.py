"""The city's figure from its units': exact, and never without saying who is missing."""

from decimal import Decimal

import pytest

from tests import factories
from tests.factories import CLOSED, RUNNING, TODAY, City
from tracker.calculations.aggregation import Total
from tracker.calculations.progress import Status
from tracker.models import Plan, Target
from tracker.selectors.figures import figures_of
from tracker.selectors.periods import Horizon, horizon
from tracker.selectors.plans import Filters, Overview, TargetRow, overview
from tracker.selectors.targets import target_page


def city_total(city: City, target: str = "factories") -> Total:
    row = city.targets[target]
    return figures_of([row], quarters=[RUNNING])[row.pk].city(RUNNING)


def officials() -> Horizon:
    return horizon(on=TODAY)


def rows_of(page: Overview) -> dict[str, TargetRow]:
    return {row.code: row for plan in page.plans for theme in plan.themes for row in theme.rows}


def test_total_of_nothing_is_nothing_and_names_everybody(city: City) -> None:
    total = city_total(city)

    assert total.value is None
    assert (total.expected, total.reported, total.missing) == (2, 0, ("east单位", "west单位"))


def test_total_adds_up_who_counts_and_names_who_is_missing(city: City) -> None:
    city.report(30)
    city.report(5, unit="zone")

    total = city_total(city)
    assert (total.value, total.expected, total.reported) == (30, 2, 1)
    assert total.missing == ("west单位",)
    assert total.not_counting == ("zone单位",)


def test_total_of_a_reported_zero_is_zero(city: City) -> None:
    city.report(0)
    city.report(0, unit="west")

    total = city_total(city)
    assert (total.value, total.reported, total.missing) == (0, 2, ())


@pytest.mark.parametrize(
    ("east", "west", "expected"),
    [
        ("49999999999.9999", "49999999999.9999", "99999999999.9998"),
        ("0.0001", "0.0002", "0.0003"),
        ("99999999999.9999", "99999999999.9999", "199999999999.9998"),
        ("0.1", "0.2", "0.3"),
    ],
)
def test_total_is_exact_to_the_last_digit(city: City, east: str, west: str, expected: str) -> None:
    city.report(east)
    city.report(west, unit="west")

    assert city_total(city).value == Decimal(expected)


def test_total_of_a_rate_is_the_rate_of_the_totals(city: City) -> None:
    city.report(factories.rate(45, 60), target="tool-rate")
    city.report(factories.rate(10, 40), target="tool-rate", unit="west")

    total = city_total(city, "tool-rate")
    assert (total.value, total.numerator, total.denominator) == (55, 55, 100)


def test_total_of_a_rate_leaves_out_who_gave_no_parts_and_says_so(city: City) -> None:
    city.report(factories.rate(45, 60), target="tool-rate")
    city.report(90, target="tool-rate", unit="west")

    total = city_total(city, "tool-rate")
    assert (total.value, total.reported, total.left_out, total.missing) == (75, 1, ("west单位",), ())


def test_direct_figure_is_the_bureaus_own(city: City) -> None:
    city.report("79.5", target="index", unit="bureau")

    assert city_total(city, "index").value == Decimal("79.5")


def test_figures_outside_the_quarters_asked_for_stay_in_the_database(city: City) -> None:
    city.report(30, quarter=CLOSED)
    target = city.targets["factories"]

    assert figures_of([target], quarters=[RUNNING])[target.pk].by_quarter == {}
    assert figures_of([], quarters=[RUNNING]) == {}


@pytest.mark.parametrize(
    ("filters", "in_scope"),
    [(Filters(), 3), (Filters(plan="example"), 3), (Filters(plan="none"), 0), (Filters(status="behind"), 3)],
)
def test_overview_classes_add_up_to_the_targets_in_scope(city: City, filters: Filters, in_scope: int) -> None:
    """The status filter narrows what is shown, not what is counted."""
    city.report(30, quarter=CLOSED)
    factories.close_before(RUNNING)

    page = overview(horizon=officials(), quarter=CLOSED, filters=filters)
    assert sum(page.counts.values()) == in_scope
    assert page.counts.keys() == set(Status)
    assert page.shown == len(rows_of(page))


def test_overview_shows_an_old_figure_but_does_not_let_it_answer_for_a_new_quarter(city: City) -> None:
    city.report(30, quarter=CLOSED)
    factories.close_before(RUNNING)

    row = rows_of(overview(horizon=officials(), quarter=RUNNING, filters=Filters()))["factories"]
    assert (row.actual_quarter, row.total.value) == (CLOSED, 30)
    assert row.standing.status == Status.NOT_DUE
    assert row.standing.actual is None


def test_overview_trend_keeps_the_gaps(city: City) -> None:
    for quarter, value in ((CLOSED.shift(-2), 25), (CLOSED, 30)):
        city.report(value, quarter=quarter)
    factories.close_before(RUNNING)

    row = rows_of(overview(horizon=officials(), quarter=CLOSED, filters=Filters()))["factories"]
    assert row.trend == (None, None, None, 25, None, 30)


def test_overview_before_the_plan_began_has_no_figure_and_no_fault(city: City) -> None:
    factories.plan_make(
        factories.target_entry(code="later", theme="T2", definitions=factories.definitions("2027-01-01")),
        code="later-plan",
        position=2,
        theme="T2",
        first="2027Q1",
        last="2027Q4",
    )

    row = rows_of(overview(horizon=officials(), quarter=RUNNING, filters=Filters()))["later"]
    assert row.total is None or row.total.value is None
    assert row.standing.actual is None


def test_overview_after_a_plans_end_stays_with_its_last_quarter(city: City) -> None:
    Plan.objects.update(last=CLOSED)

    page = overview(horizon=officials(), quarter=RUNNING, filters=Filters())

    assert {row.quarter for row in rows_of(page).values()} == {CLOSED}


def test_target_page_has_every_quarter_and_shows_only_what_may_be_seen(city: City) -> None:
    city.report(30, quarter=CLOSED)
    factories.close_before(RUNNING)
    city.report(33)

    page = target_page(code="factories", horizon=horizon(on=RUNNING.first_day), quarter=CLOSED)
    assert [row.quarter.code for row in page.quarters][:8] == [
        f"{year}Q{number}" for year in (2024, 2025) for number in (1, 2, 3, 4)
    ]
    unseen = [row for row in page.quarters if row.quarter > CLOSED]
    assert all((row.total, row.standing, row.seen) == (None, None, False) for row in unseen)
    assert all(row.planned is not None for row in unseen), "the plan goes on"


def test_target_page_names_every_unit_in_the_official_order(city: City) -> None:
    city.report(12, unit="west", quarter=CLOSED)
    factories.close_before(RUNNING)

    page = target_page(code="factories", horizon=officials(), quarter=CLOSED)
    assert [(unit.code, unit.value) for unit in page.units] == [("east", None), ("west", 12), ("zone", None)]


def test_target_page_of_an_unknown_target_is_refused(city: City) -> None:
    with pytest.raises(Target.DoesNotExist):
        target_page(code="none", horizon=officials(), quarter=CLOSED)
