"""With whom somebody keeps in touch, and after how many days of silence they want to be told."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from tracker.accounts.queries import owner_kept
from tracker.audit.models import Entry
from tracker.audit.service import Record, number_in, record, to_take_back
from tracker.contacts.models import Contact, Relationship, subject_of
from tracker.contacts.queries import contacts_to_keep
from tracker.core.db import Work, ask, at_most
from tracker.core.errors import ConflictError, TrackerError
from tracker.core.words import mark

KEPT, SEVERAL_KEPT = "contact.kept", "contacts.kept"


class Several(NamedTuple):
    """With how many contacts somebody keeps in touch now, and the entry by which all is undone."""

    number: int
    entry: Record | None


class KeptOtherwiseError(ConflictError):
    """Somebody else has said meanwhile who keeps in touch with the contact, or how often."""

    def __init__(self) -> None:
        super().__init__(mark("Somebody else has changed this in the meantime."))


class NotKeptError(TrackerError):
    """With this contact nobody can keep in touch as it was said: without a name, or by nobody."""


def keep_in_touch(
    work: Work, contact: Contact, days: int | None, keeper_id: int | None, *, seen: int | None
) -> Record | None:
    """Let somebody be told when a contact has been silent for so many days; for none, nobody.

    `contact` is whole and kept from other writers; `seen` is the version of what was said before,
    0 where nothing was, and `None` when nobody looked. Saying the same again does nothing.
    Raises NotKeptError for a contact without a name, or a keeper who may not own leads, and
    KeptOtherwiseError.
    """
    found = contact.kept
    if seen is not None and seen != (found.version if found else 0):
        raise KeptOtherwiseError
    before = {"days": found.days, "keeper_id": found.keeper_id} if found else None
    stood = {
        "said_on": found.said_on if found else None,
        "since_on": found.since_on if found else None,
    }
    after = {"days": days, "keeper_id": keeper_id} if days is not None else None
    if before == after:
        return None
    if days is None or keeper_id is None:
        _let_go(work, found, days)
    else:
        if found is None and not contact.name:
            raise NotKeptError(mark("Write the name first: a reminder says whom it is about."))
        if found is None or keeper_id != found.keeper_id:
            _must_be_able_to_keep(work, keeper_id)
        _keep(work, contact, found, days, keeper_id)
    contact.version += 1
    return record(work, KEPT, subject_of(contact.id), before=before, after=after, **stood)


def keep_several(work: Work, keepers: Mapping[int, int], days: int, *, of: str) -> Several:
    """Let these contacts (the keys) be kept in touch with; `of` is what they have in common.

    Who is kept in touch with already stays so. Raises NotKeptError, and then none is.
    """
    entries = [
        entry.id
        for contact in contacts_to_keep(work.session, keepers.keys())
        if contact.kept is None
        and (entry := keep_in_touch(work, contact, days, keepers[contact.id], seen=None))
    ]
    whole = record(work, SEVERAL_KEPT, of, entries=entries) if entries else None
    return Several(len(entries), whole)


def hand_on(work: Work, contact: Contact, keeper_id: int, *, seen: int) -> Record | None:
    """Let somebody else keep in touch with a contact, as often as it was said.

    Raises NotKeptError and KeptOtherwiseError, as `keep_in_touch`.
    """
    if contact.kept is None:
        raise KeptOtherwiseError
    return keep_in_touch(work, contact, contact.kept.days, keeper_id, seen=seen)


def take_back(work: Work, entry_id: int) -> None:
    """Let all be as it was before a change of the same person's, or before several made at once.

    Whoever kept in touch does so again, or nobody. Silences are due when they were. Raises
    NotFoundError for what is no such change of theirs, GoneError after 30 days, and ConflictError
    once something else was said, or where they may not keep in touch any more.
    """
    entry = to_take_back(work, entry_id, {KEPT, SEVERAL_KEPT})
    numbers = entry.detail["entries"] if entry.what == SEVERAL_KEPT else [entry.id]
    for each in [work.session.get_one(Entry, number) for number in numbers]:
        _take_back(work, each)


def _take_back(work: Work, entry: Entry) -> None:
    contact = next(iter(contacts_to_keep(work.session, [number_in(entry.subject)])), None)
    if contact is None or not _is_latest(work, entry):
        raise KeptOtherwiseError
    before = entry.detail["before"] or {"days": None, "keeper_id": None}
    try:
        keep_in_touch(work, contact, before["days"], before["keeper_id"], seen=None)
    except NotKeptError as error:
        message = mark("This cannot be undone: whoever kept in touch then may not any more.")
        raise ConflictError(message) from error
    if entry.detail["before"]:
        work.session.flush()
        kept = work.session.get_one(Relationship, contact.id)
        kept.said_on = date.fromisoformat(entry.detail["said_on"])
        kept.since_on = date.fromisoformat(entry.detail["since_on"])


def _is_latest(work: Work, entry: Entry) -> bool:
    """Tell whether nobody has said anything of it since."""
    since = select(Entry.id).where(
        Entry.subject == entry.subject, Entry.what == KEPT, Entry.id > entry.id
    )
    return ask(work.session, since.limit(at_most(1))).first() is None


def _let_go(work: Work, found: Relationship | None, days: int | None) -> None:
    if days is not None:
        raise NotKeptError(mark("Choose from the list who keeps in touch."))
    if found is not None:
        work.session.delete(found)


def _keep(
    work: Work, contact: Contact, found: Relationship | None, days: int, keeper_id: int
) -> None:
    if found is None:
        new = Relationship(contact_id=contact.id, days=days, keeper_id=keeper_id)
        new.since_on = new.said_on = work.today
        work.session.add(new)
        return
    found.days, found.keeper_id = days, keeper_id
    found.said_on, found.version = work.today, found.version + 1


def _must_be_able_to_keep(work: Work, keeper_id: int) -> None:
    if ask(work.session, owner_kept(keeper_id, work.today)).first() is None:
        raise NotKeptError(mark("Choose from the list who keeps in touch."))
