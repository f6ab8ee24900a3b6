"""Measure one page on both servers in turns, so that the machine's moods hit both alike."""

import statistics
import time
from dataclasses import dataclass, field
from itertools import count

from bench.browser import Browser
from bench.pages import Page, form_of
from bench.servers import Server

ROUNDS = 5
REQUESTS = 600
"""So many a round: processor time is told in hundredths of a second, and a page takes one or two
thousandths."""
_NUMBERS = count()
"""A form that is sent again as it was would make nothing: each has its own title."""


@dataclass
class Cost:
    """What one page cost one server: CPU and wall milliseconds a request, by round."""

    cpu_ms: list[float] = field(default_factory=list)
    wall_ms: list[float] = field(default_factory=list)
    size: int = 0

    @property
    def cpu(self) -> float:
        """Return the median CPU milliseconds a request."""
        return statistics.median(self.cpu_ms)

    @property
    def p50(self) -> float:
        """Return the median wall milliseconds a request."""
        return statistics.median(self.wall_ms)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its server, and a browser that is signed in where need be."""

    server: Server
    browser: Browser


def compare(page: Page, ours: Side, floor: Side) -> tuple[Cost, Cost]:
    """Return what the page cost us and the floor; the rounds alternate."""
    costs = Cost(), Cost()
    form = form_of(page, lambda: ours.browser.get(page.ours).decode())
    for _ in range(ROUNDS):
        for cost, side, path in (
            (costs[0], ours, page.ours),
            (costs[1], floor, page.floor),
        ):
            _round(cost, side, path, form)
    return costs


def _round(cost: Cost, side: Side, path: str, form: dict[str, str] | None) -> None:
    def ask() -> bytes:
        if form is None:
            return side.browser.get(path)
        return side.browser.post(path, {**form, "title": f"Matavimas {next(_NUMBERS)}"})

    for _ in range(4):  # both processes warm
        ask()
    before = side.server.cpu_seconds()
    for _ in range(REQUESTS):
        begun = time.perf_counter()
        content = ask()
        cost.wall_ms.append((time.perf_counter() - begun) * 1000)
        cost.size = len(content)
    cost.cpu_ms.append((side.server.cpu_seconds() - before) * 1000 / REQUESTS)
