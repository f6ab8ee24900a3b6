"""What people may say of a topic."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from tracker.core.forms import BaseForm, LineField, TextField
from tracker.core.text import clean_line
from tracker.topics.models import Topic

MOST_SYNONYMS = 30


class TopicForm(BaseForm):
    """A topic: its Lithuanian name, the English one, and other words for it."""

    name_lt = LineField(_l("Topic in Lithuanian"), validators=[DataRequired(_l("Enter the name."))])
    name_en = LineField(_l("Topic in English"))
    synonyms = TextField(_l("Other words for it"))

    def show(self, topic: Topic) -> None:
        """Fill the form with a topic that is there, its synonyms loaded."""
        self.name_lt.data = topic.name_lt
        self.name_en.data = topic.name_en
        self.synonyms.data = "\n".join(row.word for row in topic.synonyms)

    @property
    def words(self) -> tuple[str, ...]:
        """Return the synonyms, one a line or between commas."""
        said = (self.synonyms.data or "").replace(",", "\n").splitlines()
        return tuple(word for word in map(clean_line, said) if word)[:MOST_SYNONYMS]
