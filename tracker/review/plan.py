"""From decisions to what is to be made: every accepted item checked, every fault said at once."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.contacts.names import name_and_place
from tracker.contacts.words import country_choices
from tracker.core.forms import read_day
from tracker.core.ids import read_id
from tracker.core.text import capitalised, clean_line, fold
from tracker.core.words import mark
from tracker.leads.service import Step
from tracker.review.decisions import NEW, Decisions
from tracker.review.items import ANOTHER, Item, inviting_person
from tracker.trips.intake.dates import find_days
from tracker.trips.intake.draft import Draft
from tracker.trips.intake.english import countries as english
from tracker.trips.intake.lithuanian import countries as lithuanian
from tracker.trips.intake.source import Source
from tracker.trips.models import Meeting
from tracker.trips.service import NewDelegate, TripFacts

MOST_PLACES = 500
MOST_LINE = 500
FIGURE = re.compile(r"(?P<number>\d{1,3}( \d{3}){1,2}|\d{1,9}) (?P<label>.+)")


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """Somebody to become a contact: by name, or by role only."""

    name: str | None
    role: str | None
    how: Meeting
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class PlacesPlan:
    """People counted: those named meanwhile, and how many places are kept for the rest."""

    label: str
    people: tuple[PersonPlan, ...]
    count: int


@dataclass(frozen=True, slots=True)
class LeadPlan:
    """A lead to be opened; `topic` is nothing for one that came of an agreement."""

    title: str
    topic: str | None
    owner_id: int | None
    step: Step | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is to be made of a report, at once."""

    facts: TripFacts
    fill_trip_id: int | None = None
    language: str | None = None
    delegates: tuple[NewDelegate, ...] = ()
    figures: tuple[tuple[str, int], ...] = ()
    inviters: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    """Pairs: another name, and the organisation it is of."""
    people: tuple[PersonPlan, ...] = ()
    places: tuple[PlacesPlan, ...] = ()
    leads: tuple[LeadPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an item, and the control it is about; English words for the catalogue."""

    control: str
    message: str
    params: dict[str, object] = field(default_factory=dict)


class NotReadyError(Exception):
    """Some accepted items cannot be made as they stand."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def plan_of(
    draft: Draft, decisions: Decisions, *, owners: Collection[int], accounts: Mapping[str, int]
) -> Plan:
    """Return what is to be made of the accepted items.

    `owners` are the accounts that may own a lead, `accounts` all of them by their folded names.
    Raises NotReadyError with everything wrong.
    """
    planner = _Planner(draft, decisions, owners, accounts)
    plan = planner.plan()
    if plan is None or planner.problems:
        raise NotReadyError(planner.problems)
    return plan


def read_place(said: str) -> tuple[str, str | None] | None:
    """Read «Taipėjus, Taivanas» as city and country code; None for a country nobody knows."""
    city, comma, land = clean_line(said).rpartition(",")
    if not comma:
        return land.strip(), None
    words = land.split()
    if len(words) == 1 and words[0] in dict(country_choices("en")):
        return city.strip(), words[0]
    known = lithuanian.country_at(words) or english.country_at(words)
    return (city.strip(), known.code) if known and known.words == len(words) else None


def read_days(said: str) -> tuple[date, date] | None:
    """Read a day or a range of days, in any form that reports use."""
    source = Source(said)
    found = find_days(source, source.whole)
    return (found[0].start, found[0].end) if len(found) == 1 else None


class _Planner:
    """Reads accepted items one group after another and notes what is wrong."""

    def __init__(
        self,
        draft: Draft,
        decisions: Decisions,
        owners: Collection[int],
        accounts: Mapping[str, int],
    ) -> None:
        self.draft = draft
        self.decisions = decisions
        self.owners = owners
        self.accounts = accounts
        self.problems: list[Problem] = []

    def plan(self) -> Plan | None:
        facts = self._facts()
        parts = {
            "delegates": tuple(self._delegates()),
            "figures": tuple(self._figures()),
            "inviters": tuple(self._inviters()),
            "organisations": tuple(self._values("organisations")),
            "aliases": tuple(self._aliases()),
            "people": tuple(self._people()),
            "places": tuple(self._places()),
            "leads": (*self._topics(), *self._follow_ups()),
        }
        if facts is None:
            return None
        into = self.decisions.into
        fill = None if into == NEW else int(into)
        return Plan(facts=facts, fill_trip_id=fill, language=self.draft.language, **parts)  # type: ignore[arg-type]  # each part has its own type

    def _wrong(self, control: str, message: str, **params: object) -> None:
        self.problems.append(Problem(control, message, params))

    def _line(self, item: Item, name: str = "value") -> str:
        """Return one line of an item; an empty or endless one is noted."""
        said = clean_line(item.values[name])
        if not said:
            self._wrong(f"{name}-{item.id}", mark("Fill this in, or reject it."))
        elif len(said) > MOST_LINE:
            self._wrong(f"{name}-{item.id}", mark("Use at most %(num)d characters."), num=MOST_LINE)
        return said

    def _values(self, prefix: str) -> list[str]:
        return [self._line(item) for item in self.decisions.accepted(prefix)]

    def _facts(self) -> TripFacts | None:
        said = {item.id: item for item in self.decisions.accepted("trip")}
        place = self._place(said.get("trip-place"))
        days = self._days(said.get("trip-days"))
        if place is None or days is None:
            return None
        return TripFacts(
            direction=self.decisions.direction,
            city=place[0],
            country=place[1],
            start_on=days[0],
            end_on=days[1],
            event=self._line(said["trip-event"]) if "trip-event" in said else None,
            purpose=said["trip-purpose"].value or None if "trip-purpose" in said else None,
            conclusions=(
                said["trip-conclusions"].value or None if "trip-conclusions" in said else None
            ),
            invited_by=self._invited_by(),
        )

    def _place(self, item: Item | None) -> tuple[str, str | None] | None:
        if item is None or not item.value:
            self._wrong("value-trip-place", mark("Say where the trip went, and accept the place."))
            return None
        found = read_place(self._line(item))
        if found is None or not found[0]:
            self._wrong(
                "value-trip-place",
                mark("Write the city, a comma and the country: Taipėjus, Taivanas."),
            )
        return found

    def _days(self, item: Item | None) -> tuple[date, date] | None:
        if item is None or not item.value:
            self._wrong("value-trip-days", mark("Say when the trip was, and accept the days."))
            return None
        found = read_days(item.value)
        if found is None:
            self._wrong(
                "value-trip-days",
                mark("Write the first and the last day: 2024-03-17 – 2024-03-24."),
            )
        return found

    def _inviters(self) -> list[str]:
        """Return the inviters that are organisations."""
        known = {fold(name) for name in self.draft.organisations}
        originals = self.draft.inviters
        return [
            self._line(item)
            for item in self.decisions.accepted("inviters")
            if fold(originals[_place_in(item)]) in known
        ]

    def _invited_by(self) -> str | None:
        """Return the other inviters, as written; those who are people as they were corrected."""
        known = {fold(name) for name in self.draft.organisations}
        others = [
            clean_line(item.value)
            for item in self.decisions.accepted("inviters")
            if fold(self.draft.inviters[_place_in(item)]) not in known
        ]
        people = {inviting_person(self.draft, name) for name in self.draft.inviters}
        others += [
            clean_line(item.value or item.values["role"])
            for item in self.decisions.accepted("people")
            if _place_in(item) in people
        ]
        return ", ".join(name for name in others if name) or None

    def _aliases(self) -> list[tuple[str, str]]:
        return [
            (self._line(item), self.draft.aliases[_place_in(item)].of)
            for item in self.decisions.accepted("aliases")
        ]

    def _delegates(self) -> list[NewDelegate]:
        planned = []
        for item in self.decisions.accepted("delegates"):
            name, role = self._line(item), clean_line(item.values["role"])[:MOST_LINE] or None
            is_another = item.values["user"] == ANOTHER
            user_id = None if is_another else self.accounts.get(fold(name))
            planned.append(NewDelegate(name, role, user_id))
        return planned

    def _figures(self) -> list[tuple[str, int]]:
        read = []
        for item in self.decisions.accepted("figures"):
            found = FIGURE.fullmatch(clean_line(item.value))
            if found is None:
                self._wrong(
                    f"value-{item.id}", mark("Write the number, then what it counts: 85 merai.")
                )
                continue
            read.append((found["label"][:MOST_LINE], figure_value(found)))
        return read

    def _people(self) -> list[PersonPlan]:
        ways = {"met": Meeting.MET, "inviter": Meeting.INVITER}
        planned = []
        for item in self.decisions.accepted("people"):
            name, role = clean_line(item.value), clean_line(item.values["role"])
            if not name and not role:
                self._wrong(f"value-{item.id}", mark("Enter a name, or at least a position."))
            planned.append(_person(name, role, ways.get(item.hint, Meeting.HEARD)))
        return planned

    def _places(self) -> list[PlacesPlan]:
        planned = []
        for item in self.decisions.accepted("placeholders"):
            label, said = self._line(item), clean_line(item.values["count"])
            names = [clean_line(line) for line in item.values["names"].splitlines()]
            people = [_person(name, "", Meeting.MET) for name in names if name]
            count = read_id(said)
            if count is None or count > MOST_PLACES:
                self._wrong(
                    f"count-{item.id}", mark("Write how many: from 1 to %(num)d."), num=MOST_PLACES
                )
                continue
            planned.append(PlacesPlan(label, tuple(people), max(count - len(people), 0)))
        return planned

    def _topics(self) -> list[LeadPlan]:
        return [
            LeadPlan(
                title=capitalised(self._line(item)),
                topic=capitalised(clean_line(self.draft.topics[_place_in(item)])),
                owner_id=self._owner(item),
                step=self._step(item, clean_line(item.values["step"])),
            )
            for item in self.decisions.accepted("topics")
        ]

    def _follow_ups(self) -> list[LeadPlan]:
        planned = []
        for item in self.decisions.accepted("follow_ups"):
            title, on = capitalised(self._line(item)), item.values["on"]
            step = self._step(item, title) if item.values["owner"] else None
            if on and step is None:  # nobody's yet: the day is kept where it is read
                title = f"{title} ({on})"
            planned.append(LeadPlan(title, None, self._owner(item), step))
        return planned

    def _owner(self, item: Item) -> int | None:
        said = item.values["owner"]
        if not said:
            return None
        owner_id = read_id(said)
        if owner_id not in self.owners:
            self._wrong(f"owner-{item.id}", mark("Choose an owner from the list."))
            return None
        return owner_id

    def _step(self, item: Item, text: str) -> Step | None:
        """Return the next step: words and day are said both or neither, and by an owner."""
        said = item.values["on"]
        if not said and not (text and item.values.get("step")):
            return None
        if not text or not said:
            self._wrong(f"step-{item.id}", mark("A next step needs both words and a date."))
            return None
        if not item.values["owner"]:
            self._wrong(f"owner-{item.id}", mark("Choose who takes the next step."))
            return None
        day = read_day(said)
        if day is None:
            self._wrong(f"on-{item.id}", mark("Enter a date, such as 2026-11-23."))
            return None
        return Step(text[:MOST_LINE], day)


def _person(line: str, role: str, how: Meeting) -> PersonPlan:
    name, organisation = name_and_place(line)
    return PersonPlan(
        name[:MOST_LINE] or None,
        role[:MOST_LINE] or None,
        how,
        organisation and organisation[:MOST_LINE],
    )


def figure_value(found: re.Match[str]) -> int:
    """Return the number of a figure as typed, «1 697 verslo subjektai»."""
    return int(found["number"].replace(" ", ""))


def _place_in(item: Item) -> int:
    return int(item.id.rpartition("-")[2])
