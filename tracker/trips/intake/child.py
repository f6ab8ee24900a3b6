"""Reading a report in a process of its own, with limits of time and memory, killed when over.

The parent calls `read_upload` or `read_text`. The child (`python -m tracker.trips.intake.child`)
gets one line of JSON and then the bytes, answers with one JSON object and knows nothing of the
database, the settings or the web.
"""

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.core.text import clean
from tracker.trips.intake import limits
from tracker.trips.intake.draft import Draft
from tracker.trips.intake.files.documents import checked, text_of
from tracker.trips.intake.refusals import UnreadableError, Why

_ROOT = Path(__file__).resolve().parents[3]
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "TEMP", "LD_LIBRARY_PATH")
# How the system ends a process over its limit of processor time, or of all memory there is.
_BY_LIMITS = {getattr(signal, name, None) for name in ("SIGXCPU", "SIGKILL")}
_MOST_OF_TRACEBACK = 4000
_NEVER = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn")
log = logging.getLogger(__name__)
SLOTS = threading.BoundedSemaphore(limits.CHILDREN)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of an upload: its text, and the proposal read from it."""

    text: str
    draft: Draft


def read_upload(data: bytes, *, seconds: float = limits.CHILD_SECONDS) -> Reading:
    """Read an uploaded file of any of the four kinds.

    Raises an `UnreadableError` that says what the person can do.
    """
    return _ask("file", data, seconds)


def read_text(text: str, *, seconds: float = limits.CHILD_SECONDS) -> Reading:
    """Read pasted text."""
    return _ask("text", text.encode("utf-8", "replace"), seconds)


def _ask(kind: str, data: bytes, seconds: float) -> Reading:
    if len(data) > limits.UPLOAD_BYTES:
        raise UnreadableError(Why.FILE_TOO_LARGE)
    if not SLOTS.acquire(timeout=seconds):
        raise UnreadableError(Why.READER_BUSY)
    try:
        answer = _run(kind, data, seconds)
    finally:
        SLOTS.release()
    if "refused" in answer:
        raise UnreadableError(Why[answer["refused"]], **answer["params"])
    return Reading(answer["text"], Draft.from_json(answer["draft"]))


def _run(kind: str, data: bytes, seconds: float) -> dict[str, Any]:
    order = json.dumps({"kind": kind, "seconds": seconds}).encode() + b"\n" + data
    command = [sys.executable, "-P", "-m", "tracker.trips.intake.child"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no word of the user's
            command,
            input=order,
            env=environment(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableError(Why.TOO_HEAVY) from None
    if done.returncode:
        raise UnreadableError(_why_ended(done))
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _why_ended(done: subprocess.CompletedProcess[bytes]) -> Why:
    """Tell a child that its limits ended from one that a fault of ours did; the fault is logged."""
    if -done.returncode in _BY_LIMITS:
        return Why.TOO_HEAVY
    said = done.stderr.decode(errors="replace")[-_MOST_OF_TRACEBACK:]
    log.error("the reader of reports failed: %s", said or f"ended with {done.returncode}")
    return Why.READER_FAILED


def environment() -> dict[str, str]:
    """Return what the child may know of ours: no setting and no secret."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"}


def main() -> None:
    """Be the child: limit oneself, read the order, answer."""
    order = json.loads(sys.stdin.buffer.readline())
    limit_itself(order["seconds"])
    sys.addaudithook(_stay_alone)
    data = sys.stdin.buffer.read()
    try:
        answer = _answer(order["kind"], data)
    except UnreadableError as error:
        answer = {"refused": error.why.name, "params": error.params}
    except (MemoryError, RecursionError):
        answer = {"refused": Why.TOO_HEAVY.name, "params": {}}
    sys.stdout.write(json.dumps(answer))


def _stay_alone(event: str, _given: tuple[Any, ...]) -> None:
    """Refuse what no reader needs: the network, and other programs."""
    if event.startswith(_NEVER):
        raise PermissionError(event)


def _answer(kind: str, data: bytes) -> dict[str, Any]:
    from tracker.trips.intake.parse import read_report  # noqa: PLC0415 - the parent never parses

    text = text_of(data) if kind == "file" else checked(clean(data.decode()))
    return {"text": text, "draft": read_report(text).as_json()}


def limit_itself(seconds: float) -> None:
    """Set what the system lets a process set; where it has no such limits, the parent's clock."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    wanted = {
        resource.RLIMIT_CPU: max(1, min(int(seconds), limits.CHILD_CPU_SECONDS)),
        resource.RLIMIT_AS: limits.CHILD_MEMORY_BYTES,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    main()
