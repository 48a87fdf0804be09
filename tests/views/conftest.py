"""Views are asked at a fixed moment, about a city in which something has been reported."""

from typing import Any

import pytest

from tests import factories
from tests.factories import CLOSED, RUNNING, City

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def fixed_clock(clock: Any) -> None:
    """2025-10-10, in every test of this folder."""


@pytest.fixture
def reported(city: City) -> City:
    """At 2025Q2 (closed): factories 30 + 12 and 5 in the zone, rate 45 of 60 and 10 of 40, index 71.5.

    At 2025Q3 (being reported): the east alone, 33 factories.
    """
    city.report(30, quarter=CLOSED)
    city.report(12, unit="west", quarter=CLOSED)
    city.report(5, unit="zone", quarter=CLOSED)
    city.report(factories.rate(45, 60), target="tool-rate", quarter=CLOSED)
    city.report(factories.rate(10, 40), target="tool-rate", unit="west", quarter=CLOSED)
    city.report("71.5", target="index", unit="bureau", quarter=CLOSED)
    factories.close_before(RUNNING)
    city.report(33)
    return city
