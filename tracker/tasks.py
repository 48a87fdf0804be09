"""Long work, done by the worker process beside the server (`manage.py worker`)."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from tracker.documents.spreadsheet_problems import SpreadsheetError
from tracker.models import RosterUpload, RosterUploadState
from tracker.services.releases import releases_publish_due
from tracker.services.roster_upload_work import ending_of, upload_apply, upload_check, upload_fail

logger = logging.getLogger(__name__)
KEPT = dt.timedelta(days=30)  # how long the queue remembers what was done


@task()
def check_upload(pk: int) -> str:
    """Read a file of names and compare it with its roster."""
    return _work(pk, lambda upload: upload_check(upload=upload, at=_now()))


@task()
def apply_upload(pk: int) -> str:
    """Write the names of a confirmed file to its roster."""
    return _work(pk, lambda upload: upload_apply(upload=upload, at=_now()))


STEPS: dict[str, Task] = {RosterUploadState.CHECKING: check_upload, RosterUploadState.APPLYING: apply_upload}


def resume() -> int:
    """Queue anew what a worker had begun that was killed; each step can be begun again. Returns how many.

    Doing something twice does no harm: who comes second finds it done, or takes it over from the first.
    """
    lost = DBTaskResult.objects.running()
    lost.update(status=TaskResultStatus.FAILED, finished_at=_now(), traceback="The worker ended.")
    queued = {
        (row.task_path, *row.args_kwargs["args"])
        for row in DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    }
    begun = RosterUpload.objects.filter(state__in=STEPS).order_by("pk").values_list("pk", "state")
    waiting = [(STEPS[state], pk) for pk, state in begun]
    for step, pk in waiting:
        if (step.module_path, pk) not in queued:
            step.enqueue(pk)
    return len(waiting)


def forget() -> int:
    """Remove from the queue what was done long ago; what became of a file stands with the file. Returns how many."""
    done = DBTaskResult.objects.finished().filter(finished_at__lt=_now() - KEPT)
    return done.delete()[0]


def publish_due() -> int:
    """Publish the releases whose planned time has come, also when no worker ran at that time. Returns how many.

    Two workers do no harm: who comes second finds it done. What goes wrong is logged, and tried again next time.
    """
    try:
        return len(releases_publish_due(at=_now()))
    except Exception:
        logger.exception("A release could not be published at its planned time.")
        return 0


def _work(pk: int, step: Callable[[RosterUpload], RosterUploadState]) -> str:
    """Do a step; whatever ends it is said on the upload's page, and what nobody foresaw in the log too."""
    upload = RosterUpload.objects.select_related("roster", "author").get(pk=pk)
    try:
        return str(step(upload))
    except SpreadsheetError as error:
        upload_fail(upload=upload, ending=ending_of(error), at=_now())
        return str(RosterUploadState.FAILED)
    except Exception as error:
        logger.exception("The work on upload %s ended.", pk)
        upload_fail(upload=upload, ending=ending_of(error), at=_now())
        raise


def _now() -> dt.datetime:
    """A task is an entry point, as a view or a command is: here the clock is read."""
    return timezone.now()  # noqa: TID251
