"""What stands under the matrix: the units' own targets against the city's."""

from decimal import Decimal

import pytest

from tests.factories import City
from tracker.models import Assignment, Target
from tracker.selectors.assignments import OwnTargets, assignment_matrix


def own(city: City, target: str = "factories", **given: int | None) -> OwnTargets:
    """The line under a target once these units have these own targets."""
    for unit, value in given.items():
        Assignment.objects.filter(unit__code=unit, target__code=target).update(own_target=value)
    return next(line for line in assignment_matrix("example").sums if line.target.code == target)


def test_own_targets_of_units_that_count_are_added_up(city: City) -> None:
    # The zone lies inside a district: what it is given is no part of the city's.
    line = own(city, east=70, west=25, zone=500)

    assert (line.total, line.difference, line.given, line.asked) == (95, -5, 2, 2)
    assert line.falls_short


def test_sum_of_some_units_says_how_many_and_does_not_judge(city: City) -> None:
    line = own(city, east=70)

    assert (line.total, line.given, line.asked) == (70, 1, 2)
    assert not line.falls_short


def test_no_own_targets_are_no_sum_of_zero(city: City) -> None:
    line = own(city)

    assert (line.total, line.difference) == (None, None)
    assert line.adds_up


@pytest.mark.parametrize("target", ["tool-rate", "index"])
def test_rates_and_figures_of_record_are_not_added_up(city: City, target: str) -> None:
    line = own(city, target, east=75, west=75, bureau=80)

    assert (line.adds_up, line.total) == (False, None)
    assert line.is_rate == (target == "tool-rate")


@pytest.mark.parametrize(("comparator", "short"), [(">=", False), (">", True), ("<=", False), ("<", True)])
def test_exactly_the_citys_target_falls_short_of_more_than_it(
    city: City, comparator: str, short: bool
) -> None:
    Target.objects.filter(code="factories").update(comparator=comparator)
    line = own(city, east=60, west=40)

    assert line.difference == Decimal(0)
    assert line.falls_short == short


def test_place_of_a_unit_with_figures_is_settled(city: City) -> None:
    city.report(33)
    places = {(place.unit.code, place.target.code): place for place in assignment_matrix("example").places}

    assert places["east", "factories"].is_settled
    assert not places["west", "factories"].is_settled
    assert places["zone", "index"].assignment is None
    assert len(places) == 5 * 3
