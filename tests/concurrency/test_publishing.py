"""Two people, or two workers, publish the same release at the same moment: there is one revision of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from tests import factories
from tests.factories import NOW, RUNNING, City
from tests.releases import LATER, publisher_of, release_prepared, release_scheduled
from tracker.models import AuditEvent, Release, ReleaseRevision, ReleaseState, Role
from tracker.services.releases import UnableToRelease, release_approve, releases_publish_due

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> City:
    """Every quarter before the running one is closed."""
    city = factories.city_make()
    factories.close_before(RUNNING)
    return city


def at_once(*steps: Callable[[], Any]) -> list[Any]:
    """What each step came to, all begun at the same moment, each with a connection of its own."""
    start = Barrier(len(steps))

    def take(step: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return step()
        except UnableToRelease as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(take, steps))


def test_two_people_publish_at_the_same_moment(city: City) -> None:
    release = release_prepared(city)
    second = factories.person_make("second", unit=city.units["city"], role=Role.COORDINATOR)
    people = (publisher_of(city), second)
    outcomes = at_once(*(lambda by=by: release_approve(release=release, by=by, at=NOW) for by in people))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Release", "UnableToRelease"]
    assert ReleaseRevision.objects.count() == 1
    assert Release.objects.get().state == ReleaseState.PUBLISHED


def test_two_workers_publish_what_is_due_once(city: City) -> None:
    release = release_scheduled(city)
    outcomes = at_once(*[lambda: releases_publish_due(at=LATER)] * 3)

    assert sorted(outcomes, key=len) == [[], [], [release]]
    assert ReleaseRevision.objects.get().sha256 == release.draft_sha256
    assert AuditEvent.objects.filter(action="release.published").count() == 1
