"""Everything that is done to contacts; each deed is in the journal.

The journal says which fields changed, not what stood in them: it is never rewritten, and people
may ask to be forgotten.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TypeVar

from dateutil.relativedelta import relativedelta
from sqlalchemy import and_, case, exists, or_, select, update

from tracker.audit.service import from_to, record
from tracker.contacts.hours import zone_of
from tracker.contacts.models import (
    Affiliation,
    Contact,
    EmailAddress,
    Messenger,
    NameOrder,
    Organisation,
    Phone,
    Relationship,
    SourceKind,
    subject_of,
)
from tracker.contacts.names import NameParts, foldings, language_of, put_name_in_order
from tracker.contacts.phones import read_phone
from tracker.core.db import Work
from tracker.core.errors import ConflictError, TrackerError
from tracker.core.words import mark

Way = TypeVar("Way", EmailAddress, Phone, Messenger)
TOLD_WITHIN = relativedelta(months=1)
"""How soon a person must be told that we hold their data (GDPR Art. 14(3))."""
REVIEWED_AFTER = relativedelta(years=3)
"""How long a contact nobody speaks with is kept before somebody asks whether it is needed."""


class NotNamedError(TrackerError):
    """A contact is known by a name, a native name, or at least a role."""

    def __init__(self) -> None:
        super().__init__(mark("Enter a name, or at least a position."))


class ContactNamedError(ConflictError):
    """Somebody else has named the contact meanwhile, and otherwise."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(
            mark("Somebody has written a name here already: %(name)s."), name=contact.name
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """What is known of a contact; a name or a role is enough."""

    given: str | None = None
    family: str | None = None
    name_order: NameOrder = NameOrder.GIVEN_FIRST
    native_name: str | None = None
    native_language: str | None = None
    alias: str | None = None
    honorific: str | None = None
    title: str | None = None
    title_native: str | None = None
    salutation: str | None = None
    salutation_lt: str | None = None
    language: str | None = None
    other_languages: tuple[str, ...] = ()
    country: str | None = None
    time_zone: str | None = None
    organisation_id: int | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    messengers: tuple[tuple[str, str], ...] = ()
    """Pairs of service and handle: ("LINE", "mei-ling")."""
    source: SourceKind = SourceKind.OTHER
    source_note: str | None = None
    note: str | None = None
    form_key: str | None = None
    """The number of the form it was typed in; the same form sent twice makes one contact."""


_NOT_PLAIN = frozenset(
    {"organisation_id", "emails", "phones", "messengers", "other_languages", "form_key"}
)
PLAIN_FIELDS = tuple(field.name for field in fields(NewContact) if field.name not in _NOT_PLAIN)
"""The fields of a contact that are plain columns."""


def add_contact(work: Work, new: NewContact) -> Contact:
    """Add a contact; its country and zone are its organisation's where nothing else is said.

    Whoever is named must be told within a month that we hold their data (GDPR Art. 14), and is
    looked at again when nobody has spoken with them for three years (Art. 5(1)(e)).
    Raises NotNamedError.
    """
    contact = Contact(
        **{name: getattr(new, name) for name in PLAIN_FIELDS},
        other_languages=list(new.other_languages),
        created_at=work.now,
        form_key=new.form_key,
    )
    _must_be_known(contact)
    at = work.session.get(Organisation, new.organisation_id) if new.organisation_id else None
    _fill_in(contact, at)
    _owe_notice_and_review(work, contact)
    _set_children(contact, new)
    if at is not None:
        contact.affiliations = [Affiliation(organisation_id=at.id, title=new.title)]
    work.session.add(contact)
    work.session.flush()
    record(work, "contact.added", subject_of(contact.id), source=new.source)
    return contact


def add_placeholders(
    work: Work, *, label: str, count: int, country: str | None, source_note: str | None
) -> list[Contact]:
    """Keep a place for each of `count` people who were counted and not named ("1 of 8")."""
    places = []
    for number in range(1, count + 1):
        place = Contact(
            placeholder_label=label,
            placeholder_number=number,
            placeholder_count=count,
            country=country,
            time_zone=zone_of(country),
            source=SourceKind.REPORT,
            source_note=source_note,
            other_languages=[],
            created_at=work.now,
        )
        put_name_in_order(place)
        places.append(place)
    work.session.add_all(places)
    work.session.flush()
    for place in places:
        record(work, "contact.counted", subject_of(place.id), label=label)
    return places


def change_contact(
    work: Work, contact: Contact, new: NewContact, *, by_mistake: bool = False
) -> Contact:
    """Make `contact` what `new` says; to name a placeholder is to change it, and it keeps its past.

    Saving nothing new does nothing. A new organisation ends the old affiliation today, unless that
    one was entered `by_mistake`. `contact` has its children loaded. Raises NotNamedError.
    """
    was_named = bool(contact.name)
    before, beside = _plain_facts(contact), _changed_beside(contact, new)
    for name in PLAIN_FIELDS:
        setattr(contact, name, getattr(new, name))
    contact.other_languages = list(new.other_languages)
    _must_be_known(contact)
    at = _move(work, contact, new, by_mistake=by_mistake)
    _fill_in(contact, at)
    if not was_named:
        _owe_notice_and_review(work, contact)
    _set_children(contact, new)
    if changed := [*from_to(before, _plain_facts(contact)), *beside]:
        contact.version += 1
        what = "contact.changed" if was_named or not contact.name else "contact.named"
        record(work, what, subject_of(contact.id), fields=changed)
    return contact


def name_contact(work: Work, contact: Contact, parts: NameParts, *, title: str | None) -> Contact:
    """Name somebody who was only counted, or known by role; their leads and past stay with them.

    `contact` has its children loaded. Named alike by two people it is named once; named otherwise
    by the second, that raises ContactNamedError, and the first one's name stays.
    """
    if contact.given or contact.family:
        if (contact.given, contact.family) != (parts.given, parts.family):
            raise ContactNamedError(contact)
        return contact
    contact.given, contact.family = parts.given, parts.family
    contact.name_order, contact.native_name = parts.order, parts.native
    contact.title = title or contact.title
    _must_be_known(contact)
    _fill_in(contact, None)
    _owe_notice_and_review(work, contact)
    contact.version += 1
    record(work, "contact.named", subject_of(contact.id))
    return contact


def note_told(work: Work, contact: Contact) -> None:
    """Write down that a contact was told today that we keep their data (GDPR Art. 14)."""
    if contact.notice_sent_on is not None:
        return
    contact.notice_sent_on = work.today
    record(work, "contact.told", subject_of(contact.id), on=work.today)


def take_told_back(work: Work, contact: Contact) -> None:
    """Let it be asked again whether a contact was told.

    Raises ConflictError for what was not written down today.
    """
    if contact.notice_sent_on != work.today:
        raise ConflictError(mark("This has changed since, so it cannot be undone."))
    contact.notice_sent_on = None
    record(work, "contact.told_undone", subject_of(contact.id))


def belong_to(work: Work, contact: Contact, organisation: Organisation) -> None:
    """Let a contact who is known to belong nowhere belong to `organisation`; others stay."""
    now_at = select(Affiliation.id).where(
        Affiliation.contact_id == contact.id, Affiliation.until_on.is_(None)
    )
    if work.session.scalars(now_at.limit(1)).first() is not None:
        return
    work.session.add(Affiliation(contact_id=contact.id, organisation_id=organisation.id))
    work.session.flush()
    contact.version += 1
    record(work, "contact.changed", subject_of(contact.id), fields=["organisation_id"])


def turn_of_contact(name: str) -> str:
    """Return whose turn is taken while a contact of that name is looked for and made."""
    return f"contact:{next(iter(foldings(name)), '')}"


def place_of(contact: Contact) -> Affiliation | None:
    """Return where a contact is now; its children are loaded."""
    return next((a for a in contact.affiliations if a.until_on is None and a.is_primary), None)


def preferred_first(ways: Iterable[Way]) -> list[Way]:
    """Return the ways to reach somebody, the preferred one first."""
    return sorted(ways, key=lambda way: not way.is_preferred)


def note_talk(work: Work, contact_id: int, on: date) -> bool:
    """Let a contact be looked at again later, for somebody really spoke with them on that day.

    Tells whether somebody keeps in touch with them: that costs no question of its own. Until this
    work ends nobody else writes down a talk with the same contact.
    """
    later = on + REVIEWED_AFTER
    is_later = or_(Contact.review_on.is_(None), Contact.review_on < later)
    moves = and_(Contact.notice_due_on.is_not(None), is_later)
    kept = exists().where(Relationship.contact_id == contact_id)
    noted = work.session.execute(
        update(Contact)
        .where(Contact.id == contact_id)
        .values(review_on=case((moves, later), else_=Contact.review_on))
        .returning(kept)
        .execution_options(synchronize_session=False)
    )
    return bool(noted.scalar())


def _must_be_known(contact: Contact) -> None:
    known_by = (contact.given, contact.family, contact.native_name, contact.title)
    if not any(known_by) and contact.placeholder_label is None:
        raise NotNamedError


def _fill_in(contact: Contact, at: Organisation | None) -> None:
    """Set what follows from the rest: display name, language of the native name, place."""
    put_name_in_order(contact)
    contact.country = contact.country or (at.country if at else None)
    contact.time_zone = contact.time_zone or (at.time_zone if at else None)
    contact.time_zone = contact.time_zone or zone_of(contact.country)
    contact.native_language = contact.native_language or language_of(
        contact.native_name, contact.country
    )


def _owe_notice_and_review(work: Work, contact: Contact) -> None:
    if contact.given or contact.family or contact.native_name:
        contact.notice_due_on = work.today + TOLD_WITHIN
        contact.review_on = work.today + REVIEWED_AFTER


def _plain_facts(contact: Contact) -> dict[str, object]:
    return {name: getattr(contact, name) for name in PLAIN_FIELDS}


def _changed_beside(contact: Contact, new: NewContact) -> list[str]:
    """Return the fields that are no plain columns in which `new` says something else."""
    now_at = place_of(contact)
    said = {
        "organisation_id": (now_at.organisation_id if now_at else None, new.organisation_id),
        "emails": (
            _as_kept(row.folded for row in preferred_first(contact.emails)),
            _as_kept(map(str.casefold, new.emails)),
        ),
        "phones": (
            _as_kept(row.typed for row in preferred_first(contact.phones)),
            _as_kept(new.phones),
        ),
        "messengers": (
            _as_kept((row.service, row.handle) for row in preferred_first(contact.messengers)),
            _as_kept(new.messengers),
        ),
        "other_languages": (contact.other_languages, list(new.other_languages)),
    }
    return [name for name, (before, after) in said.items() if before != after]


def _as_kept(ways: Iterable[object]) -> tuple[list[object], set[object]]:
    """Return what is kept of ways to reach somebody: the first, which is preferred, and which."""
    said = list(ways)
    return said[:1], set(said)


def _set_children(contact: Contact, new: NewContact) -> None:
    """Keep the rows that stay (a bounced address stays bounced), add the new, drop the rest."""
    emails = {row.folded: row for row in contact.emails}
    contact.emails = [
        emails.get(address.casefold()) or EmailAddress(address=address, folded=address.casefold())
        for address in dict.fromkeys(new.emails)
    ]
    phones = {row.typed: row for row in contact.phones}
    contact.phones = [
        phones.get(typed) or _phone(typed, contact.country) for typed in dict.fromkeys(new.phones)
    ]
    messengers = {(row.service, row.handle): row for row in contact.messengers}
    contact.messengers = [
        messengers.get(pair) or Messenger(service=pair[0], handle=pair[1])
        for pair in dict.fromkeys(new.messengers)
    ]
    ways: list[Sequence[EmailAddress | Phone | Messenger]]
    ways = [contact.emails, contact.phones, contact.messengers]
    for each in ways:
        for place, way in enumerate(each):
            way.is_preferred = place == 0


def _phone(typed: str, country: str | None) -> Phone:
    read = read_phone(typed, country)
    return Phone(typed=read.typed, e164=read.e164)


def _move(
    work: Work, contact: Contact, new: NewContact, *, by_mistake: bool
) -> Organisation | None:
    """Follow a contact into another organisation, and return it."""
    now_at = place_of(contact)
    if new.organisation_id != (now_at.organisation_id if now_at else None):
        if now_at is not None:
            _leave(work, contact, now_at, by_mistake=by_mistake)
        if new.organisation_id is not None:
            since = work.today if contact.affiliations else None
            contact.affiliations.append(
                Affiliation(
                    organisation_id=new.organisation_id,
                    title=new.title,
                    since_on=since,
                )
            )
    elif now_at is not None:
        now_at.title = new.title
    return work.session.get(Organisation, new.organisation_id) if new.organisation_id else None


def _leave(work: Work, contact: Contact, at: Affiliation, *, by_mistake: bool) -> None:
    """End an affiliation now, at once, so that the next one may begin."""
    if by_mistake or at.since_on == work.today:
        contact.affiliations.remove(at)
    else:
        at.until_on = work.today
    work.session.flush()
