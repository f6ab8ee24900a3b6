"""The postman, seen from inside."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Envelope:
    """One letter to one person, ready to leave; `headers` are further ones, such as List-*."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    headers: dict[str, str] = field(default_factory=dict)


class Mailer(Protocol):
    """Whoever carries envelopes."""

    def send(self, envelope: Envelope) -> None:
        """Hand the envelope over, or raise."""


class Tray:
    """A mailer that keeps what it is given; for tests and rehearsals."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    def send(self, envelope: Envelope) -> None:
        """Keep the envelope."""
        self.envelopes.append(envelope)
