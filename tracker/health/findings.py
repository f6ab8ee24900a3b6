"""What is well and what is not, in a sentence each: for the page, and for `tracker doctor`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tracker.core.i18n import plural, translate
from tracker.health.machine import LITTLE, Machine
from tracker.health.queries import LATE, Missed, State, Worker
from tracker.health.words import moment, size
from tracker.letters.words import how_late

FAR = timedelta(seconds=5)
"""Clocks that differ by more send letters too early or too late."""
STUCK = timedelta(minutes=5)
"""A job of a living worker that is overdue by so much hangs."""


class Level(StrEnum):
    """How bad it is; the values are the style sheet's."""

    WELL = "ok"
    WARN = "warn"
    BAD = "danger"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how bad it is, and what was seen, with what to do about it."""

    level: Level
    words: str
    people: tuple[Missed, ...] = ()
    """Whom it is about; `words` end where their names follow."""
    more: str = ""
    """How many others it is about as well, in words."""

    @property
    def whole(self) -> str:
        """Return the sentence with the names, where they are no links."""
        if not self.people:
            return self.words
        names = ", ".join(person.name for person in self.people)
        return f"{self.words} {names}{self.more and ' '}{self.more}."


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is told: in which language, and by which clock."""

    language: str
    zone: ZoneInfo


def findings(state: State, machine: Machine, reader: Reader) -> list[Finding]:
    """Return everything that was looked at, the worst first."""
    found = [
        *_workers(state, reader),
        _lateness(state, reader),
        *_for_nobody(state, reader),
        *_paused(state, reader),
        _given_up(state, reader),
        *_clocks(state, reader),
        _disk(machine, reader),
    ]
    order = (Level.BAD, Level.WARN, Level.WELL)
    return sorted(found, key=lambda finding: order.index(finding.level))


def _workers(state: State, reader: Reader) -> Iterator[Finding]:
    language, alive = reader.language, state.alive
    if alive:
        said = plural(language, "%(num)d worker runs.", "%(num)d workers run.", len(alive))
        yield Finding(Level.WELL, said)
    elif state.heard_at is None:
        said = translate(language, "No worker has ever run: start “tracker worker”.")
        yield Finding(Level.BAD, said)
    else:
        since = moment(state.heard_at, state.store.now, reader.zone)
        said = translate(
            language, "No worker has run since %(when)s: start “tracker worker”.", when=since
        )
        yield Finding(Level.BAD, said)
    for worker in alive:
        yield from _jobs(worker, state.store.now, reader)


def _jobs(worker: Worker, now: datetime, reader: Reader) -> Iterator[Finding]:
    for tick in worker.ticks:
        told = {"job": tick.job, "worker": worker.name}
        if tick.error is not None:
            said = translate(
                reader.language,
                "The job %(job)s of %(worker)s fails: %(error)s",
                error=tick.error,
                **told,
            )
            yield Finding(Level.BAD, said)
        elif now - tick.at > STUCK + tick.every and not worker.held:
            said = translate(
                reader.language,
                "The job %(job)s of %(worker)s has not run since %(when)s: restart the worker.",
                when=moment(tick.at, now, reader.zone),
                **told,
            )
            yield Finding(Level.WARN, said)


def _lateness(state: State, reader: Reader) -> Finding:
    since = state.queue.late_since
    wait = state.store.now - since if since else timedelta(0)
    if wait > LATE:
        return Finding(Level.BAD, how_late(wait, reader.language))
    return Finding(Level.WELL, translate(reader.language, "No reminder and no letter is late."))


def _for_nobody(state: State, reader: Reader) -> Iterator[Finding]:
    off, unreachable = state.stranded
    if not state.for_nobody:
        yield Finding(Level.WELL, translate(reader.language, "Every reminder has its reader."))
    if off:
        said = plural(
            reader.language,
            "%(num)d reminder waits for a new owner: the account is switched off.",
            "%(num)d reminders wait for a new owner: the accounts are switched off.",
            off,
        )
        yield Finding(Level.WARN, said)
    if unreachable:
        said = plural(
            reader.language,
            "%(num)d reminder waits until mail reaches its owner.",
            "%(num)d reminders wait until mail reaches their owners.",
            unreachable,
        )
        yield Finding(Level.WARN, said)


def _paused(state: State, reader: Reader) -> Iterator[Finding]:
    if state.paused:
        said = plural(
            reader.language,
            "Mail does not reach %(num)d person:",
            "Mail does not reach %(num)d people:",
            state.paused,
        )
        others = state.paused - len(state.missed)
        more = translate(reader.language, "and %(num)d more", num=others) if others else ""
        yield Finding(Level.WARN, said, state.missed, more)


def _given_up(state: State, reader: Reader) -> Finding:
    if not state.given_up:
        said = translate(
            reader.language, "No letter was given up or came back in the last seven days."
        )
        return Finding(Level.WELL, said)
    said = plural(
        reader.language,
        "%(num)d letter was given up or came back in the last seven days.",
        "%(num)d letters were given up or came back in the last seven days.",
        state.given_up,
    )
    return Finding(Level.WARN, said)


def _clocks(state: State, reader: Reader) -> Iterator[Finding]:
    ours = state.store.clock_ahead
    if ours is None:
        return
    theirs = [(worker.name, worker.clock_ahead) for worker in state.alive]
    wrong = [
        _wrong_clock(name, ahead, reader.language)
        for name, ahead in ((None, ours), *theirs)
        if ahead is not None and abs(ahead) > FAR
    ]
    yield from wrong
    if not wrong:
        said = translate(reader.language, "All clocks agree to within five seconds.")
        yield Finding(Level.WELL, said)


def _wrong_clock(name: str | None, ahead: timedelta, language: str) -> Finding:
    seconds = round(abs(ahead).total_seconds())
    who = name or translate(language, "this machine")
    if ahead > timedelta(0):
        said = plural(
            language,
            "%(who)s: the clock is ahead of the database’s by %(num)d second.",
            "%(who)s: the clock is ahead of the database’s by %(num)d seconds.",
            seconds,
            who=who,
        )
    else:
        said = plural(
            language,
            "%(who)s: the clock is behind the database’s by %(num)d second.",
            "%(who)s: the clock is behind the database’s by %(num)d seconds.",
            seconds,
            who=who,
        )
    return Finding(Level.BAD, said)


def _disk(machine: Machine, reader: Reader) -> Finding:
    free = size(machine.disk_free, reader.language)
    if machine.disk_free < LITTLE:
        said = translate(
            reader.language, "Only %(free)s of the disk are free: make room.", free=free
        )
        return Finding(Level.BAD, said)
    return Finding(
        Level.WELL, translate(reader.language, "%(free)s of the disk are free.", free=free)
    )
