"""Bring the database up to date and serve the site: what `make run` ends in."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from tracker.management.beside import Beside
from tracker.selectors.records import is_demo
from tracker.services.demo import ACCOUNTS

# Each keeps its own database connection. A request that comes slowly holds its thread until it is there: on SQLite,
# where connections cost nothing, there are enough for a dozen bad links.
THREADS = {"sqlite": 16}
FEWER_THREADS = 4


class Command(BaseCommand):
    help = "Bring the database up to date and serve the site on HOST and PORT."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            address, port = free_address(settings.HOST, settings.PORT)
            refuse_public_demo(address)
            self.update_database()
            self.greet(address, port)
        except KeyboardInterrupt:
            sys.exit(130)
        serve(address, port)

    def update_database(self) -> None:
        """Migrations, definitions and, where wanted, the demonstration. What is there already is left alone."""
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(
                f"数据库连接不上,请检查 DATABASE_URL 或 DATA_DIR。\n"
                f"The database cannot be reached; see DATABASE_URL or DATA_DIR.\n{error}"
            ) from error
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("· 更新数据库 · bringing the database up to date")
            call_command("migrate", interactive=False, verbosity=0)
        if is_demo() and not settings.DEMO:
            raise CommandError(
                "这个数据库里是示例数据,DEMO=0 不能用它:请用 DATA_DIR 或 DATABASE_URL 指定另一个数据库。\n"
                "This database holds demonstration data, which DEMO=0 never mixes with real figures: "
                "name another one with DATA_DIR or DATABASE_URL."
            )
        call_command("load_definitions", stdout=self.stdout)
        if settings.DEMO:
            call_command("load_demo", stdout=self.stdout)

    def greet(self, address: str, port: int) -> None:
        """Where the site is, and who can sign in."""
        host = "127.0.0.1" if ipaddress.ip_address(address).is_unspecified else address
        lines = ["", f"  南京目标进展 · Nanjing Targets   http://{bracketed(host)}:{port}", ""]
        if settings.DEMO:
            names = " · ".join(name for name, *_ in ACCOUNTS)
            lines += [
                "  示例数据,单位与数字均为虚构 · DEMO DATA, units and figures are invented",
                f"  账号 accounts  {names}",
                f"  密码 password  {settings.DEMO_PASSWORD}",
            ]
        elif not get_user_model().objects.filter(is_superuser=True).exists():
            lines += [
                "  还没有管理员,请在另一个终端创建(DATA_DIR 或 DATABASE_URL 要相同):",
                "  no administrator yet; create the first in another terminal, with the same DATA_DIR or DATABASE_URL:",
                "  DEMO=0 .venv/bin/python manage.py createsuperuser",
            ]
        if not ipaddress.ip_address(address).is_loopback and not os.environ.get("ALLOWED_HOSTS"):
            lines.append(
                "  别的电脑要访问,请把网站的名称或地址写进 ALLOWED_HOSTS · name the site in ALLOWED_HOSTS"
            )
        lines += ["  停止:Ctrl-C · Ctrl-C stops it", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def free_address(host: str, port: str) -> tuple[str, int]:
    """The numeric address that HOST and PORT mean, after a trial that it can be listened on.

    Granian's own sockets share a port without complaint, so that a second start would take half of the requests.
    """
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CommandError(
            f"PORT 应为 1 到 65535 的整数 · PORT must be a number from 1 to 65535, not {port!r}."
        )
    try:
        found = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise CommandError(f"HOST 无法解析 · HOST is not known here: {host!r} ({error}).") from error
    family, _, _, _, where = min(found)  # IPv4 first
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(where)
        except OSError as error:
            raise CommandError(
                f"{host}:{port} 不能使用({error.strerror}):请换一个 PORT 或 HOST,例如 PORT=8001 make run\n"
                f"{host}:{port} cannot be used ({error.strerror}); try another PORT or HOST, such as PORT=8001 make run"
            ) from error
    return str(where[0]), int(port)


def refuse_public_demo(address: str) -> None:
    """Invented figures stay on this machine unless somebody decides otherwise."""
    if settings.DEMO and not settings.DEMO_PUBLIC and not ipaddress.ip_address(address).is_loopback:
        raise CommandError(
            f"示例数据只在本机展示,不在 {address} 上公开。正式使用请设 DEMO=0;确要公开示例请设 DEMO_PUBLIC=1。\n"
            f"Demonstration data is shown on this machine only, not on {address}. "
            f"Set DEMO=0 for real use, or DEMO_PUBLIC=1 to show the demonstration to others."
        )


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


# Found again by each of granian's processes that is forked off.
beside = Beside()


def worker_application(target: str) -> Callable[..., Any]:
    """The WSGI application, loaded in each of granian's worker processes.

    The terminal sends Ctrl-C to every process, and granian's parent then ends its workers by SIGTERM. A worker that
    gets both at once can sleep through them: the second one goes to a thread that is not Python's. So it hears only
    its parent.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    beside.let_go()
    from nanjing_targets.wsgi import application

    return application


def serve(address: str, port: int) -> None:
    """Serve until Ctrl-C, SIGTERM or the end of the terminal. docs/adr/0002-server.md says why with these numbers."""
    most = 2 if connection.vendor == "sqlite" else 8  # SQLite has one writer at a time
    connections.close_all()
    hangs_up = signal.getsignal(signal.SIGHUP) != signal.SIG_IGN
    server = Granian(
        "nanjing_targets.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=min(most, os.cpu_count() or 1),
        blocking_threads=THREADS.get(connection.vendor, FEWER_THREADS),
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    )

    @server.on_startup
    def begin() -> None:
        # Granian would start its processes anew and stay on without a terminal. After nohup that is what is wanted.
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt if hangs_up else signal.SIG_IGN)
        if settings.WORKER:
            beside.start()

    try:
        server.serve(target_loader=worker_application)
    finally:
        beside.stop()
