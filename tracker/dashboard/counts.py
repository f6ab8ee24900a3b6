"""Everything the mayor's page counts, asked in one statement."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    SQLColumnExpression,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)

from tracker.accounts.models import User
from tracker.core.db import CENTS, Work, ask, at_most
from tracker.core.weeks import monday_of, sunday_of
from tracker.leads.filters import LeadFilter, View, conditions
from tracker.leads.models import IS_LIVING, IS_OPEN, Lead, LeadState, Phase, Pipeline, Stage
from tracker.leads.tallies import tallies
from tracker.reminders.models import Reminder
from tracker.topics.models import Topic
from tracker.trips.models import Trip

WEEKS = 12
TOPICS = 4
PER_CENT = 100
Column = SQLColumnExpression[Any]
Line = Row[*tuple[Any, ...]]
Rows = dict[str, list[Line]]


@dataclass(frozen=True, slots=True)
class Named:
    """A count of something that has a name in both languages; `key` is what a filter says."""

    key: str
    name_lt: str
    name_en: str
    leads: int


@dataclass(frozen=True, slots=True)
class Worth:
    """What the open leads may be worth: never one bare sum."""

    total: Decimal = Decimal()
    weighted: Decimal = Decimal()
    """Each value times the likelihood of its stage."""
    largest: Decimal = Decimal()

    @property
    def is_mostly_one(self) -> bool:
        """Tell whether one lead is more than half of the total."""
        return self.largest * 2 > self.total


@dataclass(frozen=True, slots=True)
class Load:
    """How many steps somebody has on one day."""

    on: date
    owner_id: int
    owner: str
    steps: int


@dataclass(frozen=True, slots=True)
class Week:
    """How many steps were done in the week that begins on `monday`, and by their day."""

    monday: date
    done: int
    on_time: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of the page: `phases`, `countries` and `topics` are of the chosen period."""

    pipelines: Sequence[Named]
    phases: Mapping[Phase, int]
    """By phase; CLOSED are those that ended without result."""
    parked: int
    countries: Sequence[tuple[str, int]]
    topics: Sequence[Named]
    trips: int
    late: int
    missing: int
    unowned: int
    signing: int
    own_due: int
    reports_late: int
    worth: Worth
    loads: Sequence[Load]
    weeks: Sequence[Week]
    """Twelve whole ones, and the one that is under way."""

    @property
    def open_leads(self) -> int:
        """Return how many leads are open, whenever they began."""
        return sum(pipeline.leads for pipeline in self.pipelines)

    @property
    def leads(self) -> int:
        """Return how many leads the period brought, open or not."""
        return sum(self.phases.values()) + self.parked

    @property
    def questions(self) -> int:
        """Return how many things only the mayor decides; leads without an owner are one."""
        return self.signing + self.reports_late + bool(self.unowned)


def count_all(work: Work, since: date | None = None) -> Counts:
    """Count everything, in one statement; `since` is the first day of the period."""
    rows: Rows = defaultdict(list)
    for row in ask(work.session, _question(work.today, work.actor_id, since)).all():
        rows[row.kind].append(row)
    return _read(rows, work.today)


@lru_cache(maxsize=64)
def _question(today: date, me: int | None, since: date | None) -> CompoundSelect[*tuple[Any, ...]]:
    """Return the one question; putting it together costs more than many of its answers."""
    return union_all(
        _pipelines(),
        _stages(since),
        _countries(since),
        _topics(since),
        *_single(today, me, since),
        _loads(today),
        _done_by_day(first_monday(today)),
    )


def first_monday(today: date) -> date:
    """Return the Monday on which the weeks that are drawn begin; all of them are over."""
    return monday_of(today) - timedelta(weeks=WEEKS)


def _line(kind: str, key: Column, **given: Column) -> Select[*tuple[Any, ...]]:
    """Select one part of the union: every part has the same columns, of the same types."""
    return select(
        literal(kind).label("kind"),
        cast(key, String).label("key"),
        *(cast(given.get(name, null()), String).label(name) for name in ("lt", "en")),
        *(
            cast(given.get(name, null()), BigInteger).label(name)
            for name in ("num", "more", "value", "share", "part_of")
        ),
    )


def _pipelines() -> Select[*tuple[Any, ...]]:
    return _line(
        "pipeline", Pipeline.key, lt=Pipeline.name_lt, en=Pipeline.name_en, num=Pipeline.id
    )


def _stages(since: date | None) -> Select[*tuple[Any, ...]]:
    """Select the leads of each stage: how many, how many of the period, their worth in cents."""
    every, begun = _at_stages(None), _at_stages(since)
    counted = _line(
        "stage",
        Stage.id,
        lt=Stage.phase,
        en=Stage.state,
        num=func.coalesce(every.c.leads, 0),
        more=func.coalesce(begun.c.leads, 0),
        value=func.coalesce(every.c.cents, 0),
        share=func.coalesce(Stage.probability, 0),
        part_of=Stage.pipeline_id,
    )
    return counted.outerjoin(every, every.c.stage_id == Stage.id).outerjoin(
        begun, begun.c.stage_id == Stage.id
    )


def _at_stages(since: date | None) -> Subquery:
    source = tallies(since)
    return (
        select(
            source.c.stage_id,
            func.sum(source.c.leads).label("leads"),
            func.sum(source.c.cents).label("cents"),
        )
        .where(source.c.topic_id.is_(None))
        .group_by(source.c.stage_id)
        .subquery()
    )


def _countries(since: date | None) -> Select[*tuple[Any, ...]]:
    source = tallies(since)
    counted = _line("country", source.c.country, num=func.sum(source.c.leads))
    return (
        counted.join(Stage, Stage.id == source.c.stage_id)
        .where(source.c.country.is_not(None), Stage.state == LeadState.OPEN)
        .group_by(source.c.country)
    )


def _topics(since: date | None) -> Select[*tuple[Any, ...]]:
    source = tallies(since)
    counted = (
        select(source.c.topic_id, func.sum(source.c.leads).label("leads"))
        .join(Stage, Stage.id == source.c.stage_id)
        .where(source.c.topic_id.is_not(None), Stage.state == LeadState.OPEN)
        .group_by(source.c.topic_id)
        .subquery()
    )
    return _line("topic", Topic.id, lt=Topic.name_lt, en=Topic.name_en, num=counted.c.leads).join(
        counted, and_(counted.c.topic_id == Topic.id, counted.c.leads > 0)
    )


def _single(today: date, me: int | None, since: date | None) -> list[Select[*tuple[Any, ...]]]:
    begun = (Trip.start_on <= today, Trip.start_on >= since) if since else ()
    trips = select(func.count(Trip.id)).where(*begun)
    questions = {
        "late": _leads(conditions(LeadFilter(View.LATE), me=0, today=today)),
        "missing": _leads(conditions(LeadFilter(View.MISSING), me=0, today=today)),
        "unowned": _leads(conditions(LeadFilter(View.UNOWNED), me=0, today=today)),
        "own": _leads(own_due(today, me)),
        "reports": select(func.count(Trip.id)).where(*report_is_late(today)),
        "trips": trips,
        "largest": select(type_coerce(Lead.value_eur, BigInteger))
        .where(IS_OPEN, Lead.value_eur.is_not(None))
        .order_by(Lead.value_eur.desc(), Lead.id.desc())
        .limit(at_most(1)),
    }
    return [
        _line("single", literal(key), num=question.scalar_subquery())
        for key, question in questions.items()
    ]


def _leads(wanted: Iterable[ColumnElement[bool]]) -> Select[int]:
    return select(func.count(Lead.id)).where(*wanted)


def own_due(today: date, me: int | None) -> tuple[ColumnElement[bool], ...]:
    """Return the condition for the reader's own steps, due by the end of this week."""
    return IS_LIVING, Lead.owner_id == me, Lead.next_step_on <= sunday_of(today)


def report_is_late(today: date) -> tuple[ColumnElement[bool], ...]:
    """Return the condition for trips whose report should be here and is not."""
    return Trip.report_due_on < today, Trip.report_submitted_on.is_(None)


def _loads(today: date) -> Select[*tuple[Any, ...]]:
    counted = (
        select(Lead.next_step_on, Lead.owner_id, func.count().label("steps"))
        .where(IS_LIVING, Lead.next_step_on.between(today, sunday_of(today)))
        .group_by(Lead.next_step_on, Lead.owner_id)
        .subquery()
    )
    return _line(
        "load",
        counted.c.next_step_on,
        lt=func.substr(User.given, 1, 1) + ".\u00a0" + User.family,
        num=counted.c.steps,
        more=User.id,
    ).join(counted, counted.c.owner_id == User.id)


def _done_by_day(monday: date) -> Select[*tuple[Any, ...]]:
    on_time = func.count(case((Reminder.done_on <= Reminder.wall_on, 1)))
    counted = _line("done", Reminder.done_on, num=func.count(), more=on_time)
    return counted.where(Reminder.done_on >= monday).group_by(Reminder.done_on)


def _read(rows: Rows, today: date) -> Counts:
    single = {row.key: row.num for row in rows["single"]}
    stages = rows["stage"]
    return Counts(
        pipelines=_by_pipeline(rows["pipeline"], stages),
        phases=_by_phase(stages),
        parked=sum(row.more for row in stages if row.en == LeadState.PARKED),
        countries=_by_country(rows["country"]),
        topics=_by_topic(rows["topic"]),
        trips=single["trips"],
        late=single["late"],
        missing=single["missing"],
        unowned=single["unowned"],
        signing=sum(row.num for row in _open(stages) if row.lt == Phase.AGREED),
        own_due=single["own"],
        reports_late=single["reports"],
        worth=_worth(stages, single["largest"] or 0),
        loads=_by_load(rows["load"]),
        weeks=_by_week(rows["done"], first_monday(today)),
    )


def _open(stages: Iterable[Line]) -> list[Line]:
    return [row for row in stages if row.en == LeadState.OPEN]


def _by_pipeline(pipelines: Sequence[Line], stages: Sequence[Line]) -> list[Named]:
    leads: Counter[int] = Counter()
    for row in _open(stages):
        leads[row.part_of] += row.num
    return [Named(row.key, row.lt, row.en, leads[row.num]) for row in pipelines]


def _by_phase(stages: Sequence[Line]) -> dict[Phase, int]:
    leads: Counter[str] = Counter()
    for row in stages:
        if row.en != LeadState.PARKED:
            leads[Phase.CLOSED if row.en == LeadState.LOST else row.lt] += row.more
    return {phase: leads[phase.value] for phase in Phase}


def _by_country(rows: Sequence[Line]) -> list[tuple[str, int]]:
    counted = [(row.key, row.num) for row in rows if row.num]
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))


def _by_topic(rows: Sequence[Line]) -> list[Named]:
    found = [Named(row.key, row.lt, row.en or row.lt, row.num) for row in rows]
    return sorted(found, key=lambda topic: (-topic.leads, int(topic.key)))[:TOPICS]


def _worth(stages: Sequence[Line], largest: int) -> Worth:
    total = sum(row.value for row in _open(stages))
    weighted = sum(row.value * row.share for row in _open(stages))
    return Worth(
        total=Decimal(total) / CENTS,
        weighted=Decimal(weighted) / CENTS / PER_CENT,
        largest=Decimal(largest) / CENTS,
    )


def _by_load(rows: Sequence[Line]) -> list[Load]:
    loads = [Load(date.fromisoformat(row.key), row.more, row.lt, row.num) for row in rows]
    return sorted(loads, key=lambda load: (load.on, load.owner_id))


def _by_week(rows: Sequence[Line], monday: date) -> list[Week]:
    done: Counter[int] = Counter()
    on_time: Counter[int] = Counter()
    for row in rows:
        week = (date.fromisoformat(row.key) - monday).days // 7
        done[week] += row.num
        on_time[week] += row.more
    return [Week(monday + timedelta(weeks=n), done[n], on_time[n]) for n in range(WEEKS + 1)]
