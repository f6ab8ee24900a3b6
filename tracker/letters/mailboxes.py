"""Which mailboxes for delivery reports an installation has."""

from importlib.util import find_spec

from tracker.letters.inboxes import Inbox
from tracker.letters.maildir import MaildirInbox
from tracker.settings import Settings, SettingsError


def open_inboxes(settings: Settings) -> tuple[Inbox, ...]:
    """Return the mailboxes that are set: none, a folder of this machine, an account, or both.

    Nothing is read yet. Raises SettingsError where the part is missing that reads accounts.
    """
    inboxes: list[Inbox] = []
    if settings.bounce_maildir is not None:
        inboxes.append(MaildirInbox(settings.bounce_maildir))
    if settings.imap_host:
        if not find_spec("imap_tools"):
            raise SettingsError(
                'TRACKER_IMAP_HOST is set, but what reads it is not: pip install "rysiai[inbound]".'
            )
        from tracker.letters.imap import ImapInbox  # noqa: PLC0415 - an extra

        inboxes.append(ImapInbox(settings))
    return tuple(inboxes)
