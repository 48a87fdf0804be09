"""The burden meter counts requests: cells to fill in, what the site fills in, what is asked twice."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.factories import NOW, City
from tracker.calculations.periods import Quarter
from tracker.models import Period, Target
from tracker.selectors.burden import Burden, BurdenPage, burden_page
from tracker.services.units import assignments_create

TODAY = dt.date(2025, 10, 10)


def page(code: str = "2025Q3") -> BurdenPage:
    found = burden_page(code, on=TODAY)
    assert found is not None
    return found


def units(found: BurdenPage) -> dict[str, Burden]:
    return {row.unit.code: row.burden for kind in found.kinds for row in kind.units}


def ask_again(city: City, name: str = "智能工厂", unit: str = "家") -> None:
    """A second plan, for 2025 alone, that asks the east for a count."""
    entry = factories.target_entry(
        code="again", theme="T2", name={"zh": name, "en": "Again"}, unit={"zh": unit, "en": "x"}
    )
    factories.plan_make(entry, code="second", position=2, theme="T2", first="2025Q1", last="2025Q3")
    target = Target.objects.get(code="again")
    assignments_create(targets=[target], units=[city.units["east"]], by=None, at=NOW)


def test_rate_asks_for_two_cells_and_the_site_fills_in_the_rate(city: City) -> None:
    found = units(page())

    # The count, and the rate with its numerator and denominator.
    assert found["east"] == Burden(figures=2, cells=3, prefilled=1, twice=0)
    assert found["zone"] == Burden(figures=1, cells=1, prefilled=0, twice=0)


def test_units_stand_in_the_official_order_under_their_kind_with_totals(city: City) -> None:
    found = page()

    assert [(kind.kind, [row.unit.code for row in kind.units]) for kind in found.kinds] == [
        ("bureau", ["bureau"]),
        ("district", ["east", "west"]),
        ("zone", ["zone"]),
    ]
    assert [kind.burden.cells for kind in found.kinds] == [1, 6, 1]
    assert found.burden == Burden(figures=6, cells=8, prefilled=2, twice=0)


def test_same_name_and_measure_in_two_plans_is_asked_twice_and_listed(city: City) -> None:
    ask_again(city)
    found = page()

    assert units(found)["east"].twice == 1
    assert units(found)["west"].twice == 0
    assert found.burden.twice == 1
    assert [(row.unit.code, [t.plan.code for t in row.targets]) for row in found.twice] == [
        ("east", ["example", "second"])
    ]


@pytest.mark.parametrize(("name", "unit"), [("智能车间", "家"), ("智能工厂", "个")])
def test_another_name_or_another_measure_is_another_figure(city: City, name: str, unit: str) -> None:
    ask_again(city, name, unit)

    assert page().twice == ()
    assert units(page())["east"].figures == 3


def test_plan_asks_in_its_own_quarters_only(city: City) -> None:
    ask_again(city)
    found = page()
    east = next(row for kind in found.kinds for row in kind.units if row.unit.code == "east")

    assert dict(zip(found.quarters, east.by_quarter, strict=True)) == {
        quarter: 4 if quarter.year == 2025 and quarter.number < 4 else 3 for quarter in found.quarters
    }
    assert sum(found.by_quarter) == sum(sum(kind.by_quarter) for kind in found.kinds)
    assert page("2025Q4").twice == ()


def test_plan_that_is_followed_up_still_asks(city: City) -> None:
    plan = city.targets["factories"].plan
    plan.followed_until = Quarter(2026, 1)
    plan.save()
    factories.periods.periods_ensure([Quarter(2026, 1), Quarter(2026, 2)])

    assert page("2026Q1").burden.cells == 8
    assert page("2026Q2").burden.cells == 0


@pytest.mark.parametrize("code", ["", "2031Q1", "soon"])
def test_without_a_quarter_the_running_one_is_shown(city: City, code: str) -> None:
    assert page(code).quarter == Quarter(2025, 3)


def test_before_there_are_quarters_there_is_no_page(city: City) -> None:
    Period.objects.all().delete()

    assert burden_page("", on=TODAY) is None


def test_burden_takes_two_queries_whatever_the_city(city: City) -> None:
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            page()
        assert len(captured) == 2
        ask_again(city)
