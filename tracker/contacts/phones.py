"""Telephone numbers: what was typed is kept, what can be dialled anywhere stands beside it."""

from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from tracker.core.text import clean_line
from tracker.core.words import mark

_DOUBTFUL = mark("This number looks unusual. It is saved as you typed it.")
_UNREAD = mark("The country code is not known. Begin with + to make the number callable.")


@dataclass(frozen=True, slots=True)
class ReadPhone:
    """A number as typed, and in E.164 where it can be told; `hint` never refuses anything."""

    typed: str
    e164: str | None
    hint: str | None = None


def read_phone(typed: str, country: str | None = None) -> ReadPhone:
    """Read a number typed in any way; `country` (ISO 3166) helps where it does not begin with +."""
    line = clean_line(typed)
    try:
        number = phonenumbers.parse(line, country)
    except NumberParseException:
        return ReadPhone(line, None, _UNREAD)
    if not phonenumbers.is_possible_number(number):
        return ReadPhone(line, None, _DOUBTFUL)
    hint = None if phonenumbers.is_valid_number(number) else _DOUBTFUL
    return ReadPhone(line, phonenumbers.format_number(number, PhoneNumberFormat.E164), hint)


@lru_cache(maxsize=10_000)
def show_phone(e164: str) -> str:
    """Return a number grouped for reading: "+370 45 501 234"."""
    try:
        number = phonenumbers.parse(e164)
    except NumberParseException:
        return e164
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
