"""Workers that are killed with -9: anywhere, and at the exact moments that matter."""

from collections.abc import Callable

from tests.faults.findings import Finding, count
from tests.faults.scene import (
    CHANCE,
    Scene,
    all_out,
    arrived,
    crew,
    due_reminders,
    sent,
    stands,
    until,
)
from tests.faults.stops import at_rest
from tests.letters.posting import Posting
from tracker.letters.models import LetterState

PATIENCE_S = 300.0
SLOWEST = 20
"""Letters that leave in a second at the least, on a machine that others keep busy."""
GRACE_S = 5.0
"""What may pass beyond the lease until a letter of a dead worker is sent again."""
NOTED_S = 0.5
"""How long the mail server keeps a worker waiting that is to be killed meanwhile."""


def anywhere(scene: Scene, *, kills: int, due: int, most: int) -> Finding:
    """Kill any of up to `most` workers at random moments while they plan and send `due` reminders.

    The mail server takes its time, a little at each step, for as long as kills are to come: so
    they hit every moment of a letter's way, and no letter is left out.
    """
    finding = Finding("kill -9 anywhere", scene.engine)
    due_reminders(scene.database, due)
    done, least = 0, min(2, most)

    def pace(_step: str) -> float:
        is_ahead = len(scene.relay.texts) * kills > done * due
        return CHANCE.uniform(0, 0.8 if is_ahead else 0.02)

    scene.relay.pace = pace
    with crew(scene, most) as workers:
        while done < kills and sent(scene) < due:
            workers.fill(CHANCE.randint(least, most))
            until(lambda: False, seconds=CHANCE.uniform(0.02, 0.4))
            workers.kill_one()
            done += 1
        scene.relay.pace = lambda _step: 0.0
        workers.fill(least)
        finding.expect(all_out(scene, seconds=PATIENCE_S + due / SLOWEST), "not all left")
    finding.counted = f"{done} kills, {least} to {most} workers: "
    finding.expect(done == kills, f"only {done} kills were in time")
    finding.expect(workers.strayed == 0, f"{workers.strayed} workers ended by themselves")
    count(scene).judge(finding)
    return finding


def before_the_text(scene: Scene, *, kills: int) -> Finding:
    """Kill a worker each time when its recipient has been named: nothing was sent yet."""
    finding = Finding("kill before DATA", scene.engine)
    posting = Posting(scene.database)
    for number in range(kills):
        posting.write(f"key-{number}")
        worker = scene.worker()
        scene.relay.reached = _at("rcpt", worker.kill)
        finding.expect(worker.ended() == -9, f"kill {number} did not come")
    scene.relay.reached = lambda _step: None
    with crew(scene, 1):
        finding.expect(all_out(scene, seconds=PATIENCE_S), "not all left")
    counted = count(scene)
    finding.counted = f"{kills} kills: "
    finding.expect(counted.letters == kills, "letters are missing")
    finding.expect(counted.copies == counted.flags == 0, f"{counted.copies} copies")
    counted.judge(finding)
    return finding


def _at(step: str, deed: Callable[[], None]) -> Callable[[str], None]:
    def reached(here: str) -> None:
        if here == step:
            deed()

    return reached


def _at_a_text(deed: Callable[[], None]) -> Callable[[bytes], None]:
    return lambda _text: deed()


def at_the_dot(scene: Scene, *, kills: int) -> Finding:
    """Kill a worker each time when its text was accepted, and before it hears of that.

    What arrives until the last kill is known to no worker, and so arrives once more: no less
    (that would be a loss) and no more.
    """
    finding = Finding("kill at the accepted dot", scene.engine)
    posting = Posting(scene.database)
    for number in range(kills):
        posting.write(f"key-{number}")
        worker = scene.worker()
        scene.relay.arrived = _at_a_text(worker.kill)
        finding.expect(worker.ended() == -9, f"kill {number} did not come")
    scene.relay.arrived = lambda _text: None
    unheard = len(scene.relay.texts)
    with crew(scene, 1):
        finding.expect(all_out(scene, seconds=PATIENCE_S), "not all left")
    counted = count(scene)
    finding.counted = f"{kills} kills, {unheard} texts unheard of: "
    finding.expect(counted.letters == kills, "letters are missing")
    finding.expect(unheard >= kills, "fewer texts than kills")
    finding.expect(counted.copies == unheard, f"{counted.copies} copies of {unheard}")
    counted.judge(finding)
    return finding


def until_resent(scene: Scene, *, times: int) -> Finding:
    """Measure how long it takes from a `kill -9` at the accepted dot to the letter's next try.

    Another worker stands by; whichever of the two has the letter is killed.
    """
    finding = Finding("kill -9 to the resend", scene.engine)
    posting = Posting(scene.database)
    waits = []
    scene.relay.pace = lambda step: NOTED_S if step == "dot" else 0.0
    with crew(scene, 2) as two:
        for number in range(times):
            two.fill(2)
            for worker in two.workers:
                until(at_rest(scene, worker), seconds=PATIENCE_S)
            letter = posting.write(f"key-{number}")
            before = len(scene.relay.texts)
            until(arrived(scene, before + 1), seconds=PATIENCE_S)
            holder = str(posting.letter(letter).lease_owner)
            two.kill(next(one for one in two.workers if holder.endswith(f":{one.pid}")))
            took = until(stands(scene, letter, LetterState.SENT), seconds=PATIENCE_S)
            waits.append(took or PATIENCE_S)
    lease = scene.settings.lease_s
    finding.counted = f"{times} times, at most {max(waits):.1f} s with a lease of {lease:g} s: "
    finding.too_slow(max(waits) <= lease + GRACE_S, f"{max(waits):.1f} s until the resend")
    counted = count(scene)
    finding.expect(counted.copies == times, f"{counted.copies} copies")
    counted.judge(finding)
    return finding
