"""The two servers that are measured, of one shape: gunicorn, 2 processes of 4 threads."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

from tests.support.ports import free_port

SHAPE = ("--workers=2", "--threads=4", "--preload", "--keep-alive=600", "--log-level=warning")
STARTS_WITHIN_S = 60


class Server:
    """A running server: where it listens, and what processor time it has used.

    `database` is the process number of the database's server, where there is one: what it does for
    a page is a part of the page's cost, as it is where the database is a library.
    """

    def __init__(self, process: subprocess.Popen[bytes], port: int, database: int | None) -> None:
        self.port = port
        self._main = psutil.Process(process.pid)
        self._others = (psutil.Process(database),) if database else ()

    def cpu_seconds(self) -> float:
        """Return the processor time of all the processes so far, user and system."""
        return sum(_used(one) for main in (self._main, *self._others) for one in _family(main))

    def memory_mib(self) -> float:
        """Return the memory of all its processes, what they share counted once, in MiB."""
        return float(sum(one.memory_full_info().pss for one in _family(self._main))) / 2**20


def _family(main: psutil.Process) -> list[psutil.Process]:
    return [main, *main.children(recursive=True)]


def _used(process: psutil.Process) -> float:
    """Return the processor time of one process; nothing of one that has just ended."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


@contextmanager
def serving(
    target: str, environment: Mapping[str, str], folder: Path, *, database: int | None = None
) -> Iterator[Server]:
    """Serve the WSGI `target` ("module:callable") on a free port until the block ends."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{port}", *SHAPE, target,
    ]  # fmt: skip
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own server
            command, env={**os.environ, **environment}, stdout=log, stderr=log
        )
        try:
            _wait(port, process)
            yield Server(process, port, database)
        finally:
            process.kill()
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/")
            connection.getresponse().read()
            connection.close()
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("a server that is to be measured did not start; see server.log")
