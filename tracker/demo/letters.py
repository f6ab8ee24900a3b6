"""The demo's last two weeks of letters: told, told again, passed on to others, one come back.

In that time people chose some of them themselves: several steps in one letter, a word when a
contact is silent for too long, a lead that goes to somebody else.

They are written, sent and taken in as in any installation, by a clock that stands in the past: what
is looked at has been made by the services that everybody uses.
"""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from tracker.accounts.models import User
from tracker.accounts.queries import get_user
from tracker.accounts.service import choose, letter_choices
from tracker.audit.service import Record
from tracker.contacts.keeping import keep_in_touch
from tracker.contacts.queries import contact_to_change
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work, at_most
from tracker.core.mail import Mailer
from tracker.core.workdays import is_working_day
from tracker.demo.load import OFFICER
from tracker.handover.queries import get_hand_over
from tracker.handover.service import LETTERS_WAIT, Move, Moves, hand_over, undo_hand_over
from tracker.leads.queries import get_lead
from tracker.letters.arrivals import read_report
from tracker.letters.bounces import digest_of, take_in
from tracker.letters.jobs import Post, deliver_letters
from tracker.letters.models import Letter, LetterState
from tracker.reminders.jobs import plan_letters
from tracker.reminders.models import Template
from tracker.settings import Settings
from tracker.wiring import WATCHERS
from tracker.worker import post_for

WORKING_DAYS = 8
"""So long that others hear of what nobody does: the deputy after three, the manager after seven."""
HOUR = time(7, 5)
"""Just after everybody's letters are due."""
_DAY = timedelta(days=1)
_TOGETHER = "u06"
"""Who wants one letter whenever several steps are due at once."""
_KEEPER, _SILENT, _DAYS = "u07", "c32", 90
"""Who is told after so many days without contact, and of whom: some days ago for the last time."""
_DIRECTOR, _GIVEN, _TAKEN_BACK = "u10", "l40", "l26"
"""Who gives leads of the keeper to the one who wants one letter, and takes one of them back.

Nobody has been told of either.
"""
_BACK = """\
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: rysiai@savivaldybe.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <demo-bounce@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="next"

--next
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <{address}>: User unknown in virtual mailbox table

--next
Content-Type: text/rfc822-headers

From: rysiai@savivaldybe.example
To: {address}
Message-ID: {message_id}

--next--
"""


def live_through(settings: Settings, mailer: Mailer, now: datetime, ids: Mapping[str, int]) -> None:
    """Send what the worker would have sent on the mornings up to `now`, to a world that is loaded.

    Of the letters about the week one comes back: nobody reads at its address. `ids` are the
    world's own.
    """
    clock = FixedClock(now)
    past = Database(settings.database, clock, zone=settings.zone, watchers=WATCHERS)
    post = post_for(settings, past, mailer, threading.Event())
    is_back = False
    given: Record | None = None
    for moment in _mornings(now, past):
        clock.move_to(moment)
        if given is None:
            given = _choose(past, ids, host=post.host)
            clock.move_to(moment + 2 * LETTERS_WAIT)
            deliver_letters(post)
            _take_back(past, ids, given, host=post.host)
        plan_letters(post)
        deliver_letters(post)
        is_back = is_back or _comes_back(post)
    past.dispose()


def _choose(past: Database, ids: Mapping[str, int], *, host: str) -> Record:
    """Let people do what brings a letter about several steps, one of silence, some of leads.

    Returns what is taken back later.
    """
    with past.write(ids[_TOGETHER]) as work:
        officer = get_user(work.session, ids[_TOGETHER])
        choose(work, officer, replace(letter_choices(officer), digest_above=0))
    with past.write(ids[_KEEPER]) as work:
        contact = contact_to_change(work.session, ids[_SILENT])
        keep_in_touch(work, contact, _DAYS, ids[_KEEPER], seen=None)
    with past.write(ids[_DIRECTOR]) as work:
        giver = get_user(work.session, ids[_KEEPER])
        leads = [get_lead(work.session, ids[name]) for name in (_GIVEN, _TAKEN_BACK)]
        moves = [Moves([Move(lead.id, lead.version, ids[_TOGETHER])]) for lead in leads]
        return [hand_over(work, giver, each, host=host) for each in moves][-1]


def _take_back(past: Database, ids: Mapping[str, int], given: Record, *, host: str) -> None:
    """Let whoever gave a lead take it back, once its new owner has read that it is theirs."""
    with past.write(ids[_DIRECTOR]) as work:
        undo_hand_over(work, get_hand_over(work.session, given.id), host=host)


def _first_day(today: date) -> date:
    day, left = today, WORKING_DAYS
    while left:
        day -= _DAY
        left -= is_working_day(day)
    return day


def _mornings(now: datetime, past: Database) -> Iterator[datetime]:
    day = _first_day(now.astimezone(past.zone).date())
    while (moment := _at(day, HOUR, past)) <= now:
        yield moment
        day += _DAY


def _at(day: date, hour: time, past: Database) -> datetime:
    return datetime.combine(day, hour, past.zone).astimezone(UTC)


def _comes_back(post: Post) -> bool:
    """Have the first letter about a week come back, and tell whether there was one."""
    with post.database.write() as work:
        letter = _about_a_week(work)
        if letter is None:
            return False
        raw = _BACK.format(address=letter.address, message_id=letter.message_id).encode()
        take_in(work, digest_of(raw), read_report(raw), lease=post.lease)
        return True


def _about_a_week(work: Work) -> Letter | None:
    """Return a letter about a week to somebody of whom nobody else in the demo needs letters."""
    needed = select(User.deputy_id).where(User.email == OFFICER)
    asked = (
        select(Letter)
        .join(User, User.id == Letter.recipient_id)
        .where(
            Letter.template == Template.WEEK,
            Letter.state == LetterState.SENT,
            User.manager_id.is_not(None),
            User.active_until.is_(None),
            User.email != OFFICER,
            User.id.not_in(needed),
        )
        .order_by(Letter.id.desc())
    )
    return work.session.scalars(asked.limit(at_most(1))).one_or_none()
