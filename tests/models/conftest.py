"""One row of every model, so that each rule of a row can be broken."""

import copy
import io

import pytest

from tests import factories
from tests.factories import NOW, RUNNING, TODAY, City
from tests.models.competitions import competitions_make
from tests.models.releases import releases_make
from tests.models.rosters import rosters_make
from tracker.calculations.checks import CheckKind, Severity
from tracker.calculations.methods import METHOD
from tracker.documents.evidence import read_evidence
from tracker.models import CheckRule, Installation, Period, Reminder, Target
from tracker.services import audit
from tracker.services.drafts import draft_save
from tracker.services.evidence import evidence_add
from tracker.services.methods import method_create
from tracker.services.reviews import report_reopen
from tracker.services.uploads import upload_keep


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
    check_rules_make(city)
    city.report(30)
    city.report(31, seen=1)
    reviewed_make(city)
    typed_make(city)
    reminders_make(city)
    thresholds = {"from_quarter": RUNNING.shift(4), "reason": "试行", "by": city.people["coordinator"]}
    method_create(thresholds=METHOD, at=NOW, **thresholds)
    audit.record(action="tested", subject="row", by=None, at=NOW, details={})
    Installation.objects.get_or_create(pk=1)
    Target.objects.filter(code="whole").update(lead_unit=city.units["bureau"])
    rosters_make(city)
    competitions_make(city)
    releases_make(city)
    return city


def check_rules_make(city: City) -> None:
    """The general rules switched off, so that any figure can be stored; one of a target, one of a pair."""
    factories.checks_off()
    rule = {"severity": Severity.WARNING, "target": city.targets["tool-rate"]}
    CheckRule.objects.create(kind=CheckKind.JUMP, **rule)
    CheckRule.objects.create(kind=CheckKind.PART_WHOLE, whole=city.targets["index"], **rule)


def reviewed_make(city: City) -> None:
    """A rate that was returned, corrected, approved and re-opened."""
    city.send_back(city.report(factories.rate(45, 60), target="tool-rate"))
    second = city.report(factories.rate(46, 60), target="tool-rate", seen=1)
    city.approve(second)
    report_reopen(version=second, until=TODAY, reason="补报", by=city.people["rita"], at=NOW)


def typed_make(city: City) -> None:
    """A draft, a file that proves it, and a sheet that was uploaded."""
    place = {"assignment": city.assignment(unit="west"), "period": Period.objects.get(quarter=RUNNING)}
    place |= {"by": city.people["bob"], "at": NOW}
    draft_save(content={"value": "约三十"}, seen=0, **place)
    evidence_add(name="名单.txt", content=io.BytesIO("工厂名单".encode()), **place)
    content = io.BytesIO("目标代码,完成值".encode())
    upload_keep(
        unit=city.units["west"],
        period=place["period"],
        file=read_evidence("填报.csv", content),
        content=content,
        findings=[],
        rows=[],
        by=city.people["bob"],
        at=NOW,
    )


def reminders_make(city: City) -> None:
    """To a person, and to the group."""
    about = {"period": Period.objects.get(quarter=RUNNING), "step": 1, "created_at": NOW}
    Reminder.objects.create(user=city.people["bob"], **about)
    Reminder.objects.create(**about)


@pytest.fixture
def rows(rows_of_the_file: City, db: None) -> City:
    """At least one row of every model of ours."""
    return copy.deepcopy(rows_of_the_file)
