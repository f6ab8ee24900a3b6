"""Load the demo world: an invented city office, on the day it opens its mail."""

from sqlalchemy import select

from tracker.accounts.models import Role, User
from tracker.accounts.passwords import hash_password
from tracker.accounts.service import NewUser, add_user
from tracker.core.db import Work
from tracker.core.errors import ConflictError
from tracker.core.words import mark
from tracker.demo.leads import load_agreements, load_leads
from tracker.demo.people import load_contacts, load_organisations
from tracker.demo.trips import load_gifts, load_trips
from tracker.demo.world import DAY, World, read_world
from tracker.leads.pipelines import install_pipelines
from tracker.plans.default import install_plans
from tracker.topics.service import add_topic

PASSWORD = "rysiai-demo-2026"  # noqa: S105 - printed in the terminal, for invented people only
OFFICER = "tomas.girdzius@savivaldybe.example"
MAYOR = "austeja.zemgulyte@savivaldybe.example"
DIRECTOR = "vilija.norkute@savivaldybe.example"
ADMINISTRATOR = "justas.leipus@savivaldybe.example"


def load_world(work: Work) -> World:
    """Load the demo world into an empty database.

    Raises ConflictError when somebody already works in it.
    """
    if work.session.scalar(select(User.id).limit(1)) is not None:
        raise ConflictError(mark("The demo world needs an empty database; this one is in use."))
    world = World(work, read_world(), work.today - DAY)
    _load_users(world)
    _load_topics(world)
    install_pipelines(work)
    install_plans(work)
    load_organisations(world)
    load_trips(world)
    load_contacts(world)
    load_leads(world)
    load_agreements(world)
    load_gifts(world)
    return world


def _load_users(world: World) -> None:
    hashed = hash_password(PASSWORD)
    for row in world.data["users"]:
        new = NewUser(
            email=row["email"],
            given=row["given"],
            family=row["family"],
            role=Role(row["role"]),
            title_lt=row["title"]["lt"],
            title_en=row["title"]["en"],
        )
        user = add_user(world.at("2024-01-08"), new)
        user.password_hash, user.active_until = hashed, world.day(row["active_until"])
        world.keep(row["id"], user)
    for row in world.data["users"]:
        user = world.work.session.get_one(User, world.ids[row["id"]])
        user.deputy_id = world.ids.get(row.get("deputy", ""))
        user.manager_id = world.ids.get(row.get("manager", ""))


def _load_topics(world: World) -> None:
    for row in world.data["topics"]:
        topic = add_topic(world.at("2024-03-26"), row["lt"], name_en=row["en"])
        world.keep(row["id"], topic)
