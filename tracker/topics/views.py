"""Pages of topics."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from tracker.accounts.permissions import Permission
from tracker.contacts.queries import organisations_of_topic
from tracker.core.i18n import in_language
from tracker.core.texts import gettext as _
from tracker.core.texts import language
from tracker.core.versions import ClashError
from tracker.core.web import needs, page, reading, say_refusal, see, tell, writing
from tracker.leads.queries import lead_counts_by_topic, leads_of
from tracker.topics import queries, service
from tracker.topics.forms import NewTopicForm, TopicChangeForm, TopicForm
from tracker.topics.models import Topic

bp = Blueprint("topics", __name__, url_prefix="/topics")
SHOWN = 20


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic as the list shows it."""

    id: int
    name: str
    synonyms: str
    open: int
    all: int


@bp.get("")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    """List the topics with how many leads each has."""
    with reading() as work:
        counts = lead_counts_by_topic(work.session)
        lines = [
            TopicLine(number, name, words, *counts.get(number, (0, 0)))
            for number, name, words in queries.topics_with_words(work.session, language())
        ]
        return page("topics/index.html", active="contacts", lines=lines)


@bp.get("/<int:topic_id>")
@needs(Permission.READ)
def show(topic_id: int) -> ResponseReturnValue:
    """Show a topic: its leads, and the organisations that work on it."""
    with reading() as work:
        topic = queries.get_topic(work.session, topic_id)
        leads = leads_of(work.session, "topic", topic_id, limit=SHOWN)
        at = organisations_of_topic(work.session, topic_id, limit=SHOWN)
        return page(
            "topics/show.html",
            active="contacts",
            topic=topic,
            name=topic.name(language()),
            leads=leads[:SHOWN],
            now=work.here,
            has_more_leads=len(leads) > SHOWN,
            organisations=[
                (in_language(language(), name_lt, name), number, city or "")
                for number, name, name_lt, city in at[:SHOWN]
            ],
            has_more_organisations=len(at) > SHOWN,
        )


@bp.get("/new")
@needs(Permission.EDIT_CONTACTS)
def new() -> ResponseReturnValue:
    """Ask for a new topic."""
    return _form_page(NewTopicForm())


@bp.post("/new")
@needs(Permission.EDIT_CONTACTS)
def add() -> ResponseReturnValue:
    """Add a topic; the same form sent twice adds one."""
    form = NewTopicForm(request.form)
    if not form.validate():
        return _form_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as work:
            topic = service.add_topic(work, **form.said(), form_key=form.form_key)
            number, name = topic.id, topic.name_lt
    except service.TopicTakenError as error:
        form.refuse("name_lt", say_refusal(error))
        return _form_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    tell(_("Added: %(name)s", name=name))
    return see("topics.show", topic_id=number)


@bp.get("/<int:topic_id>/edit")
@needs(Permission.EDIT_CONTACTS)
def edit(topic_id: int) -> ResponseReturnValue:
    """Show a topic in a form."""
    return _in_form(topic_id)


@bp.post("/<int:topic_id>/edit")
@needs(Permission.EDIT_CONTACTS)
def change(topic_id: int) -> ResponseReturnValue:
    """Rename a topic, or change the other words for it; after a clash both are shown."""
    form = TopicChangeForm(request.form)
    if not form.validate():
        return _in_form(topic_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as work:
            topic = queries.get_topic(work.session, topic_id, to_change=True)
            form.settle(TopicChangeForm.of(topic))
            service.change_topic(work, topic, **form.said())
    except service.TopicTakenError as error:
        form.refuse("name_lt", say_refusal(error))
        return _in_form(topic_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    except ClashError:
        return _in_form(topic_id, form, clash=True), HTTPStatus.CONFLICT
    tell(_("Saved."))
    return see("topics.show", topic_id=topic_id)


def _in_form(topic_id: int, form: TopicChangeForm | None = None, *, clash: bool = False) -> str:
    """Show a topic as it is saved, or as it was typed; after a clash beside what is saved."""
    with reading() as work:
        topic = queries.get_topic(work.session, topic_id)
        saved = TopicChangeForm.of(topic)
        theirs = form.again_over(saved) if form and clash else ()
        return _form_page(form or saved, topic, theirs)


def _form_page(
    form: TopicForm, topic: Topic | None = None, theirs: Sequence[tuple[str, str]] = ()
) -> str:
    return page("topics/edit.html", active="contacts", form=form, topic=topic, theirs=theirs)
