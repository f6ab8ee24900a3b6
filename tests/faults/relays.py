"""Mail servers that refuse, break off, stall or are away."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from sqlalchemy import func, select

from tests.faults.at_hand import post_at_hand
from tests.faults.findings import Finding, count
from tests.faults.scene import Scene, all_out, crew, due_reminders, sent, stands, until, waiting
from tests.letters.posting import Posting
from tests.support.relay import DROP
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.letters.jobs import deliver_letters
from tracker.letters.models import Letter, LetterState
from tracker.letters.smtp import Circuit, SmtpMailer
from tracker.reminders.jobs import plan_letters

STEPS = ("connect", "mail", "rcpt", "data", "dot")
ANSWERS: Mapping[str, str] = {
    "4xx": "451 4.3.0 not now",
    "421": "421 4.3.2 closing",
    "5xx": "554 5.7.1 never",
    "drop": DROP,
}
SLOW = "slow@savivaldybe.example"
PATIENCE_S = 300.0
IN_MINUTES_S = 600.0
"""What may pass from the return of a mail server until all that waited has left."""
STEP = timedelta(seconds=30)
BEHIND_S = 10.0
"""What the others may wait for one slow recipient."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer that a mail server gives once at a step of the talk."""

    step: str
    kind: str

    @property
    def end(self) -> LetterState:
        """Return what becomes of the letter: only a refusal of the letter itself is final."""
        is_final = self.kind == "5xx" and self.step != "connect"
        return LetterState.DEAD if is_final else LetterState.SENT

    @property
    def copies(self) -> int:
        """Return how often it arrives once more: when it was accepted and nobody heard of it."""
        return int((self.step, self.kind) == ("dot", "drop"))


def every_answer(scene: Scene, steps: Sequence[str] = STEPS) -> Finding:
    """Give each bad answer at each step once, to a letter of its own."""
    finding = Finding("4xx, 421, 5xx, drop at each step", scene.engine)
    faults = [Fault(step, kind) for step, kind in product(steps, ANSWERS)]
    posting = Posting(scene.database)
    expected, total = 0, 0
    with crew(scene, 1):
        for fault in faults:
            scene.relay.will(fault.step, ANSWERS[fault.kind])
            letter = posting.write(f"{fault.step}-{fault.kind}")
            ended = until(stands(scene, letter, fault.end), seconds=PATIENCE_S)
            finding.expect(ended, f"{fault.kind} at {fault.step}: not {fault.end}")
            expected, total = expected + fault.copies, total + 1
    counted = count(scene)
    dead = posting.states().count("dead")
    finding.counted = f"{total} faults, {dead} final refusals: "
    finding.expect(counted.copies == expected, f"{counted.copies} copies, {expected} expected")
    finding.expect(dead == sum(fault.end is LetterState.DEAD for fault in faults), "dead")
    counted.judge(finding)
    return finding


def tarpit(scene: Scene, *, others: int) -> Finding:
    """Let one recipient's server never answer, until everybody else's letter has left."""
    finding = Finding("one recipient never answers", scene.engine)
    posting = Posting(scene.database)
    with crew(scene, 1):
        first = _time_of(scene, others)
        stall = scene.relay.slow[SLOW] = threading.Event()
        slow = posting.write("slow", address=SLOW)
        until(lambda: posting.letter(slow).data_at is not None, seconds=PATIENCE_S)
        second = _time_of(scene, others)
        finding.expect(posting.letter(slow).state is LetterState.SENDING, "the slow one was let go")
        stall.set()
        finding.expect(all_out(scene, seconds=PATIENCE_S), "not all left")
    finding.counted = f"{others} others in {second:.1f} s beside it, {first:.1f} s without: "
    finding.expect(second < 2 * first + BEHIND_S, "the others waited")
    counted = count(scene)
    finding.expect(counted.copies == counted.flags == 0, f"{counted.copies} copies")
    counted.judge(finding)
    return finding


def _time_of(scene: Scene, others: int) -> float:
    before = sent(scene)
    due_reminders(scene.database, others)
    return until(lambda: sent(scene) >= before + others, seconds=PATIENCE_S) or PATIENCE_S


def away(scene: Scene, *, due: int, seconds: float, workers: int) -> Finding:
    """Let no connection come about for a while, with much due, and then answer again."""
    finding = Finding("mail server away", scene.engine)
    scene.relay.answers_nobody = True
    due_reminders(scene.database, due)
    with crew(scene, workers):
        until(lambda: False, seconds=seconds)
        finding.expect(sent(scene) == 0, "letters left all the same")
        scene.relay.answers_nobody = False
        took = all_out(scene, seconds=IN_MINUTES_S)
    finding.counted = f"{seconds:.0f} s, {due} due, all out {took or -1:.0f} s after its return: "
    finding.expect(took is not None and took <= IN_MINUTES_S, "not out in 10 minutes")
    counted = count(scene)
    finding.expect(counted.copies == counted.flags == 0, f"{counted.copies} copies")
    counted.judge(finding)
    return finding


def away_for_hours(scene: Scene, *, due: int, hours: int) -> Finding:
    """Be away for hours by a clock that is moved, some minutes at a time, and come back.

    The waits and the rests of the connection go by that clock; handing over takes real time.
    """
    finding = Finding(f"mail server away {hours} h (simulated)", scene.engine)
    clock, ticks = FixedClock(scene.database.clock.now()), [0.0]
    database = Database(scene.settings.database_url, clock)
    circuit = Circuit(tick=lambda: ticks[0])
    post = post_at_hand(scene.settings, database, SmtpMailer(scene.settings, circuit))

    def wait(step: timedelta) -> float:
        clock.move_to(clock.now() + step)
        ticks[0] += step.total_seconds()
        return step.total_seconds()

    due_reminders(database, due)
    plan_letters(post)
    scene.relay.answers_nobody = True
    while ticks[0] < hours * 3600:
        deliver_letters(post)
        wait(10 * STEP)
    scene.relay.answers_nobody = False
    tried, left_at, began, waited = _most_tries(scene), sent(scene), time.monotonic(), 0.0
    while deliver_letters(post) or waiting(scene):
        waited += wait(STEP)
    database.dispose()
    took = waited + time.monotonic() - began
    finding.counted = f"{due} due, at most {tried} tries, all out {took:.0f} s after its return: "
    finding.expect(left_at == 0, "letters left all the same")
    finding.expect(tried <= 3, f"{tried} tries were counted")
    finding.expect(waited <= IN_MINUTES_S, "waits of more than 10 minutes")
    finding.too_slow(took <= IN_MINUTES_S, f"out in {took:.0f} s")
    counted = count(scene)
    finding.expect(counted.copies == counted.flags == 0, f"{counted.copies} copies")
    counted.judge(finding)
    return finding


def _most_tries(scene: Scene) -> int:
    with scene.database.read() as work:
        return work.session.scalar(select(func.max(Letter.attempts))) or 0
