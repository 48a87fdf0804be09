"""Do the long work of the site, such as imports: `manage.py serve` runs it beside the server."""

from __future__ import annotations

import os
import sys
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from tracker import tasks

INTERVAL = 2  # seconds between two looks at the queue: so long an upload waits at most to be taken up
MINUTE = 60  # seconds between two looks at what is to be published at a set time


class Command(BaseCommand):
    help = "Do the long work of the site, such as imports, until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--with-parent",
            action="store_true",
            help="End with the standard input, which whoever started the worker holds open.",
        )

    def handle(self, *args: Any, with_parent: bool, **options: Any) -> None:
        if with_parent:
            threading.Thread(target=end_with_input, daemon=True).start()
        tasks.resume()
        tasks.forget()
        threading.Thread(target=publish_every_minute, daemon=True).start()
        call_command("db_worker", interval=INTERVAL, reload=False, startup_delay=False, verbosity=0)


def publish_every_minute() -> None:
    """Publish what is due, now and every minute. Beside the queue, so that a long import delays no publication."""
    while True:
        tasks.publish_due()
        connections.close_all()  # nothing is held open meanwhile, and a server that was restarted is found again
        time.sleep(MINUTE)


def end_with_input() -> None:
    """Wait until the other end of the standard input is gone, in whichever way it went, and be gone as well.

    Whatever is being done is not waited for: the next worker begins it anew.
    """
    sys.stdin.buffer.read()
    os._exit(0)
