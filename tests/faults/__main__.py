"""`python -m tests.faults`: the long form, about an hour; prints what was counted.

Ends with 1 when a promise of docs/reliability.md was broken.
"""

import logging
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import click

from tests.faults import clock_changes, crowds, kills, links, outages, relays, stops
from tests.faults.findings import HEAD, Finding
from tests.faults.scene import CALM_S, staged
from tests.faults.stages import ENGINES, Stages, stages
from tests.support.chromium import chromium
from tests.support.sink import sink
from tracker.core.logs import set_up_logs


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything: a share of the long form."""

    share: float
    kills: int
    due: int

    def of(self, full: int) -> int:
        """Return a share of a number, and at least one."""
        return max(1, round(full * self.share))


Fault = Callable[[Stages, str, Size], Iterator[Finding]]


def _kills(place: Stages, engine: str, size: Size) -> Iterator[Finding]:
    most = {"sqlite": (1, 3), "postgresql": (8,)}[engine]
    for number in most:
        with staged(*place.place(engine)) as scene:
            few = size.kills if len(most) == 1 else size.kills // 2
            yield kills.anywhere(scene, kills=few, due=size.due, most=number)


def _exact(place: Stages, engine: str, size: Size) -> Iterator[Finding]:
    with staged(*place.place(engine)) as scene:
        yield kills.before_the_text(scene, kills=size.of(200))
    with staged(*place.place(engine)) as scene:
        yield kills.at_the_dot(scene, kills=size.of(100))
    with staged(*place.place(engine)) as scene:
        yield kills.until_resent(scene, times=size.of(20))


def _stops(place: Stages, engine: str, size: Size) -> Iterator[Finding]:
    with staged(*place.place(engine), lease_s=CALM_S) as scene:
        yield stops.told_to_stop(scene, times=size.of(10))
    for fault in (stops.paused_before_the_text, stops.paused_at_the_dot):
        with staged(*place.place(engine)) as scene:
            yield fault(scene, times=size.of(10))


def _relays(place: Stages, engine: str, size: Size) -> Iterator[Finding]:
    with staged(*place.place(engine), lease_s=CALM_S) as scene:
        yield relays.every_answer(scene)
    with staged(*place.place(engine), lease_s=CALM_S) as scene:
        yield relays.tarpit(scene, others=size.of(2_000))
    with staged(*place.place(engine), lease_s=CALM_S) as scene:
        yield relays.away(scene, due=size.of(10_000), seconds=size.of(120), workers=4)

    with staged(*place.place(engine)) as scene:
        yield relays.away_for_hours(scene, due=size.of(10_000), hours=6)


def _restarts(place: Stages, engine: str, size: Size) -> Iterator[Finding]:
    if engine != "postgresql":
        return  # there is no server to restart
    with staged(*place.place(engine)) as scene:
        yield outages.restarts(
            scene, lambda crash: place.restart(crash=crash), times=size.of(50), workers=4
        )


def _jumps(place: Stages, engine: str, size: Size) -> Iterator[Finding]:
    number = {"sqlite": 1, "postgresql": 4}[engine]
    url, folder = place.place(engine)
    with staged(url, folder, clock_file=folder / "clock", lease_s=CALM_S) as scene:
        yield outages.jumps(scene, due=size.of(200), workers=number)


def _changes(_place: Stages, engine: str, _size: Size) -> Iterator[Finding]:
    if engine == ENGINES[0]:  # a matter of calendars, not of databases
        yield clock_changes.once_each()


def _crowds(place: Stages, engine: str, size: Size) -> Iterator[Finding]:
    url, folder = place.place(engine)
    with sink() as (port, arrived), staged(url, folder, smtp_port=port, lease_s=CALM_S) as scene:
        yield crowds.at_once(scene, arrived, due=size.of(100_000), seconds=size.of(30))
    with staged(*place.place(engine), lease_s=CALM_S) as scene:
        yield crowds.in_time(scene, due=size.of(200), seconds=size.of(120))


def _links(place: Stages, engine: str, size: Size) -> Iterator[Finding]:
    with chromium() as browser:
        yield links.opened(*place.place(engine), browser, mails=size.of(1_000), pages=size.of(50))


FAULTS: Mapping[str, Fault] = {
    "kills": _kills,
    "exact": _exact,
    "stops": _stops,
    "relays": _relays,
    "restarts": _restarts,
    "jumps": _jumps,
    "changes": _changes,
    "crowds": _crowds,
    "links": _links,
}


@click.command()
@click.option("--engine", type=click.Choice([*ENGINES, "both"]), default="both")
@click.option("--only", type=click.Choice(list(FAULTS)), multiple=True, help="These faults only.")
@click.option("--share", default=1.0, show_default=True, help="Of the usual numbers (an hour).")
@click.option("--kills", default=200, show_default=True, help="Random kills.")
@click.option("--due", default=2_000, show_default=True, help="Reminders due as they happen.")
def main(engine: str, only: tuple[str, ...], share: float, kills: int, due: int) -> None:
    """Break an installation on purpose and count what is lost, and what comes twice."""
    set_up_logs(level=logging.ERROR)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that no worker is left behind
    size = Size(share, max(1, round(kills * share)), max(1, round(due * share)))
    began, broken = time.monotonic(), 0
    click.echo(HEAD)
    with stages() as place:
        for name in only or FAULTS:
            for one in ENGINES if engine == "both" else (engine,):
                for finding in FAULTS[name](place, one, size):
                    click.echo(finding)
                    broken += len(finding.broken)
    minutes = (time.monotonic() - began) / 60
    click.echo(f"{broken} promises broken in {minutes:.0f} minutes.")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
