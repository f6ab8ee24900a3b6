"""What is handed over, as pages show it: every word and address ready."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from tracker.contacts.words import called
from tracker.core.addresses import address, row_url
from tracker.core.due import Due, due_of
from tracker.core.i18n import in_language, long_date, say_counts
from tracker.core.texts import gettext as _
from tracker.core.texts import language, ngettext
from tracker.core.words import Counts
from tracker.handover.choices import NO_TOPIC, Choices
from tracker.handover.queries import HandOver, Held, HeldContact, Item, Person, counts_of
from tracker.handover.service import Moves
from tracker.leads.listing import LeadRow

Options = Sequence[tuple[object, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A lead to choose a new owner for."""

    id: int
    version: int
    url: str
    title: str
    beside: str
    step: str
    due: Due
    chosen: int | str


@dataclass(frozen=True, slots=True)
class Group:
    """The leads of one topic."""

    id: int
    name: str
    count: str
    chosen: int | str
    lines: Sequence[Line]


def groups(held: Iterable[Held], choices: Choices, now: datetime) -> list[Group]:
    """Return leads by their first topic, in the order in which the topics first come due."""
    by_topic: dict[int, list[Held]] = {}
    for each in held:
        by_topic.setdefault(each.topic_id or NO_TOPIC, []).append(each)
    return [
        Group(
            id=number,
            name=_topic(theirs[0].row) or _("No topic"),
            count=counted(counts_of(len(theirs), 0)),
            chosen=choices.by_topic.get(number, ""),
            lines=[_line(each.row, choices, now) for each in theirs],
        )
        for number, theirs in by_topic.items()
    ]


def _topic(row: LeadRow) -> str | None:
    return in_language(language(), row.topic_lt, row.topic_en) or None


def _line(row: LeadRow, choices: Choices, now: datetime) -> Line:
    return Line(
        id=row.id,
        version=row.version,
        url=row_url("leads.show", row.id),
        title=row.title,
        beside=_who(row),
        step=row.next_step or _("No next step"),
        due=due_of(row, now=now, language=language()) or Due(""),
        chosen=choices.by_lead.get(row.id, ""),
    )


def _who(row: LeadRow) -> str:
    organisation = in_language(language(), row.organisation_lt, row.organisation)
    return ", ".join(filter(None, (row.contact, organisation)))


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact to choose a new keeper for."""

    id: int
    version: int | None
    url: str
    name: str
    beside: str
    silent_since: str
    chosen: int | str


def contact_lines(contacts: Iterable[HeldContact], choices: Choices) -> list[ContactLine]:
    """Return the contacts with whom somebody keeps in touch."""
    return [
        ContactLine(
            id=each.id,
            version=each.version,
            url=row_url("contacts.show", each.id),
            name=called(each.name, each.number, each.of_all),
            beside=_organisation(each),
            silent_since=each.silent_since.isoformat() if each.silent_since else "",
            chosen=choices.by_contact.get(each.id, ""),
        )
        for each in contacts
    ]


def _organisation(contact: HeldContact) -> str:
    return in_language(language(), contact.organisation_lt, contact.organisation)


def counted(counts: Counts) -> str:
    """Return how many there are of each."""
    return say_counts(language(), counts)


def to_hand_over(moves: Moves) -> str:
    """Say what a press of the button hands over."""
    leads, contacts = len(moves.leads), len(moves.contacts)
    if leads and contacts:
        return _("Hand over: %(what)s", what=counted(counts_of(leads, contacts)))
    if contacts:
        return ngettext("Hand over %(num)d contact", "Hand over %(num)d contacts", contacts)
    return ngettext("Hand over %(num)d lead", "Hand over %(num)d leads", leads)


def was_handed_over(moves: Moves) -> str:
    """Say what was handed over."""
    leads, contacts = len(moves.leads), len(moves.contacts)
    if leads and contacts:
        return _("Handed over: %(what)s.", what=counted(counts_of(leads, contacts)))
    if contacts:
        return ngettext("%(num)d contact handed over.", "%(num)d contacts handed over.", contacts)
    return ngettext("%(num)d lead handed over.", "%(num)d leads handed over.", leads)


def owner_options(owners: Iterable[tuple[int, str]], giver: tuple[int, str]) -> Options:
    """Return whom a lead may be given to; last, that it stays."""
    others = [(number, words) for number, words in owners if number != giver[0]]
    return [*others, (giver[0], _("Stays with: %(name)s", name=giver[1]))]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody in the list of people."""

    id: int
    name: str
    title: str
    leads: int
    list_url: str
    contacts: int
    state: str
    state_kind: str
    warns: bool
    is_gone: bool


def person_row(person: Person, away: Mapping[int, date], today: date) -> PersonRow:
    """Return somebody with what is to be known of their coming days."""
    state, kind = _state(person, away.get(person.id), today)
    return PersonRow(
        id=person.id,
        name=person.name,
        title=person.title_en if language() == "en" else person.title_lt,
        leads=person.leads,
        list_url=address("leads.index", owner=person.id, view="open"),
        contacts=person.contacts,
        state=state,
        state_kind=kind,
        warns=kind == "danger",
        is_gone=not person.may_own,
    )


def _state(person: Person, away: date | None, today: date) -> tuple[str, str]:
    last = person.active_until
    if not person.may_own:
        words = _("Gone") if person.is_off or (last and last < today) else _("No longer an owner")
        return words, "danger" if person.waiting else ""
    if last is not None:
        words = _("Last day: %(day)s", day=last.isoformat())
        return words, "danger" if person.waiting else "warn"
    if away is not None:
        return _("Away until %(day)s", day=away.isoformat()), "warn"
    return "", ""


def warning(person: Person, today: date) -> str:
    """Say of somebody who leaves, or is gone, how much waits for somebody else."""
    last = person.active_until
    if person.may_own and last is not None and last >= today:
        leaves = _("%(name)s: last day %(day)s.", name=person.name, day=long_date(last, language()))
    else:
        leaves = _("%(name)s can no longer answer for leads.", name=person.name)
    return f"{leaves} {waiting_words(person)}"


def waiting_words(person: Person) -> str:
    """Say how much waits for somebody else."""
    return _("Waiting for a new owner: %(what)s.", what=counted(person.waiting))


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A lead on the sheet that is signed."""

    number: int
    title: str
    who: str
    step: str
    day: str


@dataclass(frozen=True, slots=True)
class SheetContact:
    """A contact on the sheet that is signed."""

    number: int
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class SheetPart:
    """What one new owner gets."""

    name: str
    count: str
    lines: Sequence[SheetLine]
    contacts: Sequence[SheetContact]


def sheet_parts(
    done: HandOver,
    rows: Iterable[LeadRow],
    contacts: Mapping[int, HeldContact],
    names: Mapping[int, str],
) -> list[SheetPart]:
    """Return what was handed over, by new owner; each step as it then stood."""
    by_id = {row.id: row for row in rows}
    numbers, parts = count(1), []
    for owner_id in sorted(done.owner_ids, key=lambda number: (names[number], number)):
        items = [item for item in done.items if item.owner_id == owner_id]
        kept = [
            contacts.get(each.contact_id) for each in done.contacts if each.owner_id == owner_id
        ]
        parts.append(
            SheetPart(
                names[owner_id],
                counted(counts_of(len(items), len(kept))),
                [_sheet_line(next(numbers), item, by_id[item.lead_id]) for item in items],
                [_sheet_contact(next(numbers), each) for each in kept],
            )
        )
    return parts


def _sheet_contact(number: int, contact: HeldContact | None) -> SheetContact:
    if contact is None:
        return SheetContact(number, _("This contact is no longer there"), "")
    name = called(contact.name, contact.number, contact.of_all)
    return SheetContact(number, name, _organisation(contact))


def _sheet_line(number: int, item: Item, row: LeadRow) -> SheetLine:
    day = item.step_on.isoformat() if item.step_on else ""
    return SheetLine(number, row.title, _who(row), item.step or _("No next step"), day)
