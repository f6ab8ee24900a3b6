"""The page "Health" in words: what it shows of the state, and nothing of what letters say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for

from tracker.core.counting import count_shown
from tracker.core.texts import gettext as _
from tracker.core.texts import ngettext, pgettext
from tracker.health.findings import Finding, Level, Reader, findings
from tracker.health.machine import Machine
from tracker.health.models import Incident
from tracker.health.queries import State, Tick, Worker
from tracker.health.words import moment, size
from tracker.letters import words as letters
from tracker.letters.models import Letter, LetterState

_FILTER = {state: name for name, states in letters.FILTERS.items() for state in states}
SILENT_SHOWN = 5
"""Each restart leaves one behind, for a day."""
_TO_TWO_PLACES = 2
_UNBROKEN = "\u2060-\u2060"
"""A day stays on one line."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page shows."""

    level: Level
    verdict: str
    troubles: list[Finding]
    well: list[Finding]
    asked_at: str
    queue: list["Line"]
    states: list["Counted"]
    relay: list["Line"]
    workers: list["WorkerShown"]
    silent: list["WorkerShown"]
    failed: list["Failed"]
    incidents: list["IncidentShown"]
    machine: list["Line"]
    may_send: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A fact: what it is of, and the fact."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How many letters are in a state, and where they are listed."""

    label: str
    count: str
    url: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job of a worker: when it last ran, and what came of it."""

    name: str
    what: str
    at: str
    outcome: str
    kind: str


@dataclass(frozen=True, slots=True)
class WorkerShown:
    """A worker and its jobs."""

    name: str
    heard: str
    holds: str
    clock: str
    jobs: list[Job]


@dataclass(frozen=True, slots=True)
class Failed:
    """A letter that was tried in vain."""

    id: int
    url: str
    state: str
    kind: str
    trouble: str
    attempts: int
    next_try: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class IncidentShown:
    """A time when reminders were late."""

    since: str
    until: str
    told: str


@dataclass(frozen=True, slots=True)
class Relay:
    """The mail server of the settings: where it is; nowhere, or the demo's own mailbox."""

    where: str
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page is made of."""

    state: State
    machine: Machine
    relay: Relay
    failed: Sequence[Letter]
    incidents: Sequence[Incident]
    may_send: bool
    """Whether the reader may let a letter be tried again."""


class Page:
    """Says what was seen in the language and the zone of whoever looks."""

    def __init__(self, seen: Seen, reader: Reader) -> None:
        self._seen, self._reader = seen, reader
        self._state = seen.state
        self._now = seen.state.store.now

    def shown(self) -> Shown:
        """Return everything the page shows."""
        found = findings(self._state, self._seen.machine, self._reader)
        found = [*self._missing_relay(), *found]
        troubles = [finding for finding in found if finding.level is not Level.WELL]
        alive = self._state.alive
        return Shown(
            level=troubles[0].level if troubles else Level.WELL,
            verdict=_verdict(len(troubles)),
            troubles=troubles,
            well=[finding for finding in found if finding.level is Level.WELL],
            asked_at=self._moment(self._now),
            queue=self._queue(),
            states=[self._counted(state) for state in LetterState],
            relay=self._relay(),
            workers=[self._worker(worker) for worker in alive],
            silent=[self._worker(each) for each in self._silent()],
            failed=[self._failed(letter) for letter in self._seen.failed],
            incidents=[self._incident(incident) for incident in self._seen.incidents],
            machine=self._machine(),
            may_send=self._seen.may_send,
        )

    def _silent(self) -> list[Worker]:
        """Return who has fallen silent lately, and whoever still holds letters."""
        alive = self._state.alive
        silent = [worker for worker in self._state.workers if worker not in alive]
        return [each for place, each in enumerate(silent) if each.held or place < SILENT_SHOWN]

    def _missing_relay(self) -> list[Finding]:
        if self._seen.relay.where:
            return []
        said = _("No mail server is set (TRACKER_SMTP_HOST): letters wait until there is one.")
        return [Finding(Level.BAD, said)]

    def _moment(self, at: datetime | None) -> str:
        told = moment(at, self._now, self._reader.zone) if at else "–"
        return told.replace("-", _UNBROKEN)

    def _waits(self, since: datetime | None) -> str:
        if since is None:
            return _("none waits")
        minutes = max(self._now - since, timedelta(0)) // timedelta(minutes=1)
        if not minutes:
            return self._moment(since)
        waits = ngettext("for %(num)d minute", "for %(num)d minutes", minutes)
        return f"{self._moment(since)} ({waits})"

    def _queue(self) -> list[Line]:
        queue = self._state.queue
        since = min(filter(None, (queue.letter_since, queue.refused_since)), default=None)
        return [
            Line(_("Reminders to be written"), count_shown(queue.reminders)),
            Line(_("The oldest since"), self._waits(queue.reminder_since)),
            Line(_("Letters to leave now"), count_shown(queue.letters)),
            Line(_("The oldest since"), self._waits(since)),
            Line(_("Without a reader"), count_shown(self._state.for_nobody)),
        ]

    def _counted(self, state: LetterState) -> Counted:
        name = _FILTER[state]
        box = "out" if self._seen.relay.is_demo else None
        return Counted(
            letters.states_name(state),
            count_shown(self._state.counts.get(state, 0)),
            url_for("letters.index", state=name, box=box),
        )

    def _relay(self) -> list[Line]:
        relay = self._seen.relay
        where = _("the demo’s own mailbox") if relay.is_demo else relay.where or _("not set")
        waits = next((each for each in self._seen.failed if _waits_for_relay(each)), None)
        lines = [
            Line(_("Address"), where),
            Line(_("It last took a letter"), self._moment(self._state.queue.last_sent_at)),
        ]
        if waits is not None:
            lines.append(Line(_("Last trouble"), _said(waits)))
        return lines

    def _worker(self, worker: Worker) -> WorkerShown:
        holds = ngettext("holds %(num)d letter", "holds %(num)d letters", worker.held)
        if worker.held_until is not None:
            until = _("until %(when)s", when=self._moment(worker.held_until))
            holds = f"{holds} {until}"
        has_clock = worker.clock_ahead is not None and self._state.store.is_server
        return WorkerShown(
            name=worker.name,
            heard=self._moment(worker.heard_at),
            holds=holds if worker.held else _("holds no letter"),
            clock=_ahead(worker.clock_ahead) if has_clock else "",
            jobs=[self._job(tick) for tick in worker.ticks],
        )

    def _job(self, tick: Tick) -> Job:
        outcome = tick.error or _("handled: %(num)d", num=tick.done)
        kind = "danger" if tick.error else ""
        return Job(tick.job, _what(tick.job), self._moment(tick.at), outcome, kind)

    def _failed(self, letter: Letter) -> Failed:
        is_queued = letter.state is LetterState.QUEUED
        return Failed(
            id=letter.id,
            url=url_for("letters.show", letter_id=letter.id),
            state=letters.state_name(letter.state),
            kind=letters.KINDS.get(letter.state, ""),
            trouble=letters.trouble(letter),
            attempts=letter.attempts,
            next_try=self._moment(letter.not_before) if is_queued else "",
            is_over=letter.state is LetterState.DEAD,
        )

    def _incident(self, incident: Incident) -> IncidentShown:
        return IncidentShown(
            self._moment(incident.began_at),
            self._moment(incident.over_at) if incident.over_at else "",
            self._moment(incident.told_at) if incident.told_at else "",
        )

    def _machine(self) -> list[Line]:
        store, here, language = self._state.store, self._seen.machine, self._reader.language
        lines = [
            Line(_("Version"), here.version),
            Line(_("Database"), "PostgreSQL" if store.is_server else "SQLite"),
            Line(_("Version of its tables"), store.revision or "–"),
            Line(_("Its size"), size(store.size, language)),
            Line(_("Free on the disk"), size(here.disk_free, language)),
            Line(_("Time zone data"), here.zones or _("of the system")),
        ]
        if store.clock_ahead is not None:
            lines.append(Line(_("This machine’s clock"), _ahead(store.clock_ahead)))
        return lines


def _verdict(troubles: int) -> str:
    if not troubles:
        return _("All is well: reminders and letters leave on time.")
    return ngettext(
        "%(num)d thing needs to be put right.", "%(num)d things need to be put right.", troubles
    )


def _waits_for_relay(letter: Letter) -> bool:
    return letter.state in {LetterState.QUEUED, LetterState.SENDING} and bool(letter.last_error)


def _said(letter: Letter) -> str:
    code = f"{letter.last_code} " if letter.last_code else ""
    return f"{code}{letter.last_error}"


def _ahead(ahead: timedelta | None) -> str:
    seconds = round(ahead.total_seconds(), _TO_TWO_PLACES) if ahead else 0.0
    if abs(seconds) < 1:
        return _("as the database’s")
    return _("%(seconds)s s from the database’s", seconds=f"{seconds:+.1f}")


def _what(job: str) -> str:
    """Return what a job does; one that is not known here is called by its name."""
    return {
        "reminders.plan": pgettext("job", "Writing letters of what is due"),
        "letters.deliver": pgettext("job", "Handing letters to the mail server"),
        "reminders.part": pgettext("job", "Finding who stands in for those who have left"),
        "letters.take_in": pgettext("job", "Reading mail that came back"),
        "letters.forget": pgettext("job", "Forgetting old reports of mail"),
        "reminders.zones": pgettext("job", "Moving reminders when a clock’s rules change"),
        "leads.add_up": pgettext("job", "Adding up the totals of leads"),
        "health.watch": pgettext("job", "Looking whether reminders are late"),
    }.get(job, job)
