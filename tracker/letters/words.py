"""How a letter stands, in words for people."""

from datetime import timedelta

from tracker.core.i18n import plural
from tracker.core.texts import gettext as _
from tracker.core.texts import lazy_pgettext, pgettext
from tracker.letters.models import Bounce, Letter, LetterState
from tracker.letters.statuses import GONE

FILTERS = {
    "": (),
    "waiting": (LetterState.QUEUED, LetterState.SENDING),
    "sent": (LetterState.SENT,),
    "unsent": (LetterState.DEAD, LetterState.BOUNCED),
    "cancelled": (LetterState.CANCELLED,),
}
FILTER_NAMES = {
    "": lazy_pgettext("letters", "All"),
    "waiting": lazy_pgettext("letters", "Waiting"),
    "sent": lazy_pgettext("letters", "Sent"),
    "unsent": lazy_pgettext("letters", "Not sent or bounced"),
    "cancelled": lazy_pgettext("letters", "Cancelled"),
}
KINDS = {
    LetterState.SENT: "ok",
    LetterState.DEAD: "danger",
    LetterState.BOUNCED: "danger",
    LetterState.SENDING: "warn",
}


def state_name(state: LetterState) -> str:
    """Return the state in one word."""
    names: dict[LetterState, str] = {
        LetterState.QUEUED: pgettext("letter", "Waiting"),
        LetterState.SENDING: pgettext("letter", "Being sent"),
        LetterState.SENT: pgettext("letter", "Sent"),
        LetterState.BOUNCED: pgettext("letter", "Bounced"),
        LetterState.DEAD: pgettext("letter", "Not sent"),
        LetterState.CANCELLED: pgettext("letter", "Cancelled"),
    }
    return names[state]


def states_name(state: LetterState) -> str:
    """Return the state of several letters, where they are counted."""
    names: dict[LetterState, str] = {
        LetterState.QUEUED: pgettext("letters", "Waiting"),
        LetterState.SENDING: pgettext("letters", "Being sent"),
        LetterState.SENT: pgettext("letters", "Sent"),
        LetterState.BOUNCED: pgettext("letters", "Bounced"),
        LetterState.DEAD: pgettext("letters", "Not sent"),
        LetterState.CANCELLED: pgettext("letters", "Cancelled"),
    }
    return names[state]


def reason(status: str) -> str:
    """Return why a letter came back, by the status that the mail system told."""
    if status in GONE:
        return _("Nobody reads at this address (%(status)s).", status=status)
    if status == "5.2.2":
        return _("The mailbox is full (%(status)s).", status=status)
    if status.startswith("5.7."):
        return _("A rule of the other mail server refused it (%(status)s).", status=status)
    if not status:
        return _("The other mail server could not deliver it.")
    return _("The other mail server could not deliver it (%(status)s).", status=status)


def told(bounce: Bounce) -> str:
    """Return what a bounce says."""
    if bounce.is_final:
        return reason(bounce.status)
    if not bounce.status:
        return _("It is late: the mail server still tries.")
    return _("It is late: the mail server still tries (%(status)s).", status=bounce.status)


def trouble(letter: Letter) -> str:
    """Return what went wrong the last time it was tried, or nothing."""
    if letter.last_error is None:
        return ""
    if letter.state is LetterState.BOUNCED:
        return reason(letter.last_error)
    if letter.last_code is None:
        return _("The mail server did not confirm that it took it.")
    if letter.last_code >= 500:
        return _("The mail server refused it (%(code)d).", code=letter.last_code)
    return _("The mail server asked to try later (%(code)d).", code=letter.last_code)


def how_late(wait: timedelta, language: str) -> str:
    """Return by how much what is due is late, in the unit that fits."""
    if wait < timedelta(hours=2):
        return plural(
            language,
            "Letters are late by %(num)d minute.",
            "Letters are late by %(num)d minutes.",
            wait // timedelta(minutes=1),
        )
    if wait < timedelta(days=2):
        return plural(
            language,
            "Letters are late by %(num)d hour.",
            "Letters are late by %(num)d hours.",
            wait // timedelta(hours=1),
        )
    return plural(
        language,
        "Letters are late by %(num)d day.",
        "Letters are late by %(num)d days.",
        wait.days,
    )
