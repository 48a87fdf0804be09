"""`manage.py serve`: what it refuses, what it says, and that Ctrl-C ends it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError

from tracker.management.commands.serve import Command, free_address, refuse_public_demo
from tracker.models import Installation

EVERYWHERE = "0.0.0.0"  # noqa: S104


@pytest.fixture
def taken_port() -> Iterator[str]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield str(other.getsockname()[1])


def test_a_taken_port_is_refused_with_a_way_on(taken_port: str) -> None:
    with pytest.raises(CommandError, match="PORT=8001 make run"):
        free_address("127.0.0.1", taken_port)


@pytest.mark.parametrize("port", ["abc", "", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(CommandError, match="PORT"):
        free_address("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(CommandError, match=r"203\.0\.113\.9"):
        free_address("203.0.113.9", "8000")


@pytest.mark.parametrize(
    ("demo", "public", "address", "refused"),
    [
        (True, False, "127.0.0.1", False),
        (True, False, "::1", False),
        (True, False, EVERYWHERE, True),
        (True, False, "::", True),
        (True, False, "192.168.1.5", True),
        (True, True, EVERYWHERE, False),
        (False, False, EVERYWHERE, False),
    ],
)
def test_a_demonstration_stays_on_this_machine(
    settings: Any, demo: bool, public: bool, address: str, refused: bool
) -> None:
    settings.DEMO, settings.DEMO_PUBLIC = demo, public
    if refused:
        with pytest.raises(CommandError, match="DEMO_PUBLIC=1"):
            refuse_public_demo(address)
    else:
        refuse_public_demo(address)


@pytest.mark.django_db
def test_real_use_refuses_a_demonstration_database(settings: Any) -> None:
    settings.DEMO = False
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True})
    with pytest.raises(CommandError, match="DATA_DIR"):
        Command(stdout=StringIO()).update_database()


@pytest.mark.django_db
def test_greeting_names_the_demo_accounts_and_their_password(settings: Any) -> None:
    settings.DEMO, settings.DEMO_PASSWORD = True, "open-sesame"
    said = StringIO()
    Command(stdout=said).greet("::1", 8000)
    for words in (
        "http://[::1]:8000",
        "reporter",
        "reviewer",
        "coordinator",
        "leader",
        "open-sesame",
        "示例数据",
    ):
        assert words in said.getvalue()


@pytest.mark.django_db
def test_greeting_says_how_to_make_the_first_administrator_until_there_is_one(settings: Any) -> None:
    settings.DEMO = False
    before, after = StringIO(), StringIO()
    Command(stdout=before).greet("127.0.0.1", 8000)
    get_user_model().objects.create_superuser("admin", password="first-of-all")
    Command(stdout=after).greet("127.0.0.1", 8000)
    assert "createsuperuser" in before.getvalue()
    assert "createsuperuser" not in after.getvalue()


@contextmanager
def serving(root: Path, folder: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """A server that answers, in a process group of its own; whatever is left of it in the end is killed."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "HOST", "WORKER"}
        },
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "DEMO": "0",
        **settings,
    }
    with subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=root,
        env=environment,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # As from a terminal, also where these tests run under nohup: that the server would heed.
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
    ) as server:
        try:
            for _ in range(300):
                try:
                    with urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                        assert answer.status == 200
                    break
                except URLError:
                    assert server.poll() is None, server.stdout.read()
                    time.sleep(0.2)
            yield server
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def workers(server: subprocess.Popen[str]) -> list[int]:
    """The processes of its group that do the long work."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            is_ours = folder.name.isdecimal() and os.getpgid(int(folder.name)) == server.pid
            if is_ours and b"worker\0" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(150):
        if is_so():
            return
        time.sleep(0.2)
    pytest.fail("it never came to that")


def assert_ended(server: subprocess.Popen[str]) -> None:
    """It has ended by itself, without complaint, and nothing of it is left."""
    said, _ = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.killpg(server.pid, 0)


def test_ctrl_c_stops_the_server_and_all_its_processes(root: Path, tmp_path: Path) -> None:
    """The terminal signals the whole group, workers too: they must neither hang nor complain. A worker that dies is
    started again.
    """
    with serving(root, tmp_path) as server:
        wait_until(lambda: len(workers(server)) == 1)
        [first] = workers(server)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: workers(server) not in ([], [first]))
        os.killpg(server.pid, signal.SIGINT)
        assert_ended(server)


def test_the_end_of_the_terminal_is_the_end_of_the_server(root: Path, tmp_path: Path) -> None:
    with serving(root, tmp_path) as server:
        wait_until(lambda: len(workers(server)) == 1)
        os.killpg(server.pid, signal.SIGHUP)
        assert_ended(server)


def test_a_worker_does_not_outlive_a_server_that_was_killed(root: Path, tmp_path: Path) -> None:
    with serving(root, tmp_path) as server:
        wait_until(lambda: len(workers(server)) == 1)
        server.kill()
        wait_until(lambda: workers(server) == [])


def test_where_a_worker_runs_apart_the_server_starts_none(root: Path, tmp_path: Path) -> None:
    with serving(root, tmp_path, WORKER="0") as server:
        time.sleep(1)
        assert workers(server) == []
        server.terminate()
        assert_ended(server)
