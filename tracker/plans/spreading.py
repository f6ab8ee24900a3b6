"""On which day each step of each lead falls: few enough a day for its owner, here and there.

A pure function: the same leads, windows and days taken give the same days, in whatever order they
come. It goes round by round, first the first step of every lead, which is the one with hours to it;
within a round the leads of higher rank choose first.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from tracker.accounts.absences import Rest
from tracker.core.workdays import HOME, holiday, is_weekend

PER_DAY = 5
"""So many steps fall on one day of one owner, counting what they had already."""
_DAY = timedelta(days=1)
_FARTHEST = 750
"""So many days are looked at; where none will do, the first on which we work is taken."""

Taken = Mapping[tuple[int, date], int]
"""How many steps an owner has already on a day."""


class Why(StrEnum):
    """Why a day would not do."""

    PASSED = "passed"
    BEHIND = "behind"
    """It waits for the step before it."""
    WEEKEND = "weekend"
    HOLIDAY_HERE = "holiday_here"
    HOLIDAY_THERE = "holiday_there"
    """Also the weekend of a country that rests on other days."""
    OWNER_OFF = "owner_off"
    """No weekday on which its owner works."""
    OWNER_AWAY = "owner_away"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Window:
    """The days in which a step is wanted, both included."""

    from_on: date
    by_on: date


@dataclass(frozen=True, slots=True)
class Case:
    """A lead to be given days: its windows stand in the order of its steps.

    `rank` decides who chooses first: the greatest; those of one rank choose by their number.
    """

    lead_id: int
    owner_id: int
    country: str | None
    windows: Sequence[Window]
    rank: tuple[float, ...] = ()
    after: date | None = None
    """The day of the step it has already, behind which the first one waits."""
    not_before: date | None = None
    """The first day on which its owner can do anything still; today, where nothing is said."""
    rest: Rest = field(default_factory=Rest)


@dataclass(frozen=True, slots=True)
class Given:
    """The day a step was given; `why` tells what was wrong with the days before it.

    Each reason stands with the first day that it refused.
    """

    on: date
    why: Mapping[Why, date] = field(default_factory=dict)
    is_late: bool = False
    """It falls after its window."""


@dataclass(slots=True)
class _Days:
    """What the owners have on each day so far."""

    today: date
    load: Counter[tuple[int, date]] = field(default_factory=Counter)

    def give(self, case: Case, window: Window, after: date | None) -> Given:
        """Give the first day that will do."""
        earliest = case.not_before or self.today
        wanted = max(window.from_on, earliest)
        first = max(wanted, (after or date.min) + _DAY)
        refused: dict[Why, date] = {}
        if window.from_on < earliest:
            refused[Why.PASSED] = window.from_on
        if first > wanted:
            refused[Why.BEHIND] = wanted
        for day in _from(first):
            why = self._refusal(case, day)
            if why is None:
                break
            refused.setdefault(why, day)
        else:
            day = _first_of_ours(first)
        self.load[case.owner_id, day] += 1
        return Given(day, refused, is_late=day > window.by_on)

    def _refusal(self, case: Case, day: date) -> Why | None:
        if (why := _refusal(day, case.country, case.rest)) is not None:
            return why
        return Why.FULL if self.load[case.owner_id, day] >= PER_DAY else None


def first_that_will_do(first: date, country: str | None, rest: Rest) -> date:
    """Return `first`, or the first day after it on which we, `country` and an owner work."""
    days = (day for day in _from(first) if _refusal(day, country, rest) is None)
    return next(days, None) or _first_of_ours(first)


def _refusal(day: date, country: str | None, rest: Rest) -> Why | None:
    if (why := rest_on(day, country)) is not None:
        return why
    if not rest.is_day_of_work(day):
        return Why.OWNER_OFF
    return Why.OWNER_AWAY if rest.is_away(day) else None


def _first_of_ours(first: date) -> date:
    return next(day for day in _from(first) if rest_on(day, None) is None)


def spread(cases: Sequence[Case], taken: Taken, *, today: date) -> dict[int, tuple[Given, ...]]:
    """Give every step of every lead its day; return them by lead, in the order of its steps.

    No step stands before its window, before the one that goes before it, or on a day on which we,
    the contact's country or its owner rest. Where all days of a window are full, it goes on to
    those after it.
    """
    days = _Days(today, Counter(taken))
    given: dict[int, list[Given]] = {case.lead_id: [] for case in cases}
    ranked = sorted(cases, key=lambda case: (*(-each for each in case.rank), case.lead_id))
    for place in range(max((len(case.windows) for case in cases), default=0)):
        for case in ranked:
            if place < len(case.windows):
                mine = given[case.lead_id]
                after = mine[-1].on if mine else case.after
                mine.append(days.give(case, case.windows[place], after))
    return {lead_id: tuple(mine) for lead_id, mine in given.items()}


def rest_on(day: date, country: str | None) -> Why | None:
    """Return why nobody works on a day here or in `country`; nothing on a working day."""
    if is_weekend(day):
        return Why.WEEKEND
    if holiday(day) is not None:
        return Why.HOLIDAY_HERE
    if country and country != HOME and (is_weekend(day, country) or holiday(day, country)):
        return Why.HOLIDAY_THERE
    return None


def _from(first: date) -> Iterator[date]:
    return (first + ahead * _DAY for ahead in range(_FARTHEST))
