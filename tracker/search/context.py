"""The words an entry has from what it belongs to, copied from those entries by the database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from tracker.contacts.models import Affiliation, OrganisationTopic
from tracker.leads.models import Lead, LeadContact, LeadTopic
from tracker.search.models import Kind, SearchEntry, base_of

Subject = BindParameter[int] | InstrumentedAttribute[int]
Near = Select[Any] | CompoundSelect[Any]
_Near = aliased(SearchEntry)
_SPACE: ColumnElement[str] = literal_column("' '")


def context_of(
    kind: Kind, subject: Subject, *, on_postgresql: bool
) -> dict[str, ColumnElement[str]]:
    """Return what to put into `context` of the entry of `subject`; nothing for most kinds.

    Notes are not found by their lead's words: they would drown it.
    """
    if kind not in _NEIGHBOURS:
        return {}
    said = case(
        (_Near.kind == Kind.ORGANISATION, _Near.name_words.concat(" ").concat(_Near.words)),
        else_=_Near.name_words,
    )
    gather = func.string_agg if on_postgresql else func.group_concat
    every = select(gather(said, _SPACE)).where(_Near.id.in_(_NEIGHBOURS[kind](subject)))
    return {"context": func.coalesce(every.scalar_subquery(), "")}


def _entries(
    kind: Kind, number: InstrumentedAttribute[Any], *conditions: ColumnElement[bool]
) -> Select[Any]:
    """Return the ids of the entries of `kind` whose subject's id is in the column `number`."""
    entry = number + literal_column(str(base_of(kind)))
    return select(entry).where(number.is_not(None), *conditions).correlate(SearchEntry)


def _of_organisation(subject: Subject) -> Near:
    return _entries(
        Kind.TOPIC, OrganisationTopic.topic_id, OrganisationTopic.organisation_id == subject
    )


def _of_contact(subject: Subject) -> Near:
    return _entries(
        Kind.ORGANISATION,
        Affiliation.organisation_id,
        Affiliation.contact_id == subject,
        Affiliation.until_on.is_(None),
        and_(Affiliation.is_primary),
    )


def _of_lead(subject: Subject) -> Near:
    """Return its organisation, contacts and topics, but not its trip.

    A visit from Tainan brings leads of other cities too; the trip itself is found and lists them.
    """
    return union_all(
        _entries(Kind.ORGANISATION, Lead.organisation_id, Lead.id == subject),
        _entries(Kind.CONTACT, Lead.contact_id, Lead.id == subject),
        _entries(Kind.TOPIC, LeadTopic.topic_id, LeadTopic.lead_id == subject),
        _entries(Kind.CONTACT, LeadContact.contact_id, LeadContact.lead_id == subject),
    )


_NEIGHBOURS = {
    Kind.ORGANISATION: _of_organisation,
    Kind.CONTACT: _of_contact,
    Kind.LEAD: _of_lead,
}


def dependants_of(kind: Kind, ids: Sequence[int]) -> list[tuple[Kind, Select[Any]]]:
    """Return (kind, which ids) of those whose entries copy words from these."""
    if kind is Kind.ORGANISATION:
        at = select(Affiliation.contact_id).where(Affiliation.organisation_id.in_(ids))
        return [
            (Kind.CONTACT, at),
            (Kind.LEAD, select(Lead.id).where(Lead.organisation_id.in_(ids))),
        ]
    if kind is Kind.CONTACT:
        others = select(LeadContact.lead_id).where(LeadContact.contact_id.in_(ids))
        main = select(Lead.id).where(Lead.contact_id.in_(ids))
        return [(Kind.LEAD, main), (Kind.LEAD, others)]
    if kind is Kind.TOPIC:
        about = select(OrganisationTopic.organisation_id)
        return [
            (Kind.LEAD, select(LeadTopic.lead_id).where(LeadTopic.topic_id.in_(ids))),
            (Kind.ORGANISATION, about.where(OrganisationTopic.topic_id.in_(ids))),
        ]
    return []
