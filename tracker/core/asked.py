"""What an address asks for, read; what nobody knows is nothing, rather than refused."""

import re
from datetime import date
from enum import StrEnum
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)
MOST_SIGNS = 100
"""Of what is searched for; nobody types more, and each word costs a look into the index."""
_COUNTRY = re.compile("[A-Z]{2}")


def one_of(kind: type[Choice], said: str | None) -> Choice | None:
    """Return the choice that is named by its value."""
    return kind(said) if said in set(kind) else None


def day_in(said: str | None) -> date | None:
    """Return the day written as in 2026-11-23."""
    try:
        return date.fromisoformat(said or "")
    except ValueError:
        return None


def country_in(said: str | None) -> str | None:
    """Return the country's code, in capitals, as far as it can be one."""
    code = (said or "").upper()
    return code if _COUNTRY.fullmatch(code) else None


def words_in(said: str | None) -> str:
    """Return the words to search for, one space apart."""
    return " ".join((said or "").split())[:MOST_SIGNS]
