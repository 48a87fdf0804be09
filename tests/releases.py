"""Releases of the small city, brought to each state by the services that bring a real one there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model

from tests.factories import CLOSED, NOW, City, period_of, person_make
from tracker.calculations.periods import Quarter
from tracker.models import Objection, Release, Role
from tracker.services.objections import objection_raise
from tracker.services.releases import release_approve, release_prepare, window_open

LATER = NOW + dt.timedelta(days=30)  # when every window that was opened at NOW is over


def publisher_of(city: City) -> Any:
    """Who publishes what the coordinator has prepared."""
    found = get_user_model().objects.filter(username="publisher").first()
    return found or person_make("publisher", unit=city.units["city"], role=Role.PUBLISHER)


def release_prepared(city: City, quarter: Quarter = CLOSED, **words: str) -> Release:
    """Prepared by the coordinator, of a closed quarter."""
    announcement = {"announcement_zh": "按季发布", "announcement_en": "Released quarterly"} | words
    return release_prepare(period=period_of(quarter), **announcement, by=city.people["coordinator"], at=NOW)


def release_shown(city: City, quarter: Quarter = CLOSED, *, days: int = 3) -> Release:
    """Shown to the units from NOW on."""
    release = release_prepared(city, quarter)
    return window_open(release=release, days=days, by=city.people["coordinator"], at=NOW)


def release_scheduled(city: City, quarter: Quarter = CLOSED, *, planned: dt.datetime = LATER) -> Release:
    """Shown to the units, and approved by the publisher for a time after the window."""
    release = release_shown(city, quarter)
    return release_approve(release=release, publish_at=planned, by=publisher_of(city), at=NOW)


def release_published(city: City, quarter: Quarter = CLOSED) -> Release:
    """Published at NOW without a window."""
    # A reason is kept only where something is overridden: a quarter of few units, for instance.
    return release_approve(
        release=release_prepared(city, quarter),
        by=publisher_of(city),
        at=NOW,
        override_reason="其余单位补报中",
    )


def objection_make(
    city: City, release: Release, *, by: str = "alice", at: dt.datetime = NOW, **changes: Any
) -> Objection:
    """The east objects to its factories, by Alice."""
    what = {"unit": city.units["east"], "target": city.targets["factories"], "text": "漏计两家"} | changes
    return objection_raise(release=release, **what, by=city.people[by], at=at)
