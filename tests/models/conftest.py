"""One row of every model, so that each rule of a row can be broken."""

import copy

import pytest

from tests import factories
from tests.factories import NOW, RUNNING, City
from tracker.calculations.methods import METHOD
from tracker.models import Installation, Target
from tracker.services import audit
from tracker.services.methods import method_create


@pytest.fixture(scope="module")
def rows_of_the_file(city_of_the_file: City) -> City:
    city = city_of_the_file
    factories.plan_make(
        factories.target_entry(
            code="whole",
            theme="T2",
            milestones={"2024Q4": 40, "2025Q2": 70},
            remarks=[{"quarter": "2025Q1", "text": {"zh": "另一口径", "en": "Other"}, "source": "gazette"}],
        ),
        theme="T2",
        code="second",
        position=2,
    )
    city.report(30)
    city.report(31, seen=1)
    city.report(factories.rate(45, 60), target="tool-rate")
    thresholds = {"from_quarter": RUNNING.shift(4), "reason": "试行", "by": city.people["coordinator"]}
    method_create(thresholds=METHOD, at=NOW, **thresholds)
    audit.record(action="tested", subject="row", by=None, at=NOW, details={})
    Installation.objects.get_or_create(pk=1)
    Target.objects.filter(code="whole").update(lead_unit=city.units["bureau"])
    return city


@pytest.fixture
def rows(rows_of_the_file: City, db: None) -> City:
    """At least one row of every model of ours."""
    return copy.deepcopy(rows_of_the_file)
