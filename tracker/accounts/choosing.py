"""The links at the end of a letter: to what its reader may choose, and to end such letters."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from tracker.core.security import LINK_AGE, LinkSigner

PURPOSE = "choices"
PATH = "/l/"
STOP_AGE = timedelta(days=90)
"""A letter is ended by one press long after its other links have expired."""


class Ends(StrEnum):
    """Which letters one press ends."""

    REMINDERS = "reminders"
    WEEKLY = "weekly"


class Addresses(Protocol):
    """Whoever makes signed addresses for a letter."""

    def signed_url(self, path: str, purpose: str, content: Mapping[str, Any]) -> str:
        """Return an address that ends in a token for `purpose`."""


class Choice(NamedTuple):
    """Whose letters a link is about, and which it ends, if it does."""

    person_id: int
    ends: Ends | None


def settings_url(desk: Addresses, person_id: int) -> str:
    """Return where the reader of a letter chooses how letters come, without signing in."""
    return desk.signed_url(PATH, PURPOSE, {"p": person_id})


def settings_token(signer: LinkSigner, person_id: int, now: datetime) -> str:
    """Return the token of that address, for a page."""
    return signer.sign(PURPOSE, {"p": person_id}, now=now)


def stop_url(desk: Addresses, person_id: int, ends: Ends) -> str:
    """Return where one press ends such letters (RFC 8058)."""
    return desk.signed_url(f"{PATH}stop/", PURPOSE, {"p": person_id, "e": ends.value})


def read_choice(signer: LinkSigner, token: str, now: datetime) -> Choice:
    """Return what a token says.

    Raises GoneError for one that was tampered with or is too old.
    """
    said = signer.read(PURPOSE, token, now=now, age=STOP_AGE)
    if "e" in said:
        return Choice(said["p"], Ends(said["e"]))
    signer.read(PURPOSE, token, now=now, age=LINK_AGE)
    return Choice(said["p"], None)
