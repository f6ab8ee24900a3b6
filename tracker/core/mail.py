"""The postman, seen from inside."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from email_validator import EmailNotValidError, validate_email

Begin = Callable[[], bool]
"""Asked when the recipient was accepted, right before the text leaves; False keeps it here."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One letter to one person, ready to leave; `headers` are further ones, such as List-*.

    What it says is not shown in logs: it holds links that act.
    """

    to: str
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    message_id: str
    headers: dict[str, str] = field(default_factory=dict)


def over_wire(address: str) -> str:
    """Return an address as mail servers know it: the domain in ASCII, as IDNA writes it.

    What is no address stays as it is.
    """
    if address.isascii():
        return address
    try:
        return (
            validate_email(
                address, check_deliverability=False, allow_smtputf8=False, test_environment=True
            ).ascii_email
            or address
        )
    except EmailNotValidError:
        return address


class MailError(Exception):
    """A letter was not handed over; `code` is the mail server's, where it gave one."""

    def __init__(self, text: str, code: int | None = None) -> None:
        super().__init__(text)
        self.code = code


class RefusedError(MailError):
    """The mail server answered, and said no to this letter: for now (4xx) or for good (5xx)."""

    @property
    def is_final(self) -> bool:
        """Tell whether trying again would be in vain."""
        return self.code is not None and self.code >= 500


class LostError(MailError):
    """The connection ended; `after_text` says that the letter may have arrived all the same."""

    def __init__(self, text: str, *, after_text: bool) -> None:
        super().__init__(text)
        self.after_text = after_text


class AwayError(MailError):
    """The mail server cannot be reached or signed in to: nothing that this letter could help.

    `counts` is False once it is known to be away: then no letter is the worse for it.
    """

    def __init__(self, text: str, code: int | None = None, *, counts: bool = True) -> None:
        super().__init__(text, code)
        self.counts = counts


class Mailer(Protocol):
    """Whoever carries envelopes; several threads may use one."""

    def send(self, envelope: Envelope, begin: Begin) -> bool:
        """Hand the envelope over and return True; False when `begin` kept it here.

        Raises MailError.
        """

    def is_away(self) -> bool:
        """Tell whether there is no point in trying now."""

    def rest(self) -> None:
        """Close what is open: nothing more is to be sent for the moment."""


class Tray:
    """A mailer that keeps what it is given; for tests and rehearsals."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    def send(self, envelope: Envelope, begin: Begin) -> bool:
        """Keep the envelope."""
        if not begin():
            return False
        self.envelopes.append(envelope)
        return True

    def is_away(self) -> bool:
        """Tell that a tray is always there."""
        return False

    def rest(self) -> None:
        """Do nothing: nothing is open."""
