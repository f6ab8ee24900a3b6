"""What people may say of a topic."""

from typing import Any, Self

from wtforms.validators import DataRequired

from tracker.core.forms import BaseForm, LineField, OnceForm, TextField
from tracker.core.text import clean_line
from tracker.core.texts import lazy_gettext as _l
from tracker.core.versions import ChangeForm
from tracker.topics.models import Topic

MOST_SYNONYMS = 30


class TopicForm(BaseForm):
    """A topic: its Lithuanian name, the English one, and other words for it."""

    name_lt = LineField(
        _l("Topic in Lithuanian"), validators=[DataRequired(_l("Enter the name of the topic."))]
    )
    name_en = LineField(_l("Topic in English"))
    synonyms = TextField(_l("Other words for it"))

    @property
    def words(self) -> tuple[str, ...]:
        """Return the synonyms, one a line or between commas."""
        said = (self.synonyms.data or "").replace(",", "\n").splitlines()
        return tuple(word for word in map(clean_line, said) if word)[:MOST_SYNONYMS]

    def said(self) -> dict[str, Any]:
        """Return what was said, as the services take it; the form is valid."""
        return {
            "name_lt": self.name_lt.data,
            "name_en": self.name_en.data or "",
            "synonyms": self.words,
        }


class NewTopicForm(TopicForm, OnceForm):
    """A new topic."""


class TopicChangeForm(TopicForm, ChangeForm):
    """A topic that is there."""

    @classmethod
    def of(cls, topic: Topic) -> Self:
        """Return the form of a topic as it is saved, its synonyms loaded."""
        words = "\n".join(row.word for row in topic.synonyms)
        form = cls(data={"name_lt": topic.name_lt, "name_en": topic.name_en, "synonyms": words})
        form.remember(topic.version)
        return form
