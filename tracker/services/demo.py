"""The demonstration: invented figures for fictitious units, in a database that says so for good."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction

from tracker.calculations.periods import Quarter
from tracker.documents.competition_files import DemoCompetitionFile
from tracker.documents.unit_files import UnitFile
from tracker.models import (
    Assignment,
    Installation,
    Membership,
    Milestone,
    Plan,
    Report,
    ReportingUnit,
    Role,
    Target,
)

from . import audit
from .demo_competitions import demo_competition
from .demo_figures import DemoFigure, demo_figures
from .demo_releases import demo_releases
from .demo_reports import demo_reports
from .demo_rosters import demo_rosters
from .units import units_load

# Who can sign in to a demonstration: account, its name, its roles in units.
ACCOUNTS = (
    ("reporter", "示例填报员", [("sample-a", Role.REPORTER)]),
    ("colleague", "示例填报员乙", [("sample-a", Role.REPORTER)]),
    (
        "reviewer",
        "示例审核员",
        [
            ("sample-a", Role.REVIEWER),
            ("sample-industry-bureau", Role.BUREAU_REVIEWER),
            ("sample-data-bureau", Role.BUREAU_REVIEWER),
        ],
    ),
    ("coordinator", "示例统筹员", [("sample-city", Role.COORDINATOR)]),
    ("auditor", "示例审计员", [("sample-city", Role.AUDITOR)]),
    ("publisher", "示例签发人", [("sample-city", Role.PUBLISHER)]),
    ("leader", "示例领导", [("sample-city", Role.VIEWER)]),
)


class UnableToLoadDemo(Exception):
    """The database holds something real: invented figures are never mixed with it."""


@transaction.atomic
def demo_load(
    *,
    units: UnitFile,
    spec: dict[str, Any],
    names: dict[str, Any],
    competition: DemoCompetitionFile,
    password: str,
    at: dt.datetime,
) -> bool:
    """Fill a database that holds definitions only with the demonstration. False when it is there already.

    `spec` is what fixtures/demo/figures.yaml says, `names` rosters.yaml, `competition` competition.yaml. Raises
    `UnableToLoadDemo` when anything was reported, assigned or signed in to before.
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
    reviewer = users.create_user("sample-review", first_name="示例审核", is_active=False)
    hashed = make_password(password)  # once: hashing is slow on purpose
    for username, name, roles in ACCOUNTS:
        user = users.create(username=username, password=hashed, first_name=name)
        Membership.objects.bulk_create(
            Membership(user=user, unit=by_code[unit], role=role) for unit, role in roles
        )
    targets = {target.code: target for target in Target.objects.select_related("theme__plan")}
    assignments = _assignments(spec, targets, by_code)
    for code, quarter in spec["followed"].items():
        Plan.objects.filter(code=code).update(followed_until=Quarter.parse(quarter))
    areas = [unit.code for unit in by_code.values() if unit.is_area]
    figures = list(demo_figures(spec, areas, {code: t.decimals for code, t in targets.items()}))
    _own_targets(assignments, targets, figures)
    coordinator = users.get(username="coordinator")
    entries = demo_rosters(spec, names, by_code, coordinator, at)
    demo_reports(spec, assignments, figures, author, reviewer)
    entered = demo_competition(
        file=competition, units=by_code, author=author, approver=reviewer, coordinator=coordinator, at=at
    )
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True})
    released = demo_releases(prepared_by=author, approved_by=reviewer)
    audit.record(
        action="demo.loaded",
        subject="installation",
        by=None,
        at=at,
        details={"figures": len(figures), "names": entries, "entered": entered, "released": released},
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
