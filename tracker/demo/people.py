"""The demo world's organisations and contacts."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tracker.contacts.models import (
    Affiliation,
    Contact,
    ContactStatus,
    EmailAddress,
    Messenger,
    NameOrder,
    Organisation,
    OrganisationKind,
    OrganisationTopic,
    Phone,
    SourceKind,
)
from tracker.core.text import fold, sort_key
from tracker.demo.world import World
from tracker.trips.models import TripContact

SCRIPTS = {"TW": "zh-Hant", "JP": "ja", "KR": "ko", "UA": "uk"}
"""The language of a native name, by country: `lang` needs it to choose the right glyphs."""
NOTICE = timedelta(days=30)
THREE_YEARS = timedelta(days=3 * 365)


def load_organisations(world: World) -> None:
    """Load the organisations and their topics."""
    for row in world.data["organisations"]:
        native = row["native_name"]
        number = world.keep(
            row["id"],
            Organisation(
                name=row["name"],
                native_name=native,
                native_language=_native_language(row["country"], native),
                name_lt=row["name_lt"],
                kind=OrganisationKind(row["type"]),
                country=row["country"],
                city=row["city"],
                time_zone=row["timezone"],
                website=row["website"],
                sort_key=sort_key(row["name"]),
                folded=fold(row["name"]),
                created_at=world.moment("2024-03-26"),
            ),
        )
        world.work.session.add_all(
            OrganisationTopic(organisation_id=number, topic_id=world.ids[topic])
            for topic in row["topics"]
        )
    world.work.session.flush()


def load_contacts(world: World) -> None:
    """Load the contacts, where they work, how they are reached, and on which trip we met."""
    met_on = {row["id"]: row["start"] for row in world.data["trips"]}
    for row in world.data["contacts"]:
        _load_contact(world, row, met_on[row["met_at"]])


def _load_contact(world: World, row: Mapping[str, Any], met_on: str) -> None:
    contact_id = world.keep(row["id"], _contact(world, row, met_on))
    session = world.work.session
    session.add(
        Affiliation(
            contact_id=contact_id,
            organisation_id=world.ids[row["organisation"]],
            title=(row.get("title") or {}).get("en"),
        )
    )
    session.add(TripContact(trip_id=world.ids[row["met_at"]], contact_id=contact_id))
    if row.get("email"):
        bounced = row.get("status") == ContactStatus.BOUNCED
        session.add(
            EmailAddress(
                contact_id=contact_id,
                address=row["email"],
                folded=row["email"].casefold(),
                is_preferred=True,
                bounced_at=world.work.now if bounced else None,
            )
        )
    session.add_all(
        Phone(contact_id=contact_id, typed=phone["e164"], e164=phone["e164"], is_preferred=True)
        for phone in row.get("phones", ())
    )
    session.add_all(
        Messenger(contact_id=contact_id, service=one["service"], handle=one["handle"])
        for one in row.get("messengers", ())
    )
    session.flush()


def _contact(world: World, row: Mapping[str, Any], met_on: str) -> Contact:
    name, title = row["name"], row.get("title") or {}
    given, family, native = name.get("given"), name.get("family"), name.get("native")
    family_first = name["order"] == NameOrder.FAMILY_FIRST
    parts = (family, given) if family_first else (given, family)
    called = " ".join(part for part in parts if part) or native or title.get("en") or ""
    met = world.day(met_on, moves=row["met_at"] != "trip01")
    return Contact(
        given=given,
        family=family,
        name_order=NameOrder(name["order"]),
        native_name=native,
        native_language=_native_language(row["country"], native),
        alias=name.get("also_known_as"),
        name=called,
        sort_key=sort_key(f"{family or called} {given or ''}".strip()),
        folded=fold(called),
        honorific=row.get("honorific"),
        title=title.get("en"),
        title_native=title.get("native"),
        language=row["language"],
        country=row["country"],
        time_zone=row["timezone"],
        status=ContactStatus(row.get("status", ContactStatus.ACTIVE)),
        source=SourceKind.TRIP,
        notice_due_on=met + NOTICE if met else None,
        review_on=met + THREE_YEARS if met else None,
        note=row.get("note"),
        created_at=world.moment(met_on),
    )


def _native_language(country: str, native: str | None) -> str | None:
    return SCRIPTS.get(country) if native else None
