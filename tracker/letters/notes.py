"""What keeps letters from leaving or arriving, said above their list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.accounts.permissions import Permission
from tracker.core.db import Work
from tracker.core.texts import gettext as _
from tracker.core.texts import language, ngettext
from tracker.core.web import part_of_app, require_actor
from tracker.letters import bounce_queries, queries
from tracker.letters.words import how_late

LATE = timedelta(minutes=2)
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Reminders that are due and have no letter yet: since when, and how many never get one so."""

    since: datetime | None
    switched_off: int
    unreachable: int


def notes(work: Work, unwritten: Unwritten) -> list[str]:
    """Say what keeps letters back, if anything does; to an administrator also whom they miss."""
    is_administrator = require_actor().may(Permission.MANAGE_ACCOUNTS)
    return [
        *_unset(is_administrator=is_administrator),
        *_late(work, unwritten),
        *_stranded(unwritten),
        *(_missed(work) if is_administrator else ()),
    ]


def _unset(*, is_administrator: bool) -> Iterator[str]:
    if part_of_app("settings").smtp_host or part_of_app("kept_mail") is not None:
        return
    yield (
        _("No mail server is set (TRACKER_SMTP_HOST): letters wait until there is one.")
        if is_administrator
        else _("Letters cannot leave yet: an administrator has to set up the mail server.")
    )


def _late(work: Work, unwritten: Unwritten) -> Iterator[str]:
    since = [
        moment
        for moment in (queries.waiting_since(work), unwritten.since)
        if moment is not None and work.now - moment > LATE
    ]
    if since:
        yield how_late(work.now - min(since), language())


def _stranded(found: Unwritten) -> Iterator[str]:
    if found.switched_off:
        yield ngettext(
            "%(num)d reminder waits for a new owner: the account is switched off.",
            "%(num)d reminders wait for a new owner: the accounts are switched off.",
            found.switched_off,
        )
    if found.unreachable:
        yield ngettext(
            "%(num)d reminder waits until mail reaches its owner.",
            "%(num)d reminders wait until mail reaches their owners.",
            found.unreachable,
        )


def _missed(work: Work) -> Iterator[str]:
    found = bounce_queries.troubles(work, within=LATELY)
    if found.paused:
        yield ngettext(
            "Mail does not reach %(num)d person: see “Accounts”.",
            "Mail does not reach %(num)d people: see “Accounts”.",
            found.paused,
        )
    if found.warned:
        yield ngettext(
            "Letters to %(num)d person met trouble again and again in a week.",
            "Letters to %(num)d people met trouble again and again in a week.",
            found.warned,
        )
    if found.unread:
        yield ngettext(
            "%(num)d message in the mailbox for delivery reports cannot be read; it stands there "
            "flagged.",
            "%(num)d messages in the mailbox for delivery reports cannot be read; they stand there "
            "flagged.",
            found.unread,
        )
    if found.unmatched:
        yield ngettext(
            "%(num)d delivery report of the last week is about no letter of ours.",
            "%(num)d delivery reports of the last week are about no letter of ours.",
            found.unmatched,
        )
