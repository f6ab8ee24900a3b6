"""The links in a reminder's letter: what each may do, for whom, and until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.core.security import LinkSigner
from tracker.letters.render import Desk

PURPOSE = "reminder"
PATH = "/r/"


class Action(StrEnum):
    """What pressing a link's button does."""

    DONE = "done"
    TOMORROW = "tomorrow"
    MONDAY = "monday"
    WEEK = "week"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Link:
    """A deed one person may do to one reminder as it stood at `version`.

    For an undo, `version` is the number of the journal's entry that is taken back. The token holds
    numbers only: an address gives nothing away.
    """

    reminder_id: int
    version: int
    action: Action
    person_id: int

    def url(self, desk: Desk) -> str:
        """Return the address for a letter."""
        return desk.signed_url(PATH, PURPOSE, self._content())

    def token(self, signer: LinkSigner, now: datetime) -> str:
        """Return the token for a page."""
        return signer.sign(PURPOSE, self._content(), now=now)

    def _content(self) -> dict[str, object]:
        return {
            "r": self.reminder_id,
            "v": self.version,
            "a": self.action.value,
            "p": self.person_id,
        }


def read_link(signer: LinkSigner, token: str, now: datetime) -> Link:
    """Return what a token says.

    Raises GoneError for one that was tampered with or is older than 14 days.
    """
    content = signer.read(PURPOSE, token, now=now)
    return Link(content["r"], content["v"], Action(content["a"]), content["p"])
