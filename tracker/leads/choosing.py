"""What a list of leads can be filtered by."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import String, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from tracker.accounts.models import User
from tracker.accounts.queries import OWNER_ROLES
from tracker.core.db import Work, at_most
from tracker.core.i18n import country_name, in_language
from tracker.core.text import order_key
from tracker.core.texts import gettext as _
from tracker.leads.filters import NOBODY, DueIn, LeadFilter
from tracker.leads.models import IS_LIVING, Lead, Pipeline, Stage
from tracker.leads.over import CHOICES, DUE
from tracker.topics.models import Topic
from tracker.trips.models import Trip

TRIPS = 100
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter with its options; the first is "any"."""

    name: str
    label: str
    options: Pairs
    value: str


def choices_of(work: Work, asked: LeadFilter, language: str) -> list[Choice]:
    """Return every filter with what can be chosen in it; two statements."""
    rows = _options(work.session)

    def named(kind: str) -> Pairs:
        return [(r[1], in_language(language, r[2], r[3])) for r in rows if r[0] == kind]

    countries = [(code, country_name(code, language)) for code in _countries(work.session)]
    options: dict[str, Pairs] = {
        "owner": [(NOBODY, _("no owner")), *named("owner")],
        "topic": sorted(named("topic"), key=lambda pair: order_key(pair[1], language)),
        "country": sorted(countries, key=lambda pair: order_key(pair[1], language)),
        "trip": [(r[1], f"{r[2]} {r[3][:4]}") for r in rows if r[0] == "trip"],
        "stage": named("stage"),
        "due": [(due.value, str(DUE[due])) for due in DueIn],
    }
    return [
        Choice(name, str(label), [("", _("any")), *options[name]], asked.args.get(name, ""))
        for name, label in CHOICES.items()
    ]


def _options(session: Session) -> list[tuple[str, str, str, str]]:
    trips = (
        select(Trip.id, Trip.city, Trip.start_on)
        .order_by(Trip.start_on.desc(), Trip.id.desc())
        .limit(at_most(TRIPS))
    ).subquery()
    arms = (
        select(
            literal("owner").label("kind"),
            cast(User.id, String).label("id"),
            (User.given + " " + User.family).label("lt"),
            cast(null(), String).label("en"),
            User.family.label("place"),
        ).where(User.role.in_(OWNER_ROLES)),
        select(literal("topic"), cast(Topic.id, String), Topic.name_lt, Topic.name_en, literal("")),
        select(
            literal("stage"),
            cast(Stage.id, String),
            Pipeline.name_lt + ": " + Stage.name_lt,
            Pipeline.name_en + ": " + Stage.name_en,
            cast(Stage.pipeline_id * 100 + Stage.position, String),
        ).join(Pipeline, Pipeline.id == Stage.pipeline_id),
        select(
            literal("trip"),
            cast(trips.c.id, String),
            trips.c.city,
            cast(trips.c.start_on, String),
            literal(""),
        ),
    )
    every = union_all(*arms).subquery()
    rows = session.execute(select(*every.c).order_by(every.c.kind, every.c.place, every.c.id))
    return [(row[0], row[1], row[2], row[3] or "") for row in rows]


def _countries(session: Session) -> Sequence[str]:
    """Return the countries of living leads: one look into the index for each, not a scan."""
    first = (
        select(Lead.country.label("code"))
        .where(IS_LIVING, Lead.country.is_not(None))
        .order_by(Lead.country)
        .limit(at_most(1))
        .subquery()
    )
    seen = select(first.c.code).cte("seen", recursive=True)
    following = (
        select(Lead.country)
        .where(IS_LIVING, Lead.country > seen.c.code)
        .order_by(Lead.country)
        .limit(at_most(1))
        .scalar_subquery()
    )
    seen = seen.union_all(select(following).where(seen.c.code.is_not(None)))
    return [code for code in session.scalars(select(seen.c.code)) if code]
