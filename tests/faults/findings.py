"""What a fault left behind, counted from the database and from what the mail server received."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select

from tests.faults.scene import Scene
from tracker.letters.models import Heartbeat, Letter, LetterItem, LetterState
from tracker.reminders.models import Reminder
from tracker.reminders.models import subject_of as key_of

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>\s]+>)", re.IGNORECASE | re.MULTILINE)
HEAD = f"{'fault':<34} {'engine':<11} {'counted':<78} kept"


@dataclass(slots=True)
class Finding:
    """One line of the table: what was done, what was counted, and which promises were broken."""

    fault: str
    engine: str
    counted: str = ""
    broken: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    """Figures of speed that were missed: the machine's load may be why, so they are only told."""

    def too_slow(self, kept: object, promise: str) -> None:
        """Note a figure of speed that was missed."""
        if not kept:
            self.slow.append(promise)

    def expect(self, kept: object, promise: str) -> None:
        """Note a promise that was not kept."""
        if not kept:
            self.broken.append(promise)

    def __str__(self) -> str:
        kept = "; ".join((*map(str.upper, self.broken), *self.slow)) or "yes"
        return f"{self.fault:<34} {self.engine:<11} {self.counted:<78} {kept}"


@dataclass(frozen=True, slots=True)
class Count:
    """How the letters stand, once the workers have nothing left to do.

    A copy is explained by a flag of its own (`maybe_sent`), which a worker that died, or lost its
    connection, with the text out left behind. `lost` counts reminders without a letter that left,
    and letters marked as sent that nobody received.
    """

    letters: int
    lost: int
    foreign: int
    copies: int
    unexplained: int
    flags: int
    errors: tuple[str, ...] = ()
    """What the workers' jobs said of their failures last."""

    def __str__(self) -> str:
        return (
            f"{self.letters} letters, {self.lost} lost, {self.copies} copies ({self.flags} flags), "
            f"{self.unexplained} unexplained, {self.foreign} foreign"
        )

    def judge(self, finding: Finding) -> None:
        """Note the promises that hold under every fault, and add what was counted.

        Where one was broken, what the workers said of failures may tell why.
        """
        finding.counted = f"{finding.counted}{self}"
        finding.expect(self.lost == 0, f"{self.lost} lost")
        finding.expect(self.foreign == 0, f"{self.foreign} with a foreign Message-ID")
        finding.expect(self.unexplained == 0, f"{self.unexplained} copies unexplained")
        if finding.broken:
            finding.broken += self.errors


def ids_in(texts: list[bytes]) -> Iterator[str]:
    """Return the Message-IDs of what arrived; thousands of letters take too long to parse."""
    for text in texts:
        found = _MESSAGE_ID.search(text)
        yield found[1].decode() if found else "none"


def count(scene: Scene) -> Count:
    """Count what became of every letter and of every reminder that was due."""
    arrived = Counter(ids_in(scene.relay.texts))
    with scene.database.read() as work:
        columns = (Letter.message_id, Letter.state, Letter.maybe_sent, Letter.subject_key)
        rows = work.session.execute(select(*columns).order_by(Letter.id)).all()
        due = work.session.scalars(select(Reminder.id)).all()
        parts = select(LetterItem.subject_key).join(Letter, Letter.id == LetterItem.letter_id)
        told = work.session.scalars(parts.where(Letter.state == LetterState.SENT)).all()
        failed = select(Heartbeat.job, Heartbeat.error).where(Heartbeat.error.is_not(None))
        errors = work.session.execute(failed.order_by(Heartbeat.id)).all()
    left = {*told, *(row.subject_key for row in rows if row.state is LetterState.SENT)}
    never_came = [row for row in rows if row.state is LetterState.SENT and not arrived[row[0]]]
    copies = {row.message_id: max(0, arrived[row.message_id] - 1) for row in rows}
    return Count(
        letters=len(rows),
        lost=len(never_came) + sum(key_of(number) not in left for number in due),
        foreign=sum(arrived[found] for found in arrived.keys() - copies.keys()),
        copies=sum(copies.values()),
        unexplained=sum(max(0, copies[row.message_id] - row.maybe_sent) for row in rows),
        flags=sum(row.maybe_sent for row in rows),
        errors=tuple(f"{job}: {error}" for job, error in errors),
    )
