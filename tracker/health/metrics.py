"""Figures for Prometheus: counts, ages and moments, of nobody in particular."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tracker.health.machine import product_version
from tracker.health.queries import State, Tick
from tracker.letters.models import LetterState

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "rysiai_"


Labels = tuple[str, ...]


class Figure(NamedTuple):
    """One figure: its name, what it says, and its values by label (one without, mostly)."""

    name: str
    says: str
    values: Mapping[Labels, float]
    labels: Labels = ()


def exposition(state: State) -> bytes:
    """Return the figures as Prometheus reads them.

    A registry of its own each time: whichever process answers, it tells of the whole installation.
    """
    from prometheus_client import CollectorRegistry, Gauge, generate_latest  # noqa: PLC0415 - slow to load, and mostly not asked for

    registry = CollectorRegistry()
    for figure in (*_of_queue(state), *_of_installation(state), *_of_jobs(state)):
        gauge = Gauge(PREFIX + figure.name, figure.says, figure.labels, registry=registry)
        for labels, value in figure.values.items():
            (gauge.labels(*labels) if labels else gauge).set(value)
    return generate_latest(registry)


def _one(name: str, says: str, value: float) -> Figure:
    return Figure(name, says, {(): value})


def _of_queue(state: State) -> Iterator[Figure]:
    queue, since = state.queue, state.queue.late_since
    wait = (state.store.now - since).total_seconds() if since else 0.0
    yield _one("reminders_due", "Reminders that are due and have no letter.", queue.reminders)
    yield _one("reminders_for_nobody", "Those of which nobody is told.", state.for_nobody)
    yield _one("letters_due", "Letters that should have left by now.", queue.letters)
    yield _one("letters_given_up_7d", "Letters given up in seven days.", state.given_up)
    yield _one("oldest_due_seconds", "How long the oldest due of both has waited.", max(wait, 0.0))
    counts: dict[Labels, float] = {(each.value,): state.counts.get(each, 0) for each in LetterState}
    yield Figure("letters", "Letters by state.", counts, ("state",))


def _of_installation(state: State) -> Iterator[Figure]:
    store = state.store
    yield _one("workers", "Workers heard of within the last minute.", len(state.alive))
    yield _one("database_bytes", "Size of the database.", store.size)
    if store.clock_ahead is not None:
        ahead = store.clock_ahead.total_seconds()
        yield _one("clock_ahead_seconds", "This machine's clock less the database's.", ahead)
    version: Labels = (product_version(), store.revision or "")
    yield Figure("build_info", "The version.", {version: 1}, ("version", "revision"))


def _of_jobs(state: State) -> Iterator[Figure]:
    latest: dict[Labels, Tick] = {
        (tick.job,): tick for tick in sorted(_ticks(state), key=lambda tick: tick.at)
    }
    ran = {job: tick.at.timestamp() for job, tick in latest.items()}
    fails = {job: float(tick.error is not None) for job, tick in latest.items()}
    yield Figure("last_tick_timestamp_seconds", "When a job last ran.", ran, ("job",))
    every = {job: tick.every.total_seconds() for job, tick in latest.items()}
    yield Figure("job_every_seconds", "How often it is to run.", every, ("job",))
    yield Figure("job_failing", "1 where that run failed.", fails, ("job",))


def _ticks(state: State) -> Iterator[Tick]:
    for worker in state.workers:
        yield from worker.ticks
