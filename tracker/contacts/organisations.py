"""Everything that is done to organisations; each deed is in the journal."""

from dataclasses import dataclass, fields

from sqlalchemy import select

from tracker.audit.service import from_to, record
from tracker.contacts.hours import zone_of
from tracker.contacts.models import (
    CityName,
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    OrganisationTopic,
)
from tracker.contacts.names import language_of
from tracker.contacts.queries import find_organisation
from tracker.core.db import Work
from tracker.core.text import clean_line, fold, sort_key


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrganisation:
    """What is known of an organisation; its name is enough."""

    name: str
    native_name: str | None = None
    native_language: str | None = None
    name_lt: str | None = None
    aliases: tuple[str, ...] = ()
    kind: OrganisationKind = OrganisationKind.OTHER
    country: str | None = None
    city: str | None = None
    city_names: tuple[str, ...] = ()
    """What else the city is called, for all that is in it."""
    was_city_names: tuple[str, ...] = ()
    """What of that stood before this person's eyes: only this can they have taken away."""
    time_zone: str | None = None
    website: str | None = None
    topic_ids: tuple[int, ...] = ()
    note: str | None = None
    form_key: str | None = None
    """The number of the form it was typed in; the same form sent twice makes one organisation."""


_ORGANISATION_FIELDS = tuple(
    field.name
    for field in fields(NewOrganisation)
    if field.name not in {"aliases", "topic_ids", "city_names", "was_city_names", "form_key"}
)


def add_organisation(work: Work, new: NewOrganisation) -> Organisation:
    """Add an organisation."""
    organisation = Organisation(created_at=work.now, aliases=[], form_key=new.form_key)
    _set_organisation(organisation, new)
    work.session.add(organisation)
    work.session.flush()
    work.session.add_all(
        OrganisationTopic(organisation_id=organisation.id, topic_id=topic_id)
        for topic_id in new.topic_ids
    )
    _name_city(work, new)
    record(work, "organisation.added", f"organisation:{organisation.id}", name=new.name)
    return organisation


def turn_of_organisation(name: str) -> str:
    """Return whose turn is taken while an organisation of that name is looked for and made."""
    return f"organisation:{fold(name)}"


def organisation_here(work: Work, name: str) -> Organisation | None:
    """Return the organisation called `name` in any way we know; nobody else adds it meanwhile."""
    work.take_turn(turn_of_organisation(name))
    return find_organisation(work.session, name)


def organisation_named(work: Work, name: str, *, country: str | None = None) -> Organisation:
    """Return the organisation called `name` in any way we know, or add it."""
    return organisation_here(work, name) or add_organisation(
        work, NewOrganisation(name=name, country=country)
    )


def change_organisation(
    work: Work, organisation: Organisation, new: NewOrganisation
) -> Organisation:
    """Make `organisation` what `new` says, and where that is nothing new, do nothing.

    Its aliases are loaded.
    """
    before = _facts(organisation)
    _set_organisation(organisation, new)
    changes = from_to(before, _facts(organisation))
    changes |= _set_topics(work, organisation, set(new.topic_ids))
    _name_city(work, new)
    if changes:
        organisation.version += 1
        record(work, "organisation.changed", f"organisation:{organisation.id}", **changes)
    return organisation


def _facts(organisation: Organisation) -> dict[str, object]:
    plain = {name: getattr(organisation, name) for name in _ORGANISATION_FIELDS}
    return {**plain, "aliases": sorted(row.name for row in organisation.aliases)}


def _set_organisation(organisation: Organisation, new: NewOrganisation) -> None:
    for name in _ORGANISATION_FIELDS:
        setattr(organisation, name, getattr(new, name))
    organisation.name = clean_line(new.name)
    organisation.time_zone = new.time_zone or zone_of(new.country)
    organisation.native_language = new.native_language or language_of(new.native_name, new.country)
    organisation.sort_key = sort_key(new.name)
    organisation.folded = fold(new.name)
    organisation.folded_lt = fold(new.name_lt or "") or None
    organisation.folded_native = fold(new.native_name or "") or None
    kept = {row.name: row for row in organisation.aliases}
    organisation.aliases = [
        kept.get(name) or OrganisationAlias(name=name) for name in dict.fromkeys(new.aliases)
    ]


def _set_topics(
    work: Work, organisation: Organisation, wanted: set[int]
) -> dict[str, list[object]]:
    """Set the topics it works on and return from what to what."""
    found = select(OrganisationTopic).where(OrganisationTopic.organisation_id == organisation.id)
    here = {row.topic_id: row for row in work.session.scalars(found)}
    for topic_id in here.keys() - wanted:
        work.session.delete(here[topic_id])
    work.session.add_all(
        OrganisationTopic(organisation_id=organisation.id, topic_id=topic_id)
        for topic_id in sorted(wanted - here.keys())
    )
    return from_to({"topic_ids": sorted(here)}, {"topic_ids": sorted(wanted)})


def _name_city(work: Work, new: NewOrganisation) -> None:
    """Add to the city's other names, and take from them, what was changed on this form.

    They are everybody's: what others have added meanwhile stays, and what they took away stays so.
    """
    said, shown = set(new.city_names), set(new.was_city_names)
    if not new.city or said == shown:
        return
    work.take_turn(f"city:{new.city}")
    found = work.session.scalars(select(CityName).where(CityName.city == new.city)).all()
    before = {row.name for row in found}
    gone = [row for row in found if row.name in shown - said]
    for row in gone:
        work.session.delete(row)
    added = [name for name in dict.fromkeys(new.city_names) if name not in shown | before]
    work.session.add_all(CityName(city=new.city, name=name) for name in added)
    if added or gone:
        taken = [row.name for row in gone]
        record(work, "city.named", f"city:{new.city}", added=added, taken=taken)
