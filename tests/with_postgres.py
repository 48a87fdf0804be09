"""Run a command against a PostgreSQL of its own, which is gone afterwards.

    python tests/with_postgres.py COMMAND ...

The server listens on a socket in a private folder only, and the command finds it in DATABASE_URL. Where PostgreSQL
is not installed, root gets Debian's; anybody else is told that this half did not run, with exit status 0. Otherwise
the exit status is the command's.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

NOT_RUN = (
    "PostgreSQL 没有安装:这一半测试没有运行。\n"
    "PostgreSQL is not installed: this half of the tests DID NOT RUN. apt-get install postgresql"
)
INSTALL = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"]
# Nothing here has to survive a power cut.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl: on PATH, else Debian's newest version."""
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")]
    return max(
        folders, key=lambda folder: [int(part) for part in re.findall(r"\d+", str(folder))], default=None
    )


def install_programs() -> Path | None:
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return None
    print("· 安装 PostgreSQL · installing PostgreSQL", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], INSTALL):
        if subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode:
            return None
    return find_programs()


def unprivileged() -> dict[str, int | list[int]]:
    """Whom PostgreSQL runs as: it refuses root, so then Debian's account for it, or else nobody."""
    if os.getuid() != 0:
        return {}
    names = {account.pw_name: account for account in pwd.getpwall()}
    account = names.get("postgres") or names["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextmanager
def postgres(programs: Path) -> Iterator[str]:
    """A fresh server; yields its DATABASE_URL."""
    # Under /tmp by name: a socket's path may not be longer than 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="postgres-", dir="/tmp"))
    account = unprivileged()
    if account:
        os.chown(folder, account["user"], account["group"])

    def call(program: str, *arguments: str) -> None:
        command = [programs / program, "-D", folder / "data", *arguments]
        done = subprocess.run(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **account
        )
        if done.returncode:
            log = folder / "log"
            sys.exit(done.stdout.decode() + (log.read_text() if log.exists() else ""))

    try:
        call("initdb", "-U", "tests", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' {FAST}"
        call("pg_ctl", "start", "--wait", "--silent", "-l", str(folder / "log"), "-o", options)
        yield f"postgres://tests@{str(folder).replace('/', '%2F')}/postgres"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            call("pg_ctl", "stop", "--wait", "--silent", "-m", "immediate")
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str], database_url: str) -> int:
    """The command's exit status. It is ended with us when we are interrupted."""
    process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": database_url})
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def leave(number: int, frame: FrameType | None) -> NoReturn:
    """Turn a signal into an exception, so that the server is stopped and its folder removed."""
    for later in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(later, signal.SIG_IGN)
    sys.exit(128 + number)


def main() -> int:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    programs = find_programs() or install_programs()
    if programs is None:
        print(NOT_RUN, file=sys.stderr)
        return 0
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    with postgres(programs) as database_url:
        return run(sys.argv[1:], database_url)


if __name__ == "__main__":
    sys.exit(main())
