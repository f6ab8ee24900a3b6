"""Every question asked of reminders; nothing here changes anything."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from tracker.accounts.absences import has_named_deputy, is_present
from tracker.accounts.models import Role, User
from tracker.accounts.queries import can_be_written_to, in_use
from tracker.audit.service import number_in
from tracker.contacts.models import subject_of as contact_subject
from tracker.core.db import NOW, TODAY, Work, ask, at_most, moment_of
from tracker.core.errors import GoneError
from tracker.leads.models import Lead, LeadState
from tracker.leads.models import subject_of as lead_subject
from tracker.letters.cancelling import lock_letters
from tracker.letters.queries import subjects_in, waiting_for
from tracker.letters.rewriting import OVER
from tracker.reminders.models import TOLD, Reminder, ReminderKind, ReminderState
from tracker.reminders.models import subject_of as reminder_subject
from tracker.reminders.touches import Told, lock_contact, quiet_contacts, touch_of

__all__ = ["Told", "quiet_contacts", "touch_of"]  # the pages of contacts ask these through here
Selected = InstrumentedAttribute[Any] | ColumnElement[Any]
STEPS = (ReminderKind.NEXT_STEP, ReminderKind.WAKE_UP)
LIVING = (ReminderState.ACTIVE, ReminderState.SNOOZED)
ANSWERED = (*LIVING, ReminderState.ENDED)
"""Whoever was told of these can do something about them."""


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
    owner_works_on: str | None
    reminder_id: int | None = None
    kind: ReminderKind | None = None
    told: str | None = None
    told_to: int | None = None
    wall_on: date | None = None
    wall_at: time | None = None
    zone: str | None = None
    letter_at: datetime | None = None
    told_at: datetime | None = None


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
            User.works_on,
            Reminder.id,
            Reminder.kind,
            Reminder.title,
            Reminder.owner_id,
            Reminder.wall_on,
            Reminder.wall_at,
            Reminder.zone,
            Reminder.letter_at,
            Reminder.told_at,
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


def step_reminders(
    session: Session, lead_ids: Collection[int], *, lock: bool = False
) -> Mapping[int, Reminder]:
    """Return the living reminders of these leads' next steps or waking up, by lead.

    Locked, as `step_reminder` does.
    """
    of_leads = select(Reminder).where(Reminder.lead_id.in_(lead_ids), _is_living_step())
    asked = of_leads.order_by(Reminder.id)
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(asked)
    return {reminder.lead_id: reminder for reminder in found if reminder.lead_id is not None}


@cache
def _step_reminder(*, lock: bool) -> Select[Reminder]:
    query = select(Reminder).where(Reminder.lead_id == bindparam("lead_id"), _is_living_step())
    return query.with_for_update().execution_options(populate_existing=True) if lock else query


class LetterAhead(NamedTuple):
    """The next letter about a lead's step: whom it goes to, and when (UTC)."""

    owner_id: int
    at: datetime


_LETTER_AHEAD: Select[int, datetime | None] = (
    select(Reminder.owner_id, Reminder.letter_at)
    .join(User, and_(User.id == Reminder.owner_id, User.gets_reminders))
    .where(
        Reminder.lead_id == bindparam("lead_id"),
        or_(*(Reminder.kind == kind for kind in STEPS)),
        Reminder.letter_at.is_not(None),  # as no reminder's that is over
    )
)


def letter_ahead(session: Session, lead_id: int) -> LetterAhead | None:
    """Return the next letter about a lead's step or waking up, if its owner wants any."""
    found = ask(session, _LETTER_AHEAD, {"lead_id": lead_id}).one_or_none()
    return LetterAhead._make(found) if found else None


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


_DEPUTY = aliased(User)
_MANAGER = aliased(User)
_DIRECTOR = aliased(User)


def anything_due(work: Work) -> bool:
    """Tell whether a letter is to be planned; one look into a partial index."""
    return ask(work.session, _owners_due(1), moment_of(work)).first() is not None


def owners_due(work: Work, *, limit: int | None = None) -> Sequence[int]:
    """Return everybody of whom something is due, or whose are the `limit` that are due longest."""
    return ask(work.session, _whose_due(limit), moment_of(work)).scalars().all()


@cache
def _whose_due(limit: int | None) -> Select[int]:
    due = _owners_due(limit).subquery()
    return select(due.c.owner_id).distinct().order_by(due.c.owner_id)


@cache
def _owners_due(limit: int | None) -> Select[int]:
    """Return the question, put together once: the worker asks it twice a second."""
    due = of_owner(Reminder.owner_id).where(Reminder.letter_at <= NOW)
    if limit is None:
        return due
    return due.order_by(Reminder.letter_at, Reminder.id).limit(at_most(limit))


def is_over(session: Session, payload: Mapping[str, Any]) -> bool:
    """Tell whether a letter tells of steps and silences only that are over or have moved on.

    Or says itself that nothing of what it tells is so any more.
    """
    if OVER in payload:
        return True
    told = [payload] if "reminder" in payload else payload.get("items", ())
    wanted = {item["reminder"]: item["version"] for item in told if "reminder" in item}
    asked = select(Reminder.id, Reminder.version, Reminder.state).where(Reminder.id.in_(wanted))
    found = session.execute(asked).all() if wanted else ()
    stands = (wanted[row.id] == row.version and row.state in ANSWERED for row in found)
    return bool(found) and not any(stands)


class Stranded(NamedTuple):
    """Due reminders that nobody is written of: no deputy, manager or director is there either."""

    switched_off: int
    """The owner's account is."""
    unreachable: int
    """Mail does not reach the owner."""


def stranded(work: Work) -> Stranded:
    """Count due reminders that nobody can be written to about, by why not."""
    used = in_use(TODAY)
    counted = _with_owner(func.count(case((~used, 1))), func.count(case((used, 1)))).where(
        Reminder.letter_at <= NOW, ~_somebody_is_there()
    )
    return Stranded(*work.session.execute(counted, moment_of(work)).one())


def how_many_due(work: Work) -> tuple[int, datetime | None]:
    """Return how many reminders wait for their letter, and since when the oldest does.

    One that was made for a moment that had passed has waited since it was made.
    """
    made_late = Reminder.created_at > Reminder.letter_at
    waits_from = case((made_late, Reminder.created_at), else_=Reminder.letter_at)
    found = of_owner(func.count(Reminder.id)).add_columns(func.min(waits_from))
    count, since = work.session.execute(
        found.where(Reminder.letter_at <= NOW), moment_of(work)
    ).one()
    return count, since


def of_owner(column: Selected) -> Select[Any]:
    """Select a column of the reminders that somebody can be written to about, as of a `moment_of`.

    Their owner; for one whom no letter reaches the deputy, the manager, a director, as `readers`
    finds them: not one who is away. Where there is none of them, reminders wait, visible, for
    somebody to hand them over.
    """
    return _with_owner(column).where(_somebody_is_there())


def _with_owner(*columns: Selected) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Reminder)
        .join(User, User.id == Reminder.owner_id)
        .outerjoin(_DEPUTY, _DEPUTY.id == User.deputy_id)
        .outerjoin(_MANAGER, _MANAGER.id == User.manager_id)
    )


def _somebody_is_there() -> ColumnElement[bool]:
    """Return the condition under which `recipients.readers` finds somebody."""
    is_director = and_(_DIRECTOR.role == Role.DIRECTOR, is_present(TODAY, _DIRECTOR))
    return or_(
        can_be_written_to(TODAY),
        has_named_deputy(TODAY),
        and_(_DEPUTY.id.is_not(None), is_present(TODAY, _DEPUTY)),
        and_(_MANAGER.id.is_not(None), is_present(TODAY, _MANAGER)),
        exists().where(is_director),
    )


def get_reminder(session: Session, reminder_id: int) -> Reminder:
    """Return the reminder.

    Raises GoneError: whoever asks holds a link to one that was there once.
    """
    found = session.get(Reminder, reminder_id)
    if found is None:
        raise GoneError
    return found


def get_reminders(session: Session, reminder_ids: Collection[int]) -> Sequence[Reminder]:
    """Return reminders as they stand; ones that are gone are left out."""
    return session.scalars(select(Reminder).where(Reminder.id.in_(reminder_ids))).all()


def lead_of(session: Session, reminder: Reminder) -> Lead | None:
    """Return the lead a reminder is about, if it is about one."""
    return session.get(Lead, reminder.lead_id) if reminder.lead_id else None


def lock_reminder(session: Session, reminder: Reminder) -> None:
    """Keep a reminder as it now stands from other writers until this work ends.

    Its lead or contact first, as every deed does, so that no two wait for each other.
    """
    if reminder.lead_id is not None:
        session.execute(select(Lead.id).where(Lead.id == reminder.lead_id).with_for_update())
    if reminder.kind is ReminderKind.NO_CONTACT and reminder.contact_id is not None:
        lock_contact(session, reminder.contact_id)
    lock_reminders(session, [reminder.id])


def lock_reminders(session: Session, reminder_ids: Collection[int]) -> Mapping[int, Reminder]:
    """Return reminders as they now stand, kept from other writers until this work ends.

    Then no letter about them is planned that this work would not see. Of several the letters are
    kept too, at once: letters about several things are shared.
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
    locked = {reminder.id: reminder for reminder in found}
    if len(locked) > 1:
        lock_letters(session, [reminder.subject for reminder in locked.values()])
    return locked


def lock_reminders_about(
    session: Session, lead_ids: Collection[int], contact_ids: Collection[int]
) -> None:
    """Keep what tells of these leads and contacts, and of their steps and silences, for this work.

    All reminders before any letter, as `lock_accounts_reminders`, and all letters at once.
    """
    about = or_(Reminder.lead_id.in_(lead_ids), Reminder.contact_id.in_(contact_ids))
    found = session.scalars(
        select(Reminder)
        .where(about, Reminder.state.in_(LIVING))
        .order_by(Reminder.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    told_of = [
        *(reminder.subject for reminder in found),
        *(lead_subject(number) for number in lead_ids),
        *(contact_subject(number) for number in contact_ids),
    ]
    lock_letters(session, told_of)


def lock_accounts_reminders(session: Session, user_ids: Collection[int]) -> None:
    """Keep what these people are reminded of, and what waits for them, for this work alone.

    All reminders before any letter, as whoever acts on one takes them: theirs, and others' that
    letters to them as a stand-in tell of. SQLite lets one writer in at a time.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    told = subjects_in(session, waiting_for(session, user_ids), keyed=TOLD)
    theirs = and_(Reminder.owner_id.in_(user_ids), Reminder.state.in_(LIVING))
    found = session.scalars(
        select(Reminder.id)
        .where(or_(theirs, Reminder.id.in_([number_in(key) for key in told])))
        .order_by(Reminder.id)
        .with_for_update()
    )
    lock_letters(session, [reminder_subject(number) for number in found], user_ids)


def is_on_its_own(reminder: Reminder) -> bool:
    """Tell whether it is no lead's next step or waking up, which the lead itself tells of."""
    return reminder.lead_id is None or reminder.kind not in STEPS


def waiting_again(session: Session, owner_id: int) -> Sequence[Reminder]:
    """Return what somebody was told of and is to be told of again, kept from other writers.

    What was snoozed or moved since, or was somebody else's, nobody was told of as it stands.
    """
    asked = select(Reminder.id).where(
        Reminder.owner_id == owner_id,
        Reminder.letter_at.is_not(None),
        Reminder.told_at.is_not(None),
    )
    return list(lock_reminders(session, session.scalars(asked).all()).values())
