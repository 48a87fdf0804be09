"""Released quarters whose figures are replaced: the way of a correction, step by step, as officials take it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model

from tests.competitions import criterion_make, edition_make, entered_figure, group_make, list_make, weigh
from tests.factories import CLOSED, NOW, TODAY, City, period_of
from tests.releases import publisher_of
from tracker.calculations.periods import Quarter
from tracker.models import Correction, Edition, Membership, Release, Report, Role
from tracker.selectors.release_drift import drift
from tracker.services.corrections import correction_propose, corrections_publish, pending
from tracker.services.periods import period_close, period_reopen
from tracker.services.reviews import report_approve, report_reopen

DAY = dt.timedelta(days=1)


def figures_replaced(
    city: City, figures: Mapping[tuple[str, str], Any], *, quarter: Quarter = CLOSED, at: dt.datetime = NOW
) -> None:
    """Open a quarter again, let units submit these figures (by target and unit) and others approve them, close it."""
    coordinator = city.people["coordinator"]
    period_reopen(period=period_of(quarter), by=coordinator, at=at, reason="更正")
    for (target, unit), value in figures.items():
        assignment = city.assignment(target, unit)
        report = Report.objects.filter(assignment=assignment, period__quarter=quarter).first()
        if report and report.approved:
            asked = {"until": TODAY, "reason": "更正", "at": NOW}
            report_reopen(version=report.approved, by=coordinator, **asked)
        version = city.report(
            value, target=target, unit=unit, quarter=quarter, seen=report.latest.number if report else 0
        )
        report_approve(version=version, by=_reviewer(city, unit), at=NOW)
    period_close(period=period_of(quarter), by=coordinator, at=at)


def _reviewer(city: City, unit: str) -> Any:
    person, _ = get_user_model().objects.get_or_create(username=f"reviews-{unit}")
    Membership.objects.get_or_create(user=person, unit=city.units[unit], role=Role.REVIEWER)
    return person


def proposed(city: City, release: Release, index: int = 0, **words: str) -> Correction:
    """One of the differences, in their order, proposed by the coordinator."""
    release.refresh_from_db()
    key = drift(release.current.content_read())[index].key
    reason = {"reason_zh": "漏报一家", "reason_en": "One was left out"} | words
    return correction_propose(release=release, key=key, **reason, by=city.people["coordinator"], at=NOW)


def proposals_published(city: City, release: Release, *, at: dt.datetime = NOW + DAY) -> Release:
    """What is proposed, published by the publisher a day later."""
    return corrections_publish(release=release, seen=shown(release), by=publisher_of(city), at=at)


def corrected(
    city: City, release: Release, figures: Mapping[tuple[str, str], Any], *, at: dt.datetime = NOW + DAY
) -> Release:
    """Figures replaced, and each difference proposed and published, in one revision."""
    figures_replaced(city, figures, quarter=release.period.quarter)
    release.refresh_from_db()
    for index, _found in enumerate(drift(release.current.content_read())):
        proposed(city, release, index)
    return proposals_published(city, release, at=at)


def edition_with_figures(city: City, quarter: Quarter = CLOSED) -> Edition:
    """One list over the three areas: their factories (60) and a figure entered for the competition (40)."""
    edition = edition_make()
    group_make(edition, *(city.units[code] for code in ("east", "west", "zone")))
    board = list_make(edition)
    criterion_make(board, "factories", "actual", target=city.targets["factories"])
    criterion = criterion_make(board, "new")
    weigh(board, {"factories": (60, "efficacy", {}), "new": (40, "efficacy", {})})
    for unit, value in {"east": 3, "west": 9, "zone": 6}.items():
        entered_figure(criterion, city.units[unit], quarter, value)
    return edition


def shown(release: Release) -> list[int]:
    """What the page shows to whoever publishes: every correction that is proposed."""
    return [row.pk for row in pending(release)]
