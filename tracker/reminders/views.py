"""The pages behind the links in a reminder's letter: looking changes nothing, pressing acts."""

from contextlib import nullcontext
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.models import User
from tracker.accounts.queries import find_in_use
from tracker.core.db import Work
from tracker.core.errors import ConflictError, GoneError
from tracker.core.i18n import weekday_and_date
from tracker.core.texts import gettext as _
from tracker.core.texts import language, speaking
from tracker.core.web import bare_page, database, open_to_all, part_of_app, writing_as
from tracker.leads.models import Lead
from tracker.leads.steps import FOLLOWED
from tracker.reminders import over, queries, service
from tracker.reminders.links import Action, Link, read_link
from tracker.reminders.models import Reminder, ReminderKind, ReminderState
from tracker.reminders.promise import letter_of, stands_as_told, was_put_off
from tracker.reminders.recipients import may_act_for

bp = Blueprint("reminders", __name__)
_PUT_OFF = (Action.TOMORROW, Action.MONDAY, Action.WEEK)


class MovedOnError(GoneError):
    """It is no longer what the letter told of; the page of the lead or the contact says what is."""

    def __init__(self, reminder: Reminder) -> None:
        super().__init__()
        self.lead_id, self.contact_id = reminder.lead_id, reminder.contact_id
        self.language = language()


@dataclass(frozen=True, slots=True)
class Deed:
    """What the page says: what will happen, or has happened already, and what can be pressed."""

    title: str
    words: str
    button: str = ""
    undo: Link | None = None
    others: dict[Action, str] = field(default_factory=dict)


@bp.get("/r/<token>")
@open_to_all
def look(token: str) -> ResponseReturnValue:
    """Show what pressing the button will do; mail scanners come here too, and change nothing."""
    link, person = _read(token)
    with (
        database().read(link.person_id, ZoneInfo(person.time_zone)) as work,
        speaking(person.language),
    ):
        reminder = _still_theirs(work, link)
        return _page(work, link, reminder, _before(work, link, reminder))


@bp.post("/r/<token>")
@open_to_all
def act(token: str) -> ResponseReturnValue:
    """Do it, in the name of the person the letter went to; a second press says so and does not."""
    link, person = _read(token)
    with (
        writing_as(link.person_id, ZoneInfo(person.time_zone)) as work,
        speaking(person.language),
    ):
        reminder = _still_theirs(work, link, lock=True)
        deed = _before(work, link, reminder)
        if deed.button:
            deed = _do(work, link, reminder)
        return _page(work, link, reminder, deed)


@bp.errorhandler(GoneError)
def gone(error: GoneError) -> ResponseReturnValue:
    """Say that the letter's link is over, and where to look; nothing of the step itself."""
    changed = error if isinstance(error, MovedOnError) else None
    with speaking(changed.language) if changed else nullcontext():
        return bare_page("reminders/gone.html", changed=changed), error.status


def _read(token: str) -> tuple[Link, User]:
    """Return what the link says and whose it is.

    Raises GoneError for a link that is no longer valid, or whose account is switched off.
    """
    with database().read() as work:
        link = read_link(part_of_app("signer"), token, work.now)
        person = find_in_use(work.session, link.person_id, today=work.today)
        if person is None:
            raise GoneError
        return link, person


def _still_theirs(work: Work, link: Link, *, lock: bool = False) -> Reminder:
    """Return the reminder.

    Raises MovedOnError when somebody else answers for it by now.
    """
    reminder = queries.get_reminder(work.session, link.reminder_id)
    if lock:
        queries.lock_reminder(work.session, reminder)
    if not may_act_for(work, link.person_id, reminder.owner_id):
        raise MovedOnError(reminder)
    return reminder


def _before(work: Work, link: Link, reminder: Reminder) -> Deed:
    """Return what can be done, or that it has been done already.

    Raises MovedOnError when the reminder has moved on since the letter was written.
    """
    if link.action is Action.UNDO:
        return _before_undo(work, link, reminder)
    if reminder.state is ReminderState.DONE:
        title, words = _already(work, reminder)
        return Deed(title, words, undo=_undo(work, link, reminder))
    letter = None if reminder.version == link.version else letter_of(work, reminder, link.version)
    if reminder.state in queries.ANSWERED and (
        reminder.version == link.version or (letter and stands_as_told(work, reminder, letter))
    ):
        return _offer(work, link, reminder)
    if _was_put_off_by(link, reminder) or (
        letter and link.action in _PUT_OFF and was_put_off(work, reminder, letter)
    ):
        return Deed(_("Already snoozed"), _next(reminder), undo=_undo(work, link, reminder))
    raise MovedOnError(reminder)


def _offer(work: Work, link: Link, reminder: Reminder) -> Deed:
    if link.action is Action.DONE and reminder.kind is ReminderKind.NO_CONTACT:
        return Deed(
            _("Have you been in touch?"),
            _("Today is written down as the day of the last contact; the days count anew from it."),
            _("Write down contact made"),
        )
    if link.action is Action.DONE:
        return Deed(
            _("Is it done?"),
            _("No more letters will come about this step."),
            _("Mark as done"),
        )
    on = service.day_for(link.action, work.today)
    words = _("Next reminder: %(day)s.", day=weekday_and_date(on, language()))
    if reminder.kind is ReminderKind.NO_CONTACT:
        return Deed(_("Snooze the reminder?"), words, _("Snooze"))
    return Deed(_("Snooze the step?"), words, _("Snooze"))


def _before_undo(work: Work, link: Link, reminder: Reminder) -> Deed:
    if (entry := over.last_deed(work.session, reminder)) is not None and entry.id == link.version:
        return Deed(_("Undo?"), _before_words(reminder), _("Undo"))
    if over.was_taken_back(work.session, reminder):
        return _taken_back(reminder)
    raise ConflictError(service.MOVED_ON)


def _before_words(reminder: Reminder) -> str:
    if reminder.kind is ReminderKind.NO_CONTACT:
        return _("All will be as it was before.")
    return _("The step will be as it was before.")


def _do(work: Work, link: Link, reminder: Reminder) -> Deed:
    if link.action is Action.UNDO:
        service.undo_deed(work, link.version)
        work.session.flush()
        return _taken_back(reminder)
    if link.action is Action.DONE:
        service.finish(work, reminder)
        title, words = _after(work, reminder)
    else:
        service.snooze(work, reminder, service.day_for(link.action, work.today))
        title, words = _("Snoozed"), _next(reminder)
    work.session.flush()
    return Deed(title, words, undo=_undo(work, link, reminder))


def _after(work: Work, reminder: Reminder) -> tuple[str, str]:
    """Return what to say once it is done: a title and a sentence."""
    if reminder.kind is ReminderKind.NO_CONTACT:
        return _("Contact made"), _("Written down: contact made today.")
    return _("Done"), _what_next(queries.lead_of(work.session, reminder))


def _already(work: Work, reminder: Reminder) -> tuple[str, str]:
    """Return what to say where it is done already: the same while the lead has no other step."""
    nothing = _("Nothing more is to be done here.")
    if reminder.kind is ReminderKind.NO_CONTACT:
        return _("Contact made already"), nothing
    lead = queries.lead_of(work.session, reminder)
    return _("Already done"), _what_next(lead) if lead is not None and _owes(lead) else nothing


def _owes(lead: Lead) -> bool:
    """Tell whether what comes next is still to be said, or read in the lead's plan."""
    is_awake = lead.state in FOLLOWED and lead.dormant_until is None
    return is_awake and (lead.next_step is None or lead.laying_id is not None)


def _what_next(lead: Lead | None) -> str:
    if lead is not None and lead.laying_id is not None:
        return _("What comes next by the plan stands on the lead's page.")
    return _("Say on the lead's page what comes next.")


def _taken_back(reminder: Reminder) -> Deed:
    """Say that all is as before, and offer what the letter offered: its own links are spent."""
    if reminder.kind is ReminderKind.NO_CONTACT:
        words = _("All is as it was before.")
        others = {Action.DONE: _("Log contact"), Action.WEEK: _("Remind me in a week")}
    else:
        words = _("The step is as it was before.")
        others = {Action.DONE: _("Mark as done"), Action.MONDAY: _("Remind me on Monday")}
    done, later = others.items()
    offered = dict((done, (Action.TOMORROW, _("Remind me tomorrow")), later))
    return Deed(_("Undone"), words, others=offered if reminder.state in queries.LIVING else {})


def _was_put_off_by(link: Link, reminder: Reminder) -> bool:
    """Tell whether the only thing that happened since the letter is what this link does."""
    return (
        link.action in _PUT_OFF
        and reminder.state is ReminderState.SNOOZED
        and reminder.version == link.version + 1
    )


def _undo(work: Work, link: Link, reminder: Reminder) -> Link | None:
    """Return the link that takes the last deed back, if it was this person's."""
    entry = over.last_deed(work.session, reminder)
    if entry is None or entry.actor_id != link.person_id:
        return None
    return Link(reminder.id, entry.id, Action.UNDO, link.person_id)


def _next(reminder: Reminder) -> str:
    return _("Next reminder: %(day)s.", day=weekday_and_date(reminder.wall_on, language()))


def _about(reminder: Reminder, lead: Lead | None) -> tuple[str, str]:
    """Return what to press for the page of what it is about, and where that leads, if anywhere."""
    if lead is not None:
        return _("Open the lead"), _way_to(lead, reminder)
    if reminder.contact_id is not None:
        return _("Open the contact"), url_for("contacts.show", contact_id=reminder.contact_id)
    return "", ""


def _way_to(lead: Lead, reminder: Reminder) -> str:
    """Return the lead's page; once a step is done, the place on it where the next one is written.

    By way of the sign-in, which lets pass whoever is in: on their own, browsers forget a place
    on a page while somebody signs in.
    """
    if reminder.state is not ReminderState.DONE or not _owes(lead):
        return url_for("leads.show", lead_id=lead.id)
    there = url_for("leads.show", lead_id=lead.id, _anchor="next")
    return url_for("accounts.sign_in", next=there)


def _page(work: Work, link: Link, reminder: Reminder, deed: Deed) -> ResponseReturnValue:
    signer = part_of_app("signer")

    def address(other: Link) -> str:
        return url_for(".look", token=other.token(signer, work.now))

    lead = queries.lead_of(work.session, reminder)
    open_label, open_url = _about(reminder, lead)
    others = [
        (label, address(Link(reminder.id, reminder.version, action, link.person_id)))
        for action, label in deed.others.items()
    ]
    return bare_page(
        "reminders/link.html",
        deed=deed,
        step=reminder.title,
        lead=lead,
        open_label=open_label,
        open_url=open_url,
        undo_url=address(deed.undo) if deed.undo else "",
        others=others,
    )
