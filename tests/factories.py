"""A city small enough to hold in one's head, brought to each state by the services that bring a real one there."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.core.management import call_command

from tracker.calculations.checks import CheckKind, Severity
from tracker.calculations.figures import ratio_of
from tracker.calculations.periods import Quarter
from tracker.documents.plan_files import PlanFile, read_plan
from tracker.documents.unit_files import UnitFile, read_units
from tracker.models import (
    Assignment,
    CheckRule,
    Decision,
    Membership,
    Period,
    Plan,
    Report,
    ReportingUnit,
    ReportState,
    ReportVersion,
    Role,
    Target,
)
from tracker.services import periods
from tracker.services.plans import plan_load
from tracker.services.reports import StatedFigure, report_submit
from tracker.services.reviews import report_approve, report_return
from tracker.services.units import assignments_create, units_load

CHINA = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2025, 10, 10, 12, tzinfo=CHINA)
TODAY = NOW.date()
PASSWORD = "a-long-password"
DEMO_NOW = dt.datetime(2026, 10, 10, 12, tzinfo=CHINA)
CLOSED, RUNNING, FUTURE = Quarter(2025, 2), Quarter(2025, 3), Quarter(2025, 4)

# username: unit and role. Alice and her colleagues act for the east, Rita reviews what they submit; Bob acts for
# the west. Berta has a word on the targets that the bureau leads, once it leads any.
PEOPLE = {
    "alice": ("east", Role.REPORTER),
    "aaron": ("east", Role.REPORTER),
    "anna": ("east", Role.VIEWER),
    "bob": ("west", Role.REPORTER),
    "rita": ("east", Role.REVIEWER),
    "reviewer": ("bureau", Role.REVIEWER),
    "berta": ("bureau", Role.BUREAU_REVIEWER),
    "coordinator": ("city", Role.COORDINATOR),
    "auditor": ("city", Role.AUDITOR),
    "viewer": ("city", Role.VIEWER),
}


def target_entry(**changes: Any) -> dict[str, Any]:
    """A target of a plan file: a count that adds up over the districts."""
    return {
        "code": "factories",
        "theme": "T1",
        "name": {"zh": "智能工厂", "en": "Smart factories"},
        "wording": "建成智能工厂100家以上",
        "unit": {"zh": "家", "en": "factories"},
        "decimals": 0,
        "comparator": ">=",
        "value": 100,
        "measure": "cumulative",
        "aggregation": "sum",
        "baseline": {"value": 20, "as_of": "2023", "qualifier": "exact", "source": "gazette"},
        "definitions": definitions("2024-01-01"),
    } | changes


def definitions(*days: str) -> list[dict[str, Any]]:
    """A definition from each of these days on."""
    text = {"zh": "省级以上智能工厂", "en": "Recognised"}
    return [{"text": text, "effective_on": day} for day in days]


RATE = {
    "code": "tool-rate",
    "name": {"zh": "工具普及率", "en": "Share with tools"},
    "wording": "工具普及率达到75%",
    "unit": {"zh": "%", "en": "%"},
    "decimals": 1,
    "value": 75,
    "measure": "level",
    "aggregation": "ratio",
    "baseline": {"value": None, "note": {"zh": "基期未公布", "en": "Not published"}},
}
INDEX = {
    "code": "index",
    "name": {"zh": "融合指数", "en": "Integration index"},
    "wording": "指数达到80",
    "unit": {"zh": "指数", "en": "points"},
    "decimals": 1,
    "value": 80,
    "measure": "level",
    "aggregation": "direct",
    "baseline": {"value": 68.1, "as_of": "2023", "qualifier": "about", "source": "gazette"},
}


def plan_file(*targets: dict[str, Any], theme: str = "T1", **plan: Any) -> PlanFile:
    """A checked plan file with these targets, by default one count, under one theme."""
    content = {
        "plan": {
            "code": "example",
            "name": {"zh": "示例行动计划", "en": "Example action plan"},
            "short_name": {"zh": "示例计划", "en": "Example"},
            "first": "2024Q1",
            "last": "2025Q4",
            "position": 1,
            "source": "gazette",
        }
        | plan,
        "sources": [
            {"code": "gazette", "title": "公报", "publisher": "示例市", "date": "2024-02", "grade": "A"}
        ],
        "themes": [{"code": theme, "name": {"zh": "示例领域", "en": "Example theme"}}],
        "targets": list(targets) or [target_entry()],
    }
    return read_plan(json.dumps(content), format="json")


def unit_entry(code: str, position: int, kind: str = "district", **changes: Any) -> dict[str, Any]:
    """A unit of a unit file; only districts count toward the city's total unless said otherwise."""
    entry = {
        "code": code,
        "kind": kind,
        "name": {"zh": f"{code}单位", "en": code.title()},
        "position": position,
        "counts": kind == "district",
    }
    return entry | ({} if kind == "city" else {"parent": "city"}) | changes


def unit_file(*units: dict[str, Any]) -> UnitFile:
    return read_units(json.dumps({"units": list(units)}), format="json")


def plan_make(*targets: dict[str, Any], **plan: Any) -> Plan:
    return plan_load(file=plan_file(*targets, **plan), by=None, at=NOW)


def target_make(**changes: Any) -> Target:
    """The one target of the example plan."""
    plan_make(target_entry(**changes))
    return Target.objects.get(code=changes.get("code", "factories"))


def person_make(username: str, *, unit: ReportingUnit | None = None, role: Role = Role.REPORTER) -> Any:
    person = get_user_model().objects.create_user(username, password=PASSWORD)
    if unit:
        Membership.objects.create(user=person, unit=unit, role=role)
    return person


def figure(value: Any, **changes: Any) -> StatedFigure:
    return StatedFigure(value=Decimal(str(value)), **changes)


def rate(numerator: int, denominator: int) -> StatedFigure:
    """A rate as the form hands it over: its parts, and the value that follows from them."""
    parts = Decimal(numerator), Decimal(denominator)
    return StatedFigure(ratio_of(*parts, percent=True), *parts)


def period_of(quarter: Quarter) -> Period:
    return Period.objects.get(quarter=quarter)


def period_close(quarter: Quarter) -> Period:
    """Close a quarter on its due date, after a reviewer has approved all that was submitted."""
    period = period_of(quarter)
    at = dt.datetime.combine(period.due, dt.time(12), CHINA)
    judge, _ = get_user_model().objects.get_or_create(username="judge")
    for report in Report.objects.filter(period=period, state=ReportState.SUBMITTED):
        Membership.objects.get_or_create(user=judge, unit=report.assignment.unit, role=Role.REVIEWER)
        report_approve(version=report.latest, by=judge, at=at)
    periods.period_close(period=period, by=None, at=at)
    return period_of(quarter)


@dataclass(frozen=True)
class City:
    """The city's plan, units and people, by their codes."""

    targets: dict[str, Target]
    units: dict[str, ReportingUnit]
    people: dict[str, Any]

    def assignment(self, target: str = "factories", unit: str = "east") -> Assignment:
        return Assignment.objects.get(target__code=target, unit__code=unit)

    def report(
        self,
        value: Any,
        *,
        target: str = "factories",
        unit: str = "east",
        quarter: Quarter = RUNNING,
        seen: int = 0,
        by: str | None = None,
    ) -> ReportVersion:
        """A unit's figure, submitted by one of its reporters while the quarter was open."""
        author = by or {"east": "alice", "west": "bob", "zone": "zoe", "bureau": "carl"}[unit]
        return report_submit(
            assignment=self.assignment(target, unit),
            period=period_of(quarter),
            figure=value if isinstance(value, StatedFigure) else figure(value),
            seen=seen,
            by=self.people[author],
            at=NOW,
        )

    def approve(self, version: ReportVersion, *, by: str = "rita") -> Decision:
        return report_approve(version=version, by=self.people[by], at=NOW)

    def send_back(self, version: ReportVersion, comment: str = "请核对", *, by: str = "rita") -> Decision:
        return report_return(version=version, comment=comment, by=self.people[by], at=NOW)


def city_make() -> City:
    """Three targets for two districts, a zone and a bureau; 2024Q1 to 2025Q2 closed, 2025Q3 being reported.

    Nothing has been reported. The rate goes to the districts, the index to the bureau, the count to the areas.
    """
    units_load(
        file=unit_file(
            unit_entry("city", 1, "city"),
            unit_entry("bureau", 2, "bureau"),
            unit_entry("east", 3),
            unit_entry("west", 4),
            unit_entry("zone", 5, "zone"),
        ),
        by=None,
        at=NOW,
    )
    plan_make(target_entry(), target_entry(**RATE), target_entry(**INDEX))
    units = {unit.code: unit for unit in ReportingUnit.objects.all()}
    targets = {target.code: target for target in Target.objects.all()}
    for target, asked in {
        "factories": ("east", "west", "zone"),
        "tool-rate": ("east", "west"),
        "index": ("bureau",),
    }.items():
        assignments_create(targets=[targets[target]], units=[units[u] for u in asked], by=None, at=NOW)
    people = {name: person_make(name, unit=units[unit], role=role) for name, (unit, role) in PEOPLE.items()}
    people["zoe"] = person_make("zoe", unit=units["zone"])
    people["carl"] = person_make("carl", unit=units["bureau"])
    people["stranger"] = person_make("stranger")
    people["administrator"] = get_user_model().objects.create_superuser("administrator", password=PASSWORD)
    return City(targets, units, people)


def city_report(city: City) -> None:
    """At 2025Q2 (closed): factories 30 + 12 and 5 in the zone, rate 45 of 60 and 10 of 40, index 71.5.

    At 2025Q3 (being reported): the east alone, 33 factories.
    """
    city.report(30, quarter=CLOSED)
    city.report(12, unit="west", quarter=CLOSED)
    city.report(5, unit="zone", quarter=CLOSED)
    city.report(rate(45, 60), target="tool-rate", quarter=CLOSED)
    city.report(rate(10, 40), target="tool-rate", unit="west", quarter=CLOSED)
    # The index lags: it was stated when nobody was asked why yet.
    behind = CheckRule.objects.create(kind=CheckKind.BEHIND, severity=Severity.WARNING, is_active=False)
    city.report("71.5", target="index", unit="bureau", quarter=CLOSED)
    behind.delete()
    close_before(RUNNING)
    city.report(33)


def close_before(quarter: Quarter) -> None:
    """Close every quarter that ended before this one."""
    for period in Period.objects.filter(quarter__lt=quarter):
        period_close(period.quarter)


def checks_off() -> None:
    """Switch every check off, for tests whose figures are not meant to be plausible."""
    general = set(CheckKind) - {CheckKind.PART_WHOLE}
    CheckRule.objects.bulk_create(
        CheckRule(kind=kind, severity=Severity.WARNING, is_active=False) for kind in sorted(general)
    )


def demo_make() -> None:
    """The definitions and the demonstration, as the product loads them."""
    call_command("load_definitions", verbosity=0, stdout=io.StringIO())
    call_command("load_demo", verbosity=0, stdout=io.StringIO())
