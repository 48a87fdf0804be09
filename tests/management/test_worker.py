"""The queue of long work: what a worker takes up that another one left behind, and what the queue forgets."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests.factories import NOW, City
from tests.roster_files import checked, fresh, line, sent, text_file
from tests.rosters import roster_make
from tracker import tasks
from tracker.models import Roster, RosterUpload
from tracker.services.roster_uploads import upload_confirm

QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make(city)


def queued() -> list[tuple[str, Any]]:
    rows = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return sorted((row.task_path.rpartition(".")[2], row.args_kwargs["args"][0]) for row in rows)


def confirmed(city: City, roster: Roster) -> RosterUpload:
    upload = checked(city, roster, line("示例乙公司"))
    who = {"by": city.people["coordinator"], "at": NOW}
    upload_confirm(upload=upload, revision=upload.revision, is_sure=True, **who)
    return upload


@override_settings(TASKS=QUEUED)
def test_what_a_killed_worker_had_begun_is_queued_anew_and_once(city: City, roster: Roster) -> None:
    writing = confirmed(city, roster)
    reading = sent(city, roster, text_file(line("示例甲公司")))
    tasks.check_upload.enqueue(reading.pk)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=NOW)

    assert tasks.resume() == 2
    assert queued() == [("apply_upload", writing.pk), ("check_upload", reading.pk)]
    lost = DBTaskResult.objects.get(status=TaskResultStatus.FAILED)
    assert (lost.traceback, lost.finished_at is not None) == ("The worker ended.", True)
    tasks.resume()
    assert len(queued()) == 2


@override_settings(TASKS=QUEUED)
def test_what_waits_for_a_person_or_is_done_is_left_alone(city: City, roster: Roster) -> None:
    checked(city, roster, line("示例甲公司"))

    assert tasks.resume() == 0
    assert queued() == []


def test_work_that_was_taken_up_is_done(city: City, roster: Roster) -> None:
    """The tests' queue does at once what it is given."""
    confirmed(city, roster)
    reading = sent(city, roster, text_file(line("示例甲公司")))
    tasks.resume()

    assert fresh(reading).state == "checked"
    assert roster.entries.count() == 1


@override_settings(TASKS=QUEUED)
def test_what_was_done_long_ago_is_forgotten(city: City, roster: Roster) -> None:
    reading = sent(city, roster, text_file(line("示例甲公司")))
    for _ in range(4):
        tasks.check_upload.enqueue(reading.pk)
    old, recent, failed, waiting = DBTaskResult.objects.order_by("pk")
    month = timezone.now() - dt.timedelta(days=31)
    for row, status, at in (
        (old, TaskResultStatus.SUCCESSFUL, month),
        (recent, TaskResultStatus.SUCCESSFUL, timezone.now()),
        (failed, TaskResultStatus.FAILED, month),
    ):
        DBTaskResult.objects.filter(pk=row.pk).update(status=status, finished_at=at)

    assert tasks.forget() == 2
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {recent.pk, waiting.pk}


def test_whatever_ends_the_work_is_said_on_the_uploads_page_and_in_the_log(
    city: City,
    roster: Roster,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def breaking(*_: Any, **__: Any) -> None:
        raise RuntimeError("out of order")

    upload = sent(city, roster, text_file(line("示例甲公司")))
    monkeypatch.setattr("tracker.services.roster_upload_work.read_names", breaking)
    with caplog.at_level(logging.ERROR, logger="tracker.tasks"), pytest.raises(RuntimeError):
        tasks.check_upload.call(upload.pk)

    upload = fresh(upload)
    assert (upload.state, upload.problem["code"]) == ("failed", "ended")
    assert "out of order" in caplog.text


def test_a_file_that_is_no_table_is_said_without_alarm(
    city: City, roster: Roster, caplog: pytest.LogCaptureFixture
) -> None:
    upload = sent(city, roster, "一,二\n1,2\n")
    with caplog.at_level(logging.ERROR, logger="tracker.tasks"):
        assert tasks.check_upload.call(upload.pk) == "failed"

    assert fresh(upload).problem["code"] == "no_header"
    assert not caplog.records


def test_a_lost_file_is_said(city: City, roster: Roster) -> None:
    upload = sent(city, roster, text_file(line("示例甲公司")))
    upload.file.storage.delete(upload.file.name)
    with pytest.raises(FileNotFoundError):
        tasks.check_upload.call(upload.pk)

    assert fresh(upload).problem["code"] == "file_lost"
