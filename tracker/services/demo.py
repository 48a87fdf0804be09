"""The demonstration: invented figures for fictitious units, in a database that says so for good."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from tracker.calculations.periods import Quarter
from tracker.documents.unit_files import UnitFile
from tracker.models import (
    Assignment,
    Installation,
    Membership,
    Milestone,
    Period,
    Plan,
    Report,
    ReportingUnit,
    ReportVersion,
    Role,
    Target,
)

from . import audit
from .demo_figures import DemoFigure, demo_figures
from .units import units_load

# Who can sign in to a demonstration: account, its unit, its role, its name.
ACCOUNTS = (
    ("reporter", "sample-a", Role.REPORTER, "示例填报员"),
    ("reviewer", "sample-industry-bureau", Role.REVIEWER, "示例审核员"),
    ("coordinator", "sample-city", Role.COORDINATOR, "示例统筹员"),
    ("leader", "sample-city", Role.VIEWER, "示例领导"),
)


class UnableToLoadDemo(Exception):
    """The database holds something real: invented figures are never mixed with it."""


@transaction.atomic
def demo_load(*, units: UnitFile, spec: dict[str, Any], password: str, at: dt.datetime) -> bool:
    """Fill a database that holds definitions only with the demonstration. False when it is there already.

    Raises `UnableToLoadDemo` when anything was reported, assigned or signed in to before.
    """
    if Installation.objects.filter(is_demo=True).exists():
        return False
    users = get_user_model().objects
    if Report.objects.exists() or Assignment.objects.exists() or users.exists():
        raise UnableToLoadDemo("this database holds accounts, assignments or figures that are not invented")
    units_load(file=units, by=None, at=at)
    fictitious = ReportingUnit.objects.filter(code__in=[unit.code for unit in units.units])
    fictitious.update(is_fictitious=True)
    by_code = {unit.code: unit for unit in fictitious.order_by("position")}
    author = users.create_user("sample-data", first_name="示例数据", is_active=False)
    for username, unit, role, name in ACCOUNTS:
        user = users.create_user(username, password=password, first_name=name)
        Membership.objects.create(user=user, unit=by_code[unit], role=role)
    targets = {target.code: target for target in Target.objects.select_related("theme__plan")}
    assignments = _assignments(spec, targets, by_code)
    for code, quarter in spec["followed"].items():
        Plan.objects.filter(code=code).update(followed_until=Quarter.parse(quarter))
    areas = [unit.code for unit in by_code.values() if unit.is_area]
    figures = list(demo_figures(spec, areas, {code: t.decimals for code, t in targets.items()}))
    _own_targets(assignments, targets, figures)
    _reports(spec, assignments, figures, author)
    _close_finished_quarters(Quarter.parse(spec["running"]))
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True})
    audit.record(
        action="demo.loaded", subject="installation", by=None, at=at, details={"figures": len(figures)}
    )
    return True


def _assignments(
    spec: dict[str, Any], targets: dict[str, Target], units: dict[str, ReportingUnit]
) -> dict[tuple[str, str], Assignment]:
    """Leads and planned values as invented, and who is asked for what: every area, or the lead unit alone."""
    made = []
    for code, shape in spec["targets"].items():
        target, lead = targets[code], units[shape["lead"]]
        target.lead_unit = lead
        target.save(update_fields=["lead_unit"])
        Milestone.objects.bulk_create(
            Milestone(target=target, quarter=Quarter.parse(quarter), value=Decimal(str(value)))
            for quarter, value in shape.get("plan", {}).items()
        )
        asked = [lead] if shape["split"] == "direct" else [u for u in units.values() if u.is_area]
        made += [Assignment(target=target, unit=unit) for unit in asked]
    of_record = {(target, unit) for target, unit, *_rest in spec["record"]}
    made += [Assignment(target=targets[target], unit=units[unit]) for target, unit in sorted(of_record)]
    Assignment.objects.bulk_create(made)
    return {(a.target.code, a.unit.code): a for a in made}


def _own_targets(
    assignments: dict[tuple[str, str], Assignment],
    targets: dict[str, Target],
    figures: list[DemoFigure],
) -> None:
    """Give each area its own target: the whole of a rate, of a count its share of everything reported so far."""
    first: dict[tuple[str, str], DemoFigure] = {}
    reported: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    city: dict[str, Decimal] = defaultdict(Decimal)
    for figure in figures:
        if assignments[figure.target, figure.unit].unit.is_area:
            first.setdefault((figure.target, figure.unit), figure)
            reported[figure.target, figure.unit] += figure.value
            city[figure.target] += figure.value
    for key, figure in first.items():
        target, assignment = targets[figure.target], assignments[key]
        if figure.numerator is not None:
            assignment.own_target = target.value
            assignment.own_baseline = figure.value - 1
        elif reported[key]:
            share = target.value * reported[key] / city[figure.target]
            assignment.own_target = share.quantize(Decimal(1)) + (1 if target.comparator == ">" else 0)
            assignment.own_baseline = (figure.value * Decimal("0.97")).quantize(Decimal(1))
    Assignment.objects.bulk_update(assignments.values(), ["own_target", "own_baseline"])


def _reports(
    spec: dict[str, Any],
    assignments: dict[tuple[str, str], Assignment],
    figures: list[DemoFigure],
    author: Any,
) -> None:
    periods = {period.quarter: period for period in Period.objects.all()}
    reports = Report.objects.bulk_create(
        Report(assignment=assignments[f.target, f.unit], period=periods[f.quarter]) for f in figures
    )
    versions = []
    for report, figure in zip(reports, figures, strict=True):
        slip = [figure.target, figure.unit, figure.quarter.code] == spec["correction"]
        stated = [figure.value * 10, figure.value] if slip else [figure.value]
        for number, value in enumerate(stated, start=1):
            versions.append(
                ReportVersion(
                    report=report,
                    number=number,
                    value=value,
                    numerator=figure.numerator,
                    denominator=figure.denominator,
                    note="更正：上一版多写了一个零。" if number > 1 else figure.note,
                    author=author,
                    recorded_at=_noon(report.period.due - dt.timedelta(days=6 - number)),
                )
            )
    ReportVersion.objects.bulk_create(versions)
    for version in versions:
        version.report.latest = version
    Report.objects.bulk_update(reports, ["latest"], batch_size=500)


def _close_finished_quarters(running: Quarter) -> None:
    periods = [period for period in Period.objects.all() if period.quarter < running]
    for period in periods:
        period.closed_at = _noon(period.due + dt.timedelta(days=10))
    Period.objects.bulk_update(periods, ["closed_at"])


def _noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
