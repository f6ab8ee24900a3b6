"""The search index as rows; the full-text part beside it is made by `ddl.py`."""

from enum import StrEnum

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.db import Base, SortKey, table_of


class Kind(StrEnum):
    """What can be found, in the order in which it is listed."""

    CONTACT = "contact"
    ORGANISATION = "organisation"
    LEAD = "lead"
    TRIP = "trip"
    TOPIC = "topic"
    ACTIVITY = "activity"


ROOM = 1 << 40
"""How many ids each kind has room for."""


def base_of(kind: Kind) -> int:
    """Return the number below the entries of `kind`: entry id = base + the subject's id."""
    return (list(Kind).index(kind) + 1) * ROOM


def entry_id(kind: Kind, subject_id: int) -> int:
    """Return the number of a thing's entry: kinds stand apart, so that one can be asked alone."""
    return base_of(kind) + subject_id


class SearchEntry(Base):
    """What is found of one thing, under which words.

    What depends on the reader's language stands twice. `context` are the words of what it belongs
    to (a contact's organisation, a lead's topics), copied from their entries.
    """

    __tablename__ = "search_entries"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    kind: Mapped[Kind]
    subject_id: Mapped[int]
    title: Mapped[str]
    title_en: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    detail_en: Mapped[str] = mapped_column(default="")
    about_id: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    """The entry whose name is shown beside: a contact's organisation, a note's lead."""
    country: Mapped[str | None]
    mark: Mapped[str] = mapped_column(default="")
    """A lead's phase; a native name behind its language."""
    sort_key: Mapped[str] = mapped_column(SortKey)
    name_words: Mapped[str]
    """Folded names: they count more than the rest."""
    words: Mapped[str]
    """Folded everything else of its own."""
    context: Mapped[str] = mapped_column(default="")


ENTRIES = table_of(SearchEntry)
"""The same as a table, for writing many at once."""
