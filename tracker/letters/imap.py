"""The mailbox for reports as an account on a mail server (IMAP); the extra `inbound`."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from imap_tools import AND, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox

from tracker.core.text import clean_line
from tracker.letters.inboxes import InboxError, Waiting
from tracker.letters.models import Outcome
from tracker.settings import Settings, Tls

ANSWER_S = 10.0
"""A worker that is to stop waits for no server longer than this."""
_AT_ONCE = 100
_ERROR_LENGTH = 200
_MARKS = {
    Outcome.BOUNCE: r"\Seen",
    Outcome.UNMATCHED: r"\Seen",
    Outcome.UNREADABLE: r"\Flagged",
}
_AWAY = (OSError, imaplib.IMAP4.error, ImapToolsError)


@dataclass(slots=True)
class ImapInbox:
    """Reads what is unread and not flagged; looking changes no flag of its own accord."""

    settings: Settings
    _left: set[str] = field(default_factory=set)
    """Other mail, which is left as it is and need not be fetched at each look."""

    @contextmanager
    def open(self) -> Iterator["_Open"]:
        """Sign in and choose the folder; one connection a look.

        A certificate that this machine does not trust is refused: what follows is a password.
        """
        told, box = self.settings, None
        try:
            box = _connect(told)
            if told.imap_tls is Tls.STARTTLS:
                box.client.starttls(ssl.create_default_context())
            box.login(told.imap_user, told.imap_password.get_secret_value(), told.imap_folder)
            valid = box.folder.status(told.imap_folder, ["UIDVALIDITY"])["UIDVALIDITY"]
            yield _Open(box, f"{valid}.", self._left)
        except _AWAY as error:
            said = clean_line(str(error))[:_ERROR_LENGTH]
            raise InboxError(f"{told.imap_host}:{told.imap_port}: {said}") from error
        finally:
            if box is not None:
                _leave(box)


@dataclass(slots=True)
class _Open:
    """The account while we are signed in.

    Marking is said to the server itself: the library's way would also throw away for good what
    somebody else has marked as deleted.
    """

    box: BaseMailBox
    validity: str
    left: set[str]

    def waiting(self) -> Iterator[Waiting]:
        """Give what is unread, by its number on the server, with its size."""
        uids = self.box.uids(AND(seen=False, flagged=False))
        self.left &= {self.validity + uid for uid in uids}
        fresh = [uid for uid in uids if self.validity + uid not in self.left]
        for begin in range(0, len(fresh), _AT_ONCE):
            for uid, size in self._sizes(fresh[begin : begin + _AT_ONCE]):
                yield Waiting(self.validity + uid, size)

    def read(self, waiting: Waiting) -> bytes | None:
        """Return a message, without marking it as read."""
        uid = waiting.key.removeprefix(self.validity)
        _ok, answer = self.box.client.uid("FETCH", uid, "(BODY.PEEK[])")
        bodies = (part[1] for part in answer if isinstance(part, tuple))
        return next((body for body in bodies if isinstance(body, bytes)), None)

    def put_away(self, waiting: Waiting, outcome: Outcome) -> None:
        """Mark a message."""
        mark = _MARKS.get(outcome)
        if mark is None:
            self.left.add(waiting.key)
            return
        uid = waiting.key.removeprefix(self.validity)
        said, _ = self.box.client.uid("STORE", uid, "+FLAGS.SILENT", f"({mark})")
        if said != "OK":
            raise InboxError(f"{uid} cannot be marked")

    def _sizes(self, uids: list[str]) -> Iterator[tuple[str, int]]:
        asked = AND(uid=uids)
        for message in self.box.fetch(asked, headers_only=True, mark_seen=False, bulk=True):
            if message.uid:  # servers also tell, unasked, of flags that have changed
                yield message.uid, message.size_rfc822


def _connect(settings: Settings) -> BaseMailBox:
    where = (settings.imap_host, settings.imap_port)
    if settings.imap_tls is Tls.TLS:
        return MailBox(*where, timeout=ANSWER_S, ssl_context=ssl.create_default_context())
    return MailBoxUnencrypted(*where, timeout=ANSWER_S)


def _leave(box: BaseMailBox) -> None:
    """Say goodbye, or hang up where nobody listens any more."""
    try:
        box.logout()
    except _AWAY:
        box.client.shutdown()
