"""What it costs to refuse a bad file: each of tests/bad_files.py, sent to both imports as a browser sends it.

    python bench/bad_files.py

Each file is made in one process and sent in another, which the site answers, the reading of the file included, with
the database made for this. Wanted for each: an answer that is no error, after at most 10 s (of this machine's time,
whatever else it is doing), in at most 300 MB, Python and Django included. The file that is too large has 300 MB.
"""

import html
import io
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nanjing_targets.settings")

SECONDS, MEGABYTES, LARGE = 10, 300, 300 * 1024 * 1024
FIGURES, NAMES = "/reports/2025Q3/east/import/", "/rosters/factories/import/"
BOUNDARY = "file-from-the-bench"


class Joined(io.RawIOBase):
    """Several files read one after the other, nothing of them held."""

    def __init__(self, *files: Any) -> None:
        self.files = list(files)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while self.files:
            if piece := self.files[0].read(size):
                return piece
            self.files.pop(0)
        return b""


def make_site() -> dict[str, str]:
    """The small city of the tests with a roster; the cookies of somebody who may import, by the import's address."""
    from django.core.management import call_command
    from django.test import Client

    from tests.factories import city_make
    from tests.rosters import roster_make

    call_command("migrate", verbosity=0)
    city = city_make()
    roster_make(city)
    cookies = {}
    for address, person in ((FIGURES, "alice"), (NAMES, "coordinator")):
        client = Client()
        client.force_login(city.people[person])
        session = client.cookies["sessionid"].value
        cookies[address] = f"sessionid={session}; csrftoken={'a' * 32}; django_language=en"
    return cookies


def post(address: str, cookies: str, name: str, path: Path) -> tuple[str, bytes]:
    """Send a file as a form does; the status and the page in the end."""
    from django.core.wsgi import get_wsgi_application

    lines = [("csrfmiddlewaretoken", "a" * 32), ("upload", "1")]
    head = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in lines
    )
    head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    parts = [
        f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(),
        f"\r\n--{BOUNDARY}--\r\n".encode(),
    ]
    answer: list[Any] = []
    environment = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": address,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "HTTP_COOKIE": cookies,
    }
    application = get_wsgi_application()
    with path.open("rb") as file:
        sent = environment | {
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
            "CONTENT_LENGTH": str(path.stat().st_size + sum(map(len, parts))),
            "wsgi.input": Joined(io.BytesIO(parts[0]), file, io.BytesIO(parts[1])),
        }
        page = b"".join(application(sent, lambda *given: answer.append(given)))
    status, headers = answer[-1][:2]
    if status.startswith("302"):
        asked = environment | {"REQUEST_METHOD": "GET", "PATH_INFO": dict(headers)["Location"]}
        asked |= {"wsgi.input": io.BytesIO()}
        page = b"".join(application(asked, lambda *given: answer.append(given)))
        status = answer[-1][0]
    return status, page


def alone(work: Callable[..., Any], *arguments: Any) -> Any:
    """What this gives in a process of its own."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=lambda: theirs.send(work(*arguments)))
    process.start()
    theirs.close()
    found = ours.recv()
    process.join()
    return found


def make_file(bad: Any, sound: bytes, layout: Any, path: Path) -> None:
    """Write a sound file, spoilt."""
    from tests.bad_files import too_large

    if bad.make is too_large:
        with path.open("wb") as file:
            file.truncate(LARGE)
    else:
        path.write_bytes(bad.make(sound, layout))


def send(address: str, cookies: str, bad: Any, path: Path) -> tuple[str, bool, float, float]:
    """Send a file; the status, whether the page says what it should, seconds, and megabytes at most."""
    start = time.perf_counter()
    status, page = post(address, cookies, bad.file, path)
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return status, bad.words in html.unescape(page.decode()), took, peak


def measure(folder: Path) -> bool:
    """Send every file to both imports; whether all went as wanted."""
    from django.db import connection
    from django.test import Client

    from tests.bad_files import BAD_FILES, OF_FIGURES, OF_NAMES, list_of_names
    from tests.views.exchange_files import filled

    cookies = make_site()
    alice = Client(headers={"cookie": cookies[FIGURES]})
    typed = {"factories__value": 36, "factories__note": "并入两家", "factories__qualifier": "about"}
    imports = {FIGURES: (filled(alice, **typed), OF_FIGURES), NAMES: (list_of_names(), OF_NAMES)}
    connection.close()  # of the processes to come each opens its own
    are_well, path = [], folder / "bad"
    for address, (sound, layout) in imports.items():
        print(address)
        for bad in BAD_FILES:
            alone(make_file, bad, sound, layout, path)
            status, is_said, took, peak = alone(send, address, cookies[address], bad, path)
            are_well.append(status == "200 OK" and is_said and took <= SECONDS and peak <= MEGABYTES)
            mark = (
                ""
                if are_well[-1]
                else "  <-- not as wanted"
                if is_said
                else f"  <-- does not say: {bad.words}"
            )
            print(f"  {bad.name:32} {status}  {took:5.1f} s  {peak:4.0f} MB{mark}", flush=True)
    return all(are_well)


def main() -> None:
    os.environ.pop("DATABASE_URL", None)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        from django import setup
        from django.conf import settings
        from django.test import override_settings
        from django.utils import timezone

        setup()
        from tests.factories import NOW

        timezone.now = lambda: NOW  # the quarter of the tests' city is open then
        # The worker's part is done at once, where it is asked for, and so is measured with the rest.
        worker = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
        # Style sheets need not have been collected.
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        storages = settings.STORAGES | {"staticfiles": plain}
        with override_settings(TASKS=worker, STORAGES=storages, ALLOWED_HOSTS=["*"]):
            well = measure(Path(folder))
    sys.exit(0 if well else "not every bad file was refused as wanted")


if __name__ == "__main__":
    main()
