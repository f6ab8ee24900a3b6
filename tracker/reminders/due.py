"""What is due, with all that its letters tell of it; nothing here changes anything."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, func, select

from tracker.accounts.models import Role, User
from tracker.accounts.queries import can_be_written_to
from tracker.contacts.models import Affiliation, Contact, Organisation, Relationship
from tracker.contacts.queries import AT_NOW
from tracker.core.clock import local_day
from tracker.core.db import Work, at_most
from tracker.leads.models import Activity, Lead
from tracker.reminders.models import Reminder
from tracker.reminders.walltime import Habits

AT_ONCE = 5
"""How many times `limit` may be planned in one transaction: what is due of one owner together."""


class Owner(NamedTuple):
    """Somebody with something due, and how they want to hear of it."""

    id: int
    email: str
    given: str
    family: str
    language: str
    time_zone: str
    reminder_at: time
    works_on: str
    nag_every: int
    digest_above: int
    gets_reminders: bool
    gets_weekly: bool
    weekly_at: datetime | None
    role: Role
    deputy_id: int | None
    manager_id: int | None
    is_reachable: bool

    @property
    def name(self) -> str:
        """Return the name as it is read."""
        return f"{self.given} {self.family}"

    def today(self, now: datetime) -> date:
        """Return which day it is for them."""
        return local_day(now, self.time_zone)

    @property
    def habits(self) -> Habits:
        """Return when they want letters."""
        return Habits(self.reminder_at, self.time_zone, self.works_on, self.nag_every)


_OF_OWNER = tuple(getattr(User, name) for name in Owner._fields if name != "is_reachable")


def lock_owners(
    work: Work, owner_ids: Collection[int], *conditions: ColumnElement[bool]
) -> Sequence[Owner]:
    """Return those of these accounts that no other worker is planning for.

    Only those of which `conditions` still hold: another worker may have planned and ended.
    """
    if not owner_ids:
        return ()
    found = work.session.execute(
        select(*_OF_OWNER, can_be_written_to(work.today))
        .where(User.id.in_(owner_ids), *conditions)
        .order_by(User.id)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return [Owner._make(row) for row in found]


def owner_of(work: Work, user_id: int) -> Owner:
    """Return an account as what it is to reminders."""
    [owner] = owners_of(work, [user_id])
    return owner


def owners_of(work: Work, user_ids: Collection[int]) -> Sequence[Owner]:
    """Return accounts as what they are to reminders."""
    if not user_ids:
        return ()
    found = (
        select(*_OF_OWNER, can_be_written_to(work.today))
        .where(User.id.in_(user_ids))
        .order_by(User.id)
    )
    return [Owner._make(row) for row in work.session.execute(found)]


def due_reminders(
    work: Work, owner_ids: Collection[int], *, limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return what is due of these owners, the longest waiting first.

    Rows that somebody is changing are passed over.
    """
    found = (
        told_of()
        .where(Reminder.letter_at <= work.now, Reminder.owner_id.in_(owner_ids))
        .order_by(Reminder.letter_at, Reminder.id)
        .limit(at_most(limit * AT_ONCE))
        .with_for_update(of=Reminder, skip_locked=True)
    )
    return work.session.execute(found).all()


def told_of() -> Any:  # noqa: ANN401 - a question with these columns
    """Select reminders with all that letters tell of them."""
    of_lead, of_contact = (
        select(Activity.id)
        .where(about)
        .order_by(Activity.happened_on.desc(), Activity.id.desc())
        .limit(at_most(1))
        .correlate(Reminder)
        .scalar_subquery()
        for about in (
            Activity.lead_id == Reminder.lead_id,
            Activity.contact_id == Reminder.contact_id,
        )
    )
    return (
        select(*_OF_REMINDER, *_OF_OTHERS)
        .outerjoin(Lead, Lead.id == Reminder.lead_id)
        .outerjoin(Contact, Contact.id == func.coalesce(Reminder.contact_id, Lead.contact_id))
        .outerjoin(Relationship, Relationship.contact_id == Reminder.contact_id)
        .outerjoin(Affiliation, AT_NOW)
        .outerjoin(
            Organisation,
            Organisation.id == func.coalesce(Lead.organisation_id, Affiliation.organisation_id),
        )
        .outerjoin(Activity, Activity.id == func.coalesce(of_lead, of_contact))
    )


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
    Reminder.told_at,
    Reminder.escalate_at,
    Reminder.escalated,
    Reminder.rrule,
    Reminder.occurrence,
    Reminder.version,
)
_OF_OTHERS = (
    Lead.title.label("lead_title"),
    Lead.next_step_at,
    func.coalesce(Lead.country, Contact.country).label("country"),
    func.coalesce(Relationship.last_on, Relationship.since_on).label("silent_since"),
    Contact.name.label("contact_name"),
    Contact.time_zone.label("contact_zone"),
    Organisation.name.label("organisation_name"),
    Organisation.name_lt.label("organisation_name_lt"),
    Organisation.time_zone.label("organisation_zone"),
    Activity.happened_on,
    Activity.text.label("last_text"),
)
