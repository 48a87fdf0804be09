"""Making a release of the demonstration, and writing it as a static site, against plain JSON of what it says.

    python bench/release.py

The database is made for this: 15 targets and 12 units over ten quarters. The last quarter is frozen, hashed and written
as a revision that is then taken back; its site is built and written to a folder. Each is the first work of a process:
the database, the templates and the figures are read anew. Wanted, best of 3, in seconds of that process's own work: at
most 2 and 5. Beside them how many times as long it takes as `json.loads` and `json.dumps` of the same content, which
says more than seconds do on another machine.
"""

import argparse
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nanjing_targets.settings")

from django import setup
from django.urls import resolve

QUARTER = "2026Q2"
WANTED = {"release": 2, "export": 5}  # seconds


def make() -> None:
    """The demonstration, with every finished quarter published."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_definitions", verbosity=0, stdout=sys.stderr)
    call_command("load_demo", verbosity=0, stdout=sys.stderr)


def release(_folder: Path) -> None:
    """Freeze the quarter and publish it once more; nothing of it stays."""
    from django.db import transaction
    from django.utils import timezone

    from tracker.models import Release
    from tracker.selectors.release_drafts import draft_content
    from tracker.services.releases import publish

    with transaction.atomic():
        found = Release.objects.select_related("current", "period").get(period__quarter=QUARTER)
        at, before = timezone.now(), found.current.sha256
        content = draft_content(found, at=at)
        publish(found, content.model_copy(update={"revision": 2, "previous_sha256": before}), at=at)
        transaction.set_rollback(True)


def export(folder: Path) -> None:
    """Write the site of the quarter's release."""
    from tracker.release_sites.writing import site_files, site_write
    from tracker.selectors import releases

    site_write(site_files(releases.head(QUARTER)), folder)


def seconds(work: Callable[[Path], None]) -> float:
    """What a piece of work takes in a process that has done nothing yet."""
    with tempfile.TemporaryDirectory() as folder:
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()

        def measured() -> None:
            start = time.process_time()
            work(Path(folder) / "site")
            theirs.send(time.process_time() - start)

        process = context.Process(target=measured)
        process.start()
        theirs.close()
        took = ours.recv()
        process.join()
        return took


def plain_json() -> tuple[int, float]:
    """How long the release's content is, and what it takes to read and to write it as JSON."""
    from django.db import connection

    from tracker.models import ReleaseRevision

    text = ReleaseRevision.objects.values_list("content", flat=True).get(current_of__period__quarter=QUARTER)
    connection.close()  # a process of its own opens its own
    times = []
    for _ in range(20):
        start = time.process_time()
        json.dumps(json.loads(text), ensure_ascii=False)
        times.append(time.process_time() - start)
    return len(text), statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {"DATA_DIR": folder, "DEBUG": "1"}  # with plain names of static files
        setup()
        make()
        resolve("/")  # the program itself is read once, whatever it then does
        size, unit = plain_json()
        print(f"{size:,} characters of content; json.loads and json.dumps of it: {unit * 1000:.1f} ms")
        for work in (release, export):
            took = [seconds(work) for _ in range(options.times)]
            shown = ", ".join(f"{one:.2f}" for one in took)
            print(
                f"  {work.__name__}: {shown} s; best {min(took):.2f} (at most {WANTED[work.__name__]}), "
                f"{min(took) / unit:.0f} times as long as the JSON"
            )


if __name__ == "__main__":
    main()
