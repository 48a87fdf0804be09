"""Figures that no database rounds, and quarters that sort by time."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Max, Min, Sum

from tests.factories import FUTURE, RUNNING, City
from tracker.calculations.periods import Quarter, quarter_range
from tracker.models import Assignment, Period, ReportVersion
from tracker.models.fields import FIGURE_LIMIT, QuarterField

LARGEST = FIGURE_LIMIT - Decimal("0.0001")


@pytest.mark.parametrize("value", [LARGEST, -LARGEST, Decimal("0.0001"), Decimal("12345678901.2345")])
def test_figure_survives_the_database_to_its_last_digit(rows: City, value: Decimal) -> None:
    version = rows.report(value, seen=2)

    assert ReportVersion.objects.get(pk=version.pk).value == value
    assert ReportVersion.objects.filter(value=value).count() == 1
    Assignment.objects.filter(unit=rows.units["east"]).update(own_target=value)
    assert rows.assignment().own_target == value


def test_figures_that_differ_in_the_last_digit_stay_apart(rows: City) -> None:
    east, west = LARGEST, LARGEST - Decimal("0.0001")
    rows.report(east, seen=2)
    rows.report(west, unit="west")

    stored = ReportVersion.objects.filter(
        latest_of__isnull=False, report__assignment__target__code="factories"
    )
    assert stored.filter(value__gt=west).count() == 1
    assert stored.aggregate(most=Max("value"), least=Min("value")) == {"most": east, "least": west}


def test_a_missing_figure_is_none_and_never_zero(rows: City) -> None:
    assignment = rows.assignment()

    assert assignment.own_target is None
    assert Assignment.objects.filter(pk=assignment.pk).aggregate(total=Sum("own_target")) == {"total": None}


def test_quarters_sort_by_time_and_come_back_as_quarters(rows: City) -> None:
    stored = [period.quarter for period in Period.objects.all()]

    assert stored == list(quarter_range(Quarter(2024, 1), Quarter(2025, 4)))
    assert all(isinstance(quarter, Quarter) for quarter in stored)
    assert Period.objects.aggregate(last=Max("quarter"))["last"] == FUTURE


@pytest.mark.parametrize(
    ("lookup", "value", "count"),
    [
        ("quarter", RUNNING, 1),
        ("quarter", "2025Q3", 1),
        ("quarter", " 2025q3 ", 1),
        ("quarter__lt", RUNNING, 6),
        ("quarter__lte", "2025Q3", 7),
        ("quarter__gt", RUNNING, 1),
        ("quarter__in", [RUNNING, "2024Q1"], 2),
        ("quarter__range", (Quarter(2024, 2), Quarter(2024, 4)), 3),
    ],
)
def test_quarters_can_be_asked_for(rows: City, lookup: str, value: Any, count: int) -> None:
    assert Period.objects.filter(**{lookup: value}).count() == count


@pytest.mark.parametrize("value", ["2025Q5", "x", "2025", 2025, dt.date(2025, 1, 1)])
def test_what_is_no_quarter_is_refused_with_the_form_expected(value: Any) -> None:
    with pytest.raises((ValidationError, TypeError, AttributeError)) as refusal:
        QuarterField().to_python(value)
    assert not isinstance(refusal.value, ValidationError) or "2025Q3" in str(refusal.value)


@pytest.mark.parametrize("value", ["", None])
def test_no_quarter_is_none(value: Any) -> None:
    assert QuarterField().to_python(value) is None
    assert QuarterField().get_prep_value(value) is None


def test_quarters_are_written_to_fixtures_as_their_code(rows: City) -> None:
    field = Period._meta.get_field("quarter")

    assert field.value_to_string(Period(quarter=RUNNING)) == "2025Q3"
    assert field.value_to_string(Period()) == ""
