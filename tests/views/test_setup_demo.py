"""The set-up of the demonstration: its own units alone, long Chinese names, and pages that can be saved as they are."""

from typing import Any

import pytest

from tests import pages
from tests.views.setup_forms import send
from tracker.models import AuditEvent, ReportingUnit

PLANS = ["nanjing-digital", "nanjing-ten-billion"]


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("table", ["milestones", "assignments"])
def test_table_saved_as_it_stands_changes_nothing(demo: Any, signed_in: Any, table: str, plan: str) -> None:
    before = AuditEvent.objects.count()

    assert send(signed_in("coordinator"), f"/setup/{table}/{plan}/").status_code == 302
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("code", ["smart-factory", "process-cnc-rate", "compute-fp16", "industrial-software"])
@pytest.mark.parametrize("save", ["target", "baseline"])
def test_target_saved_as_it_stands_changes_nothing(demo: Any, signed_in: Any, code: str, save: str) -> None:
    before = AuditEvent.objects.count()

    assert send(signed_in("coordinator"), f"/setup/targets/{code}/", save).status_code == 302
    assert AuditEvent.objects.count() == before


def test_demonstration_asks_no_real_unit(demo: Any, signed_in: Any) -> None:
    real = set(ReportingUnit.objects.filter(is_fictitious=False).values_list("name_zh", flat=True))
    person = ReportingUnit.objects.get(code="sample-a").memberships.first().user

    for address in ("/setup/assignments/nanjing-digital/", f"/setup/people/{person.pk}/"):
        page = pages.read(signed_in("coordinator").get(address)).one("main")
        offered = {element.text for tag in ("th", "option") for element in page.all(tag)}
        assert "示例A区" in offered
        assert real.isdisjoint(offered), address
