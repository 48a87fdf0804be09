"""A worker that is killed in the middle of its work: nothing of it is half-done, and the next one takes it up."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from tests import factories
from tests.factories import NOW, City
from tests.roster_files import fresh, line, sent, text_file
from tests.rosters import CODES, name_add, roster_make
from tracker import tasks
from tracker.models import Enterprise, Roster, RosterEntry, RosterFlag, RosterUpload
from tracker.services.roster_uploads import upload_confirm

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 6_000
QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def stored(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A queue and a store that another process finds too."""
    settings.TASKS = QUEUED
    settings.MEDIA_ROOT = tmp_path / "files"
    storage = {"BACKEND": "tracker.storage.EvidenceStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"default": storage}):
        yield tmp_path


@contextmanager
def worker(root: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker on the tests' database."""
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        host = str(database["HOST"]).replace("/", "%2F")
        url = f"postgres://{database['USER']}@{host}/{database['NAME']}"
    environment = os.environ | {"DATABASE_URL": url, "DATA_DIR": str(folder)}
    command = [sys.executable, "manage.py", "worker", "--with-parent"]
    with subprocess.Popen(command, cwd=root, env=environment, stdin=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(upload: RosterUpload, is_there: Callable[[RosterUpload], bool]) -> RosterUpload:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        now = fresh(upload)
        if is_there(now):
            return now
        time.sleep(0.01)
    return pytest.fail(f"it never came to that: {now.state}, {now.progress} rows, {now.problem}")


@pytest.fixture
def city() -> City:
    return factories.city_make()


@pytest.fixture
def roster(city: City) -> Roster:
    made = roster_make(city)
    name_add(city, made, "示例旧名公司", code=CODES[0])
    return made


def standing() -> tuple[int, ...]:
    """How much there is of everything that an import writes."""
    return tuple(model.objects.count() for model in (RosterEntry, Enterprise, RosterFlag))


def test_a_worker_killed_while_it_reads_and_while_it_writes(
    city: City, roster: Roster, stored: Path, root: Path
) -> None:
    renamed = line("示例新名公司", CODES[0])
    upload = sent(city, roster, text_file(renamed, *(line(f"示例第{n:04}号工厂") for n in range(ROWS))))
    tasks.check_upload.enqueue(upload.pk)
    before = standing()

    with worker(root, stored) as process:
        wait_for(upload, lambda now: now.progress > 0)
        process.kill()
    assert (fresh(upload).state, standing()) == ("checking", before)

    with worker(root, stored) as process:
        done = wait_for(upload, lambda now: now.state != "checking")
        assert (done.state, done.counts["new"], done.rows.count()) == ("checked", ROWS, ROWS + 1)
        assert done.attempt == 2
        who = {"by": city.people["coordinator"], "at": NOW}
        upload_confirm(upload=done, revision=done.revision, is_sure=True, **who)
        tasks.apply_upload.enqueue(upload.pk)
        wait_for(upload, lambda now: now.is_writing)
        process.kill()
    assert (fresh(upload).state, standing()) == ("applying", before)

    with worker(root, stored):
        done = wait_for(upload, lambda now: now.state != "applying")
    assert done.state == "applied"
    entries, enterprises, flags = standing()
    assert (entries, enterprises) == (ROWS + 1, ROWS + 1)
    assert flags == ROWS + before[2]
    assert Enterprise.objects.get(uscc=CODES[0]).name == "示例新名公司"
