"""The database started anew under the workers, and clocks that jump while they send."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from tests.faults.findings import Finding, count
from tests.faults.moved_clock import move
from tests.faults.scene import CHANCE, Scene, all_out, arrived, crew, due_reminders, sent, until

PATIENCE_S = 300.0
APART_S = 0.6
STANDSTILL_S = 3.0
"""How long a clock stays where it was moved to, when letters stop leaving because of it."""
JUMPS = (timedelta(hours=1), timedelta(days=1), timedelta(days=365))


def restarts(
    scene: Scene, restart: Callable[[bool], None], *, times: int, workers: int = 4
) -> Finding:
    """Start PostgreSQL anew under the workers; every other time as after a crash."""
    finding = Finding("PostgreSQL restarted", scene.engine)
    due_reminders(scene.database, times * 20)

    def pace(_step: str) -> float:
        is_ahead = len(scene.relay.texts) > done * 20
        return CHANCE.uniform(0, 0.8 if is_ahead else 0.02)

    done, began = 0, time.monotonic()
    scene.relay.pace = pace
    with crew(scene, workers) as at_work:
        until(lambda: sent(scene) > 0, seconds=PATIENCE_S)
        for number in range(times):
            restart(number % 2 == 0)
            done += 1
            time.sleep(CHANCE.uniform(0, 2 * APART_S))
        scene.relay.pace = lambda _step: 0.0
        took = time.monotonic() - began
        finding.expect(all_out(scene, seconds=PATIENCE_S), "not all left")
    finding.counted = f"{times} restarts in {took:.0f} s, {workers} workers: "
    finding.expect(at_work.strayed == 0, f"{at_work.strayed} workers ended by themselves")
    count(scene).judge(finding)
    return finding


def jumps(scene: Scene, by: Sequence[timedelta] = JUMPS, *, due: int, workers: int) -> Finding:
    """Put the workers' clocks forward and back while they send, by an hour, a day and a year.

    On PostgreSQL the database's clock says what is due to leave; the workers' own is moved.
    """
    assert scene.clock_file is not None, "nobody's clock can be moved"
    finding = Finding("clock jumps of 1 h, 1 d, 1 y", scene.engine)
    scene.relay.pace = lambda step: 0.1 if step == "dot" else 0.0
    with crew(scene, workers) as at_work:
        for jump in (sign * one for one in by for sign in (1, -1)):
            due_reminders(scene.database, due)
            before = len(scene.relay.texts)
            leaves = until(arrived(scene, before + due // 4), seconds=PATIENCE_S)
            finding.expect(leaves, f"nothing leaves before {jump}")
            if not leaves:
                break
            move(scene.clock_file, jump)
            until(arrived(scene, before + due // 2), seconds=STANDSTILL_S)
            move(scene.clock_file, timedelta(0))
            finding.expect(all_out(scene, seconds=PATIENCE_S), f"not all left after {jump}")
    finding.counted = f"{2 * len(by)} jumps and back, {workers} workers: "
    finding.expect(at_work.strayed == 0, f"{at_work.strayed} workers ended by themselves")
    counted = count(scene)
    finding.expect(counted.copies == counted.flags == 0, f"{counted.copies} repeated")
    counted.judge(finding)
    return finding
