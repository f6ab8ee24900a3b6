"""The search index as rows; the full-text part beside it is made by the migrations."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.db import Base


class SearchEntry(Base):
    """What is found of one thing, under which words."""

    __tablename__ = "search_entries"
    __table_args__ = (Index(None, "kind", "subject_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """contact, organisation, lead, trip or topic."""
    subject_id: Mapped[int]
    title: Mapped[str]
    detail: Mapped[str]
    name_words: Mapped[str]
    """Folded names: they count more than the rest."""
    words: Mapped[str]
    """Folded everything."""
