"""The demo world's organisations and contacts."""

from collections.abc import Mapping
from typing import Any

from tracker.contacts.models import Contact, ContactStatus, NameOrder, OrganisationKind, SourceKind
from tracker.contacts.organisations import NewOrganisation, add_organisation
from tracker.contacts.service import NewContact, add_contact
from tracker.demo.world import World
from tracker.trips.service import add_to_trip


def load_organisations(world: World) -> None:
    """Load the organisations and their topics."""
    for row in world.data["organisations"]:
        new = NewOrganisation(
            name=row["name"],
            native_name=row["native_name"],
            name_lt=row["name_lt"],
            kind=OrganisationKind(row["type"]),
            country=row["country"],
            city=row["city"],
            time_zone=row["timezone"],
            website=row["website"],
            topic_ids=tuple(world.ids[topic] for topic in row["topics"]),
        )
        world.keep(row["id"], add_organisation(world.at("2024-03-26"), new))


def load_contacts(world: World) -> None:
    """Load the contacts, where they work, how they are reached, and on which trip we met."""
    met_on = {row["id"]: row["start"] for row in world.data["trips"]}
    for row in world.data["contacts"]:
        contact = add_contact(world.at(met_on[row["met_at"]]), _contact(world, row))
        _say_how_it_stands(world, row, contact)
        add_to_trip(world.work, world.ids[row["met_at"]], world.keep(row["id"], contact))


def _contact(world: World, row: Mapping[str, Any]) -> NewContact:
    name, title = row["name"], row.get("title") or {}
    return NewContact(
        given=name.get("given"),
        family=name.get("family"),
        name_order=NameOrder(name["order"]),
        native_name=name.get("native"),
        alias=name.get("also_known_as"),
        honorific=row.get("honorific"),
        title=title.get("en"),
        title_native=title.get("native"),
        language=row["language"],
        country=row["country"],
        time_zone=row["timezone"],
        organisation_id=world.ids[row["organisation"]],
        emails=(row["email"],) if row.get("email") else (),
        phones=tuple(phone["e164"] for phone in row.get("phones", ())),
        messengers=tuple((one["service"], one["handle"]) for one in row.get("messengers", ())),
        source=SourceKind.TRIP,
        note=row.get("note"),
    )


def _say_how_it_stands(world: World, row: Mapping[str, Any], contact: Contact) -> None:
    contact.status = ContactStatus(row.get("status", ContactStatus.ACTIVE))
    if contact.status is ContactStatus.BOUNCED:
        for email in contact.emails:
            email.bounced_at = world.work.now
