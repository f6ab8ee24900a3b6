"""What stands over the list and the board: counts of the views, and the names of the filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, literal, literal_column, select
from sqlalchemy.orm import Session

from tracker.accounts.models import User
from tracker.core.counting import counted
from tracker.core.db import at_most
from tracker.leads.filters import LeadFilter, View
from tracker.leads.listing import Asking
from tracker.leads.models import Lead, Phase, Stage
from tracker.topics.models import Topic
from tracker.trips.models import Trip

COUNTED_VIEWS = (View.OPEN, View.MINE, View.LATE, View.MISSING, View.UNOWNED, View.AGREED)
_RUNNING = (Lead.state == literal_column("'won'"), Lead.phase == Phase.AGREED)


@dataclass(frozen=True, slots=True)
class Bar:
    """Counts to a thousand and one, and what the filters that are on are called."""

    views: Mapping[View, int]
    found: int
    phases: Mapping[Phase, int]
    running: int
    """How many of those counted as agreed are running already, and so no longer open."""
    any_lead: bool
    owner: str | None
    topic_lt: str | None
    topic_en: str | None
    trip_city: str | None
    trip_start: date | None
    stage_lt: str | None
    stage_en: str | None


def bar(
    session: Session,
    asking: Asking,
    *,
    among: Select[int] | None = None,
    phases: tuple[Phase, ...] = (),
) -> Bar:
    """Count the views, and what is asked for, whole or by phase; in one statement.

    By phase, agreed leads that are running count beside the open ones, as the board shows them.
    """
    asked = asking.asked
    statement = _statement(asking, among, phases) if asked.q else _known(asking, phases)
    row = session.execute(statement).one()
    views = dict(zip(COUNTED_VIEWS, row, strict=False))
    rest = row[len(COUNTED_VIEWS) :]
    count, running, any_lead, *names = rest[len(phases) :]
    if not asked.narrows:
        count = views.get(asked.view, count)
    by_phase = dict(zip(phases, rest, strict=False))
    return Bar(views, count, by_phase, running, any_lead is not None, *names)


@lru_cache(maxsize=64)
def _known(asking: Asking, phases: tuple[Phase, ...]) -> Select[*tuple[Any, ...]]:
    """Return the statement; building it costs as much as running it, and most are asked again."""
    return _statement(asking, None, phases)


def _statement(
    asking: Asking, among: Select[int] | None, phases: tuple[Phase, ...]
) -> Select[*tuple[Any, ...]]:
    asked = asking.asked
    together = replace(asking, with_running=True).conditions(among)
    needs_count = asked.narrows or asked.view not in COUNTED_VIEWS
    questions = [
        *(_counted(replace(asking, asked=LeadFilter(view)).conditions()) for view in COUNTED_VIEWS),
        *(_counted([*together, Lead.phase == phase]) for phase in phases),
        _counted(asking.conditions(among)) if needs_count else literal(0),
        _counted([*together, *_RUNNING]) if Phase.AGREED in phases else literal(0),
        select(Lead.id).limit(at_most(1)).scalar_subquery(),
        *_names(asked),
    ]
    return select(*(question.label(f"c{place}") for place, question in enumerate(questions)))


def _counted(wanted: Sequence[ColumnElement[bool]]) -> ScalarSelect[int]:
    return counted(select(Lead.id).where(*wanted)).scalar_subquery()


def _names(asked: LeadFilter) -> list[ColumnElement[Any]]:
    """Return a question for each name of `Bar`, in its order."""
    owner = select(User.given + " " + User.family).where(User.id == asked.owner)
    topic = select(Topic.name_lt).where(Topic.id == asked.topic)
    trip = select(Trip.city).where(Trip.id == asked.trip)
    stage = select(Stage.name_lt).where(Stage.id == asked.stage)
    every = [
        (asked.owner, owner),
        (asked.topic, topic),
        (asked.topic, topic.with_only_columns(Topic.name_en)),
        (asked.trip, trip),
        (asked.trip, trip.with_only_columns(Trip.start_on)),
        (asked.stage, stage),
        (asked.stage, stage.with_only_columns(Stage.name_en)),
    ]
    return [query.scalar_subquery() if given else literal(None) for given, query in every]
