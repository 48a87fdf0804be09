"""The demonstration keeps its hands off a database that somebody has begun to use."""

import pytest
from django.core.management import CommandError

from tests import factories
from tracker.models import Installation, Report, ReportingUnit


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """An empty one for each test."""


def used_by_an_account() -> None:
    factories.person_make("administrator")


def used_by_an_assignment() -> None:
    target = factories.target_make()
    unit = ReportingUnit.objects.create(code="east", kind="district", name_zh="东区", position=1)
    factories.assignments_create(targets=[target], units=[unit], by=None, at=factories.NOW)


def used_by_a_figure() -> None:
    factories.city_make().report(30)


@pytest.mark.parametrize("use", [used_by_an_account, used_by_an_assignment, used_by_a_figure])
def test_demo_refuses_a_database_in_use_and_leaves_it_as_it_was(use: object) -> None:
    use()
    before = ReportingUnit.objects.count(), Report.objects.count()

    with pytest.raises(CommandError, match="DEMO=0"):
        factories.call_command("load_demo")
    assert (ReportingUnit.objects.count(), Report.objects.count()) == before
    assert not Installation.objects.filter(is_demo=True).exists()
