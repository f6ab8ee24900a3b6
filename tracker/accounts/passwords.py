"""Passwords: how they are kept, how they are checked, and which ones are too easy to guess."""

import re
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tracker.core.text import fold
from tracker.core.words import mark

SHORTEST = 12
LONGEST = 200
_OF_ITS_OWN = 6
"""Characters that must be left of a password when what anybody would try is taken away."""
_HASHER = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
"""46 MiB and one pass: the first of OWASP's recommended settings for Argon2id."""
NOBODYS = (
    "$argon2id$v=19$m=47104,t=1,p=1$p4nhKZWcz6OEHyweVf0IpA$"
    "fLbrOSf+1zYql5PF8lr6wUu3u9dIxr70uHK+0HKMjto"
)
"""Checked in place of a password that is not there, so that the answer takes as long."""
_TRIED_FIRST = re.compile(
    "slaptazodis|savivaldybe|panevezys|lietuva|vilnius|kaunas|klaipeda|rysiai|labas|meras|"
    "password|passw0rd|welcome|letmein|iloveyou|administrator|admin|dragon|monkey|football|"
    "qwertyuiop|qwerty|asdfghjkl|asdfgh|zxcvbnm|azerty|1q2w3e4r|1qaz2wsx|"
    "abcdefghijkl|abcdef|abcd|abc|0123456789|1234567890|123456789|12345678|1234567|123456|12345|"
    "1234|123|987654321|654321|54321|4321|321"
)
_ROW = re.compile(r"(.)\1{2,}")


def hash_password(password: str) -> str:
    """Return what is kept of a password; slow on purpose, so never inside a transaction."""
    return _HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Tell whether `password` is the one behind `kept`.

    It takes as long where nothing is kept, so that time does not tell who has an account.
    """
    try:
        right = _HASHER.verify(kept or NOBODYS, password)
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether `kept` was made with other settings than today's."""
    return _HASHER.check_needs_rehash(kept)


def weakness(password: str, *, about: Iterable[str]) -> str | None:
    """Return why `password` is refused, as a catalogue key; nothing when it will do.

    `about` is what a stranger knows of the person: their name, their address. Beyond length,
    enough must be left when such words, well-known ones and rows of one sign are taken away.
    """
    if len(password) < SHORTEST:
        return mark("Use at least 12 characters. A few words in a row are easy to remember.")
    left = "".join(fold(password).split())
    for word in sorted(_words(about), key=len, reverse=True):
        left = left.replace(word, "")
    left = _ROW.sub(r"\1", _TRIED_FIRST.sub("", left))
    if len(set(left)) < _OF_ITS_OWN:
        return mark("This is too easy to guess. Take words that have nothing to do with you.")
    return None


def _words(about: Iterable[str]) -> set[str]:
    return {word for text in about for word in fold(text).split() if len(word) > 2}
