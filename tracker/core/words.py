"""Words that are translated later, where the reader's language is known."""

from typing import NamedTuple


def mark(text: str) -> str:
    """Mark `text` for the catalogue and return it unchanged.

    Rules and errors speak English; the page or the letter that shows them translates.
    """
    return text


class Count(NamedTuple):
    """How many there are of something; `one` and `many` are marked for the catalogue."""

    one: str
    many: str
    num: int

    def __str__(self) -> str:
        return (self.one if self.num == 1 else self.many) % {"num": self.num}


class Counts(tuple[Count, ...]):
    """How many there are of several things, said one after the other."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(map(str, self))
