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
    """A running server: where it listens, and what processor time it has used."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.port = port
        self._main = psutil.Process(process.pid)

    def cpu_seconds(self) -> float:
        """Return the processor time of all its processes so far, user and system."""
        total = 0.0
        for process in (self._main, *self._main.children(recursive=True)):
            times = process.cpu_times()
            total += times.user + times.system
        return total

    def memory_mib(self) -> float:
        """Return the memory of all its processes, what they share counted once, in MiB."""
        everybody = (self._main, *self._main.children(recursive=True))
        return float(sum(one.memory_full_info().pss for one in everybody)) / 2**20


@contextmanager
def serving(target: str, environment: Mapping[str, str], folder: Path) -> Iterator[Server]:
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
            yield Server(process, port)
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
