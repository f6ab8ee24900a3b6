"""A large, deterministic world for measuring: the same seed gives the same rows."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import Table, func, insert, select, text

from tracker.accounts.models import Role, User
from tracker.contacts.models import Affiliation, Contact, EmailAddress, NameOrder, Organisation
from tracker.core.db import Base, Work
from tracker.core.text import fold, sort_key
from tracker.demo import names
from tracker.leads.models import (
    Activity,
    ActivityKind,
    Lead,
    LeadState,
    LeadTopic,
    Phase,
    Pipeline,
    Stage,
    StageChange,
)
from tracker.leads.pipelines import install_pipelines
from tracker.leads.tallies import add_up
from tracker.plans.default import install_plans
from tracker.reminders.models import Reminder, ReminderKind, ReminderState
from tracker.search.service import reindex
from tracker.topics.models import Topic
from tracker.trips.models import Direction, Trip, TripContact

BATCH = 5_000
OWNERS = 20
PER_ORGANISATION = 5
TRIPS = 40
OPEN_SHARE = 0.25
"""Most leads of a grown installation are over; the open ones are few."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much to make of what."""

    contacts: int = 0
    leads: int = 0
    activities: int = 0
    reminders: int = 0


class _Filler:
    """Makes the rows; everything random comes from one seeded source, in one order."""

    def __init__(self, work: Work, seed: int) -> None:
        self.work = work
        self.random = random.Random(seed)  # noqa: S311 - measuring, not secrets
        self.owners: Sequence[int] = ()
        self.topics: Sequence[int] = ()
        self.trips: Sequence[int] = ()

    def add(self, table: type[Base], rows: Iterator[Mapping[str, Any]]) -> None:
        while batch := list(islice(rows, BATCH)):
            self.work.session.execute(insert(table), batch)

    def next_id(self, table: type[Base]) -> int:
        found = self.work.session.scalar(select(func.max(_id(table))))
        return (found or 0) + 1

    def ago(self, days: int) -> date:
        return self.work.today - timedelta(days=self.random.randrange(days))


def _id(table: type[Base]) -> Any:  # noqa: ANN401 - any table's number
    return table.__table__.c["id"]


def fill(
    work: Work,
    size: Size,
    *,
    seed: int = 1,
    due: datetime | None = None,
    key_prefix: str | None = None,
    say: Callable[[str], None] = lambda _line: None,
) -> None:
    """Add as much as `size` says to a database, empty or not.

    Reminders are due at `due`, or over the coming quarter. With a key prefix each reminder's
    title begins "P-000001", so that letters can be told apart at the mail server.
    """
    filler = _Filler(work, seed)
    _base(filler)
    contacts = _contacts(filler, size.contacts)
    say(f"{size.contacts} contacts")
    leads = _leads(filler, max(size.leads, 1 if size.reminders or size.activities else 0), contacts)
    say(f"{size.leads} leads")
    _activities(filler, size.activities, leads, contacts)
    say(f"{size.activities} activities")
    _reminders(filler, size.reminders, leads, due, key_prefix)
    say(f"{size.reminders} reminders")
    _move_counters(work)
    add_up(work)
    reindex(work)
    say("search index")
    _analyse(work)


def _base(filler: _Filler) -> None:
    work = filler.work
    install_pipelines(work)
    install_plans(work)
    work.session.flush()
    first = filler.next_id(User)
    filler.add(
        User,
        (
            {
                "id": first + n,
                "email": f"officer{first + n}@fill.example",
                "given": names.GIVEN_LT[n % len(names.GIVEN_LT)],
                "family": names.FAMILY_LT[n % len(names.FAMILY_LT)],
                "role": Role.OFFICER,
                "created_at": work.now,
            }
            for n in range(OWNERS)
        ),
    )
    filler.owners = range(first, first + OWNERS)
    filler.topics = list(work.session.scalars(select(Topic.id).order_by(Topic.id))) or _topics(
        filler
    )
    first = filler.next_id(Trip)
    filler.add(Trip, (_trip(filler, first + n, n) for n in range(TRIPS)))
    filler.trips = range(first, first + TRIPS)


def _topics(filler: _Filler) -> list[int]:
    filler.add(
        Topic,
        (
            {
                "id": n,
                "name_lt": name,
                "name_en": "",
                "folded": fold(name),
                "sort_key": sort_key(name),
                "created_at": filler.work.now,
            }
            for n, name in enumerate(names.TOPICS, start=1)
        ),
    )
    return list(range(1, len(names.TOPICS) + 1))


def _trip(filler: _Filler, number: int, n: int) -> dict[str, Any]:
    city, country = names.PLACES[n % len(names.PLACES)]
    start = filler.work.today - timedelta(days=30 * n + 10)
    return {
        "id": number,
        "direction": Direction.OUTGOING,
        "city": city,
        "country": country,
        "start_on": start,
        "end_on": start + timedelta(days=4),
        "event": f"Forumas {n + 1}",
        "created_at": filler.work.now,
    }


def _contacts(filler: _Filler, count: int) -> range:
    first_organisation = filler.next_id(Organisation)
    organisations = range(
        first_organisation, first_organisation + max(1, count // PER_ORGANISATION)
    )
    filler.add(Organisation, (_organisation(filler, number) for number in organisations))
    first = filler.next_id(Contact)
    contacts = range(first, first + count)
    filler.add(Contact, (_contact(filler, number) for number in contacts))
    filler.add(
        Affiliation,
        (
            {
                "contact_id": number,
                "organisation_id": organisations[(number - first) % len(organisations)],
                "is_primary": True,
            }
            for number in contacts
        ),
    )
    filler.add(
        EmailAddress,
        (
            {
                "contact_id": number,
                "address": f"person{number}@fill.example",
                "folded": f"person{number}@fill.example",
                "is_preferred": True,
            }
            for number in contacts
        ),
    )
    filler.add(
        TripContact,
        (
            {"trip_id": filler.trips[number % TRIPS], "contact_id": number, "how": "met"}
            for number in contacts[: TRIPS * 10]
        ),
    )
    return contacts


def _organisation(filler: _Filler, number: int) -> dict[str, Any]:
    city, country = names.PLACES[number % len(names.PLACES)]
    name = f"{filler.random.choice(names.WORDS)} {filler.random.choice(names.TRADES)} {number}"
    return {
        "id": number,
        "name": name,
        "kind": "company",
        "country": country,
        "city": city,
        "sort_key": sort_key(name),
        "folded": fold(name),
        "created_at": filler.work.now,
    }


def _contact(filler: _Filler, number: int) -> dict[str, Any]:
    given = filler.random.choice(names.GIVEN)
    family = filler.random.choice(names.FAMILY)
    _, country = names.PLACES[number % len(names.PLACES)]
    return {
        "id": number,
        "given": given,
        "family": family,
        "name_order": NameOrder.GIVEN_FIRST,
        "name": f"{given} {family}",
        "sort_key": sort_key(f"{family} {given}"),
        "folded": fold(f"{given} {family}"),
        "country": country,
        "source": "import",
        "other_languages": [],
        "created_at": filler.work.now,
    }


def _leads(filler: _Filler, count: int, contacts: range) -> range:
    stages = _stages(filler.work)
    first = filler.next_id(Lead)
    leads = range(first, first + count)
    filler.add(Lead, (_lead(filler, number, stages, contacts) for number in leads))
    filler.add(
        LeadTopic,
        (
            {"lead_id": number, "topic_id": filler.random.choice(filler.topics), "position": 0}
            for number in leads
        ),
    )
    filler.work.session.execute(
        insert(StageChange).from_select(
            ["lead_id", "to_stage_id", "at", "actor_id"],
            select(Lead.id, Lead.stage_id, Lead.opened_at, Lead.owner_id).where(Lead.id >= first),
        )
    )
    return leads


def _stages(work: Work) -> dict[bool, list[Stage]]:
    found = work.session.scalars(
        select(Stage).join(Pipeline).where(Pipeline.key == "business").order_by(Stage.position)
    ).all()
    return {
        True: [stage for stage in found if stage.state is LeadState.OPEN],
        False: [stage for stage in found if stage.state in {LeadState.WON, LeadState.LOST}],
    }


def _lead(
    filler: _Filler, number: int, stages: Mapping[bool, Sequence[Stage]], contacts: range
) -> dict[str, Any]:
    is_open = filler.random.random() < OPEN_SHARE
    stage = filler.random.choice(stages[is_open])
    missing = is_open and filler.random.random() < 0.05
    opened = filler.work.now - timedelta(days=filler.random.randrange(1, 1000))
    contact = filler.random.choice(contacts) if contacts else None
    due = filler.work.today + timedelta(days=filler.random.randrange(-20, 80))
    lost = stage.state is LeadState.LOST
    _, country = names.PLACES[number % len(names.PLACES)]
    return {
        "id": number,
        "title": f"{filler.random.choice(names.TOPICS)}: {filler.random.choice(names.WORDS)}",
        "contact_id": contact,
        "trip_id": filler.random.choice(filler.trips),
        "country": country,
        "pipeline_id": stage.pipeline_id,
        "stage_id": stage.id,
        "state": stage.state,
        "phase": stage.phase,
        "owner_id": None
        if missing and filler.random.random() < 0.5
        else filler.random.choice(filler.owners),
        "next_step": "Paskambinti" if is_open and not missing else None,
        "next_step_on": due if is_open and not missing else None,
        "step_missing_since": opened if missing else None,
        "value_eur": None
        if filler.random.random() < 0.5
        else Decimal(filler.random.randrange(1, 500) * 1000),
        "is_non_monetary": False,
        "agreed_at": opened if stage.phase is Phase.AGREED else None,
        "closed_at": filler.work.now if lost else None,
        "close_reason": "Nėra poreikio" if lost else None,
        "opened_at": opened,
        "last_contact_on": filler.ago(400),
    }


def _activities(filler: _Filler, count: int, leads: range, contacts: range) -> None:
    kinds = [kind for kind in ActivityKind if kind is not ActivityKind.CONTACT]
    filler.add(
        Activity,
        (
            {
                "kind": filler.random.choice(kinds),
                "lead_id": filler.random.choice(leads),
                "contact_id": filler.random.choice(contacts) if contacts else None,
                "author_id": filler.random.choice(filler.owners),
                "happened_on": filler.ago(900),
                "entered_at": filler.work.now,
                "text": filler.random.choice(names.NOTES),
            }
            for _ in range(count)
        ),
    )


def _reminders(
    filler: _Filler, count: int, leads: range, due: datetime | None, key_prefix: str | None
) -> None:
    zone = filler.work.zone

    def row(n: int) -> dict[str, Any]:
        local = due or filler.work.now + timedelta(hours=filler.random.randrange(24 * 90))
        wall = local.astimezone(zone)
        key = f"{key_prefix}-{n:06} " if key_prefix else ""
        return {
            "kind": ReminderKind.OWN,
            "lead_id": leads[n % len(leads)],
            "owner_id": filler.owners[n % OWNERS],
            "title": f"{key}Paskambinti",
            "wall_on": wall.date(),
            "wall_at": time(wall.hour, wall.minute),
            "zone": str(zone),
            "due_at": local.astimezone(UTC),
            "letter_at": local.astimezone(UTC),
            "state": ReminderState.ACTIVE,
            "created_at": filler.work.now,
        }

    filler.add(Reminder, (row(n) for n in range(1, count + 1)))


def _move_counters(work: Work) -> None:
    """Let PostgreSQL number on from what was put in; SQLite does so by itself."""
    if not work.on_postgresql:
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.c and table.c["id"].autoincrement is not False:
            _move_counter(work, table)


def _move_counter(work: Work, table: Table) -> None:
    sequence = func.pg_get_serial_sequence(table.name, "id")
    highest = select(func.coalesce(func.max(table.c["id"]), 1)).scalar_subquery()
    work.session.execute(select(func.setval(sequence, highest)))


def _analyse(work: Work) -> None:
    work.session.execute(text("ANALYZE"))
