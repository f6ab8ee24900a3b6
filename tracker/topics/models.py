"""Topics and the other words by which they are found."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.db import Base, SortKey
from tracker.core.i18n import in_language


class Topic(Base):
    """A field in which the city cooperates; one list for everybody."""

    __tablename__ = "topics"

    id: Mapped[int] = mapped_column(primary_key=True)
    name_lt: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str] = mapped_column(default="")
    folded: Mapped[str] = mapped_column(unique=True)
    """The Lithuanian name as it is searched; the same topic is not made twice."""
    sort_key: Mapped[str] = mapped_column(SortKey)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    form_key: Mapped[str | None] = mapped_column(index=True, unique=True)
    """The number of the form it was typed in; the same form sent twice makes one."""

    synonyms: Mapped[list["TopicSynonym"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="TopicSynonym.id"
    )

    def name(self, language: str) -> str:
        """Return the name in `language`, in Lithuanian where there is no other."""
        return in_language(language, self.name_lt, self.name_en)


class TopicSynonym(Base):
    """Another word for a topic."""

    __tablename__ = "topic_synonyms"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), index=True)
    word: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
