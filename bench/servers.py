"""Granian against gunicorn on this machine, in one run: requests per second and their ratio.

    python bench/servers.py                an empty Django view
    python bench/servers.py /targets/      also a page of this site (of the database that DATA_DIR or
                                           DATABASE_URL names, so start `make run` once before)

Both servers get the same number of processes and threads and take turns, so that whatever else the machine is
doing hits both. Load comes from `wrk` where it is installed, else from a few Python threads, which are themselves
slower than either server: then only the page's ratio means much.
"""

import argparse
import http.client
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
PROCESSES, THREADS, CONNECTIONS = 2, 4, 16
SITE = "nanjing_targets.wsgi:application"


def empty_application() -> Callable:
    """The least that Django can do: no middleware, no database, two bytes."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.urls import path

    settings.configure(
        SECRET_KEY="bench",  # noqa: S106 - signs nothing
        ALLOWED_HOSTS=["127.0.0.1"],
        MIDDLEWARE=[],
        ROOT_URLCONF=(path("", lambda request: HttpResponse("ok")),),
    )
    return get_wsgi_application()


def granian(application: str, port: int) -> list[str]:
    target = application.removesuffix("()")
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
        *("--workers", str(PROCESSES), "--blocking-threads", str(THREADS), "--workers-kill-timeout", "5"),
        *("--port", str(port), *(["--factory"] if target != application else []), target),
    ]


def gunicorn(application: str, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--log-level", "warning"),
        *("--workers", str(PROCESSES), "--threads", str(THREADS), "--keep-alive", "75"),
        *("--no-control-socket", "--bind", f"127.0.0.1:{port}", application),
    ]


@contextmanager
def serving(command: list[str], folder: Path, port: int) -> Iterator[None]:
    """The server, from its first answer to its end."""
    process = subprocess.Popen(command, cwd=folder)
    try:
        for _ in range(100):
            if process.poll() is not None:
                sys.exit(f"{command[2]} did not start")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def requests_per_second(port: int, path: str, seconds: int) -> float:
    if wrk := shutil.which("wrk"):
        command = [
            wrk,
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{seconds}s",
            "--timeout=30s",
            f"http://127.0.0.1:{port}{path}",
        ]
        report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        if "Non-2xx" in report:
            sys.exit(f"{path} does not answer with a page:\n{report}")
        speed = float(re.search(r"Requests/sec:\s+([\d.]+)", report)[1])
        return speed or sys.exit(f"{path} was not answered once in {seconds} seconds: use more --seconds")
    counts = [0] * CONNECTIONS
    stop = time.monotonic() + seconds

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < stop:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            counts[number] += response.status == 200

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def compare(application: str, folder: Path, path: str, *, pairs: int, seconds: int) -> None:
    """Print each pair and the median of the pairs' ratios."""
    print(f"{path} of {application}: {PROCESSES} processes x {THREADS} threads, {CONNECTIONS} connections")
    ratios = []
    for _ in range(pairs):
        speed = {}
        for server in (granian, gunicorn):
            port = free_port()
            with serving(server(application, port), folder, port):
                for _ in range(CONNECTIONS):  # fills caches and opens database connections
                    urlopen(f"http://127.0.0.1:{port}{path}").close()
                speed[server] = requests_per_second(port, path, seconds)
        ratios.append(speed[granian] / speed[gunicorn])
        print(f"  granian {speed[granian]:8.0f}/s   gunicorn {speed[gunicorn]:8.0f}/s   {ratios[-1]:.2f}")
    print(f"  median ratio {statistics.median(ratios):.2f}\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", nargs="?", help="a page of the site to measure too, such as /")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="for each measurement")
    options = parser.parse_args()
    length = {"pairs": options.pairs, "seconds": options.seconds}
    compare("servers:empty_application()", ROOT / "bench", "/", **length)
    if options.path:
        compare(SITE, ROOT, options.path, **length)


if __name__ == "__main__":
    main()
