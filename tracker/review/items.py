"""What a report proposes, item by item, with what is thought of each before a person decides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from tracker.core import i18n
from tracker.core.text import capitalised, fold
from tracker.trips.intake.draft import Confidence, Draft, Person
from tracker.trips.marks import Mark, item_of, marks_of


class Group(StrEnum):
    """The cards of the review page."""

    PLACES = "places"
    LEADS = "leads"
    TRIP = "trip"
    DELEGATION = "delegation"
    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    FIGURES = "figures"
    FOLLOW_UPS = "follow_ups"


class Choice(StrEnum):
    """What a person decided; what waits is not made."""

    ACCEPT = "accept"
    REJECT = "reject"
    WAIT = "wait"


FIELDS: Mapping[Group, tuple[str, ...]] = {
    Group.PLACES: ("value", "count", "names"),
    Group.LEADS: ("value", "owner", "step", "on"),
    Group.TRIP: ("value",),
    Group.DELEGATION: ("value", "role", "user"),
    Group.PEOPLE: ("value", "role"),
    Group.ORGANISATIONS: ("value",),
    Group.FIGURES: ("value",),
    Group.FOLLOW_UPS: ("value", "owner", "on"),
}
"""What can be said of an item of each group, by the names of its controls."""
ANOTHER = "another"
"""The answer to whether a delegate is the account of that name: somebody else of the same name."""
MOST_ITEMS = 200
_SURE = (Confidence.CHECK, Confidence.LIKELY, Confidence.CERTAIN)


@dataclass(frozen=True, slots=True)
class Item:
    """A proposal: where it stands on the page, what it says, how sure that is."""

    id: str
    group: Group
    confidence: Confidence
    values: Mapping[str, str]
    choice: Choice
    is_marked: bool = True
    hint: str = ""
    """What the text says more of it: the organisation an alias is of, how a person was met."""

    @property
    def value(self) -> str:
        """Return what it proposes, in words."""
        return self.values["value"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything a report proposes, and where in the text it does."""

    items: tuple[Item, ...]
    marks: tuple[Mark, ...]

    def of(self, group: Group) -> list[Item]:
        """Return the items of one card."""
        return [item for item in self.items if item.group is group]


def proposal_of(draft: Draft, text: str, language: str) -> Proposal:
    """Return what `draft`, read from `text`, proposes, in the words of a reader of `language`.

    What a text says twice is proposed once, with both places marked; of a card that would never
    end, the first `MOST_ITEMS`.
    """
    first: dict[object, str] = {}
    shown: dict[str, str] = {}
    items: list[Item] = []
    for item in _Reader(draft, language).items():
        says = (item.id.rpartition("-")[0], fold(item.value), *list(item.values.values())[1:])
        known = first.setdefault(says if item.value else item.id, item.id)
        if known != item.id:
            shown[item.id] = known
        elif sum(1 for other in items if other.group is item.group) < MOST_ITEMS:
            shown[item.id] = item.id
            items.append(item)
    marks = marks_of(draft, text)
    kept = {item.id for item in items}
    return Proposal(
        tuple(items),
        tuple(replace(mark, id=shown[mark.id]) for mark in marks if shown.get(mark.id) in kept),
    )


def inviting_person(draft: Draft, said: str) -> int | None:
    """Return the place of the person that an inviter is, where it is one and no organisation."""
    names = [fold(person.name or person.role or "") for person in draft.people]
    return names.index(fold(said)) if fold(said) in names else None


class _Reader:
    """Goes through a draft in the order in which the page shows it."""

    def __init__(self, draft: Draft, language: str) -> None:
        self.draft = draft
        self.language = language
        self.sure: dict[str, Confidence] = {}
        for fact in draft.facts:
            id_ = item_of(fact.field)
            self.sure[id_] = min(
                self.sure.get(id_, Confidence.CERTAIN), fact.confidence, key=_SURE.index
            )

    def items(self) -> Iterator[Item]:
        draft = self.draft
        for n, each in enumerate(draft.placeholders):
            said = {"value": each.label, "count": str(each.count), "names": ""}
            yield self._item(f"placeholders-{n}", Group.PLACES, said)
        for n, topic in enumerate(draft.topics):
            said = {"value": capitalised(topic), "owner": "", "step": "", "on": ""}
            yield self._item(f"topics-{n}", Group.LEADS, said)
        for n, follow_up in enumerate(draft.follow_ups):
            on = follow_up.due.isoformat() if follow_up.due else ""
            said = {"value": follow_up.text, "owner": "", "on": on}
            yield self._item(f"follow_ups-{n}", Group.FOLLOW_UPS, said)
        yield from self._trip()
        for n, delegate in enumerate(draft.delegates):
            said = {"value": delegate.name, "role": delegate.role or "", "user": ""}
            yield self._item(f"delegates-{n}", Group.DELEGATION, said)
        for n, person in enumerate(draft.people):
            yield self._person(n, person)
        yield from self._organisations()
        for n, figure in enumerate(draft.figures):
            said = {"value": f"{figure.value} {figure.label}"}
            yield self._item(f"figures-{n}", Group.FIGURES, said)

    def _trip(self) -> Iterator[Item]:
        trip = self.draft.trip
        country = i18n.country_name(trip.country, self.language)
        place = ", ".join(part for part in (trip.city, country) if part)
        days = (
            i18n.date_range(trip.start, trip.end, self.language) if trip.start and trip.end else ""
        )
        yield self._item("trip-place", Group.TRIP, {"value": place})
        yield self._item("trip-days", Group.TRIP, {"value": days})
        if trip.event:
            yield self._item("trip-event", Group.TRIP, {"value": trip.event})
        for n, name in enumerate(self.draft.inviters):
            if inviting_person(self.draft, name) is None:
                yield self._item(f"inviters-{n}", Group.TRIP, {"value": name})
        if trip.purpose:
            yield self._item("trip-purpose", Group.TRIP, {"value": "\n".join(trip.purpose)})
        if trip.conclusions:
            yield self._item("trip-conclusions", Group.TRIP, {"value": trip.conclusions})

    def _person(self, n: int, person: Person) -> Item:
        said = {"value": person.name or "", "role": person.role or ""}
        invited = any(inviting_person(self.draft, name) == n for name in self.draft.inviters)
        heard_only = bool(person.name) and not person.met and not invited
        hint = "met" if person.met else "inviter" if invited else "heard" if heard_only else ""
        choice = Choice.REJECT if heard_only else None
        return self._item(f"people-{n}", Group.PEOPLE, said, choice=choice, hint=hint)

    def _organisations(self) -> Iterator[Item]:
        shown = {fold(name) for name in self.draft.inviters}
        for n, name in enumerate(self.draft.organisations):
            if fold(name) not in shown:
                yield self._item(f"organisations-{n}", Group.ORGANISATIONS, {"value": name})
        for n, alias in enumerate(self.draft.aliases):
            said = {"value": alias.name}
            yield self._item(f"aliases-{n}", Group.ORGANISATIONS, said, hint=alias.of)

    def _item(
        self,
        id_: str,
        group: Group,
        values: Mapping[str, str],
        *,
        choice: Choice | None = None,
        hint: str = "",
    ) -> Item:
        found = id_ in self.sure
        confidence = self.sure.get(id_, Confidence.CHECK)
        if choice is None:
            choice = Choice.WAIT if confidence is Confidence.CHECK else Choice.ACCEPT
        return Item(id_, group, confidence, values, choice, is_marked=found, hint=hint)
