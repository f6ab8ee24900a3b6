"""What waits for somebody is held, or goes to another: by their account, wishes and days away."""

from collections.abc import Collection, Mapping
from zoneinfo import ZoneInfo

import structlog

from tracker.accounts.models import User
from tracker.audit.service import number_in
from tracker.core.clock import to_utc
from tracker.core.db import Work
from tracker.letters.cancelling import cancel_numbers
from tracker.letters.models import LetterState
from tracker.letters.queries import (
    day_told,
    latest_letter,
    not_begun_for,
    own_waiting_for,
    subjects_in,
    waiting_for,
)
from tracker.letters.service import readdress
from tracker.reminders import queries
from tracker.reminders.due import owner_of, owners_of
from tracker.reminders.heard import left_at
from tracker.reminders.models import TOLD, Reminder, ReminderState, Template, latest_key
from tracker.reminders.recipients import readers

log = structlog.get_logger(__name__)
OWN = (Template.REMINDER, Template.DIGEST, Template.SILENCE)
"""The letters that tell somebody of what is theirs."""


def follow_account(work: Work, user: User, *, is_readdressed: bool, is_resumed: bool) -> None:
    """Let only what somebody wants leave for them, and only to where they are."""
    if user.disabled_at or user.mail_paused_at:
        write_no_more(work, user)
        return
    if is_readdressed:
        readdress(work, user.id, user.email)
    if ended := _ended(user):
        numbers = own_waiting_for(work.session, user.id, ended)
        _let_go(work, user, numbers, is_told_anew=user.gets_reminders)
    if is_resumed and user.gets_reminders:
        _tell_again(work, user)


def _tell_again(work: Work, user: User) -> None:
    """Let what was taken back from somebody come again, now that letters leave for them anew.

    What was on the wire then has arrived, or stands again: of that they are told in its turn.
    """
    habits = owner_of(work, user.id).habits
    for reminder in queries.waiting_again(work.session, user.id):
        planned = reminder.letter_at or work.now
        has_heard_at = left_at(work, reminder)
        latest = latest_letter(work.session, reminder.subject, keyed=latest_key(reminder))
        if has_heard_at is not None:
            reminder.letter_at = max(planned, habits.next_letter(has_heard_at))
        elif latest is not None and latest.state is LetterState.CANCELLED:
            reminder.letter_at = min(planned, habits.from_now(work.now))


def _ended(user: User) -> list[Template]:
    """Return the letters that somebody does not want."""
    ended = [] if user.gets_reminders else [*OWN]
    return ended if user.gets_weekly else [*ended, Template.WEEK]


def write_no_more(work: Work, user: User) -> bool:
    """Let nothing that waits leave for an account; what it told of waits to be written anew.

    For one that is switched off or whose last day has passed, until somebody stands in or there is
    a new owner; for one that mail does not reach, until it does. Then at once if it is a day of
    work and past the hour of letters, for nobody is written to in the night or on a Saturday. What
    is over by now asks for nothing, and neither does what they would only have heard of: as a step
    of the coming days, or of somebody else. Such news, and that of leads handed over, goes to
    nobody, as if they had not been there when it was due: whoever hears next of what stands still
    does at the time for it, and the steps handed over are told of on the next day of work, to
    whoever is there then. Tells if anything waited.
    """
    queries.lock_accounts_reminders(work.session, [user.id])
    numbers = waiting_for(work.session, [user.id])
    _let_go(work, user, numbers, is_told_anew=True)
    return bool(numbers)


def passes_on(work: Work, user_id: int) -> bool:
    """Tell whether anything that waits for somebody is read by another by now; it locks nothing."""
    waiting = not_begun_for(work.session, user_id, OWN)
    found = queries.get_reminders(work.session, _told_of(waiting))
    return bool(_read_by_others(work, user_id, found))


def pass_on(work: Work, user: User) -> bool:
    """Let what waits for somebody who is away be written to whoever reads it now; tell if it is.

    What is theirs goes to whoever stands in, and what waits for them as a stand-in to whoever is
    written to by now, as its owner who is back. Where nobody else is, it is theirs all the same.
    So is what they were to hear because others did nothing: whoever hears next does in turn. What
    is on the wire arrives, or is passed on once it is known that it did not.
    """
    queries.lock_accounts_reminders(work.session, [user.id])
    waiting = not_begun_for(work.session, user.id, OWN)
    found = queries.lock_reminders(work.session, _told_of(waiting))
    elsewhere = _read_by_others(work, user.id, found.values())
    numbers = [number for number, keys in waiting.items() if not elsewhere.isdisjoint(keys)]
    _let_go(work, user, numbers, is_told_anew=True)
    return bool(numbers)


def _told_of(letters: Mapping[int, Collection[str]]) -> set[int]:
    return {number_in(key) for keys in letters.values() for key in keys}


def _read_by_others(work: Work, user_id: int, found: Collection[Reminder]) -> set[str]:
    """Return what of this somebody else is written to about by now."""
    owners = owners_of(work, {reminder.owner_id for reminder in found})
    to = {owner_id: reader.id for owner_id, reader in readers(work, owners).items()}
    return {reminder.subject for reminder in found if to.get(reminder.owner_id, user_id) != user_id}


def _let_go(work: Work, user: User, numbers: Collection[int], *, is_told_anew: bool) -> None:
    """Cancel letters to somebody; what they told of, not only named, waits to be written anew."""
    subjects = subjects_in(work.session, numbers, keyed=TOLD)
    found = queries.lock_reminders(work.session, {number_in(key) for key in subjects})
    cancelled = {number_in(key) for key in cancel_numbers(work, numbers, keyed=TOLD)}
    waiting = [
        reminder
        for number, reminder in found.items()
        if is_told_anew and number in cancelled and reminder.state in queries.ANSWERED
    ]
    owners = owners_of(work, {reminder.owner_id for reminder in waiting})
    next_at = {owner.id: owner.habits.from_now(work.now) for owner in owners}
    for reminder in waiting:
        if reminder.state is ReminderState.ENDED:  # its last letter does not leave either
            reminder.state = ReminderState.ACTIVE
        reminder.letter_at = next_at[reminder.owner_id]
        if reminder.rrule is not None:
            _put_back(work, reminder)
    if waiting:
        log.warning("reminders wait to be written anew", account=user.id, cancelled=len(waiting))


def _put_back(work: Work, reminder: Reminder) -> None:
    """Let one that comes again stand on the day that its last letter told of, and go on from it."""
    reminder.wall_on = day_told(work.session, reminder.subject) or reminder.wall_on
    reminder.due_at = to_utc(reminder.wall_on, reminder.wall_at, ZoneInfo(reminder.zone))
