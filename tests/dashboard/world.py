"""A world of every state, made by a seed; and the mayor's numbers, counted from it by hand."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from tests.support.make import Make
from tracker.accounts.models import User
from tracker.core.db import Work
from tracker.leads.models import Lead, LeadState, LeadTopic, Phase, Pipeline, Stage
from tracker.leads.pipelines import BUSINESS, INSTITUTIONAL
from tracker.topics.models import Topic

COUNTRIES = ("TW", "JP", "DE", "UA", None)
STAGES = [("business", step.key) for step in BUSINESS] + [
    ("institutional", step.key) for step in INSTITUTIONAL
]


def fill(work: Work, *, leads: int, seed: int = 7) -> None:
    """Make leads at every stage of both pipelines, some without an owner, a step or a country."""
    chance = random.Random(seed)  # noqa: S311 - a world, not a secret
    make = Make(work)
    owners = [make.user(given=f"O{n}", family=f"Savininkas{n}").id for n in range(3)]
    topics = [make.topic(f"Tema {n}", name_en=f"Topic {n}").id for n in range(7)]
    trips = [
        make.trip(
            f"Miestas{n}",
            start_on=date(2026, 11, 2) - timedelta(days=120 * n),
            end_on=date(2026, 11, 6) - timedelta(days=120 * n),
        ).id
        for n in range(7)
    ]
    for number in range(leads):
        pipeline, stage = STAGES[number % len(STAGES)]
        lead = _lead(make, chance, number, (pipeline, stage), chance.choice(owners))
        lead.trip_id = chance.choice([*trips, None])
        for place, topic in enumerate(chance.sample(topics, chance.randrange(3))):
            work.session.add(LeadTopic(lead_id=lead.id, topic_id=topic, position=place))
    work.session.flush()


def _lead(
    make: Make, chance: random.Random, number: int, at: tuple[str, str], owner_id: int
) -> Lead:
    work = make.work
    pipeline, key = at
    state = make.stage(key, pipeline).state
    given: dict[str, Any] = {
        "owner_id": owner_id,
        "country": chance.choice(COUNTRIES),
        "opened_at": work.now - timedelta(days=chance.randrange(900), minutes=number),
        "value_eur": chance.choice([None, Decimal(chance.randrange(1, 90_000))]),
        "due": timedelta(days=chance.randrange(-12, 20)),
    }
    if state is LeadState.LOST:
        given |= {"closed_at": work.now, "close_reason": "Nebeaktualu", "due": None}
    elif state is LeadState.PARKED:
        given |= {"dormant_until": work.today + timedelta(days=9), "due": None}
    elif state is LeadState.OPEN and chance.random() < 0.2:
        given |= {"due": None, "owner_id": chance.choice([owner_id, None])}
    return make.lead(f"Galimybė {number}", stage=key, pipeline=pipeline, **given)


class Recount:
    """Counts the same things from whole rows, one by one, without a clever question."""

    def __init__(self, work: Work, since: date | None = None) -> None:
        self.today = work.today
        self.rows = [
            (lead, stage, pipeline)
            for lead, stage, pipeline in work.session.execute(
                select(Lead, Stage, Pipeline)
                .join(Stage, Stage.id == Lead.stage_id)
                .join(Pipeline, Pipeline.id == Lead.pipeline_id)
            )
        ]
        begin = datetime.combine(since or date(1, 1, 1), time(), UTC)
        self.period = [lead for lead, _, _ in self.rows if lead.opened_at >= begin]
        self.open = [row for row in self.rows if row[0].state is LeadState.OPEN]
        self.living = [
            lead for lead, _, _ in self.rows if lead.state in (LeadState.OPEN, LeadState.WON)
        ]
        self.topics = list(work.session.scalars(select(LeadTopic)))
        self.names = {topic.id: topic.name_lt for topic in work.session.scalars(select(Topic))}
        self.users = {user.id: user for user in work.session.scalars(select(User))}

    def phases(self) -> dict[Phase, int]:
        counted = Counter(lead.phase for lead in self.period if lead.state is not LeadState.PARKED)
        return {phase: counted[phase] for phase in Phase}

    def pipelines(self) -> dict[str, int]:
        return dict(Counter(pipeline.key for _, _, pipeline in self.open))

    def parked(self) -> int:
        return sum(lead.state is LeadState.PARKED for lead in self.period)

    def late(self) -> int:
        return sum(
            lead.next_step_on is not None and lead.next_step_on < self.today for lead in self.living
        )

    def missing(self) -> int:
        return sum(lead.step_missing_since is not None for lead, _, _ in self.open)

    def unowned(self) -> int:
        return sum(lead.owner_id is None for lead, _, _ in self.open)

    def signing(self) -> int:
        return sum(lead.phase is Phase.AGREED for lead, _, _ in self.open)

    def countries(self) -> dict[str, int]:
        period = {lead.id for lead in self.period}
        return dict(
            Counter(lead.country for lead, _, _ in self.open if lead.country and lead.id in period)
        )

    def by_topic(self) -> dict[str, int]:
        wanted = {lead.id for lead, _, _ in self.open} & {lead.id for lead in self.period}
        return dict(
            Counter(self.names[row.topic_id] for row in self.topics if row.lead_id in wanted)
        )

    def value(self) -> Decimal:
        return sum((lead.value_eur or Decimal() for lead, _, _ in self.open), Decimal())

    def weighted(self) -> Decimal:
        return sum(
            (
                (lead.value_eur or Decimal()) * (stage.probability or 0) / 100
                for lead, stage, _ in self.open
            ),
            Decimal(),
        )

    def largest(self) -> Decimal:
        return max((lead.value_eur or Decimal() for lead, _, _ in self.open), default=Decimal())

    def loads(self) -> dict[tuple[date, int], int]:
        sunday = self.today + timedelta(days=6 - self.today.weekday())
        return dict(
            Counter(
                (lead.next_step_on, lead.owner_id)
                for lead in self.living
                if lead.next_step_on and lead.owner_id and self.today <= lead.next_step_on <= sunday
            )
        )
