"""What is asked of those whom somebody keeps in touch with; nothing here changes anything."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Row,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from tracker.accounts.models import User
from tracker.contacts.models import Contact, ContactStatus, Relationship
from tracker.core.db import TODAY, Work, ask, at_most
from tracker.core.errors import NotFoundError
from tracker.leads.models import IS_LIVING, Activity, ActivityKind, Lead
from tracker.reminders.models import Reminder, ReminderState
from tracker.trips.models import IN_PERSON, Trip, TripContact
from tracker.trips.queries import TRIPS_OF_CONTACT

IS_SILENCE = Reminder.kind == literal_column("'no_contact'")
IS_TOUCH = and_(
    Reminder.state.in_((literal_column("'active'"), literal_column("'snoozed'"))), IS_SILENCE
)
"""Ask for the living reminders of silence by this: written out, as the indexes over them are."""


class Kept(NamedTuple):
    """A contact, who keeps in touch with them if anybody does, and what their reminder says."""

    contact_id: int
    name: str
    status: ContactStatus
    days: int | None
    since_on: date | None
    said_on: date | None
    noted_on: date | None
    """What the relationship says of the latest real contact."""
    talked_on: date | None
    met_on: date | None
    keeper_id: int | None
    keeper_at: time | None
    """The hour at which the keeper wants reminders, in `keeper_zone`."""
    keeper_zone: str | None
    keeper_works_on: str | None
    reminder_id: int | None
    told: str | None
    told_to: int | None
    wall_on: date | None
    snoozed_from: date | None
    wall_at: time | None
    zone: str | None
    letter_at: datetime | None
    told_at: datetime | None

    @property
    def due_on(self) -> date | None:
        """Return the day on which the reminder was due before anybody put it off."""
        return self.snoozed_from or self.wall_on

    @property
    def last_on(self) -> date | None:
        """Return the day of the latest real contact, however late it was written down."""
        return latest(self.talked_on, self.met_on)

    @property
    def silent_on(self) -> date | None:
        """Return the day on which somebody is to be told; nothing when nobody keeps in touch."""
        since = self.last_on or self.since_on
        if since is None or self.said_on is None or self.days is None:
            return None
        return max(since + timedelta(days=self.days), self.said_on)


def latest(*days: date | None) -> date | None:
    """Return the latest of the days that are known."""
    return max((day for day in days if day is not None), default=None)


def lock_kept(session: Session, contact_ids: Collection[int]) -> Sequence[int]:
    """Return those of the contacts with whom somebody keeps in touch, or did.

    Until this work ends nobody else lets a reminder follow them: what is asked of them next is so.
    """
    kept = exists().where(Relationship.contact_id == Contact.id)
    reminded = exists().where(Reminder.contact_id == Contact.id, IS_TOUCH)
    found = session.scalars(
        select(Contact.id)
        .where(Contact.id.in_(contact_ids), or_(kept, reminded))
        .order_by(Contact.id)
        .with_for_update(of=Contact, key_share=True)
    )
    return found.all()


def kept(work: Work, contact_ids: Collection[int]) -> list[Kept]:
    """Return how contacts and their reminders stand, in one statement."""
    asked = {"contact_ids": tuple(contact_ids), "today": work.today}
    return [Kept(*row) for row in ask(work.session, _kept(), asked)]


@cache
def _kept() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Contact.id,
            Contact.name,
            Contact.status,
            Relationship.days,
            Relationship.since_on,
            Relationship.said_on,
            Relationship.last_on,
            _talked_on(),
            _met_on(),
            User.id,
            User.reminder_at,
            User.time_zone,
            User.works_on,
            Reminder.id,
            Reminder.title,
            Reminder.owner_id,
            Reminder.wall_on,
            Reminder.snoozed_from,
            Reminder.wall_at,
            Reminder.zone,
            Reminder.letter_at,
            Reminder.told_at,
        )
        .outerjoin(Relationship, Relationship.contact_id == Contact.id)
        .outerjoin(User, User.id == Relationship.keeper_id)
        .outerjoin(Reminder, and_(Reminder.contact_id == Contact.id, IS_TOUCH))
        .where(Contact.id.in_(bindparam("contact_ids", expanding=True)))
        .order_by(Contact.id)
    )


def _talked_on() -> ScalarSelect[date]:
    """Return the latest day of a talk with a contact; a note about them is none.

    Looked for from the latest entry back: of thousands few are read.
    """
    return (
        select(Activity.happened_on)
        .where(Activity.contact_id == Contact.id, Activity.kind != ActivityKind.NOTE)
        .order_by(Activity.happened_on.desc(), Activity.id.desc())
        .limit(at_most(1))
        .correlate(Contact)
        .scalar_subquery()
    )


def _met_on() -> ScalarSelect[date]:
    """Return the latest day of a meeting on a trip that has been; not known, the trip's last."""
    day = func.coalesce(TripContact.met_on, Trip.end_on, type_=Date)
    was_met = or_(*(TripContact.how == how for how in IN_PERSON))
    return (
        select(func.max(day, type_=Date))
        .select_from(TripContact)
        .join(Trip, Trip.id == TripContact.trip_id)
        .where(TripContact.contact_id == Contact.id, was_met, day <= TODAY)
        .correlate(Contact)
        .scalar_subquery()
    )


def kept_and_met(session: Session, trip_ids: Collection[int]) -> Sequence[int]:
    """Return the contacts of these trips with whom somebody keeps in touch."""
    return session.scalars(
        select(Relationship.contact_id)
        .join(TripContact, TripContact.contact_id == Relationship.contact_id)
        .where(TripContact.trip_id.in_(trip_ids))
        .distinct()
    ).all()


def standing(session: Session, keeper_ids: Collection[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return how the reminders of these keepers' silences stand, in one statement."""
    return session.execute(
        select(
            Reminder.id,
            Reminder.owner_id,
            Reminder.title,
            Reminder.wall_on,
            Reminder.wall_at,
            Reminder.zone,
            Reminder.letter_at,
            Reminder.told_at,
        )
        .where(IS_TOUCH, Reminder.owner_id.in_(keeper_ids))
        .order_by(Reminder.id)
    ).all()


def silences_of(
    session: Session,
    keeper_ids: Collection[int],
    told: ColumnElement[bool],
    *,
    limit: int | None = None,
) -> Sequence[int]:
    """Return the contacts of whose silence these keepers are to be told, and `told` holds.

    Those of the first `limit` letters, where that is given.
    """
    if not keeper_ids:
        return ()
    found = session.scalars(
        select(Reminder.contact_id)
        .where(IS_TOUCH, Reminder.owner_id.in_(keeper_ids), told)
        .order_by(Reminder.letter_at, Reminder.id)
        .limit(limit and at_most(limit))
    )
    return [number for number in found if number is not None]


def living_touch(session: Session, contact_id: int) -> Reminder | None:
    """Return the living reminder of a contact's silence, as it now stands."""
    asked = select(Reminder).where(Reminder.contact_id == contact_id, IS_TOUCH)
    return session.scalars(asked.execution_options(populate_existing=True)).one_or_none()


def living_touches(session: Session, contact_ids: Collection[int]) -> Sequence[Reminder]:
    """Return the living reminders of these contacts' silences."""
    asked = select(Reminder).where(Reminder.contact_id.in_(contact_ids), IS_TOUCH)
    return session.scalars(asked.order_by(Reminder.id)).all()


def let_go_of(session: Session, contact_ids: Collection[int]) -> Sequence[Reminder]:
    """Return the reminders of these contacts' silences that were let go of; they are kept already.

    Nobody else revives one: whoever does has the relationship, as `lock_kept` gives it.
    """
    let_go = and_(IS_SILENCE, Reminder.state == ReminderState.CANCELLED)
    found = session.scalars(
        select(Reminder).where(Reminder.contact_id.in_(contact_ids), let_go).order_by(Reminder.id)
    )
    return found.all()


def only_lead(session: Session, contact_id: int) -> Lead | None:
    """Return the one lead with a contact that is under way, kept from other writers.

    Of several nobody can tell which one a contact was about.
    """
    under_way = select(Lead).where(Lead.contact_id == contact_id, IS_LIVING).order_by(Lead.id)
    found = session.scalars(under_way.limit(at_most(2)).with_for_update()).all()
    return found[0] if len(found) == 1 else None


def lock_contact(session: Session, contact_id: int) -> None:
    """Let nobody else write down a contact with somebody until this work ends.

    Their leads first: whoever writes on a lead has that, and waits for its contact.
    """
    with_them = select(Lead.id).where(Lead.contact_id == contact_id, IS_LIVING).order_by(Lead.id)
    session.execute(with_them.with_for_update())
    asked = select(Contact.id).where(Contact.id == contact_id)
    session.execute(asked.with_for_update(key_share=True))


class Told(NamedTuple):
    """Who keeps in touch with a contact, since when nobody was, and the reminder of it."""

    talked_on: date | None
    met_on: date | None
    days: int | None
    keeper_id: int | None
    keeper_given: str | None
    keeper_family: str | None
    reminder_id: int | None
    version: int | None
    """The reminder's."""
    wall_on: date | None
    letter_at: datetime | None
    """When the next letter of it leaves; nothing where none is to, or the keeper wants none."""

    @property
    def last_on(self) -> date | None:
        """Return the day of the latest real contact."""
        return latest(self.talked_on, self.met_on)


@dataclass(frozen=True, slots=True)
class Touch:
    """What a contact's page says of how we are in touch with them."""

    told: Told
    met: Sequence[Any]
    """The trips on which we met, the latest first: number, city, start, end, how, day."""


def touch_of(session: Session, contact_id: int, *, today: date) -> Touch:
    """Return how we are in touch with a contact, in one statement.

    Raises NotFoundError.
    """
    rows = ask(session, _touch(), {"contact_id": contact_id, "today": today}).all()
    if not rows:
        raise NotFoundError
    width = len(Told._fields)
    return Touch(Told(*rows[0][:width]), [row[width:] for row in rows if row[width] is not None])


@cache
def _touch() -> Select[*tuple[Any, ...]]:
    """Return the question, put together once: a contact's page says it each time."""
    met = TRIPS_OF_CONTACT.subquery()
    return (
        select(
            _talked_on(),
            _met_on(),
            Relationship.days,
            Relationship.keeper_id,
            User.given,
            User.family,
            Reminder.id,
            Reminder.version,
            Reminder.wall_on,
            case((User.gets_reminders, Reminder.letter_at)),
            *met.c,
        )
        .select_from(Contact)
        .outerjoin(Relationship, Relationship.contact_id == Contact.id)
        .outerjoin(User, User.id == Relationship.keeper_id)
        .outerjoin(Reminder, and_(Reminder.contact_id == Contact.id, IS_TOUCH))
        .outerjoin(met, true())
        .where(Contact.id == bindparam("contact_id", type_=Integer))
        .order_by(met.c.start_on.desc(), met.c.id.desc())
    )


def quiet_contacts(today: date) -> Select[int | None]:
    """Select the contacts who have been silent for too long."""
    return select(Reminder.contact_id).where(IS_TOUCH, Reminder.wall_on <= today)


def is_due(today: date, owner_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """Return what holds of the silences that are due, everybody's or those of one keeper."""
    due: tuple[ColumnElement[bool], ...] = (IS_TOUCH, Reminder.wall_on <= today)
    return due if owner_id is None else (*due, Reminder.owner_id == owner_id)
