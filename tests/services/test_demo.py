"""The demonstration: complete enough to show every state, and never mixed with anything real."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.contrib.auth import get_user_model

from tests import factories
from tests.factories import DEMO_NOW
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Status
from tracker.models import (
    Assignment,
    AuditEvent,
    Baseline,
    Installation,
    Membership,
    Period,
    Report,
    ReportingUnit,
    ReportState,
    ReportVersion,
    Role,
    Target,
)
from tracker.selectors.periods import horizon
from tracker.selectors.plans import Filters, overview
from tracker.services.reports import counted_version, report_submit

LAST, RUNNING = Quarter(2026, 2), Quarter(2026, 3)
pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def spec(root: Path) -> dict[str, Any]:
    return yaml.safe_load((root / "fixtures/demo/figures.yaml").read_text())


def test_demo_has_a_real_unit_for_nothing_at_all() -> None:
    fictitious = ReportingUnit.objects.filter(is_fictitious=True)

    assert fictitious.count() == 15
    assert all("示例" in unit.name_zh for unit in fictitious)
    assert not Assignment.objects.filter(unit__is_fictitious=False).exists()
    assert not Report.objects.filter(assignment__unit__is_fictitious=False).exists()
    assert not Membership.objects.filter(unit__is_fictitious=False).exists()
    assert not Target.objects.filter(lead_unit__is_fictitious=False).exists()
    assert not fictitious.exclude(gb_code="").exists(), "a real code would make it a real district"


def test_demo_leaves_published_definitions_as_they_are() -> None:
    assert Baseline.objects.filter(value__isnull=True).count() == 12
    assert Target.objects.count() == 15


def test_demo_says_that_it_is_one() -> None:
    assert Installation.objects.get().is_demo


def test_demo_shows_every_status_at_its_last_closed_quarter() -> None:
    seen = horizon(on=DEMO_NOW.date())
    page = overview(horizon=seen, quarter=LAST, filters=Filters())

    statuses = {row.standing.status for plan in page.plans for theme in plan.themes for row in theme.rows}
    assert statuses >= set(Status) - {Status.NOT_DUE}
    assert seen.default.quarter == LAST


def test_demo_has_eight_to_eleven_reported_quarters_of_each_target() -> None:
    for target in Target.objects.all():
        quarters = set(
            Report.objects.filter(assignment__target=target).values_list("period__quarter", flat=True)
        )
        # The half-yearly survey is reported in every other quarter: its blanks are part of the picture.
        assert len(quarters) == 4 if target.code == "networked-equipment-rate" else 8 <= len(quarters) <= 11


def test_demo_has_a_correction_with_both_versions() -> None:
    corrected = Report.objects.get(latest__number=2)

    first, second = ReportVersion.objects.filter(report=corrected).order_by("number")
    assert first.value == second.value * 10
    assert second.note
    assert corrected.latest == second


def test_demo_has_a_unit_that_never_reported_and_single_gaps(spec: dict[str, Any]) -> None:
    assert Assignment.objects.filter(unit__code=spec["silent"]).exists()
    assert not Report.objects.filter(assignment__unit__code=spec["silent"]).exists()
    for target, unit, quarter in spec["gaps"]:
        here = Report.objects.filter(assignment__target__code=target, assignment__unit__code=unit)
        assert not here.filter(period__quarter=Quarter.parse(quarter)).exists()
        assert here.exists()


def test_demo_running_quarter_is_open_and_partly_reported() -> None:
    open_ones = Period.objects.open(DEMO_NOW.date())
    assert [period.quarter for period in open_ones] == [RUNNING]
    reported = Report.objects.filter(period__quarter=RUNNING).values("assignment__unit").distinct()
    areas = [unit for unit in ReportingUnit.objects.filter(is_fictitious=True) if unit.is_area]
    assert 0 < reported.count() < len(areas)
    assert not Report.objects.filter(period__quarter__gt=RUNNING).exists()


def test_demo_accounts_have_their_roles_and_cannot_administer() -> None:
    roles = {
        (m.user.username, m.role, m.unit.kind) for m in Membership.objects.select_related("unit", "user")
    }
    assert roles == {
        ("reporter", Role.REPORTER, "district"),
        ("colleague", Role.REPORTER, "district"),
        ("reviewer", Role.REVIEWER, "district"),
        ("reviewer", Role.BUREAU_REVIEWER, "bureau"),
        ("coordinator", Role.COORDINATOR, "city"),
        ("auditor", Role.AUDITOR, "city"),
        ("publisher", Role.PUBLISHER, "city"),
        ("leader", Role.VIEWER, "city"),
    }
    assert not get_user_model().objects.filter(is_superuser=True).exists()
    assert not get_user_model().objects.get(username="sample-data").is_active


def test_demo_reporter_can_enter_a_figure_of_the_running_quarter() -> None:
    reporter = get_user_model().objects.get(username="reporter")
    assignment = Assignment.objects.get(unit__code="sample-a", target__code="smart-factory")
    last = Report.objects.get(assignment=assignment, period__quarter=LAST).counted

    version = report_submit(
        assignment=assignment,
        period=factories.period_of(RUNNING),
        figure=factories.figure(last.value + 1, reason="approval", next_step="四季度完成两家验收"),
        seen=0,
        by=reporter,
        at=DEMO_NOW,
    )
    assert version.number == 1


def test_demo_again_does_nothing() -> None:
    before = Report.objects.count(), AuditEvent.objects.count(), get_user_model().objects.count()

    factories.demo_make()
    assert (Report.objects.count(), AuditEvent.objects.count(), get_user_model().objects.count()) == before


def test_demo_figures_stand_as_the_services_would_have_left_them() -> None:
    for report in Report.objects.select_related("period", "latest", "approved", "counted", "decision"):
        assert report.latest == report.versions.latest("number")
        assert report.counted == counted_version(report, is_closed=report.period.closed_at is not None)
        decided = report.latest.decisions.order_by("pk").last()
        assert report.decision == decided
        assert report.state == (decided.kind if decided else ReportState.SUBMITTED)
        if decided:
            assert decided.author_id not in report.latest.people


def test_demo_has_figures_in_every_state_of_the_running_quarter() -> None:
    states = set(Report.objects.filter(period__quarter=RUNNING).values_list("state", flat=True))

    assert states >= {ReportState.SUBMITTED, ReportState.RETURNED, ReportState.APPROVED}
    assert not Report.objects.filter(period__quarter__lt=RUNNING).exclude(state=ReportState.APPROVED).exists()


def test_demo_figures_were_stated_before_their_quarter_was_closed() -> None:
    late = [
        version
        for version in ReportVersion.objects.select_related("report__period")
        if version.report.period.closed_at and version.recorded_at > version.report.period.closed_at
    ]
    assert not late
    assert not ReportVersion.objects.filter(recorded_at__gt=DEMO_NOW + dt.timedelta(days=10)).exists()


def test_demo_rates_are_numerator_over_denominator_and_below_100() -> None:
    rates = ReportVersion.objects.filter(denominator__isnull=False)

    assert rates.exists()
    for version in rates:
        assert 0 <= version.numerator <= version.denominator
        assert abs(version.value - 100 * version.numerator / version.denominator) < factories.Decimal(
            "0.0001"
        )


def test_demo_counts_are_whole_and_never_negative() -> None:
    assert not ReportVersion.objects.filter(value__lt=0).exists()
    counts = ReportVersion.objects.filter(report__assignment__target__decimals=0)
    assert all(version.value == int(version.value) for version in counts)
