"""The worker as a process beside the server: started with it, started again when it dies, gone when it is gone."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

MANAGE = Path(__file__).parents[2] / "manage.py"
FIRST_PAUSE, LONGEST_PAUSE = 1, 60  # seconds before a worker that died is started again
GRACE = 5  # seconds in which it ends by itself


class Beside:
    """Keeps a worker running until it is stopped.

    The worker's standard input is a pipe of ours. It ends with the pipe, so that it outlives this process in no case,
    not even when this one is killed.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._held = threading.Lock()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        """Start the worker, and from then on again whenever it dies."""
        self._begin()
        self._thread.start()

    def stop(self) -> None:
        """End the worker, and wait until it is gone."""
        self._stopping.set()
        with self._held:
            process = self._process
        if process is None:
            return
        process.stdin.close()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def let_go(self) -> None:
        """For a process that was forked off this one: it is not to hold the worker's pipe open too."""
        if self._process:
            self._process.stdin.close()

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while True:
            started = time.monotonic()
            self._process.wait()
            if time.monotonic() - started > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            if self._stopping.wait(pause):
                return
            pause = min(2 * pause, LONGEST_PAUSE)
            with self._held:
                if self._stopping.is_set():
                    return
                self._begin()

    def _begin(self) -> None:
        # Ctrl-C and the end of the terminal are for this process, which ends the worker: it inherits what is blocked.
        mine = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
        try:
            command = [sys.executable, str(MANAGE), "worker", "--with-parent"]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 our own words
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mine)
