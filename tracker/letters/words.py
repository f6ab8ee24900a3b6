"""How a letter stands, in words for people."""

from tracker.core.texts import gettext as _
from tracker.core.texts import lazy_pgettext, pgettext
from tracker.letters.models import Letter, LetterState

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
    "unsent": lazy_pgettext("letters", "Unsent"),
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


def trouble(letter: Letter) -> str:
    """Return what went wrong the last time it was tried, or nothing."""
    if letter.last_error is None:
        return ""
    if letter.last_code is None:
        return _("The mail server did not confirm that it took it.")
    if letter.last_code >= 500:
        return _("The mail server refused it (%(code)d).", code=letter.last_code)
    return _("The mail server asked to try later (%(code)d).", code=letter.last_code)
