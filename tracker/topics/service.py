"""Everything that is done to topics."""

from sqlalchemy import or_, select

from tracker.audit.service import from_to, record
from tracker.core.db import Work
from tracker.core.errors import ConflictError, TrackerError
from tracker.core.once import made_by
from tracker.core.text import clean_line, fold, sort_key
from tracker.core.words import mark
from tracker.topics.models import Topic, TopicSynonym


class TopicTakenError(ConflictError):
    """One topic has one name; another one with it would split its leads."""

    def __init__(self, name: str) -> None:
        super().__init__(mark("There is already a topic “%(name)s”."), name=name)


class TopicNamelessError(TrackerError):
    """A topic is found by its words."""

    def __init__(self) -> None:
        super().__init__(mark("Enter the name of the topic."))


def turn_of_topic(name_lt: str) -> str:
    """Return whose turn is taken while a topic of that name is looked for and made."""
    return f"topic:{fold(name_lt)}"


def topic_named(work: Work, name_lt: str) -> Topic:
    """Return the topic of that name or with that synonym, or add it."""
    folded = _folded(name_lt)
    work.take_turn(turn_of_topic(name_lt))
    known_as = select(TopicSynonym.topic_id).where(TopicSynonym.folded == folded)
    found = work.session.scalars(
        select(Topic)
        .where(or_(Topic.folded == folded, Topic.id.in_(known_as)))
        .order_by(Topic.folded != folded, Topic.id)
        .limit(1)
    ).one_or_none()
    return found or _add(work, name_lt, "")


def add_topic(
    work: Work,
    name_lt: str,
    *,
    name_en: str = "",
    synonyms: tuple[str, ...] = (),
    form_key: str | None = None,
) -> Topic:
    """Add a topic; a form sent twice adds one.

    Raises TopicTakenError when there is one of that name, or TopicNamelessError.
    """
    made = made_by(work, Topic, form_key)
    if made is None:
        _must_be_free(work, name_lt)
        made = _add(work, name_lt, name_en, synonyms)
        made.form_key = form_key
    return made


def change_topic(
    work: Work, topic: Topic, name_lt: str, *, name_en: str = "", synonyms: tuple[str, ...] = ()
) -> Topic:
    """Rename a topic and set the other words for it; saving nothing new does nothing.

    Its synonyms are loaded. Raises TopicTakenError, TopicNamelessError.
    """
    _must_be_free(work, name_lt, but=topic.id)
    before = _facts(topic)
    _set(topic, name_lt, name_en, synonyms)
    if changes := from_to(before, _facts(topic)):
        topic.version += 1
        record(work, "topic.changed", f"topic:{topic.id}", **changes)
    return topic


def _add(work: Work, name_lt: str, name_en: str, synonyms: tuple[str, ...] = ()) -> Topic:
    topic = Topic(created_at=work.now, synonyms=[])
    _set(topic, name_lt, name_en, synonyms)
    work.session.add(topic)
    work.session.flush()
    record(work, "topic.added", f"topic:{topic.id}", name=topic.name_lt)
    return topic


def _facts(topic: Topic) -> dict[str, object]:
    return {
        "name": topic.name_lt,
        "name_en": topic.name_en,
        "synonyms": sorted(row.word for row in topic.synonyms),
    }


def _set(topic: Topic, name_lt: str, name_en: str, synonyms: tuple[str, ...]) -> None:
    topic.name_lt = clean_line(name_lt)
    topic.name_en = clean_line(name_en)
    topic.folded = _folded(name_lt)
    topic.sort_key = sort_key(topic.name_lt)
    kept = {row.folded: row for row in topic.synonyms}
    wanted = {fold(word): clean_line(word) for word in synonyms if fold(word)}
    topic.synonyms = [
        kept.get(folded) or TopicSynonym(word=word, folded=folded)
        for folded, word in wanted.items()
    ]


def _must_be_free(work: Work, name_lt: str, *, but: int | None = None) -> None:
    work.take_turn(turn_of_topic(name_lt))
    taken = select(Topic.name_lt).where(Topic.folded == _folded(name_lt), Topic.id != (but or 0))
    if (name := work.session.scalar(taken)) is not None:
        raise TopicTakenError(name)


def _folded(name: str) -> str:
    folded = fold(name)
    if not folded:
        raise TopicNamelessError
    return folded
