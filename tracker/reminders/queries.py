"""Every question asked of reminders; nothing here changes anything."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from tracker.accounts.models import User
from tracker.accounts.queries import can_be_written_to, in_use
from tracker.audit.models import Entry
from tracker.contacts.models import Contact, Organisation
from tracker.core.db import Work, ask, at_most
from tracker.core.errors import GoneError
from tracker.leads.models import Activity, Lead, LeadState, subject_of
from tracker.reminders.models import Reminder, ReminderKind, ReminderState

STEPS = (ReminderKind.NEXT_STEP, ReminderKind.WAKE_UP)
LIVING = (ReminderState.ACTIVE, ReminderState.SNOOZED)
DEEDS = (
    "lead.step_done",
    "lead.step_postponed",
    "lead.slept",
    "reminder.done",
    "reminder.snoozed",
)
RESTORED = ("lead.step_restored", "lead.undone", "reminder.restored")


class Standing(NamedTuple):
    """What a lead asks for, its owner, and what the living reminder of its step says, if any."""

    lead_id: int
    title: str
    state: LeadState
    next_step: str | None
    next_step_on: date | None
    next_step_at: time | None
    dormant_until: date | None
    owner_id: int | None
    owner_at: time | None
    """The hour at which the owner wants reminders, in `owner_zone`."""
    owner_zone: str | None
    reminder_id: int | None = None
    kind: ReminderKind | None = None
    told: str | None = None
    told_to: int | None = None
    wall_on: date | None = None
    wall_at: time | None = None
    zone: str | None = None


def standing(session: Session, lead_ids: Collection[int]) -> list[Standing]:
    """Return how leads and their reminders stand in the database, in one statement."""
    if len(lead_ids) == 1:
        found = ask(session, _standing(of_one=True), {"lead_id": next(iter(lead_ids))})
    else:
        found = ask(session, _standing(of_one=False), {"lead_ids": tuple(lead_ids)})
    return [Standing(*row) for row in found]


@cache
def _standing(*, of_one: bool) -> Select[*tuple[Any, ...]]:
    """Return the question, put together once; a list of places costs more than one place."""
    asked = (
        Lead.id == bindparam("lead_id")
        if of_one
        else Lead.id.in_(bindparam("lead_ids", expanding=True))
    )
    return (
        select(
            Lead.id,
            Lead.title,
            Lead.state,
            Lead.next_step,
            Lead.next_step_on,
            Lead.next_step_at,
            Lead.dormant_until,
            User.id,
            User.reminder_at,
            User.time_zone,
            Reminder.id,
            Reminder.kind,
            Reminder.title,
            Reminder.owner_id,
            Reminder.wall_on,
            Reminder.wall_at,
            Reminder.zone,
        )
        .outerjoin(User, User.id == Lead.owner_id)
        .outerjoin(Reminder, and_(Reminder.lead_id == Lead.id, _is_living_step()))
        .where(asked)
        .order_by(Lead.id)
    )


def step_reminder(session: Session, lead_id: int, *, lock: bool = False) -> Reminder | None:
    """Return the living reminder of a lead's next step or waking up.

    Locked, nobody plans a letter about it until this work ends.
    """
    found = session.scalars(_step_reminder(lock=lock), {"lead_id": lead_id})
    return found.one_or_none()


def step_reminders(session: Session, lead_ids: Collection[int]) -> Mapping[int, Reminder]:
    """Return the living reminders of these leads' next steps or waking up, by lead."""
    asked = select(Reminder).where(Reminder.lead_id.in_(lead_ids), _is_living_step())
    found = session.scalars(asked.order_by(Reminder.id))
    return {reminder.lead_id: reminder for reminder in found if reminder.lead_id is not None}


@cache
def _step_reminder(*, lock: bool) -> Select[Reminder]:
    query = select(Reminder).where(Reminder.lead_id == bindparam("lead_id"), _is_living_step())
    return query.with_for_update().execution_options(populate_existing=True) if lock else query


class LetterAhead(NamedTuple):
    """The next letter about a lead's step: whom it goes to, and when (UTC)."""

    owner_id: int
    at: datetime


_LETTER_AHEAD: Select[int, datetime | None] = select(Reminder.owner_id, Reminder.letter_at).where(
    Reminder.lead_id == bindparam("lead_id"),
    or_(*(Reminder.kind == kind for kind in STEPS)),
    Reminder.letter_at.is_not(None),  # as no reminder's that is over
)


def letter_ahead(session: Session, lead_id: int) -> LetterAhead | None:
    """Return the next letter about a lead's step or waking up, if one is planned."""
    found = ask(session, _LETTER_AHEAD, {"lead_id": lead_id}).one_or_none()
    return LetterAhead._make(found) if found else None


def latest_done(session: Session, lead_id: int) -> Reminder | None:
    """Return the reminder of the step that was done last."""
    return session.scalars(
        select(Reminder)
        .where(
            Reminder.lead_id == lead_id,
            Reminder.kind.in_(STEPS),
            Reminder.state == ReminderState.DONE,
        )
        .order_by(Reminder.done_at.desc(), Reminder.id.desc())
        .limit(at_most(1))
    ).one_or_none()


def leads_reminding(session: Session, owner_ids: Collection[int]) -> Sequence[int]:
    """Return the leads whose step one of `owner_ids` is reminded of."""
    return session.scalars(
        select(Lead.id)
        .join(Reminder, and_(Reminder.lead_id == Lead.id, _is_living_step()))
        .where(Reminder.owner_id.in_(owner_ids))
        .order_by(Lead.id)
    ).all()


def _is_living_step() -> ColumnElement[bool]:
    """Return the condition; a list of places would be put together anew for each question."""
    return and_(
        or_(*(Reminder.kind == kind for kind in STEPS)),
        or_(*(Reminder.state == state for state in LIVING)),
    )


def anything_due(work: Work) -> bool:
    """Tell whether a letter is to be planned; one look into a partial index."""
    found = select(Reminder.id).join(User, User.id == Reminder.owner_id).where(*_is_due(work))
    return work.session.scalar(found.limit(at_most(1))) is not None


def due_reminders(work: Work, *, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return what is due, the longest waiting first, with all that a letter tells of it.

    Rows another worker is planning are passed over. Only those whose owner's account is in use:
    the others wait, visible, for somebody to hand them over.
    """
    last = (
        select(Activity.id)
        .where(Activity.lead_id == Reminder.lead_id)
        .order_by(Activity.happened_on.desc(), Activity.id.desc())
        .limit(at_most(1))
        .correlate(Reminder)
        .scalar_subquery()
    )
    found = (
        select(*_OF_REMINDER, *_OF_OTHERS)
        .join(User, User.id == Reminder.owner_id)
        .outerjoin(Lead, Lead.id == Reminder.lead_id)
        .outerjoin(Contact, Contact.id == func.coalesce(Reminder.contact_id, Lead.contact_id))
        .outerjoin(Organisation, Organisation.id == Lead.organisation_id)
        .outerjoin(Activity, Activity.id == last)
        .where(*_is_due(work))
        .order_by(Reminder.letter_at, Reminder.id)
        .limit(at_most(limit))
        .with_for_update(of=Reminder, skip_locked=True)
    )
    return work.session.execute(found).all()


def _is_due(work: Work) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Reminder.letter_at <= work.now, can_be_written_to(work.today)


_OF_REMINDER = (
    Reminder.id,
    Reminder.kind,
    Reminder.lead_id,
    Reminder.trip_id,
    Reminder.contact_id,
    Reminder.owner_id,
    Reminder.title,
    Reminder.wall_on,
    Reminder.wall_at,
    Reminder.zone,
    Reminder.letter_at,
    Reminder.rrule,
    Reminder.occurrence,
    Reminder.version,
)


_OF_OTHERS = (
    User.email,
    User.language,
    Lead.title.label("lead_title"),
    Lead.next_step_at,
    Lead.country,
    Contact.name.label("contact_name"),
    Contact.time_zone.label("contact_zone"),
    Organisation.name.label("organisation_name"),
    Organisation.name_lt.label("organisation_name_lt"),
    Organisation.time_zone.label("organisation_zone"),
    Activity.happened_on,
    Activity.text.label("last_text"),
)


class Stranded(NamedTuple):
    """Due reminders that nobody is written of."""

    switched_off: int
    """The owner's account is."""
    unreachable: int
    """Mail does not reach the owner."""


def stranded(work: Work) -> Stranded:
    """Count due reminders whose owner cannot be written to, by why not."""
    used = in_use(work.today)
    found = (
        select(func.count(case((~used, 1))), func.count(case((used, 1))))
        .select_from(Reminder)
        .join(User, User.id == Reminder.owner_id)
        .where(Reminder.letter_at <= work.now, ~can_be_written_to(work.today))
    )
    return Stranded(*work.session.execute(found).one())


def late_since(work: Work) -> datetime | None:
    """Return since when the oldest due reminder waits for its letter; nothing when none does."""
    return work.session.scalar(
        select(func.min(Reminder.letter_at))
        .join(User, User.id == Reminder.owner_id)
        .where(*_is_due(work))
    )


def get_reminder(session: Session, reminder_id: int) -> Reminder:
    """Return the reminder.

    Raises GoneError: whoever asks holds a link to one that was there once.
    """
    found = session.get(Reminder, reminder_id)
    if found is None:
        raise GoneError
    return found


def lead_of(session: Session, reminder: Reminder) -> Lead | None:
    """Return the lead a reminder is about, if it is about one."""
    return session.get(Lead, reminder.lead_id) if reminder.lead_id else None


def lock_reminder(session: Session, reminder: Reminder) -> None:
    """Keep a reminder as it now stands from other writers until this work ends.

    Its lead first, as every deed does, so that no two wait for each other.
    """
    if reminder.lead_id is not None:
        session.execute(select(Lead.id).where(Lead.id == reminder.lead_id).with_for_update())
    lock_reminders(session, [reminder.id])


def lock_reminders(session: Session, reminder_ids: Collection[int]) -> Mapping[int, Reminder]:
    """Return reminders as they now stand, kept from other writers until this work ends.

    Then no letter about them is planned that this work would not see.
    """
    if not reminder_ids:
        return {}
    found = session.scalars(
        select(Reminder)
        .where(Reminder.id.in_(reminder_ids))
        .order_by(Reminder.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {reminder.id: reminder for reminder in found}


def lock_pending(session: Session, owner_id: int) -> None:
    """Let nobody plan letters to somebody until this work ends."""
    session.execute(
        select(Reminder.id)
        .where(Reminder.owner_id == owner_id, Reminder.letter_at.is_not(None))
        .order_by(Reminder.id)
        .with_for_update()
    )


def last_deed(session: Session, reminder: Reminder) -> Entry | None:
    """Return the journal's latest entry about what was reminded of, if it can be taken back."""
    entry = _last_entry(session, reminder)
    return entry if entry is not None and entry.what in DEEDS else None


def was_taken_back(session: Session, reminder: Reminder) -> bool:
    """Tell whether the latest that happened is that something was taken back."""
    entry = _last_entry(session, reminder)
    return entry is not None and entry.what in RESTORED


def _last_entry(session: Session, reminder: Reminder) -> Entry | None:
    return session.scalars(
        select(Entry)
        .where(Entry.subject == _deeds_subject(reminder))
        .order_by(Entry.id.desc())
        .limit(at_most(1))
    ).one_or_none()


def _deeds_subject(reminder: Reminder) -> str:
    """Return what the journal calls the thing that a deed on this reminder changes."""
    if reminder.lead_id is None or is_on_its_own(reminder):
        return reminder.subject
    return subject_of(reminder.lead_id)


def is_on_its_own(reminder: Reminder) -> bool:
    """Tell whether it is no lead's next step or waking up, which the lead itself tells of."""
    return reminder.lead_id is None or reminder.kind not in STEPS
