"""What is asked of topics; nothing here changes anything."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from tracker.core.errors import must_be_there
from tracker.core.i18n import in_language
from tracker.topics.models import Topic, TopicSynonym


def get_topic(session: Session, topic_id: int, *, to_change: bool = False) -> Topic:
    """Return the topic with its synonyms; `to_change` lets others who want to change it wait.

    Raises NotFoundError.
    """
    asked = select(Topic).where(Topic.id == topic_id).options(selectinload(Topic.synonyms))
    question = asked.with_for_update(of=Topic, key_share=True) if to_change else asked
    return must_be_there(session.scalars(question).one_or_none())


def topic_options(session: Session, language: str) -> list[tuple[int, str]]:
    """Return (id, name) of every topic in the Lithuanian alphabet's order, to choose from."""
    found = session.execute(
        select(Topic.id, Topic.name_lt, Topic.name_en).order_by(Topic.sort_key, Topic.id)
    )
    return [(number, in_language(language, name_lt, name_en)) for number, name_lt, name_en in found]


def topics_with_words(session: Session, language: str) -> list[tuple[int, str, str]]:
    """Return (id, name, other words) of every topic, in the Lithuanian alphabet's order."""
    words = (
        select(func.aggregate_strings(TopicSynonym.word, ", "))
        .where(TopicSynonym.topic_id == Topic.id)
        .scalar_subquery()
    )
    found = session.execute(
        select(Topic.id, Topic.name_lt, Topic.name_en, words).order_by(Topic.sort_key, Topic.id)
    )
    return [
        (number, in_language(language, name_lt, name_en), synonyms or "")
        for number, name_lt, name_en, synonyms in found
    ]
