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
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    true,
    type_coerce,
    union_all,
)

from tracker.accounts.models import User
from tracker.core.db import CENTS, Work, ask
from tracker.leads.filters import LeadFilter, View, conditions, opened_since
from tracker.leads.models import (
    IS_LIVING,
    IS_LOST,
    IS_OPEN,
    IS_PARKED,
    Lead,
    LeadState,
    LeadTopic,
    Phase,
    Pipeline,
    Stage,
)
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
        """Return how many things wait for the mayor; leads without an owner are one."""
        return self.signing + self.own_due + self.reports_late + bool(self.unowned)


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
        _stages(),
        _open(since),
        *_over(since),
        _topics(since),
        *_single(today, me, since),
        _loads(today),
        _done_by_day(first_monday(today)),
    )


def _of_period(since: date | None) -> ColumnElement[bool]:
    return opened_since(since) if since else true()


def first_monday(today: date) -> date:
    """Return the Monday on which the weeks that are drawn begin."""
    return today - timedelta(days=today.weekday(), weeks=WEEKS - 1)


def _line(kind: str, key: Column, **given: Column) -> Select[*tuple[Any, ...]]:
    """Select one part of the union: every part has the same columns, of the same types."""
    return select(
        literal(kind).label("kind"),
        cast(key, String).label("key"),
        *(cast(given.get(name, null()), String).label(name) for name in ("lt", "en")),
        *(
            cast(given.get(name, null()), BigInteger).label(name)
            for name in ("num", "more", "value", "largest")
        ),
    )


def _pipelines() -> Select[*tuple[Any, ...]]:
    return _line(
        "pipeline", Pipeline.key, lt=Pipeline.name_lt, en=Pipeline.name_en, num=Pipeline.id
    )


def _stages() -> Select[*tuple[Any, ...]]:
    return _line("stage", Stage.id, lt=Stage.phase, num=Stage.pipeline_id, more=Stage.probability)


def _open(since: date | None) -> Select[*tuple[Any, ...]]:
    cents = type_coerce(Lead.value_eur, BigInteger)
    counted = _line(
        "open",
        Lead.stage_id,
        lt=Lead.country,
        num=func.count(),
        more=func.count(case((_of_period(since), 1))),
        value=func.coalesce(func.sum(cents), 0),
        largest=func.coalesce(func.max(cents), 0),
    )
    return counted.where(IS_OPEN).group_by(Lead.stage_id, Lead.country)


def _over(since: date | None) -> list[Select[*tuple[Any, ...]]]:
    """Count those that are open no more, each from the index of its own state."""
    is_won = (IS_LIVING, Lead.state == literal_column("'won'"))
    won = _line("over", literal(LeadState.WON.value), lt=Lead.phase, num=func.count())
    ended = [
        _line("over", literal(state.value), lt=literal(Phase.CLOSED.value), num=func.count())
        .select_from(Lead)
        .where(is_it, _of_period(since))
        for state, is_it in ((LeadState.PARKED, IS_PARKED), (LeadState.LOST, IS_LOST))
    ]
    return [won.where(*is_won, _of_period(since)).group_by(Lead.phase), *ended]


def _topics(since: date | None) -> Select[*tuple[Any, ...]]:
    counted = (
        select(LeadTopic.topic_id, func.count().label("leads"))
        .join(Lead, Lead.id == LeadTopic.lead_id)
        .where(IS_OPEN, _of_period(since))
        .group_by(LeadTopic.topic_id)
        .subquery()
    )
    return _line("topic", Topic.id, lt=Topic.name_lt, en=Topic.name_en, num=counted.c.leads).join(
        counted, counted.c.topic_id == Topic.id
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
    }
    return [
        _line("single", literal(key), num=question.scalar_subquery())
        for key, question in questions.items()
    ]


def _leads(wanted: Iterable[ColumnElement[bool]]) -> Select[int]:
    return select(func.count(Lead.id)).where(*wanted)


def own_due(today: date, me: int | None) -> tuple[ColumnElement[bool], ...]:
    """Return the condition for the reader's own steps, due by the end of this week."""
    return IS_LIVING, Lead.owner_id == me, Lead.next_step_on <= end_of_week(today)


def report_is_late(today: date) -> tuple[ColumnElement[bool], ...]:
    """Return the condition for trips whose report should be here and is not."""
    return Trip.report_due_on < today, Trip.report_submitted_on.is_(None)


def end_of_week(day: date) -> date:
    """Return the Sunday of `day`'s week."""
    return day + timedelta(days=6 - day.weekday())


def _loads(today: date) -> Select[*tuple[Any, ...]]:
    counted = (
        select(Lead.next_step_on, Lead.owner_id, func.count().label("steps"))
        .where(IS_LIVING, Lead.next_step_on.between(today, end_of_week(today)))
        .group_by(Lead.next_step_on, Lead.owner_id)
        .subquery()
    )
    return _line(
        "load",
        counted.c.next_step_on,
        lt=func.substr(User.given, 1, 1) + ". " + User.family,
        num=counted.c.steps,
        more=User.id,
    ).join(counted, counted.c.owner_id == User.id)


def _done_by_day(monday: date) -> Select[*tuple[Any, ...]]:
    on_time = func.count(case((Reminder.done_on <= Reminder.wall_on, 1)))
    counted = _line("done", Reminder.done_on, num=func.count(), more=on_time)
    return counted.where(Reminder.done_on >= monday).group_by(Reminder.done_on)


def _read(rows: Rows, today: date) -> Counts:
    single = {row.key: row.num for row in rows["single"]}
    stages = {row.key: row for row in rows["stage"]}
    open_rows = [(row, stages[row.key]) for row in rows["open"]]
    over = {(row.key, row.lt): row.num for row in rows["over"]}
    return Counts(
        pipelines=_by_pipeline(rows["pipeline"], open_rows),
        phases=_by_phase(open_rows, over),
        parked=sum(leads for (state, _), leads in over.items() if state == LeadState.PARKED),
        countries=_by_country(rows["open"]),
        topics=_by_topic(rows["topic"]),
        trips=single["trips"],
        late=single["late"],
        missing=single["missing"],
        unowned=single["unowned"],
        signing=sum(row.num for row, stage in open_rows if stage.lt == Phase.AGREED),
        own_due=single["own"],
        reports_late=single["reports"],
        worth=_worth(open_rows),
        loads=_by_load(rows["load"]),
        weeks=_by_week(rows["done"], first_monday(today)),
    )


def _by_pipeline(pipelines: Sequence[Line], open_rows: Sequence[tuple[Line, Line]]) -> list[Named]:
    leads: Counter[int] = Counter()
    for row, stage in open_rows:
        leads[stage.num] += row.num
    return [Named(row.key, row.lt, row.en, leads[row.num]) for row in pipelines]


def _by_phase(
    open_rows: Sequence[tuple[Line, Line]], over: Mapping[tuple[str, str], int]
) -> dict[Phase, int]:
    leads: Counter[str] = Counter()
    for row, stage in open_rows:
        leads[stage.lt] += row.more
    for (state, phase), number in over.items():
        if state != LeadState.PARKED:
            leads[phase] += number
    return {phase: leads[phase.value] for phase in Phase}


def _by_country(open_rows: Sequence[Line]) -> list[tuple[str, int]]:
    leads: Counter[str] = Counter()
    for row in open_rows:
        if row.lt:
            leads[row.lt] += row.more
    return sorted(((c, n) for c, n in leads.items() if n), key=lambda pair: (-pair[1], pair[0]))


def _by_topic(rows: Sequence[Line]) -> list[Named]:
    found = [Named(row.key, row.lt, row.en or row.lt, row.num) for row in rows]
    return sorted(found, key=lambda topic: (-topic.leads, int(topic.key)))[:TOPICS]


def _worth(open_rows: Sequence[tuple[Line, Line]]) -> Worth:
    total = sum(row.value for row, _ in open_rows)
    weighted = sum(row.value * (stage.more or 0) for row, stage in open_rows)
    return Worth(
        total=Decimal(total) / CENTS,
        weighted=Decimal(weighted) / CENTS / PER_CENT,
        largest=Decimal(max((row.largest for row, _ in open_rows), default=0)) / CENTS,
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
    return [Week(monday + timedelta(weeks=n), done[n], on_time[n]) for n in range(WEEKS)]
