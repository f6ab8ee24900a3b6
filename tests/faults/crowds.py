"""Very much due at once, and very little: how fast letters leave, and how close to their moment."""

import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.sharedctypes import Synchronized

import psutil
from sqlalchemy import func, select

from tests.faults.findings import Finding, count, ids_in
from tests.faults.scene import Crew, Scene, all_out, crew, due_reminders, sent, until
from tracker.letters.models import Letter
from tracker.reminders.models import Reminder

PATIENCE_S = 900.0
WARM_UP_S = 3.0
PLANNED_S = 60.0
A_SECOND = 150.0
MEMORY_MB = 250.0
IN_TIME_S = 2.0
_MB = 1_000_000
_LOOK_S = 0.5


def at_once(scene: Scene, arrived: "Synchronized[int]", *, due: int, seconds: float) -> Finding:
    """Plan many reminders that are due at once by four workers, and let four, two and one send.

    `arrived` is what the mail server of the installation has taken. Each pace is counted over
    `seconds`: how fast, and how much memory the largest worker takes.
    """
    finding = Finding(f"{due:,} due at once", scene.engine)
    due_reminders(scene.database, due)
    with crew(scene, 4) as four:
        planned = until(lambda: _all_planned(scene), seconds=PATIENCE_S) or PATIENCE_S
        paces = [_pace(scene, four, arrived, seconds)]
    for number in (2, 1):
        with crew(scene, number) as fewer:
            paces.append(_pace(scene, fewer, arrived, seconds))
    memory = max(used for _, used in paces)
    told = ", ".join(f"{rate:.0f}" for rate, _ in paces)
    finding.counted = (
        f"planned in {planned:.0f} s while sending; {told} a second by 4, 2, 1 workers; "
        f"{memory:.0f} MB each at most"
    )
    finding.expect(_letters(scene) == due, f"{_letters(scene)} letters")
    finding.expect(sent(scene) == arrived.value, f"{arrived.value} arrived, {sent(scene)} marked")
    finding.too_slow(planned <= PLANNED_S, f"planned in {planned:.0f} s")
    finding.too_slow(paces[0][0] >= A_SECOND, f"{paces[0][0]:.0f} a second")
    finding.expect(memory <= MEMORY_MB, f"{memory:.0f} MB")
    return finding


def _all_planned(scene: Scene) -> bool:
    """Look seldom, and at one row: whoever counted them all would keep the workers waiting."""
    time.sleep(_LOOK_S)
    with scene.database.read() as work:
        found = select(Reminder.id).where(Reminder.letter_at <= work.now).limit(1)
        return work.session.scalar(found) is None


def _letters(scene: Scene) -> int:
    with scene.database.read() as work:
        return work.session.scalar(select(func.count(Letter.subject_key.distinct()))) or 0


def _pace(
    scene: Scene, workers: Crew, arrived: "Synchronized[int]", seconds: float
) -> tuple[float, float]:
    """Return how many letters arrive a second, and the memory of the largest worker."""
    until(lambda: False, seconds=min(WARM_UP_S, seconds))
    before, began, memory = arrived.value, time.monotonic(), 0.0
    while (took := time.monotonic() - began) < seconds and sent(scene) < _letters(scene):
        memory = max(memory, *(_memory(worker.seen()) for worker in workers.workers))
        time.sleep(min(1, seconds))
    return (arrived.value - before) / took, memory


def _memory(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / _MB


def in_time(scene: Scene, *, due: int, seconds: float) -> Finding:
    """Let a worker idle, and now and then have something fall due."""
    finding = Finding("accuracy when idle", scene.engine)
    came: list[float] = []
    scene.relay.arrived = lambda _text: came.append(scene.database.clock.now().timestamp())
    due_reminders(scene.database, due, _spread(due, seconds))
    with crew(scene, 1):
        until(lambda: sent(scene) == due, seconds=seconds + PATIENCE_S)
        finding.expect(all_out(scene, seconds=PATIENCE_S), "not all left")
    with scene.database.read() as work:
        rows = work.session.execute(select(Letter.message_id, Letter.not_before))
        moments = dict(rows.all())
    ids = ids_in(scene.relay.texts)
    late = sorted(at - moments[which].timestamp() for at, which in zip(came, ids, strict=True))
    p50, p99 = late[len(late) // 2], late[int(len(late) * 0.99)]
    finding.counted = f"{due} letters: p50 {p50:.2f} s, p99 {p99:.2f} s, at most {late[-1]:.2f} s: "
    finding.expect(late[0] >= 0, "a letter left before it was due")
    finding.too_slow(p99 <= IN_TIME_S, f"p99 {p99:.2f} s")
    count(scene).judge(finding)
    return finding


def _spread(due: int, seconds: float) -> Callable[[int], timedelta]:
    return lambda number: timedelta(seconds=WARM_UP_S + seconds * number / due)
