"""One lead whole: its facts, its pipeline, and what happened with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    Date,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from tracker.accounts.models import User
from tracker.accounts.queries import may_own
from tracker.audit.models import Entry
from tracker.contacts.models import Contact, Organisation
from tracker.core.db import ask, at_most
from tracker.core.errors import must_be_there
from tracker.core.i18n import in_language
from tracker.leads.models import Activity, Lead, LeadTopic, Pipeline, Stage, subject_of
from tracker.topics.models import Topic
from tracker.trips.models import Trip

ENTRIES = 30
Columns = tuple[Any, ...]


def facts_of(session: Session, lead_id: int) -> Any:  # noqa: ANN401 - a row of these columns
    """Return the lead's row with the names of what it is about.

    Raises NotFoundError.
    """
    return must_be_there(ask(session, _FACTS, {"lead_id": lead_id}).one_or_none())


_FACTS: Select[*Columns] = (
    select(
        *Lead.__table__.c,
        Stage.name_lt.label("stage_lt"),
        Stage.name_en.label("stage_en"),
        Stage.position.label("stage_position"),
        Stage.warns_of_procurement,
        Pipeline.name_lt.label("pipeline_lt"),
        Pipeline.name_en.label("pipeline_en"),
        User.given.label("owner_given"),
        User.family.label("owner_family"),
        Organisation.name.label("organisation"),
        Organisation.name_lt.label("organisation_lt"),
        Contact.name.label("contact"),
        Trip.city.label("trip_city"),
        Trip.start_on.label("trip_start"),
    )
    .join(Stage, Stage.id == Lead.stage_id)
    .join(Pipeline, Pipeline.id == Lead.pipeline_id)
    .outerjoin(User, User.id == Lead.owner_id)
    .outerjoin(Organisation, Organisation.id == Lead.organisation_id)
    .outerjoin(Contact, Contact.id == Lead.contact_id)
    .outerjoin(Trip, Trip.id == Lead.trip_id)
    .where(Lead.id == bindparam("lead_id"))
)


@dataclass(frozen=True, slots=True)
class Named:
    """A stage or a topic in both languages; a stage's phase, state and place in its pipeline."""

    id: int
    lt: str
    en: str
    phase: str = ""
    state: str = ""
    position: int = 0

    def name(self, language: str) -> str:
        """Return the name in `language`; in Lithuanian where there is no other."""
        return in_language(language, self.lt, self.en)


def stages_and_topics(
    session: Session, lead_id: int, pipeline_id: int
) -> tuple[list[Named], list[Named]]:
    """Return the stages of the lead's pipeline and the lead's topics, in one statement."""
    values = {"lead_id": lead_id, "pipeline_id": pipeline_id}
    rows = ask(session, _stages_and_topics(), values).all()
    return (
        [Named(*row[1:]) for row in rows if row[0] == "stage"],
        [Named(*row[1:]) for row in rows if row[0] == "topic"],
    )


@cache
def _stages_and_topics() -> Select[*Columns]:
    stages = select(
        literal("stage"),
        Stage.id,
        Stage.name_lt,
        Stage.name_en,
        cast(Stage.phase, String),
        cast(Stage.state, String),
        Stage.position.label("place"),
    ).where(Stage.pipeline_id == bindparam("pipeline_id"))
    topics = (
        select(
            literal("topic"),
            Topic.id,
            Topic.name_lt,
            Topic.name_en,
            literal(""),
            literal(""),
            LeadTopic.position,
        )
        .join(LeadTopic, LeadTopic.topic_id == Topic.id)
        .where(LeadTopic.lead_id == bindparam("lead_id"))
    )
    both = union_all(stages, topics).subquery()
    return select(*both.c).order_by(both.c.place, both.c.id)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account; `may_own` leads now, or did once."""

    id: int
    given: str
    family: str
    may_own: bool

    @property
    def name(self) -> str:
        """Return the name as it is read."""
        return f"{self.given} {self.family}"


_PEOPLE = select(
    User.id, User.given, User.family, may_own(bindparam("today", type_=Date))
).order_by(User.family, User.given, User.id)


def people(session: Session, *, today: date) -> dict[int, Person]:
    """Return everybody who has or had an account, by surname."""
    rows = ask(session, _PEOPLE, {"today": today}).all()
    return {row.id: Person(*row) for row in rows}


class Show(StrEnum):
    """What of a lead's timeline is shown."""

    ALL = "all"
    TALKS = "talks"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the timeline: an activity (`text` is there) or a change from the journal."""

    what: str
    day: date
    moment: datetime
    id: int
    detail: dict[str, Any] | None
    given: str | None
    family: str | None
    at: time | None
    direction: str | None
    text: str | None
    language: str | None
    actor_id: int | None

    @property
    def place(self) -> str:
        """Return where the timeline goes on after this entry."""
        return f"{self.day.isoformat()}~{self.moment.isoformat()}~{self.id}"


Before = tuple[date, datetime, int]


def read_before(text: str | None) -> Before | None:
    """Read the place of an entry from an address; what is none is the beginning."""
    parts = (text or "").split("~")
    try:
        day, moment, number = parts
        before = (date.fromisoformat(day), datetime.fromisoformat(moment), int(number[:9]))
    except ValueError:
        return None
    return before if before[1].tzinfo else None


def timeline_of(
    session: Session,
    lead_id: int,
    *,
    show: Show = Show.ALL,
    before: Before | None = None,
    limit: int = ENTRIES,
) -> Sequence[Happening]:
    """Return what happened with a lead, the latest day first, in one statement.

    An activity stands at its day of contact, a change at the day it was made. One more than
    `limit` tells that there is more.
    """
    values: dict[str, object] = {"lead_id": lead_id, "subject": subject_of(lead_id)}
    if before is not None:
        values |= {"day": before[0], "moment": before[1], "number": before[2]}
    statement = _timeline(show, most=limit + 1, goes_on=before is not None)
    return [Happening(*row) for row in ask(session, statement, values).all()]


@cache
def _timeline(show: Show, *, most: int, goes_on: bool) -> Select[*Columns]:
    arms = {
        Show.ALL: (_changes(), _talks()),
        Show.TALKS: (_talks(),),
        Show.CHANGES: (_changes(),),
    }[show]
    every = union_all(*arms).subquery()
    question = select(*every.c)
    if goes_on:
        here = tuple_(
            bindparam("day", type_=Date()),
            bindparam("moment", type_=Entry.at.type),
            bindparam("number", type_=Entry.id.type),
        )
        question = question.where(tuple_(every.c.day, every.c.moment, every.c.id) < here)
    latest_first = (every.c.day.desc(), every.c.moment.desc(), every.c.id.desc())
    return question.order_by(*latest_first).limit(at_most(most))


def _changes() -> Select[*Columns]:
    return (
        select(
            Entry.what.label("what"),
            func.date(Entry.at, type_=Date()).label("day"),
            Entry.at.label("moment"),
            Entry.id.label("id"),
            Entry.detail.label("detail"),
            User.given.label("given"),
            User.family.label("family"),
            cast(null(), Activity.happened_at.type).label("at"),
            _no_words("direction"),
            _no_words("text"),
            _no_words("language"),
            Entry.actor_id.label("actor_id"),
        )
        .outerjoin(User, User.id == Entry.actor_id)
        .where(Entry.subject == bindparam("subject"), Entry.what != "activity.added")
    )


def _talks() -> Select[*Columns]:
    return (
        select(
            cast(Activity.kind, Entry.what.type).label("what"),
            Activity.happened_on.label("day"),
            Activity.entered_at.label("moment"),
            Activity.id.label("id"),
            cast(null(), Entry.detail.type).label("detail"),
            User.given.label("given"),
            User.family.label("family"),
            Activity.happened_at.label("at"),
            cast(Activity.direction, Entry.what.type).label("direction"),
            Activity.text.label("text"),
            Activity.language.label("language"),
            Activity.author_id.label("actor_id"),
        )
        .outerjoin(User, User.id == Activity.author_id)
        .where(Activity.lead_id == bindparam("lead_id"))
    )


def _no_words(name: str) -> Any:  # noqa: ANN401 - a column without a value
    return cast(null(), Entry.what.type).label(name)
