"""Somebody keeps in touch with a contact: what tests of it begin with and look at."""

from datetime import UTC, date, datetime, timedelta
from threading import Event
from typing import Any

from sqlalchemy import select

from tests.conftest import SECRET
from tests.support.make import Make
from tracker.contacts.keeping import keep_in_touch
from tracker.contacts.queries import contact_to_change
from tracker.core.db import Database
from tracker.core.mail import Tray
from tracker.core.security import LinkSigner
from tracker.leads.models import ActivityKind, Lead
from tracker.leads.service import NewActivity, add_activity
from tracker.letters.jobs import Post
from tracker.letters.models import Letter
from tracker.letters.render import Printer
from tracker.reminders.jobs import plan_letters
from tracker.reminders.models import Reminder, ReminderKind
from tracker.wiring import LETTERS

LEASE = timedelta(seconds=60)
CALL = ActivityKind.CALL


def seven(year: int, month: int, day: int) -> datetime:
    """Return 7:00 in Vilnius, in winter."""
    return datetime(year, month, day, 5, 0, tzinfo=UTC)


class Silences:
    """One contact, kept in touch with by somebody, in a test's hands."""

    def __init__(self, database: Database, **keeper: Any) -> None:
        self.database = database
        with database.write() as work:
            make = Make(work)
            self.contact_id = make.contact().id
            self.keeper_id = make.user(**keeper).id

    def keep(self, days: int | None = 90, keeper_id: int | None = None) -> None:
        """Say after how many days of silence who is told; for none, nobody."""
        with self.database.write() as work:
            contact = contact_to_change(work.session, self.contact_id)
            keep_in_touch(work, contact, days, keeper_id or self.keeper_id, seen=None)

    def talk(
        self, on: date, kind: ActivityKind = CALL, lead_id: int | None = None, **said: Any
    ) -> int:
        """Write down what happened on a day, now, and return its number."""
        with self.database.write(self.keeper_id) as work:
            lead = work.session.get_one(Lead, lead_id) if lead_id else None
            new = NewActivity(kind, "Kalbėjome", on, contact_id=self.contact_id, **said)
            return add_activity(work, lead, new).id

    def reminders(self) -> list[Reminder]:
        """Return every reminder of a silence there is."""
        asked = select(Reminder).where(Reminder.kind == ReminderKind.NO_CONTACT)
        with self.database.read() as work:
            return list(work.session.scalars(asked.order_by(Reminder.id)))

    def reminder(self) -> Reminder:
        """Return the only living one."""
        [living] = [one for one in self.reminders() if one.state in {"active", "snoozed"}]
        return living

    def plan(self) -> int:
        """Write the letters of what is due, as the worker does."""
        post = Post(
            database=self.database,
            mailer=Tray(),
            print=Printer("https://rysiai.example", LinkSigner([SECRET]), LETTERS),
            host="savivaldybe.example",
            holder="worker-1",
            lease=LEASE,
            retry_base=LEASE,
            stop=Event(),
        )
        return plan_letters(post)

    def letters(self) -> list[Letter]:
        """Return every letter there is."""
        with self.database.read() as work:
            return list(work.session.scalars(select(Letter).order_by(Letter.id)))
